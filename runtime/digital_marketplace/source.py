"""Source: a framework in the Digital Marketplace's format, read from its folder.

    frameworks/<framework>/
      manifests/<manifest>.yml             sections, each naming questions by file
      questions/<set>/<question>.yml       one question a file
      messages/*.yml, metadata/*.yml       texts of pages; what may be copied
      search_mappings/*.json
      assessment/<manifest>/extra.schema.json

Their readers take the last of two equal keys, and `on` for true; so does this one, and says so.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Final, Literal, TypeVar

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StrictInt, StrictStr

from rules.problems import DefinitionError, InputError, Problem, Problems
from rules.reading import MAX_YAML_BYTES, decoded, input_of, parse_json, read_bytes
from runtime.digital_marketplace.report import Report

M = TypeVar("M", bound=BaseModel)

#: What an answer, or the value of an option, may be.
Plain = StrictBool | StrictInt | StrictStr
#: Text, which YAML may have read as a number or a truth.
Words = Annotated[str, BeforeValidator(lambda raw: raw if isinstance(raw, str) else str(raw))]


class _Part(BaseModel):
    """Part of the source: keys that are not known here are kept, and told of in the report."""

    model_config = ConfigDict(frozen=True, extra="allow")

    @property
    def others(self) -> Mapping[str, Any]:
        """The keys that are not known here."""
        return self.model_extra or {}


class Depends(_Part):
    """`depends`: the question is asked only where something is one of several things."""

    on: Words
    being: tuple[Words, ...]


class Validation(_Part):
    """`validations`: what is said when an answer is wrong in a way, of the whole or of a field."""

    name: Words
    message: Words = ""
    field: Words | None = None


class Choice(_Part):
    """An option: the answer is its `value`, or its label where it has none."""

    label: Plain
    value: Plain | None = None
    description: Words | None = None
    options: tuple["Choice", ...] = ()
    filter_label: Words | None = None
    filter_ignore: bool = False
    derived_from: Mapping[str, Any] | None = None

    @property
    def answer(self) -> str | bool | int:
        """What the answer holds."""
        return self.label if self.value is None else self.value


class Limits(_Part):
    """`limits` of a number, or the format of a text."""

    min_value: int | Decimal | None = None
    max_value: int | Decimal | None = None
    integer_only: bool = False
    format: Words | None = None


class Assessed(_Part):
    """`assessment`: the answers with which a declaration passes."""

    passIfIn: tuple[Plain, ...] | None = None  # noqa: N815 - their key
    discretionary: bool = False
    required: bool = True


Type = Literal[
    "boolean",
    "boolean_list",
    "checkbox_tree",
    "checkboxes",
    "date",
    "dynamic_list",
    "email",
    "list",
    "multiquestion",
    "number",
    "pricing",
    "radios",
    "service_id",
    "text",
    "textbox_large",
    "upload",
]


class Asked(_Part):
    """A question, as its file has it. `file` is its name, by which manifests call it."""

    file: str
    place: str
    type: Type
    id: Words
    question: Words = ""
    name: Words | None = None
    hint: Words | None = None
    question_advice: Words | None = None
    depends: tuple[Depends, ...] = ()
    validations: tuple[Validation, ...] = ()
    options: tuple[Choice, ...] = ()
    followup: Mapping[str, tuple[Plain, ...]] = Field(default_factory=dict)
    questions: tuple[Words, ...] = ()
    any_of: Words | None = None
    optional: bool = False
    assuranceApproach: Words | None = None  # noqa: N815 - their key
    fields: Mapping[str, Words] = Field(default_factory=dict)
    field_defaults: Mapping[str, Words] = Field(default_factory=dict)
    optional_fields: tuple[Words, ...] = ()
    decimal_place_restriction: bool = False
    limits: Limits = Limits()
    unit: Words | None = None
    unit_in_full: Words | None = None
    unit_position: Words | None = None
    number_of_items: int | None = None
    max_length: int | None = None
    max_length_in_words: int | None = None
    list_item_name: Words | None = None
    required_value: bool | None = None
    assessment: Assessed | None = None
    dynamic_field: Words | None = None
    empty_message: Words | None = None
    before_summary_value: tuple[Words, ...] = ()
    hidden: bool = False
    filter_label: Words | None = None
    smaller: bool = False
    slug: Words | None = None

    @property
    def lots(self) -> frozenset[str] | None:
        """The lots in which it is asked, None for all of them."""
        lots: frozenset[str] | None = None
        for each in self.depends:
            if each.on == "lot":
                here = frozenset(each.being)
                lots = here if lots is None else lots & here
        return lots


class Section(_Part):
    """A section of a manifest."""

    name: Words
    questions: tuple[Words, ...] = ()
    slug: Words | None = None
    editable: bool = False
    edit_questions: bool = False
    description: Words | None = None
    summary_page_description: Words | None = None
    step: int | None = None
    prefill: bool | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A framework's folder, read.

    questions   by set (`services`, `briefs` …) and the name of the file
    messages, metadata, search, extra   the other files as plain data, by name
    """

    framework: str
    manifests: Mapping[str, tuple[Section, ...]]
    questions: Mapping[str, Mapping[str, Asked]]
    messages: Mapping[str, Any] = field(default_factory=dict)
    metadata: Mapping[str, Any] = field(default_factory=dict)
    search: Mapping[str, Any] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)

    def every(self) -> Iterator[Asked]:
        """Give every question of every set."""
        for asked in self.questions.values():
            yield from asked.values()


