"""Models: plain data becomes a pydantic model, and what does not fit is told in plain words."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import count, islice
from typing import Any, Final, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from rules.problems import (
    MAX_LISTED,
    DataPath,
    DefinitionError,
    InputError,
    Problem,
    unlisted,
)
from rules.yaml.json_reading import spot
from rules.yaml.reading import Document

M = TypeVar("M", bound=BaseModel)


def model_of(
    document: Document,
    model: type[M],
    data: Any = None,  # noqa: ANN401 - YAML data
    at: DataPath = (),
) -> M:
    """Make a model of a document, or of its part `data` at `at`. Raises `DefinitionError`."""
    try:
        return model.model_validate(document.data if data is None and not at else data)
    except ValidationError as error:
        told, more = _told(error, document.data, at)
        problems = [Problem(document.where(place), says) for place, says in told]
        raise DefinitionError([*problems, *more]) from None


@dataclass(frozen=True, slots=True)
class PartlyRead(Generic[M]):
    """A document read as far as it is whole.

    model      without the parts that cannot be read; None where too little is left
    problems   what is wrong with those parts
    left_out   where those parts stand
    """

    model: M | None
    problems: tuple[Problem, ...] = ()
    left_out: frozenset[DataPath] = frozenset()


def parts_of(
    document: Document,
    model: type[M],
    data: Any,  # noqa: ANN401 - YAML data
    stand_ins: Mapping[str, Any] | None = None,
) -> PartlyRead[M]:
    """Make a model of a document's `data`, leaving out the parts that cannot be read.

    What is left out is the innermost question, page, rule, way, action and so on around a mistake,
    or a single key of the document; the rest is read, so that all its problems are known too.
    `stand_ins` are for keys of the document that are missing or left out, and may not be.
    """
    spare = stand_ins or {}
    problems: dict[Problem, None] = {}
    gone: frozenset[DataPath] = frozenset()
    for attempt in count():
        indexes: dict[DataPath, list[int]] = {}
        pruned = _without(data, gone, (), (), indexes)
        if attempt and isinstance(pruned, dict):
            pruned = {**spare, **pruned}
        try:
            return PartlyRead(model.model_validate(pruned), tuple(problems), gone)
        except ValidationError as error:
            found, more = _told(error, pruned, ())
            told = [(_before(at, indexes), says) for at, says in found]
        around = _ways_to(gone)
        for at, says in told:
            # That a part around one that is left out now lacks it is no mistake of its own.
            if at not in around:
                problems[Problem(document.where(at), says)] = None
        if more:
            return PartlyRead(None, (*problems, *more), gone)
        places = {at for at, _ in told if not (at and at[0] in spare and not _has(data, at[:1]))}
        going = frozenset(_part_around(at, data) for at in places) - gone
        if () in going or (not going and (attempt or places)):
            return PartlyRead(None, tuple(problems), gone)
        gone |= going
    raise AssertionError  # pragma: no cover - there is always another attempt


#: The lists, and sets of keys, whose members can be read one by one.
_PARTED: Final = frozenset(
    {"actions", "checks", "letters", "lots", "pages", "questions", "routes", "rules", "sections"}
    | {"tables", "ways"}
)


def _part_around(at: DataPath, data: Any) -> DataPath:  # noqa: ANN401 - plain data
    """Return the way to the innermost part that a mistake is in; () for the whole document."""
    for end in range(len(at), 1, -1):
        if at[end - 2] in _PARTED and _has(data, at[:end]):
            return at[:end]
    return at[:1] if _has(data, at[:1]) else ()


def _has(data: Any, at: DataPath) -> bool:  # noqa: ANN401 - plain data
    for part in at:
        if isinstance(data, list):
            if not isinstance(part, int) or part >= len(data):
                return False
        elif not isinstance(data, Mapping) or part not in data:
            return False
        data = data[part]
    return True


def _without(
    data: Any,  # noqa: ANN401 - plain data
    gone: AbstractSet[DataPath],
    at: DataPath,
    new_at: DataPath,
    indexes: dict[DataPath, list[int]],
) -> Any:  # noqa: ANN401 - plain data
    """Return data without some parts; `indexes` takes the old places of what lists still hold."""
    if isinstance(data, Mapping):
        return {
            key: _without(value, gone, (*at, key), (*new_at, key), indexes)
            for key, value in data.items()
            if (*at, key) not in gone
        }
    if isinstance(data, list):
        kept = [index for index in range(len(data)) if (*at, index) not in gone]
        indexes[new_at] = kept
        return [
            _without(data[index], gone, (*at, index), (*new_at, place), indexes)
            for place, index in enumerate(kept)
        ]
    return data


def _before(at: DataPath, indexes: Mapping[DataPath, Sequence[int]]) -> DataPath:
    """Return where a place in pruned data was before."""
    return tuple(
        indexes[at[:end]][part] if isinstance(part, int) and at[:end] in indexes else part
        for end, part in enumerate(at)
    )


def input_of(data: Any, model: type[M], at: DataPath = ()) -> M:  # noqa: ANN401 - JSON data
    """Make a model of JSON data that stands at `at`. Raises `InputError`."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        whole = data
        for part in reversed(at):
            whole = {part: whole}
        told, more = _told(error, whole, at, named=False)
        problems = [Problem(spot(place), says) for place, says in told]
        raise InputError([*problems, *more]) from None


#: How many mistakes of one document are put into words; of others, only how many there are.
_MAX_WORDED: Final = 4 * MAX_LISTED


