"""The folder of a definition as it is now: loaded once for each change, and told to who waits.

    folder = Folder(path)
    folder.edition                       what it holds: the definition, and what is wrong with it
    async with folder.watched(): ...     as long as this lasts, changes are noticed
    await folder.after(number)           the next edition after that number; None at the end

Nothing is ever written into it.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from anyio import to_thread
from watchfiles import awatch

from agreements.definition.framework import Framework
from agreements.loading import load_draft
from rules.problems import Problem, ProblemsError
from rules.yaml.json_reading import read_json

#: Milliseconds within which changes count as one: editors write a file in several steps.
_TOGETHER: Final = 200
#: Milliseconds between two looks, if the system does not report changes.
_LOOK: Final = 500
#: Milliseconds after which to check that the folder is still the one being watched.
_PATIENCE: Final = 2_000
#: The most samples that are offered.
MAX_SAMPLES: Final = 200


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample competition of the folder: what it is called, its lot, and the buyer's brief."""

    name: str
    title: str
    lot: str | None
    brief: Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Edition:
    """What the folder held at a moment.

    number     grows by one with every change that can be seen
    mark       tells it from every other edition, of other runs too
    framework  the definition; while it has problems, the last one without any, or where there was
               none yet, as much as can be read; None where there is no definition
    problems   what is wrong with what the folder holds now
    samples    the sample competitions that can be read, by file name
    """

    number: int = 1
    framework: Framework | None = None
    problems: tuple[Problem, ...] = ()
    samples: Mapping[str, Sample] = field(default_factory=dict)
    mark: str = field(default_factory=lambda: secrets.token_hex(8))

    @property
    def partial(self) -> bool:
        """Whether the framework is only what can be read of it."""
        return self.framework is not None and bool(self.framework.problems)


#: Called with each new edition.
Listener = Callable[[Edition], None]


class WatchedFolder:
    """A folder that is kept up to date; `listener` is told of each new edition."""

    def __init__(self, path: Path, listener: Listener = lambda _: None) -> None:
        self.path = path
        self.edition = Edition(1, *_read(path))
        self._listener = listener
        self._changed = asyncio.Condition()
        self._ended = False

    async def after(self, number: int) -> Edition | None:
        """Wait for an edition with a greater number, and return it; None at the end."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._ended or self.edition.number > number)
        return None if self._ended else self.edition

    async def end(self) -> None:
        """Stop everybody's waiting."""
        self._ended = True
        async with self._changed:
            self._changed.notify_all()

    async def refresh(self) -> None:
        """Load the folder again; if anything visible changed, wake those who wait."""
        before = self.edition
        framework, problems, samples = await to_thread.run_sync(_read, self.path)
        if problems and before.framework is not None and not before.partial:
            framework = before.framework
        framework = framework or before.framework
        old, new = (each and each.hash for each in (before.framework, framework))
        if old == new and problems == before.problems and samples == before.samples:
            return
        self.edition = Edition(before.number + 1, framework, problems, samples)
        self._listener(self.edition)
        async with self._changed:
            self._changed.notify_all()

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        """Notice changes of the folder as long as this lasts."""
        task = asyncio.create_task(_watch(self.path, self.refresh))
        try:
            # Catch what changed between the first load and the start of watching.
            await self.refresh()
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def _watch(path: Path, act: Callable[[], Awaitable[None]]) -> None:
    """Call `act` for each change; poll every half second if the system reports none."""
    polling = False
    while True:
        watched = _identity(path)
        try:
            async for changes in awatch(
                path,
                debounce=_TOGETHER,
                rust_timeout=_PATIENCE,
                yield_on_timeout=True,
                force_polling=polling or None,
                poll_delay_ms=_LOOK,
                ignore_permission_denied=True,
            ):
                if changes:
                    await act()
                if _identity(path) != watched:
                    break  # another folder has its place, and the system watches the old one
        except FileNotFoundError:
            await asyncio.sleep(_LOOK / 1000)
        except (OSError, RuntimeError):
            # The system has run out of watches, or the folder is on a disk without any.
            if polling:
                await asyncio.sleep(_PATIENCE / 1000)
            polling = True
        await act()


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _read(
    path: Path,
) -> tuple[Framework | None, tuple[Problem, ...], Mapping[str, Sample]]:
    """Load a definition as far as it can be read, its problems, and its samples."""
    try:
        framework = load_draft(path)
    except ProblemsError as error:
        return None, error.problems, {}
    return framework, framework.problems, {} if framework.problems else _samples(path)


def _samples(path: Path) -> dict[str, Sample]:
    """Read the sample competitions that have a brief; `check` reports those that cannot be read."""
    samples: dict[str, Sample] = {}
    for file in sorted((path / "competitions").glob("*.json"))[:MAX_SAMPLES]:
        try:
            data = read_json(file, file.name)
        except ProblemsError:
            continue
        brief = data.get("brief") if isinstance(data, dict) else None
        if isinstance(brief, dict) and brief:
            title, lot = data.get("title"), data.get("lot")
            samples[file.name] = Sample(
                name=file.name,
                title=title if isinstance(title, str) else file.stem,
                lot=lot if isinstance(lot, str) else None,
                brief=brief,
            )
    return samples
