"""Names what this machine lacks, and the command that installs it; ends with 1 if that stops us.

usage: python scripts/check_machine.py [chromium] [postgresql]

Run by the Makefile with the Python that the virtual environment is to be made with, before anything
is installed: only the standard library is here, and perhaps not all of that. An old Python must get
as far as the message, so annotations are not evaluated. What some tests alone want is looked for
when it is named, and then nothing else is.
"""

from __future__ import annotations

import ctypes
import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import NamedTuple

#: Exactly what WeasyPrint loads to lay out and write PDF documents: library, Debian's package.
PDF_LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}

#: The typeface of documents, and Debian's package with it.
TYPEFACE = "TeX Gyre Pagella"
TYPEFACE_PACKAGE = "fonts-texgyre"

#: Where Debian keeps PostgreSQL's server, off PATH.
POSTGRESQL_SERVERS = Path("/usr/lib/postgresql")

C_PROGRAM = "#include <stdio.h>\nint main(void) { return 0; }\n"


class Lack(NamedTuple):
    """One thing that is not here: what it is, why it is wanted, Debian's packages, can we go on."""

    what: str
    why: str
    packages: tuple[str, ...]
    stops: bool = True


def lacks() -> list[Lack]:
    """Give everything that this machine lacks, what stops the work first."""
    if sys.version_info < (3, 11):  # noqa: UP036 - which Python runs this is what is asked
        return [
            Lack(
                f"Python 3.11 or later (this is {sys.version.split()[0]})",
                "everything is written in it",
                ("python3", "python3-venv"),
            )
        ]
    found = missing_virtual_environments()
    if sys.version_info < (3, 13):
        found += missing_compiler()
    return found + missing_pdf_libraries() + missing_typeface()


def missing_virtual_environments() -> list[Lack]:
    """Debian parts these two from Python itself."""
    try:
        import ensurepip  # noqa: F401, PLC0415 - importing it is the check
        import venv  # noqa: F401, PLC0415
    except ImportError:
        why = "the project is installed in an environment of its own"
        return [Lack("Python's venv and pip", why, (debian_python("venv"),))]
    return []


def missing_compiler() -> list[Lack]:
    """durable-rules comes as source: it wants a compiler, the C library's and Python's headers."""
    why = "durable-rules is built from source"
    found = []
    if not compiles():
        found.append(Lack("a working C compiler", why, ("gcc", "libc6-dev")))
    if not Path(sysconfig.get_path("include"), "Python.h").is_file():
        found.append(Lack("the headers of this Python", why, (debian_python("dev"),)))
    return found


def compiles() -> bool:
    """Whether the compiler that builds extensions can build the smallest program."""
    compiler = shlex.split(os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc")
    if not compiler or shutil.which(compiler[0]) is None:
        return False
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "smallest.c")
        source.write_text(C_PROGRAM, encoding="ascii")
        done = subprocess.run(  # noqa: S603 - the compiler that Python itself names
            [*compiler, "-o", str(Path(folder, "smallest")), str(source)],
            check=False,
            capture_output=True,
        )
    return done.returncode == 0


def missing_pdf_libraries() -> list[Lack]:
    """Pango and what goes with it. Only documents want them, so they stop nothing else."""
    packages = tuple(package for name, package in PDF_LIBRARIES.items() if not loads(name))
    if packages:
        return [Lack("Pango", "PDF documents are laid out with it", packages, stops=False)]
    return []


def missing_typeface() -> list[Lack]:
    """Without it documents are made all the same, in whatever typeface is there."""
    if has_typeface():
        return []
    why = "documents are set in it"
    return [Lack(f"the typeface {TYPEFACE}", why, (TYPEFACE_PACKAGE,), stops=False)]


def has_typeface() -> bool:
    """Whether fontconfig knows the typeface. Where nothing can be asked, nothing is said."""
    command = shutil.which("fc-list")
    if command is None:
        return True
    done = subprocess.run(  # noqa: S603 - the fontconfig that is installed
        [command, f":family={TYPEFACE}"], check=False, capture_output=True
    )
    return bool(done.stdout.strip())


def missing_chromium() -> list[Lack]:
    """Playwright would fetch a browser of its own; tests drive the one that Debian keeps up."""
    if shutil.which("chromium"):
        return []
    return [Lack("Chromium", "tests go through pages in it", ("chromium",))]


def missing_postgresql() -> list[Lack]:
    """PostgreSQL's server, not only its client; nothing where a server is given."""
    given = os.environ.get("FRAMEWORKSHOP_TEST_POSTGRES")
    if given or any(POSTGRESQL_SERVERS.glob("*/bin/initdb")) or shutil.which("initdb"):
        return []
    return [Lack("a PostgreSQL server", "tests store things in it", ("postgresql",))]


#: What some tests alone want, by the name of Debian's package.
FOR_SOME_TESTS = {"chromium": missing_chromium, "postgresql": missing_postgresql}


def loads(library: str) -> bool:
    """Whether the system can load a shared library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def debian_python(part: str) -> str:
    """Give the name of Debian's package with a part of the Python that runs this."""
    if sys.base_prefix == "/usr":
        return f"python3.{sys.version_info[1]}-{part}"
    return f"python3-{part}"


def message(found: list[Lack]) -> str:
    """Word what is lacking, and the one command that mends all of it."""
    width = max(len(lack.what) for lack in found)
    packages = " ".join(dict.fromkeys(name for lack in found for name in lack.packages))
    sudo = "" if os.geteuid() == 0 else "sudo "
    stops = any(lack.stops for lack in found)
    return "\n".join(
        [
            "",
            "This machine lacks:" if stops else "This machine lacks, for documents only:",
            *(f"    {lack.what:<{width}}   {lack.why}" for lack in found),
            "Debian and Ubuntu install " + ("it" if len(found) == 1 else "them") + " with:",
            f"    {sudo}apt-get update && {sudo}apt-get install {packages}",
            *(["Then give the same command again."] if stops else []),
            "",
        ]
    )


def main(names: list[str]) -> int:
    """Tell the person, and give the exit code. With names, look for those things alone."""
    found = [lack for name in names for lack in FOR_SOME_TESTS[name]()] if names else lacks()
    if found:
        print(message(found), file=sys.stderr)
    return int(any(lack.stops for lack in found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
