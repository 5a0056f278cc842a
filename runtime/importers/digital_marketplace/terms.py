"""Terms: what the source says of a framework as a whole, and what is to be filled in.

Their format has neither name nor owner, term or lots: the lots are those that questions depend on,
described by the options of the question `lot`; the rest stood in the old service's database.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from rules.labels import is_name
from runtime.importers.digital_marketplace.definition_data import Data
from runtime.importers.digital_marketplace.identifiers import ids_of, kebab
from runtime.importers.digital_marketplace.questions.options import selectable_options
from runtime.importers.digital_marketplace.report import ImportReport
from runtime.importers.digital_marketplace.source.markup import tidy
from runtime.importers.digital_marketplace.source.model import (
    Source,
    SourceOption,
    SourceQuestion,
    same_lot,
)
from runtime.importers.digital_marketplace.source.texts import LINE, TEXT, FormTexts

#: The day on which a framework starts until somebody says so.
_FAR: Final = date(2099, 1, 1)
#: The lot of a framework that has none.
_ONLY: Final = "all"


@dataclass(frozen=True, slots=True)
class Lots:
    """The lots of a framework, as they call them, with their ids and titles here.

    briefed   those in which buyers write a brief
    """

    names: tuple[str, ...]
    ids: Mapping[str, str]
    titles: Mapping[str, str]
    briefed: tuple[str, ...]


def lots_of(source: Source, report: ImportReport) -> Lots:
    """Return the lots that questions depend on, in the order of the question `lot`.

    Spellings that differ only in capitals, spaces and signs between words are one lot: the one that
    the question `lot` offers, or the first that looks like an id.
    """
    offered = [str(choice.answer) for choice in _choices(source)]
    depended = [
        lot
        for asked in source.every()
        for depends in asked.depends
        if depends.on == "lot"
        for lot in depends.being
    ]
    spelled: dict[str, str] = {}
    for lot in [*offered, *sorted(depended, key=lambda each: (each != kebab(each), each))]:
        spelled.setdefault(same_lot(lot), lot)
    named = {spelled[same_lot(lot)] for lot in depended}
    # A lot of which no question speaks is one all the same, where the options are their names.
    order = [lot for lot in offered if lot in named or named <= set(offered)]
    names = tuple(dict.fromkeys([*order, *sorted(named)])) or (_ONLY,)
    titles = {lot: _label_of(lot, source, report) or titled(lot) for lot in names}
    return Lots(names, ids_of(names), titles, _briefed(source, names))


def _label_of(lot: str, source: Source, report: ImportReport) -> str:
    """Return the label of the option that is a lot; empty if it does not name the lot.

    It may be the lot's id, or an instruction: `Apply to provide digital outcomes`.
    """
    asked = source.questions.get("services", {}).get("lot")
    for i, choice in enumerate(asked.options if asked else ()):
        label = str(choice.label)
        if asked and str(choice.answer) == lot and label != lot and is_name(label):
            place = asked.place / "options" / i / "label"
            return FormTexts(report, lot).literal(label, place, LINE)
    return ""


#: The forms of a competition, with the sets that their questions are in.
_OF_BRIEFS: Final = (
    ("edit_brief", "briefs"),
    ("edit_brief_response", "brief-responses"),
    ("award_brief", "briefs"),
    ("clarification_question", "clarification_question"),
)


def _choices(source: Source) -> Sequence[SourceOption]:
    asked = source.questions.get("services", {}).get("lot")
    return tuple(selectable_options(asked.options)) if asked else ()


def _briefed(source: Source, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the lots in which buyers write a brief: those that its questions name.

    Where there is no brief, those of the first form that follows one.
    """
    asked: list[SourceQuestion] = []
    for manifest, kind in _OF_BRIEFS:
        files = source.questions.get(kind, {})
        sections = source.manifests.get(manifest, ())
        asked = asked or [files[n] for each in sections for n in each.questions if n in files]
    limited = [each for each in asked if any(d.on == "lot" for d in each.depends)]
    some = tuple(lot for lot in names if any(each.asked_in(lot) for each in limited))
    return some if limited else names if asked else ()


