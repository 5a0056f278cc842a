"""`frameworkshop preview FOLDER`: the preview on a port of this machine, until Ctrl-C.

Nobody else reaches it: it listens on 127.0.0.1 only. Answers are in memory, or in a file that the
person names; in the folder itself nothing is ever written.
"""

import socket
import webbrowser
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from urllib.parse import quote

import uvicorn

from agreements.definition.files import files_of
from rules.problems import InputError, Problem
from runtime import terminal
from runtime.preview.app import Preview
from runtime.preview.folder import Edition, WatchedFolder
from runtime.store.drafts import StoreUnavailable
from runtime.store.store import Store, open_store

ADDRESS: Final = "127.0.0.1"
#: Seconds that a page has to finish when the preview ends.
_GRACE: Final = 3
#: How old a file must be to be removed at the start, if no draft names it.
_UNNAMED: Final = timedelta(days=1)


def serve(path: Path, *, port: int, browser: bool = False, keep: Path | None = None) -> None:
    """Serve a folder until the process is told to end.

    Raises `DefinitionError` if it is not a framework's folder, and `InputError` if the port is
    taken (0 is any that is free) or the file to keep answers in cannot be used.
    """
    files_of(path)  # whatever else is wrong with it is shown in the browser
    with _store(path, keep) as store, _listening(port) as listening:
        store.sweep(_UNNAMED)
        folder = WatchedFolder(path, _tell)
        address = f"http://{ADDRESS}:{listening.getsockname()[1]}/"
        where = f"in {keep}" if keep else "in memory until you stop it"
        terminal.line(f"{_name(folder.edition, path)}: {address}")
        terminal.line(f"Answers are kept {where}. Press Ctrl-C to stop.")
        if folder.edition.problems:
            _tell(folder.edition)
        if browser:
            webbrowser.open(address)
        config = uvicorn.Config(
            Preview(folder, store).app,
            log_level="warning",
            access_log=False,  # the address of a draft is all that it takes to read it
            server_header=False,
            timeout_graceful_shutdown=_GRACE,
        )
        with suppress(KeyboardInterrupt):
            _Server(config, folder).run(sockets=[listening])


class _Server(uvicorn.Server):
    """A server that first releases those who wait for changes when it ends."""

    def __init__(self, config: uvicorn.Config, folder: WatchedFolder) -> None:
        super().__init__(config)
        self._folder = folder

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self._folder.end()
        await super().shutdown(sockets)


def _store(path: Path, keep: Path | None) -> Store:
    if keep is None:
        return open_store("sqlite://")
    if keep.resolve().is_relative_to(path.resolve()):
        says = "is in the framework's folder, which the preview never changes: choose another"
        raise InputError([Problem(f"--keep {keep}", says)])
    try:
        return open_store(f"sqlite:///{quote(str(keep.absolute()))}")
    except StoreUnavailable as error:
        raise InputError([Problem(f"--keep {keep}", str(error))]) from None


def _listening(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((ADDRESS, port))
        listening.listen()  # a browser that comes before the server is ready waits
    except (OSError, OverflowError) as error:
        listening.close()
        because = getattr(error, "strerror", None) or "must be from 0 to 65535"
        says = f"{because}. Choose another with --port, or 0 for any free port"
        raise InputError([Problem(f"port {port}", says[0].lower() + says[1:])]) from None
    return listening


def _name(edition: Edition, path: Path) -> str:
    return edition.framework.terms.name if edition.framework else path.resolve().name


def _tell(edition: Edition) -> None:
    """Print what the folder holds now."""
    now = f"{datetime.now().astimezone():%H:%M:%S}"
    if edition.problems:
        terminal.problems(edition.problems)
        stays = (
            "what can be read is shown" if edition.partial else "the last version that worked stays"
        )
        terminal.line(f"{now}: {stays} until you fix this.")
    else:
        terminal.line(f"{now}: the folder has changed, and pages show it.")
