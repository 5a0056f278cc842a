"""A form's JSON Schema accepts what the reader accepts, and refuses what it refuses."""

import json
import unicodedata
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from agreements.checks.form_checks import known_before
from forms.answers.answers import Answers, read_answers
from forms.answers.writing import plain_answers
from forms.json_schema.schema import as_text, schema_of
from forms.linked.linked_form import LinkedForm
from forms.model.faults import Wrong
from forms.model.form import subjects_of
from forms.path import NO_FACTS
from forms.strategies.answers import facts_of, nearly_valid_answers, valid_answers
from rules.logic import Facts
from rules.problems import InputError
from tests.forms.everything import ANYTHING, COMPLETE, EVERYTHING
from tests.forms.making import LOTS, form, linked, vocabulary
from tests.forms.random_forms import BRIEF, linked_forms
from tests.forms.strategies.test_answers import CHECKED, LIMITED, PATIENT, every_form, framework
from tests.forms.test_lots import WEIGHTINGS

#: Where a random form is asked.
LOT = st.sampled_from([*LOTS])


def written(data: object) -> Any:
    """Give data as a program reads it from JSON text, its numbers exact."""
    return json.loads(as_text(data), parse_float=Decimal)  # type: ignore[arg-type]


class Schema:
    """A schema as its text says it, with a validator of it."""

    def __init__(self, form: LinkedForm, lot: str | None = None, others: Facts = NO_FACTS) -> None:
        self.data = written(schema_of(form, lot=lot, others=others))
        Draft202012Validator.check_schema(json.loads(json.dumps(self.data, default=float)))
        self.validator = Draft202012Validator(self.data)

    @cached_property
    def other(self) -> jsonschema_rs.Draft202012Validator:
        return jsonschema_rs.Draft202012Validator(json.loads(json.dumps(self.data, default=float)))

    def accepts(self, answers: object) -> bool:
        return self.validator.is_valid(written(answers))

    def why(self, answers: object) -> list[str]:
        found = self.validator.iter_errors(written(answers))
        return [f"{each.json_path}: {each.message[:200]}" for each in found]


def normal(form: LinkedForm, answers: Answers, lot: str | None = None) -> dict[str, Any]:
    """Give answers that were read in their normal form, those that are off the path too."""
    steps = {**form.steps, **form.in_lot(lot).steps}
    found: dict[str, Any] = dict(plain_answers(form.in_lot(lot), answers.values))
    for name, value in answers.hidden.items():
        found |= plain_answers(
            form.in_lot(lot) if name in form.in_lot(lot).steps else form, {name: value}
        )
    assert found.keys() <= steps.keys()
    return found


def refused(answers: Answers) -> bool:
    """Say whether something else is wrong than what no schema can say."""
    return any(fault.wrong is not Wrong.CHECK for _, fault in answers.faults)


def as_number(raw: str) -> Decimal | bool:
    """Give a figure as a JSON number, or yes and no as true and false."""
    return raw == "yes" if raw in {"yes", "no"} else Decimal(raw)


# --- the form of every type ---------------------------------------------------------------------


@pytest.fixture(scope="module", params=["everything", "limited", "checked"])
def known(request: pytest.FixtureRequest) -> tuple[LinkedForm, Schema]:
    form = {"everything": EVERYTHING, "limited": LIMITED, "checked": CHECKED}[request.param]
    return form, Schema(form)


@given(data=st.data())
def test_what_is_accepted_is_accepted_in_its_normal_form(
    known: tuple[LinkedForm, Schema], data: st.DataObject
) -> None:
    form, schema = known
    answers = read_answers(form, data.draw(valid_answers(form)))
    assert schema.why(normal(form, answers)) == []


@given(data=st.data())
def test_what_is_refused_for_itself_is_refused(
    known: tuple[LinkedForm, Schema], data: st.DataObject
) -> None:
    form, schema = known
    drawn = data.draw(nearly_valid_answers(form))
    # How many items another answer has, and so how many rows there must be, no schema can say.
    if drawn.wrong is not Wrong.CHECK and drawn.at != "each":
        assert not schema.accepts(drawn.answers)


@given(raw=ANYTHING, data=st.data())
def test_whatever_stands_in_the_place_of_an_answer(
    known: tuple[LinkedForm, Schema], raw: object, data: st.DataObject
) -> None:
    form, schema = known
    name = data.draw(st.sampled_from(tuple(form.steps)))
    answers = data.draw(valid_answers(form))
    plain = normal(form, read_answers(form, answers))
    try:
        tidy = tidied(raw)
    except (ValueError, TypeError):
        return
    changed = {**plain, name: tidy}
    if schema.accepts(changed) and name not in {"texts", "each"}:
        assert not refused(read_answers(form, changed))


