"""The commands that decide by rules: assess an application to join, permit a contract action."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import typer
from rich.markup import escape

from runtime import terminal
from runtime.cli.invocation import (
    NO,
    AsJson,
    AsText,
    FolderArgument,
    InputFile,
    ShapeOption,
    chooses_json,
    load,
    print_json,
    read_document,
    refuse_usage,
    telling_problems,
)

if TYPE_CHECKING:
    from agreements.definition.framework import Framework
    from rules.values import Subject

commands = typer.Typer()


@commands.command(
    epilog="Example: [bold]frameworkshop assess examples/digital-outcomes application.json[/bold]"
)
def assess(
    folder: FolderArgument,
    application: InputFile,
    shape: ShapeOption = None,
    as_json: AsJson = False,
    as_text: AsText = False,
) -> None:
    """Assess a supplier's application to join: pass, discretionary or fail, with every reason."""
    from agreements.operations import assess_application

    wants_json = chooses_json(as_json, as_text)
    with telling_problems(as_json=wants_json):
        data, framework = read_document(application), load(folder)
        if shape is not None:
            from runtime.importers.digital_marketplace.questions.answers import application_of

            data = application_of(framework, data)
        result = assess_application(framework, data)
    if wants_json:
        print_json(result)
    else:
        print_assessment(result)
    if result["outcome"] != "pass" or not result["complete"]:
        raise typer.Exit(NO)


@commands.command(
    epilog="Example: [bold]frameworkshop permit examples/temporary-staff contract.json "
    "request.json[/bold]"
)
def permit(
    folder: FolderArgument,
    contract: InputFile,
    request: InputFile,
    as_json: AsJson = False,
    as_text: AsText = False,
) -> None:
    """Decide whether a contract action is allowed, what must come first, and why."""
    from agreements.operations import decide_request

    wants_json = chooses_json(as_json, as_text)
    if contract == request == "-":
        refuse_usage("only one of the contract and the request can come from standard input")
    with telling_problems(as_json=wants_json):
        framework = load(folder)
        decision = decide_request(framework, read_document(contract), read_document(request))
    if wants_json:
        print_json(decision)
    else:
        print_decision(framework, decision)
    if not decision["allowed"]:
        raise typer.Exit(NO)


# --- printing ---

_OUTCOMES: Final = {
    "pass": "Pass: no ground for exclusion applies.",
    "discretionary": "Discretionary: a person must decide.",
    "fail": "Fail: a ground for exclusion applies.",
}


def print_assessment(result: dict[str, Any]) -> None:
    """Print the assessment of an application: how it ended, why, and what is missing."""
    console = terminal.standard_console()
    console.print(f"[bold]{_opening(result)}[/bold]")
    terminal.print_points(
        console, "Grounds for exclusion", [_said(each) for each in result["fails"]]
    )
    terminal.print_points(
        console, "For a person to decide", [_said(each) for each in result["refers"]]
    )
    missing = [f"{each['where']}: {each['says']}" for each in result["missing"]]
    terminal.print_points(console, "The application is not complete", missing)


def _opening(result: dict[str, Any]) -> str:
    """Return how an assessment ends, or that it cannot end yet while answers are missing."""
    missing = len(result["missing"])
    if not missing or result["outcome"] == "fail":
        return _OUTCOMES[result["outcome"]]
    so_far = {
        "pass": "No ground for exclusion applies to the answers that are there.",
        "discretionary": "A person must decide on what is there.",
    }
    are = "1 answer is" if missing == 1 else f"{missing} answers are"
    return f"Not complete: {are} missing or wrong. {so_far[result['outcome']]}"


_DECISIONS = {
    "allowed": "Allowed.",
    "allowed-after-steps": "Allowed once the steps under “First” are done.",
    "referred": "Not decided yet: a person must decide.",
    "refused": "Not allowed.",
}


def print_decision(framework: "Framework", result: dict[str, Any]) -> None:
    """Print a decision on a contract action: the answer, why, what to do, where the limits are."""
    from rules.policies.permissions import contract_vocabulary

    known = contract_vocabulary(framework.permissions) if framework.permissions else None
    subjects = {**known.facts, **known.answers} if known else {}
    console = terminal.standard_console()
    console.print(f"[bold]{_DECISIONS[result['outcome']]}[/bold]")
    terminal.print_points(console, "Why", [_said(each) for each in result["reasons"]])
    terminal.print_points(
        console, "For a person to decide", [_said(each) for each in result["refer"]]
    )
    terminal.print_points(console, "First", [_step(each) for each in result["first"]])
    terminal.print_points(console, "Afterwards", [_step(each) for each in result["afterwards"]])
    if result["limits"]:
        table = terminal.new_table(
            "Limit", "Set at", "This request", right=("Set at", "This request")
        )
        for each in result["limits"]:
            subject = subjects[each["fact"]]
            table.add_row(
                escape(terminal.sentence(subject.label)),
                _figure(each["limit"], subject),
                _figure(each["stands_at"], subject) if "stands_at" in each else "–",
            )
        console.print(table)
    left = result["limits_left"]
    amounts = [
        terminal.counted(int(left[name]), noun)
        for name, noun in (("times", "time"), ("months", "month"), ("days", "day"))
        if name in left
    ]
    amounts += [f"£{Decimal(left['value']):,.2f}"] if "value" in left else []
    terminal.print_points(console, "Left before this request", amounts)
    dates = result["next_dates"]
    terminal.print_points(
        console,
        "Dates",
        [
            terminal.sentence(f"{name.replace('_', ' ')}: {terminal.long_date(dates[name])}")
            for name in ("last_notice", "earliest_effective", "expiry")
            if name in dates
        ],
    )
    after = result["after"]
    end, months = terminal.long_date(after["end"]), after["term_months"]
    console.print(
        f"The contract would then end on {end}, after {months} months, and be worth "
        f"£{Decimal(after['value']):,.2f}.",
        soft_wrap=True,
    )


def _figure(text: str, subject: "Subject") -> str:
    """Return a limit as people read it: £1,000, 12 months, 3 January 2030."""
    from rules.values import Kind, shown

    if subject.kind is Kind.DATE:
        return terminal.long_date(text)
    return escape(shown(Decimal(text), subject))


def _said(reason: dict[str, Any]) -> str:
    """Return a reason with where it comes from: a clause of the contract, or its source."""
    clause = f"clause {reason['clause']}" if "clause" in reason else reason.get("source")
    return f"{reason['says']} ({clause})" if clause else reason["says"]


def _step(step: dict[str, Any]) -> str:
    by = f" by {terminal.long_date(step['by'])}" if "by" in step else ""
    return f"{step['says']}{by}"
