"""Texts: their templates, Markdown and HTML become Markdown with answers in it, as ours is.

A text of theirs is a Jinja template; where it has more than one line it is also Markdown, and
anywhere it may hold HTML and `[[question]]`, which stands for the question's number. Rendered for
one lot, only what is known later is left: `{{ brief.start-date }}`, `{{ item }}`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from forms.model.placeholders import NOTHING
from runtime.importers.digital_marketplace.report import ImportReport, SourcePlace
from runtime.importers.digital_marketplace.source.markup import (
    Note,
    line_of,
    markdown_of,
    marked_up,
    question_of,
    tidy,
)
from runtime.importers.digital_marketplace.source.templates import (
    Answer,
    Brief,
    TemplateInserts,
    environment_of,
)

#: How long a line, a label and a text of a definition may be.
LINE, LABEL, TEXT = 500, 4000, 20_000

# Private characters, which no source that was read has, around the number of what is to be put in.
# Neither Markdown nor HTML makes anything of them.
_TOKEN = re.compile("\ue000(\\d+)\ue001")
_REFERENCE = re.compile(r"\[\[\s*([\w-]+)\s*\]\]")
_TEMPLATE = re.compile(r"\{\{|\{%|\{#")
_TAGS = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)


@dataclass(slots=True)
class Branches:
    """What templates show in some lots, or in none: words between tags, by place."""

    shown: dict[tuple[SourcePlace, str], bool] = field(default_factory=dict)

    def note(self, place: SourcePlace, template: str, rendered: str) -> None:
        """Note what of a template its rendering shows."""
        seen = tidy(rendered)
        for words in filter(None, map(tidy, _TAGS.split(template))):
            key = (place, words)
            self.shown[key] = self.shown.get(key, False) or words in seen

    def never_shown(self) -> Iterator[tuple[SourcePlace, str]]:
        """Yield what was shown in no lot."""
        yield from (key for key, shown in self.shown.items() if not shown)


@dataclass(frozen=True, slots=True)
class FormTexts:
    """Makes texts of one form in one lot.

    lot       the lot, as they call it
    numbers   the ids of the questions that `[[…]]` may name
    brief     the ids of the brief's questions, where its answers are known
    item      whether it is a row's, so that the item of the row is known
    branches  filled: what templates show
    """

    report: ImportReport
    lot: str = ""
    numbers: Mapping[str, str] = field(default_factory=dict)
    brief: Mapping[str, str] = field(default_factory=dict)
    item: bool = False
    branches: Branches = field(default_factory=Branches)

    def of_rows(self) -> "FormTexts":
        """Return the texts for columns of a table with a row for each item."""
        return replace(self, item=True)

    def line(self, text: str, place: SourcePlace, most: int = LINE) -> str:
        """Return a text of one line: a name, a title, a message. Empty if nothing is left of it.

        Links in it are told of.
        """
        html, inserts = self._html(text, place)
        words, notes = line_of(html)
        self._tell(notes, place)
        return self._finished(words, inserts, place, most, whole=True)

    def long(self, text: str, place: SourcePlace, *, marked: bool | None = None) -> str | None:
        """Return a text as Markdown; None if nothing is left of it.

        `marked` says whether it is Markdown; without it, a text of several lines is.
        """
        html, inserts = self._html(text, place, marked=marked)
        made, notes = markdown_of(html)
        self._tell(notes, place)
        return self._finished(made, inserts, place, TEXT) or None

    def question(self, text: str, place: SourcePlace) -> tuple[str, str | None]:
        """Return the label of a question, and as Markdown the rest of its text.

        The label is the first paragraph, without its links, which follow it.
        """
        html, inserts = self._html(text, place)
        label, after, notes = question_of(html)
        self._tell(notes, place)
        return (
            self._finished(label, inserts, place, LABEL, whole=True),
            self._finished(after, inserts, place, TEXT) or None,
        )

    def literal(self, text: str, place: SourcePlace, most: int = LINE) -> str:
        """Return a text that is not a template: an option, an item or a unit."""
        return self._finished(tidy(text), TemplateInserts(), place, most)

    # --- steps ----------------------------------------------------------------------------------

    def _tell(self, notes: Iterable[Note], place: SourcePlace) -> None:
        for sort, says in notes:
            (self.report.differs if sort == "differs" else self.report.left_out)(place, says)

    def _html(
        self, text: str, place: SourcePlace, *, marked: bool | None = None
    ) -> tuple[str, TemplateInserts]:
        inserts = TemplateInserts()
        rendered = self._rendered(self._references(text, place, inserts), place, inserts)
        if marked or (marked is None and "\n" in text):
            return marked_up(rendered), inserts
        return rendered, inserts

    def _references(self, text: str, place: SourcePlace, inserts: TemplateInserts) -> str:
        if "[[" not in text:
            return text

        def number(match: re.Match[str]) -> str:
            if match[1] not in self.numbers:
                self.report.left_out(place, f"`{match[0]}` is not a question that is asked here")
                return match[1]
            return inserts.token(f"{{{{ number of {self.numbers[match[1]]} }}}}")

        return _REFERENCE.sub(number, text)

    def _rendered(self, text: str, place: SourcePlace, inserts: TemplateInserts) -> str:
        if not _TEMPLATE.search(text):
            return text
        known: dict[str, object] = {"lot": self.lot}
        known["brief"] = Brief(self.lot, self.brief, inserts)
        if self.item:
            known["item"] = known["requirement"] = Answer("{{ item }}", inserts)
        try:
            rendered = environment_of(inserts).from_string(text).render(known)
        except Exception as error:  # noqa: BLE001 - a template is a program, and may fail as one
            said = " ".join(str(error).split()) or type(error).__name__
            self.report.left_out(place, f"a template that cannot be filled in ({said})")
            return _TAGS.sub("", text)
        self.branches.note(place, text, rendered)
        return rendered

    def _finished(
        self,
        text: str,
        inserts: TemplateInserts,
        place: SourcePlace,
        most: int,
        *,
        whole: bool = False,
    ) -> str:
        """Put `{{ … }}` in, and leave out the paragraphs with what nothing is known of.

        A text that is one line is kept `whole`, with an ellipsis for that.
        """
        for name in dict.fromkeys(inserts.unknown):
            instead = "an ellipsis replaces it" if whole else "its paragraph is left out"
            self.report.left_out(place, f"`{name}` is not known here: {instead}")
        for says in dict.fromkeys(inserts.guessed):
            self.report.differs(place, says)

        def put(match: re.Match[str]) -> str:
            return inserts.found[int(match[1])] or NOTHING

        apart = _without_braces(text)
        if apart != text:
            self.report.differs(
                place, "a space is put between braces: two together would mean an answer"
            )
        kept = [
            paragraph
            for paragraph in apart.split("\n\n")
            if whole
            or all(inserts.found[int(each)] is not None for each in _TOKEN.findall(paragraph))
        ]
        if not _TOKEN.sub("", "".join(kept)).strip() and inserts.unknown:
            return ""
        return self._cut(_TOKEN.sub(put, "\n\n".join(kept)).strip(), place, most)

    def _cut(self, text: str, place: SourcePlace, most: int) -> str:
        if len(text) <= most:
            return text
        self.report.left_out(place, f"has more than {most:,} characters: the rest is left out")
        start = text[: most - 2].rpartition(" ")[0] or text[: most - 2]
        if start.rfind("{{") > start.rfind("}}"):
            start = start[: start.rfind("{{")]
        return f"{start.rstrip()} …"


def _without_braces(text: str) -> str:
    """Set braces apart that would be read as an answer to be put in."""
    return re.sub(r"\{(?=[{%])|[}%](?=\})", r"\g<0> ", text) if "{" in text or "}" in text else text
