"""What the old service would have said of answers: its schema, and the rules in its code."""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from jsonschema import Draft7Validator, FormatChecker


def cleaned(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Clean answers as the API did before it validated.

    It trimmed texts and the items of lists, and dropped blank items, and nulls that stand by
    themselves: an empty text, an empty list and what is inside an object stayed.
    """
    return {name: _trimmed(value) for name, value in answers.items() if value is not None}


def _trimmed(value: Any) -> Any:
    match value:
        case str():
            return value.strip()
        case list():
            tidy = [each.strip() if isinstance(each, str) else each for each in value]
            return [each for each in tidy if each not in ("", None)]
        case _:
            return value


class Oracle:
    """Accepts answers, or not."""

    def __init__(self, schema: Any) -> None:
        self.schema = schema
        self.validator = Draft7Validator(schema, format_checker=FormatChecker())

    def accepts(self, answers: Mapping[str, Any]) -> bool:
        tidy = cleaned(answers)
        return self.validator.is_valid(tidy) and prices_in_order(tidy) and weightings_total(tidy)


def prices_in_order(answers: Mapping[str, Any]) -> bool:
    """A lowest price is not above the highest: by the ends of their keys' names."""
    for name, low in answers.items():
        if match := re.fullmatch(r"(.*)pricemin", name, re.IGNORECASE):
            high = next(
                (v for k, v in answers.items() if k.lower() == f"{match[1]}pricemax".lower()), None
            )
            try:
                if high is not None and Decimal(low) > Decimal(high):
                    return False
            except (InvalidOperation, TypeError):
                return True
    return True


def weightings_total(answers: Mapping[str, Any]) -> bool:
    weightings = [answers.get(f"{part}Weighting") for part in ("technical", "cultural", "price")]
    return any(each is None for each in weightings) or sum(weightings) == 100  # type: ignore[arg-type]