def tidied(raw: object) -> Any:
    """Give data with its texts as normal forms have them. Raises for what JSON cannot hold."""
    text = json.dumps(raw, default=_plain)
    if "NaN" in text or "Infinity" in text:
        raise ValueError
    return _normalised(json.loads(text, parse_float=Decimal))


def _exponent(figure: Decimal) -> int:
    exponent = figure.as_tuple().exponent
    assert isinstance(exponent, int)
    return exponent


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        raise TypeError
    return str(value)


def _normalised(data: Any) -> Any:
    match data:
        case str():
            return unicodedata.normalize("NFC", data).strip()
        case list():
            return [_normalised(each) for each in data]
        case dict():
            return {str(key): _normalised(each) for key, each in data.items()}
        case bool():
            return data
        case int() | Decimal():
            # Fewer digits than a validator can be asked to divide, and not more than there can be.
            figure = Decimal(data)
            if figure.adjusted() >= 18 or not -12 <= _exponent(figure) <= 0:
                raise ValueError
            return data
        case _:
            return data


@given(data=st.data())
def test_figures_may_be_numbers(limited: Schema, data: st.DataObject) -> None:
    raw = normal(LIMITED, read_answers(LIMITED, data.draw(valid_answers(LIMITED))))
    figures = {"number", "money", "percentage", "yes-no"}
    as_json = {
        name: as_number(each) if LIMITED.steps[name].question.type in figures else each
        for name, each in raw.items()
    }
    as_json["rates"] = {role: as_number(each) for role, each in raw["rates"].items()}
    as_json["rows"] = [{"a": as_number(row["a"])} for row in raw["rows"]]
    assert read_answers(LIMITED, as_json).values == read_answers(LIMITED, raw).values
    assert limited.why(as_json) == []


@pytest.fixture(scope="module")
def limited() -> Schema:
    return Schema(LIMITED)


@pytest.mark.slow
@given(data=st.data())
def test_another_validator_reads_the_schema_alike(
    known: tuple[LinkedForm, Schema], data: st.DataObject
) -> None:
    form, schema = known
    right = normal(form, read_answers(form, data.draw(valid_answers(form))))
    wrong = data.draw(nearly_valid_answers(form)).answers
    for answers in (right, wrong):
        text = json.dumps(answers)
        if r"\ud8" not in text:  # half a character, which that one cannot read
            assert schema.other.is_valid(json.loads(text)) is schema.accepts(answers)


# --- any form -----------------------------------------------------------------------------------


@settings(PATIENT)
@given(linked_forms(checks=0), LOT, st.data())
def test_the_schema_of_any_form_says_what_the_reader_says(
    form: LinkedForm, lot: str, data: st.DataObject
) -> None:
    note(str(form.form.model_dump(mode="json", by_alias=True, exclude_defaults=True)))
    others = data.draw(facts_of(BRIEF, lot=lot))
    schema = Schema(form, lot, others)
    raw = data.draw(valid_answers(form, lot=lot, others=others))
    first = normal(form, read_answers(form, raw, lot=lot, others=others), lot)
    assert schema.why(first) == []
    other = data.draw(valid_answers(form, lot=lot, others=others))
    second = normal(form, read_answers(form, other, lot=lot, others=others), lot)
    # Answers from two paths, some of them left out.
    mixed = {}
    for name in form.steps:
        source = data.draw(st.sampled_from([first, second, {}]))
        if name in source:
            mixed[name] = source[name]
    found = read_answers(form, mixed, lot=lot, others=others)
    if not found.faults:
        assert schema.why(normal(form, found, lot)) == []
    if "$comment" not in schema.data and not _written_otherwise(form, mixed, lot, others):
        assert schema.accepts(mixed) is not bool(found.faults)


def _written_otherwise(form: LinkedForm, mixed: Any, lot: str, others: Facts) -> bool:
    """Say whether a row holds what its row no longer asks: no normal form has that."""
    found = read_answers(form, mixed, lot=lot, others=others)
    return not found.faults and normal(form, found, lot) != mixed


