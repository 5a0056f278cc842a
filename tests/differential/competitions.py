"""Competitions of every method and every price formula, drawn with the definitions they are under.

What is drawn is small and full of ties, thresholds that are just met, equal prices, marks that
differ and weightings of zero: where programs that evaluate go wrong.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Final, TypeVar

T = TypeVar("T")
Data = dict[str, Any]

#: Every method, with what is drawn for it: constants, or functions of what draws.
METHODS: Final[Mapping[str, Mapping[str, Any]]] = {
    "weighted-sum": {},
    "lowest-price": {},
    "best-quality": {},
    "lexicographic": {},
    "price-per-quality-point": {"zero_quality": ["last", "refuse"]},
    "value-for-money-index": {"price_unit": [1, 1000]},
    "weighted-value-for-money": {"price_unit": [1, 1000]},
    "cost-less-willingness-to-pay": {"per_point": [2, "0.5", {"answer": "worth"}]},
    "monetised-deductions": {},
    "quality-premium": {"reference": ["lowest", 40]},
    "utility-index": {},
    "relative-value": {},
    "coefficient": {},
    "rated-criteria": {},
}
_WEIGHING: Final = ("utility-index", "coefficient", "rated-criteria", "weighted-value-for-money")
_BUDGET: Final = [100, 150, {"answer": "budget"}]
_FLOORS: Final = [0, 10, "none"]
#: Every price formula, with what is drawn for its keys.
FORMULAS: Final[Mapping[str, Mapping[str, Any]]] = {
    "lowest-price-ratio": {},
    "deviation-from-lowest": {"percent_at_zero": [100, 50, 130], "floor": _FLOORS},
    "linear-between-bids": {},
    "linear-between-bounds": {"lowest": [50, 90], "highest": _BUDGET},
    "mean-narrow-average": {
        "at_mean": [50, 30],
        "points_per_percent": [1, "0.5"],
        "floor": _FLOORS,
        "capped": [True, False],
    },
    "bands": {
        "bands": [
            [{"below": 100, "score": 40}, {"up_to": 120, "score": 20}],
            [{"up_to": 90, "score": 30}, {"up_to": 100, "score": 20}, {"below": 150, "score": 5}],
        ],
        "above": [0, 3],
    },
    "discount-ratio": {"budget": _BUDGET, "smallest_full_discount": [0, 5, 40]},
    "discount-power": {"budget": _BUDGET, "exponent": [1, 2, "0.5", "1.7"]},
    "discount-bilinear": {"budget": _BUDGET, "percent_at_mean": [80, 95]},
    "logarithmic": {"base": [2, "1.5"], "floor": _FLOORS},
    "reference-ratio": {"reference": _BUDGET, "capped": [True, False]},
}

_PRICES: Final = ["80", "90.00", "100", "100", "110", "120", "133.33", "150", "200"]
_FRAMEWORK: Final = {
    "framework": "drawn",
    "name": "Drawn",
    "owner": {"name": "Nobody"},
    "starts": "2026-01-01",
    "term": {"months": 12},
    "lots": [{"id": "one", "title": "One"}, {"id": "two", "title": "Two"}],
    "routes": ["further-competition"],
    "buyers": {"who": "Anybody"},
}
_CERTIFICATES: Final = ["a", "b", "c"]
_ROLES: Final = [{"id": "x", "label": "X"}, {"id": "y", "label": "Y"}]
_BID: Final = {
    "title": "Bid",
    "questions": [
        {"id": "total-price", "type": "money", "label": "Total price"},
        {"id": "set-up", "type": "money", "label": "Set up"},
        {"id": "hours", "type": "number", "label": "Hours", "whole": True},
        {"id": "uptime", "type": "percentage", "label": "Uptime"},
        {"id": "rates", "type": "day-rates", "label": "Rates", "roles": _ROLES},
        {
            "id": "certificates",
            "type": "many-of",
            "label": "Certificates",
            "required": False,
            "options": [{"value": each, "label": each.upper()} for each in _CERTIFICATES],
        },
        {"id": "local", "type": "yes-no", "label": "Local", "required": False},
        {"id": "notice", "type": "period", "unit": "months", "label": "Notice", "required": False},
        {"id": "start", "type": "date", "label": "Start", "required": False},
        {
            "id": "note",
            "type": "short-text",
            "label": "Note",
            "required": False,
            "when": {"answer": "local", "is": True},
        },
    ],
}
_BRIEF: Final = {
    "title": "Brief",
    "by": "buyer",
    "questions": [
        {"id": "budget", "type": "money", "label": "Budget"},
        {"id": "worth", "type": "money", "label": "Worth of a point"},
        {"id": "keep", "type": "number", "label": "How many", "whole": True},
        {"id": "weight", "type": "number", "label": "Weighting"},
        {
            "id": "days",
            "type": "day-rates",
            "unit": "days",
            "label": "Days",
            "roles": _ROLES,
        },
    ],
}


@dataclass(frozen=True)
class Drawn:
    """A definition, as texts by file, and competitions under it, as JSON data."""

    files: Mapping[str, str]
    competitions: tuple[Data, ...]


class _Lots:
    """What is drawn for one definition."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def one(self, choices: Sequence[T]) -> T:
        return self._random.choice(choices)

    def often(self, of_ten: int) -> bool:
        return self._random.randrange(10) < of_ten

    def whole(self, low: int, high: int) -> int:
        return self._random.randint(low, high)

    def some(self, choices: Sequence[T], most: int = 9) -> list[T]:
        return self._random.sample(choices, self.whole(0, min(most, len(choices))))

    def maybe(self, of_ten: int, **keys: Sequence[Any]) -> Data:
        """Give some keys, each with one of its values."""
        return {key: self.one(values) for key, values in keys.items() if self.often(of_ten)}

    def shares(self, parts: int, whole: int) -> list[int]:
        """Share a whole out over parts; a part may get nothing."""
        cuts = sorted(self.whole(0, whole // 5) * 5 for _ in range(parts - 1))
        return [end - start for start, end in zip([0, *cuts], [*cuts, whole], strict=True)]


def _judged(lots: _Lots) -> Data:
    scale = lots.one(
        [
            "0-3",
            [0, 33, 66, 100],
            {"max": 10, "step": "0.5"},
            [{"mark": 0, "worth": 0}, {"mark": 1, "worth": 40}, {"mark": 2, "worth": 100}],
            [{"mark": 1, "worth": -50}, {"mark": "2.5", "worth": 30}, {"mark": 3, "worth": 90}],
        ]
    )
    combining = ["consensus", "lowest"]
    if not (isinstance(scale, list) and isinstance(scale[0], dict)):
        combining += ["mean", "median", "trimmed-mean", "sum"]
    judged = {"scale": scale, "combine": lots.one(combining)}
    judged |= lots.maybe(3, minimum=[1], missing=["refuse", "zero"])
    if len(combining) > 2:
        judged |= lots.maybe(3, relative_to=["best", "scale"])
    return judged


def _marks(scale: Any) -> list[Any]:
    if scale == "0-3":
        return [0, 1, 2, 2, 3]
    if isinstance(scale, dict):
        return ["0", "3.5", 7, 7, "10"]
    return [each["mark"] if isinstance(each, dict) else each for each in scale]


def _scored(lots: _Lots) -> Data:
    rows = [
        {"when": _condition(lots), "score": lots.one([0, 2, 4, 5, "2.5"])}
        for _ in range(lots.whole(0, 3))
    ]
    scored = {"rows": rows, "out_of": 10, "combine": lots.one(["sum", "highest", "lowest", "one"])}
    return scored | lots.maybe(3, otherwise=[0, 1, None], minimum=[1, 2])


def _measured(lots: _Lots) -> Data:
    how = lots.whole(0, 4)
    if how == 0:
        return {"of": "hours", "out_of": 50} | lots.maybe(3, minimum=[5])
    if how == 1:
        return {"of": "hours", "relative_to": lots.one(["highest", "lowest"])}
    if how == 2:
        return {"of": {"count_of": "certificates"}, "out_of": 3}
    if how == 3:
        sum_ = {"sum": ["hours", {"of": "uptime", "times": lots.one([2, "0.5", ["keep", -1]])}]}
        return {"of": sum_, "worst": -50, "best": 200, "out_of": 7}
    ends = lots.one([(40, 4), (1, 30)])
    return {"of": "hours", "worst": ends[0], "best": ends[1], "out_of": lots.one([10, 100])}


def _price(lots: _Lots, formula: str | None) -> Data:
    of: Any = lots.one(
        [
            "total-price",
            "total-price",
            {"sum": ["total-price", {"of": "set-up", "times": lots.one([1, 3, -1, "0.5"])}]},
            {"sum": [{"of": "set-up", "times": ["keep", 2]}, "total-price"]},
            {"basket": "rates", "quantities": lots.one(["days", {"x": "1.5", "y": 0}])},
        ]
    )
    if formula is None:
        return {"of": of}
    price = {"of": of, "formula": formula, **lots.maybe(4, out_of=[60, 200])}
    return price | {key: lots.one(values) for key, values in FORMULAS[formula].items()}


def _condition(lots: _Lots, *, price: bool = False) -> Data:
    simple: list[Data] = [
        {"answer": "hours", "at_most": lots.one([5, 10, 20])},
        {"answer": "hours", "between": [5, 20]},
        {"answer": "hours", "one_of": [5, 10]},
        {"answer": "uptime", "at_least": "99.5"},
        {"answer": "certificates", "includes": "a"},
        {"answer": "certificates", "includes_any": ["b", "c"]},
        {"count_of": "certificates", "at_least": 2},
        {"answer": "local", "is": True},
        {"answer": "local", "unanswered": True},
        {"answer": "notice", "more_than": "1 year"},
        {"answer": "start", "before": "2026-06-01"},
        {"answer": "start", "at_least": "2026-06-01"},
        {"words_of": "note", "more_than": 1},
        {"answer": "note", "is_not": "far away"},
        {"fact": "lot", "is": "one"},
        {"fact": "bids", "more_than": 3},
    ]
    if price:
        simple += [
            {"answer": "total-price", "more_than": {"answer": "budget"}},
            {"answer": "total-price", "less_than": {"answer": "set-up"}},
        ]
    first = lots.one(simple)
    match lots.whole(0, 5):
        case 0:
            return {"not": first}
        case 1:
            return {"all": [first, {"not": lots.one(simple)}]}
        case 2:
            return {"any": [first, lots.one(simple)]}
        case 3:
            return {"not": {"any": [first, {"not": lots.one(simple)}]}}
        case _:
            return first


def _rules(lots: _Lots, criteria: Sequence[Data], method: str) -> list[Data]:
    """Give rules that exclude, refer, set aside, derive and score, at every stage."""
    every = [part for each in criteria for part in _inside(each)]
    prices = [each["id"] for each in every if "price" in each]
    scored = [each["id"] for each in every if "scored" in each]
    quality = [each["id"] for each in every if not any("price" in part for part in _inside(each))]
    conditions = [
        _condition(lots, price=True),
        {"all": [{"fact": "sound", "is": True}, _condition(lots, price=True)]},
        {"fact": "sound", "unanswered": True},
        {"fact": "level", "more_than": 1},
    ]
    conditions += [{"fact": name, "less_than": lots.one([1, 3, 30])} for name in quality[:2]]
    conditions += [{"fact": f"{name}/points", "at_most": 2} for name in quality[-1:]]
    conditions += [{"fact": "overall-quality", "less_than": lots.one([20, 50])}] if quality else []
    for name in prices[:1]:
        conditions += [
            {"fact": f"{name}/percent-of-mean", "less_than": lots.one([70, 90])},
            {"fact": f"{name}/percent-of-lowest", "more_than": 150},
            {"fact": f"{name}/value", "more_than": 180},
        ]
    conditions += [{"fact": "total", "less_than": 20}] if method != "lexicographic" else []
    rules: list[Data] = [
        {"id": "sound", "when": _condition(lots), "then": {"fact": {"sound": True, "level": 2}}},
    ]
    for number in range(lots.whole(0, 3)):
        effect = lots.one(["exclude", "refer", "refer", "set_aside"])
        rule = {"id": f"gate-{number}", "when": lots.one(conditions), "then": {effect: "Out"}}
        rules.append(rule | lots.maybe(2, lots=[["one"]], ways=[["drawn"]]))
    for name in scored:
        if lots.often(5):
            then = {"score": {"criterion": name, "is": lots.one([1, 5])}}
            rules.append({"id": f"more-{name}", "when": _condition(lots), "then": then})
    return rules


def _tables(lots: _Lots, criteria: Sequence[Data]) -> list[Data]:
    every = [part for each in criteria for part in _inside(each)]
    scored = [each["id"] for each in every if "scored" in each]
    tables: list[Data] = []
    if scored and lots.often(4):
        tables.append(
            {
                "id": "experience",
                "hit": "collect",
                "collect": lots.one(["sum", "count", "min", "max"]),
                "inputs": [{"answer": "certificates"}, {"answer": "hours"}],
                "outputs": [{"score": scored[0]}],
                "rows": [["a", "-", 1], ["b", "-", 2], ["-", ">= 10", "0.5"]],
            }
        )
    if lots.often(3):
        tables.append(
            {
                "id": "first",
                "hit": "first",
                "inputs": [{"answer": "hours"}, {"answer": "local"}],
                "outputs": [{"refer": True}, {"exclude": True}],
                "rows": [
                    ["<= 5", "-", "-", "-"],
                    ["[6..20]", "no", "Look", "-"],
                    [">= 60", "-", "-", "Slow"],
                ],
            }
        )
    return tables


def _inside(criterion: Data) -> list[Data]:
    return [criterion, *(part for each in criterion.get("criteria", ()) for part in _inside(each))]


def _quality(lots: _Lots, name: str, depth: int = 1) -> Data:
    if depth and lots.often(3):
        parts = [_quality(lots, f"{name}-{part}", depth - 1) for part in range(lots.whole(1, 3))]
        whole = lots.one([100, 100, 60])
        for part, weighting in zip(parts, lots.shares(len(parts), whole), strict=True):
            part["weighting"] = weighting
        group: Data = {"id": name, "criteria": parts, **lots.maybe(3, relative_to=["best"])}
        group |= lots.maybe(3, minimum=[10, 30])
        return group | ({} if whole == 100 else {"weightings_total": whole})
    sorts: list[tuple[str, Callable[[_Lots], Data]]] = [
        ("judged", _judged),
        ("judged", _judged),
        ("scored", _scored),
        ("measured", _measured),
    ]
    sort, made = lots.one(sorts)
    return {"id": name, sort: made(lots)}


def _priced(lots: _Lots, formula: str | None, *, several: bool) -> list[Data]:
    if several and formula and lots.often(2):
        formulas = [formula, lots.one(list(FORMULAS))]
        parts: list[Data] = [
            {"id": f"price-{n}", "price": _price(lots, each)} for n, each in enumerate(formulas)
        ]
        for part, weighting in zip(parts, lots.shares(2, 100), strict=True):
            part["weighting"] = weighting
        group: Data = {"id": "price", "criteria": parts}
        return [group | lots.maybe(3, relative_to=["best"])]
    return [{"id": "price", "price": _price(lots, formula)}]


def drawn(random: Random, method: str = "weighted-sum", formula: str | None = None) -> Drawn:
    """Draw a definition of one way, and three competitions under it."""
    lots = _Lots(random)
    adds = method in {"weighted-sum", "lexicographic"}
    if formula is None and (method == "weighted-sum" or lots.often(5)):
        formula = lots.one(list(FORMULAS))
    quality = [
        _quality(lots, name) for name in ("technical", "social", "speed")[: lots.whole(1, 3)]
    ]
    prices = _priced(lots, formula, several=adds)
    if method == "best-quality" and lots.often(5):
        prices = []
    criteria = [*quality, *prices]
    whole = lots.one([100, 100, 200])
    weightings = lots.shares(len(criteria), whole)
    if method in _WEIGHING and prices and weightings[-1] == 0:
        weightings = [0] * (len(criteria) - 2) + [whole // 2, whole // 2]
    chosen: Data = {}
    brief = {
        "budget": lots.one([100, 120, "133.33"]),
        "worth": lots.one([1, "2.5"]),
        "keep": lots.one([1, 2, 3]),
    }
    brief |= {"weight": weightings[0], "days": {"x": lots.one([0, 2]), "y": lots.one([1, "2.5"])}}
    for number, (each, weighting) in enumerate(zip(criteria, weightings, strict=True)):
        each["weighting"] = weighting
        if lots.often(4):
            each["weighting"] = {"min": 0, "max": whole, **lots.maybe(3, step=[5])}
            if number == 0 and lots.often(5):
                each["weighting"]["answer"] = "weight"
            else:
                chosen[each["id"]] = weighting
    way: Data = {
        "id": "drawn",
        "criteria": criteria,
        "method": _method(lots, method, quality, prices),
        "ties": _ties(lots, criteria),
        "rounding": _rounding(lots),
        **lots.maybe(2, quality_out_of=[5, 1000], quality_minimum=[1, 4], envelopes=["two"]),
        **({} if whole == 100 else {"weightings_total": whole}),
    }
    if lots.often(4):
        way["shortlist"] = _shortlist(lots, [each["id"] for each in quality])
    if lots.often(3):
        way["panel"] = lots.maybe(
            4,
            evaluators=[{"min": 1, "max": 3}, {"max": 2}],
            moderation=["optional", "none", "required"],
            reasons=["optional"],
        )
    files = {
        "framework.yaml": _FRAMEWORK,
        "forms/bid.yaml": _BID,
        "forms/brief.yaml": _BRIEF,
        "rulesets/evaluation.yaml": {
            "ruleset": "evaluation",
            "ways": [way],
            "tables": _tables(lots, criteria),
        },
        "rulesets/gates.yaml": {"ruleset": "gates", "rules": _rules(lots, criteria, method)},
    }
    competitions = tuple(
        {
            "lot": lots.one(["one", "two"]),
            "way": "drawn",
            "weightings": chosen,
            "brief": brief,
            "bids": _bids(lots, criteria, way),
            **lots.maybe(7, draw=[{"seed": "7 19 42"}]),
        }
        for _ in range(3)
    )
    return Drawn({name: json.dumps(data) for name, data in files.items()}, competitions)


def _method(lots: _Lots, name: str, quality: Sequence[Data], prices: Sequence[Data]) -> Data:
    method: Data = {"method": name}
    method |= {key: lots.one(values) for key, values in METHODS[name].items()}
    if name == "quality-premium":
        method[lots.one(["per_point", "estimate"])] = lots.one([2, {"answer": "worth"}])
    if name == "monetised-deductions":
        method["worth"] = {each["id"]: lots.one([20, "7.5"]) for each in quality}
    if name == "lexicographic":
        order = [each["id"] for each in quality] + ["lowest-price"]
        order += [each["id"] for each in prices if "formula" in each.get("price", {})]
        method["order"] = lots.some(order, 3) or ["lowest-price"]
    return method


def _ties(lots: _Lots, criteria: Sequence[Data]) -> list[str]:
    every = [part["id"] for each in criteria for part in _inside(each)]
    words = ["highest-weighted", "highest-weighted-quality", "lowest-price", "earliest-bid"]
    return [*lots.some([*every, *words], 3), lots.one(["draw-lots", "stop"])]


def _rounding(lots: _Lots) -> Data:
    places = ["score", "contribution", "points", "quality", "total"]
    return {
        "places": lots.one([0, 1, 2, 8]),
        "mode": lots.one(["half-up", "half-even", "down", "up"]),
        "at": lots.some(places, 3) if lots.often(5) else [],
        **lots.maybe(2, places_of=[{"score": 3, "total": 0}, {"points": 1, "quality": 0}]),
    }


def _shortlist(lots: _Lots, quality: Sequence[str]) -> Data:
    keep = [1, 2, {"min": 1, "max": 2}, {"min": 1, "max": 3, "answer": "keep"}, {"min": 1}]
    limits = lots.maybe(
        5,
        at_least=[1, 20],
        within=[{"points": 10}, {"percent": 25}, {"points": 1}],
    )
    if not limits or lots.often(7):
        limits["keep"] = lots.one(keep)
    by = lots.some(quality)
    return {
        **limits,
        **lots.maybe(5, ties=["keep-all", "drop-all", "tie-rules"], weighted=[True, False]),
        **({"by": by} if by and lots.often(6) else {}),
    }


def _bids(lots: _Lots, criteria: Sequence[Data], way: Data) -> list[Data]:
    """Give bids, some of which are another's twins but for who bids, when, or at what price."""
    bids: list[Data] = []
    for number in range(lots.whole(1, 6)):
        bid = _bid(lots, number, criteria, way)
        if bids and lots.often(5):
            twin = lots.one(bids)
            price = {"total-price": bid["answers"]["total-price"]} if lots.often(3) else {}
            bid |= {part: twin[part] for part in ("scores", "consensus")}
            bid["answers"] = twin["answers"] | price
        bids.append(bid)
    return bids


def _bid(lots: _Lots, number: int, criteria: Sequence[Data], way: Data) -> Data:
    answers: Data = {
        "total-price": lots.one(_PRICES),
        "set-up": lots.one(["0", "10", "100"]),
        "hours": lots.one([4, 5, 10, 10, 20, 40]),
        "uptime": lots.one(["99", "99.5", "100"]),
        "rates": {"x": lots.one(["10", "40"]), "y": lots.one(["33.33", "50"])},
    }
    certificates = lots.some(_CERTIFICATES)
    answers |= {"certificates": certificates} if certificates else {}
    answers |= lots.maybe(
        5,
        local=[True, False],
        notice=["6 months", "2 years", 12],
        start=["2026-05-31", "2026-06-01"],
    )
    if answers.get("local"):
        answers |= lots.maybe(7, note=["far away", "near"])
    elif lots.whole(0, 40) == 40:
        answers["total-price"] = "0"
    bid: Data = {"id": f"b{number}", "supplier": f"S{number}", "answers": answers}
    bid |= lots.maybe(
        5,
        received=["2026-05-04T09:30:00+01:00", "2026-05-04T08:30:00+00:00", "2026-05-03T10:00:00Z"],
    )
    if lots.often(1):
        bid["withdrawn"] = True
    rulings = {
        rule: {"decision": lots.one(["accept", "accept", "exclude"]), "reason": "So", "by": "E"}
        for rule in ("gates/gate-0", "gates/gate-1", "gates/gate-2", "evaluation/first/row-2")
        if lots.often(6)
    }
    scores, consensus = _all_marks(lots, criteria, way)
    return {**bid, "scores": scores, "consensus": consensus, "rulings": rulings}


def _all_marks(lots: _Lots, criteria: Sequence[Data], way: Data) -> tuple[Data, Data]:
    scores: Data = {}
    consensus: Data = {}
    panel = way.get("panel", {})
    for each in (part for top in criteria for part in _inside(top) if "judged" in part):
        judged = each["judged"]
        if judged.get("missing") == "zero" and lots.often(3):
            continue
        marks = _marks(judged["scale"])
        most = panel.get("evaluators", {}).get("max", 4)
        given = [lots.one(marks) for _ in range(lots.whole(1, most))]
        agree = judged["combine"] == "consensus" and len(set(map(str, given))) > 1
        if panel.get("moderation") == "none":
            given = given[:1] if agree else given
        elif agree or panel.get("moderation") == "required" or lots.often(2):
            consensus[each["id"]] = {"score": lots.one(marks), "reason": "Agreed"}
        scores[each["id"]] = [
            {"evaluator": f"E{number}", "score": mark, "reason": "Seen"}
            for number, mark in enumerate(given)
        ]
    return scores, consensus
