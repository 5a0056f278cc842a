"""Forms that nobody wrote: random questions, limits, conditions, lots and checks.

A form is drawn as data, as its file would hold it; `linked_forms` gives it linked, with a brief
before it that its conditions may ask about.
"""

from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from forms.linked.linked_form import LinkedForm
from forms.linked.linking import link, lot_subject
from forms.model.form import read_form, subjects_of
from forms.model.question_types import TYPES
from rules.logic import fitting
from rules.problems import DefinitionError
from rules.values import Kind
from rules.vocabulary import of_forms
from rules.yaml.reading import Document
from tests.forms.making import LOTS, document

Data = dict[str, Any]

_BRIEF = document(
    """
    title: Brief
    questions:
      - {id: kind, type: one-of, label: What kind of thing?, options: [new, old]}
      - {id: skills, type: texts, label: Skills, max: 3, required: false}
      - {id: budget, type: money, label: Budget, max: 1000, when: {answer: kind, is: new}}
    """,
    "forms/brief.yaml",
)
#: The form that is filled in before those drawn.
BRIEF: LinkedForm = link(read_form(_BRIEF), lots=LOTS)
#: As a random form names the questions of the brief, with what they are.
_OF_BRIEF: list[Data] = [
    {**question, "id": f"brief.{question['id']}"} for question in _BRIEF.data["questions"]
]
_LOT: Data = {"id": "lot", "type": "lot", "options": list(LOTS)}

_SIMPLE = ("short-text", "number", "money", "percentage", "date", "period", "yes-no", "one-of",
           "many-of")  # fmt: skip
_FIGURES = st.sampled_from([-5, 0, 1, "1.5", 20, 99, 100, "100.01", 1000])
_DAYS = st.sampled_from(["2027-01-01", "2027-02-28", "2028-02-29", "2030-12-31"])
_OPTIONS = ("a", "b", "c", "d")


def _some(**parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Data]:
    return st.fixed_dictionaries({}, optional=parts)


_LIMITS = _some(min=_FIGURES, max=_FIGURES) | _some(more_than=_FIGURES, less_than=_FIGURES)
_LENGTHS = _some(max_characters=st.sampled_from([1, 2, 30]), max_words=st.sampled_from([1, 2, 5]))
_COUNTS = _some(min=st.integers(1, 3), max=st.integers(1, 4))


@st.composite
def _limits(draw: st.DrawFn, kind: str) -> Data:
    """Give the keys that a type has of its own."""
    found: Data = {}
    match kind:
        case "short-text":
            formats = st.sampled_from(["postcode", "company-number", "telephone"])
            found = draw(_LENGTHS | st.builds(dict, format=formats))
        case "long-text":
            found = draw(_LENGTHS)
        case "texts":
            found = {**draw(_COUNTS), **draw(_LENGTHS)}
        case "number":
            found = {**draw(_LIMITS), **draw(_some(places=st.integers(0, 3)))}
        case "money" | "percentage":
            found = {**draw(_LIMITS), **draw(_some(places=st.integers(0, 3)))}
        case "date":
            found = draw(_some(earliest=_DAYS, latest=_DAYS))
        case "period":
            found = {
                "unit": draw(st.sampled_from(["days", "weeks", "months", "years"])),
                **draw(_some(min=st.integers(0, 3), max=st.integers(2, 9))),
            }
        case "day-rates":
            role: Any = st.builds(dict, label=st.just("Role"), required=st.booleans())
            roles = draw(st.lists(role, min_size=1, max_size=2))
            found = {"roles": [{**each, "id": f"r{i}"} for i, each in enumerate(roles)]}
        case "yes-no":
            found = draw(_some(must_be=st.sampled_from(["yes", "no"])))
        case "file":
            found = draw(_some(max=st.integers(1, 3)))
        case _:
            pass
    return found


@st.composite
def _conditions(draw: st.DrawFn, known: list[Data], depth: int = 2) -> Data:
    """Give a condition on what is known."""
    sort = draw(st.sampled_from(["one", "one", "all", "any", "not"])) if depth else "one"
    if sort in {"all", "any"}:
        return {sort: draw(st.lists(_conditions(known, depth - 1), min_size=1, max_size=2))}
    if sort == "not":
        return {"not": draw(_conditions(known, depth - 1))}
    asked = draw(st.sampled_from(known))
    subject = "fact" if asked["type"] == "lot" else "answer"
    kind = "one-of" if asked["type"] in {"lot", "declaration"} else asked["type"]
    if asked["type"] in {"texts", "rows"} and draw(st.booleans()):
        return {"count_of": asked["id"], draw(st.sampled_from(["at_least", "is"])): draw(_SMALL)}
    if asked["type"] in {"short-text", "long-text"} and draw(st.booleans()):
        return {"words_of": asked["id"], draw(st.sampled_from(["at_most", "is"])): draw(_SMALL)}
    found = TYPES[kind].KIND
    comparator = draw(st.sampled_from(fitting(found)))
    constant = _constant(asked, found)
    value: Any = True
    if comparator in {"one_of", "includes_any"}:
        value = draw(st.lists(constant, min_size=1, max_size=2))
    elif comparator == "between":
        value = draw(st.tuples(constant, constant))
    elif comparator not in {"answered", "unanswered"}:
        value = draw(constant)
        alike = [e for e in known if e["type"] == asked["type"] and e["id"] != asked["id"]]
        if alike and asked["type"] in {"number", "money", "date"} and draw(st.booleans()):
            value = {"answer": draw(st.sampled_from(alike))["id"]}
    return {subject: asked["id"], comparator: value}