def read_source(folder: Path, framework: str, report: Report) -> Source:
    """Read a framework. Raises `InputError` with every problem found.

    `folder` holds `frameworks`, or is that folder itself.
    """
    home = _home(folder, framework)
    reader = _Reader(home, report)
    manifests = {
        name: reader.sections(data, place)
        for name, place, data in reader.files("manifests", ".yml", reader.yaml)
    }
    questions: dict[str, dict[str, Asked]] = {}
    for name, place, data in reader.files("questions", ".yml", reader.yaml):
        kind, _, file = name.rpartition("/")
        asked = reader.question(data, file, place)
        if asked is not None:
            questions.setdefault(kind, {})[file] = asked
    others = {
        part: {name: data for name, _, data in reader.files(part, suffix, read)}
        for part, suffix, read in (
            ("messages", ".yml", reader.yaml),
            ("metadata", ".yml", reader.yaml),
            ("search_mappings", ".json", reader.json),
            ("assessment", ".json", reader.json),
        )
    }
    reader.tell_other_files()
    if not manifests:
        reader.problems.add("manifests", "there are none, so there is nothing to import")
    if reader.problems.found:
        raise InputError(reader.problems.found)
    return Source(
        framework=framework,
        manifests=manifests,
        questions=questions,
        messages=others["messages"],
        metadata=others["metadata"],
        search=others["search_mappings"],
        extra={name.partition("/")[0]: data for name, data in others["assessment"].items()},
    )


def _home(folder: Path, framework: str) -> Path:
    """Find the folder of a framework, and say which there are where it is not one of them."""
    for around in (folder / "frameworks", folder):
        if not around.is_dir() or not framework.strip() or "/" in framework or "\\" in framework:
            continue
        if framework not in {".", ".."} and (around / framework / "manifests").is_dir():
            return around / framework
    if not folder.is_dir():
        raise InputError([Problem(str(folder), "there is no such folder")])
    known = sorted(
        each.parent.name
        for around in (folder / "frameworks", folder)
        for each in (around.glob("*/manifests") if around.is_dir() else ())
        if each.is_dir()
    )
    if not known:
        says = "has no frameworks in it: it should hold `frameworks/<framework>/manifests`"
        raise InputError([Problem(str(folder), says)])
    there = ", ".join(f"`{each}`" for each in dict.fromkeys(known))
    raise InputError([Problem("framework", f"there is no `{framework[:80]}`; there are: {there}")])


