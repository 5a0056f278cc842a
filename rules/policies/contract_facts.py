"""The facts that rules about a contract may read: of the contract, its history and the request.

Each is worked out by `engine.contracts.request_facts`. Percentages are rounded up at the sixth
place, which leaves every comparison by `more_than` and `at_most` with a limit of up to six places
exactly as it is for the fraction itself.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

from rules.policies.action_kinds import ACTION_KINDS
from rules.values import Kind, Subject

Role = Literal["buyer", "supplier", "owner"]
ROLES: Final[Mapping[str, str]] = MappingProxyType(
    {"buyer": "the buyer", "supplier": "the supplier", "owner": "the framework's owner"}
)

#: The ground in law on which a contract is changed: paragraphs of Schedule 8 to the Procurement Act
#: 2023, or of regulation 72(1) of the Public Contracts Regulations 2015.
Ground = Literal[
    "none",
    "provided-for",
    "urgency",
    "protect-life",
    "unforeseeable",
    "known-risk",
    "additional",
    "restructuring",
    "defence",
]
GROUNDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "none": "none claimed",
        "provided-for": "provided for in the contract as awarded and in its notice",
        "urgency": "extreme and unavoidable urgency",
        "protect-life": "protecting life or public order",
        "unforeseeable": "circumstances that could not be foreseen",
        "known-risk": "a risk named in the notice has come true",
        "additional": "additional goods, services or works",
        "restructuring": "the supplier's corporate restructuring",
        "defence": "a defence authority's need",
    }
)

ContractType = Literal[
    "goods", "services", "works", "light-touch", "concession", "light-touch-concession", "defence"
]
CONTRACT_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "goods": "goods",
        "services": "services",
        "works": "works",
        "light-touch": "light-touch services",
        "concession": "a concession",
        "light-touch-concession": "a light-touch concession",
        "defence": "defence and security",
    }
)

Authority = Literal["central", "sub-central", "utility", "private-utility"]
AUTHORITIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "central": "central government",
        "sub-central": "a sub-central authority",
        "utility": "a public utility",
        "private-utility": "a private utility",
    }
)

ContractState = Literal["not-started", "running", "suspended", "ended"]
STATES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "not-started": "not started",
        "running": "running",
        "suspended": "suspended",
        "ended": "over",
    }
)

#: Decimal places to which percentages are kept, and that a percentage in a limit may have.
PERCENT_PLACES: Final = 6


def _fact(
    name: str,
    kind: Kind,
    label: str,
    unit: str | None = None,
    options: Mapping[str, str] | None = None,
) -> tuple[str, Subject]:
    return name, Subject(f"fact:{name}", name, kind, label, options or {}, unit)


_K: Final = Kind
_DOING: Final = {kind: traits.doing for kind, traits in ACTION_KINDS.items()}
#: Every fact, by name.
FACTS: Final[Mapping[str, Subject]] = MappingProxyType(
    dict(
        (
            # --- what is asked
            _fact("action", _K.TEXT, "action"),
            _fact(
                "kind",
                _K.ONE_OF,
                "kind of action",
                None,
                {kind: it.doing for kind, it in ACTION_KINDS.items()},
            ),
            _fact("by", _K.ONE_OF, "who asks", None, ROLES),
            _fact("request-date", _K.DATE, "date of the request"),
            _fact("effective-date", _K.DATE, "day it takes effect"),
            _fact(
                "effective-in-the-past", _K.YES_NO, "takes effect before the date of the request"
            ),
            _fact("effective-after-the-end", _K.YES_NO, "takes effect after the contract ends"),
            _fact("ground", _K.ONE_OF, "legal ground", None, GROUNDS),
            _fact("reason", _K.TEXT, "reason"),
            _fact("explanation-words", _K.NUMBER, "length of the explanation", "words"),
            _fact("changes-scope", _K.YES_NO, "adds a kind of goods, services or works"),
            _fact("favours-supplier", _K.YES_NO, "moves the balance in the supplier's favour"),
            _fact("changes-nature", _K.YES_NO, "changes the overall nature of the contract"),
            _fact("would-draw-others", _K.YES_NO, "would have attracted or admitted other bidders"),
            _fact("approvals", _K.TEXTS, "approvals given"),
            _fact("agreed-by", _K.MANY_OF, "who agrees", None, ROLES),
            _fact("documents", _K.TEXTS, "documents given"),
            _fact("notices", _K.TEXTS, "notices published"),
            _fact("done", _K.TEXTS, "steps done"),
            # --- notice
            _fact("notice-given", _K.YES_NO, "notice has been given"),
            _fact("notice-days", _K.PERIOD, "notice", "days"),
            _fact("notice-working-days", _K.NUMBER, "notice", "working days"),
            _fact("notice-months", _K.PERIOD, "notice", "months"),
            _fact("notice-before-expiry-days", _K.PERIOD, "notice before the end", "days"),
            _fact(
                "notice-before-expiry-working-days",
                _K.NUMBER,
                "notice before the end",
                "working days",
            ),
            _fact("notice-before-expiry-months", _K.PERIOD, "notice before the end", "months"),
            _fact("most-notice-days", _K.PERIOD, "the longest notice possible", "days"),
            _fact(
                "most-notice-working-days",
                _K.NUMBER,
                "the longest notice possible",
                "working days",
            ),
            _fact("most-notice-months", _K.PERIOD, "the longest notice possible", "months"),
            # --- the contract as it stands
            _fact("contract-state", _K.ONE_OF, "the contract", None, STATES),
            _fact("contract-type", _K.ONE_OF, "type of contract", None, CONTRACT_TYPES),
            _fact("authority", _K.ONE_OF, "type of buyer", None, AUTHORITIES),
            _fact("notice-to-end", _K.YES_NO, "notice to end the contract has already been given"),
            _fact("contract-value", _K.MONEY, "value as awarded"),
            _fact("value-now", _K.MONEY, "value now"),
            _fact("start-date", _K.DATE, "start of the contract"),
            _fact("end-date", _K.DATE, "end of the contract"),
            _fact("days-to-expiry", _K.NUMBER, "time to the end of the contract", "days"),
            _fact("initial-months", _K.PERIOD, "initial period", "months"),
            _fact("term-months", _K.PERIOD, "term", "months"),
            _fact("maximum-term-months", _K.PERIOD, "maximum term on award", "months"),
            _fact("extensions-used", _K.NUMBER, "extensions used"),
            _fact("times-used", _K.NUMBER, "times this has been done before"),
            _fact("months-extended", _K.PERIOD, "months extended so far", "months"),
            _fact("months-since-start", _K.PERIOD, "time since the start", "months"),
            _fact("months-since-last", _K.PERIOD, "time since this was last done", "months"),
            _fact("suspended-days", _K.PERIOD, "days suspended so far", "days"),
            _fact("earlier-modifications", _K.NUMBER, "earlier changes not provided for"),
            # --- the term, with what is asked
            _fact("months-asked", _K.PERIOD, "months requested", "months"),
            _fact(
                "months-asked-percent-of-initial",
                _K.PERCENTAGE,
                "months requested as a share of the initial period",
            ),
            _fact("months-extended-after", _K.PERIOD, "months extended in total", "months"),
            _fact(
                "months-extended-after-percent-of-initial",
                _K.PERCENTAGE,
                "months extended in total as a share of the initial period",
            ),
            _fact("term-months-after", _K.PERIOD, "whole term", "months"),
            _fact("end-after", _K.DATE, "new end of the contract"),
            _fact(
                "term-change-percent-by-months",
                _K.PERCENTAGE,
                "change in term as a share of the maximum term on award, by months",
            ),
            _fact(
                "term-change-percent-by-days",
                _K.PERCENTAGE,
                "change in term as a share of the maximum term on award, by days",
            ),
            _fact(
                "together-term-percent",
                _K.PERCENTAGE,
                "all changes in term not provided for, as a share of the maximum term on award",
            ),
            _fact("suspension-days", _K.PERIOD, "days requested", "days"),
            _fact("suspended-days-after", _K.PERIOD, "days suspended in total", "days"),
            # --- the value, with what is asked
            _fact("value-change", _K.MONEY, "change in value"),
            _fact("value-after", _K.MONEY, "new value"),
            _fact("value-increase", _K.MONEY, "rise in value since award"),
            _fact("value-increase-percent", _K.PERCENTAGE, "rise in value since award"),
            _fact("value-increase-each", _K.MONEY, "rise in value"),
            _fact(
                "value-increase-percent-each",
                _K.PERCENTAGE,
                "rise in value as a share of the value as awarded",
            ),
            _fact("value-decrease", _K.MONEY, "fall in value since award"),
            _fact("value-decrease-percent", _K.PERCENTAGE, "fall in value since award"),
            _fact(
                "value-decrease-percent-each",
                _K.PERCENTAGE,
                "fall in value as a share of the value as awarded",
            ),
            _fact(
                "value-change-percent-of-value-now",
                _K.PERCENTAGE,
                "change in value, up or down, as a share of the value now",
            ),
            _fact(
                "value-increase-percent-of-value-now",
                _K.PERCENTAGE,
                "rise in value as a share of the value now",
            ),
            _fact("net-value-change", _K.MONEY, "net change in value since award, up or down"),
            _fact(
                "net-value-change-percent",
                _K.PERCENTAGE,
                "net change in value since award, up or down",
            ),
            _fact(
                "together-value-percent",
                _K.PERCENTAGE,
                "all changes in value not provided for, as a share of the value as awarded",
            ),
            _fact(
                "below-threshold-value-after",
                _K.MONEY,
                "part of the value added by below-threshold changes",
            ),
            _fact("price-increase-percent", _K.PERCENTAGE, "rise in prices"),
            _fact("index-percent", _K.PERCENTAGE, "rise in the index"),
        )
    )
)
