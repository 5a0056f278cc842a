"""Offers: which forms of a framework can be tried, for which lot, with which other answers known.

offers(framework)                          its forms, each with who fills it in and when
choices(framework, form, drafts, samples)  whose answers may be known when a form is tried
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from agreements.definition.framework import Framework
from forms.linked.linked_form import LinkedForm
from forms.model.translations import WRITTEN
from forms.pages.html.speech import speech
from rules.logic import Facts
from rules.values import Value
from runtime.filling.open_draft import known_facts
from runtime.preview.folder import Sample
from runtime.store.drafts import Draft

#: When a form is filled in, by what it serves for.
_WHEN: Final = {
    "application": "to join the framework",
    "brief": "to say what is needed",
    "bid": "to bid for a brief",
    "service": "to describe a service for the catalogue",
    "award": "after awarding a contract",
}
_WHO: Final = {"supplier": "A supplier fills it in", "buyer": "A buyer fills it in"}


@dataclass(frozen=True, slots=True)
class PreviewForm:
    """A form that can be tried, and what is said of it: who fills it in, and when.

    `lots` are those in which it asks something.
    """

    form: LinkedForm
    says: str
    lots: tuple[str, ...]

    @property
    def asks(self) -> str:
        """How much it asks."""
        questions, pages = len(self.form.steps), len(self.form.pages)
        return (
            f"{questions} question{'s' * (questions != 1)} on {pages} page{'s' * (pages != 1)}, "
            f"in forms/{self.form.id}.yaml"
        )

    @property
    def reads(self) -> tuple[str, ...]:
        """The forms whose answers it reads, in order."""
        return tuple(sorted(self.form.others))


@dataclass(frozen=True, slots=True)
class KnownAnswers:
    """Answers that may be known: a draft's (`value` is its id), or a sample's (its file's name)."""

    value: str
    label: str
    hint: str
    lot: str | None


def offers(framework: Framework) -> tuple[PreviewForm, ...]:
    """Return the forms of a framework, in the order in which they are filled in."""
    roles = framework.terms.forms
    catalogue = any(each.route == "catalogue" for each in framework.terms.routes)
    serves: dict[str, str] = dict.fromkeys(roles.application, "application")
    for name, role in (
        (roles.brief, "brief"),
        (roles.bid, "service" if catalogue else "bid"),
        (roles.award, "award"),
    ):
        if name is not None:
            serves.setdefault(name, role)
    order = [*serves, *(name for name in framework.forms if name not in serves)]
    return tuple(_offer(framework, name, serves.get(name)) for name in order)


def _offer(framework: Framework, name: str, role: str | None) -> PreviewForm:
    form = framework.forms[name]
    who = _WHO[form.form.by]
    lots = tuple(lot for lot in framework.terms.lot_ids if form.in_lot(lot).pages)
    says = f"{who} {_WHEN[role]}." if role else f"{who}."
    return PreviewForm(form, says, lots or framework.terms.lot_ids)


def choices(
    framework: Framework,
    form: str,
    drafts: Iterable[Draft],
    samples: Mapping[str, Sample],
) -> tuple[KnownAnswers, ...]:
    """Return the answers to a form that may be known: those of its drafts and of samples."""
    lots = {lot.id: lot.title for lot in framework.terms.lots}
    found = [
        KnownAnswers(
            value=draft.id,
            label=f"Filled in here, started {speech(WRITTEN).moment(draft.created)}",
            hint=lots.get(draft.lot or "", ""),
            lot=draft.lot,
        )
        for draft in drafts
        if draft.form == form
    ]
    if form == framework.terms.forms.brief:
        found += [
            KnownAnswers(
                value=sample.name,
                label=f"Sample: {sample.title}",
                hint=", ".join(filter(None, (lots.get(sample.lot or ""), sample.name))),
                lot=sample.lot,
            )
            for sample in sorted(samples.values(), key=lambda each: _place(each, lots))
        ]
    return tuple(found)


def _place(sample: Sample, lots: Mapping[str, str]) -> tuple[int, str]:
    """Put samples in the order of their lots."""
    order = list(lots)
    return (order.index(sample.lot) if sample.lot in order else len(order), sample.name)


#: Finds a draft by its id; None where there is none.
FindDraft = Callable[[str], Draft | None]


def known(
    framework: Framework, draft: Draft, find: FindDraft, samples: Mapping[str, Sample]
) -> Facts:
    """Return what is known when a draft is filled in. What has been deleted is not known.

    A draft knows only drafts that are older than itself, so this always ends.
    """
    facts: dict[str, Value] = {}
    for form_id, name in draft.known.items():
        form = framework.forms.get(form_id)
        if form is None:
            continue
        if name in samples:
            facts |= known_facts(form, samples[name].brief, samples[name].lot or draft.lot)
        elif other := find(name):
            others = known(framework, other, find, samples)
            facts |= known_facts(form, other.answers, other.lot, others)
    return facts
