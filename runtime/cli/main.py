"""The command line: `frameworkshop`.

Exit status: 0 good; 1 the answer is no (a check fails, an action may not be done); 2 the usage or
the input is wrong. With wrong input the problems are printed, all of them, with their places.

Documents go in as files, or `-` for standard input. A result is printed for people on a terminal,
and as JSON where the output goes to a file or another program; `--json` and `--text` decide.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final, Literal, NoReturn

import typer

from agreements.definition.framework import Framework
from rules.problems import ProblemsError
from rules.yaml.reading import decoded, input_of, parse_json, read_json
from runtime.cli import printing

GOOD: Final = 0
NO: Final = 1
BAD_INPUT: Final = 2

app = typer.Typer(
    name="frameworkshop",
    help="Frameworks for public procurement, from one definition: forms, evaluation, feedback, "
    "contract permissions.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class DocumentFormat(StrEnum):
    """As what a document is written."""

    PDF = "pdf"
    HTML = "html"
    DOCX = "docx"


FolderArgument = Annotated[
    Path, typer.Argument(help="The folder of a definition.", show_default=False)
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
AsText = Annotated[bool, typer.Option("--text", help="Print for people, also into a file.")]
ShapeOption = Annotated[
    Literal["digital-marketplace"] | None,
    typer.Option("--from", help="In whose shape the answers are, if in another's."),
]
InputFile = Annotated[
    str, typer.Argument(help="A JSON file, or - for standard input.", show_default=False)
]


Known = Annotated[
    str | None,
    typer.Option(
        "--known",
        metavar="FILE",
        help="What was answered before in other forms: a JSON file of answers by form, "
        'such as {"brief": {…}}.',
    ),
]


def load(folder: Path) -> Framework:
    """Load a definition, from where it is kept ready if it is. Raises `DefinitionError`."""
    from agreements.compiled import load_compiled
    from agreements.loading import load as load_anew
    from agreements.rendering.cache import Cache
    from runtime.settings import read_settings

    cache = read_settings().cache
    return load_anew(folder) if cache is None else load_compiled(folder, Cache(cache))


def main() -> None:
    """Run the command line."""
    app()


def _wants_json(as_json: bool, as_text: bool) -> bool:
    return as_json or (not as_text and not sys.stdout.isatty())


def _print_json(data: object) -> None:
    json.dump(data, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


@contextmanager
def _telling(*, as_json: bool) -> Iterator[None]:
    """Turn problems into their printed form and exit status 2."""
    try:
        yield
    except ProblemsError as error:
        if as_json:
            _print_json({"problems": [each.as_data() for each in error.problems]})
        else:
            printing.problems(error.problems)
        raise typer.Exit(BAD_INPUT) from None


def _document(name: str) -> Any:  # noqa: ANN401 - JSON data
    if name == "-":
        name = "standard input"
        return parse_json(decoded(sys.stdin.buffer.read(), name), name)
    return read_json(Path(name), name)


def _usage(says: str) -> NoReturn:
    typer.echo(f"frameworkshop: {says}", err=True)
    raise typer.Exit(BAD_INPUT)


@app.command(
    epilog="Example: [bold]frameworkshop evaluate examples/digital-outcomes "
    "examples/digital-outcomes/competitions/clear-win.json --explain[/bold]"
)
def evaluate(
    folder: FolderArgument,
    competition: InputFile,
    as_json: AsJson = False,
    as_text: AsText = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Print every reason, for people.")
    ] = False,
) -> None:
    """Evaluate a competition: ranking, reasons, feedback due."""
    from agreements.operations import evaluated

    text = as_text or (explain and not as_json)
    wants_json = _wants_json(as_json, text)
    with _telling(as_json=wants_json):
        framework = load(folder)
        result = evaluated(framework, _document(competition))
    if wants_json:
        _print_json(result)
    else:
        printing.evaluation(framework, result, explain=explain)


@app.command(epilog="Example: [bold]frameworkshop check examples/temporary-staff[/bold]")
def check(
    folder: FolderArgument,
    as_json: AsJson = False,
    accept: Annotated[
        bool,
        typer.Option(
            "--accept", help="Write what the definition gives now into the cases that differ."
        ),
    ] = False,
    only: Annotated[
        str | None,
        typer.Option("--only", help="Run only what is named: loading, lints, forms or cases."),
    ] = None,
    cases: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=100_000,
            help="How many drafts of each form are tried in each lot.",
            show_default="20",
        ),
    ] = None,
    save: Annotated[
        Path | None,
        typer.Option(help="Write dead ends of forms that are found as cases into this file."),
    ] = None,
) -> None:
    """Check a definition: does it load, what should its owner know, do forms and cases hold."""
    from runtime.cli.checking import PARTS, check_folder, save_dead_ends

    if only is not None and only not in PARTS:
        _usage(f"--only takes one of {', '.join(PARTS)}, not `{only}`")
    with printing.progress("Completing drafts") as start:
        report = check_folder(folder, accept=accept, only=only, cases=cases, start=start)
    if save is not None:
        with _telling(as_json=as_json):
            save_dead_ends(report, save)
    if as_json:
        _print_json(report.as_data())
    else:
        printing.check(report)
    if report.problems:
        raise typer.Exit(BAD_INPUT if not report.loaded else NO)
    if not report.good:
        raise typer.Exit(NO)


@app.command(
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
        bool, typer.Option("--html", help="Print all its pages as one page to read.")
    ] = False,
    lot: Annotated[str | None, typer.Option(help="The lot that the schema or page is for.")] = None,
    known: Known = None,
    language: Annotated[
        str | None, typer.Option(help="The language of the page.", show_default="en")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="The file that the page is written into.")
    ] = None,
    as_json: AsJson = False,
    as_text: AsText = False,
) -> None:
    """Show a form as data: its pages, questions, limits, conditions; its JSON Schema; or a page."""
    from agreements.operations import answers_schema, form_of
    from forms.json_schema.description import describe
    from forms.json_schema.schema import as_text as schema_text

    if json_schema and as_html:
        _usage("give one of --json-schema and --html")
    if not json_schema and known is not None:
        _usage("--known goes with --json-schema")
    if not (json_schema or as_html) and lot is not None:
        _usage("--lot goes with --json-schema and --html")
    if not as_html and (language is not None or out is not None):
        _usage("--language and --out go with --html")
    if as_html:
        _form_page(folder, name, lot, language, out)
        return
    wants_json = json_schema or _wants_json(as_json, as_text)
    with _telling(as_json=wants_json):
        framework = load(folder)
        found = form_of(framework, name)
        if json_schema:
            before = None if known is None else _document(known)
            typer.echo(schema_text(answers_schema(framework, name, lot=lot, known=before)))
        elif wants_json:
            _print_json(describe(found.form))
        else:
            printing.form(found)


def _form_page(
    folder: Path, name: str, lot: str | None, language: str | None, out: Path | None
) -> None:
    from agreements.documents.form_page import form_page
    from runtime.cli.documents import write_text

    with _telling(as_json=False):
        page = form_page(load(folder), name, lot=lot, language=language or "en")
        if out is None:
            sys.stdout.write(page)
            return
        write_text(page, out)
    printing.line(f"Written: {out}")


@app.command(
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
    lot: Annotated[str | None, typer.Option(help="The lot that the answers are for.")] = None,
    known: Known = None,
    shape: ShapeOption = None,
    as_json: AsJson = False,
    as_text: AsText = False,
) -> None:
    """Check the answers to a form: problems by question, or the answers as they were understood."""
    from agreements.operations import answer

    if document == known == "-":
        _usage("only one of the answers and what is known can come from standard input")
    wants_json = _wants_json(as_json, as_text)
    with _telling(as_json=wants_json):
        data, before = _document(document), None if known is None else _document(known)
        if shape is not None:
            from runtime.importers.digital_marketplace.questions.answers import by_form

            data = by_form(folder, {name: data}, lot)[name]
            before = by_form(folder, before, lot) if isinstance(before, dict) else before
        result = answer(load(folder), name, data, lot=lot, known=before)
    if wants_json:
        _print_json(result)
    else:
        printing.answers(result)


@app.command(
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
    from agreements.operations import assessed

    wants_json = _wants_json(as_json, as_text)
    with _telling(as_json=wants_json):
        data = _document(application)
        if shape is not None:
            from runtime.importers.digital_marketplace.questions.answers import application_of

            data = application_of(folder, data)
        result = assessed(load(folder), data)
    if wants_json:
        _print_json(result)
    else:
        printing.assessment(result)
    if result["outcome"] != "pass" or not result["complete"]:
        raise typer.Exit(NO)


@app.command(
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
    """Say whether something may be done in a contract, what must be done first, and why."""
    from agreements.operations import decide

    wants_json = _wants_json(as_json, as_text)
    if contract == request == "-":
        _usage("only one of the contract and the request can come from standard input")
    with _telling(as_json=wants_json):
        decision = decide(load(folder), _document(contract), _document(request))
    if wants_json:
        _print_json(decision)
    else:
        printing.decision(decision)
    if not decision["allowed"]:
        raise typer.Exit(NO)


@app.command(
    epilog="Example: [bold]frameworkshop letters examples/digital-outcomes "
    "examples/digital-outcomes/competitions/clear-win.json --out letters[/bold]"
)
def letters(
    folder: FolderArgument,
    competition: InputFile,
    out: Annotated[Path, typer.Option(help="The folder that the letters are written into.")],
    formats: Annotated[
        list[DocumentFormat] | None,
        typer.Option("--format", help="As what they are written; may be given several times."),
    ] = None,
    buyer: Annotated[str, typer.Option(help="The name of the buyer.")] = "",
    contact: Annotated[
        str, typer.Option(help="Whom a supplier writes to.", show_default="the owner's e-mail")
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
    """Write every supplier's letter: award, assessment summary, exclusion.

    None is written while one of them lacks something that the feedback rules require:
    what is missing is listed, with its place and who gives it, and the exit status is 1.
    """
    from agreements.documents.letters import Sender
    from runtime.cli.documents import issue_letters
    from runtime.settings import read_settings

    wants_json = _wants_json(as_json, as_text)
    sender = Sender(buyer, contact, reference, dated.date() if dated else None)
    with _telling(as_json=wants_json):
        framework = load(folder)
        data = _document(competition)
        with printing.counting("Writing letters") as start:
            chosen = list(dict.fromkeys(each.value for each in formats or [DocumentFormat.PDF]))
            certificate = read_settings().certificate
            issued = issue_letters(framework, data, out, chosen, sender, start, certificate)
    if wants_json:
        _print_json(issued.as_data())
    else:
        printing.letters(issued.as_data(), out)
    if issued.missing:
        raise typer.Exit(NO)


@app.command(
    epilog="Example: [bold]frameworkshop agreement examples/digital-outcomes "
    "--out agreement.pdf[/bold]"
)
def agreement(
    folder: FolderArgument,
    out: Annotated[Path, typer.Option(help="The file: its name ends in .pdf, .html or .docx.")],
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
            help="What the order form says beside: a JSON file with buyer, starts, months, title.",
        ),
    ] = None,
) -> None:
    """Write the framework agreement, or a call-off contract, as a document."""
    from agreements.documents.agreement import Particulars, call_off_contract, framework_agreement
    from agreements.operations import evaluation_of
    from runtime.cli.documents import format_of, write_document
    from runtime.settings import read_settings

    if (call_off is None) != (particulars is None):
        _usage("--call-off and --particulars go together")
    if call_off == particulars == "-":
        _usage("only one of the competition and the particulars can come from standard input")
    with _telling(as_json=False):
        format_of(out)
        framework = load(folder)
        if call_off is None or particulars is None:
            paper = framework_agreement(framework)
        else:
            evaluation = evaluation_of(framework, _document(call_off))
            said = input_of(_document(particulars), Particulars)
            paper = call_off_contract(framework, evaluation, said)
        write_document(paper, out, read_settings().certificate)
    printing.line(f"Written: {out}")


@app.command(
    epilog="Example: [bold]frameworkshop redline digital-outcomes-1 digital-outcomes-2 "
    "--out changes.pdf[/bold]"
)
def redline(
    old: Annotated[Path, typer.Argument(help="The folder of the version before.")],
    new: Annotated[Path, typer.Argument(help="The folder of the version now.")],
    out: Annotated[Path, typer.Option(help="The file: its name ends in .pdf, .html or .docx.")],
) -> None:
    """Compare two versions of a framework: terms, questions, rules, and the clauses therefore."""
    from agreements.documents.redline import redline as compared
    from runtime.cli.documents import format_of, write_document

    with _telling(as_json=False):
        format_of(out)
        write_document(compared(load(old), load(new)), out)
    printing.line(f"Written: {out}")


importing = typer.Typer(
    help="Import a framework from another system's definitions.", no_args_is_help=True
)
app.add_typer(importing, name="import")


@importing.command(
    name="digital-marketplace",
    epilog="Example: [bold]frameworkshop import digital-marketplace "
    "digitalmarketplace-frameworks g-cloud-11 --out g-cloud-11[/bold]",
)
def import_digital_marketplace(
    source: Annotated[Path, typer.Argument(help="The folder that holds `frameworks`.")],
    framework: Annotated[str, typer.Argument(help="The framework's folder in it.")],
    out: Annotated[Path, typer.Option(help="The folder to make.", show_default=False)],
    as_json: AsJson = False,
    as_text: AsText = False,
) -> None:
    """Import a framework in the Digital Marketplace's format, and report what became what."""
    from runtime.importers.digital_marketplace.importing import import_framework

    wants_json = _wants_json(as_json, as_text)
    with _telling(as_json=wants_json):
        report = import_framework(source, framework, out)
    if wants_json:
        _print_json(report.as_data())
    else:
        printing.imported(report, out)


