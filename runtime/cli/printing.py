"""Printing for people: tables and sentences on a terminal or in a text file."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any, Final

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.measure import Measurement
from rich.padding import Padding
from rich.progress import Progress
from rich.table import Table

from agreements.definition.framework import Framework
from forms.linked.linking import LinkedForm
from rules.policies.contract_facts import FACTS
from rules.problems import Problem
from runtime.cli.checking import CheckReport
from runtime.cli.doctor import Sign
from runtime.importers.digital_marketplace.report import REPORT_FILE, ImportReport, Sort

#: Width where the output is no terminal.
_WIDTH = 120
#: How long the names of the criteria may be, in all, to stand above their columns.
_WIDE = 36
#: Columns whose words are never broken.
_WHOLE = ("Outcome", "Bid")
#: How many rules are listed before the rest is only counted.
_MANY = 20

_consoles: list[Console] = []


def _console() -> Console:
    if _consoles:
        return _consoles[-1]
    console = Console(highlight=False, soft_wrap=False)
    return console if console.is_terminal else Console(highlight=False, width=_WIDTH)


def captured(show: Callable[[], None]) -> str:
    """Give what `show` would print, as plain text."""
    console = Console(width=_WIDTH, highlight=False, record=True, file=StringIO(), no_color=True)
    _consoles.append(console)
    try:
        show()
    finally:
        _consoles.pop()
    return console.export_text()


def line(text: str) -> None:
    """Print one line of text as it is."""
    _console().print(escape(text), soft_wrap=True)


def problems(found: Iterable[Problem]) -> None:
    """Print problems on standard error, one a line."""
    console = Console(stderr=True, highlight=False)
    listed = list(found)
    for each in listed:
        console.print(escape(str(each)), soft_wrap=True)
    noun = "problem" if len(listed) == 1 else "problems"
    console.print(f"{len(listed)} {noun}", soft_wrap=True)


def _table(*columns: str, right: Sequence[str] = ()) -> Table:
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


def _whole(console: Console, table: Table) -> None:
    """Print a table with all its columns, also where they are wider than the line."""
    least = Measurement.get(console, console.options, table).minimum
    console.print(table, width=max(least, console.width), crop=False)


def evaluation(framework: Framework, result: dict[str, Any], *, explain: bool) -> None:
    """Print an evaluation: who won, the table, ties, what is missing; with `explain`, reasons."""
    console = _console()
    way = framework.ways[result["way"]].way
    lot = next((each.title for each in framework.terms.lots if each.id == result["lot"]), None)
    title = [framework.terms.name, *([lot] if lot else []), way.name]
    console.print(f"[bold]{escape(' — '.join(title))}[/bold]")
    console.print(escape(_headline(result)))
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
    table = _table(
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
    _whole(console, table)
    if result["withdrawn"]:
        console.print(f"Withdrawn: {escape(', '.join(result['withdrawn']))}")
    for step in result["ties"]:
        console.print(f"Tie: {escape(step['says'])}", soft_wrap=True)
    if result["draw"]:
        console.print(
            f"Lots were drawn with the seed {escape(result['draw']['seed'])}", soft_wrap=True
        )
    for each in result["notes"]:
        console.print(escape(f"Note: {each['says']}"), soft_wrap=True)
    for each in result["waiting"]:
        console.print(
            f"{escape(each['bid'])} waits for a person: {escape(each['says'])} ({each['rule']})"
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
        return "No winner yet: a person has to decide on what the rules refer."
    return "There is no winner: no bid is left."


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
    """Say how a total comes of quality and price, so that anyone can redo it."""
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


def check(report: CheckReport) -> None:
    """Print what a check found."""
    console = _console()
    for each in report.problems:
        console.print(f"[red]problem[/red] {escape(str(each))}", soft_wrap=True)
    for finding in report.findings:
        console.print(
            f"{finding.weight} {escape(finding.where)}: {escape(finding.says)}", soft_wrap=True
        )
    if report.forms:
        table = _table("Form", "Lot", "")
        for tried in report.forms:
            drafts = f"{tried.held} draft{'' if tried.held == 1 else 's'}"
            held = "DEAD END" if tried.dead_end else f"held for {drafts}"
            table.add_row(escape(tried.form), escape(tried.lot or ""), held)
        console.print(table)
        proofs = report.proofs
        rest = f"; {proofs.unproved} cannot be proved and are tried only" if proofs.unproved else ""
        what = "condition or check" if proofs.proved == 1 else "conditions and checks"
        verb = "is" if proofs.proved == 1 else "are"
        console.print(f"{proofs.proved} {what} of forms {verb} proved{rest}.")
    if report.cases:
        table = _table("Case", "", "Where")
        for outcome in report.cases:
            table.add_row(
                escape(outcome.case), "held" if outcome.holds else "FAILED", escape(outcome.where)
            )
        console.print(table)
    for outcome in report.cases:
        for difference in outcome.differences:
            console.print(f"{escape(outcome.where)}: {escape(difference)}", soft_wrap=True)
    if report.cases and report.uncovered:
        all_ = len(report.uncovered) + report.covered
        console.print(f"{len(report.uncovered)} of {all_} rules are fired by no case:")
        for rule in report.uncovered[:_MANY]:
            console.print(Padding(escape(rule), (0, 0, 0, 2)))
        if len(report.uncovered) > _MANY:
            console.print(f"  … and {len(report.uncovered) - _MANY} more: --json lists them all")
    for name in report.accepted:
        console.print(f"Rewritten: {escape(name)}. Read the difference before you keep it.")
    console.print(_verdict(report))


def _verdict(report: CheckReport) -> str:
    if report.problems:
        count = len(report.problems)
        return (
            f"{count} problem{'' if count == 1 else 's'}: the definition cannot be used as it is."
        )
    failed = sum(not each.holds for each in report.cases)
    warnings = sum(each.weight == "warning" for each in report.findings)
    parts = [f"{len(report.cases) - failed} of {len(report.cases)} cases held"]
    if warnings:
        parts.append(f"{warnings} warning{'' if warnings == 1 else 's'}")
    if report.only == "forms":
        parts[0] = f"{sum(each.held for each in report.forms)} drafts were completed"
    elif not report.cases:
        parts[0] = "it loads; it has no cases"
    return ("Good: " if report.good else "Not good: ") + ", ".join(parts) + "."


def form(linked: LinkedForm) -> None:
    """Print a form: its pages and questions."""
    console = _console()
    console.print(f"[bold]{escape(linked.form.title)}[/bold]")
    for each in linked.pages:
        console.print(f"[bold]{escape(each.page.title)}[/bold] ({each.page.id})")
        for step in each.steps:
            question = step.question
            optional = "" if question.required else ", optional"
            console.print(
                Padding(
                    f"{escape(question.label)} — {question.id}: {question.type}{optional}",
                    (0, 0, 0, 2),
                )
            )


@contextmanager
def counting(what: str) -> Iterator[Callable[[int], Callable[[Path], None]]]:
    """Show a progress bar on standard error, if that is a terminal, for work on files.

    Gives a function to call with the number of files, which gives one to call with each file.
    """
    with Progress(console=Console(stderr=True), transient=True) as bar:

        def start(total: int) -> Callable[[Path], None]:
            task = bar.add_task(what, total=total)
            return lambda _path: bar.advance(task)

        bar.disable = not bar.console.is_terminal
        yield start


@contextmanager
def progress(what: str) -> Iterator[Callable[[int], Callable[[], None]]]:
    """Show a progress bar on standard error, if that is a terminal, for work in parts.

    Gives a function to call with the number of parts, which gives one to call after each.
    """
    with Progress(console=Console(stderr=True), transient=True) as bar:

        def start(total: int) -> Callable[[], None]:
            task = bar.add_task(what, total=total)
            return lambda: bar.advance(task)

        bar.disable = not bar.console.is_terminal
        yield start


def letters(result: dict[str, Any], out: Path) -> None:
    """Print which letters were written, or what is missing for them."""
    console = _console()
    if result["problems"]:
        problems(Problem(each["where"], each["says"]) for each in result["problems"])
        console.print("No letter is written: everybody is told at the same time.")
        return
    table = _table("Bid", "Supplier", "Letter", "File")
    for letter in result["letters"]:
        names = ", ".join(Path(name).name for name in letter["files"])
        kind = letter["kind"].replace("-", " ")
        table.add_row(escape(letter["bid"]), escape(letter["supplier"]), kind, escape(names))
    console.print(table)
    console.print(f"Written into {escape(str(out))}.", soft_wrap=True)


def answers(result: dict[str, Any]) -> None:
    """Print answers as they were understood."""
    table = _table("Question", "Answer")
    for name, value in result["answers"].items():
        table.add_row(escape(name), escape(str(value)))
    console = _console()
    console.print(table)
    console.print("The answers are good.")


_DECISIONS = {
    "allowed": "Yes, it may be done.",
    "allowed-after-steps": "Yes, once what is listed first has been done.",
    "referred": "Not yet: a person has to decide.",
    "refused": "No, it may not be done.",
}


def decision(result: dict[str, Any]) -> None:
    """Print a decision on a contract action: the answer, why, what to do, where the limits are."""
    console = _console()
    console.print(f"[bold]{_DECISIONS[result['outcome']]}[/bold]")
    _points(console, "Why", [_said(each) for each in result["reasons"]])
    _points(console, "A person decides", [_said(each) for each in result["refer"]])
    _points(console, "First", [_step(each) for each in result["first"]])
    _points(console, "Afterwards", [_step(each) for each in result["afterwards"]])
    if result["limits"]:
        table = _table("Limit", "At", "This request", right=("At", "This request"))
        for each in result["limits"]:
            label = FACTS[each["fact"]].label if each["fact"] in FACTS else each["fact"]
            table.add_row(escape(sentence(label)), each["limit"], each.get("stands_at", "–"))
        console.print(table)
    left = [f"{name}: {value}" for name, value in result["limits_left"].items()]
    _points(console, "Left before this request", left)
    dates = result["next_dates"]
    _points(
        console,
        "Dates",
        [
            f"{sentence(name.replace('_', ' '))}: {_day(dates[name])}"
            for name in ("last_notice", "earliest_effective", "expiry")
            if name in dates
        ],
    )
    after = result["after"]
    console.print(
        f"The contract would then end on {_day(after['end'])}, after {after['term_months']} "
        f"months, and be worth £{Decimal(after['value']):,.2f}.",
        soft_wrap=True,
    )


_OUTCOMES: Final = {
    "pass": "Pass: no ground for exclusion applies.",
    "discretionary": "Discretionary: a person has to decide.",
    "fail": "Fail: a ground for exclusion applies.",
}


def assessment(result: dict[str, Any]) -> None:
    """Print the assessment of an application: how it ended, why, and what is missing."""
    console = _console()
    console.print(f"[bold]{_OUTCOMES[result['outcome']]}[/bold]")
    _points(console, "Grounds that exclude", [_said(each) for each in result["fails"]])
    _points(console, "A person decides", [_said(each) for each in result["refers"]])
    missing = [f"{each['where']}: {each['says']}" for each in result["missing"]]
    _points(console, "The application is not complete", missing)


def imported(report: ImportReport, folder: Path) -> None:
    """Print what an import came to, and where the whole report is."""
    console = _console()
    console.print(f"Imported into [bold]{escape(str(folder))}[/bold].")
    _points(console, "To fill in", [each.says for each in report.of(Sort.FILL_IN)])
    counts = report.counts()
    for sort in (Sort.BECAME, Sort.DIFFERS, Sort.LEFT_OUT):
        console.print(f"{sort.value.capitalize()}: {counts[sort]}")
    console.print(
        f"Each of them is told in {escape(str(folder / REPORT_FILE))}. Next:\n"
        f"    frameworkshop check {escape(str(folder))}",
        soft_wrap=True,
    )


def _said(reason: dict[str, Any]) -> str:
    return f"{reason['says']} [{reason['rule']}]"


def _step(step: dict[str, Any]) -> str:
    by = f" by {_day(step['by'])}" if "by" in step else ""
    return f"{step['says']}{by}"


def _points(console: Console, title: str, points: Sequence[str]) -> None:
    if points:
        console.print(f"{title}:")
        for each in points:
            console.print(Padding(escape(f"• {each}"), (0, 0, 0, 2)))


def _day(iso: str) -> str:
    when = date.fromisoformat(iso)
    return f"{when.day} {when:%B %Y}"


def sentence(text: str) -> str:
    """Give text with a capital letter first."""
    return text[:1].upper() + text[1:]


def started(folder: Any, todo: Sequence[str]) -> None:  # noqa: ANN401 - a path
    """Print what to do with a new definition."""
    console = _console()
    console.print(f"Made {escape(str(folder))}. Look first at:")
    for each in todo:
        console.print(Padding(escape(f"• {each}"), (0, 0, 0, 2)))
    console.print(f"Then: frameworkshop check {escape(str(folder))}")


def doctor(found: Sequence[Sign]) -> None:
    """Print what the doctor found."""
    table = _table("", "What", "Found")
    for sign in found:
        table.add_row("well" if sign.well else "ILL", sign.name, escape(sign.says))
    _console().print(table)
