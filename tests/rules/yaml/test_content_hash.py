"""The content hash: one text for equal data."""

import json
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from rules.yaml.content_hash import canonical, content_hash


def test_canonical_json_is_one_text_for_equal_data() -> None:
    one = {"b": [Decimal("1.50"), 2], "a": date(2026, 1, 1), "c": True, "d": None}
    other = {"c": True, "a": date(2026, 1, 1), "d": None, "b": (Decimal("1.5"), Decimal("2.00"))}
    assert canonical(one) == ('{"a":"2026-01-01","b":[{"decimal":"1.5"},2],"c":true,"d":null}')
    assert canonical(other) == canonical(one)
    assert content_hash(one) == content_hash(other)
    assert content_hash(one).startswith("sha256:")
    assert len(content_hash(one)) == len("sha256:") + 64


def test_the_last_digit_of_a_long_number_counts() -> None:
    one = Decimal("123456789012345678.123456789012")
    assert content_hash(one) != content_hash(one + Decimal("0.000000000001"))


def test_the_hash_of_known_data_never_changes() -> None:
    # Hashes are kept for years: a change here makes old records impossible to verify.
    assert content_hash({"ruleset": "evaluation", "n": Decimal("0.10")}) == (
        "sha256:b5b8e97a548abf1707b4df918866faf5cf62917cd84677126101a0db5995ea01"
    )


plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.decimals(allow_nan=False, allow_infinity=False, places=4)
    | st.dates()
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(plain)
def test_canonical_json_is_json_without_floats(data: object) -> None:
    def refuse(text: str) -> object:
        raise AssertionError(text)

    json.loads(canonical(data), parse_float=refuse, parse_constant=refuse)
