"""The commands about a definition as a whole: new, check."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.padding import Padding

from runtime import terminal
from runtime.cli.invocation import (
    BAD_INPUT,
    NO,
    AsJson,
    FolderArgument,
    print_json,
    refuse_usage,
    telling_problems,
)

if TYPE_CHECKING:
    from runtime.cli.checking import CheckReport

commands = typer.Typer()


@commands.command(
    epilog="Example: [bold]frameworkshop new my-framework --from examples/digital-outcomes[/bold]"
)
def new(
    folder: Annotated[Path, typer.Argument(help="The folder to create.", show_default=False)],
    template: Annotated[
        Path | None,
        typer.Option(
            "--from", help="The folder of a framework to start from.", show_default="from scratch"
        ),
    ] = None,
) -> None:
    """Start a definition, from a template or from scratch."""
    from runtime.cli.starting import start

    with telling_problems(as_json=False):
        made = start(folder, template)
    print_started(folder, made)


@commands.command(epilog="Example: [bold]frameworkshop check examples/temporary-staff[/bold]")
def check(
    folder: FolderArgument,
    as_json: AsJson = False,
    accept: Annotated[
        bool,
        typer.Option(
            "--accept", help="Update the cases that differ to what the definition gives now."
        ),
    ] = False,
    only: Annotated[
        str | None,
        typer.Option("--only", help="Run one part only: loading, lints, forms or cases."),
    ] = None,
    cases: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=100_000,
            help="How many drafts of each form to try in each lot.",
            show_default="20",
        ),
    ] = None,
    save: Annotated[
        Path | None,
        typer.Option(help="Save the dead ends found in forms as cases in this new file."),
    ] = None,
) -> None:
    """Check a definition: that it loads, that its forms and cases work, and what to know."""
    from runtime.cli.checking import PARTS, check_folder, save_dead_ends

    if only is not None and only not in PARTS:
        refuse_usage(f"--only takes one of {', '.join(PARTS)}, not `{only}`")
    with terminal.progress("Completing drafts") as start:
        report = check_folder(folder, accept=accept, only=only, cases=cases, start=start)
    if save is not None:
        with telling_problems(as_json=as_json):
            save_dead_ends(report, save)
    if as_json:
        print_json(report.as_data())
    else:
        print_check(report)
    if report.problems:
        raise typer.Exit(BAD_INPUT if not report.loaded else NO)
    if not report.good:
        raise typer.Exit(NO)


# --- printing ---


def print_started(folder: Any, todo: Sequence[str]) -> None:  # noqa: ANN401 - a path
    """Print what to do with a new definition."""
    console = terminal.standard_console()
    console.print(f"Created {escape(str(folder))}. Look first at:")
    for each in todo:
        console.print(Padding(escape(f"• {each}"), (0, 0, 0, 2)))
    console.print(f"Then: frameworkshop check {escape(str(folder))}")


#: How many rules are listed before the rest is only counted.
_MANY = 20


def print_check(report: "CheckReport") -> None:
    """Print what a check found."""
    console = terminal.standard_console()
    for each in report.problems:
        console.print(f"[red]problem[/red] {escape(str(each))}", soft_wrap=True)
    for finding in report.findings:
        console.print(
            f"{finding.weight} {escape(finding.where)}: {escape(finding.says)}", soft_wrap=True
        )
    if report.forms:
        table = terminal.new_table("Form", "Lot", "")
        for tried in report.forms:
            drafts = f"{tried.held} draft{'' if tried.held == 1 else 's'}"
            held = "DEAD END" if tried.dead_end else f"held for {drafts}"
            table.add_row(escape(tried.form), escape(tried.lot or ""), held)
        console.print(table)
        proofs = report.proofs
        rest = f"; {proofs.unproved} could not be proved, only tried" if proofs.unproved else ""
        what = "condition or check" if proofs.proved == 1 else "conditions and checks"
        verb = "is" if proofs.proved == 1 else "are"
        console.print(f"{proofs.proved} {what} of forms {verb} proved{rest}.")
    if report.cases:
        table = terminal.new_table("Case", "", "Where")
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
        console.print(f"{len(report.uncovered)} of {all_} rules apply in no case:")
        for rule in report.uncovered[:_MANY]:
            console.print(Padding(escape(rule), (0, 0, 0, 2)))
        if len(report.uncovered) > _MANY:
            console.print(f"  … and {len(report.uncovered) - _MANY} more: --json lists them all")
    for name in report.accepted:
        console.print(f"Updated: {escape(name)}. Read the changes before you keep them.")
    console.print(_verdict(report))


def _verdict(report: "CheckReport") -> str:
    from rules.problems import how_many

    if report.problems:
        count = how_many(report.problems)
        return (
            f"{count} problem{'' if count == 1 else 's'}: the definition cannot be used as it is."
        )
    failed = sum(not each.holds for each in report.cases)
    found = sum(each.weight == "problem" for each in report.findings)
    parts = [f"{len(report.cases) - failed} of {len(report.cases)} cases held"]
    if found:
        parts.append(f"{found} problem{'' if found == 1 else 's'} to mend before launch")
    if report.only == "forms":
        parts[0] = f"{sum(each.held for each in report.forms)} drafts were completed"
    elif not report.cases:
        parts[0] = "the definition loads, and has no cases"
    return ("Good: " if report.good else "Not good: ") + ", ".join(parts) + "."