def _told(
    error: ValidationError,
    data: Any,  # noqa: ANN401 - plain data
    at: DataPath,
    *,
    named: bool = True,
) -> tuple[list[tuple[DataPath, str]], tuple[Problem, ...]]:
    """Return the mistakes, each with its place, and what is said of those beyond the first."""
    told: list[tuple[DataPath, str, bool]] = []
    for raw in islice(error.errors(include_url=False), _MAX_WORDED):
        each = dict(raw)
        place, says = _one_told(each, data, at, named=named)
        # A set of keys where a number is wanted: of no help where it was meant as keys.
        # Nor is it of help that a list is too short when only its faulty items are missing from it.
        mistaken = (isinstance(each["input"], Mapping) and "_type" in str(each["type"])) or (
            each["type"] == "too_short" and bool(each["input"])
        )
        told.append((place, says, mistaken))
    # A value that fits no member of a union is told once, in terms of the member it was meant as.
    around = _ways_to(place for place, _, mistaken in told if not mistaken)
    kept = dict.fromkeys(
        (place, says) for place, says, mistaken in told if not mistaken or place not in around
    )
    more = error.error_count() - _MAX_WORDED
    return _merged(list(kept)), (unlisted(more),) if more > 0 else ()


def _ways_to(places: Iterable[DataPath]) -> set[DataPath]:
    """Return the places, and every part around each of them."""
    return {place[:end] for place in places for end in range(len(place) + 1)}


_MUST_BE: Final = "must be "


def _merged(told: list[tuple[DataPath, str]]) -> list[tuple[DataPath, str]]:
    """Make one problem of those that say, of one place, all the things that it could have been."""
    choices: dict[tuple[DataPath, str], list[str]] = {}
    for place, says in told:
        prefix, must_be, choice = says.partition(_MUST_BE)
        choices.setdefault((place, prefix + must_be), []).append(choice)
    return [
        (place, start + (found[0] if len(found) == 1 else ", or ".join(map(_bare, found))))
        for (place, start), found in choices.items()
    ]


def _bare(choice: str) -> str:
    """Return a choice without its example, to be listed with others."""
    return choice.partition(", such as")[0].partition(" (")[0]


def _one_told(
    each: dict[str, Any],
    data: Any,  # noqa: ANN401 - plain data
    at: DataPath,
    *,
    named: bool,
) -> tuple[DataPath, str]:
    place: DataPath = ()
    names: list[str] = []
    node = data
    for part in (*at, *each["loc"]):
        # Union tags and model names stand in pydantic's places but not in the document.
        if (isinstance(node, Mapping) and part in node) or (
            isinstance(node, list) and isinstance(part, int) and part < len(node)
        ):
            node = node[part]
        else:
            continue
        place = (*place, part)
        if isinstance(node, Mapping) and isinstance(node.get("id"), str):
            names = [f"`{node['id'][:80]}`"]
        elif isinstance(part, str):
            names.append(f"`{part}`")
    if not named:
        names = []
    last = each["loc"][-1] if each["loc"] else ""
    if each["type"] in {"missing", "extra_forbidden"} and isinstance(last, str):
        if names and names[-1] == f"`{last}`":
            names.pop()
        if named and each["type"] == "missing":
            place = (*place, last)
        return place, _prefixed(names, _KEY_SAYS[each["type"]].format(last[:80]))
    tag = str(each.get("ctx", {}).get("discriminator", "")).strip("'")
    if named and each["type"].startswith("union_tag") and tag.isidentifier():
        place = (*place, tag)
    return place, _prefixed(names, _says(each))


_KEY_SAYS: Final = {
    "missing": "`{0}` is missing",
    "extra_forbidden": "there is no key `{0}` here",
}


def _prefixed(names: list[str], says: str) -> str:
    return f"{' '.join(names[:1] + names[1:][-2:])}: {says}" if names else says


def _says(each: dict[str, Any]) -> str:
    context = each.get("ctx", {})
    kind: str = each["type"]
    if kind == "literal_error" and context["expected"] in {"True", "False"}:
        return f"must be {context['expected'].lower()}"  # as YAML and JSON write them
    if kind in {"value_error", "assertion_error"}:
        return str(context.get("error", each["msg"]))
    if kind in _SAYS:
        says = _SAYS[kind].format(**context)
        return says.removesuffix("s") if says.endswith(" 1 items") else says
    message: str = each["msg"].removeprefix("Input ").replace("should", "must", 1)
    return message[:1].lower() + message[1:]


#: pydantic's error types in words for people who do not write programs.
_SAYS: Final = {
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "date_from_datetime_parsing": "must be a date, such as 2026-01-31",
    "date_parsing": "must be a date, such as 2026-01-31",
    "date_type": "must be a date, such as 2026-01-31",
    "decimal_parsing": "must be a number, such as 12 or 12.50",
    "decimal_type": "must be a number, such as 12 or 12.50",
    "dict_type": "must be a set of keys and values",
    "enum": "must be {expected}",
    "finite_number": "must be a number, such as 12 or 12.50",
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "int_from_float": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
    "list_type": "must be a list",
    "literal_error": "must be {expected}",
    "model_attributes_type": "must be a set of keys and values",
    "model_type": "must be a set of keys and values",
    "string_pattern_mismatch": "must be lower case words joined by hyphens, such as total-price",
    "string_too_long": "must be at most {max_length} characters",
    "string_too_short": "must not be empty",
    "string_unicode": "contains half of a character, which no text can hold: type it again",
    "string_type": "must be text (put it in quotes if it looks like a number)",
    "too_long": "must have at most {max_length} items",
    "too_short": "must have at least {min_length} items",
    "tuple_type": "must be a list",
    "union_tag_invalid": "`{tag}` is not one of {expected_tags}",
    "union_tag_not_found": "must have the key {discriminator}",
}
