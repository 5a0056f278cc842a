"""A half-made definition is read as far as it is whole, and all its problems are told at once."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.loading import load, load_draft
from rules.problems import DataPath, DefinitionError
from rules.yaml.reading import parse_yaml
from rules.yaml.writing import write as written
from tests.definitions import GOOD, write

EXAMPLES = Path(__file__).parents[3] / "examples"

Files = dict[str, str]


@lru_cache
def files_in(example: str) -> Files:
    folder = EXAMPLES / example
    kept = {"framework.yaml", "forms", "rulesets", "agreement"}
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.relative_to(folder).parts[0] in kept
    }


def told(files: Files) -> list[str]:
    return [str(each) for each in load_draft(files).problems]


@pytest.mark.parametrize("example", sorted(each.name for each in EXAMPLES.iterdir()))
def test_a_definition_in_memory_is_the_one_in_the_folder(example: str) -> None:
    in_memory, in_folder = load(files_in(example)), load(EXAMPLES / example)
    assert in_memory.hash == in_folder.hash
    assert in_memory.documents == in_folder.documents
    assert in_memory.forms.keys() == in_folder.forms.keys()


def test_texts_in_memory_are_read_as_files_are() -> None:
    for content, says in (
        (b"\xff\xfe", "is UTF-16 text"),
        (b"name: \xff", "is not UTF-8 text"),
        (b"x" * 2_000_001, "is larger than 2 MB"),
    ):
        (problem, *_) = load_draft({**GOOD, "forms/brief.yaml": content}).problems
        assert problem.where.startswith("forms/brief.yaml")
        assert says in problem.says
    with pytest.raises(DefinitionError, match=r"framework\.yaml: there is no such file"):
        load_draft({})


#: Mistakes of shape, of linking and of clauses, each alone: file, text, what takes its place.
MISTAKES = {
    "no owner": ("framework.yaml", "owner:", "ownr:"),
    "no day": ("framework.yaml", "starts: 2027-01-04", "starts: 2027-02-30"),
    "half a question": ("forms/bid.yaml", "type: money, label: Total price", "type: money"),
    "no type": ("forms/brief.yaml", "type: ", "typ: "),
    "unknown question": (
        "rulesets/eligibility.yaml",
        "answer: annual-turnover",
        "answer: anual-turnover",
    ),
    "unknown tie": ("rulesets/evaluation.yaml", "ties: [technical,", "ties: [technicl,"),
    "unknown part of a letter": ("rulesets/feedback.yaml", "winner-name]", "winner-nam]"),
}


@pytest.mark.parametrize("names", list(combinations(MISTAKES, 2)), ids=" and ".join)
def test_one_mistake_hides_no_other(names: tuple[str, str]) -> None:
    both = dict(GOOD)
    alone: list[str] = []
    for name in names:
        file, old, new = MISTAKES[name]
        assert old in GOOD[file], name
        found = told({**GOOD, file: GOOD[file].replace(old, new, 1)})
        assert found, name
        alone += found
        both[file] = both[file].replace(old, new, 1)
    assert sorted(told(both)) == sorted(dict.fromkeys(alone))


def test_what_reads_a_half_made_question_is_not_told_too() -> None:
    eligibility = GOOD["rulesets/eligibility.yaml"] + "".join(
        f"\n  - {{id: q{n}, when: {{answer: lost-{n}, is: yes}}, then: {{exclude: No}}}}"
        for n in range(5)
    )
    bid = GOOD["forms/bid.yaml"].replace("type: money, label: Annual turnover", "type: money")
    assert bid != GOOD["forms/bid.yaml"]
    draft = load_draft({**GOOD, "rulesets/eligibility.yaml": eligibility, "forms/bid.yaml": bid})
    half, *lost = draft.problems
    assert "`label` is missing" in half.says
    assert half.at[-1] == "label"
    assert [each.says.rpartition("question ")[2] for each in lost] == [
        f"`lost-{n}`" for n in range(5)
    ]
    assert all(each.at[-1] == "when" for each in lost)


def test_everything_else_of_a_definition_with_a_problem_can_be_used(tmp_path: Path) -> None:
    folder = write(tmp_path, {**GOOD, "rulesets/evaluation.yaml": "ruleset: evaluation\nways: 3"})
    draft = load_draft(folder)
    assert [str(each) for each in draft.problems] == [
        "rulesets/evaluation.yaml:2: `ways`: must be a list"
    ]
    assert list(draft.forms) == ["bid", "brief"]
    assert draft.feedback.letters
    with pytest.raises(DefinitionError):
        load(folder)


def places(data: Any, at: DataPath = ()) -> Iterator[DataPath]:
    """Every place in a document, the document itself left out."""
    for key, value in data.items() if isinstance(data, dict) else enumerate(data):
        yield (*at, key)
        if isinstance(value, dict | list):
            yield from places(value, (*at, key))


SPOILT: dict[str, Any] = {"text": "??", "number": -7, "list": [[]], "keys": {"strange": 1}}


@lru_cache
def spots(example: str) -> list[tuple[str, DataPath]]:
    return [
        (name, place)
        for name, text in files_in(example).items()
        if name.endswith(".yaml")
        for place in places(parse_yaml(text, name).data)
    ]


@given(st.data())
def test_whatever_one_part_holds_the_rest_is_read(data: st.DataObject) -> None:
    example = data.draw(st.sampled_from(["digital-outcomes", "cloud-catalogue"]))
    files = files_in(example)
    name, place = data.draw(st.sampled_from(spots(example)))
    spoilt = parse_yaml(files[name], name).data
    part = spoilt
    for key in place[:-1]:
        part = part[key]
    how = data.draw(st.sampled_from(["gone", *SPOILT]))
    if how == "gone":
        del part[place[-1]]
    else:
        part[place[-1]] = SPOILT[how]
    draft = load_draft({**files, name: written(spoilt)})
    whole = load_whole(example)
    assert {each.id for each in whole.terms.lots} >= {each.id for each in draft.terms.lots} or (
        name == "framework.yaml"
    )
    others = {form for form in whole.forms if name != f"forms/{form}.yaml"}
    assert draft.forms.keys() >= others
    for problem in draft.problems:
        assert problem.says
        assert problem.where


@lru_cache
def load_whole(example: str) -> Any:
    return load(files_in(example))
