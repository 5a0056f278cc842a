"""Holding: everything that an import has to hold, whatever framework it is of."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agreements.definition.framework import Framework
from agreements.loading import load
from forms.pages import whole_form_page
from runtime.cli.checking import CheckReport
from runtime.importers.digital_marketplace.identifiers import kebab
from runtime.importers.digital_marketplace.importing import import_framework
from tests.runtime.importers.digital_marketplace import assessing, comparing, showing
from tests.runtime.importers.digital_marketplace.making_schemas import answers_schema, manifest_of
from tests.runtime.importers.digital_marketplace.telling import Imported


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


#: What the old service did not hold, so that an owner has to decide it before a launch.
_TO_DECIDE = ("has no way of evaluating for the route `catalogue`", "needs the answer to `quoted-")


def left_to_mend(report: CheckReport) -> list[str]:
    """What a check of an imported folder finds, but for what its owner has to decide."""
    found = [str(each) for each in report.problems]
    found += [each.case for each in report.cases if not each.holds]
    found += [f"{each.where}: {each.says}" for each in report.findings if each.weight == "problem"]
    return [each for each in found if not any(says in each for says in _TO_DECIDE)]
