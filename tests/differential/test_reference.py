"""The product and the reference evaluation come to the same results, and a fault is noticed.

They are held against each other on every worked folder and example, and on drawn competitions of
every method and price formula. Then the product is broken on purpose, one way after another.
"""

from collections.abc import Callable
from contextlib import closing
from fractions import Fraction
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Final, get_args

import pytest

from agreements.definition import way_linking
from agreements.definition.framework import Framework
from agreements.loading import load
from agreements.operations import competition_result
from agreements.verification import reference_evaluation, verify_result
from engine.competitions import criterion_scores, scoring, stages, tie_evidence
from engine.methods import ranking
from engine.methods.random_draw import DrawnLot, draw
from engine.methods.ranking import Ranking, ranked
from engine.methods.shortlisting import shortlisted
from engine.reference.price_scores import Refused
from rules.figures import rounding
from rules.policies.evaluation import rules_of_way
from rules.policies.formulas.every_formula import AnyPriceFormula
from rules.policies.methods.every_method import AnyMethod
from rules.problems import InputError
from rules.yaml.json_reading import read_json
from tests.differential.competitions import FORMULAS, METHODS, Drawn, drawn

ROOT: Final = Path(__file__).parents[2]
FOLDERS: Final = sorted(
    path.parent
    for base in ("tests/worked", "examples")
    for path in ROOT.glob(f"{base}/*/framework.yaml")
)
#: What is drawn: every method with any formula, and every formula under the weighted sum.
KINDS: Final = [
    *((method, None) for method in METHODS),
    *(("weighted-sum", formula) for formula in FORMULAS),
]
_Kind = tuple[str, str | None]


#: The classes of the product, by the words that stand for them in definitions.
FORMULA_CLASSES: Final = {
    get_args(c.model_fields["formula"].annotation)[0]: c
    for c in get_args(get_args(AnyPriceFormula)[0])
}
METHOD_CLASSES: Final = {
    get_args(c.model_fields["method"].annotation)[0]: c for c in get_args(get_args(AnyMethod)[0])
}


def test_every_method_and_formula_is_drawn() -> None:
    assert FORMULA_CLASSES.keys() == FORMULAS.keys()
    assert METHOD_CLASSES.keys() == METHODS.keys()


# --- they agree -----------------------------------------------------------------------------------


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_they_agree_on_what_is_published(folder: Path) -> None:
    read = [(path.name, read_json(path, path.name)) for path in sorted(folder.rglob("*.json"))]
    competitions = {name: data for name, data in read if "bids" in data}
    assert competitions
    with closing(load(folder)) as framework:
        for name, data in competitions.items():
            assert not _differences(framework, data), name


def _differences(framework: Framework, data: Any) -> tuple[str, ...] | None:
    """Give where the two differ on a competition; None where both refuse it."""
    try:
        result = competition_result(framework, data)
    except InputError as error:
        try:
            reference_evaluation(framework, data)
        except Refused:
            return None
        return (f"only the product refuses it: {error}",)
    verification = verify_result(framework, data, result)
    if not verification.differences:
        assert verification.bids == len(result["bids"])
        assert verification.figures > 6 * verification.bids
    return verification.differences


@cache
def cases(kind: _Kind, number: int) -> tuple[Drawn, ...]:
    """Draw cases of a kind, always the same."""
    return tuple(drawn(Random(f"{kind}/{each}"), *kind) for each in range(number))


def _hold(kind: _Kind, number: int) -> None:
    decided = refused = 0
    for case in cases(kind, number):
        with closing(load(case.files)) as framework:
            for data in case.competitions:
                differences = _differences(framework, data)
                assert not differences, (differences, case.files, data)
                decided += differences is not None
                refused += differences is None
    assert decided > refused


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_they_agree_on_what_is_drawn(kind: _Kind) -> None:
    _hold(kind, 4)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_they_agree_on_thousands_that_are_drawn(kind: _Kind) -> None:
    _hold(kind, 100)


# --- a fault is noticed ---------------------------------------------------------------------------


def _noticed(kind: _Kind, number: int = 15) -> str:
    """Give the first difference on competitions of a kind, from which nothing differs otherwise."""
    for case in cases(kind, number):
        with closing(load(case.files)) as framework:
            for data in case.competitions:
                differences = _differences(framework, data)
                if differences:
                    return differences[0]
    return ""


