"""Makes small forms from YAML, as definitions write them."""

import textwrap

from forms.answers.answers import Answers, read_answers
from forms.linked.linked_form import LinkedForm
from forms.linked.linking import link
from forms.model.form import Form, read_form
from rules.problems import DefinitionError
from rules.values import Subject, Value
from rules.vocabulary import Vocabulary, of_forms
from rules.yaml.reading import Document, parse_yaml

LOTS = {"hosting": "Cloud hosting", "support": "Cloud support"}


def document(text: str, name: str = "forms/service.yaml") -> Document:
    return parse_yaml(textwrap.dedent(text), name)


def form(text: str, name: str = "service") -> Form:
    return read_form(document(text, f"forms/{name}.yaml"))


def linked(text: str, others: Vocabulary | None = None) -> LinkedForm:
    written = document(text)
    return link(read_form(written), others=others, lots=LOTS, where=written.where)


def problems_of(text: str, others: Vocabulary | None = None) -> list[str]:
    """Give what is wrong with a form, without the file's name: `4: there is no lot`."""
    try:
        linked(text, others)
    except DefinitionError as error:
        return [str(each).removeprefix("forms/service.yaml:") for each in error.problems]
    return []


def one(text: str) -> LinkedForm:
    """Make a form of one question `q`, of these keys."""
    keys = textwrap.indent(textwrap.dedent(text).strip(), "    ")
    return linked(f"title: T\nquestions:\n  - id: q\n    label: Question?\n{keys}\n")


def value(text: str, raw: object, *, complete: bool = True) -> Value | None:
    """Give the value of an answer to one question; it must have no fault."""
    answers = read_answers(one(text), {"q": raw}, complete=complete)
    assert said(answers) == []
    return answers.values.get("q")


def faults(text: str, raw: object, *, complete: bool = True) -> list[str]:
    """Give the faults of an answer to one question: `sort: at says`."""
    answers = read_answers(one(text), {"q": raw}, complete=complete)
    assert "q" not in answers.values
    return [f"{fault.wrong}: {name}{fault.at} {fault.says}" for name, fault in answers.faults]


def said(answers: Answers) -> list[str]:
    return [str(problem) for problem in answers.problems]


def vocabulary(**forms: tuple[Subject, ...]) -> Vocabulary:
    return of_forms(forms)
