"""Reading: YAML becomes plain data, with the line of every part kept.

YAML is read in a strict, small subset: no anchors, aliases, tags or merge keys (they hide what a
definition says, and can grow without bound), no repeated keys, no floats. A bare scalar is null, a
whole or decimal number, a date, true or false; everything else is text, `yes` and `no` included.

Every problem names the file and the line; all problems of a file are reported at once.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import yaml

from rules.characters import check_characters
from rules.problems import DataPath, DefinitionError, Place, Problem, Problems, ValueProblem
from rules.yaml.files import MAX_DEPTH, MAX_YAML_BYTES, MAX_YAML_VALUES, decoded, read_bytes
from rules.yaml.scalars import plain_scalar


@dataclass(frozen=True, slots=True)
class Document:
    """A file of a definition, read: its name in the folder, its data, and the line of each part."""

    name: str
    data: Any
    lines: Mapping[DataPath, int]

    def where(self, at: DataPath = ()) -> str:
        """Return the place of a part, with the line of the nearest part that the file has."""
        return Place(self.name, at, self.lines)


def read_yaml(path: Path, name: str) -> Document:
    """Read a YAML file. `name` is how problems call it. Raises `DefinitionError`."""
    return parse_yaml(decoded(read_bytes(path, name, MAX_YAML_BYTES), name), name)


def parse_yaml(text: str, name: str) -> Document:
    """Read YAML text. Raises `DefinitionError` with every problem found."""
    document, problems = parse_yaml_parts(text, name)
    if problems or document is None:
        raise DefinitionError(problems)
    return document


def parse_yaml_parts(text: str, name: str) -> tuple[Document | None, tuple[Problem, ...]]:
    """Read YAML text as far as it can be read, and return it with every problem found.

    A value that is none, such as 30 February, is left as its text. None for text that is not YAML,
    is nested too deep or has too many values: it is read no further than there.
    """
    problems = Problems()
    # Events are taken one by one: what is nested without end is never read to its end.
    builder = _Builder(name, yaml.parse(text, Loader=_LOADER), problems)
    document = None
    try:
        document = Document(name, builder.document(), builder.lines)
    except _TooMuchError:
        pass
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else _line_of(text, getattr(error, "position", 0))
        said = getattr(error, "problem", None) or getattr(error, "reason", None) or "cannot be read"
        # The loader trips far behind a bracket that was meant as part of an interval.
        if bare := _BARE_INTERVAL.search(text):
            line, said = _line_of(text, bare.start(1)), _QUOTE_IT
        problems.add(f"{name}:{line}", f"is not YAML: {_PLAINLY.get(said, said)}")
    except UnicodeEncodeError as error:
        where = f"{name}:{_line_of(text, error.start)}"
        problems.add(where, "contains an incomplete character: type it again")
    return document, tuple(problems.found)


class _TooMuchError(Exception):
    """Data is nested deeper, or has more values, than is read; the problem has been noted."""


_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _line_of(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


#: An interval of a decision table's cell that is not in quotes, as in `- [[60..80), 5]`.
_BARE_INTERVAL = re.compile(
    r"^[^#\n'\"]*[\[,] *([\[\](][\w.:-]{1,40}\.\.[\w.:-]{1,40}[\[\])])", re.MULTILINE
)
_QUOTE_IT: Final = 'put an interval in quotes, such as "[60..80)"'


class _Builder:
    """Builds data from YAML events; notes problems and goes on where it can."""

    def __init__(self, name: str, events: Iterator[Any], problems: Problems) -> None:
        self.name = name
        self.events = events
        self.problems = problems
        self.lines: dict[DataPath, int] = {}
        self.values = 0

    def document(self) -> Any:  # noqa: ANN401 - YAML data
        data = None
        seen = False
        for event in self.events:
            match event:
                case yaml.DocumentStartEvent():
                    if seen:
                        self._add(
                            event,
                            "a second document starts here: put each document in its own file",
                        )
                        break
                    seen = True
                case yaml.ScalarEvent() | yaml.CollectionStartEvent() | yaml.AliasEvent():
                    data = self._node(event, ())
                case _:
                    pass
        return data

    def _add(self, event: Any, says: str) -> None:  # noqa: ANN401 - a YAML event
        self.problems.add(f"{self.name}:{_line(event)}", says)

    def _node(self, event: Any, at: DataPath) -> Any:  # noqa: ANN401 - a YAML event, YAML data
        self.values += 1
        if self.values > MAX_YAML_VALUES:
            says = f"has more than {MAX_YAML_VALUES:,} values, which is the limit: split it"
            self.problems.add(self.name, says)
            raise _TooMuchError
        self.lines.setdefault(at, _line(event))
        if isinstance(event, yaml.AliasEvent):
            self._add(event, f"`*{event.anchor}`: aliases are not allowed; write the value out")
            return None
        self._check_properties(event)
        if len(at) > MAX_DEPTH:
            self._add(event, f"is nested more than {MAX_DEPTH} levels deep")
            raise _TooMuchError
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, at)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(at)
        return self._mapping(at)

    def _check_properties(self, event: Any) -> None:  # noqa: ANN401 - a YAML event
        if event.anchor is not None:
            self._add(event, f"`&{event.anchor}`: anchors are not allowed; write the value out")
        if event.tag is not None:
            self._add(event, f"the tag `{event.tag[:80]}` is not allowed: remove it")
        if isinstance(event, yaml.ScalarEvent):
            with self.problems.at(f"{self.name}:{_line(event)}"):
                check_characters(event.value)

    def _list(self, at: DataPath) -> list[Any]:
        items: list[Any] = []
        last: Any = None
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            if items and _goes_on(items[-1], last, event):
                items[-1] = self._rejoined(items[-1], event, "")
            else:
                items.append(self._node(event, (*at, len(items))))
            last = event
        return items

    def _mapping(self, at: DataPath) -> dict[Any, Any]:
        mapping: dict[Any, Any] = {}
        last: tuple[str, Any] | None = None  # the key before this one, and the event of its value
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                self._add(event, "a key must be a word")
                self._node(event, (*at, "?"))
                self._node(next(self.events), (*at, "?"))
                continue
            # A key is its text: `12:` and `yes:` name an option or a role, not a number or a truth.
            key = event.value
            self._check_properties(event)
            value = next(self.events)
            if last and _is_nothing(value) and _goes_on(mapping[last[0]], last[1], event):
                mapping[last[0]] = self._rejoined(mapping[last[0]], event, last[0])
                last = (last[0], event)
                continue
            if key == "<<" and not event.style:
                self._add(event, "`<<`: merging is not allowed; write the keys out")
            if key in mapping:
                first = self.lines[(*at, key)]
                self._add(event, f"`{key[:80]}` is given twice: first on line {first}")
            self.lines.setdefault((*at, key), _line(event))
            mapping[key] = self._node(value, (*at, key))
            last = (key, value)
        return mapping

    def _rejoined(self, before: Any, event: Any, key: str) -> Any:  # noqa: ANN401 - plain data
        """Rejoin a figure that YAML split at its comma: `{exclude: Below £100,000}`."""
        whole = f"{before},{event.value}"
        if isinstance(before, str):
            return whole
        says = f"write `{whole[:80]}` without commas: {whole.replace(',', '')[:80]}"
        if key:
            says = f"`{key[:80]}`: {says}"
        else:
            says += ", or with a space after the comma if these are two values"
        self._add(event, says)
        return before

    def _scalar(self, event: Any, at: DataPath) -> Any:  # noqa: ANN401 - a YAML event, YAML data
        text: str = event.value
        if event.style:  # quoted or a block; the loaders write a plain scalar as None or as ""
            return text
        try:
            return plain_scalar(text)
        except ValueProblem as error:
            self.problems.add(Place(self.name, at, {at: _line(event)}), str(error))
            return text


def _is_nothing(event: Any) -> bool:  # noqa: ANN401 - a YAML event
    return isinstance(event, yaml.ScalarEvent) and not event.style and not event.value


_THOUSANDS = re.compile(r"\d{3}(?!\d)", re.ASCII)
_FIGURE_SO_FAR = re.compile(r"(?<!\d)[1-9]\d{0,2}(,\d{3})*\Z", re.ASCII)


def _goes_on(value: Any, before: Any, event: Any) -> bool:  # noqa: ANN401 - YAML events
    """Return whether a key or item is in truth the rest of a figure such as £100,000.

    In `{...}` and `[...]` a comma ends a value, also one with no space after it. Up to three
    digits, a comma and three digits with nothing between them can only be a figure.
    """
    return (
        isinstance(value, str | int | Decimal)
        and isinstance(before, yaml.ScalarEvent)
        and isinstance(event, yaml.ScalarEvent)
        and not before.style
        and not event.style
        and before.end_mark is not None
        and event.start_mark is not None
        and before.end_mark.index + 1 == event.start_mark.index
        and _THOUSANDS.match(event.value) is not None
        and _FIGURE_SO_FAR.search(str(value)[-40:]) is not None
    )


#: What the loader says, in words for people who do not know how it reads.
_PLAINLY: Final = {
    "found character that cannot start any token": (
        "a tab, or another character that nothing can start with: indent with spaces, and put "
        "text that starts so in quotes"
    ),
    "mapping values are not allowed in this context": (
        "a colon here is read as the end of a key: put the text in quotes, or correct the "
        "indentation"
    ),
    "did not find expected key": (
        "this line does not follow from the lines above: correct the indentation, or close a "
        "bracket or "
        "a quotation before it"
    ),
    "did not find expected ',' or '}'": "a `{` before here is not closed, or a comma is missing",
    "did not find expected ',' or ']'": "a `[` before here is not closed, or a comma is missing",
}


def _line(event: Any) -> int:  # noqa: ANN401 - a YAML event
    return int(event.start_mark.line) + 1
