"""Ranges: between which figures a measure can come out, by the limits of what is asked."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Final, cast

from agreements.definition.framework import Framework
from forms.model.choice_questions import ManyOf
from rules.policies.measures import Basket, Measure, Sum, Times

#: The least and the most; None is without end.
Range = tuple[Decimal | None, Decimal | None]

_UNLIMITED: Final[Range] = (None, None)


def range_of(measure: Measure, framework: Framework) -> Range:
    """Return the least and the most that a measure can be, as far as it is a sum of figures."""

    def asked(name: str) -> Range:
        subject = framework.vocabulary.find("answer", name)
        return cast(Range, (subject.least, subject.most))

    match measure:
        case Sum(sum=parts):
            found: list[Range] = []
            for part in parts:
                product = asked(part.of if isinstance(part, Times) else part)
                for each in part.factors if isinstance(part, Times) else ():
                    product = _product(
                        product, asked(each) if isinstance(each, str) else (each,) * 2
                    )
                found.append(product)
            return _sum(low for low, _ in found), _sum(high for _, high in found)
        case Basket():
            return _UNLIMITED
        case str():
            return asked(measure)
        case _:
            return _count(measure.count_of, framework)


def _sum(ends: Iterable[Decimal | None]) -> Decimal | None:
    found = list(ends)
    return None if None in found else sum((end for end in found if end is not None), Decimal(0))


def _product(one: Range, other: Range) -> Range:
    """Return the range of a product; without end where a factor is, unless the other is 0."""
    if (Decimal(0),) * 2 in {one, other}:
        return Decimal(0), Decimal(0)
    (low, high), (least, most) = one, other
    if low is not None and least is not None and low >= 0 and least >= 0:
        return low * least, None if high is None or most is None else high * most
    if low is None or high is None or least is None or most is None:
        return _UNLIMITED
    corners = [a * b for a in (low, high) for b in (least, most)]
    return min(corners), max(corners)


def _count(name: str, framework: Framework) -> Range:
    form, _, question = framework.vocabulary.find("answer", name).key[7:].partition(".")
    step = framework.forms[form].steps.get(question) if form in framework.forms else None
    asked = None if step is None else step.question
    most = getattr(asked, "max", None)
    if most is None and isinstance(asked, ManyOf):
        most = len(asked.choices)
    return Decimal(0), None if most is None else Decimal(most)
