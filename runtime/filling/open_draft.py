"""An open draft: a draft with its form, as one person sees it in one request.

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
from forms.linked.linked_form import LinkedForm, LinkedPage
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
    """What a draft needs around it.

    form     its form, in all lots and as it is written
    shell    what its pages are shown in
    others   what is known from elsewhere, by key (`known_facts` reads it from another draft)
    also     further links of the pages that end a draft: texts and addresses
    """

    form: LinkedForm
    shell: Shell
    others: Facts = field(default_factory=dict)
    also: tuple[tuple[str, str], ...] = ()


#: Finds what a draft needs around it. Raises `HTTPException` if its form is gone, or if the person
#: may not see it.
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
        """What waits for a person to choose, for the questions that the form has."""
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
        """The draft with the further links on its pages."""
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
    # An answer that the form does not ask for, or no longer asks for, is not known.
    asked = {name: raw for name, raw in answers.items() if form.asks(name)}
    return read_answers(form, asked, lot=lot, others=others, complete=False).facts()
