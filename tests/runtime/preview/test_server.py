"""The command: it says where it is, serves, reloads, keeps, and ends when it is told to."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest
from typer.testing import CliRunner

from runtime.cli.main import app

EXAMPLE = Path("examples/temporary-staff")
#: Seconds within which anything happens.
PATIENCE = 60


@dataclass
class Running:
    """The command while it runs, with what it has printed."""

    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)

    def printed(self, pattern: str) -> re.Match[str]:
        """Wait until something is printed, and give it."""
        give_up = time.monotonic() + PATIENCE
        while time.monotonic() < give_up:
            for line in list(self.lines):
                if found := re.search(pattern, line):
                    return found
            assert self.process.poll() is None, self.lines
            time.sleep(0.05)
        raise AssertionError(f"{pattern} is not in {self.lines}")

    @property
    def url(self) -> str:
        return self.printed(r"http://127\.0\.0\.1:\d+/")[0]

    def end(self, by: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(by)
        return self.process.wait(PATIENCE)


@contextmanager
def running(*arguments: str) -> Iterator[Running]:
    command = (
        sys.executable,
        "-c",
        "from runtime.cli.main import main; main()",
        "preview",
        *arguments,
    )
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    ) as process:
        found = Running(process)
        assert process.stdout is not None
        stream = process.stdout

        def collect() -> None:
            for line in stream:
                found.lines.append(line)

        reader = threading.Thread(target=collect)
        reader.start()
        try:
            yield found
        finally:
            if process.poll() is None:
                process.kill()
            reader.join()


def _get(url: str) -> str:
    with urlopen(url, timeout=PATIENCE) as answer:  # noqa: S310 - our own
        text: str = answer.read().decode()
        return text


def _post(url: str, body: str) -> str:
    headers = {"Sec-Fetch-Site": "same-origin"}
    with urlopen(Request(url, body.encode(), headers), timeout=PATIENCE) as answer:  # noqa: S310
        url_after: str = answer.url
        return url_after


@pytest.fixture
def place(tmp_path: Path) -> Path:
    place = tmp_path / EXAMPLE.name
    shutil.copytree(EXAMPLE, place)
    return place


@pytest.mark.slow
def test_it_serves_reloads_and_ends_while_somebody_waits(place: Path) -> None:
    with running(str(place), "--port", "0") as command:
        assert "Temporary" in _get(command.url)
        command.printed("kept in memory until you stop it")
        with closing(
            socket.create_connection(("127.0.0.1", int(command.url[:-1].split(":")[2])))
        ) as waits:
            waits.sendall(b"GET /preview/changes HTTP/1.1\r\nHost: localhost\r\n\r\n")
            told = b""
            while b"data: " not in told:
                more = waits.recv(10_000)
                assert more, told
                told += more
            bid = place / "forms/bid.yaml"
            text = bid.read_text("utf-8")
            bid.write_text(text.replace("title: ", "titel: ", 1), "utf-8")
            command.printed(r"forms/bid\.yaml:\d+: there is no key `titel` here")
            command.printed("the last version that worked stays")
            bid.write_text(text, "utf-8")
            command.printed("the folder has changed, and pages show it")
            assert command.end() == 0
    assert not any("Traceback" in line or "ERROR" in line for line in command.lines)


@pytest.mark.slow
def test_what_is_typed_is_kept_in_a_file_that_is_named(place: Path, tmp_path: Path) -> None:
    keep = tmp_path / "kept here.db"
    with running(str(place), "--port", "0", "--keep", str(keep)) as command:
        address = _post(f"{command.url}forms/declaration", "lot=administration")
        command.end(signal.SIGTERM)
    with running(str(place), "--port", "0", "--keep", str(keep)) as command:
        assert urlsplit(address).path in _get(command.url)
        command.end()


class TestWhatCannotBeServed:
    def _says(self, *arguments: str) -> str:
        done = CliRunner().invoke(app, ["preview", *arguments])
        assert done.exit_code == 2, done.output
        assert "Traceback" not in done.output
        return " ".join(done.output.split())

    def test_no_folder(self, tmp_path: Path) -> None:
        assert "there is no such folder" in self._says(str(tmp_path / "nothing"))

    def test_no_frameworks_folder(self, tmp_path: Path) -> None:
        assert "has no framework.yaml" in self._says(str(tmp_path))

    def test_a_port_in_use(self) -> None:
        with closing(socket.socket()) as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = str(taken.getsockname()[1])
            says = self._says(str(EXAMPLE), "--port", port)
        assert f"port {port}" in says
        assert "in use" in says
        assert "--port" in says

    def test_a_file_in_the_folder(self, place: Path) -> None:
        says = self._says(str(place), "--port", "0", "--keep", str(place / "kept.db"))
        assert "which the preview never changes" in says
        assert not (place / "kept.db").exists()

    def test_a_file_that_cannot_be_written(self, tmp_path: Path) -> None:
        says = self._says(str(EXAMPLE), "--port", "0", "--keep", str(tmp_path / "no" / "kept.db"))
        assert "cannot be opened" in says
