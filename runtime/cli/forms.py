"""The commands about forms: form, answers, preview."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.padding import Padding

from runtime import terminal
from runtime.cli.invocation import (
    AsJson,
    AsText,
    FolderArgument,
    Known,
    ShapeOption,
    chooses_json,
    load,
    load_with_form,
    print_json,
    read_document,
    refuse_usage,
    telling_problems,
)

if TYPE_CHECKING:
    from forms.linked.linked_form import LinkedForm

commands = typer.Typer()


@commands.command(
    epilog="Example: [bold]frameworkshop form examples/digital-outcomes bid --html "
    "--out bid.html[/bold]"
)
def form(
    folder: FolderArgument,
    name: Annotated[str, typer.Argument(help="The form's id.", show_default=False)],
    json_schema: Annotated[
        bool, typer.Option("--json-schema", help="Print the JSON Schema of the answers instead.")
    ] = False,
    as_html: Annotated[
        bool, typer.Option("--html", help="Print the whole form as one web page.")
    ] = False,
    lot: Annotated[str | None, typer.Option(help="The lot to show.")] = None,
    known: Known = None,
    language: Annotated[
        str | None, typer.Option(help="The language of the page.", show_default="en")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="The file to write the page to.")] = None,
    as_json: AsJson = False,
    as_text: AsText = False,
) -> None:
    """Show a form: as data, as the JSON Schema of its answers, or as one web page."""
    from agreements.operations import answers_schema, find_form
    from forms.json_schema.description import describe
    from forms.json_schema.schema import as_text as schema_text

    if json_schema and as_html:
        refuse_usage("give one of --json-schema and --html")
    if not json_schema and known is not None:
        refuse_usage("--known goes with --json-schema")
    if not (json_schema or as_html) and lot is not None:
        refuse_usage("--lot goes with --json-schema and --html")
    if not as_html and (language is not None or out is not None):
        refuse_usage("--language and --out go with --html")
    if as_html:
        _form_page(folder, name, lot, language, out)
        return
    wants_json = json_schema or chooses_json(as_json, as_text)
    with telling_problems(as_json=wants_json):
        framework = load_with_form(folder, name)
        found = find_form(framework, name)
        if json_schema:
            before = None if known is None else read_document(known)
            typer.echo(schema_text(answers_schema(framework, name, lot=lot, known=before)))
        elif wants_json:
            print_json(describe(found.form))
        else:
            print_form(found)


def _form_page(
    folder: Path, name: str, lot: str | None, language: str | None, out: Path | None
) -> None:
    from agreements.operations import find_form
    from forms.model.translations import WRITTEN
    from forms.pages import whole_form_page
    from forms.pages.html.speech import LANGUAGES
    from rules.problems import InputError, Problem
    from runtime.output_files import write_file

    with telling_problems(as_json=False):
        framework = load_with_form(folder, name)
        found = find_form(framework, name)
        if lot is not None and lot not in framework.terms.lot_ids:
            known = ", ".join(f"`{each}`" for each in framework.terms.lot_ids)
            raise InputError([Problem("lot", f"there is no lot `{lot[:80]}`: {known}")])
        if language is not None and language not in LANGUAGES:
            known = ", ".join(f"`{each}`" for each in LANGUAGES)
            says = f"pages are in no language `{language[:80]}`; they are in {known}"
            raise InputError([Problem("language", says)])
        page = whole_form_page(found, lot=lot, language=language or WRITTEN)
        if out is None:
            sys.stdout.write(page)
            return
        made = write_file(out, page.encode())
    terminal.written(out, made)


@commands.command(
    epilog="Example: [bold]frameworkshop answers examples/digital-outcomes bid answers.json[/bold]"
)
def answers(
    folder: FolderArgument,
    name: Annotated[str, typer.Argument(metavar="FORM", help="The form's id.", show_default=False)],
    document: Annotated[
        str,
        typer.Argument(
            metavar="ANSWERS", help="A JSON file, or - for standard input.", show_default=False
        ),
    ],
    lot: Annotated[str | None, typer.Option(help="The lot the answers are for.")] = None,
    known: Known = None,
    shape: ShapeOption = None,
    as_json: AsJson = False,
    as_text: AsText = False,
) -> None:
    """Check the answers to a form: list problems by question, or show how they were understood."""
    from agreements.operations import check_answers, facts_from_forms

    if document == known == "-":
        refuse_usage("only one of the answers and what is known can come from standard input")
    wants_json = chooses_json(as_json, as_text)
    with telling_problems(as_json=wants_json):
        data, before = read_document(document), None if known is None else read_document(known)
        framework = load(folder)
        if shape is not None:
            from runtime.importers.digital_marketplace.questions import answers as imported

            if isinstance(before, dict):
                before = imported.converted_by_form(framework, before, lot)
            others = facts_from_forms(framework, before, lot=lot)
            data = imported.converted_for(framework, name, data, lot=lot, others=others)
        result = check_answers(framework, name, data, lot=lot, known=before)
    if wants_json:
        print_json(result)
    else:
        print_answers(result)


@commands.command(epilog="Example: [bold]frameworkshop preview examples/digital-outcomes[/bold]")
def preview(
    folder: FolderArgument,
    port: Annotated[
        int, typer.Option(help="The port to listen on; 0 for any that is free.", min=0, max=65535)
    ] = 8000,
    browser: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
    keep: Annotated[
        Path | None,
        typer.Option(
            help="A file to keep answers in, for next time.",
            show_default="in memory only",
        ),
    ] = None,
) -> None:
    """Try the forms of a definition in a browser. Pages reload when a file changes."""
    from runtime.preview.server import serve

    with telling_problems(as_json=False):
        serve(folder, port=port, browser=browser, keep=keep)


# --- printing ---


def print_form(linked: "LinkedForm") -> None:
    """Print a form: its pages and questions."""
    console = terminal.standard_console()
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


def print_answers(result: dict[str, Any]) -> None:
    """Print answers as they were understood."""
    table = terminal.new_table("Question", "Answer")
    for name, value in result["answers"].items():
        table.add_row(escape(name), escape(str(value)))
    console = terminal.standard_console()
    console.print(table)
    console.print("The answers have no problems.")
