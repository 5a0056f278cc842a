"""The demo: an example competition evaluated, its result written for people and for machines."""

import json
from pathlib import Path
from typing import Final

from agreements.loading import load
from agreements.operations import competition_result
from rules.problems import InputError, Problem
from rules.yaml.json_reading import read_json
from runtime import terminal
from runtime.cli.evaluations import print_evaluation
from runtime.output_files import files_together

EXAMPLE: Final = Path("examples/digital-outcomes")
COMPETITION: Final = "competitions/clear-win.json"


def run_demo(out: Path) -> None:
    """Evaluate the example and write `result.json` and `result.txt` into `out`.

    Raises `InputError` where the example is not there or `out` cannot be written.
    """
    if not EXAMPLE.is_dir():
        says = "does not exist here: run the demo from the project's folder"
        raise InputError([Problem(str(EXAMPLE), says)])
    framework = load(EXAMPLE)
    result = competition_result(framework, read_json(EXAMPLE / COMPETITION, COMPETITION))
    text = terminal.captured(lambda: print_evaluation(framework, result, explain=True))
    print_evaluation(framework, result, explain=True)
    with files_together(out) as place:
        data = json.dumps(result, ensure_ascii=False, indent=2)
        (place / "result.json").write_text(f"{data}\n", encoding="utf-8")
        (place / "result.txt").write_text(text, encoding="utf-8")
    terminal.line(f"Written: {out / 'result.txt'} (text) and {out / 'result.json'} (JSON).")
    terminal.line(
        f"Try next: frameworkshop check {EXAMPLE}   or   "
        f"frameworkshop evaluate {EXAMPLE} {EXAMPLE / 'competitions/tie.json'} --explain"
    )
