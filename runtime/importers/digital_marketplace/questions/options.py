"""Options: what can be chosen, as their questions have it, becomes options of ours."""

import unicodedata
from collections.abc import Container, Iterable, Iterator
from typing import Final

from runtime.importers.digital_marketplace.definition_data import Data
from runtime.importers.digital_marketplace.report import SourcePlace
from runtime.importers.digital_marketplace.source.markup import tidy
from runtime.importers.digital_marketplace.source.model import SourceOption, SourceQuestion
from runtime.importers.digital_marketplace.source.texts import LINE, FormTexts

_SEARCH: Final = ("filter_label", "filter_ignore", "derived_from")


def answer_of(raw: object) -> str:
    """Return the answer that an option stands for here: text on one line."""
    return unicodedata.normalize("NFC", tidy(raw))


def selectable_options(choices: Iterable[SourceOption]) -> Iterator[SourceOption]:
    """Yield the options that can be chosen: those of a tree with none below them."""
    for each in choices:
        if each.options:
            yield from selectable_options(each.options)
        else:
            yield each


def answers_of(asked: SourceQuestion) -> tuple[str, ...]:
    """Return every answer that can be chosen, once each, in order."""
    found = (answer_of(each.answer) for each in selectable_options(asked.options))
    return tuple(dict.fromkeys(each for each in found if 0 < len(each) <= LINE))


def are_exact(asked: SourceQuestion) -> bool:
    """Return whether every answer of theirs is, letter for letter, the answer here."""
    return all(answer_of(each.answer) == each.answer for each in selectable_options(asked.options))


def options_of(asked: SourceQuestion, texts: FormTexts) -> list[Data | str]:
    """Make the options of a question, each of which can be told from the others."""
    return _Options(texts).made(asked.options, asked.place / "options")


class _Options:
    def __init__(self, texts: FormTexts) -> None:
        self.texts = texts
        #: The label of each answer: a tree may give an answer in several places.
        self.labels: dict[str, str] = {}

    def made(self, choices: Iterable[SourceOption], place: SourcePlace) -> list[Data | str]:
        """Make the options that stand beside one another."""
        made: list[Data | str] = []
        values: set[str] = set()
        labels: set[str] = set()
        for index, each in enumerate(choices):
            here = place / index
            self._tell(each, here)
            label = self.texts.literal(str(each.label), here / "label")
            if each.options:
                option: Data = {"label": label}
                if label in values | labels:
                    option = {"value": f"{label[: LINE - 20]} (heading)", "label": label}
                option["options"] = self.made(each.options, here / "options")
                value = str(option.get("value", label))
                if not option["options"] or not label or value in values:
                    self.texts.report.left_out(
                        here, "a heading with nothing under it, or given twice"
                    )
                    continue
            else:
                value = answer_of(each.answer)
                if bad := _unusable(value, values):
                    self.texts.report.left_out(here, bad)
                    continue
                option = {"value": value, "label": self._label(value, label, labels, here)}
            if each.description:
                hint = self.texts.long(each.description, here / "description")
                option = _before_options(option, {"hint": hint} if hint else {})
            values.add(value)
            labels.add(str(option["label"]))
            made.append(_short(option))
        return made

    def _label(self, value: str, label: str, labels: set[str], place: SourcePlace) -> str:
        """Return the label of an answer: the same everywhere, and unlike any other answer's."""
        wanted = self.labels.get(value, label or value)
        if wanted in labels:
            wanted = f"{wanted} ({value})"[:LINE]
        if wanted not in {label, value}:
            self.texts.report.differs(
                place / "label", f"is shown as `{wanted}`, as elsewhere or to tell it apart"
            )
        return self.labels.setdefault(value, wanted)

    def _tell(self, choice: SourceOption, place: SourcePlace) -> None:
        for key in _SEARCH:
            if key in choice.model_fields_set:
                says = "named, hid or derived a filter of the search for services"
                self.texts.report.left_out(place / key, says, needless=True)
        for key in choice.others:
            self.texts.report.left_out(place / key, "is not known to the format")
        if choice.options and choice.value is not None:
            self.texts.report.left_out(place / "value", "a heading cannot be chosen")


def _unusable(value: str, others: Container[str]) -> str | None:
    if not value:
        return "an option without text"
    if len(value) > LINE:
        return f"an option of more than {LINE} characters, which cannot be chosen here"
    return "an option that is given twice" if value in others else None


def _before_options(option: Data, more: Data) -> Data:
    below = {"options": option.pop("options")} if "options" in option else {}
    return option | more | below


def _short(option: Data) -> Data | str:
    """Write an option as short as it can be."""
    if option.get("value") == option["label"]:
        option = {key: value for key, value in option.items() if key != "value"}
    return str(option["label"]) if option.keys() == {"label"} else option