_SMALL = st.integers(0, 3)


def _constant(asked: Data, kind: Kind) -> st.SearchStrategy[Any]:
    match kind:
        case Kind.YES_NO:
            return st.sampled_from(["yes", "no"])
        case Kind.ONE_OF | Kind.MANY_OF:
            return st.sampled_from([_value(each) for each in asked.get("options", [])] or ["yes"])
        case Kind.DATE:
            return _DAYS
        case Kind.PERIOD:
            return _SMALL
        case Kind.TEXT | Kind.TEXTS:
            return st.sampled_from(["data", "x", "Ashdown"])
        case _:
            return _FIGURES


def _value(option: Any) -> str:
    return str(option["value"] if isinstance(option, dict) else option)


@st.composite
def _question(draw: st.DrawFn, name: str, known: list[Data], types: tuple[str, ...]) -> Data:
    kind = draw(st.sampled_from(types))
    found: Data = {"id": name, "type": kind, "label": f"Question {name}?", **draw(_limits(kind))}
    if kind != "declaration" and draw(st.booleans()):
        found["required"] = False
    if draw(st.booleans()) and known:
        found["when"] = draw(_conditions(known))
    if kind in {"one-of", "many-of"}:
        found["options"] = [
            {"value": each, "label": each.upper(), "when": draw(_conditions(known))}
            if known and draw(st.integers(0, 3)) == 0
            else each
            for each in _OPTIONS[: draw(st.integers(1, 4))]
        ]
    if kind == "many-of":
        if draw(st.booleans()):
            found["options"].append({"value": "none", "label": "None", "exclusive": True})
        found |= draw(_COUNTS)
    if kind == "rows":
        columns: list[Data] = []
        for index in range(draw(st.integers(1, 3))):
            columns.append(draw(_question(f"c{index}", [*known, *columns], _SIMPLE)))
        found["columns"] = columns
        lists = [e["id"] for e in known if e["type"] in {"texts", "many-of"}]
        if draw(st.booleans()) and lists:
            found["each"] = draw(st.sampled_from(lists))
        else:
            found |= draw(_COUNTS)
    return found


@st.composite
def _check(draw: st.DrawFn, asked: list[Data], known: list[Data]) -> Data:
    ids = [each["id"] for each in asked]
    sort = draw(st.sampled_from(["conflict", "total", "some_of", "together"]))
    if sort == "total":
        by_kind = [
            [e["id"] for e in asked if e["type"] == kind]
            for kind in ("number", "money", "percentage")
        ]
        most = max(by_kind, key=len)
        if len(most) > 1:
            limit = draw(_some(min=st.sampled_from([0, 10]), max=st.sampled_from([50, 200])))
            return {"total": most, **(limit or {"is": draw(st.sampled_from([1, 20, 100]))})}
    if sort in {"some_of", "together"} and len(ids) > 1:
        return {sort: draw(st.lists(st.sampled_from(ids), min_size=2, max_size=3, unique=True))}
    when = draw(_conditions(asked if draw(st.booleans()) else known))
    return {"when": when, "at": draw(st.sampled_from(ids)), "says": "Not so"}


@st.composite
def form_data(draw: st.DrawFn, *, most: int = 6, checks: int = 2) -> Data:
    """Give a form as its file would hold it. Some cannot be linked."""
    known: list[Data] = [_LOT, *_OF_BRIEF]
    questions: list[Data] = []
    for index in range(draw(st.integers(1, most))):
        question = draw(_question(f"q{index}", known, tuple(TYPES)))
        if draw(st.integers(0, 4)) == 0:
            question["lots"] = draw(st.sampled_from([["hosting"], ["support"]]))
            if draw(st.booleans()):
                # Another way of asking the same, in the other lot.
                other = ["support"] if question["lots"] == ["hosting"] else ["hosting"]
                questions.append({**question, "lots": other, "required": True})
        questions.append(question)
        known.append(question)
    form: Data = {"title": "Random", "questions": questions}
    found = [draw(_check(questions, known)) for _ in range(draw(st.integers(0, checks)))]
    return {**form, "checks": found} if found else form


@st.composite
def linked_forms(draw: st.DrawFn, *, most: int = 6, checks: int = 2) -> LinkedForm:
    """Give a form, linked."""
    written = Document("forms/random.yaml", draw(form_data(most=most, checks=checks)), {})
    known = of_forms({"brief": subjects_of(BRIEF.form)}).with_facts({"lot": lot_subject(LOTS)})
    try:
        return link(read_form(written), others=known, lots=LOTS)
    except DefinitionError:
        assume(condition=False)
        raise
