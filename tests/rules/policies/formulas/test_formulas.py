"""A price formula can be written in few words, and cannot be written wrong."""

from decimal import Decimal
from typing import Any, Final, get_args

import pytest
from pydantic import TypeAdapter, ValidationError

from rules.conditions import Reference
from rules.policies.formulas.bands import Bands
from rules.policies.formulas.differences import DeviationFromLowest, Logarithmic, MeanNarrowAverage
from rules.policies.formulas.every_formula import FORMULAS, AnyPriceFormula
from rules.policies.formulas.lines import LinearBetweenBounds
from rules.policies.formulas.price_formula import PriceFormula

ANY: Final[TypeAdapter[AnyPriceFormula]] = TypeAdapter(AnyPriceFormula)


def read(formula: str, **keys: Any) -> AnyPriceFormula:
    return ANY.validate_python({"of": "total-price", "formula": formula, **keys})


def refusal(formula: str, **keys: Any) -> str:
    with pytest.raises(ValidationError) as refused:
        read(formula, **keys)
    return str(refused.value)


def test_every_formula_can_be_chosen_by_name() -> None:
    union = get_args(get_args(AnyPriceFormula)[0])
    assert union == FORMULAS
    names = [get_args(cls.model_fields["formula"].annotation)[0] for cls in FORMULAS]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("cls", FORMULAS)
def test_every_formula_says_what_it_is(cls: type[PriceFormula]) -> None:
    assert cls.title
    assert cls.source
    assert isinstance(cls.relative, bool)
    doc = cls.__doc__ or ""
    assert all(part in doc for part in ("Source: ", "Relative: ", "Degenerate cases: "))
    assert all(field.description for field in cls.model_fields.values())


def test_few_words_are_enough() -> None:
    plain = read("lowest-price-ratio")
    assert plain.of == "total-price"
    assert plain.out_of == 100
    assert plain.reversible
    assert plain.asked is None


def test_defaults_are_the_safe_ones() -> None:
    mean = read("mean-narrow-average")
    assert isinstance(mean, MeanNarrowAverage)
    assert (mean.at_mean, mean.points_per_percent) == (Decimal(50), Decimal(1))
    assert (mean.floor, mean.capped) == (Decimal(0), True)
    deviation = read("deviation-from-lowest")
    assert isinstance(deviation, DeviationFromLowest)
    assert deviation.floor == Decimal(0)


def test_a_logarithm_is_reversible_only_with_a_floor() -> None:
    assert read("logarithmic", base=2).reversible
    without = read("logarithmic", base=2, floor="none")
    assert isinstance(without, Logarithmic)
    assert without.relative
    assert not without.reversible


def test_a_figure_is_set_or_asked_for() -> None:
    asked = read("linear-between-bounds", lowest=0, highest={"answer": "brief.budget"})
    assert isinstance(asked, LinearBetweenBounds)
    assert asked.asked == Reference(answer="brief.budget")
    assert read("discount-power", budget={"fact": "base"}, exponent=2).asked == Reference(
        fact="base"
    )


def test_bands_end_where_they_say() -> None:
    table = read("bands", bands=[{"below": 10, "score": 9}, {"up_to": 10, "score": 8}], above=1)
    assert isinstance(table, Bands)
    assert [band.end for band in table.bands] == [(Decimal(10), False), (Decimal(10), True)]


@pytest.mark.parametrize(
    ("formula", "keys", "says"),
    [
        ("lowest-price-ratio", {"out_of": 0}, "greater than 0"),
        ("lowest-price-ratio", {"out_of": "1e999"}, "digits"),
        ("lowest-price-ratio", {"out_of": "NaN"}, "finite"),
        ("lowest-price-ratio", {"exponent": 2}, "Extra inputs"),
        ("deviation-from-lowest", {"floor": 100}, "`floor` 100 must be lower than `out_of` 100"),
        ("linear-between-bounds", {"lowest": 5, "highest": 5}, "`highest` 5 must be above"),
        ("linear-between-bounds", {"lowest": 5}, "Field required"),
        ("mean-narrow-average", {"at_mean": 60, "out_of": 50}, "`at_mean` 60 is above `out_of` 50"),
        ("mean-narrow-average", {"floor": 60}, "`floor` 60 is above `at_mean` 50"),
        ("mean-narrow-average", {"points_per_percent": 0}, "greater than 0"),
        ("bands", {"bands": []}, "at least 1 item"),
        ("bands", {"bands": [{"score": 5}]}, "give one of `up_to`"),
        ("bands", {"bands": [{"up_to": 1, "below": 1, "score": 5}]}, "give one of `up_to`"),
        ("bands", {"bands": [{"up_to": 1, "score": 101}]}, "101 is above `out_of` 100"),
        (
            "bands",
            {"bands": [{"up_to": 20, "score": 9}, {"up_to": 20, "score": 8}]},
            "20 must come before 20",
        ),
        (
            "bands",
            {"bands": [{"up_to": 20, "score": 9}, {"below": 20, "score": 8}]},
            "20 must come before 20",
        ),
        (
            "bands",
            {"bands": [{"up_to": 10, "score": 8}, {"up_to": 20, "score": 9}]},
            "a dearer band scores 9, more than 8",
        ),
        ("bands", {"bands": [{"up_to": 10, "score": 8}], "above": 9}, "scores 9, more than 8"),
        ("discount-ratio", {"budget": 0, "smallest_full_discount": 2}, "greater than 0"),
        ("discount-ratio", {"budget": 9, "smallest_full_discount": 101}, "less than or equal"),
        ("discount-power", {"budget": 9, "exponent": 11}, "less than or equal to 10"),
        ("discount-bilinear", {"budget": 9, "percent_at_mean": 0}, "greater than 0"),
        ("logarithmic", {"base": 1}, "greater than 1"),
        ("reference-ratio", {"reference": {"answer": "a", "fact": "b"}}, "one of `answer`"),
        ("cheapest", {}, "does not match any of the expected tags"),
    ],
)
def test_mistakes_are_refused(formula: str, keys: dict[str, Any], says: str) -> None:
    assert says in refusal(formula, **keys)
