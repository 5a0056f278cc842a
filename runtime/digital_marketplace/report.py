"""The report of an import: what became what, what differs, what is left out, what is to fill in."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby
from typing import Any, Final

#: Where an imported folder has the report for people, and for machines.
REPORT_FILE: Final = "imported/report.md"
DATA_FILE: Final = "imported/report.json"


class Sort(StrEnum):
    """What is said of a part of the source."""

    BECAME = "became"  # it is this, here
    DIFFERS = "differs"  # it is this, and not quite the same: why
    LEFT_OUT = "left out"  # it has no counterpart: why
    FILL_IN = "to fill in"  # the source does not say it: what stands there until somebody does


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that the report says.

    `source` is a file of the source, with the key after a colon; empty for what is not in it.
    """

    sort: Sort
    source: str
    says: str

    def as_data(self) -> dict[str, str]:
        """Give the entry as it is printed for machines."""
        return {"sort": self.sort.value, "source": self.source, "says": self.says}


@dataclass(slots=True)
class Report:
    """Collects what is to be said, each thing once."""

    entries: dict[Entry, None] = field(default_factory=dict)

    def became(self, source: str, says: str) -> None:
        """Note what a part of the source became."""
        self.entries[Entry(Sort.BECAME, source, says)] = None

    def differs(self, source: str, says: str) -> None:
        """Note that a part became something that is not quite the same, and why."""
        self.entries[Entry(Sort.DIFFERS, source, says)] = None

    def left_out(self, source: str, says: str) -> None:
        """Note that a part has no counterpart, and why."""
        self.entries[Entry(Sort.LEFT_OUT, source, says)] = None

    def fill_in(self, says: str) -> None:
        """Note what the source does not say."""
        self.entries[Entry(Sort.FILL_IN, "", says)] = None

    def of(self, sort: Sort) -> list[Entry]:
        """Give the entries of a sort, in the order of the sources."""
        return sorted((each for each in self.entries if each.sort is sort), key=_place)

    def as_data(self) -> dict[str, Any]:
        """Give the report as it is printed for machines."""
        return {sort.value: [each.as_data() for each in self.of(sort)] for sort in Sort}

    def counts(self) -> Counter[Sort]:
        """Count the entries by sort."""
        return Counter(each.sort for each in self.entries)


def _place(entry: Entry) -> tuple[str, str]:
    return entry.source, entry.says


_HEADINGS: Final = {
    Sort.FILL_IN: (
        "To fill in",
        "The source does not say these things. What stands in the definition is a placeholder.",
    ),
    Sort.LEFT_OUT: (
        "Left out",
        (
            "These have no counterpart in a definition. What they said is kept, as it was, in "
            "`imported/left-out.yaml`."
        ),
    ),
    Sort.DIFFERS: (
        "Not quite the same",
        "These were carried over with a difference that you should know of.",
    ),
    Sort.BECAME: ("What became what", "Each part of the source, and where it is now."),
}


def markdown(report: Report, title: str) -> str:
    """Write the report for people, what asks something of them first."""
    lines = [f"# {title}", ""]
    counts = report.counts()
    lines += [f"- {heading}: {counts[sort]}" for sort, (heading, _) in _HEADINGS.items()]
    for sort, (heading, intro) in _HEADINGS.items():
        entries = report.of(sort)
        if entries:
            lines += ["", f"## {heading}", "", intro, "", *_listed(entries)]
    return "\n".join(lines) + "\n"


def _listed(entries: Iterable[Entry]) -> Iterator[str]:
    for source, group in groupby(entries, key=lambda each: each.source):
        for each in group:
            yield f"- {f'`{source}`: ' if source else ''}{each.says}"
