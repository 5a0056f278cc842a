"""The commands that import frameworks made elsewhere."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from runtime import terminal
from runtime.cli.invocation import (
    AsJson,
    AsText,
    chooses_json,
    print_json,
    telling_problems,
)

if TYPE_CHECKING:
    from runtime.importers.digital_marketplace.report import ImportReport

importing = typer.Typer(
    help="Import a framework from another system's definitions.", no_args_is_help=True
)


@importing.command(
    name="digital-marketplace",
    epilog="Example: [bold]frameworkshop import digital-marketplace "
    "digitalmarketplace-frameworks g-cloud-11 --out g-cloud-11[/bold]",
)
def import_digital_marketplace(
    source: Annotated[Path, typer.Argument(help="The folder that contains `frameworks`.")],
    framework: Annotated[
        str, typer.Argument(help="The name of the framework's folder in `frameworks`.")
    ],
    out: Annotated[Path, typer.Option(help="The folder to create.", show_default=False)],
    as_json: AsJson = False,
    as_text: AsText = False,
) -> None:
    """Import a framework in the Digital Marketplace's format, and report how it was converted."""
    from runtime.importers.digital_marketplace.importing import import_framework

    wants_json = chooses_json(as_json, as_text)
    with telling_problems(as_json=wants_json):
        report = import_framework(source, framework, out)
    if wants_json:
        print_json(report.as_data())
    else:
        print_imported(report, out)


# --- printing ---


def print_imported(report: "ImportReport", folder: Path) -> None:
    """Print what an import came to, and where the whole report is."""
    from runtime.importers.digital_marketplace.report import REPORT_FILE, Sort

    console = terminal.standard_console()
    console.print(f"Imported into [bold]{escape(str(folder))}[/bold].")
    for name, (asked, there) in report.asked.items():
        console.print(f"Questions of {escape(name)}: {asked} of {there} are asked")
    left_out = report.of(Sort.LEFT_OUT)
    lost = sum(not each.needless for each in left_out)
    for heading, count in (
        ("Lost", lost),
        ("Not quite the same", len(report.of(Sort.DIFFERS))),
        ("Not needed", len(left_out) - lost),
        ("Converted", len(report.of(Sort.BECAME))),
    ):
        console.print(f"{heading}: {count}")
    terminal.print_points(console, "To fill in", [each.says for each in report.of(Sort.FILL_IN)])
    console.print(
        f"The details are in {escape(str(folder / REPORT_FILE))}. Next:\n"
        f"    frameworkshop check {escape(str(folder))}",
        soft_wrap=True,
    )
