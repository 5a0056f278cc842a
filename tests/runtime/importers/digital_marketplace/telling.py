"""Telling: nothing of a source is dropped silently, found mechanically.

For each key of each file, either what it says stands in the imported folder (its words, or its
figure), or an entry of the report names it. Keys that are no text and no figure but say how a form
works (types, lots, follow-ups) are held by `comparing`, and only wanted to be in a file that became
something.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Final

import markdown
import yaml
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from rules.owner_words import unmarked
from rules.yaml.json_reading import spot
from rules.yaml.reading import read_yaml

At = tuple[str | int, ...]

#: Keys that say how a form works, or name something: what they come to is held elsewhere.
_WORKINGS: Final = frozenset(
    {"type", "id", "depends", "followup", "questions", "optional", "optional_fields", "any_of"}
    | {"required_value", "decimal_place_restriction", "assessment", "assuranceApproach", "fields"}
    | {"edit_questions", "slug", "dynamic_field", "integer_only", "value", "field", "format"}
)
#: Texts that are taken as they are; the others are templates, and may be Markdown.
_LITERAL: Final = frozenset(
    {"label", "list_item_name", "unit", "unit_in_full", "unit_position", "field_defaults"}
    | {"before_summary_value"}
)
_TEMPLATE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|\[\[.*?\]\]", re.DOTALL)
_NEW_TAB = re.compile(
    r",?\s*(?:\((?:link )?(?:opens in (?:a )?)?new (?:tab|window)\)"
    r"|(?:link )?opens in (?:a )?new (?:tab|window))",
    re.IGNORECASE,
)


def words(text: str) -> str:
    """Give a text with single spaces, and without what is no letter, figure or sign."""
    return " ".join(_NEW_TAB.sub("", text.replace("\u00a0", " ")).split())


@dataclass(frozen=True)
class Imported:
    """An imported folder, and the source that it was made of."""

    source: Path
    framework: str
    out: Path

    def silent(self) -> Iterator[str]:
        """Give the places of which nothing is said."""
        home = self.source / "frameworks" / self.framework
        for path in sorted(home.rglob("*")):
            if not path.is_file():
                continue
            file = path.relative_to(home).as_posix()
            if file in self.whole:
                continue
            if path.suffix not in {".yml", ".json"}:
                yield file
                continue
            if path.suffix == ".json" and path.parts[-3] == "assessment":
                continue  # what it comes to is held by `assessing`
            data = yaml.load(path.read_text(encoding="utf-8"), Loader=_Texts)  # noqa: S506
            if file not in self.told:
                yield file
            for at, value in _leaves(data):
                if not self._is_told(file, at) and not self._is_there(at, value):
                    yield f"{file}:{spot(at)}: {value!r}"

    @cached_property
    def report(self) -> Any:
        return json.loads((self.out / "imported/report.json").read_text(encoding="utf-8"))

    @cached_property
    def told(self) -> frozenset[str]:
        """The files of which any entry of the report tells."""
        entries = (each for sort in self.report.values() for each in sort)
        return frozenset(each["source"].partition(":")[0] for each in entries)

    @cached_property
    def whole(self) -> frozenset[str]:
        """The files that are left out as a whole."""
        return frozenset(e["source"] for e in self.report["left out"] if ":" not in e["source"])

    @cached_property
    def _named(self) -> frozenset[str]:
        sorts = ("left out", "differs")
        return frozenset(each["source"] for sort in sorts for each in self.report[sort])

    def _is_told(self, file: str, at: At) -> bool:
        return any(f"{file}:{spot(at[:n])}" in self._named for n in range(1, len(at) + 1))

    @cached_property
    def said(self) -> str:
        """The words of the definition, one text after another."""
        files = [self.out / "framework.yaml", *self.out.glob("*/*.yaml")]
        every = [each for each in files if each.parent.name != "imported"]
        # Figures are marked as no limits.
        data = [unmarked(read_yaml(each, each.name).data) for each in every]
        return "\n".join(
            text for each in data for _, value in _leaves(each) for text in _read(value)
        )

    @cached_property
    def lower(self) -> str:
        return self.said.lower()

    @cached_property
    def figures(self) -> frozenset[str]:
        return frozenset(re.findall(r"[\d.]+", self.said))

    def _is_there(self, at: At, value: Any) -> bool:
        keys = [part for part in at if isinstance(part, str)]
        if _WORKINGS.intersection(keys) or value in (None, "", False):
            return True
        if isinstance(value, bool):
            return False
        if keys[-1] == "name" and "validations" in keys:
            # An error is told, or what is said of it is there.
            return True
        if re.fullmatch(r"-?\d+(\.\d+)?", str(value)) and keys[-1] not in {"label", "question"}:
            return str(value) in self.figures
        if keys[-1] in {"unit", "unit_in_full", "unit_position"} and "percentage" in self.said:
            return True
        literal = _LITERAL.intersection(keys)
        texts = [str(value)] if literal else _theirs(str(value), keys[-1])
        said = self.lower if literal else self.said
        return all(words(text.lower() if literal else text) in said for text in texts)


class _Texts(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML of which the dates are texts, as their readers took them."""


_Texts.add_constructor("tag:yaml.org,2002:timestamp", lambda _, node: node.value)


def _leaves(data: Any, at: At = ()) -> Iterator[tuple[At, Any]]:
    match data:
        case dict():
            for key, value in data.items():
                yield from _leaves(value, (*at, "on" if key is True else str(key)))
        case list():
            for index, value in enumerate(data):
                yield from _leaves(value, (*at, index))
        case _:
            yield at, data


@lru_cache(maxsize=20_000)
def _theirs(text: str, key: str) -> tuple[str, ...]:
    """Give the words of a text of theirs: those that stand between parts of templates."""
    marked = key == "question_advice" or "\n" in text
    html = (
        markdown.markdown(_TEMPLATE.sub("\ue000", text))
        if marked
        else _TEMPLATE.sub("\ue000", text)
    )
    apart = (part for block in _blocks(html) for part in re.split("\ue000", block))
    return tuple(filter(None, map(words, apart)))


def _blocks(html: str) -> Iterator[str]:
    """Give the words of each block of some HTML."""
    if "<" not in html and "&" not in html:
        yield html
        return
    soup = BeautifulSoup(html, "html.parser")
    for each in soup.find_all(["script", "style"]):
        each.decompose()
    for each in soup.find_all(True):
        if each.name not in {"a", "b", "strong", "i", "em", "code", "span", "small"}:
            each.insert_before("\ue002")
            each.insert_after("\ue002")
    yield from filter(str.strip, soup.get_text().split("\ue002"))


_OURS: Final = MarkdownIt("commonmark").enable("table")


def _read(value: Any) -> Iterator[str]:
    """Give the words of a text of ours, as it is and as Markdown."""
    yield words(str(value))
    if isinstance(value, str) and not value.replace(" ", "").isalnum():
        yield from _blocks_of_ours(value)


@lru_cache(maxsize=20_000)
def _blocks_of_ours(text: str) -> tuple[str, ...]:
    return tuple(map(words, _blocks(_OURS.render(text))))
