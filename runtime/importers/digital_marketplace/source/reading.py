"""Reading: a folder in the Digital Marketplace's format becomes a `Source`.

Their readers take the last of two equal keys, and `on` for true; so does this one, and says so.
What is no question is told and left; what cannot be read, or holds values of a wrong sort, is
refused with every problem found.
"""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, NoReturn, TypeVar

import yaml
from pydantic import BaseModel

from rules.problems import DataPath, DefinitionError, InputError, Problem, Problems, ValueProblem
from rules.values import check_magnitude
from rules.yaml.files import MAX_YAML_BYTES, decoded, read_bytes
from rules.yaml.json_reading import parse_json
from rules.yaml.models import input_of
from runtime.importers.digital_marketplace.report import ImportReport, SourcePlace
from runtime.importers.digital_marketplace.source.model import (
    TYPES,
    Source,
    SourceQuestion,
    SourceSection,
)

M = TypeVar("M", bound=BaseModel)

#: How deep and how large the data of a file may be, its aliases written out.
MAX_DEPTH: Final = 40
MAX_PARTS: Final = 100_000


def read_source(folder: Path, framework: str, report: ImportReport) -> Source:
    """Read a framework. Raises `InputError` with every problem found.

    `folder` holds `frameworks`, or is that folder itself.
    """
    reader = _Reader(_home(folder, framework), report)
    reader.read()
    if not reader.manifests and not reader.problems.found:
        reader.problems.add("manifests", "there are none, so there is nothing to import")
    if reader.problems.found:
        raise InputError(reader.problems.found)
    return Source(framework, reader.manifests, reader.questions, reader.extra, reader.data)


def _home(folder: Path, framework: str) -> Path:
    """Find the folder of a framework, and say which there are where it is not one of them."""
    known: dict[str, Path] = {}
    try:
        if not folder.is_dir():
            _refuse(str(folder), "there is no such folder")
        for around in (folder / "frameworks", folder):
            for each in sorted(around.iterdir()) if around.is_dir() else ():
                if (each / "manifests").is_dir():
                    known.setdefault(each.name, each)
    except OSError as error:
        _refuse(str(folder), f"cannot be read: {(error.strerror or 'unknown reason').lower()}")
    if framework in known:
        return known[framework]
    if not known:
        says = "contains no frameworks: it must contain `frameworks/<framework>/manifests`"
        _refuse(str(folder), says)
    there = ", ".join(f"`{each}`" for each in known)
    return _refuse("framework", f"there is no `{framework[:80]}`; there are: {there}")


def _refuse(where: str, says: str) -> NoReturn:
    raise InputError([Problem(where, says)])


class _Reader:
    """Reads files, noting problems and going on."""

    def __init__(self, home: Path, report: ImportReport) -> None:
        self.home = home
        self.report = report
        self.problems = Problems()
        self.manifests: dict[str, tuple[SourceSection, ...]] = {}
        self.questions: dict[str, dict[str, SourceQuestion]] = {}
        self.extra: dict[str, Any] = {}
        self.data: dict[str, Any] = {}

    def read(self) -> None:
        """Read every file, each by the part of the folder that it lies in."""
        for path, name in self._files():
            try:
                self._read_file(path, name)
            except (InputError, DefinitionError) as error:
                self.problems.extend(error.problems)
        for files in self.questions.values():
            for name in _circles({name: each.questions for name, each in files.items()}):
                says = f"`{name}` is inside itself: take it out of its own `questions`"
                self.problems.add(str(files[name].place / "questions"), says)

    def _read_file(self, path: Path, name: str) -> None:
        """Read one file. Raises `InputError`, `DefinitionError`."""
        part, _, rest = name.partition("/")
        match part, path.suffix:
            case (("manifests" | "questions" | "messages" | "metadata"), ".yml") if rest:
                raw = self._yaml(path, name)
            case "search_mappings", ".json" if rest:
                raw = parse_json(decoded(read_bytes(path, name, MAX_YAML_BYTES), name), name)
            case "assessment", ".json" if path.name == "extra.schema.json":
                raw = parse_json(decoded(read_bytes(path, name, MAX_YAML_BYTES), name), name)
            case _:
                says = "is not a file of this format, and was not read"
                self.report.left_out(SourcePlace(name), says)
                return
        data = self.data[name] = _Checked(name).data(raw)
        rest = rest.removesuffix(path.suffix)
        if part == "manifests":
            self._keep_sections(data, name, rest)
        elif part == "questions":
            self._keep_question(data, name, rest)
        elif part == "assessment":
            self.extra[rest.partition("/")[0]] = data

    def _files(self) -> Iterator[tuple[Path, str]]:
        """Yield every file with its name in the folder; note what cannot be read."""

        def unreadable(error: OSError) -> None:
            name = Path(error.filename).relative_to(self.home).as_posix()
            self.problems.add(name, "is a folder that cannot be read")

        for top, folders, files in os.walk(self.home, onerror=unreadable):
            folders.sort()
            for each in (*folders, *sorted(files)):
                path = Path(top) / each
                name = path.relative_to(self.home).as_posix()
                try:
                    name.encode()
                except UnicodeEncodeError:
                    name = name.encode(errors="replace").decode()
                    self.problems.add(name, "has a name that is not text: rename it")
                    continue
                if each in folders:
                    if path.is_symlink():
                        says = "is a link to another folder: put a copy of that folder here"
                        self.problems.add(name, says)
                elif path.is_file():
                    yield path, name
                else:
                    self.problems.add(name, "is not a file that can be read")

    def _yaml(self, path: Path, name: str) -> Any:  # noqa: ANN401 - YAML data
        """Read YAML as their readers take it. Raises `InputError`, `DefinitionError`."""
        text = decoded(read_bytes(path, name, MAX_YAML_BYTES), name)
        loader = None
        try:
            loader = _Loader(text)
            data = loader.get_single_data()
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = f":{mark.line + 1}" if mark else ""
            said = getattr(error, "problem", None) or getattr(error, "reason", None)
            _refuse(f"{name}{line}", f"is not YAML: {said or 'cannot be read'}")
        except (RecursionError, ValueError, UnicodeEncodeError) as error:
            deep = isinstance(error, RecursionError)
            _refuse(name, "is nested too deeply" if deep else "holds a value that cannot be read")
        finally:
            if loader is not None:
                loader.dispose()
        for key, first, again in loader.twice:
            says = f"`{key}` is given twice, on lines {first} and {again}: the last one counts"
            self.report.differs(SourcePlace(name), says)
        return data

    def _keep_sections(self, data: Any, name: str, manifest: str) -> None:  # noqa: ANN401
        data = [] if data is None else data
        if not isinstance(data, list):
            self.problems.add(name, "must be a list of sections")
            return
        place = SourcePlace(name)
        found = [self._part(_given(e), SourceSection, place / i) for i, e in enumerate(data)]
        self.manifests[manifest] = tuple(each for each in found if each is not None)

    def _keep_question(self, data: Any, name: str, rest: str) -> None:  # noqa: ANN401
        """Keep a question; report what is not one."""
        kind, _, file = rest.partition("/")
        data = _given(data)
        if not file:
            self.report.left_out(
                SourcePlace(name), "is not in a set of questions, so nothing asks it"
            )
        elif not isinstance(data, dict) or "type" not in data:
            says = "has no `type`, so it is not a question and was not imported"
            self.report.left_out(SourcePlace(name), says)
        elif str(data["type"]) not in TYPES:
            says = (
                f"`{str(data['type'])[:80]}` is not a type of this format, so it was not imported"
            )
            self.report.left_out(SourcePlace(name), says)
        else:
            whole = {**data, "file": file, "id": data.get("id", file)}
            asked = self._part(whole, SourceQuestion, SourcePlace(name))
            if asked is not None:
                self.questions.setdefault(kind, {})[file] = asked

    def _part(self, data: Any, model: type[M], place: SourcePlace) -> M | None:  # noqa: ANN401
        try:
            if not isinstance(data, dict):
                self.problems.add(str(place), "must be a set of keys and values")
                return None
            return input_of({**data, "place": place}, model)
        except InputError as error:
            for each in error.problems:
                inside = f".{each.where}" if place.at else f":{each.where}"
                self.problems.add(f"{place}{inside if each.where else ''}", each.says)
            return None


