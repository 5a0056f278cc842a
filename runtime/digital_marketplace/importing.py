"""Importing: a framework in the Digital Marketplace's format becomes a folder of ours.

    report = import_framework(Path("digitalmarketplace"), "g-cloud-11", Path("g-cloud-11"))

The folder has `framework.yaml`, `forms/`, `rulesets/`, and `imported/`: the report for people and
for machines, what their keys answer here, and word for word whatever has no counterpart.
"""

import json
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from rules.problems import InputError, Problem
from rules.writing import write
from runtime.digital_marketplace import grounds, weightings
from runtime.digital_marketplace.answers import KEYS_FILE
from runtime.digital_marketplace.forms import Made, Plan, form_of, keys_of
from runtime.digital_marketplace.naming import ids_of, kebab
from runtime.digital_marketplace.questions import Data, leaves
from runtime.digital_marketplace.report import DATA_FILE, REPORT_FILE, Report, markdown
from runtime.digital_marketplace.source import Asked, Section, Source, plain, read_source
from runtime.digital_marketplace.texts import Texts

LEFT_OUT_FILE: Final = "imported/left-out.yaml"


@dataclass(frozen=True, slots=True)
class _Role:
    """A form that is made: from which set, and from the first of some manifests that there is."""

    form: str
    title: str
    by: str
    kind: str
    manifests: tuple[str, ...]
    one_page: bool = True
    numbered: bool = False


_ROLES: Final = (
    _Role("declaration", "Supplier declaration", "supplier", "declaration", ("declaration",),
          numbered=True),
    _Role("service", "Your service", "supplier", "services",
          ("edit_submission", "edit_service", "edit_service_as_admin", "display_service")),
    _Role("brief", "Your requirements", "buyer", "briefs", ("edit_brief",), one_page=False),
    _Role("bid", "Your application", "supplier", "brief-responses", ("edit_brief_response",),
          one_page=False),
    _Role("award", "The award", "buyer", "briefs", ("award_brief",), one_page=False),
    _Role("clarification", "Questions and answers", "buyer", "clarification_question",
          ("clarification_question",), one_page=False),
)  # fmt: skip

#: Rules that the old applications had in code, and what became of them.
_IN_CODE: Final = (
    ("minimum and maximum prices", "a check of each form: a lowest price is not above the highest"),
    ("weightings that total 100", "a check of the brief"),
    ("as many answers as the buyer lists requirements", "rows, one for each item of the list"),
    ("trimming, and dropping what is empty, before looking", "how every answer is read"),
    ("uploads in open formats, under 5 MB", "the kinds and the size of each file"),
    ("declarations: what is required, formats and lengths", "conditions, formats and limits"),
)
_NOT_IN_FORMS: Final = (
    ("the dates of a brief", "7 or 14 days, closing times: the service's calendar, not a form's"),
    ("which answers a copy of a service or a brief leaves out", "copying belongs to the service"),
)


