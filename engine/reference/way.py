"""A way of evaluating as it is written, with the defaults of docs/reference/evaluation.md."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any

from engine.reference.price_scores import exactly
from engine.reference.truth import Known, Questions, names_in

#: The stages in which facts become known.
ENTRY, SCORED, SHORTLISTED, ASSESSED, OPENED, TOTALLED, RANKED, DECIDED = range(8)
#: Plain data: what stands in a file, or a part of it.
Data = Mapping[str, Any]


@dataclass(frozen=True)
class Written:
    """A definition as it is written, and what reads answers to its forms.

    hash        its content hash
    documents   every file, by name, as plain data
    from_tables every rule that decision tables stand for, as plain data, by their full ids
    questions   every question that rules may ask about, by the names that they have in rules
    read_brief, read_bid   turn answers as a competition has them into values by key (a bid's, with
                those of the brief known); raise `Refused`
    asked       the keys of the questions that a brief asks and that must be answered
    unanswered  by form that suppliers fill in to join, the keys of the questions that it asks of a
                bid, that must be answered and are not
    """

    hash: str
    documents: Mapping[str, Data]
    from_tables: Sequence[Data]
    questions: Questions
    read_brief: Callable[[object], Known]
    read_bid: Callable[[Data, Known], Known]
    asked: Callable[[object], frozenset[str]]
    unanswered: Callable[[Data, Known], Mapping[str, frozenset[str]]]


@dataclass(frozen=True)
class Scale:
    """A scale: its marks, each with its worth in per cent where it has one, or even steps."""

    marks: Mapping[Fraction, Fraction | None]
    steps: tuple[Fraction, Fraction, Fraction] | None = None

    @property
    def top(self) -> Fraction:
        """The highest mark."""
        return self.steps[1] if self.steps else max(self.marks)

    @property
    def worths(self) -> list[Fraction]:
        """What its marks are worth, those that say so."""
        return [worth for worth in self.marks.values() if worth is not None]

    def has(self, mark: Fraction) -> bool:
        """Say whether a mark is on the scale."""
        if self.steps is None:
            return mark in self.marks
        low, high, step = self.steps
        return low <= mark <= high and (mark - low) % step == 0


def scale_of(written: object) -> Scale:
    """Read a scale in any of its four spellings."""
    if isinstance(written, str):
        first, _, last = written.replace("to", "-").partition("-")
        return Scale({Fraction(mark): None for mark in range(int(first), int(last) + 1)})
    if isinstance(written, Mapping):
        low, step = exactly(written.get("min", 0)), exactly(written.get("step", 1))
        return Scale({}, (low, exactly(written["max"]), step))
    assert isinstance(written, list)  # noqa: S101 - the definition was checked
    levels = [each if isinstance(each, Mapping) else {"mark": each} for each in written]
    return Scale(
        {
            exactly(each["mark"]): None if each.get("worth") is None else exactly(each["worth"])
            for each in levels
        }
    )


class ReferenceWay:
    """One way, with its defaults."""

    def __init__(self, data: Data) -> None:
        self.data = data
        self.id: str = data["id"]
        self.criteria: list[Data] = data["criteria"]
        self.every = [each for top in self.criteria for each in inside(top)]
        method = data.get("method", "weighted-sum")
        self.method: Data = {"method": method} if isinstance(method, str) else method
        self.shortlist: Data | None = data.get("shortlist")
        self.ties: Sequence[str] = data.get("ties", ["stop"])
        self.panel: Data = data.get("panel", {})
        self.quality_max = exactly(data.get("quality_out_of", 100))
        self.rounding: Data = data.get("rounding", {})

    @cached_property
    def prices(self) -> list[Data]:
        """The criteria that have a price of their own."""
        return [each for each in self.every if "price" in each]

    @cached_property
    def early(self) -> frozenset[str]:
        """The criteria of quality that are marked before a shortlist is drawn."""
        quality = [each for each in self.every if not priced(each)]
        by = (self.shortlist or {}).get("by")
        if not by:
            return frozenset(each["id"] for each in quality)
        counted = {part["id"] for each in quality if each["id"] in by for part in inside(each)}
        return frozenset(
            each["id"]
            for each in quality
            if all(part["id"] in counted for part in inside(each) if not part.get("criteria"))
        )

    def places(self, place: str) -> int:
        """Return the decimal places of the figures of a place."""
        found: int = self.rounding.get("places_of", {}).get(place, self.rounding.get("places", 2))
        return found

    def rounded(self, figure: Fraction, place: str, least: int = 0) -> Fraction:
        """Return a figure as it is printed: to the places of `place`, or `least` if that is more.

        More are printed where unequal figures that are compared would look alike.
        """
        unit = Fraction(10) ** max(self.places(place), least)
        whole, rest = divmod(abs(figure) * unit, 1)
        up = {
            "half-up": rest >= Fraction(1, 2),
            "half-even": rest > Fraction(1, 2) or (rest == Fraction(1, 2) and whole % 2 == 1),
            "down": False,
            "up": rest > 0,
        }
        size = (whole + up[self.rounding.get("mode", "half-up")]) / unit
        return -size if figure < 0 else size

    def carried(self, figure: Fraction, place: str) -> Fraction:
        """Return a figure as it is carried on: rounded where the way says so."""
        return self.rounded(figure, place) if place in self.rounding.get("at", ()) else figure


def inside(criterion: Data) -> Iterator[Data]:
    """Yield a criterion, then those inside it."""
    yield criterion
    for each in criterion.get("criteria", ()):
        yield from inside(each)


def priced(criterion: Data) -> bool:
    """Say whether a criterion is a price, or made of prices."""
    return any("price" in each for each in inside(criterion))


def questions_of(measure: Any) -> list[str]:  # noqa: ANN401 - plain data
    """Return the questions of the bid that make up a measure."""
    if isinstance(measure, str):
        return [measure]
    if "sum" in measure:
        return [each if isinstance(each, str) else each["of"] for each in measure["sum"]]
    return [measure.get("basket") or measure["count_of"]]


def amounts_of(measure: Any) -> list[str]:  # noqa: ANN401 - plain data
    """Return the questions that say how much of something a measure counts."""
    if isinstance(measure, str):
        return []
    by = [_factors(each) for each in measure.get("sum", ()) if not isinstance(each, str)]
    found = [name for factors in by for name in factors if isinstance(name, str)]
    return found + [name for name in [measure.get("quantities")] if isinstance(name, str)]


def _factors(part: Data) -> list[Any]:
    times = part["times"]
    return list(times) if isinstance(times, list | tuple) else [times]


def measured(measure: Any, questions: Questions, known: Known) -> Fraction | None:  # noqa: ANN401
    """Return the figure of a measure; None where an answer that it needs is missing."""

    def answer(name: str) -> Any:  # noqa: ANN401 - an answer of any kind
        return known.get(questions[name].key)

    def factor(each: object) -> Fraction | None:
        if isinstance(each, str) and each in questions:
            found: Fraction | None = answer(each)
            return found
        return exactly(each)

    if isinstance(measure, str):
        figure: Fraction | None = answer(measure)
        return figure
    if "count_of" in measure:
        items = answer(measure["count_of"])
        return None if items is None else Fraction(len(items))
    total = Fraction(0)
    if "sum" in measure:
        for part in measure["sum"]:
            by = [] if isinstance(part, str) else _factors(part)
            figures = [answer(part if isinstance(part, str) else part["of"]), *map(factor, by)]
            if None in figures:
                return None
            product = Fraction(1)
            for each in figures:
                product *= each or 0
            total += product
        return total
    rates, wanted = answer(measure["basket"]), measure["quantities"]
    quantities = answer(wanted) if isinstance(wanted, str) else wanted
    if rates is None or quantities is None:
        return None
    for role, quantity in quantities.items():
        if exactly(quantity) and rates.get(role) is None:
            return None
        total += exactly(quantity) * exactly(rates.get(role) or 0)
    return total


# --- rules ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ReferenceRule:
    """A rule that applies, with its full id, the stage in which it runs, and its turn there."""

    id: str
    when: Data | None
    then: Data
    stage: int
    turn: int


def rules_of(
    written: Written, way: ReferenceWay, lot: str | None, on: date | None
) -> list[ReferenceRule]:
    """Return the rules that an owner wrote and that apply to a lot, a way and a day, in order."""
    found: list[Data] = []
    for name, ruleset in written.documents.items():
        if not name.startswith("rulesets/") or not isinstance(ruleset, Mapping):
            continue
        if ruleset.get("decides") == "application":
            continue
        prefix, lots = f"{ruleset['ruleset']}/", ruleset.get("lots", ())
        found += [
            {**rule, "id": prefix + rule["id"], "lots": rule.get("lots") or lots}
            for rule in ruleset.get("rules", ())
        ]
    found += [*written.from_tables, *_rows(way)]
    applying = [rule for rule in found if _applies(rule, way, lot, on)]
    stages = _Stages(written, way, applying)
    made = [
        ReferenceRule(each["id"], each.get("when"), each["then"], *stages.of(each))
        for each in applying
    ]
    return sorted(made, key=lambda rule: (rule.stage, rule.turn))


def _rows(way: ReferenceWay) -> Iterator[Data]:
    for criterion in way.every:
        for number, row in enumerate(criterion.get("scored", {}).get("rows", ()), start=1):
            yield {
                "id": f"evaluation/{criterion['id']}/row-{number}",
                "when": row.get("when"),
                "then": {"score": {"criterion": criterion["id"], "is": row["score"]}},
            }


def _applies(rule: Data, way: ReferenceWay, lot: str | None, on: date | None) -> bool:
    first, last = (None if rule.get(key) is None else _day(rule[key]) for key in ("from", "until"))
    return (
        (not rule.get("lots") or lot is None or lot in rule["lots"])
        and (not rule.get("ways") or way.id in rule["ways"])
        and (first is None or on is None or first <= on)
        and (last is None or on is None or on <= last)
    )


def _day(written: object) -> date:
    return written if isinstance(written, date) else date.fromisoformat(str(written))


class _Stages:
    """When each rule runs: once the last of what it reads is known."""

    def __init__(self, written: Written, way: ReferenceWay, rules: Sequence[Data]) -> None:
        self.written = written
        self.rules = rules
        self.facts = {"shortlisted": SHORTLISTED, "overall-quality": ASSESSED, "total": TOTALLED}
        self.facts |= {"rank": RANKED, "outcome": DECIDED}
        for each in way.every:
            name = each["id"]
            early = SCORED if name in way.early else ASSESSED
            self.facts |= {name: TOTALLED if priced(each) else early, f"{name}/points": TOTALLED}
            for price in ("value", "percent-of-mean", "percent-of-lowest"):
                self.facts[f"{name}/{price}"] = OPENED
        closed = [n for each in way.prices for n in questions_of(each["price"]["of"])]
        two = way.data.get("envelopes") == "two"
        self.sealed = {written.questions[name].key for name in closed} if two else set()

    def of(self, rule: Data) -> tuple[int, int]:
        """Return the stage of a rule, and its turn: after the rules that derive what it reads."""
        found = (ENTRY, 0)
        for sort, name in names_in(rule.get("when")):
            if sort != "fact":
                sealed = self.written.questions[name].key in self.sealed
                found = max(found, (OPENED if sealed else ENTRY, 0))
                continue
            found = max(found, (self.facts.get(name, ENTRY), 0))
            for each in self.rules:
                if name in each["then"].get("fact", {}):
                    stage, turn = self.of(each)
                    found = max(found, (stage, turn + 1))
        return found
