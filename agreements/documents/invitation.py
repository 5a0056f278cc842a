"""The invitation pack: what suppliers are sent when a buyer asks for bids.

    paper = invitation_pack(framework, "outcomes", "written", weightings, brief)

It holds the brief, the timetable, the questions that suppliers will answer, and the award criteria
for the weightings chosen. What the brief leaves open is marked, and the pack is then a draft.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final, cast

from agreements.clauses.accepted_answers import accepted
from agreements.clauses.ways import way_parts
from agreements.definition.framework import Framework
from agreements.rendering.escaping import inline, one_line, paragraphs, table
from agreements.rendering.papers import Paper, PaperPart
from engine.competitions.competition import read_competition
from engine.competitions.entry import chosen
from engine.competitions.evaluation_plan import EvaluationPlan
from engine.competitions.scoring import effective_weightings
from forms.answers.answers import read_answers
from forms.linked.linked_form import LinkedForm, PathStep
from forms.model.choice_questions import ManyOf
from forms.model.figure_questions import DayRates
from forms.model.form import Page
from forms.model.placeholders import unfilled
from forms.model.question import Question
from forms.model.table_questions import FileUpload, Rows
from forms.model.text_questions import LongText, ShortText, TextList
from forms.model.typed_values import Address, StoredFile
from rules.logic import ALWAYS, Facts
from rules.values import Kind, Value, shown
from rules.wording import worded

#: What stands where the brief does not say.
OPEN: Final = "*To be confirmed*"


def invitation_pack(
    framework: Framework,
    lot: str | None,
    way: str | None,
    weightings: Mapping[str, Any],
    brief: Mapping[str, Any],
    *,
    title: str = "",
    on: date | None = None,
) -> Paper:
    """Write the invitation to bid for a lot, evaluated in a way, with the buyer's choices.

    `weightings` and `brief` are as in a competition file; `on` is the day of the decision, where
    rules depend on it. Raises `InputError` for choices that the framework does not allow.
    """
    plan = framework.evaluation_plan(lot, way, on=on)
    data = {"lot": lot, "way": way, "weightings": dict(weightings), "brief": dict(brief)}
    competition = read_competition({key: value for key, value in data.items() if value is not None})
    figures, facts = chosen(plan, competition)
    lots = {each.id: each.title for each in framework.terms.lots}
    gaps = _gaps(plan, brief)
    parts = (
        PaperPart("how-to-bid", "How to bid", _how_to_bid(plan)),
        *_brief_parts(plan, facts),
        PaperPart("timetable", "Timetable", _timetable(framework, plan, facts)),
        PaperPart(
            "questions",
            "What you will be asked",
            "You answer these questions, and evaluators read your answers and nothing else.",
            tuple(_question_parts(plan)),
            new_page=True,
        ),
        PaperPart(
            "criteria",
            "How bids are assessed",
            "",
            way_parts(framework, plan, effective_weightings(plan.way, figures)),
            new_page=True,
        ),
    )
    return Paper(
        kind="invitation-pack",
        title="Invitation to bid",
        subtitle=one_line(title or framework.terms.name),
        facts=tuple(
            (label, one_line(value))
            for label, value in (
                ("Framework", framework.terms.name),
                ("Reference", framework.terms.reference or ""),
                ("Lot", lots.get(plan.lot or "", "")),
                ("Way of assessing bids", plan.way.name),
            )
            if value
        ),
        parts=_numbered(parts),
        contents=True,
        definition=framework.hash,
        watermark="Draft" if gaps else "",
    )


def _numbered(parts: tuple[PaperPart, ...]) -> tuple[PaperPart, ...]:
    numbered = []
    for number, part in enumerate(parts, start=1):
        inside = tuple(
            replace(each, number=f"{number}.{at}") for at, each in enumerate(part.parts, start=1)
        )
        numbered.append(replace(part, number=str(number), parts=inside))
    return tuple(numbered)


def _gaps(plan: EvaluationPlan, brief: Mapping[str, Any]) -> bool:
    """Return whether the brief lacks an answer that a published one must have."""
    if plan.brief is None:
        return False
    return bool(read_answers(plan.brief, brief, lot=plan.lot).problems)


def _how_to_bid(plan: EvaluationPlan) -> str:
    says = ["Suppliers in this lot may bid. Answer every question that applies to you."]
    if plan.way.description:
        says.append(inline(plan.way.description))
    if plan.way.envelopes == "two":
        says.append("Prices are opened only once quality has been assessed.")
    return "\n\n".join(says)


# --- the brief -----------------------------------------------------------------------------------


def _brief_parts(plan: EvaluationPlan, facts: Facts) -> Iterator[PaperPart]:
    form = plan.brief
    if form is None:
        return
    inner = []
    for each in form.in_lot(plan.lot).pages:
        said = [
            (step, facts.get(step.key))
            for step in each.steps
            if facts.get(step.key) is not None or _needed(step)
        ]
        if said:
            body = "\n\n".join(_told(step, value) for step, value in said)
            inner.append(
                PaperPart(f"brief-{each.page.id}", one_line(unfilled(each.page.title)), body)
            )
    yield PaperPart("brief", "The brief", "", tuple(inner))


def _needed(step: PathStep) -> bool:
    return step.question.required and step.offer.logic == ALWAYS


def _told(step: PathStep, value: Value | None) -> str:
    text = OPEN if value is None else _answer(step.question, step, value)
    return f"**{inline(step.question.title)}**\n\n{text}"


def _answer(question: Question, step: PathStep, value: Value) -> str:
    """Return the answer to a question in Markdown."""
    match value:
        case Address():
            lines = (*value.lines, value.town, value.postcode, value.country)
            return paragraphs("\n".join(filter(None, lines)))
        case dict() if isinstance(question, DayRates):
            roles = {role.id: role.label for role in question.roles}
            pounds = "£" if question.unit == "pounds" else ""
            rows = [[inline(roles[role]), f"{pounds}{rate:,f}"] for role, rate in value.items()]
            return table(("Role", "Rate" if pounds else "Days"), rows, right=[1])
        case tuple() if isinstance(question, Rows):
            columns = step.columns
            heads = [inline(column.question.title) for column in columns]
            answers = cast("tuple[Mapping[str, Value], ...]", value)
            rows = [[_cell(column, row.get(column.id)) for column in columns] for row in answers]
            return table(heads, rows)
        case tuple() if isinstance(question, FileUpload):
            stored = cast("tuple[StoredFile, ...]", value)
            return "\n".join(f"- {inline(each.name)}" for each in stored)
        case tuple() if isinstance(question, TextList | ManyOf):
            labels = question.choices
            return "\n".join(f"- {inline(labels.get(each, each))}" for each in value)
        case str() if isinstance(question, LongText | ShortText):
            return paragraphs(value)
        case _:
            return inline(shown(value, question.subject("brief")))


def _cell(column: PathStep, value: Value | None) -> str:
    return "" if value is None else inline(shown(value, column.question.subject("brief")))


# --- the timetable -------------------------------------------------------------------------------


def _timetable(framework: Framework, plan: EvaluationPlan, facts: Facts) -> str:
    rows = [["Bids are due", OPEN], ["The decision is made known", OPEN]]
    for step in plan.brief.in_lot(plan.lot).steps.values() if plan.brief else ():
        if step.question.KIND is Kind.DATE:
            value = facts.get(step.key)
            text = OPEN if value is None else shown(value, step.question.subject("brief"))
            rows.append([inline(step.question.title), text])
    standstill = framework.feedback.standstill
    if standstill is not None:
        length = standstill.working_days or standstill.days
        unit = "working days" if standstill.working_days else "days"
        rows.append(["Standstill after the decision", f"{length} {unit}"])
    return table(("", ""), rows)


# --- the questions -------------------------------------------------------------------------------


def _question_parts(plan: EvaluationPlan) -> Iterator[PaperPart]:
    """Return the pages of the bid form, and of the questions that only a criterion reads."""
    if not plan.forms:
        return
    read_for: dict[str, list[str]] = {}
    for each in plan.way.every:
        for name in each.from_:
            read_for.setdefault(name.rpartition(".")[2], []).append(each.name)
    form = plan.forms[0]
    for page in form.in_lot(plan.lot).pages:
        yield _page_part(form, page.page, page.steps, read_for)


def _page_part(
    form: LinkedForm, page: Page, steps: tuple[PathStep, ...], read_for: Mapping[str, list[str]]
) -> PaperPart:
    says = []
    for step in steps:
        question = step.question
        lines = [f"**{inline(unfilled(question.label))}**"]
        lines.append(paragraphs(question.hint or ""))
        lines.append("\n".join(f"- {each}" for each in _wanted(step)))
        if step.id in read_for:
            names = ", ".join(map(inline, read_for[step.id]))
            lines.append(f"It is assessed under: {names}.")
        says.append("\n\n".join(filter(None, lines)))
    title = one_line(unfilled(page.title))
    return PaperPart(f"questions-{form.id}-{page.id}", title, "\n\n".join(says))


def _wanted(step: PathStep) -> Iterator[str]:
    """Return what an answer to a question may be, one point at a time."""
    if not step.question.required:
        yield "You may leave it out."
    if step.offer.logic != ALWAYS:
        yield f"Asked only when {inline(worded(step.offer.logic))}."
    yield from accepted(step)