@app.command(
    epilog="Example: [bold]frameworkshop new my-framework --from examples/digital-outcomes[/bold]"
)
def new(
    folder: Annotated[Path, typer.Argument(help="The folder to make.", show_default=False)],
    template: Annotated[
        Path | None,
        typer.Option("--from", help="A framework to start from.", show_default="from scratch"),
    ] = None,
) -> None:
    """Start a definition, from a template or from scratch."""
    from runtime.cli.starting import start

    with _telling(as_json=False):
        made = start(folder, template)
    printing.started(folder, made)


@app.command(epilog="Example: [bold]frameworkshop preview examples/digital-outcomes[/bold]")
def preview(
    folder: FolderArgument,
    port: Annotated[
        int, typer.Option(help="The port to listen on; 0 for any that is free.", min=0, max=65535)
    ] = 8000,
    browser: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
    keep: Annotated[
        Path | None,
        typer.Option(
            help="A file to keep in what is typed, for the next time.",
            show_default="in memory only",
        ),
    ] = None,
) -> None:
    """See and try the forms of a definition in a browser; they reload when a file changes."""
    from runtime.preview.server import serve

    with _telling(as_json=False):
        serve(folder, port=port, browser=browser, keep=keep)


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Say what this installation has, and what it can do with it."""
    from runtime.cli.doctor import signs

    found = list(signs())
    if as_json:
        _print_json([{"name": s.name, "well": s.well, "says": s.says} for s in found])
    else:
        printing.doctor(found)
    if not all(sign.well for sign in found):
        raise typer.Exit(NO)


@app.command()
def demo(
    out: Annotated[Path, typer.Option(help="Where the results are written.")] = Path("demo-output"),
) -> None:
    """Evaluate an example competition, and write its result for people and for machines."""
    from runtime.cli.demo import run_demo

    with _telling(as_json=False):
        run_demo(out)
