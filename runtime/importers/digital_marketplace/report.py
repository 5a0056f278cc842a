"""The report of an import: what became what, what differs, what is left out, what is to fill in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby
from typing import Any, Final

from rules.problems import DataPath
from rules.yaml.json_reading import spot

#: Where an imported folder has the report for people, and for machines; and the parts of the source
#: that have no counterpart, word for word.
REPORT_FILE: Final = "imported/report.md"
DATA_FILE: Final = "imported/report.json"
LEFT_OUT_FILE: Final = "imported/left-out.yaml"


@dataclass(frozen=True, slots=True, order=True)
class SourcePlace:
    """A place in the source: a file, and where in its data. `place / "options" / 3` is inside."""

    file: str = ""
    at: DataPath = ()

    def __truediv__(self, part: str | int) -> "SourcePlace":
        """Return a place inside this one."""
        return SourcePlace(self.file, (*self.at, part))

    def __str__(self) -> str:
        """Name the place for people: `questions/services/price.yml:fields.price`."""
        return f"{self.file}:{spot(self.at)}" if self.at else self.file


#: Of what stands in no file of the source: rules in the old service's code.
NOWHERE: Final = SourcePlace()


class Sort(StrEnum):
    """What is said of a part of the source."""

    BECAME = "became"  # it is this, here
    DIFFERS = "differs"  # it is this, and not quite the same: why
    LEFT_OUT = "left out"  # it has no counterpart: why
    FILL_IN = "to fill in"  # the source does not say it: what stands there until somebody does


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """One thing that the report says of a place in the source.

    needless    of what is left out: whether a framework loses nothing by it, such as a setting of
                the old service's search
    """

    sort: Sort
    place: SourcePlace
    says: str
    needless: bool = False

    def as_data(self) -> dict[str, str]:
        """Return the data that is printed as JSON."""
        data = {"sort": self.sort.value, "source": str(self.place), "says": self.says}
        return data | ({"loses": "nothing"} if self.needless else {})


@dataclass(slots=True)
class ImportReport:
    """Collects what is to be said, each thing once.

    names   what people call places that have only a number: sections, options, messages
    asked   by set of questions: how many are asked, and how many there are
    """

    entries: dict[ReportEntry, None] = field(default_factory=dict)
    names: dict[SourcePlace, str] = field(default_factory=dict)
    asked: dict[str, tuple[int, int]] = field(default_factory=dict)

    def became(self, place: SourcePlace, says: str) -> None:
        """Note what a part of the source became."""
        self.entries[ReportEntry(Sort.BECAME, place, says)] = None

    def differs(self, place: SourcePlace, says: str) -> None:
        """Note that a part became something that is not quite the same, and why."""
        self.entries[ReportEntry(Sort.DIFFERS, place, says)] = None

    def left_out(self, place: SourcePlace, says: str, *, needless: bool = False) -> None:
        """Note that a part has no counterpart, and why; whether nothing is lost by it."""
        self.entries[ReportEntry(Sort.LEFT_OUT, place, says, needless)] = None

    def fill_in(self, says: str) -> None:
        """Note what the source does not say."""
        self.entries[ReportEntry(Sort.FILL_IN, NOWHERE, says)] = None

    def of(self, sort: Sort) -> list[ReportEntry]:
        """Return the entries of a sort, in the order of the source."""
        return sorted((each for each in self.entries if each.sort is sort), key=_order)

    def told(self) -> frozenset[str]:
        """Return the files that became something or were left out as a whole."""
        return frozenset(
            each.place.file
            for each in self.entries
            if each.sort is Sort.BECAME or (each.sort is Sort.LEFT_OUT and not each.place.at)
        )

    def called(self, place: SourcePlace) -> str:
        """Name a place inside its file for people: `[3].editable` (Pricing)."""
        around = [SourcePlace(place.file, place.at[:n]) for n in range(len(place.at), 0, -1)]
        name = next((self.names[each] for each in around if each in self.names), "")
        return f"`{spot(place.at)}`" + (f" ({name[:80]})" if name else "")

    def as_data(self) -> dict[str, Any]:
        """Return the data that is printed as JSON."""
        return {sort.value: [each.as_data() for each in self.of(sort)] for sort in Sort}


def _order(entry: ReportEntry) -> tuple[str, tuple[tuple[bool, str | int], ...], str]:
    place = entry.place
    return place.file, tuple((isinstance(part, str), part) for part in place.at), entry.says


_TO_FILL_IN: Final = "The source does not state these. The definition holds placeholders."
_LOST: Final = (
    "These have no counterpart in a definition, so what they said is lost to it. Decide on each. "
    f"Their content is kept unchanged in `{LEFT_OUT_FILE}`, except for files that were not read."
)
_DIFFERS: Final = "These were converted, with a difference that you must know about."
_NEEDLESS: Final = (
    "Settings of the old service's pages, searches and messages. A framework loses nothing by them."
)
_BECAME: Final = "Each part of the source, and where it is now."


def markdown(report: ImportReport, title: str) -> str:
    """Write the report for people: first what loses meaning, with counts; the rest is folded.

    What is said of several places is said once.
    """
    left_out = report.of(Sort.LEFT_OUT)
    parts = (
        ("Lost", _LOST, [each for each in left_out if not each.needless], False),
        ("Not quite the same", _DIFFERS, report.of(Sort.DIFFERS), False),
        ("To fill in", _TO_FILL_IN, report.of(Sort.FILL_IN), False),
        ("Not needed", _NEEDLESS, [each for each in left_out if each.needless], True),
        ("Converted", _BECAME, report.of(Sort.BECAME), True),
    )
    lines = [f"# {title}", ""]
    for name, (asked, there) in report.asked.items():
        lines.append(f"- Questions of `{name}`: {asked} of {there} are asked")
    lines += [f"- {heading}: {len(entries)}" for heading, _, entries, _ in parts]
    for heading, intro, entries, folded in parts:
        if not entries:
            continue
        listed = [intro, "", *_listed(entries, report)]
        if folded:
            summary = f"<summary>{heading}: {len(entries)}</summary>"
            lines += ["", "<details>", summary, "", *listed, "", "</details>"]
        else:
            lines += ["", f"## {heading}", "", *listed]
    return "\n".join(lines) + "\n"


def _listed(entries: Iterable[ReportEntry], report: ImportReport) -> Iterator[str]:
    places: dict[str, list[SourcePlace]] = {}
    for each in entries:
        places.setdefault(" ".join(each.says.split()), []).append(each.place)
    # What happened once is seldom a matter of course; what happened everywhere is.
    for says, of in sorted(places.items(), key=lambda each: len(each[1])):
        if len(of) > 1:
            yield f"- {says}:"
            for file, inside in groupby(of, key=lambda place: place.file):
                at = ", ".join(report.called(place) for place in inside if place.at)
                yield f"  - `{file}`" + (f": {at}" if at else "")
        elif of[0] == NOWHERE:
            yield f"- {says}"
        else:
            at = f": {report.called(of[0])}" if of[0].at else ""
            yield f"- `{of[0].file}`{at}: {says}"
