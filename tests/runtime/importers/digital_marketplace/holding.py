"""Holding: everything that an import has to hold, whatever framework it is of."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agreements.definition.framework import Framework
from agreements.loading import load
from forms.pages import whole_form_page
from runtime.cli.checking import check_folder
from runtime.importers.digital_marketplace.identifiers import kebab
from runtime.importers.digital_marketplace.importing import import_framework
from runtime.importers.digital_marketplace.report import REPORT_FILE
from tests.runtime.importers.digital_marketplace import assessing, comparing, showing
from tests.runtime.importers.digital_marketplace.making_schemas import answers_schema, manifest_of
from tests.runtime.importers.digital_marketplace.telling import Imported

#: What a problem and an entry of the report have in common, where the source does not say it.
_TO_FILL_IN = ("`catalogue`", "`quoted-price`")


@dataclass(frozen=True)
class Held:
    """An imported framework, with its source.

    lots      its lots; `briefed` those in which buyers write a brief, both as the source has them
    """

    source: Path
    name: str
    lots: tuple[str, ...]
    briefed: tuple[str, ...]
    framework: Framework

    def kinds(self, kinds: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Give the kinds of answers that it asks for, with each lot that it asks them in."""
        lots: Mapping[str, tuple[str, ...]] = {"services": self.lots, "declarations": ("",)}
        for kind in kinds:
            if manifest_of(self.source, self.name, kind):
                yield from ((kind, lot) for lot in lots.get(kind, self.briefed))

    def ours(self, kind: str, lot: str) -> comparing.Ours:
        return comparing.Ours(self.framework, comparing.FORMS[kind], kebab(lot))

    def mended(self, cases: int) -> list[str]:
        """Give the problems that `check` finds, but for those that the import says to fill in."""
        report = check_folder(self.framework.folder, cases=cases)
        found = [*map(str, report.problems)]
        found += [each.says for each in report.findings if each.weight == "problem"]
        report_ = (self.framework.folder / REPORT_FILE).read_text("utf-8")
        to_fill_in = report_.partition("## To fill in")[2].partition("<details>")[0]
        return [
            each
            for each in found
            if not any(sign in each and sign in to_fill_in for sign in _TO_FILL_IN)
        ]

    # --- what has to hold -----------------------------------------------------------------------

    def silent(self) -> list[str]:
        """Give what was dropped silently."""
        return list(Imported(self.source, self.name, self.framework.folder).silent())

    def lost(self) -> list[str]:
        """Give the words that are not shown any more."""
        return [
            f"{kind} {lot}: {each}"
            for kind, lot in self.kinds(showing.FORMS)
            for each in showing.Shown(self.source, self.name, kind, lot, self.framework).lost()
        ]

    def wrong_keys(self) -> list[str]:
        """Give the answers that are not asked for, or are and should not be."""
        return [
            f"{kind} {lot}: {each}"
            for kind, lot in self.kinds(comparing.FORMS)
            for each in comparing.keys_of(self.ours(kind, lot), self.schema(kind, lot))
        ]

    def schema(self, kind: str, lot: str) -> Any:
        return answers_schema(self.source, kind, self.name, lot)

    def compare(self, *, rounds: int, changes: int, least: float = 0.5) -> Counter[str]:
        """Hold every form to its schema; give the improvements that were met."""
        met: Counter[str] = Counter()
        for kind, lot in self.kinds(comparing.FORMS):
            met += comparing.compare(
                self.schema(kind, lot),
                self.ours(kind, lot),
                rounds=rounds,
                changes=changes,
                least=least,
            )
        return met

    def assess(self, tries: Mapping[int, int]) -> Counter[str]:
        """Hold the assessment of declarations to its schema, where there are such."""
        if not manifest_of(self.source, self.name, "declarations"):
            return Counter()
        return assessing.hold(self.source, self.name, self.framework, tries)

    def render(self) -> int:
        """Draw every form in every lot; give how many that are."""
        pages = [
            whole_form_page(form, lot=lot)
            for form in self.framework.forms.values()
            for lot in self.framework.terms.lot_ids
        ]
        assert all(each.startswith("<!DOCTYPE html>") for each in pages)
        return len(pages)


def held(
    source: Path, name: str, lots: tuple[str, ...], briefed: tuple[str, ...], out: Path
) -> Held:
    """Import a framework, and load it."""
    import_framework(source, name, out)
    return Held(source, name, lots, briefed, load(out))