def import_framework(source: Path, framework: str, out: Path) -> Report:
    """Import a framework; give the report. Raises `InputError`, and writes nothing then."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InputError([Problem(str(out), "is there already: choose a new folder")])
    report = Report()
    read = read_source(source, framework, report)
    files = _Importer(read, report).files()
    try:
        for name, text in files.items():
            path = out / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        shutil.rmtree(out, ignore_errors=True)  # half a definition is of no use
        says = f"cannot be written: {error.strerror or 'unknown reason'}"
        raise InputError([Problem(str(out), says)]) from None
    return report


@dataclass(slots=True)
class _Importer:
    source: Source
    report: Report
    lots: tuple[str, ...] = ()
    made: dict[str, Made] = field(default_factory=dict)
    plans: dict[str, Plan] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def files(self) -> dict[str, str]:
        """Give the files of the folder, by name."""
        self.lots = self._lots()
        self._plan()
        brief = self._ids("brief")
        for name, plan in self.plans.items():
            made = form_of(plan, self.lots, brief, self.report)
            if made is not None:
                self.made[name] = made
                self.used.add(plan.manifest)
        rulesets = {
            "rulesets/declaration.yaml": self._declaration(),
            "rulesets/evaluation.yaml": self._evaluation(),
        }
        self._day_rates()
        self._tell_the_rest()
        data: dict[str, Any] = {"framework.yaml": self._terms()}
        data |= {f"forms/{name}.yaml": made.data for name, made in self.made.items()}
        data |= {name: each for name, each in rulesets.items() if each is not None}
        title = f"Import of {self.source.framework}"
        texts = {name: _headed(name, write(each)) for name, each in data.items()}
        return texts | {
            KEYS_FILE: write(self._keys()),
            LEFT_OUT_FILE: write(self._left_out()),
            DATA_FILE: json.dumps(self.report.as_data(), ensure_ascii=False, indent=2) + "\n",
            REPORT_FILE: markdown(self.report, title),
        }

    # --- lots and terms -------------------------------------------------------------------------

    def _lots(self) -> tuple[str, ...]:
        """Give the lots: those that questions depend on, in the order of the question `lot`."""
        named = {
            lot
            for asked in self.source.every()
            for depends in asked.depends
            if depends.on == "lot"
            for lot in depends.being
        }
        for asked in self.source.every():
            for depends in asked.depends:
                if depends.on != "lot":
                    says = f"depends on `{depends.on}`, and is asked always here"
                    self.report.left_out(f"{asked.place}:depends", says)
        order = [str(choice.answer) for choice in self._lot_choices()]
        return tuple([lot for lot in order if lot in named] + sorted(named - set(order))) or (
            "all",
        )

    def _lot_choices(self) -> Sequence[Any]:
        asked = self.source.questions.get("services", {}).get("lot")
        return tuple(leaves(asked.options)) if asked else ()

    def _terms(self) -> Data:
        briefed = self._briefed()
        routes: list[Data] = []
        catalogue = [kebab(lot) for lot in self.lots if lot not in briefed]
        if briefed:
            routes.append({"route": "further-competition", "lots": [kebab(lot) for lot in briefed]})
        if catalogue:
            routes.append({"route": "catalogue", "lots": catalogue})
        if len(routes) == 1:
            del routes[0]["lots"]
        name = _titled(self.source.framework)
        for says in (
            f"`framework.yaml`: the name, taken from the folder's: {name}",
            "`framework.yaml`: the owner, and who may buy",
            "`framework.yaml`: the first day and the term",
            "`framework.yaml`: routes to market, taken from which lots have a brief",
        ):
            self.report.fill_in(says)
        terms: Data = {
            "framework": kebab(self.source.framework),
            "name": name,
            "owner": {"name": "To be filled in"},
            "regime": self._regime(),
            "starts": _FAR,
            "term": {"months": 12},
            "lots": [self._lot(lot) for lot in self.lots],
            "routes": routes,
            "buyers": {"who": "To be filled in"},
        }
        roles: Data = {
            "application": [name for name in ("declaration", "service") if name in self.made]
        }
        roles |= {name: name for name in ("brief", "bid", "award") if name in self.made}
        return {**terms, "forms": roles}

    def _lot(self, lot: str) -> Data:
        data: Data = {"id": kebab(lot), "title": _titled(lot)}
        for choice in self._lot_choices():
            if str(choice.answer) == lot:
                texts = Texts(self.report, {}, {})
                label = str(choice.label).strip()
                parts = [label if label.lower() != data["title"].lower() else None]
                if choice.description:
                    place = "questions/services/lot.yml:options"
                    parts.append(texts.long(choice.description, place, None))
                if description := "\n\n".join(filter(None, parts)):
                    data["description"] = description
        if lot == "all":
            self.report.fill_in("`framework.yaml`: lots, since the source names none")
        return data

    def _regime(self) -> str:
        said = json.dumps(
            [each.model_dump(mode="json") for each in self.source.every()], default=str
        )
        return "pcr-2015" if "Public Contracts Regulations 2015" in said else "none"

    def _briefed(self) -> tuple[str, ...]:
        """Give the lots in which buyers write a brief: those that a question of it is for."""
        if "edit_brief" not in self.source.manifests:
            return ()
        files = self.source.questions.get("briefs", {})
        named = {name for s in self.source.manifests["edit_brief"] for name in s.questions}
        limited = [files[name].lots for name in named if name in files]
        some = tuple(lot for lot in self.lots if any(lots and lot in lots for lots in limited))
        return some or self.lots

    # --- forms ----------------------------------------------------------------------------------

    def _plan(self) -> None:
        for role in _ROLES:
            manifest = next((m for m in role.manifests if m in self.source.manifests), None)
            if manifest is None:
                continue
            if manifest != role.manifests[0]:
                says = f"there is no `{role.manifests[0]}`: the form `{role.form}` is made of this"
                self.report.differs(f"manifests/{manifest}.yml", says)
            sections = self.source.manifests[manifest]
            self.plans[role.form] = Plan(
                form=role.form,
                title=role.title,
                by=role.by,
                manifest=manifest,
                sections=_known(sections),
                files=self.source.questions.get(role.kind, {}),
                lots=self.lots if role.form in {"declaration", "service"} else self._briefed(),
                one_page=role.one_page,
                numbered=role.numbered,
            )

    def _ids(self, form: str) -> Mapping[str, str]:
        return ids_of(keys_of(self.plans[form])) if form in self.plans else {}

    def _keys(self) -> Data:
        forms = {
            name: {key: each.as_data() for key, each in made.keys.items()}
            for name, made in self.made.items()
        }
        return {"framework": self.source.framework, "forms": forms}

    # --- rules ----------------------------------------------------------------------------------

    def _declaration(self) -> Data | None:
        if "declaration" not in self.made:
            return None
        ids = self._ids("declaration")
        return grounds.ruleset_of(
            "declaration",
            self.made["declaration"].questions,
            ids,
            self.source.extra.get("declaration"),
            Texts(self.report, {}, {}),
            self.report,
        )

    def _evaluation(self) -> Data | None:
        if "brief" not in self.made or "bid" not in self.made:
            return None
        plan, bid = self.plans["brief"], self.made["bid"]
        weighed = weightings.weighed_in(self.lots, plan.sections, plan.files)
        quoted = [
            each.lot
            for each in weighed
            if any(map(weightings.is_price, each.asked))
            and weightings.price_of(bid.questions, each.lot) is None
        ]
        if quoted:
            self._ask_for_price(bid, quoted)
        return weightings.ruleset_of(
            weighed,
            {lot: _titled(lot) for lot in self.lots},
            self._ids("brief"),
            bid.questions,
            self._ids("bid"),
            Texts(self.report, {}, self._ids("brief")),
            self.report,
        )

    def _ask_for_price(self, bid: Made, lots: Sequence[str]) -> None:
        """Add the question that the price criterion of some lots needs, and nothing else wants."""
        question: Data = {
            "id": weightings.QUOTED,
            "type": "money",
            "label": "What is the price of your proposal?",
            "name": "Price",
            "hint": "Only suppliers on the shortlist are asked for it.",
            "required": False,
        }
        page: Data = {"id": weightings.QUOTED, "title": "Price"}
        if len(lots) < len(self.lots):
            page["lots"] = list(lots)
        page["questions"] = [question]
        if "sections" in bid.data:
            bid.data["sections"].append(
                {"id": weightings.QUOTED, "title": "Price", "pages": [page]}
            )
        else:
            bid.data["pages"].append(page)
        self.report.fill_in(
            f"`forms/bid.yaml`: `{weightings.QUOTED}`, which the price criterion of "
            f"{', '.join(lots)} reads; buyers asked for prices outside the old service"
        )

    def _day_rates(self) -> None:
        """Hold a bid's day rate to the most that the supplier's own service names for the role.

        Their API did so, by names: the role that the brief names, and its `…PriceMax`.
        """
        if not {"bid", "brief", "service"} <= self.made.keys():
            return
        rate = next(
            (
                each
                for ways in self.made["bid"].questions.values()
                for each in ways
                if each.type == "pricing" and any(v.name == _OVER for v in each.validations)
            ),
            None,
        )
        role = self.made["brief"].questions.get("specialistRole", (None,))[0]
        if rate is None or role is None or "price" not in rate.fields:
            return
        service = self._ids("service")
        bid = self.made["bid"].data
        name = self._ids("bid")[rate.fields["price"]]
        says = next(v.message for v in rate.validations if v.name == _OVER)
        checks = []
        for choice in leaves(role.options):
            most = f"{choice.answer}PriceMax"
            if most in self.made["service"].keys:
                checks.append(
                    {
                        "when": {
                            "all": [
                                {
                                    "answer": f"brief.{self._ids('brief')[role.id]}",
                                    "is": choice.answer,
                                },
                                {
                                    "answer": name,
                                    "more_than": {"answer": f"service.{service[most]}"},
                                },
                            ]
                        },
                        "at": name,
                        "says": says,
                    }
                )
        if checks:
            bid.setdefault("checks", []).extend(checks)
            self.report.became(
                rate.place, f"`forms/bid.yaml`: {len(checks)} checks of the day rate"
            )

    # --- the rest -------------------------------------------------------------------------------

    def _tell_the_rest(self) -> None:
        """Say of everything that no form asks what it was."""
        report = self.report
        asked = {
            each.place for made in self.made.values() for ways in made.questions.values()
            for each in ways
        }  # fmt: skip
        told = {entry.source.partition(":")[0] for entry in report.entries}
        in_views = self._in_views()
        for each in self.source.every():
            if each.place in asked or (each.place in told and each.type != "multiquestion"):
                continue
            if each.type == "multiquestion" and self._children_asked(each, asked):
                continue
            where = in_views.get(each.file)
            report.left_out(
                each.place,
                f"is shown only in {where}: nobody answers it"
                if where
                else "no manifest names it, so nobody is asked",
            )
        for name in self.source.manifests:
            if name not in self.used:
                report.left_out(f"manifests/{name}.yml", _VIEWS.get(name, _VIEW))
        for part, says in (
            ("messages", "texts of the old service's pages"),
            ("metadata", "what the old service needed to copy answers and to search them"),
            ("search_mappings", "settings of the old service's search index"),
        ):
            held = self.source.search if part == "search_mappings" else getattr(self.source, part)
            suffix = "json" if part == "search_mappings" else "yml"
            for name in held:
                report.left_out(f"{part}/{name}.{suffix}", says)
        for what, became in _IN_CODE:
            report.became("", f"In the old service's code, {what}: {became}")
        for what, why in _NOT_IN_FORMS:
            report.left_out("", f"In the old service's code, {what}: {why}")

    def _children_asked(self, group: Asked, asked: set[str]) -> bool:
        kinds = [files for files in self.source.questions.values() if group in files.values()]
        return any(
            name in files and files[name].place in asked
            for files in kinds
            for name in group.questions
        )

    def _in_views(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for name, sections in self.source.manifests.items():
            for section in sections:
                for file in section.questions:
                    found.setdefault(file, f"`{name}`")
        return found

    def _left_out(self) -> Data:
        """Give word for word what has no counterpart."""
        views = {
            name: [section.model_dump(mode="json", exclude_unset=True) for section in sections]
            for name, sections in self.source.manifests.items()
            if name not in self.used
        }
        keys: dict[str, Data] = {}
        for each in self.source.every():
            data = each.model_dump(mode="json", exclude_unset=True)
            kept = {key: data[key] for key in data if key in _KEPT or key in each.others}
            if kept:
                keys[each.place] = kept
        whole: Data = plain(
            {
                "manifests": views,
                "messages": dict(self.source.messages),
                "metadata": dict(self.source.metadata),
                "search_mappings": dict(self.source.search),
                "questions": keys,
                "sections": self._section_keys(),
            }
        )
        return whole

    def _section_keys(self) -> Data:
        found: Data = {}
        for name in self.used:
            for section in self.source.manifests[name]:
                data = section.model_dump(mode="json", exclude_unset=True)
                kept = {key: data[key] for key in data if key in {"step", "prefill"}}
                kept |= {key: data[key] for key in section.others}
                if kept:
                    found[f"{name}: {section.name}"] = kept
        return found


_FAR: Final = date(2099, 1, 1)
_OVER: Final = "max_less_than_min"
_VIEW: Final = "another view of the questions, which no form is made of"
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
#: Keys of questions that have no counterpart, and are kept as they were.
_KEPT: Final = ("hidden", "filter_label", "smaller", "slug", "unit_position")


def _known(sections: Sequence[Section]) -> tuple[Section, ...]:
    return tuple(sections)


_SMALL: Final = frozenset({"and", "of", "the", "for", "in"})


def _titled(slug: str) -> str:
    """Make a title of a slug: `g-cloud-11` is G-Cloud 11, `digital-outcomes` Digital outcomes."""
    if match := re.fullmatch(r"g-cloud(?:-(\d+))?", slug):
        return "G-Cloud" + (f" {match[1]}" if match[1] else "")
    words = slug.replace("_", "-").split("-")
    if len(words) == 1 and len(slug) <= 4:
        return slug.upper()
    title = " ".join(words)
    return title[:1].upper() + title[1:]


def _headed(name: str, text: str) -> str:
    if name != "framework.yaml":
        return text
    head = f"# Imported. {REPORT_FILE} says what is to be filled in, and what became what.\n\n"
    return head + text
