"""The commands about this installation: doctor, demo."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from runtime import terminal
from runtime.cli.invocation import (
    NO,
    AsJson,
    print_json,
    telling_problems,
)

if TYPE_CHECKING:
    from runtime.cli.doctor import Sign

commands = typer.Typer()


@commands.command()
def doctor(as_json: AsJson = False) -> None:
    """Check this installation and say what it can do."""
    from runtime.cli.doctor import signs

    found = list(signs())
    if as_json:
        print_json([{"name": s.name, "well": s.well, "says": s.says} for s in found])
    else:
        print_signs(found)
    if not all(sign.well for sign in found):
        raise typer.Exit(NO)


@commands.command()
def demo(
    out: Annotated[Path, typer.Option(help="The folder to write the results to.")] = Path(
        "demo-output"
    ),
) -> None:
    """Evaluate an example competition, and save the result as text and as JSON."""
    from runtime.cli.demo import run_demo

    with telling_problems(as_json=False):
        run_demo(out)


# --- printing ---


def print_signs(found: Sequence["Sign"]) -> None:
    """Print what the doctor found."""
    table = terminal.new_table("", "Checked", "Found")
    for sign in found:
        table.add_row("OK" if sign.well else "PROBLEM", sign.name, escape(sign.says))
    terminal.standard_console().print(table)