@settings(PATIENT)
@given(linked_forms(checks=0), LOT, st.data())
def test_what_any_form_refuses_its_schema_refuses(
    form: LinkedForm, lot: str, data: st.DataObject
) -> None:
    note(str(form.form.model_dump(mode="json", by_alias=True, exclude_defaults=True)))
    others = data.draw(facts_of(BRIEF, lot=lot))
    schema = Schema(form, lot, others)
    drawn = data.draw(nearly_valid_answers(form, lot=lot, others=others))
    if "$comment" not in schema.data:
        assert not schema.accepts(drawn.answers)


# --- the forms of examples ----------------------------------------------------------------------


@pytest.mark.parametrize(("folder", "name"), [*every_form()], ids=lambda each: Path(each).name)
@settings(PATIENT, max_examples=8)
@given(data=st.data())
def test_the_schemas_of_examples(folder: Path, name: str, data: st.DataObject) -> None:
    whole = framework(folder)
    form = whole.forms[name]
    lot = data.draw(st.sampled_from(whole.terms.lot_ids))
    others = data.draw(facts_of(*known_before(whole, form), lot=lot))
    schema = Schema(form, lot, others)
    raw = data.draw(valid_answers(form, lot=lot, others=others))
    answers = read_answers(form, raw, lot=lot, others=others)
    assert schema.why(normal(form, answers, lot)) == []
    drawn = data.draw(nearly_valid_answers(form, lot=lot, others=others))
    if drawn.wrong is not Wrong.CHECK:
        assert not schema.accepts(drawn.answers)


# --- as it is written ---------------------------------------------------------------------------


def test_a_schema_says_what_it_is_of() -> None:
    service = linked("""
        title: Your service
        guidance: Without VAT.
        questions:
          - {id: price, type: money, label: What is the price?, hint: For a day, more_than: 0}
          - {id: kept, type: one-of, label: "Kept where, {{ price }}?", options: [uk, eea]}
          - {id: why, type: long-text, label: Why?, max_words: 50, when: {answer: kept, is: eea}}
          - {id: least, type: money, label: Least, required: false}
        checks:
          - {when: {answer: least, more_than: {answer: price}}, at: least, says: Too much}
    """)
    schema = written(schema_of(service))
    assert schema["title"] == "Your service"
    assert schema["description"] == "Without VAT."
    assert schema["$comment"] == (
        "What else must hold, and cannot be said in a schema:\n"
        "- not: least is more than the answer to “What is the price?” (Too much)"
    )
    assert list(schema["properties"]) == ["price", "kept", "why", "least"]
    assert schema["properties"]["price"] == {
        "title": "What is the price?",
        "description": "For a day",
        "anyOf": [
            {
                "type": "string",
                "pattern": r"^(?:0\.(?:0[1-9]0{0,10}|[1-9][0-9]?0{0,10})"
                r"|[1-9][0-9]{0,17}(?:\.[0-9]{1,2}0{0,10})?)$",
            },
            {
                "type": "number",
                "minimum": Decimal("0.01"),
                "exclusiveMaximum": 10**18,
                "multipleOf": Decimal("0.01"),
            },
        ],
    }
    assert schema["properties"]["kept"] == {"title": "Kept where, …?", "enum": ["uk", "eea"]}
    assert schema["required"] == ["price", "kept"]
    assert schema["allOf"] == [
        {"if": {"$ref": "#/$defs/why-is-asked"}, "then": {"required": ["why"]}}
    ]
    assert schema["$defs"]["why-is-asked"] == {
        "required": ["kept"],
        "properties": {"kept": {"enum": ["eea"]}},
    }


def test_numbers_are_written_exactly() -> None:
    service = linked("""
        title: T
        questions: [{id: q, type: number, label: Q, max: 123456789012345678.123456789012}]
    """)
    assert '"maximum": 123456789012345678.123456789012' in as_text(schema_of(service))


