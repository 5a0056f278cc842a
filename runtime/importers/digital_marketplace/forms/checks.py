"""Checks: what must hold between the answers of a form, gathered from each of its lots."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from runtime.importers.digital_marketplace.definition_data import Data
from runtime.importers.digital_marketplace.report import ImportReport, SourcePlace

#: What their API told the lowest and the highest price by: how the keys end.
_LOWEST = re.compile(r"(.*)pricemin", re.IGNORECASE)
#: The most questions that a check may name.
_MOST: Final = 200


@dataclass(slots=True)
class Checks:
    """The checks of a form. A lot adds its questions to a check that other lots have too.

    What a check says is the first of the messages `says` that its questions have, or a default.
    Methods return it, so that the other messages can be reported.
    """

    conflicts: dict[tuple[str, str], Data] = field(default_factory=dict)
    totals: dict[str, Data] = field(default_factory=dict)
    together: dict[str, Data] = field(default_factory=dict)
    some_of: list[Data] = field(default_factory=list)

    def in_order(self, low: str, high: str, says: Sequence[str]) -> str:
        """Add that a lowest price is not above the highest."""
        when = {"answer": low, "more_than": {"answer": high}}
        default = "The highest price cannot be below the lowest"
        return self._conflict((low, high), when, [*says, default])

    def at_most(self, name: str, most: str, when: Data, says: Sequence[str]) -> str:
        """Add that a price is not above another, of the supplier's own, if a condition holds."""
        more = {"answer": name, "more_than": {"answer": most}}
        default = "The day rate cannot be above the highest of your own service"
        return self._conflict((most, name), {"all": [when, more]}, [*says, default])

    def not_together(self, names: Sequence[str], when: Sequence[Data], says: Sequence[str]) -> str:
        """Add that some conditions, each on one of some questions, do not all hold."""
        default = "You must offer services in at least one lot"
        return self._conflict((names[0], names[-1]), {"all": list(when)}, [*says, default])

    def _conflict(self, ends: tuple[str, str], when: Data, says: Sequence[str]) -> str:
        """Add a check that is shown at the second of two questions, unless they have one."""
        check = {"when": when, "at": ends[1], "says": says[0]}
        return str(self.conflicts.setdefault(ends, check)["says"])

    def total(self, names: Sequence[str], says: Sequence[str]) -> str | None:
        """Add that figures total 100. Lots whose first figure is the same share the check."""
        check = self.totals.setdefault(names[0], {"total": [], "is": 100})
        _more(check["total"], names)
        for each in says[:1]:
            check.setdefault("says", each)
        return check.get("says")

    def all_or_none(self, of: str, names: Iterable[str]) -> None:
        """Add that questions are answered together; `of` is what they belong to."""
        _more(self.together.setdefault(of, {"together": []})["together"], names)

    def one_at_least(self, names: Sequence[str]) -> None:
        """Add that one of some questions at least is answered, in the lot that asks them."""
        beside = (each for each in self.some_of if set(each["some_of"]) & set(names))
        check = next(beside, None)
        if check is None:
            self.some_of.append({"some_of": list(names)})
        else:
            _more(check["some_of"], names)

    def data(self, report: ImportReport, place: SourcePlace) -> list[Data]:
        """Return the checks of the form, each once, and report those that it cannot have."""
        groups = [*self.totals.values(), *self.together.values(), *self.some_of]
        wanted = []
        for each in groups:
            count = len(next(iter(each.values())))
            if count > _MOST:
                says = f"a check between {count:,} questions: a form's has at most {_MOST}"
                report.left_out(place, says)
            elif count > 1:
                wanted.append(each)
        return list({repr(each): each for each in (*self.conflicts.values(), *wanted)}.values())


def _more(names: list[str], others: Iterable[str]) -> None:
    names += [each for each in others if each not in names]


def lowest_and_highest(keys: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the keys of the lowest and the highest price, paired by their names."""
    lower = {key.lower(): key for key in keys}
    for key in keys:
        match = _LOWEST.fullmatch(key)
        high = lower.get(f"{match[1].lower()}pricemax") if match else None
        if high is not None:
            yield key, high
