"""A form: a manifest, and the questions that it names, become one form for all lots.

It is made for each lot by itself (`form_in_lot`), and what lots have in common is then written once
(`lots_merged`).
"""

from collections.abc import Iterable, Mapping, Sequence

from runtime.importers.digital_marketplace.definition_data import Data
from runtime.importers.digital_marketplace.form_plan import FormPlan, Made
from runtime.importers.digital_marketplace.forms.checks import Checks
from runtime.importers.digital_marketplace.forms.form_in_lot import InLot
from runtime.importers.digital_marketplace.forms.lots_merged import FormNames, merged_parts
from runtime.importers.digital_marketplace.identifiers import kebab, unlike
from runtime.importers.digital_marketplace.questions.answers import Key, Keys
from runtime.importers.digital_marketplace.questions.code_rules import PRICES
from runtime.importers.digital_marketplace.questions.conversion import names_of
from runtime.importers.digital_marketplace.questions.prices import roles_by_key
from runtime.importers.digital_marketplace.questions.selection import (
    SectionInLot,
    chosen,
    leaves_of,
)
from runtime.importers.digital_marketplace.report import ImportReport, SourcePlace
from runtime.importers.digital_marketplace.source.model import SourceQuestion
from runtime.importers.digital_marketplace.source.texts import Branches


def form_of(plan: FormPlan, ids: Mapping[str, str], report: ImportReport) -> Made | None:
    """Make a form; None where it would ask nothing. `ids` are those of the framework's lots."""
    sections = {lot: chosen(plan.sections, plan.files, lot, report) for lot in plan.lots}
    asking = {each.at for in_lot in sections.values() for each in in_lot}
    for at, section in enumerate(plan.sections):
        if at not in asking:
            report.left_out(section.place, "a section that asks nothing in any lot")
    if not any(sections.values()):
        return None
    names = _ids(plan, sections)
    checks, branches = Checks(), Branches()
    lots = {
        lot: InLot(plan, lot, sections[lot], names[lot], report, checks, branches)
        for lot in plan.lots
    }
    # A form that is for no lot at all says so to none of its parts.
    parts = merged_parts(
        {lot: each.parts() for lot, each in lots.items()}, ids, len(ids) if any(plan.lots) else None
    )
    _give_names(parts)
    for each in lots.values():
        each.questions.tell_the_rest()
    for place, words in branches.never_shown():
        report.left_out(place, f"“{words}”: its template shows this in no lot")
    data: Data = {"title": plan.role.title, "by": plan.role.by}
    if "{{ number of " in str(parts):
        data["numbered"] = True
    if all(map(_is_one_page, parts)):
        data["pages"] = [_page_alone(part) for part in parts]
    else:
        data["sections"] = parts
    manifest = SourcePlace(f"manifests/{plan.manifest}.yml")
    if found := checks.data(report, manifest):
        data["checks"] = found
    return Made(
        data,
        _keys({lot: each.questions.keys for lot, each in lots.items()}, ids),
        {lot: {key: s.asked for s in leaves_of(sections[lot]) for key in s.keys} for lot in lots},
        names,
        {lot: each.figures for lot, each in lots.items()},
    )


# --- ids ------------------------------------------------------------------------------------------


def _ids(
    plan: FormPlan, sections: Mapping[str, Sequence[SectionInLot]]
) -> Mapping[str, Mapping[str, str]]:
    """Return the ids of the questions of each lot, by key.

    A key whose answers are of different kinds in different lots has different ids there, since
    rules cannot read both.
    """
    given: dict[tuple[str, str], str] = {}
    found: dict[str, dict[str, str]] = {lot: {} for lot in sections}
    for lot, each in sections.items():
        for leaf in leaves_of(each):
            for name in names_of([leaf]):
                kind = _kind(leaf.asked, name)
                if (name, kind) not in given:
                    price = leaf.asked.type == "pricing"
                    taken = {*given.values(), *(plan.apart if price else ())}
                    given[name, kind] = unlike(kebab(name), taken)
                found[lot][name] = given[name, kind]
    return found


def _kind(asked: SourceQuestion, name: str) -> str:
    """Return the kind of a question's answers, as far as rules distinguish kinds."""
    if name != asked.id and asked.type != "pricing":
        return "assurance"
    match asked.type:
        case "text" | "email" | "textbox_large":
            return "text"
        case "checkboxes" | "checkbox_tree":
            return "many-of"
        case "number":
            return f"number of {asked.unit_in_full or asked.unit or ''}"
        case "pricing":
            return "money" if roles_by_key(asked)[name] in PRICES else "one-of"
        case kind:
            return kind


def _keys(by_lot: Mapping[str, Mapping[str, Key]], ids: Mapping[str, str]) -> Keys:
    """Return what each key answers: in one way, or in several in different lots."""
    found: dict[str, dict[str, tuple[Key, list[str]]]] = {}
    for lot, keys in by_lot.items():
        for name, key in keys.items():
            found.setdefault(name, {}).setdefault(repr(key), (key, []))[1].append(lot)
    return {
        name: tuple(
            key if len(ways) == 1 else key.model_copy(update={"lots": tuple(ids[e] for e in lots)})
            for key, lots in ways.values()
        )
        for name, ways in found.items()
    }


def _give_names(sections: Iterable[Data]) -> None:
    """Make the ids of sections and of pages unique within each lot."""
    of_sections, of_pages = FormNames(), FormNames()
    for section in sections:
        lots = section.get("lots")
        section["id"] = of_sections.name(section["id"], lots)
        for page in section["pages"]:
            page["id"] = of_pages.name(page["id"], page.get("lots", lots))


def _is_one_page(section: Data) -> bool:
    """Return whether a section says nothing that its only page does not."""
    pages = section["pages"]
    return len(pages) == 1 and pages[0]["id"] == section["id"] and "guidance" not in section


def _page_alone(section: Data) -> Data:
    """Return the only page of a section as a page without one."""
    page: Data = section["pages"][0]
    if "lots" not in section:
        return page
    first = {key: page[key] for key in ("id", "title", "guidance") if key in page}
    return first | {"lots": page.get("lots", section["lots"])} | page
