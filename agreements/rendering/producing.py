"""Producing: many documents at once, on all cores.

A few processes are started, get ready once (fonts, style sheet), and make one document after
another. Papers are taken as they are needed, so that thousands of letters never lie in memory
together.
"""

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path
from typing import Final, TypeAlias

from agreements.rendering.cache import write_whole
from agreements.rendering.formats import prepare, rendered
from agreements.rendering.papers import Paper
from rules.problems import DefinitionError, Problem, Problems

#: How many papers are in hand for each process: enough that none is ever idle.
_IN_HAND: Final = 4

_Task: TypeAlias = tuple[Path, Paper, tuple[str, ...]]
_Done: TypeAlias = tuple[tuple[Path, ...], tuple[Problem, ...]]


def _nothing(_path: Path) -> None:
    pass


def write_all(
    papers: Iterable[tuple[Path, Paper]],
    formats: Sequence[str] = ("pdf",),
    workers: int | None = None,
    progress: Callable[[Path], object] = _nothing,
) -> tuple[Path, ...]:
    """Write each paper in each format, and return the paths of all documents, in order.

    A paper's path is where it goes, without the ending of a name: `letters/b1` becomes
    `letters/b1.pdf`. `workers` are as many as there are cores, unless said otherwise; with one,
    everything is done in this process. `progress` is called with each path, in order, once it is
    written. Nobody ever finds half a document at a path.

    Raises `DefinitionError`, once the others are written, with the problems of every paper that
    could not be.
    """
    problems = Problems()
    written: list[Path] = []
    tasks = ((path, paper, tuple(formats)) for path, paper in papers)
    count = cores() if workers is None else workers
    for paths, found in map(_write, tasks) if count <= 1 else _in_processes(tasks, formats, count):
        for path in paths:
            written.append(path)
            progress(path)
        for problem in found:
            problems.add(problem.where, problem.says)
    if problems.found:
        raise DefinitionError(problems.found)
    return tuple(written)


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _in_processes(tasks: Iterator[_Task], formats: Sequence[str], count: int) -> Iterator[_Done]:
    # A server that imports once and is copied for each process, where there is such a thing. Plain
    # copies of this process are not safe: it may have threads.
    method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(method)
    if method == "forkserver":
        context.set_forkserver_preload(
            ["agreements.rendering.producing", "agreements.rendering.pdf"]
        )
    in_hand: deque[Future[_Done]] = deque()
    with ProcessPoolExecutor(count, context, _get_ready, (tuple(formats),)) as processes:
        for task in tasks:
            if len(in_hand) >= count * _IN_HAND:
                yield in_hand.popleft().result()
            in_hand.append(processes.submit(_write, task))
        while in_hand:
            yield in_hand.popleft().result()


def _get_ready(formats: tuple[str, ...]) -> None:
    for form in formats:
        prepare(form)


def _write(task: _Task) -> _Done:
    """Write one paper in all its formats; return the paths, or what is wrong with it."""
    path, paper, formats = task
    path.parent.mkdir(parents=True, exist_ok=True)
    written = []
    try:
        for form in formats:
            document = path.with_name(f"{path.name}.{form}")
            write_whole(document, rendered(paper, form))
            written.append(document)
    except DefinitionError as error:
        problems = tuple(
            Problem(f"{path.name}: {each.where}", each.says) for each in error.problems
        )
        return tuple(written), problems
    return tuple(written), ()
