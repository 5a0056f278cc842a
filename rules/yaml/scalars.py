"""Scalars: YAML text without quotes becomes a number, a date, true, false, nothing or text."""

import re
from datetime import date
from decimal import Decimal
from typing import Any, Final

from rules.problems import ValueProblem

#: How long a number in YAML may be written. What a number may be is said by `rules.values`.
MAX_NUMBER: Final = 40


_INTEGER = re.compile(r"[-+]?(0|[1-9]\d*)", re.ASCII)
_DECIMAL = re.compile(r"[-+]?(0|[1-9]\d*)\.\d+", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_FLOATISH = re.compile(r"[-+]?(\.inf|\.nan|\d[\d_.]*e[-+]?\d+)", re.ASCII | re.IGNORECASE)
_WORDS: Final[dict[str, Any]] = {"": None, "~": None, "null": None, "true": True, "false": False}


def plain_scalar(text: str) -> Any:  # noqa: ANN401 - a number, a date, a truth, text or None
    """Read text as a scalar without quotes is read.

    Raises `ValueProblem` for what looks like a number or a date and is none.
    """
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text) or _DECIMAL.fullmatch(text):
        if len(text) > MAX_NUMBER:
            raise ValueProblem("a number has too many digits")
        return int(text) if "." not in text else Decimal(text)
    if _DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise ValueProblem(f"`{text}` is not a real date") from None
    if _FLOATISH.fullmatch(text):
        raise ValueProblem(f"`{text[:80]}`: write a number in plain digits, such as 1000 or 0.5")
    return text
