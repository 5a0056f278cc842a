"""The commands that write agreements and compare them: agreement, redline."""

from pathlib import Path
from typing import Annotated

import typer

from runtime import terminal
from runtime.cli.invocation import (
    FolderArgument,
    load,
    read_document,
    refuse_usage,
    telling_problems,
)

commands = typer.Typer()


@commands.command(
    epilog="Example: [bold]frameworkshop agreement examples/digital-outcomes "
    "--out agreement.pdf[/bold]"
)
def agreement(
    folder: FolderArgument,
    out: Annotated[Path, typer.Option(help="The file to write: .pdf, .html or .docx.")],
    call_off: Annotated[
        str | None,
        typer.Option(
            "--call-off",
            metavar="COMPETITION",
            help="Write the call-off contract with the winner of this competition instead.",
        ),
    ] = None,
    particulars: Annotated[
        str | None,
        typer.Option(
            "--particulars",
            metavar="FILE",
            help="The order form's particulars: a JSON file with buyer, starts, months, title.",
        ),
    ] = None,
) -> None:
    """Write the framework agreement, or a call-off contract, as a document."""
    from agreements.documents.agreement import framework_agreement
    from agreements.documents.call_off import Particulars, call_off_contract
    from agreements.operations import evaluate_competition
    from rules.yaml.models import input_of
    from runtime.cli.documents import format_of, write_document
    from runtime.settings import read_settings

    if (call_off is None) != (particulars is None):
        refuse_usage("--call-off and --particulars go together")
    if call_off == particulars == "-":
        refuse_usage("only one of the competition and the particulars can come from standard input")
    with telling_problems(as_json=False):
        format_of(out)
        framework = load(folder)
        if call_off is None or particulars is None:
            paper = framework_agreement(framework)
        else:
            evaluation = evaluate_competition(framework, read_document(call_off))
            said = input_of(read_document(particulars), Particulars)
            paper = call_off_contract(framework, evaluation, said)
        certificate = read_settings().certificate
        made = write_document(paper, out, certificate, private=call_off is not None)
    terminal.written(out, made)


@commands.command(
    epilog="Example: [bold]frameworkshop redline digital-outcomes-1 digital-outcomes-2 "
    "--out changes.pdf[/bold]"
)
def redline(
    old: Annotated[Path, typer.Argument(help="The folder of the earlier version.")],
    new: Annotated[Path, typer.Argument(help="The folder of the later version.")],
    out: Annotated[Path, typer.Option(help="The file to write: .pdf, .html or .docx.")],
) -> None:
    """Compare two versions of a framework: terms, questions, rules and clauses."""
    from agreements.documents.redline import redline as compared
    from runtime.cli.documents import format_of, write_document

    with telling_problems(as_json=False):
        format_of(out)
        made = write_document(compared(load(old), load(new)), out)
    terminal.written(out, made)
