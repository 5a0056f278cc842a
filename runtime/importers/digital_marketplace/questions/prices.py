"""Prices: a question of theirs with several parts becomes questions of ours, in a group."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from runtime.importers.digital_marketplace.definition_data import Data
from runtime.importers.digital_marketplace.questions.code_rules import (
    CHOSEN_PARTS,
    PRICE_PARTS,
    PRICES,
)
from runtime.importers.digital_marketplace.questions.validations import Messages
from runtime.importers.digital_marketplace.report import ImportReport
from runtime.importers.digital_marketplace.source.model import SourceQuestion
from runtime.importers.digital_marketplace.source.texts import FormTexts

#: Prices have at most 15 digits before the point and 5 after it; where pence are wanted, 2.
_HIGHEST: Final = Decimal("999999999999999.99999")
_PLACES: Final = 5
_HIGHEST_IN_PENCE: Final = Decimal("999999999999999.99")
#: How long what a price is called may be, before what its part is called.
_SHORT: Final = 400


def roles_by_key(asked: SourceQuestion) -> Mapping[str, str]:
    """Return the part of a price that each of its keys answers: of two of one key, the later."""
    return {key: role for role, key in asked.fields.items() if role in PRICE_PARTS}


def roles_of(asked: SourceQuestion, keys: Sequence[str]) -> list[tuple[str, str]]:
    """Return the parts of a price, each with its key, in the order in which they are asked."""
    parts = [(role, key) for key, role in roles_by_key(asked).items() if key in keys]
    return sorted(parts, key=lambda each: PRICE_PARTS.index(each[0]))


def parts_of(
    asked: SourceQuestion,
    keys: Sequence[str],
    ids: Mapping[str, str],
    messages: Messages,
    texts: FormTexts,
    *,
    called: str,
    optional: bool | None,
) -> list[Data]:
    """Make a question of each part of a price that answers one of some keys.

    `called` is what the price is called, if it is; `optional` says whether all of its parts may be
    left out, None that the source says it of each.
    """
    per = _per(asked, texts)
    made = []
    for role, key in roles_of(asked, keys):
        data: Data
        if role in CHOSEN_PARTS:
            label, options = CHOSEN_PARTS[role]
            data = {"type": "one-of", "options": list(options)}
        else:
            label = PRICES[role]
            data = {"type": "money", **({"per": per} if per else {})}
            if asked.decimal_place_restriction:
                data |= {"more_than": 0, "max": _HIGHEST_IN_PENCE}
                says = "12.5 is read as £12.50; the old service refused it"
                texts.report.differs(asked.place / "decimal_place_restriction", says)
            else:
                data |= {"max": _HIGHEST, "places": _PLACES}
        own = asked.optional or role in asked.optional_fields
        if own if optional is None else optional:
            data["required"] = False
        if called:
            data["name"] = f"{called[:_SHORT]}: {label.lower()}"
        if said := messages.of(data["type"], key):
            data["messages"] = said
        made.append({"id": ids[key], "label": label} | data)
    return made


def _per(asked: SourceQuestion, texts: FormTexts) -> str | None:
    """Return what a price is for, from the defaults of its unit and interval."""
    said = []
    for role in ("price_unit", "price_interval"):
        default = asked.field_defaults.get(role)
        if default and role not in asked.fields:
            said.append(texts.literal(default, asked.place / "field_defaults" / role, 200).lower())
    return " a ".join(filter(None, said)) or None


def tell_of_prices(asked: SourceQuestion, report: ImportReport) -> None:
    """Report the parts of a price that are unknown, and defaults without effect here."""
    by_key = roles_by_key(asked)
    for role, key in asked.fields.items():
        if role not in PRICE_PARTS:
            report.left_out(asked.place / "fields" / role, f"`{role}` is not a part of a price")
        elif by_key[key] != role:
            says = f"has the same key as `{by_key[key]}`, which is used instead"
            report.left_out(asked.place / "fields" / role, says)
    is_money = any(role in PRICES for role in by_key.values())
    for role in asked.field_defaults:
        if role not in {"price_unit", "price_interval"} or role in asked.fields or not is_money:
            says = "a default answer: here, only people give answers"
            report.left_out(asked.place / "field_defaults" / role, says)
    for index, role in enumerate(asked.optional_fields):
        if role not in asked.fields:
            report.left_out(asked.place / "optional_fields" / index, "names no part of this price")
