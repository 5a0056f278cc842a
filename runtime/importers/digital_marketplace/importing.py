"""Importing: a framework in the Digital Marketplace's format becomes a folder of ours.

    report = import_framework(Path("digitalmarketplace"), "g-cloud-11", Path("g-cloud-11"))

The folder has `framework.yaml`, `forms/`, `rulesets/`, and `imported/`: the report for people and
for machines, what their keys answer here, and word for word whatever has no counterpart.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from rules.problems import InputError, Problem, ValueProblem
from rules.yaml.writing import write
from runtime.importers.digital_marketplace.definition_data import Data
from runtime.importers.digital_marketplace.form_plan import FormPlan, FormRole, Made
from runtime.importers.digital_marketplace.forms.form import form_of
from runtime.importers.digital_marketplace.owner_words import figures_marked
from runtime.importers.digital_marketplace.questions.answers import KEYS_FILE, ImportedKeys
from runtime.importers.digital_marketplace.questions.selection import asked_by
from runtime.importers.digital_marketplace.report import (
    DATA_FILE,
    LEFT_OUT_FILE,
    NOWHERE,
    REPORT_FILE,
    ImportReport,
    Sort,
    SourcePlace,
    markdown,
)
from runtime.importers.digital_marketplace.rulesets import exclusion_grounds as grounds
from runtime.importers.digital_marketplace.rulesets import weightings
from runtime.importers.digital_marketplace.source.model import Source
from runtime.importers.digital_marketplace.source.reading import read_source
from runtime.importers.digital_marketplace.terms import Lots, lots_of, terms_of
from runtime.output_files import new_folder

#: In the order in which they are made: a form may quote one that was filled in before.
_ROLES: Final = (
    FormRole("declaration", "Supplier declaration", "supplier", "declaration", ("declaration",)),
    FormRole("service", "Your service", "supplier", "services",
          ("edit_submission", "edit_service", "edit_service_as_admin", "display_service")),
    FormRole("brief", "Your requirements", "buyer", "briefs", ("edit_brief",), one_page=False),
    FormRole("bid", "Your application", "supplier", "brief-responses", ("edit_brief_response",),
          one_page=False),
    FormRole("award", "The award", "buyer", "briefs", ("award_brief",), one_page=False),
    FormRole("clarification", "Questions and answers", "buyer", "clarification_question",
          ("clarification_question",), one_page=False),
)  # fmt: skip
_AFTER_BRIEF: Final = frozenset({"bid", "award", "clarification"})

#: Rules that the old applications had in code, and what became of them; each with the types of
#: questions, or the forms, of which one is needed for there to be any use for it.
_IN_CODE: Final[Sequence[tuple[frozenset[str], str, str]]] = (
    (
        frozenset({"pricing"}),
        "minimum and maximum prices",
        "a check of each form: a lowest price is not above the highest",
    ),
    (frozenset({"weightings"}), "weightings that total 100", "a check of the brief"),
    (
        frozenset({"boolean_list", "dynamic_list"}),
        "as many answers as the buyer lists requirements",
        "rows, one for each item of the list",
    ),
    (
        frozenset(),
        "removing spaces around answers, and empty answers, before checking",
        "how every answer is read",
    ),
    (
        frozenset({"upload"}),
        "uploads in open formats, under 5 MB",
        "the kinds and the size of each file",
    ),
    (
        frozenset({"declaration"}),
        "declarations: what is required, formats and lengths",
        "conditions, formats and limits",
    ),
)
_NOT_IN_FORMS: Final = (
    ("the dates of a brief", "7 or 14 days, closing times: the service's calendar, not a form's"),
    ("which answers a copy of a service or a brief leaves out", "copying belongs to the service"),
)
#: What the other files were for.
_PARTS: Final = {
    "messages": "texts of the old service's pages",
    "metadata": "what the old service needed to copy answers and to search them",
    "search_mappings": "settings of the old service's search index",
    "assessment": "was merged into the assessment of answers that are not assessed here",
}
_VIEW: Final = "another view of the questions, from which no form is made"
_VIEWS: Final = {
    "display_service": "the page on which a service is shown",
    "display_brief": "the page on which requirements are shown",
    "display_brief_response": "the page on which a response is shown",
    "edit_service": "what a supplier may change of a service that was accepted",
    "edit_service_as_admin": "what an administrator may change of a service",
    "services_search_filters": "the filters of the search for services",
    "briefs_search_filters": "the filters of the search for requirements",
    "download_results": "the columns of a download",
    "output_brief_response": "the order in which a response is written out",
}


def import_framework(source: Path, framework: str, out: Path) -> ImportReport:
    """Import a framework into a new folder, and return the report.

    Raises `InputError` without writing anything.
    """
    report = ImportReport()
    read = read_source(source, framework, report)
    report.names |= read.names()
    try:
        files = _Importer(read, report).files()
    except RecursionError:
        says = "are nested too deeply for a form"
        raise InputError([Problem("questions", says)]) from None
    except ValueProblem as error:  # a character in a key that no file of ours can hold
        raise InputError([Problem(framework, str(error))]) from None
    with new_folder(out) as folder:
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return report


@dataclass(slots=True)
class _Importer:
    source: Source
    report: ImportReport
    lots: Lots = field(init=False)
    made: dict[str, Made] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def files(self) -> dict[str, str]:
        """Return the files of the folder, by name."""
        self.lots = lots_of(self.source, self.report)
        self._make_forms()
        if not self.made:
            says = "none of these contains a question that a form could ask"
            raise InputError([Problem("manifests", says)])
        evaluation, declaration = self._evaluation(), self._declaration()
        compared = [lot for way in (evaluation or {}).get("ways", ()) for lot in way["lots"]]
        terms = terms_of(self.source, self.lots, self.made, compared, self.report)
        data: Data = {
            "framework.yaml": terms,
            **{f"forms/{name}.yaml": made.data for name, made in self.made.items()},
        }
        rulesets = {"declaration": declaration, "evaluation": evaluation}
        data |= {f"rulesets/{name}.yaml": each for name, each in rulesets.items() if each}
        self._tell_the_rest()
        title = f"Import of {self.source.framework}"
        texts = {
            name: _headed(name, write(each if name.startswith("forms/") else figures_marked(each)))
            for name, each in data.items()
        }
        forms = {name: dict(made.keys) for name, made in self.made.items()}
        keys = ImportedKeys(framework=self.source.framework, forms=forms)
        return texts | {
            KEYS_FILE: write(keys.as_data()),
            LEFT_OUT_FILE: write(self._left_out()),
            DATA_FILE: json.dumps(self.report.as_data(), ensure_ascii=False, indent=2) + "\n",
            REPORT_FILE: markdown(self.report, title),
        }

    # --- forms and rules ------------------------------------------------------------------------

    def _make_forms(self) -> None:
        for role in _ROLES:
            there = [each for each in role.manifests if each in self.source.manifests]
            files = self.source.questions.get(role.questions, {})
            sections = self.source.manifests
            manifest = max(
                there, key=lambda each: len(asked_by(sections[each], files)), default=None
            )
            lots = self._lots_of(role.form)
            if manifest is None or not lots:
                continue
            if manifest != role.manifests[0]:
                wanted = role.manifests[0]
                less = f"`{wanted}` asks less" if wanted in there else f"there is no `{wanted}`"
                says = f"{less}, so the form `{role.form}` is made from this"
                self.report.differs(SourcePlace(f"manifests/{manifest}.yml"), says)
            plan = FormPlan(
                framework=self.source.framework,
                role=role,
                manifest=manifest,
                sections=self.source.manifests[manifest],
                files=files,
                lots=lots,
                brief=self.made.get("brief") if role.form in _AFTER_BRIEF else None,
                service=self.made.get("service") if role.form == "bid" else None,
                apart=self._others("bid") if role.form == "bid" else frozenset(),
            )
            made = form_of(plan, self.lots.ids, self.report)
            if made is not None:
                self.made[role.form] = made
                self.used.add(manifest)

    def _lots_of(self, form: str) -> tuple[str, ...]:
        """Return the lots in which a form is filled in; a declaration belongs to none."""
        match form:
            case "declaration":
                return ("",)
            case "service":
                return self.lots.names
            case _:
                return self.lots.briefed

    def _others(self, *forms: str) -> frozenset[str]:
        """Return the ids of the questions of all other forms."""
        others = (made.all_ids() for name, made in self.made.items() if name not in forms)
        return frozenset().union(*others)

    def _declaration(self) -> Data | None:
        if "declaration" not in self.made:
            return None
        extra = self.source.extra.get("declaration")
        return grounds.ruleset_of(self.made["declaration"], extra, self.report)

    def _evaluation(self) -> Data | None:
        if not {"brief", "bid"} <= self.made.keys():
            return None
        lots, others = self.lots, self._others("brief", "bid")
        brief, bid = self.made["brief"], self.made["bid"]
        return weightings.ruleset_of(brief, bid, lots.titles, lots.ids, others, self.report)

    # --- the rest -------------------------------------------------------------------------------

    def _tell_the_rest(self) -> None:
        """Report everything that no form asks, and what it was for."""
        report = self.report
        in_views, told = self._in_views(), report.told()
        places = {each.place for made in self.made.values() for _, each in made.every()}
        for name, files in self.source.questions.items():
            asking = [e for e in files.values() if e.type not in {"multiquestion", "service_id"}]
            columns = {column for each in asking for column in each.questions}
            asking = [each for each in asking if each.file not in columns]
            report.asked[name] = (sum(each.place in places for each in asking), len(asking))
        for asked in self.source.every():
            if asked.place.file not in told:
                report.left_out(asked.place, self._why_not(in_views.get(asked.file, [])))
        for name in self.source.manifests:
            if name not in self.used:
                says = _VIEWS.get(name, _VIEW)
                report.left_out(SourcePlace(f"manifests/{name}.yml"), says, needless=True)
        for file in self.source.data:
            part = file.partition("/")[0]
            if part in _PARTS and file not in told:
                report.left_out(SourcePlace(file), _PARTS[part], needless=True)
        there: set[str] = {a.type for made in self.made.values() for _, a in made.every()}
        there |= self.made.keys()
        if any(any(made.figures.values()) for made in self.made.values()):
            there.add("weightings")
        for needs, what, became in _IN_CODE:
            if not needs or needs & there:
                report.became(NOWHERE, f"In the old service's code, {what}: {became}")
        for what, why in _NOT_IN_FORMS:
            says = f"In the old service's code, {what}: {why}"
            report.left_out(NOWHERE, says, needless=True)

    def _why_not(self, views: list[str]) -> str:
        """Return why a question is asked in no form."""
        if not views:
            return "no manifest names it, nor does a group that is asked"
        if self.used.intersection(views):
            return "is not asked in any lot, or another question with its id is asked instead"
        return f"is only in {', '.join(f'`{v}`' for v in views)}, from which no form is made"

    def _in_views(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, sections in self.source.manifests.items():
            for file in dict.fromkeys(file for s in sections for file in s.questions):
                found.setdefault(file, []).append(name)
        return found

    def _left_out(self) -> Data:
        """Return, word for word, what has no counterpart, by file and place."""
        places = [each.place for each in self.report.of(Sort.LEFT_OUT)]
        whole = {place.file for place in places if place.file and not place.at}
        kept: Data = {}
        for place in places:
            if place.file not in self.source.data:
                continue
            if place.file in whole:
                kept[place.file] = self.source.data[place.file]
            else:
                inside = str(place).partition(":")[2]
                kept.setdefault(place.file, {})[inside] = self.source.at(place)
        return kept


def _headed(name: str, text: str) -> str:
    if name != "framework.yaml":
        return text
    head = f"# Imported. {REPORT_FILE} says what is to be filled in, and what became what.\n\n"
    return head + text
