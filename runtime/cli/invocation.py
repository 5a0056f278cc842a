"""What every command shares: its arguments, JSON or text, problems told, the exit status.

Exit status: 0 good; 1 the answer is no (a check fails, an action may not be done); 2 the usage or
the input is wrong. With wrong input the problems are printed, all of them, with their places.

Documents go in as files, or `-` for standard input. A result is printed for people on a terminal,
and as JSON where the output goes to a file or another program; `--json` and `--text` decide.
"""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, NoReturn

import typer

from runtime import terminal

if TYPE_CHECKING:
    from agreements.definition.framework import Framework

NO: Final = 1
BAD_INPUT: Final = 2


class DocumentFormat(StrEnum):
    """As what a document is written."""

    PDF = "pdf"
    HTML = "html"
    DOCX = "docx"


FolderArgument = Annotated[
    Path, typer.Argument(help="The folder of a definition.", show_default=False)
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
AsText = Annotated[bool, typer.Option("--text", help="Print text, even into a file.")]
ShapeOption = Annotated[
    Literal["digital-marketplace"] | None,
    typer.Option("--from", help="The system whose format the answers are in, if not this one."),
]
InputFile = Annotated[
    str, typer.Argument(help="A JSON file, or - for standard input.", show_default=False)
]
Known = Annotated[
    str | None,
    typer.Option(
        "--known",
        metavar="FILE",
        help="Answers already given in other forms: a JSON file of answers by form, "
        'such as {"brief": {…}}.',
    ),
]


def load(folder: Path) -> "Framework":
    """Load a definition, from where it is kept ready if it is. Raises `DefinitionError`."""
    from agreements.loading import load as load_anew
    from runtime.settings import read_settings

    settings = read_settings()
    if settings.cache is None or settings.cache_key is None or os.name != "posix":
        return load_anew(folder)
    from agreements.compiled import load_compiled
    from agreements.rendering.cache import Cache, own_key

    key = own_key(settings.cache_key)
    return load_anew(folder) if key is None else load_compiled(folder, Cache(settings.cache, key))


def load_with_form(folder: Path, name: str) -> "Framework":
    """Load a definition as far as it is whole, for what needs only one form of it.

    Problems of that form's file go to standard error. Raises `DefinitionError` with all of them
    where they leave no such form.
    """
    from agreements.loading import load_draft
    from rules.problems import DefinitionError

    framework = load_draft(folder)
    if framework.problems and name not in framework.forms:
        raise DefinitionError(framework.problems)
    file = f"forms/{name}.yaml"
    if its := [each for each in framework.problems if each.where.partition(":")[0] == file]:
        terminal.problems(its)
        typer.echo("The form is shown without the parts that have problems.", err=True)
    return framework


def chooses_json(as_json: bool, as_text: bool) -> bool:
    """Whether a result goes out as JSON."""
    return as_json or (not as_text and not sys.stdout.isatty())


def print_json(data: object) -> None:
    """Print data as JSON."""
    json.dump(data, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


@contextmanager
def telling_problems(*, as_json: bool) -> Iterator[None]:
    """Turn problems into their printed form and exit status 2."""
    from rules.problems import ProblemsError

    try:
        yield
    except ProblemsError as error:
        if as_json:
            print_json({"problems": [each.as_data() for each in error.problems]})
        else:
            terminal.problems(error.problems)
        raise typer.Exit(BAD_INPUT) from None


def read_document(name: str) -> Any:  # noqa: ANN401 - JSON data
    """Read a JSON document from a file, or from standard input for `-`."""
    from rules.yaml.json_reading import read_json

    if name == "-":
        return read_json(sys.stdin.buffer, "standard input")
    return read_json(Path(name), name)


def refuse_usage(says: str) -> NoReturn:
    """End with what is wrong about the usage."""
    typer.echo(f"frameworkshop: {says}", err=True)
    raise typer.Exit(BAD_INPUT)
