"""The command line: `frameworkshop`, assembled from its groups of commands."""

import typer

from runtime.cli import (
    agreements,
    decisions,
    definitions,
    evaluations,
    forms,
    importing,
    installation,
)

app = typer.Typer(
    name="frameworkshop",
    help="Run public procurement frameworks from one definition: forms, evaluation, feedback, "
    "contract permissions.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for group in (definitions, forms, decisions, evaluations, agreements, installation):
    app.add_typer(group.commands)
app.add_typer(importing.importing, name="import")


def main() -> None:
    """Run the command line."""
    app()
