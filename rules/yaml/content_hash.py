"""The content hash: equal data has one canonical text, and that text has one hash."""

import hashlib
import json
from datetime import date
from decimal import Decimal
from typing import Any


def canonical(data: Any) -> str:  # noqa: ANN401 - plain data
    """Write data as canonical JSON: sorted keys, no spaces, numbers and dates as they read.

    Numbers that are equal are written alike (1.50 as 1.5), so that equal definitions hash alike.
    """
    return json.dumps(
        _canonical(data), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def _canonical(data: Any) -> Any:  # noqa: ANN401 - plain data
    match data:
        case dict():
            return {str(key): _canonical(value) for key, value in data.items()}
        case list() | tuple():
            return [_canonical(item) for item in data]
        case Decimal():
            # Not by `normalize`, which rounds to the digits of the context.
            whole = data == data.to_integral_value()
            return int(data) if whole else {"decimal": f"{data:f}".rstrip("0")}
        case date():
            return data.isoformat()
        case _:
            return data


def content_hash(data: Any) -> str:  # noqa: ANN401 - plain data
    """Return `sha256:` and the SHA-256 of the canonical JSON of data, in hexadecimal."""
    return "sha256:" + hashlib.sha256(canonical(data).encode()).hexdigest()
