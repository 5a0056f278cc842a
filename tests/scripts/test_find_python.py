"""Which Python the virtual environment is made with, among those on PATH."""

import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "find-python"


def stand_in(folder: Path, name: str, version: tuple[int, int] | None) -> None:
    """Put a Python on PATH that says it has a version; with None, one that does not run."""
    if version is None:
        text = "#!/bin/sh\nexit 127\n"
    else:
        # The question that the script asks, put to the Python that runs this test.
        text = f"""#!{sys.executable}
import sys
sys.version_info = {(*version, 0, "final", 0)}
exec(sys.argv[2])
"""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


@pytest.mark.parametrize(
    ("there", "found"),
    [
        ({"python3.11": (3, 11), "python3.12": (3, 12), "python3": (3, 13)}, "python3.12"),
        ({"python3.11": (3, 11), "python3.13": (3, 13), "python3": (3, 13)}, "python3.11"),
        ({"python3.12": None, "python3.11": (3, 11)}, "python3.11"),
        ({"python3": (3, 11)}, "python3"),
        ({"python": (3, 12), "python3": (3, 13)}, "python"),
        ({"python3": (3, 13)}, "python3"),
        ({"python3": (3, 9), "python3.14": (3, 14)}, "python3.14"),
        ({"python3": (3, 10), "python": (2, 7)}, ""),
        ({}, ""),
    ],
)
def test_takes_the_newest_that_durable_rules_builds_on_or_else_a_later(
    tmp_path: Path, there: dict[str, tuple[int, int] | None], found: str
) -> None:
    for name, version in there.items():
        stand_in(tmp_path, name, version)
    shell = shutil.which("sh")
    assert shell is not None
    done = subprocess.run(
        [shell, SCRIPT],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == found
    assert done.stderr == ""
