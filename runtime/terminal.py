"""The terminal: tables and sentences for people, on a terminal or in a text file."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from io import StringIO
from pathlib import Path

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.measure import Measurement
from rich.padding import Padding
from rich.progress import Progress
from rich.table import Table

from rules.problems import Problem, how_many, listed

#: Width where the output is no terminal.
_WIDTH = 120


#: Columns whose words are never broken.
_WHOLE = ("Outcome", "Bid")


_consoles: list[Console] = []


def standard_console() -> Console:
    """Return where to print: standard output, or what `captured` records."""
    if _consoles:
        return _consoles[-1]
    console = Console(highlight=False, soft_wrap=False)
    return console if console.is_terminal else Console(highlight=False, width=_WIDTH)


def captured(show: Callable[[], None]) -> str:
    """Return what `show` prints, as plain text."""
    console = Console(width=_WIDTH, highlight=False, record=True, file=StringIO(), no_color=True)
    _consoles.append(console)
    try:
        show()
    finally:
        _consoles.pop()
    return console.export_text()


def line(text: str) -> None:
    """Print one line of text as it is."""
    standard_console().print(escape(text), soft_wrap=True)


def written(out: Path, made: Path | None) -> None:
    """Print that a file was written, and which folder was made for it, if any."""
    line(f"Written: {out}" + (f" (made the folder {made})" if made else ""))


def problems(found: Iterable[Problem]) -> None:
    """Print problems on standard error, one a line."""
    console = Console(stderr=True, highlight=False)
    told = listed(found)
    for each in told:
        console.print(escape(str(each)), soft_wrap=True)
    count = how_many(told)
    console.print(f"{count:,} {'problem' if count == 1 else 'problems'}", soft_wrap=True)


def new_table(*columns: str, right: Sequence[str] = ()) -> Table:
    """Return an empty table; columns in `right` hold figures."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        figures = column in right
        table.add_column(
            escape(column),
            justify="right" if figures else "left",
            # Figures are never cut short; words go on in the next line.
            no_wrap=figures or column in _WHOLE,
            min_width=16 if column == "Supplier" else None,
            overflow="fold",
        )
    return table


def print_whole(console: Console, table: Table) -> None:
    """Print a table with all its columns, also where they are wider than the line."""
    least = Measurement.get(console, console.options, table).minimum
    console.print(table, width=max(least, console.width), crop=False)


def print_points(console: Console, title: str, points: Sequence[str]) -> None:
    """Print a title and a list under it, if there is anything to list."""
    if points:
        console.print(f"{title}:")
        for each in points:
            console.print(Padding(escape(f"• {each}"), (0, 0, 0, 2)))


@contextmanager
def progress(what: str) -> Iterator[Callable[[int], Callable[..., None]]]:
    """Show a progress bar on standard error, if that is a terminal, for work in parts.

    Yields a function that takes the number of parts, and returns one to call after each part,
    with any arguments.
    """
    with Progress(console=Console(stderr=True), transient=True) as bar:

        def start(total: int) -> Callable[..., None]:
            task = bar.add_task(what, total=total)
            return lambda *_: bar.advance(task)

        bar.disable = not bar.console.is_terminal
        yield start


def counted(count: int, noun: str) -> str:
    """Return a count with its noun: 1 month, 1,200 months."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def sentence(text: str) -> str:
    """Return text with a capital letter first."""
    return text[:1].upper() + text[1:]


def long_date(iso: str) -> str:
    """Write an ISO date out: 4 January 2027."""
    when = date.fromisoformat(iso)
    return f"{when.day} {when:%B %Y}"
