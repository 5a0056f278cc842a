"""Measure loading: `python -m benchmarks.loading [FOLDER]`.

    anew            every file read, checked and linked, in a process that has done it before
    from the cache  the same definition, kept ready
    a new process   Python started, everything imported, and the definition loaded: anew, and kept
    PyYAML          the same files through PyYAML's C loader alone, into plain data

All but the processes run turn and turn about; what counts is the ratio of two neighbours. Times are
of the processor. Without a folder, a definition of 300 questions is made and measured. One that is
not the same from the cache as anew ends it: then there are no figures.
"""

import argparse
import gc
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any, Final

import yaml

from agreements.compiled import load_compiled
from agreements.loading import load
from agreements.rendering.cache import Cache
from rules.yaml.writing import write

#: Seconds that loading may take: anew, and from the cache.
AIMS: Final = {"a new process, anew": 0.5, "from the cache": 0.05}

TERMS: Final = """\
framework: large
name: A large framework
owner: {name: Exampleton Borough Council}
starts: 2027-01-04
term: {months: 24}
lots: [{id: one, title: One}, {id: two, title: Two}]
routes: [catalogue]
buyers: {who: Everyone}
"""


_KEY = bytes(32)


def main(arguments: list[str] | None = None) -> int:
    """Measure and print. Gives 1 where a definition is not as it should be, and 0 otherwise."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.loading", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", help="a definition; one is made if none")
    parser.add_argument("--rounds", type=int, default=20, help="how often each runs (20)")
    parser.add_argument("--json", action="store_true", help="print as JSON")
    chosen = parser.parse_args(arguments)
    with TemporaryDirectory() as place:
        folder = chosen.folder or made(Path(place, "large"))
        try:
            found = of_loading(folder, Cache(Path(place, "kept"), _KEY), chosen.rounds)
        except AssertionError as error:
            print(f"not as it should be: {error}", file=sys.stderr)
            return 1
    print(json.dumps(found, indent=2) if chosen.json else _as_text(found))
    return 0


def made(folder: Path, questions: int = 300) -> Path:
    """Make a definition with a form of so many questions of many types, on pages of five."""
    asked = [_question(number) for number in range(questions)]
    pages = [
        {"id": f"page-{at // 5}", "title": f"Page {at // 5}", "questions": asked[at : at + 5]}
        for at in range(0, questions, 5)
    ]
    (folder / "forms").mkdir(parents=True)
    (folder / "framework.yaml").write_text(TERMS, encoding="utf-8")
    form = {"title": "A large form", "pages": pages}
    (folder / "forms/service.yaml").write_text(write(form), encoding="utf-8")
    return folder


def _question(number: int) -> dict[str, Any]:
    limits: dict[str, Any] = (
        {"type": "yes-no"},
        {"type": "long-text", "max_words": 100},
        {"type": "money", "max": 1000000},
        {"type": "many-of", "options": [f"Option {each}" for each in range(8)]},
        {"type": "texts", "max": 10, "max_words": 10},
    )[number % 5]
    texts = {
        "label": f"What is the answer to question {number}?",
        "name": f"Answer {number}",
        "hint": "Say it in a few plain words, as you would say it to somebody at the next table.",
        "messages": {"missing": "You need to answer this question"},
    }
    when = {"when": {"answer": f"q{number - 1}", "is": "yes"}} if number % 5 == 1 else {}
    return {"id": f"q{number}", **texts, **limits, **when}


def of_loading(folder: Path, cache: Cache, rounds: int) -> dict[str, Any]:
    """Measure the loading of a definition, in seconds, and as ratios to PyYAML alone."""
    anew = load(folder)
    assert load_compiled(folder, cache).hash == anew.hash, "another hash"
    files = sorted(folder.rglob("*.yaml"))
    ways: dict[str, Callable[[], object]] = {
        "PyYAML": lambda: [_plain(path) for path in files],
        "anew": lambda: load(folder),
        "from the cache": lambda: load_compiled(folder, cache),
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            gc.collect()
            start = time.process_time()
            way()
            times[name].append(time.process_time() - start)
    found = {name: _spread(each) for name, each in times.items()}
    for name in ("anew", "from the cache"):
        ratios = [ours / theirs for ours, theirs in zip(times[name], times["PyYAML"], strict=True)]
        found[f"{name}, to PyYAML"] = _spread(ratios)
    found["a new process, anew"] = _process(f"load(Path({str(folder)!r}))", rounds)
    kept = f"load_compiled(Path({str(folder)!r}), Cache(Path({str(cache.folder)!r}), {_KEY!r}))"
    found["a new process, from the cache"] = _process(kept, rounds)
    questions = sum(len(form.steps) for form in anew.forms.values())
    return {"folder": folder.name, "questions": questions, "seconds": found}


def _plain(path: Path) -> object:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_bytes(), Loader=loader)  # noqa: S506 - a safe loader


def _process(load_it: str, rounds: int) -> dict[str, float]:
    program = (
        "from pathlib import Path\n"
        "from agreements.rendering.cache import Cache\n"
        "from agreements.compiled import load_compiled\n"
        "from agreements.loading import load\n"
        f"{load_it}\n"
    )
    times = []
    for _ in range(max(3, rounds // 4)):
        before = _children()
        subprocess.run([sys.executable, "-c", program], check=True)  # noqa: S603 - our own program
        times.append(_children() - before)
    return _spread(times)


def _children() -> float:
    """Give the processor time that processes started from here have taken, in seconds."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _spread(values: list[float]) -> dict[str, float]:
    low, _, high = quantiles(values, n=4)
    return {"low": low, "median": median(values), "high": high}


def _as_text(found: dict[str, Any]) -> str:
    lines = [f"{found['folder']}: {found['questions']} questions", ""]
    for name, each in found["seconds"].items():
        shown = f"{each['median']:.3f} ({each['low']:.3f} to {each['high']:.3f})"
        aim = f", aim {AIMS[name]}" if name in AIMS else ""
        lines.append(f"{name:34} {shown}{aim}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
