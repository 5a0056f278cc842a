"""Files: text in UTF-8 of a bounded size, and the exact words for anything else."""

import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.problems import InputError
from rules.yaml.files import MAX_JSON_BYTES, MAX_YAML_BYTES, decoded, read_bytes
from rules.yaml.json_reading import read_json
from rules.yaml.reading import read_yaml
from tests.rules.yaml.refusals import problems_of, told


@pytest.mark.parametrize(
    ("read", "limit", "says"),
    [
        (read_yaml, MAX_YAML_BYTES, "is larger than 2 MB, which is the limit"),
        (read_json, MAX_JSON_BYTES, "is larger than 16 MB, which is the limit"),
    ],
)
def test_a_file_above_the_limit_is_refused_unread(
    read: Callable[[Path, str], object], limit: int, says: str, tmp_path: Path
) -> None:
    path = tmp_path / "big"
    path.write_bytes(b"x" * (limit + 1))
    assert told(read, path, "big") == [f"big: {says}: split it, or shorten it"]


def test_a_file_at_the_limit_is_read(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"12345")
    assert read_bytes(path, "f", 5) == b"12345"
    says = "f: is larger than 4 bytes, which is the limit: split it, or shorten it"
    assert told(read_bytes, path, "f", 4) == [says]


def test_a_stream_is_read_to_the_limit_and_no_further() -> None:
    endless = io.BytesIO(b" " * (MAX_JSON_BYTES + 1_000))
    (found,) = told(read_json, endless, "standard input")
    assert found.startswith("standard input: is larger than 16 MB")
    assert endless.tell() == MAX_JSON_BYTES + 1
    assert read_json(io.BytesIO(b'{"a": 1.50}'), "standard input") == {"a": Decimal("1.50")}


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    assert told(read_yaml, tmp_path / "none.yaml", "none.yaml") == [
        "none.yaml: there is no such file"
    ]
    assert told(read_yaml, tmp_path, "folder") == ["folder: cannot be read: is a directory"]
    with pytest.raises(InputError):
        read_json(tmp_path / "none.json", "none.json")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "latin-1", "cp1252"])
def test_another_encoding_is_named_or_placed(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    path.write_bytes("a: 1\nb: £\n".encode(encoding))
    (found,) = told(read_yaml, path, "f.yaml")
    if encoding in {"utf-16", "utf-32"}:
        assert found == "f.yaml: is UTF-16 text: save it as UTF-8"
    elif encoding in {"latin-1", "cp1252"}:
        assert found == "f.yaml:2: is not UTF-8 text: save it as UTF-8"
    else:
        assert found.startswith("f.yaml:")


def test_big_endian_utf_16_is_named() -> None:
    assert told(decoded, "\ufeffa".encode("utf-16-be"), "f") == [
        "f: is UTF-16 text: save it as UTF-8"
    ]


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: \xc2\xa3\r\nb: 2\r\n")
    assert read_yaml(path, "f.yaml").data == {"a": "£", "b": 2}


@given(st.binary(max_size=200))
def test_any_bytes_at_all_are_decoded_or_refused_in_words(raw: bytes) -> None:
    assert all(found.where.startswith("f") for found in problems_of(decoded, raw, "f"))
