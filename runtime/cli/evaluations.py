"""The commands about competitions: evaluate, letters."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding

from runtime import terminal
from runtime.cli.invocation import (
    NO,
    AsJson,
    AsText,
    DocumentFormat,
    FolderArgument,
    InputFile,
    chooses_json,
    load,
    print_json,
    read_document,
    telling_problems,
)

if TYPE_CHECKING:
    from agreements.definition.framework import Framework

commands = typer.Typer()


@commands.command(
    epilog="Example: [bold]frameworkshop evaluate examples/digital-outcomes "
    "examples/digital-outcomes/competitions/clear-win.json --explain[/bold]"
)
def evaluate(
    folder: FolderArgument,
    competition: InputFile,
    as_json: AsJson = False,
    as_text: AsText = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Print every reason, as text.")
    ] = False,
    verify: Annotated[
        bool,
        typer.Option(
            "--verify",
            help="Evaluate a second time, by a separate program, and compare every figure.",
        ),
    ] = False,
) -> None:
    """Evaluate a competition: rank bids, give reasons, list the feedback due."""
    from agreements.operations import competition_result
    from agreements.verification import verify_result

    text = as_text or (explain and not as_json)
    wants_json = chooses_json(as_json, text)
    with telling_problems(as_json=wants_json):
        framework = load(folder)
        data = read_document(competition)
        result = competition_result(framework, data)
    verification = verify_result(framework, data, result) if verify else None
    if wants_json:
        print_json(result | ({"verification": asdict(verification)} if verification else {}))
    else:
        print_evaluation(framework, result, explain=explain)
        if verification:
            terminal.line(verification.says)
    if verification and verification.differences:
        raise typer.Exit(NO)


@commands.command(
    epilog="Example: [bold]frameworkshop letters examples/digital-outcomes "
    "examples/digital-outcomes/competitions/clear-win.json --out letters "
    "--buyer 'Exampleton Borough Council' --signatory 'J. Orchard, Head of Procurement' "
    "--contact buyer@exampleton.example[/bold]"
)
def letters(
    folder: FolderArgument,
    competition: InputFile,
    out: Annotated[Path, typer.Option(help="The folder to write the letters to.")],
    formats: Annotated[
        list[DocumentFormat] | None,
        typer.Option("--format", help="The format of the letters. Repeat it for several formats."),
    ] = None,
    buyer: Annotated[str, typer.Option(help="The name of the buyer. Every letter needs it.")] = "",
    signatory: Annotated[
        str, typer.Option(help="Who signs for the buyer, and as what. Every letter needs it.")
    ] = "",
    contact: Annotated[
        str,
        typer.Option(
            help="Where suppliers write to the buyer.",
            show_default="the owner's e-mail, if the owner is the buyer",
        ),
    ] = "",
    reference: Annotated[str, typer.Option(help="The buyer's reference.")] = "",
    dated: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], help="The date of the letters.", show_default="the decision's"
        ),
    ] = None,
    as_json: AsJson = False,
    as_text: AsText = False,
) -> None:
    """Write a letter to every supplier: award, outcome or exclusion.

    If any letter lacks something that the feedback rules require, no letter is written. The
    command lists what is missing, where it belongs and who gives it, with exit status 1.
    """
    from agreements.documents.letter_case import Sender
    from runtime.cli.documents import issue_letters
    from runtime.settings import read_settings

    wants_json = chooses_json(as_json, as_text)
    sender = Sender(buyer, signatory, contact, reference, dated.date() if dated else None)
    with telling_problems(as_json=wants_json):
        framework = load(folder)
        data = read_document(competition)
        with terminal.progress("Writing letters") as start:
            chosen = list(dict.fromkeys(each.value for each in formats or [DocumentFormat.PDF]))
            certificate = read_settings().certificate
            issued = issue_letters(framework, data, out, chosen, sender, start, certificate)
    if wants_json:
        print_json(issued.as_data())
    else:
        print_letters(issued.as_data(), out)
    if issued.missing:
        raise typer.Exit(NO)


# --- printing ---

#: How long the names of the criteria may be, in all, to stand above their columns.
_WIDE = 36


def print_evaluation(framework: "Framework", result: dict[str, Any], *, explain: bool) -> None:
    """Print an evaluation: who won, the table, ties, what is missing; with `explain`, reasons."""
    console = terminal.standard_console()
    way = framework.ways[result["way"]].way
    lot = next((each.title for each in framework.terms.lots if each.id == result["lot"]), None)
    title = [framework.terms.name, *([lot] if lot else []), way.name]
    console.print(f"[bold]{escape(' — '.join(title))}[/bold]")
    console.print(escape(_headline(result)))
    for each in result["notes"]:
        console.print(escape(f"Note: {each['says']}"), soft_wrap=True)
    for each in result["waiting"]:
        console.print(
            f"{escape(each['bid'])} waits for a person: {escape(each['says'])} ({each['rule']})"
        )
    if way.method.method != "weighted-sum":
        best = "the highest" if way.method.best == "highest" else "the lowest"
        console.print(f"{way.method.title}: {best} total comes first.")
    tops = [each for each in way.criteria if any(each.id in b["criteria"] for b in result["bids"])]
    names = [_heading(each.id, each.name, result) for each in tops]
    scored = {
        name for bid in result["bids"] for name, c in bid["criteria"].items() if "points" in c
    }
    if sum(map(len, names)) > _WIDE:
        # Too many for a line: numbers head the columns, and say here what they stand for.
        for number, name in enumerate(names, start=1):
            console.print(f"  ({number}) {escape(name)}")
        names = [f"({number})" for number in range(1, len(names) + 1)]
    table = terminal.new_table(
        "Rank", "Bid", "Supplier", *names, "Total", "Outcome", right=("Rank", *names, "Total")
    )
    for bid in result["bids"]:
        table.add_row(
            str(bid["rank"] or "–"),
            escape(bid["id"]),
            escape(bid["supplier"]),
            *(_cell(bid["criteria"].get(each.id), scored=each.id in scored) for each in tops),
            bid["total"] or "–",
            bid["outcome"] or "not decided",
        )
    terminal.print_whole(console, table)
    if result["withdrawn"]:
        console.print(f"Withdrawn: {escape(', '.join(result['withdrawn']))}")
    for step in result["ties"]:
        console.print(f"Tie: {escape(step['says'])}", soft_wrap=True)
    if result["draw"]:
        console.print(
            f"Lots were drawn with the seed {escape(result['draw']['seed'])}", soft_wrap=True
        )
    if explain:
        _reasons(console, result)
    _feedback(console, result)
    console.print(f"[dim]Definition {result['definition']}[/dim]", soft_wrap=True)
    console.print(f"[dim]Decided by: {' and '.join(result['executors'])}[/dim]")


def _headline(result: dict[str, Any]) -> str:
    if result["winner"]:
        bid = next(each for each in result["bids"] if each["id"] == result["winner"])
        return f"The winner is {bid['supplier']} ({bid['id']}), with a total of {bid['total']}."
    if result["tied"]:
        return f"No winner yet: {', '.join(result['tied'])} are tied, and a person decides."
    if result["waiting"]:
        return "No winner yet: the rules refer some bids to a person."
    return "There is no winner: no bid remains."


def _heading(criterion: str, name: str, result: dict[str, Any]) -> str:
    weighting = next(
        (
            bid["criteria"][criterion]["weighting"]
            for bid in result["bids"]
            if "weighting" in bid["criteria"].get(criterion, {})
        ),
        None,
    )
    return name if weighting in {None, "0"} else f"{name} ({weighting})"


def _cell(criterion: dict[str, str] | None, *, scored: bool) -> str:
    # A price stands among points only where no bid has points for it.
    if criterion is None or (scored and "points" not in criterion):
        return "–"
    if "points" not in criterion:
        return criterion["value"]
    if criterion["weighting"] == "0":
        return criterion["score"]
    return criterion["points"]


def _reasons(console: Console, result: dict[str, Any]) -> None:
    for bid in result["bids"]:
        outcome = bid["outcome"] or "not decided"
        console.print(f"[bold]{escape(bid['supplier'])}[/bold] ({escape(bid['id'])}): {outcome}")
        for name, each in bid["criteria"].items():
            console.print(Padding(escape(_criterion(name, each)), (0, 0, 0, 2)))
        for line_ in _working(bid):
            console.print(Padding(escape(line_), (0, 0, 0, 2)))
        for reason in bid["reasons"]:
            text = f"• {reason['says']} [{reason['rule']}]"
            if "ruling" in reason:
                ruling = reason["ruling"]
                text += f" {ruling['by']} decided to {ruling['decision']}: {ruling['reason']}"
            console.print(Padding(escape(text), (0, 0, 0, 2)))
        console.print()


def _working(bid: dict[str, Any]) -> Iterator[str]:
    """Yield how a total follows from quality and price, so that anyone can redo it."""
    if bid["working"] is not None:
        parts = [f"{key}: {value}" for key, value in bid["working"].items()]
        yield f"quality: {bid['quality']}, {', '.join(parts)} → total {bid['total']}"
    if bid["level_price"] is not None and bid["outcome"] == "unsuccessful":
        yield f"at a price of {bid['level_price']} it would have been level with the winner"


def _criterion(name: str, each: dict[str, str]) -> str:
    parts = [f"{name}:"]
    if "value" in each:
        parts.append(each["value"])
    if "score" in each:
        parts.append(f"score {each['score']}")
    if "points" in each and each["weighting"] != "0":
        parts.append(f"→ {each['points']} of {each['weighting']} points")
    if "within" in each:
        parts.append(f"(weighs {each['share']} in {each['within']}: adds {each['contributes']})")
    return " ".join(parts)


def _feedback(console: Console, result: dict[str, Any]) -> None:
    due = result["feedback_due"]
    if not due:
        return
    console.print(f"Feedback is due to {len(due)} supplier{'' if len(due) == 1 else 's'}.")
    for each in due:
        for says in each["says"]:
            console.print(Padding(escape(f"• {each['supplier']}: {says}"), (0, 0, 0, 2)))


def print_letters(result: dict[str, Any], out: Path) -> None:
    """Print which letters were written, or what is missing for them."""
    console = terminal.standard_console()
    if result["problems"]:
        from rules.problems import Problem

        terminal.problems(Problem(each["where"], each["says"]) for each in result["problems"])
        console.print("No letters were written: all suppliers must be told at the same time.")
        return
    table = terminal.new_table("Bid", "Supplier", "Letter", "File")
    for letter in result["letters"]:
        names = ", ".join(Path(name).name for name in letter["files"])
        kind = letter["kind"].replace("-", " ")
        table.add_row(escape(letter["bid"]), escape(letter["supplier"]), kind, escape(names))
    console.print(table)
    console.print(f"Written to {escape(str(out))}.", soft_wrap=True)