class _Reader:
    """Reads files, noting problems and going on."""

    def __init__(self, home: Path, report: Report) -> None:
        self.home = home
        self.report = report
        self.problems = Problems()
        self.seen: set[Path] = set()

    def files(
        self, part: str, suffix: str, read: Callable[[Path, str], Any]
    ) -> Iterator[tuple[str, str, Any]]:
        """Give the files of a part: the name without its ending, the place, and the data."""
        top = self.home / part
        endings = {suffix, ".yaml"} if suffix == ".yml" else {suffix}
        for path in sorted(top.rglob("*")) if top.is_dir() else ():
            if path.suffix not in endings or not path.is_file():
                continue
            self.seen.add(path)
            place = path.relative_to(self.home).as_posix()
            try:
                data = read(path, place)
            except (InputError, DefinitionError) as error:
                self.problems.found.extend(error.problems)
                continue
            yield path.relative_to(top).with_suffix("").as_posix(), place, data

    def tell_other_files(self) -> None:
        """Note the files that nothing here reads."""
        for path in sorted(self.home.rglob("*")):
            if path.is_file() and path not in self.seen:
                place = path.relative_to(self.home).as_posix()
                self.report.left_out(place, "is no file that the format has, and was not read")

    def yaml(self, path: Path, place: str) -> Any:  # noqa: ANN401 - YAML data
        text = decoded(read_bytes(path, place, MAX_YAML_BYTES), place)
        loader = _Loader(text)
        try:
            data = loader.get_single_data()
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = f":{mark.line + 1}" if mark else ""
            said = getattr(error, "problem", None) or "cannot be read"
            raise InputError([Problem(f"{place}{line}", f"is not YAML: {said}")]) from None
        except RecursionError:
            raise InputError([Problem(place, "is nested too deep")]) from None
        finally:
            loader.dispose()
        for key, again in loader.twice:
            says = f"`{key}` is given twice (again on line {again}): the last one counts"
            self.report.differs(place, says)
        return data

    def json(self, path: Path, place: str) -> Any:  # noqa: ANN401 - JSON data
        return parse_json(decoded(read_bytes(path, place, MAX_YAML_BYTES), place), place)

    def sections(self, data: Any, place: str) -> tuple[Section, ...]:  # noqa: ANN401 - YAML data
        if not isinstance(data, list):
            self.problems.add(place, "should be a list of sections")
            return ()
        found = (
            self._part(each, Section, f"{place}: section {i}") for i, each in enumerate(data, 1)
        )
        return tuple(each for each in found if each is not None)

    def question(self, data: Any, file: str, place: str) -> Asked | None:  # noqa: ANN401
        if not isinstance(data, dict):
            self.problems.add(place, "should be a question: a set of keys and values")
            return None
        given = {key: value for key, value in data.items() if value is not None}
        given |= {"file": file, "place": place, "id": data.get("id") or file}
        return self._part(given, Asked, place)

    def _part(self, data: Any, model: type[M], place: str) -> M | None:  # noqa: ANN401
        try:
            return input_of(_named(data), model)
        except InputError as error:
            for each in error.problems:
                self.problems.add(f"{place}: {each.where}" if each.where else place, each.says)
            return None


def _named(data: Any) -> Any:  # noqa: ANN401 - YAML data
    """Make every key a text: YAML 1.1 reads a bare `on` as true."""
    match data:
        case dict():
            return {
                "on" if key is True else str(key): _named(value)
                for key, value in data.items()
                if value is not None
            }
        case list():
            return [_named(each) for each in data]
        case _:
            return data


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML as their readers take it, but with exact numbers, and keys given twice noted."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.twice: list[tuple[str, int]] = []

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:  # noqa: ANN401, FBT001, FBT002
        seen = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    self.twice.append((key.value, key.start_mark.line + 1))
                seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


def _exact(loader: Any, node: Any) -> Any:  # noqa: ANN401 - YAML's own
    text = loader.construct_scalar(node)
    try:
        value = Decimal(text.replace("_", ""))
    except ArithmeticError:
        return text
    return value if value.is_finite() else text


_Loader.add_constructor("tag:yaml.org,2002:float", _exact)
_Loader.add_constructor(
    "tag:yaml.org,2002:timestamp", lambda loader, node: loader.construct_scalar(node)
)

#: What an import keeps of the source that has no counterpart, as plain data.
Leftover = Mapping[str, Any]


def plain(data: Any) -> Any:  # noqa: ANN401 - plain data
    """Give data of the source as plain data that can be written."""
    return json.loads(json.dumps(data, default=str))


MANIFESTS: Final = (
    ("declaration", "declaration", ("declaration",)),
    ("service", "services", ("edit_submission", "edit_service", "edit_service_as_admin")),
    ("brief", "briefs", ("edit_brief",)),
    ("bid", "brief-responses", ("edit_brief_response",)),
    ("award", "briefs", ("award_brief",)),
    ("clarification", "clarification_question", ("clarification_question",)),
)
