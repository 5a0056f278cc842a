"""The commands that write papers of one agreement: agreement, invitation, notice, redline."""

from pathlib import Path
from typing import Annotated

import typer

from runtime import terminal
from runtime.cli.invocation import (
    FolderArgument,
    InputFile,
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
    epilog="Example: [bold]frameworkshop invitation examples/digital-outcomes "
    "examples/digital-outcomes/competitions/clear-win.json --out invitation.pdf[/bold]"
)
def invitation(
    folder: FolderArgument,
    competition: InputFile,
    out: Annotated[Path, typer.Option(help="The file to write: .pdf, .html or .docx.")],
) -> None:
    """Write the invitation to bid: the brief, what suppliers are asked, how bids are assessed.

    The competition file needs no bids yet. What the brief leaves open is marked, and the pack is
    then a draft.
    """
    from agreements.documents.invitation import invitation_pack
    from engine.competitions.competition import read_competition
    from runtime.cli.documents import format_of, write_document
    from runtime.settings import read_settings

    with telling_problems(as_json=False):
        format_of(out)
        framework = load(folder)
        data = read_document(competition)
        chosen = read_competition(data)
        paper = invitation_pack(
            framework,
            chosen.lot,
            chosen.way,
            data.get("weightings", {}),
            chosen.brief,
            title=chosen.title or "",
            on=chosen.date,
        )
        made = write_document(paper, out, read_settings().certificate)
    terminal.written(out, made)


@commands.command(
    epilog="Example: [bold]frameworkshop notice examples/temporary-staff contract.json "
    "request.json --out notice.pdf[/bold]"
)
def notice(
    folder: FolderArgument,
    contract: InputFile,
    request: InputFile,
    out: Annotated[Path, typer.Option(help="The file to write: .pdf, .html or .docx.")],
) -> None:
    """Write the notice of a contract action, if the contract and the law permit it.

    What may not be done, or not yet, is listed with the reasons, and nothing is written.
    """
    from agreements.clauses.numbering import clause_numbers
    from agreements.documents.notices import notice as notice_of
    from agreements.operations import decided
    from runtime.cli.documents import format_of, write_document
    from runtime.settings import read_settings

    if contract == request == "-":
        refuse_usage("only one of the contract and the request can come from standard input")
    with telling_problems(as_json=False):
        format_of(out)
        framework = load(folder)
        found = decided(framework, read_document(contract), read_document(request))
        paper = notice_of(framework, *found, clauses=clause_numbers(framework))
        made = write_document(paper, out, read_settings().certificate, private=True)
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
