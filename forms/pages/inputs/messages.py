"""Messages: what is wrong with answers, as sentences to whom typed them, each at its field.

A fault says what follows a question's name ("must be £2,000,000 or less"); here it becomes
"Total price must be £2,000,000 or less", and what is missing becomes "Enter the total price",
unless the owner has words of their own. The summary of a page and its fields say the same.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from markupsafe import Markup, escape

from forms.answers.fields import DATE_PARTS, field_id, items_of, text_of
from forms.answers.item_rows import rows_by_item
from forms.model.choice_questions import Declaration, ManyOf, OneOf, YesNo
from forms.model.faults import Fault, Wrong
from forms.model.figure_questions import Date, DayRates
from forms.model.placeholders import ITEM, Fill, Insert, filled, unfilled
from forms.model.question_types import AnyQuestion
from forms.model.table_questions import FileUpload, Rows
from forms.model.text_questions import PostalAddress, TextList
from forms.model.translations import Worded
from forms.pages.html.slots import Piece, usable
from forms.pages.html.speech import Voice, pair
from forms.pages.html.texts import PlaceholderValues, fill_of, in_its_language, label_html, within
from forms.pages.inputs.text_inputs import item_name
from forms.progress import Survey
from rules.labels import is_name, is_request, uncapitalised, with_article


@dataclass(frozen=True, slots=True)
class Message:
    """One thing that is wrong.

    question   the id of the question
    field      the name of the field that it stands at
    goto       the id of the element that the summary leads to
    html       what it says
    bad        of a date: the names of the fields that are wrong
    """

    question: str
    field: str
    goto: str
    html: Markup
    bad: tuple[str, ...] = ()


def messages(
    state: Survey, voice: Voice, faults: Iterable[tuple[str, Fault]]
) -> tuple[Message, ...]:
    """Return what is said of faults, one for each field, in order."""
    found: dict[str, Message] = {}
    titles: dict[str, Markup] = {}
    for name, fault in faults:
        asked = state.asked.get(name)
        if asked is None:
            continue
        checks = {each.check.says: each.check for each in state.form.checks if each.check.says}
        teller = _Teller(name, voice, fill_of(state, voice), checks, asked.items)
        message = teller.told(asked.step.question, state.raw.get(name), fault, name, fault.at)
        found.setdefault(message.field, message)
        titles[name] = teller.title(asked.step.question)
    return tuple(_told_apart(list(found.values()), titles))


def _told_apart(found: Sequence[Message], titles: Mapping[str, Markup]) -> Iterator[Message]:
    """Put the question before what is said of several, as "You need to answer this" may be."""
    of: dict[Markup, set[Markup]] = {}
    for each in found:
        of.setdefault(each.html, set()).add(titles[each.question])
    for each in found:
        if len(of[each.html]) == 1:
            yield each
        else:
            yield replace(each, html=Markup("{}: {}").format(titles[each.question], each.html))


#: A label of more words than this is quoted; one of fewer is a name.
_FEW_WORDS: Final = 5
#: Characters of a label that a message repeats.
_LONGEST: Final = 150

_IN_ROW: Final = re.compile(r"\[(\d+)\]\.([a-z0-9-]+)(.*)")
_STEP: Final = re.compile(r"\[(\d+)\]|\.([a-z0-9-]+)")
_IN_QUOTES: Final = re.compile("`([^`]*)`")

_SELECT_MORE: Final = pair(
    "Select at least {count} option: {question}", "Select at least {count} options: {question}"
)
_SELECT_FEWER: Final = pair(
    "Select no more than {count} option: {question}",
    "Select no more than {count} options: {question}",
)
_UPLOAD_MORE: Final = pair(
    "Upload at least {count} file: {question}", "Upload at least {count} files: {question}"
)
_UPLOAD_FEWER: Final = pair(
    "Upload no more than {count} file: {question}", "Upload no more than {count} files: {question}"
)
_GIVE_MORE: Final = pair(
    "Give at least {count} answer: {question}", "Give at least {count} answers: {question}"
)
_GIVE_FEWER: Final = pair(
    "Give no more than {count} answer: {question}", "Give no more than {count} answers: {question}"
)


@dataclass(frozen=True, slots=True)
class _Teller:
    """Says what is wrong with the answer to one question, or with a part of it."""

    question: str
    voice: Voice
    fill: Fill
    checks: Mapping[str, Worded]
    items: tuple[str, ...] | None = None

    def told(self, of: AnyQuestion, raw: object, fault: Fault, name: str, at: str) -> Message:
        """Say what is wrong; `at` is the part that is, as it follows the field's name."""
        if isinstance(of, Rows) and (found := _IN_ROW.fullmatch(at)):
            return self._in_row(of, raw, fault, name, found)
        says = self._own(of, fault) if fault.own else None
        says = says or self._of_part(of, raw, fault, at) or self._of_whole(of, fault)
        field, goto, bad = _place(of, name, at)
        return Message(self.question, field, field_id(goto), says, bad)

    def _in_row(
        self, of: Rows, raw: object, fault: Fault, name: str, found: re.Match[str]
    ) -> Message:
        """Say what is wrong in a column of a row, and in which row."""
        place = int(found[1])
        column = next(each for each in of.columns if each.id == found[2])
        rows = list(items_of(raw))
        row = rows[place] if place < len(rows) else {}
        inside = row.get(column.id) if isinstance(row, Mapping) else None
        items = {each.index: each.item for each in rows_by_item(rows, self.items or ())}
        item = items.get(place) or None

        def fill(insert: Insert) -> tuple[str, ...] | None:
            if insert.name == ITEM:
                return None if item is None else (item,)
            return self.fill(insert)

        teller = replace(self, fill=fill, items=None)
        message = teller.told(column, inside, fault, f"{name}[{place}].{column.id}", found[3])
        row_name = Markup("<bdi>{}</bdi>").format(usable(item)) if item else self._item(of, place)
        return replace(message, html=Markup("{}: {}").format(row_name, message.html))

    # --- sentences ------------------------------------------------------------------------------

    def _own(self, of: AnyQuestion, fault: Fault) -> Markup:
        """Return the owner's own words, or those of a check; they may quote answers."""
        said = escape(usable(filled(self.voice.says(fault.says), self.fill)))
        if check := self.checks.get(fault.says):
            return in_its_language(check, "says", self.voice, said)
        translation = of.translations.get(self.voice.language)
        if self.voice.language == "en" or fault.wrong not in of.messages:
            return said
        if translation is not None and fault.wrong in (translation.messages or {}):
            return said
        return Markup('<span lang="en">{}</span>').format(said)

    def _of_whole(self, of: AnyQuestion, fault: Fault) -> Markup:
        _ = self.voice.gettext
        match fault.wrong:
            case Wrong.MISSING:
                return self._missing(of)
            case Wrong.TOO_FEW | Wrong.TOO_MANY if says := self._how_many(of, fault.wrong):
                return says
            case Wrong.MUST_BE if isinstance(of, YesNo):
                yes = of.must_be == "yes"
                template = (
                    _("You must answer yes: {question}")
                    if yes
                    else _("You must answer no: {question}")
                )
                return within(template, question=self.title(of))
            case Wrong.UNKNOWN_OPTION:
                template = _("Select one of the options for {question}")
                return within(template, question=self._quoted(of))
            case Wrong.NOT_ALONE | Wrong.REPEATED:
                # These begin with the option that is meant.
                return escape(self._said(fault))
            case _:
                return self._follows(self._begins(of), fault)

    def _missing(self, of: AnyQuestion) -> Markup:
        _ = self.voice.gettext
        if not of.name and is_request(of.label) and len(of.label) <= _LONGEST:
            said = escape(usable(filled(of.label.rstrip("."), self.fill)))
            return in_its_language(of, "label", self.voice, said)
        match of:
            case YesNo():
                return within(_("Select yes or no: {question}"), question=self.title(of))
            case Declaration():
                return within(_("Tick the box to confirm: {question}"), question=self.title(of))
            case OneOf() | ManyOf():
                named, quoted = _("Select {name}"), _("Select an answer to {question}")
            case FileUpload():
                named, quoted = _("Upload {name}"), _("Upload a file for {question}")
            case _:
                named, quoted = _("Enter {name}"), _("Enter an answer to {question}")
        if self._is_name(of):
            return within(named, name=self._with_article(of))
        return within(quoted, question=self._quoted(of))

    def _how_many(self, of: AnyQuestion, wrong: Wrong) -> Markup | None:
        """Say how many are needed, or allowed."""
        few = wrong is Wrong.TOO_FEW
        count = getattr(of, "min" if few else "max", None)
        if type(count) is not int:
            return None
        match of:
            case ManyOf():
                texts = _SELECT_MORE if few else _SELECT_FEWER
            case FileUpload():
                texts = _UPLOAD_MORE if few else _UPLOAD_FEWER
            case _:
                texts = _GIVE_MORE if few else _GIVE_FEWER
        template = self.voice.ngettext(*texts, count)
        return within(template, count=self.voice.number(count), question=self.title(of))

    def _of_part(self, of: AnyQuestion, raw: object, fault: Fault, at: str) -> Markup | None:
        """Say what is wrong with a part of an answer; None where it is said of the whole."""
        _ = self.voice.gettext
        steps = [int(place) if place else part for place, part in _STEP.findall(at)]
        match of, steps:
            case PostalAddress(), [str(part), *_rest] if part in _ADDRESS:
                name = _(_ADDRESS[part])
                if fault.wrong is Wrong.MISSING:
                    return within(_("Enter {name}"), name=name)
                return self._follows(escape(name[:1].upper() + name[1:]), fault)
            case DayRates(), [str(part)] if part in (roles := {r.id: r for r in of.roles}):
                role = self._filled(label_html(roles[part], "label", self.voice))
                if fault.wrong is not Wrong.MISSING:
                    return self._follows(role, fault)
                rate = _("Enter a day rate for {role}")
                days = _("Enter the number of days for {role}")
                return within(rate if of.unit == "pounds" else days, role=role)
            case TextList(), [int(place)]:
                return self._follows(self._item(of, place), fault)
            case FileUpload(), [int(place), str()]:
                file = dict(enumerate(items_of(raw))).get(place)
                name = text_of(file.get("name")) if isinstance(file, Mapping) else ""
                return self._follows(escape(usable(name or _("The file"))), fault)
            case _:
                return None

    def _follows(self, begins: Markup, fault: Fault) -> Markup:
        """Put what is wrong after what it is said of."""
        template = self.voice.gettext("{name} {says}")
        return within(template, name=begins, says=self._said(fault))

    def _said(self, fault: Fault) -> str:
        return usable(_IN_QUOTES.sub("“\\1”", self.voice.says(fault.says)))

    # --- names ----------------------------------------------------------------------------------

    def title(self, of: AnyQuestion) -> Markup:
        """Return a question in a few words, as it is written."""
        text = filled(of.name or of.label, self.fill)
        if len(text) > _LONGEST:
            text = text[:_LONGEST].rsplit(" ", 1)[0] + " …"
        return self._named(of, text)

    def _with_article(self, of: AnyQuestion) -> Markup:
        """Return a question's name as it is wanted in a sentence: "the total price"."""
        name = uncapitalised(filled(of.name or of.label, self.fill).rstrip(".:"))
        # Other languages have articles of their own, if any.
        return self._named(of, with_article(name) if self.voice.language == "en" else name)

    def _is_name(self, of: AnyQuestion) -> bool:
        short = len(unfilled(of.label).split()) <= _FEW_WORDS
        return of.name is not None or (short and is_name(filled(of.label, self.fill)))

    def _named(self, of: AnyQuestion, text: str) -> Markup:
        key = "name" if of.name else "label"
        return in_its_language(of, key, self.voice, escape(usable(text)))

    def _quoted(self, of: AnyQuestion) -> Markup:
        return Markup("“{}”").format(self.title(of))

    def _begins(self, of: AnyQuestion) -> Markup:
        """Return a question as it stands at the start of a sentence."""
        if self._is_name(of):
            return self.title(of)
        return within(self.voice.gettext("Your answer to {question}"), question=self._quoted(of))

    def _item(self, of: TextList | Rows, place: int) -> Markup:
        return self._filled(item_name(of, self.voice, str(place + 1)))

    def _filled(self, html: Markup) -> Markup:
        return Markup(Piece(html).fill(PlaceholderValues(self.fill)))  # noqa: S704 - it was escaped


def _(text: str) -> str:
    return text


#: The parts of an address, as they stand inside a sentence.
_ADDRESS: Final = {
    "lines": _("address line 1"),
    "town": _("town or city"),
    "postcode": _("postcode"),
    "country": _("country"),
}


def _place(of: AnyQuestion, name: str, at: str) -> tuple[str, str, tuple[str, ...]]:
    """Return the field that a message stands at, the one that it leads to, and those marked."""
    match of:
        case Date():
            bad = (f"{name}{at}",) if at else tuple(f"{name}.{part}" for part in DATE_PARTS)
            return name, bad[0], bad
        case PostalAddress():
            at = ".lines[0]" if at == ".lines" else at
            return name + at, name + (at or ".lines[0]"), ()
        case DayRates():
            known = at[1:] in {role.id for role in of.roles}
            at = at if known else ""
            return name + at, f"{name}{at or f'.{of.roles[0].id}'}", ()
        case TextList():
            return name + at, name + (at or "[0]"), ()
        case Rows():
            return name, name + (at or "[0]"), ()
        case _:
            return name, name, ()
