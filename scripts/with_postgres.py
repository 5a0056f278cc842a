"""Runs a command beside a PostgreSQL server that is made for it, and thrown away after it.

usage: python scripts/with_postgres.py COMMAND [ARGUMENT...]

The command finds the server's URL in FRAMEWORKSHOP_TEST_POSTGRES. Where that is set already, the
server that it names is used, and none is made. Ends with the command's exit code.

The server listens on a socket in a folder of its own and on no port, so that any number can run at
once, and nobody else's server is in the way. PostgreSQL refuses to run as root: then it runs as the
user postgres, whom Debian's package made.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

VARIABLE = "FRAMEWORKSHOP_TEST_POSTGRES"

#: Where Debian keeps the programs of each version, off PATH.
DEBIAN = Path("/usr/lib/postgresql")

#: Tests care for what is read back, not for what a power cut leaves.
OPTIONS = {
    "fsync": "off",
    "full_page_writes": "off",
    "listen_addresses": "",
    "max_connections": "200",
    "synchronous_commit": "off",
    "unix_socket_permissions": "0700",
}


class Unable(Exception):
    """Why there is no server, as a person is to read it."""


def main(command: list[str]) -> int:
    """Run the command with a server, and give its exit code."""
    if not command:
        print("usage: python scripts/with_postgres.py COMMAND [ARGUMENT...]", file=sys.stderr)
        return 2
    if os.environ.get(VARIABLE):
        return subprocess.call(command)  # noqa: S603 - what our caller asks for
    try:
        with server() as url:
            return subprocess.call(command, env={**os.environ, VARIABLE: url})  # noqa: S603
    except Unable as why:
        print(f"\n{why}\n", file=sys.stderr)
        return 1


@contextmanager
def server() -> Iterator[str]:
    """Make a server, give its URL, and throw it away."""
    with tempfile.TemporaryDirectory(prefix="postgres-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        data = folder / "data"
        if os.geteuid() == 0:
            give_away(folder)
        initdb = ("--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8")
        run(folder, "initdb", "-D", str(data), "--no-sync", *initdb)
        options = {**OPTIONS, "unix_socket_directories": name}
        told = " ".join(f"-c {option}='{value}'" for option, value in options.items())
        run(folder, "pg_ctl", "-D", str(data), "-w", "-l", str(folder / "log"), "-o", told, "start")
        try:
            yield f"postgresql://postgres@/postgres?host={quote(name, safe='')}"
        finally:
            run(folder, "pg_ctl", "-D", str(data), "-w", "-m", "immediate", "stop")


def give_away(folder: Path) -> None:
    """Let the user postgres have a folder."""
    try:
        shutil.chown(folder, "postgres", "postgres")
    except LookupError:
        raise Unable(
            "PostgreSQL refuses to run as root, and there is no user postgres to run as.\n"
            "Debian: apt-get install postgresql"
        ) from None


def run(folder: Path, program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs, as somebody that it agrees to run as."""
    path = find(program)
    if path is None:
        raise Unable(f"PostgreSQL's {program} is not here. Debian: apt-get install postgresql")
    nobody_special = {"user": "postgres", "group": "postgres", "extra_groups": ()}
    # What it prints goes to a file: the server outlives pg_ctl, and would keep a pipe open.
    with tempfile.TemporaryFile(mode="w+", encoding="utf-8", errors="replace") as printed:
        done = subprocess.run(  # noqa: S603 - the program that is installed
            [path, *arguments],
            cwd=folder,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=printed,
            stderr=subprocess.STDOUT,
            **(nobody_special if os.geteuid() == 0 else {}),
        )
        if done.returncode:
            printed.seek(0)
            log = folder / "log"
            text = printed.read() + (log.read_text("utf-8") if log.is_file() else "")
            raise Unable(f"{program} failed:\n{text.strip()}")


def find(program: str) -> str | None:
    """Give the path of one of PostgreSQL's programs: the newest of Debian's, or else on PATH."""
    versions = [path for path in DEBIAN.glob(f"*/bin/{program}") if os.access(path, os.X_OK)]
    if versions:
        return str(max(versions, key=lambda path: float(path.parts[-3])))
    return shutil.which(program)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