def test_what_no_schema_can_say_is_told() -> None:
    service = linked("""
        title: T
        questions:
          - {id: skills, type: texts, label: Skills}
          - {id: many, type: yes-no, label: Many?, when: {count_of: skills, more_than: 3}}
          - {id: a, type: number, label: A}
          - {id: b, type: number, label: B}
          - {id: more, type: yes-no, label: More?, when: {answer: a, more_than: {answer: b}}}
          - {id: then, type: yes-no, label: Then?, when: {answer: more, is: yes}}
          - id: each
            type: rows
            label: Each
            each: skills
            columns: [{id: c, type: email, label: C}]
        checks:
          - {total: [a, b], min: 1, max: 100}
          - {some_of: [a, b]}
          - {together: [a, b]}
    """)
    schema = written(schema_of(service))
    assert schema["$comment"].split("\n")[1:] == [
        "- “Many?” is asked when number of items in skills is more than 3",
        "- “More?” is asked when a is more than B",
        "- “Then?” is asked when the answer to “More?” is yes",
        "- “Each” has a row for each item of “Skills”",
        "- A + B total at least 1",
        "- A + B total at most 100",
        "- at least 1 of these is answered: A; B",
        "- where one of these is answered, all are: A; B",
    ]
    answers = {"skills": ["x"], "a": "1", "b": "2", "each": [{"c": "a@b.example"}]}
    assert Schema(service).why(answers) == []
    # Whether it is asked cannot be said; that it is yes or no can.
    assert Schema(service).why({**answers, "more": "yes"}) == []
    assert Schema(service).why({**answers, "more": "perhaps"}) != []


def test_columns_may_depend_on_answers_outside_their_table() -> None:
    service = linked("""
        title: T
        questions:
          - {id: where, type: one-of, label: Where?, options: [here, abroad]}
          - id: sites
            type: rows
            label: Sites
            columns:
              - {id: name, type: short-text, label: Name}
              - {id: country, type: short-text, label: C, when: {answer: where, is: abroad}}
    """)
    schema = Schema(service)
    assert "$comment" not in schema.data
    site, abroad = {"name": "A"}, {"name": "A", "country": "France"}
    assert schema.accepts({"where": "here", "sites": [site]})
    assert schema.accepts({"where": "abroad", "sites": [abroad]})
    assert not schema.accepts({"where": "abroad", "sites": [site]})


def test_a_form_of_several_lots_has_a_schema_for_each() -> None:
    brief = linked(WEIGHTINGS)
    with pytest.raises(InputError, match="lot: is missing"):
        schema_of(brief)
    assert Schema(brief, "hosting").accepts({"quality": "10"})
    assert not Schema(brief, "support").accepts({"quality": "10"})


def test_what_is_known_from_elsewhere_is_worked_out_beforehand() -> None:
    brief = form("title: B\nquestions: [{id: skills, type: texts, label: S}]", "brief")
    bid = linked(
        """
        title: T
        questions:
          - id: each
            type: rows
            label: E
            each: skills
            columns: [{id: c, type: email, label: C}]
        """,
        vocabulary(brief=subjects_of(brief)),
    )
    skills = {"answer:brief.skills": ("agile", "design")}
    schema = Schema(bid, None, skills)
    assert "$comment" not in schema.data
    assert schema.accepts({"each": [{"c": "a@b.example"}, {"c": "c@d.example"}]})
    assert not schema.accepts({"each": [{"c": "a@b.example"}]})
    assert Schema(bid).accepts({})


def test_a_complete_example_is_accepted() -> None:
    answers = read_answers(EVERYTHING, COMPLETE)
    assert Schema(EVERYTHING).why(normal(EVERYTHING, answers)) == []


# --- conditions ---------------------------------------------------------------------------------

#: A question, a condition on it, and answers on both sides of each of its limits.
CONDITIONS = [
    ("type: date", "before: 2027-01-01", ["2026-12-31", "2027-01-01"]),
    ("type: date", "before: 1000-01-01", ["1000-01-01"]),
    ("type: date", "after: 2027-01-01", ["2027-01-01", "2027-01-02"]),
    ("type: date", "at_most: 2027-01-01", ["2027-01-01", "2027-01-02"]),
    ("type: date", "at_least: 2027-01-01", ["2026-12-31", "2027-01-01"]),
    ("type: date", "between: [2027-01-01, 2027-01-31]", ["2026-12-31", "2027-01-31", "2027-02-01"]),
    ("type: date", "is: 2027-01-01", ["2027-01-01", "2027-01-02"]),
    ("type: date", "is_not: 2027-01-01", ["2027-01-01", "2027-01-02"]),
    ("type: date", "one_of: [2027-01-01, 2027-02-01]", ["2027-01-01", "2027-02-01", "2027-03-01"]),
    ("type: number", "less_than: 1.5", ["1.4", "1.5", "-3"]),
    ("type: number", "at_most: 1.5", ["1.5", "1.50", "1.51"]),
    ("type: number", "more_than: -1", ["-1", "-0.999", "0"]),
    ("type: number", "at_least: 10", ["9.99", "10"]),
    ("type: number", "between: [1, 2]", ["0.9", "1", "2", "2.1"]),
    ("type: number", "is_not: 2", ["2", "2.0", "3"]),
    ("{type: number, whole: true}", "is: 1.5", ["1", "2"]),
    ("type: money", "one_of: [1, 2]", ["1.00", "2", "3"]),
    ("type: percentage", "less_than: 0", ["0"]),
    ("{type: period, unit: months}", "more_than: 6 months", ["6 months", "7 months"]),
    ("{type: period, unit: weeks}", "is: 7 days", ["7 days", "8 days"]),
    ("{type: period, unit: days}", "less_than: 0 days", ["0 days"]),
    ("type: yes-no", "is: yes", ["yes", "no"]),
    ("type: yes-no", "is_not: yes", ["yes", "no"]),
    ("{type: one-of, options: [a, b, c]}", "one_of: [a, b]", ["a", "c"]),
    ("{type: one-of, options: [a, b, c]}", "is_not: a", ["a", "c"]),
    ("{type: many-of, options: [a, b, c]}", "includes: a", [["a", "b"], ["c"]]),
    ("{type: many-of, options: [a, b, c]}", "includes_any: [a, b]", [["b"], ["c"]]),
    ("type: texts", "includes: x", [["x"], ["y"]]),
    ("type: short-text", "is: x", ["x", "y"]),
    ("type: address", "answered: true", []),
    ("type: address", "unanswered: true", []),
    ("{type: rows, columns: [{id: c, type: email, label: C}]}", "answered: true",
     [[{"c": "a@b.example"}]]),
]  # fmt: skip


