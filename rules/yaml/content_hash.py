"""The content hash: equal data has one canonical text, and that text has one hash.

What a person writes can say the same in several ways (`routes: [x]` and `routes: [{route: x}]`).
The order of a mapping says something only where it is seen: contract actions become clauses one by
one. So what is hashed of a definition is what its models say, by `said_by`: models know both.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel


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


def said_by(part: Any) -> Any:  # noqa: ANN401 - a model, or plain data
    """Return what a model, or data in which models stand, says, as plain data to be hashed.

    Keys that say nothing (their value is what holds without them) are left out. The order of a
    model's keys says nothing; that of any other mapping is kept: a model sorts, when it is read,
    those whose order is not to be seen (see `Unordered`).
    """
    match part:
        case BaseModel():
            fields = type(part).model_fields
            said = {name: getattr(part, name) for name in part.model_fields_set}
            return {
                fields[name].alias or name: said_by(value)
                for name, value in said.items()
                if fields[name].is_required()
                or value != fields[name].get_default(call_default_factory=True)
            }
        case Mapping():
            # No model has a key without a name.
            return {"": [[str(key), said_by(value)] for key, value in part.items()]}
        case list() | tuple():
            return [said_by(each) for each in part]
        case _:
            return part


def content_hash(data: Any) -> str:  # noqa: ANN401 - plain data
    """Return `sha256:` and the SHA-256 of the canonical JSON of data, in hexadecimal."""
    return "sha256:" + hashlib.sha256(canonical(data).encode()).hexdigest()