@pytest.mark.parametrize("formula", FORMULAS)
def test_half_a_price_formula_is_noticed(formula: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = FORMULA_CLASSES[formula]._scores

    def half(self: Any, *given: Any) -> dict[str, Fraction]:
        return {bid: score / 2 for bid, score in whole(self, *given).items()}

    monkeypatch.setattr(FORMULA_CLASSES[formula], "_scores", half)
    assert _noticed(("weighted-sum", formula))


@pytest.mark.parametrize("method", METHODS)
def test_a_total_that_is_a_little_off_is_noticed(
    method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thousandth on the bid whose id comes last."""
    right = METHOD_CLASSES[method]._totals

    def off(self: Any, offers: Any) -> Any:
        totals = right(self, offers)
        last = max(totals)
        if isinstance(totals[last], tuple):
            return totals | {last: tuple(1 - figure for figure in totals[last])}
        return totals | {last: (totals[last] or 0) + Fraction(1, 1000)}

    monkeypatch.setattr(METHOD_CLASSES[method], "_totals", off)
    assert _noticed((method, None))


def _swapped(*given: Any, **more: Any) -> Ranking:
    found = ranked(*given, **more)
    first, second = ({bid for bid, rank in found.ranks.items() if rank == n} for n in (1, 2))
    swapped = {**dict.fromkeys(first, 2), **dict.fromkeys(second, 1)} if second else {}
    return Ranking({**found.ranks, **swapped}, found.order, found.tied, found.steps)


def _without_first_tie_rule(totals: Any, best: Any, chain: Any, evidence: Any) -> Ranking:
    return ranked(totals, best, chain[1:] or chain, evidence)


def _without_minimums(way: Any) -> Any:
    return [each for each in rules_of_way(way) if not each[0].id.endswith("/minimum")]


def _without_shortlist(way: Any) -> Any:
    return [each for each in rules_of_way(way) if each[0].id != "evaluation/shortlist"]


def _last_lot_first(seed: str, bids: Any) -> tuple[DrawnLot, ...]:
    return draw(seed, bids)[::-1]


def _never_up(*_: object) -> bool:
    return False


def _carries_nothing(value: Fraction, *_: object) -> Fraction:
    return value


def _one_kept_too_many(shortlist: Any, scores: Any, **more: Any) -> Any:
    found = shortlisted(shortlist, scores, **more)
    dropped = dict(found.dropped)
    if dropped:
        dropped.pop(max(dropped, key=lambda bid: scores[bid]))
    return type(found)(found.kept, dropped, found.number, found.short_by)


def _highest_mark(_: object, marks: Any) -> Fraction:
    found: Fraction = max(marks)
    return found


def _of_tops(way: Any, weightings: Any) -> dict[str, Fraction]:
    return {each.id: Fraction(weightings.get(each.id, 1)) for each in way.every}


def _no_worth(_: object, mark: Fraction, top: Fraction) -> Fraction:
    return mark / top


def _of_a_hundred(measured: Any, value: Fraction) -> Any:
    return scoring.Score(value, value / 100, value)


def _always_accepts(*_: object) -> None:
    return None


#: Each with what it is, where it is put, and the method under which it is looked for.
FAULTS: Final[list[tuple[str, object, str, Callable[..., Any], str]]] = [
    ("ranks swapped", stages, "ranked", _swapped, "best-quality"),
    ("a tie rule dropped", stages, "ranked", _without_first_tie_rule, "best-quality"),
    ("lots read from the end", ranking, "draw", _last_lot_first, "best-quality"),
    ("a seed that anybody knows", tie_evidence, "seed_of", lambda *_: "seed", "best-quality"),
    ("rounding down", rounding, "_goes_up", _never_up, "weighted-sum"),
    ("nothing carried on rounded", scoring, "carried", _carries_nothing, "weighted-sum"),
    ("minimums left out", way_linking, "rules_of_way", _without_minimums, "weighted-sum"),
    ("no shortlist", way_linking, "rules_of_way", _without_shortlist, "weighted-sum"),
    ("one more on the shortlist", stages, "shortlisted", _one_kept_too_many, "weighted-sum"),
    ("the highest mark for all", scoring, "combine", _highest_mark, "weighted-sum"),
    (
        "weightings that are not worked out",
        stages,
        "effective_weightings",
        _of_tops,
        "weighted-sum",
    ),
    ("marks worth what they are", scoring, "_worth", _no_worth, "weighted-sum"),
    (
        "figures that are not compared",
        criterion_scores,
        "measured_score",
        _of_a_hundred,
        "weighted-sum",
    ),
    ("rulings that nobody made", stages._EvaluationRun, "_refer", _always_accepts, "weighted-sum"),
]


@pytest.mark.parametrize(
    ("module", "name", "fault", "method"),
    [each[1:] for each in FAULTS],
    ids=[each[0] for each in FAULTS],
)
def test_a_fault_is_noticed(
    module: object,
    name: str,
    fault: Callable[..., Any],
    method: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, name, fault)
    assert _noticed((method, None), 60)