@pytest.mark.parametrize(("question", "condition", "answers"), CONDITIONS)
@pytest.mark.parametrize("negated", [False, True])
def test_a_condition_holds_in_the_schema_where_it_holds(
    question: str, condition: str, answers: list[object], *, negated: bool
) -> None:
    keys = question.removeprefix("{").removesuffix("}") if question[0] == "{" else question
    asked = f"{{answer: q, {condition}}}"
    service = linked(f"""
        title: T
        questions:
          - {{id: q, label: Q, required: false, {keys}}}
          - id: then
            type: yes-no
            label: Then
            when: {f"{{not: {asked}}}" if negated else asked}
    """)
    schema = Schema(service)
    assert "$comment" not in schema.data
    for given_ in [{}, *({"q": each} for each in answers)]:
        for whole in (given_, {**given_, "then": "yes"}):
            assert schema.accepts(whole) is not bool(read_answers(service, whole).faults), whole


@pytest.mark.parametrize(
    ("condition", "open_"),
    [
        ("{answer: brief.budget, less_than: {answer: q}}", False),
        ("{answer: brief.budget, at_least: {answer: q}}", False),
        ("{answer: brief.budget, is: {answer: q}}", False),
        ("{answer: brief.budget, between: [{answer: q}, 50]}", True),
        ("{answer: q, more_than: {answer: brief.budget}}", False),
        ("{answer: q, more_than: {answer: brief.none}}", False),
        ("{answer: brief.none, less_than: {answer: q}}", False),
        ("{count_of: brief.skills, at_least: 2}", False),
    ],
)
def test_a_condition_on_what_is_known_is_worked_out(condition: str, *, open_: bool) -> None:
    brief = form(
        """
        title: B
        questions:
          - {id: budget, type: money, label: B}
          - {id: none, type: money, label: N}
          - {id: skills, type: texts, label: S}
        """,
        "brief",
    )
    bid = linked(
        f"""
        title: T
        questions:
          - {{id: q, type: money, label: Q}}
          - {{id: then, type: yes-no, label: Then, when: {condition}}}
        """,
        vocabulary(brief=subjects_of(brief)),
    )
    known = {"answer:brief.budget": Decimal(10), "answer:brief.skills": ("a", "b")}
    schema = Schema(bid, None, known)
    assert ("$comment" in schema.data) is open_
    for figure in ("9", "10", "11"):
        for whole in ({"q": figure}, {"q": figure, "then": "no"}):
            right = not read_answers(bid, whole, others=known).faults
            assert schema.accepts(whole) or not right
            assert open_ or schema.accepts(whole) is right


def test_a_declaration_is_never_no() -> None:
    service = linked("""
        title: T
        questions:
          - {id: q, type: declaration, label: Q}
          - {id: never, type: yes-no, label: N, when: {answer: q, is: no}}
          - {id: always, type: yes-no, label: A, when: {answer: q, is: yes}}
    """)
    assert Schema(service).accepts({"q": True, "always": "yes"})
    assert not Schema(service).accepts({"q": True, "never": "yes"})
