"""Cases: what an owner expects of a definition, as given/expect pairs beside it.

    - case: The cheaper of two equal bids wins
      given: {lot: outcomes, way: written, weightings: {...}, bids: [...]}
      expect: {winner: b1, bids: {b2: {outcome: unsuccessful, rank: 2}}}

`given` is a competition (or `competition: competitions/tie.json`), a contract action (`contract`
and `request`), a supplier's `application` to join, or answers to a form (`form` and `answers`; and
`known`, the answers to forms before it). `expect` is part of the result: what it does not mention
may be anything. Bids are named by their id, reasons by the ids of their rules.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

from pydantic import Discriminator, Field, Tag, model_validator

from agreements.clauses.numbering import clause_numbers
from agreements.definition.framework import Framework
from agreements.operations import (
    assess_application,
    check_answers,
    decide_request,
    evaluate_competition,
)
from engine.competitions.result import result_of
from rules.definition_part import DefinitionPart, Line
from rules.problems import DefinitionError, InputError, Problem, Problems
from rules.yaml.files import MAX_JSON_BYTES, MAX_YAML_BYTES, decoded
from rules.yaml.json_reading import parse_json
from rules.yaml.models import model_of
from rules.yaml.reading import Document, parse_yaml


class GivenContract(DefinitionPart):
    """A contract action to decide on."""

    contract: Any = None
    request: Any = None


class GivenApplication(DefinitionPart):
    """A supplier's application to join."""

    application: Any


class GivenAnswers(DefinitionPart):
    """Answers to a form; and, as `known`, the answers to forms before it."""

    form: Line
    answers: Any = None
    lot: Line | None = None
    known: Any = None


class GivenFile(DefinitionPart):
    """A competition in a file of the folder."""

    competition: Line


class GivenCompetition(DefinitionPart):
    """A competition: the keys of `Competition`, whose values are read when the case is run."""

    title: Any = None
    lot: Any = None
    way: Any = None
    date: Any = None
    weightings: Any = None
    brief: Any = None
    shortlist: Any = None
    draw: Any = None
    award_notice: Any = None
    standstill_ends: Any = None
    bids: Any = None


#: What is given, by a key that only it has.
_SORTS: Final = {
    "contract": GivenContract,
    "request": GivenContract,
    "application": GivenApplication,
    "form": GivenAnswers,
    "competition": GivenFile,
}


def _sort(raw: Any) -> str:  # noqa: ANN401 - whatever stands in the file
    keys = raw if isinstance(raw, Mapping) else ()
    return next((_SORTS[key] for key in _SORTS if key in keys), GivenCompetition).__name__


Given = Annotated[
    Annotated[GivenContract, Tag("GivenContract")]
    | Annotated[GivenApplication, Tag("GivenApplication")]
    | Annotated[GivenAnswers, Tag("GivenAnswers")]
    | Annotated[GivenFile, Tag("GivenFile")]
    | Annotated[GivenCompetition, Tag("GivenCompetition")],
    Discriminator(_sort),
]


class Case(DefinitionPart):
    """One case. `note` is for people."""

    case: Line
    note: str | None = None
    given: Given
    expect: dict[str, Any] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _expects(self) -> "Case":
        if not self.expect:
            raise ValueError("say what to `expect`: a case with no expected result cannot fail")
        return self


