"""A form's plan: what a form is made of, and what was made of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from runtime.importers.digital_marketplace.definition_data import Data
from runtime.importers.digital_marketplace.questions.answers import Keys
from runtime.importers.digital_marketplace.source.model import SourceQuestion, SourceSection


@dataclass(frozen=True, slots=True)
class FormRole:
    """A form that frameworks have.

    questions  the set that its questions are in
    manifests  it is made from the first of these that the source has
    one_page   whether the questions of a section stand on one page if the section does not say
    """

    form: str
    title: str
    by: str
    questions: str
    manifests: tuple[str, ...]
    one_page: bool = True


@dataclass(frozen=True, slots=True)
class FormPlan:
    """What a form is made of.

    lots       the lots in which it is filled in, as the source names them; "" for no lot
    brief      the buyer's brief, if it was filled in before; the form's texts may quote it
    service    the supplier's own service, if a bid must keep to it
    apart      ids that its prices may not have, because another form has them
    """

    framework: str
    role: FormRole
    manifest: str
    sections: Sequence[SourceSection]
    files: Mapping[str, SourceQuestion]
    lots: tuple[str, ...]
    brief: "Made | None" = None
    service: "Made | None" = None
    apart: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Made:
    """A form that was made.

    data      its file
    keys      what each key of theirs answers
    asked     by lot: the question that asks each key
    ids       by lot: the id of the question that answers each key
    figures   by lot: the questions of the brief whose figures total 100
    """

    data: Data
    keys: Keys
    asked: Mapping[str, Mapping[str, SourceQuestion]]
    ids: Mapping[str, Mapping[str, str]]
    figures: Mapping[str, tuple[SourceQuestion, ...]]

    def every(self) -> Iterator[tuple[str, SourceQuestion]]:
        """Yield every key with its question, once each."""
        seen: dict[tuple[str, str], tuple[str, SourceQuestion]] = {}
        for asked in self.asked.values():
            for key, each in asked.items():
                seen.setdefault((key, each.file), (key, each))
        yield from seen.values()

    def all_ids(self) -> frozenset[str]:
        """Return the ids of all its questions."""
        return frozenset(name for ids in self.ids.values() for name in ids.values())