def terms_of(
    source: Source,
    lots: Lots,
    forms: Collection[str],
    compared: Collection[str],
    report: ImportReport,
) -> Data:
    """Make `framework.yaml`.

    `forms` are those that were made, `compared` the ids of the lots whose bids can be compared.
    """
    name = titled(source.framework)
    for says in (
        f"`framework.yaml`: the name, taken from the folder's: {name}",
        "`framework.yaml`: the owner, and who may buy",
        "`framework.yaml`: the first day and the term",
        "`framework.yaml`: routes to market, taken from which lots have a brief with weightings",
    ):
        report.fill_in(says)
    if lots.briefed and len(lots.briefed) < len(lots.names):
        named = ", ".join(lots.ids[each] for each in lots.briefed)
        report.fill_in(
            f"the lots in which buyers write a brief: those that its questions name, {named}"
        )
    if set(lots.names) != {_ONLY}:
        made = [lots.ids[lot] for lot in lots.names if lots.titles[lot] == titled(lot)]
        if made:
            named = ", ".join(made)
            report.fill_in(f"`framework.yaml`: the titles of lots, made from their names: {named}")
    if some := [lots.ids[each] for each in lots.briefed if lots.ids[each] not in compared]:
        report.fill_in(
            f"`framework.yaml`: the route to market of {', '.join(some)}, in which buyers write a "
            "brief, and the source does not say how bids are compared"
        )
    if lots.names == (_ONLY,):
        report.fill_in("`framework.yaml`: lots, since the source names none")
    if catalogue := [lots.ids[each] for each in lots.names if lots.ids[each] not in compared]:
        report.fill_in(
            "`rulesets/evaluation.yaml`: how a supplier is selected by the route `catalogue`, in "
            f"{', '.join(catalogue)}"
        )
    _tell_of_question(source, lots, report)
    _tell_of_spellings(source, lots, report)
    roles: Data = {"application": [name for name in ("declaration", "service") if name in forms]}
    roles |= {name: name for name in ("brief", "bid", "award") if name in forms}
    return {
        "framework": kebab(source.framework),
        "name": name,
        "owner": {"name": "To be filled in"},
        "regime": _regime(source),
        "starts": _FAR,
        "term": {"months": 12},
        "lots": [_lot(lot, lots, source, report) for lot in lots.names],
        "routes": _routes(lots, compared),
        "buyers": {"who": "To be filled in"},
        "forms": roles,
    }


def _routes(lots: Lots, compared: Collection[str]) -> list[Data]:
    ids = [lots.ids[lot] for lot in lots.names]
    competed = [each for each in ids if each in compared]
    catalogue = [each for each in ids if each not in compared]
    routes: list[Data] = []
    if competed:
        routes.append({"route": "further-competition", "lots": competed})
    if catalogue:
        routes.append({"route": "catalogue", "lots": catalogue})
    if len(routes) == 1:
        del routes[0]["lots"]
    return routes


def _tell_of_question(source: Source, lots: Lots, report: ImportReport) -> None:
    """Report the question that lots were chosen by, whose options are the lots here."""
    asked = source.questions.get("services", {}).get("lot")
    if asked is not None:
        for key in asked.given - {"id", "type", "options"}:
            says = "a lot is chosen, not asked: its options are the lots of the framework"
            report.left_out(asked.place / key, says)
        for i, choice in enumerate(asked.options):
            if not choice.options and str(choice.answer) not in lots.names:
                says = f"`{str(choice.answer)[:80]}`: no question depends on this lot"
                report.left_out(asked.place / "options" / i, says)


def _tell_of_spellings(source: Source, lots: Lots, report: ImportReport) -> None:
    """Report lots that questions spell in another way."""
    known = {same_lot(lot): lot for lot in lots.names}
    for asked in source.every():
        for i, depends in enumerate(asked.depends):
            for j, lot in enumerate(depends.being if depends.on == "lot" else ()):
                if lot not in lots.names and same_lot(lot) in known:
                    says = f"`{lot[:80]}` is read as the lot `{known[same_lot(lot)][:80]}`"
                    report.differs(asked.place / "depends" / i / "being" / j, says)


def _lot(lot: str, lots: Lots, source: Source, report: ImportReport) -> Data:
    data: Data = {"id": lots.ids[lot], "title": lots.titles[lot]}
    asked = source.questions.get("services", {}).get("lot")
    for i, choice in enumerate(asked.options if asked else ()):
        if asked is None or str(choice.answer) != lot:
            continue
        texts, place = FormTexts(report, lot), asked.place / "options" / i
        label = texts.literal(str(choice.label), place / "label", LINE)
        parts = [label if label.lower() != lots.titles[lot].lower() else ""]
        if choice.description:
            # Words without marks, which a clause of the agreement quotes too.
            parts.append(texts.line(choice.description, place / "description", TEXT))
        if description := ": ".join(filter(None, parts)):
            data["description"] = description
        report.became(asked.place, "`framework.yaml`: lots")
    return data


def _regime(source: Source) -> str:
    said = str(list(source.data.values()))
    return "pcr-2015" if "Public Contracts Regulations 2015" in tidy(said) else "none"


_FAMILY = re.compile(r"g-cloud(?:-(\d+))?")
_SHORT: Final = 4


def titled(slug: str) -> str:
    """Make a title of a slug: `g-cloud-11` is G-Cloud 11, `digital-outcomes` Digital outcomes."""
    if match := _FAMILY.fullmatch(slug):
        return "G-Cloud" + (f" {match[1]}" if match[1] else "")
    words = [each for each in re.split(r"[-_\s]+", slug) if each]
    if not words:
        return slug.strip() or "Unnamed"
    if len(words) == 1 and len(words[0]) <= _SHORT:
        return words[0].upper()
    title = " ".join(words)[:LINE]
    return title[:1].upper() + title[1:]
