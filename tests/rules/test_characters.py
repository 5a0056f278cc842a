"""Characters that no text can hold: refused wherever a text enters, with its place."""

import json
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.competitions.competition import Competition, read_competition
from rules.characters import UNUSABLE, check_characters, printable_text
from rules.definition_part import DefinitionPart, Line, Text
from rules.problems import InputError, ProblemsError, ValueProblem
from rules.yaml.files import decoded
from rules.yaml.json_reading import parse_json
from rules.yaml.models import input_of
from rules.yaml.reading import parse_yaml
from rules.yaml.writing import write

NONCHARACTERS = [*range(0xFDD0, 0xFDF0)] + [
    plane + low for plane in range(0, 0x110000, 0x10000) for low in (0xFFFE, 0xFFFF)
]
CONTROLS = [code for code in (*range(0x20), *range(0x7F, 0xA0)) if code not in (9, 10, 13)]
TAKEN_BY_READERS = (0x0B, 0x0C, 0x85)
HALVES = (0xD800, 0xDBFF, 0xDC00, 0xDFFF)
REFUSED = [
    chr(code) for code in (*CONTROLS, *HALVES, *NONCHARACTERS) if code not in TAKEN_BY_READERS
]


def says(act: object, *args: object) -> list[str]:
    with pytest.raises(ProblemsError) as caught:
        act(*args)  # type: ignore[operator]
    return [str(problem) for problem in caught.value.problems]


def test_just_these_are_refused() -> None:
    found = [chr(code) for code in range(sys.maxunicode + 1) if UNUSABLE.match(chr(code))]
    halves = [chr(code) for code in range(0xD800, 0xE000)]
    assert sorted({*found}) == sorted({*REFUSED, *halves})


@pytest.mark.parametrize("character", REFUSED)
def test_whatever_reads_a_text_refuses_it_with_its_place(character: str) -> None:
    code = f"U+{ord(character):04X}"
    text = f"contains the character {code}, after `say this`, which no text can hold: remove it"
    escaped = json.dumps(f"say this{character}!")
    if ord(character) not in HALVES:  # which YAML cannot spell
        spelt = f'"say this\\U{ord(character):08x}!"'
        assert says(parse_yaml, f"a: 1\nb: {spelt}\n", "f.yaml") == [f"f.yaml:2: {text}"]
    assert says(parse_json, f'{{"a": [1, {escaped}]}}', "f.json") == [f"a[1]: {text}"]
    with pytest.raises(ValueProblem, match="which no text can hold"):
        write({"a": character})
    if ord(character) not in HALVES:
        raw = f"a: 1\nsay this{character}!".encode()
        assert says(decoded, raw, "f") == [f"f:2: {text}"]


@pytest.mark.parametrize("character", REFUSED)
def test_no_name_and_no_text_of_a_definition_holds_one(character: str) -> None:
    class Part(DefinitionPart):
        name: Line = "x"
        about: Text = "x"

    for key in ("name", "about"):
        (found,) = says(input_of, {key: f"a{character}b"}, Part)
        half = ord(character) in HALVES
        assert found.startswith(f"{key}: contains {'half of a' if half else 'the'} character")


@pytest.mark.parametrize("mark", ["\x0b", "\x0c", "\x85", "\u2028", "\r\n"])
def test_what_office_programs_end_a_line_with_is_a_new_line(mark: str) -> None:
    assert printable_text(f"a{mark}b") == "a\nb"


@given(st.text())
def test_other_text_is_taken_as_it_is(text: str) -> None:
    if not UNUSABLE.search(text):
        check_characters(text)
        assert parse_json(json.dumps([text]), "f") == [text]
        printable_text(text)


def test_every_place_of_a_file_is_told() -> None:
    found = says(decoded, "a\x07\nb\nc\x01d\ufffe".encode(), "f.md")
    assert [each.partition(",")[0] for each in found] == [
        "f.md:1: contains the character U+0007",
        "f.md:3: contains the character U+0001",
        "f.md:3: contains the character U+FFFE",
    ]


def test_a_suppliers_name_with_one_is_refused() -> None:
    path = Path(__file__).parents[2] / "examples/digital-outcomes/competitions/tie.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    assert isinstance(read_competition(data), Competition)
    data["bids"][0]["supplier"] = "Acme\ufffe"
    with pytest.raises(InputError) as error:
        read_competition(data)
    (problem,) = error.value.problems
    assert problem.where == "bids[0].supplier"
    assert "U+FFFE" in problem.says