def _circles(inside: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield the groups that contain themselves, directly or through other groups."""
    groups = {name: set(names) & inside.keys() for name, names in inside.items() if names}
    for start, names in groups.items():
        around: set[str] = set()
        coming = [*names]
        while coming:
            name = coming.pop()
            if name not in around:
                around.add(name)
                coming += groups.get(name, ())
        if start in around:
            yield start


class _Checked:
    """Makes what a loader gives plain data that can be written: small, with text as keys."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.parts = 0

    def data(self, raw: Any, at: DataPath = ()) -> Any:  # noqa: ANN401 - plain data
        """Return plain data. Raises `InputError`."""
        self.parts += 1
        if len(at) > MAX_DEPTH:
            self._refuse((), f"is nested more than {MAX_DEPTH} levels deep")
        if self.parts > MAX_PARTS:
            self._refuse((), f"has more than {MAX_PARTS:,} parts, its aliases written out")
        match raw:
            case dict():
                named = {str(key): raw[key] for key in raw}
                return {
                    self._text(key, at): self.data(value, (*at, key))
                    for key, value in named.items()
                }
            case list():
                return [self.data(each, (*at, i)) for i, each in enumerate(raw)]
            case str():
                return self._text(raw, at)
            case bool() | None:
                return raw
            case int() | Decimal():
                return self._figure(raw, at)
            case _:
                return self._refuse(at, "must be text, a number, a list or a set of keys")

    def _refuse(self, at: DataPath, says: str) -> NoReturn:
        _refuse(str(SourcePlace(self.name, at)), says)

    def _text(self, raw: str, at: DataPath) -> str:
        if found := _UNUSABLE.search(raw):
            says = f"contains a character that is not allowed (U+{ord(found[0]):04X}): remove it"
            self._refuse(at, says)
        return raw

    def _figure(self, raw: int | Decimal, at: DataPath) -> int | Decimal:
        try:
            check_magnitude(Decimal(raw))
        except ValueProblem as problem:
            self._refuse(at, str(problem))
        return raw


#: Characters that no definition can hold, or that stand for something in `texts`.
_UNUSABLE = re.compile("[\x00\ud800-\udfff\ue000\ue001]")


def _given(data: Any) -> Any:  # noqa: ANN401 - plain data
    """Leave out keys without a value, which are as good as none."""
    match data:
        case dict():
            return {key: _given(value) for key, value in data.items() if value is not None}
        case list():
            return [_given(each) for each in data]
        case _:
            return data


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML as their readers take it, but with exact numbers, and keys given twice noted."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.twice: list[tuple[str, int, int]] = []

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:  # noqa: ANN401, FBT001, FBT002
        lines: dict[str, int] = {}
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                line = key.start_mark.line + 1
                if key.value in lines:
                    self.twice.append((key.value, lines[key.value], line))
                lines[key.value] = line
                if key.tag == "tag:yaml.org,2002:bool":
                    key.tag = "tag:yaml.org,2002:str"  # a bare `on` is no truth as a key
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