@dataclass(frozen=True, slots=True)
class CaseResult:
    """How one case went: where it stands, what differs (nothing: it holds), which rules fired."""

    case: str
    where: str
    differences: tuple[str, ...]
    fired: frozenset[str]
    actual: Mapping[str, Any]

    @property
    def holds(self) -> bool:
        """Whether everything was as expected."""
        return not self.differences


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A file of cases, read."""

    name: str
    document: Document
    cases: tuple[Case, ...]


def read_cases(framework: Framework) -> tuple[CaseFile, ...]:
    """Read every file under `cases/`. Raises `DefinitionError` with every problem."""
    problems = Problems()
    found = []
    for name in framework.files.names("cases", problems):
        if not name.endswith(".yaml"):
            continue
        with problems.gathered():
            document = parse_yaml(decoded(framework.files.read(name, MAX_YAML_BYTES), name), name)
            cases = tuple(
                model_of(document, Case, each, (index,)) for index, each in _items(document)
            )
            found.append(CaseFile(name, document, cases))
    if problems.found:
        raise DefinitionError(problems.found)
    return tuple(found)


def _items(document: Document) -> Iterator[tuple[int, Any]]:
    if document.data is None:
        return
    if not isinstance(document.data, list):
        raise DefinitionError([Problem(document.where(), "must be a list of cases")])
    yield from enumerate(document.data)


def run_cases(framework: Framework) -> Iterator[CaseResult]:
    """Run every case, in order. Raises `DefinitionError` where a file cannot be read."""
    for file in read_cases(framework):
        for index, case in enumerate(file.cases):
            actual, fired = _actual(framework, case)
            yield CaseResult(
                case=case.case,
                where=file.document.where((index,)),
                differences=tuple(differences(case.expect, actual)),
                fired=frozenset(fired),
                actual=actual,
            )


def _actual(framework: Framework, case: Case) -> tuple[dict[str, Any], set[str]]:
    """Return the result of a case, and the ids of the rules that fired in it."""
    try:
        match case.given:
            case GivenContract(contract=contract, request=request):
                decision = decide_request(framework, contract, request)
                parts = ("reasons", "refer", "first", "afterwards")
                return decision, {each["rule"] for part in parts for each in decision[part]}
            case GivenApplication(application=application):
                assessment = assess_application(framework, application)
                grounds = [*assessment["fails"], *assessment["refers"]]
                return assessment, {each["rule"] for each in grounds}
            case GivenAnswers(form=form, answers=answers, lot=lot, known=known):
                return check_answers(framework, form, answers, lot=lot, known=known), set()
            case GivenFile(competition=name):
                data = parse_json(decoded(framework.files.read(name, MAX_JSON_BYTES), name), name)
            case GivenCompetition() as given:
                data = given.model_dump(exclude_unset=True)
        evaluation = evaluate_competition(framework, data)
    except InputError as error:
        return {"problems": [each.as_data() for each in error.problems]}, set()
    fired = {each.rule.id for standing in evaluation.standings for each in standing.fired}
    return result_of(evaluation, clause_numbers(framework, evaluation.plan.way.id)), fired


def differences(expected: Any, actual: Any, at: str = "") -> Iterator[str]:  # noqa: ANN401
    """Return what is not as expected, in words."""
    if isinstance(expected, Mapping):
        yield from _mapping_differences(expected, actual, at)
    elif isinstance(expected, list | tuple) and at.endswith(_BY_NAME):
        names = [_name(each) for each in actual] if isinstance(actual, list) else []
        for each in expected:
            if each not in names:
                yield f"{at}: `{each}` is not among {_listed(names)}"
    elif isinstance(expected, list | tuple):
        if not isinstance(actual, list) or len(actual) != len(expected):
            yield f"{at}: expected {_listed(expected)}, got {_shown(actual)}"
            return
        for index, (one, other) in enumerate(zip(expected, actual, strict=True)):
            yield from differences(one, other, f"{at}[{index}]")
    elif _text(expected) != _text(actual):
        yield f"{at}: expected {_shown(expected)}, got {_shown(actual)}"


#: Lists in which a case names what must be there, and others may be too.
_BY_NAME: Final = (
    *("reasons", "problems", "refer", "first", "afterwards", "feedback_due", "fails", "refers"),
    "missing",
)


def _mapping_differences(
    expected: Mapping[str, Any],
    actual: Any,  # noqa: ANN401
    at: str,
) -> Iterator[str]:
    if isinstance(actual, list):
        actual = {each.get("id", each.get("supplier")): each for each in actual}
    if not isinstance(actual, Mapping):
        yield f"{at}: expected {_shown(expected)}, got {_shown(actual)}"
        return
    for key, value in expected.items():
        here = f"{at}.{key}" if at else str(key)
        if key not in actual:
            # A result of problems has no winner: that is what differs, not a missing key.
            said = "; ".join(str(each.get("says")) for each in actual.get("problems", ()))
            yield f"{here}: is not in the result" + (f" ({said})" if said else "")
            continue
        yield from differences(value, actual[key], here)


def _name(item: Any) -> str:  # noqa: ANN401
    if isinstance(item, Mapping):
        return str(item.get("rule") or item.get("where") or item.get("supplier"))
    return str(item)


def _text(value: Any) -> str:  # noqa: ANN401
    if value is None or isinstance(value, bool):
        return str(value).lower()
    return str(value)


def _shown(value: Any) -> str:  # noqa: ANN401
    return f"`{_text(value)}`"


def _listed(values: Any) -> str:  # noqa: ANN401
    return ", ".join(f"`{each}`" for each in values) or "nothing"
