"""A sheet: a draft with its form, as one person sees it in one request.

sheet = sheet_of(request, draft, ground, "/drafts")
sheet.survey      how far its pages are
sheet.view        what its pages are shown in: language, addresses, shell
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import cast

from starlette.requests import Request

from forms.answers.answers import read_answers
from forms.answers.writing import Json as Plain
from forms.linked.linking import LinkedForm, LinkedPage
from forms.linked.translating import languages_of, translated
from forms.model.faults import Fault
from forms.pages import EditConflict, Links, Shell, View
from forms.path import NO_FACTS
from forms.progress import Survey, survey
from rules.logic import Facts
from runtime.store.drafts import Draft
from runtime.store.typed import StoredJson
from runtime.web.languages import language_of, offered

#: Faults, each with the question that it is of.
Told = tuple[tuple[str, Fault], ...]


@dataclass(frozen=True, slots=True)
class DraftContext:
    """What a draft stands on.

    form     its form, in all lots and as it is written
    shell    what its pages are shown in
    others   what is known from elsewhere, by key (`known_facts` gives it of another draft)
    also     where else one can go from the pages that end a draft: texts and addresses
    """

    form: LinkedForm
    shell: Shell
    others: Facts = field(default_factory=dict)
    also: tuple[tuple[str, str], ...] = ()


#: Finds what a draft stands on. Raises `HTTPException` where there is no such form any more, or
#: where whoever asks may not see it.
FindContext = Callable[[Request, Draft], DraftContext]


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """A draft with its form, in the language of who sees it."""

    draft: Draft
    form: LinkedForm
    survey: Survey
    view: View
    also: tuple[tuple[str, str], ...] = ()

    @property
    def links(self) -> Links:
        """The addresses of its pages."""
        return self.view.links

    @property
    def conflicts(self) -> tuple[EditConflict, ...]:
        """What waits for a person to choose, of the questions that the form has."""
        return tuple(
            EditConflict(
                question_id=name,
                now=cast("Plain | None", self.draft.answers.get(name)),
                others=tuple((cast("Plain | None", each.raw), each.at) for each in waiting),
            )
            for name, waiting in self.draft.alternatives.items()
            if self.form.asks(name)
        )

    def page(self, page_id: str) -> LinkedPage | None:
        """Return a page; None if the form has no such page."""
        try:
            return self.survey.linked_page(page_id)
        except KeyError:
            return None

    @property
    def ending(self) -> "OpenDraft":
        """The sheet with links to where else one can go."""
        return replace(self, view=replace(self.view, also=self.also))

    def noticing(self, notice: str) -> "OpenDraft":
        """Return the draft with a notice at the top of its pages."""
        return replace(self, view=replace(self.view, notice=notice))


def sheet_of(request: Request, draft: Draft, ground: DraftContext, at: str) -> OpenDraft:
    """Open a draft as a request sees it; `at` is the address under which drafts are."""
    language = language_of(request, languages_of(ground.form))
    form = translated(ground.form, language).in_lot(draft.lot)
    view = View(
        shell=ground.shell,
        links=Links(f"{at}/{draft.id}"),
        language=language,
        languages=offered(request, languages_of(ground.form)),
    )
    state = survey(form, draft.answers, lot=draft.lot, others=ground.others)
    return OpenDraft(draft, form, state, view, ground.also)


def known_facts(
    form: LinkedForm, answers: Mapping[str, StoredJson], lot: str | None, others: Facts = NO_FACTS
) -> Facts:
    """Return the facts that the usable answers to a form give."""
    # What a form does not ask, or asks no more, is known to nobody.
    asked = {name: raw for name, raw in answers.items() if form.asks(name)}
    return read_answers(form, asked, lot=lot, others=others, complete=False).facts()
