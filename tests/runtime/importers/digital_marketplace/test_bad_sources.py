"""What cannot be imported is refused with its place and the mend, and nothing is written then."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agreements.loading import load
from rules.problems import InputError
from runtime.importers.digital_marketplace.importing import import_framework
from tests.runtime.cli.test_main import run
from tests.runtime.importers.digital_marketplace.invented import SOURCES

NAME: Final = "small"
FILES: Final = {
    "manifests/edit_submission.yml": "- name: Service\n  questions: [kind, title]\n",
    "questions/services/kind.yml": "question: Kind?\ntype: radios\noptions: [{label: A}]\n",
    "questions/services/title.yml": "question: Title?\ntype: text\n",
}


#: Six lines that stand for a million.
BOMB: Final = "a0: &a0 [1]\n" + "\n".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 7)
)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A folder with a small framework that can be imported."""
    return small(tmp_path / "source")


def small(folder: Path, **changes: str) -> Path:
    """Write a small framework, with some files changed or added."""
    files = FILES | {name.replace("__", "/") + ".yml": text for name, text in changes.items()}
    for name, text in files.items():
        path = folder / "frameworks" / NAME / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def problems(source: Path, out: Path, name: str = NAME) -> list[str]:
    """Give what is wrong; with that, nothing is left where the folder would have been."""
    before = set(out.parent.iterdir()) if out.parent.is_dir() else set()
    with pytest.raises(InputError) as refused:
        import_framework(source, name, out)
    found = [str(each) for each in refused.value.problems]
    assert found
    assert all(each.says for each in refused.value.problems)
    assert (set(out.parent.iterdir()) if out.parent.is_dir() else set()) == before
    return found


# --- files that cannot be read --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("question: [1", "questions/services/title.yml:2: is not YAML: "),
        ("question: a\n  b: c", "title.yml:2: is not YAML: "),
        ("question:\tTabs\n\ttype: text", "title.yml:2: is not YAML: "),
        ("a: &a [*a]", "is nested more than 40 levels deep"),
        ("{" * 500, "title.yml"),
        ("- " * 3000 + "x", "title.yml"),
        (BOMB, "has more than 100,000 parts, its aliases written out"),
        ("type: text\nquestion: !!python/object:os.system x", "is not YAML: "),
        ("type: text\nquestion: !!binary aGVsbG8=", "title.yml:question: must be text, a number"),
        ('type: text\nquestion: "\\0"', "(U+0000): remove it"),
        ('type: text\nquestion: "\\uD800"', "title.yml"),
        ('type: text\nhint: "\\uE000"', "title.yml:hint: contains a character"),
        (f"type: number\nlimits: {{max_value: {'9' * 5000}}}", "holds a value that cannot be read"),
        (f"type: number\nlimits: {{max_value: {'9' * 50}}}", "title.yml:limits.max_value: "),
        ("type: number\nlimits: {max_value: 1.0e+999}", "title.yml:limits.max_value: "),
        ("---\ntype: text\n---\ntype: text", "is not YAML: "),
    ],
)
def test_a_file_that_cannot_be_read_is_named(
    text: str, says: str, source: Path, tmp_path: Path
) -> None:
    small(source, questions__services__title=text)
    (found,) = problems(source, tmp_path / "out")
    assert "questions/services/title.yml" in found
    assert says in found


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"\xff\xfeq\x00", "is UTF-16 text: save it as UTF-8"),
        (b"question: caf\xe9\n", ":1: is not UTF-8 text: save it as UTF-8"),
        (bytes(range(128, 192)) + b"\xff", "title.yml"),
        (b"#" * 2_000_001, "is larger than 2 MB"),
    ],
)
def test_bytes_that_are_no_text_are_refused(
    raw: bytes, says: str, source: Path, tmp_path: Path
) -> None:
    path = source / "frameworks" / NAME / "questions/services/title.yml"
    path.write_bytes(raw)
    assert says in problems(source, tmp_path / "out")[0]


def test_every_problem_is_told_at_once(source: Path, tmp_path: Path) -> None:
    small(
        source,
        manifests__edit_submission="- {questions: [title]}\n- 3\n- {name: A, questions: 7}\n",
        questions__services__title="type: text\noptional: [1]\nvalidations: {a: b}\n",
        questions__services__kind="type: radios\noptions: [A, {value: x}]\nhint: {a: b}\n",
    )
    found = problems(source, tmp_path / "out")
    assert [each.partition(": ")[0] for each in found] == [
        "manifests/edit_submission.yml:[0]",
        "manifests/edit_submission.yml:[1]",
        "manifests/edit_submission.yml:[2].questions",
        "questions/services/kind.yml:hint",
        "questions/services/kind.yml:options[0]",
        "questions/services/kind.yml:options[1]",
        "questions/services/title.yml:validations",
        "questions/services/title.yml:optional",
    ]
    assert "questions/services/title.yml:optional: must be true or false" in found


def test_a_group_inside_itself_is_refused(source: Path, tmp_path: Path) -> None:
    small(
        source,
        questions__services__title="type: multiquestion\nquestions: [outer]\n",
        questions__services__outer="type: multiquestion\nquestions: [inner]\n",
        questions__services__inner="type: multiquestion\nquestions: [kind, outer]\n",
    )
    found = problems(source, tmp_path / "out")
    assert found == [
        f"questions/services/{name}.yml:questions: `{name}` is inside itself: take it out of its "
        "own `questions`"
        for name in ("inner", "outer")
    ]


def test_groups_in_groups_without_end_are_refused(source: Path, tmp_path: Path) -> None:
    groups = {
        f"questions__services__g{n}": f"type: multiquestion\nquestions: [g{n + 1}]\n"
        for n in range(1200)
    }
    small(source, questions__services__title="type: multiquestion\nquestions: [g0]\n", **groups)
    (found,) = problems(source, tmp_path / "out")
    assert found.startswith("questions: are nested too deeply")


# --- folders --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["none", "../small", "small/manifests", "", ".", "sm\nall"])
def test_a_framework_that_is_not_there_is_told_with_those_that_are(
    name: str, source: Path, tmp_path: Path
) -> None:
    (found,) = problems(source, tmp_path / "out", name)
    assert found.startswith("framework: there is no ")
    assert found.endswith("there are: `small`")


def test_the_folder_may_be_frameworks_itself(source: Path, tmp_path: Path) -> None:
    import_framework(source / "frameworks", NAME, tmp_path / "out")
    assert load(tmp_path / "out").forms


def test_folders_without_frameworks_are_told(tmp_path: Path) -> None:
    assert problems(tmp_path / "none", tmp_path / "out")[0].endswith("there is no such folder")
    (tmp_path / "file").write_text("x")
    assert problems(tmp_path / "file", tmp_path / "out")[0].endswith("there is no such folder")
    assert "contains no frameworks" in problems(tmp_path, tmp_path / "out")[0]


def test_manifests_that_ask_nothing_are_told(tmp_path: Path) -> None:
    source = small(tmp_path / "a", manifests__edit_submission="[]")
    assert problems(source, tmp_path / "out")[0].startswith("manifests: none of these contains")
    (source / "frameworks" / NAME / "manifests/edit_submission.yml").unlink()
    assert problems(source, tmp_path / "out")[0].startswith("manifests: there are none")


def test_links_to_folders_and_to_nothing_are_told(source: Path, tmp_path: Path) -> None:
    home = source / "frameworks" / NAME
    (home / "questions/more").symlink_to(SOURCES)
    (home / "questions/services/gone.yml").symlink_to(tmp_path / "nowhere")
    os.mkfifo(home / "questions/services/pipe.yml")
    assert problems(source, tmp_path / "out") == [
        "questions/more: is a link to another folder: put a copy of that folder here",
        "questions/services/gone.yml: is not a file that can be read",
        "questions/services/pipe.yml: is not a file that can be read",
    ]


def test_a_link_to_a_file_is_read(source: Path, tmp_path: Path) -> None:
    path = source / "frameworks" / NAME / "questions/services/title.yml"
    path.rename(tmp_path / "elsewhere.yml")
    path.symlink_to(tmp_path / "elsewhere.yml")
    import_framework(source, NAME, tmp_path / "out")


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is unreadable to root")
def test_what_may_not_be_read_is_told(source: Path, tmp_path: Path) -> None:
    home = source / "frameworks" / NAME
    (home / "questions/services").chmod(0)
    (home / "manifests/edit_submission.yml").chmod(0)
    found = problems(source, tmp_path / "out")
    (home / "questions/services").chmod(0o700)
    assert found == [
        "manifests/edit_submission.yml: cannot be read: permission denied",
        "questions/services: is a folder that cannot be read",
    ]


def test_a_file_whose_name_is_no_text_is_told(source: Path, tmp_path: Path) -> None:
    home = os.fsencode(source / "frameworks" / NAME / "questions/services")
    Path(os.fsdecode(home + b"/caf\xe9.yml")).write_text("type: text")
    assert "has a name that is not text" in problems(source, tmp_path / "out")[0]


# --- where it is written --------------------------------------------------------------------------


def test_what_is_there_is_never_written_over(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.write_text("a file")
    assert problems(source, out) == [f"{out}: already exists: choose a new folder"]
    out.unlink()
    out.mkdir()
    import_framework(source, NAME, out)  # an empty folder is as good as none
    before = sorted(each.name for each in out.iterdir())
    assert problems(source, out) == [f"{out}: already exists: choose a new folder"]
    assert sorted(each.name for each in out.iterdir()) == before
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "nowhere")
    assert problems(source, link) == [f"{link}: already exists: choose a new folder"]


def test_where_nothing_can_be_written_is_told(source: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    found = problems(source, tmp_path / "file" / "out")
    assert "cannot be written: a folder in its path is a file" in found[0]
    found = problems(source, tmp_path / ("n" * 300))
    assert "cannot be written: file name too long" in found[0]


def test_folders_around_it_are_made(source: Path, tmp_path: Path) -> None:
    import_framework(source, NAME, tmp_path / "a/b/out")
    assert sorted(each.name for each in (tmp_path / "a/b").iterdir()) == ["out"]


def test_a_full_disk_leaves_nothing(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[Path] = []

    def full(self: Path, text: str, encoding: str | None = None) -> int:
        written.append(self)
        if len(written) > 2:
            raise OSError(28, "No space left on device")
        return self.write_bytes(text.encode(encoding or "utf-8"))

    monkeypatch.setattr(Path, "write_text", full)
    assert problems(source, tmp_path / "out") == [
        f"{tmp_path / 'out'}: cannot be written: no space left on device"
    ]


# --- whatever stands in a file --------------------------------------------------------------------

#: Anything that YAML can hold.
ANYTHING: Final = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=True)
    | st.text(max_size=30)
    | st.sampled_from(["{{ x }}", "{% if %}", "<b", "[[title]]", "}}", "a\n\n- b", "x" * 5000])
    | st.dates(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=8) | st.just("label"), inner, max_size=3)
    ),
    max_leaves=8,
)
KEYS: Final = (
    "any_of", "assessment", "assuranceApproach", "before_summary_value",
    "decimal_place_restriction", "depends", "dynamic_field", "empty_message", "field_defaults",
    "fields", "filter_label", "followup", "hidden", "hint", "id", "limits", "list_item_name",
    "max_length", "max_length_in_words", "name", "number_of_items", "optional", "optional_fields",
    "options", "question", "question_advice", "questions", "required_value", "slug", "smaller",
    "type", "unit", "unit_in_full", "unit_position", "validations", "something_else",
)  # fmt: skip


def replaced(change: Callable[[dict[str, Any]], None], folder: Path) -> None:
    """Import a framework with one file changed: it loads, or is refused with its place."""
    data = {"question": "Title?", "type": "text", "validations": [{"name": "answer_required"}]}
    change(data)
    source = small(folder / "source", questions__services__title=yaml.safe_dump(data))
    try:
        import_framework(source, NAME, folder / "out")
    except InputError as error:
        found = error.problems
    else:
        load(folder / "out")
        json.loads((folder / "out/imported/report.json").read_text(encoding="utf-8"))
        return
    assert all(each.where and each.says for each in found)
    assert not (folder / "out").exists()


TYPES: Final = ("text", "radios", "checkboxes", "number", "pricing", "list", "dynamic_list")


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(key=st.sampled_from(KEYS), value=ANYTHING, type_=st.sampled_from(TYPES))
def test_any_value_of_any_key_is_taken_or_refused(
    key: str, value: Any, type_: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    replaced(lambda data: data.update({"type": type_, key: value}), tmp_path_factory.mktemp("any"))


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(text=st.text(max_size=200) | st.binary(max_size=200).map(lambda raw: raw.decode("latin-1")))
def test_any_text_is_taken_or_refused(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    replaced(
        lambda data: data.update(question=text, hint=text, name=text, question_advice=text),
        tmp_path_factory.mktemp("text"),
    )


# --- the command ----------------------------------------------------------------------------------


def test_the_command_says_what_came_of_it(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = ("import", "digital-marketplace", source, NAME, "--out", out)
    result = run(*words, "--text")
    assert result.exit_code == 0
    assert f"frameworkshop check {out}" in result.stdout.replace("\n", "")
    again = run(*words, "--json")
    assert again.exit_code == 2
    assert json.loads(again.stdout)["problems"] == [
        {"where": str(out), "says": "already exists: choose a new folder"}
    ]


def test_the_command_refuses_bad_sources_with_exit_2(source: Path, tmp_path: Path) -> None:
    small(source, questions__services__title="question: [1")
    result = run("import", "digital-marketplace", source, NAME, "--out", tmp_path / "out", "--text")
    assert result.exit_code == 2
    assert "questions/services/title.yml:2: is not YAML" in result.stdout + result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {
                "manifests__declaration": "- name: All\n  questions: [fair]\n",
                "questions__declaration__fair": (
                    "question: Fair?\ntype: boolean\nassessment: {passIfIn: [true, Often]}\n"
                ),
            },
            "fair.yml:assessment.passIfIn[1]: `Often` is not an answer to the question",
        ),
        (
            {
                "questions__services__title": (
                    "question: Title?\ntype: text\ndepends: [{on: lot, being: [a], not: [b]}]\n"
                )
            },
            "title.yml:depends[0].not: is not known to the format",
        ),
        (
            {
                "questions__services__title": (
                    "question: How much?\ntype: number\nunit: '%'\nunit_in_full: points\n"
                )
            },
            "title.yml:unit_in_full: the figure is a percentage",
        ),
        (
            {
                "questions__services__title": (
                    "question: Title?\ntype: text\ndepends: [{on: lot, being: [a, b]}]\n"
                ),
                "questions__services__lot": (
                    "question: Lot?\ntype: radios\noptions: [{label: A, value: a}, {label: Z}]\n"
                ),
            },
            "lot.yml:options[1]: `Z`: no question depends on this lot",
        ),
    ],
)
def test_what_is_strange_and_can_be_imported_is_told(
    changes: dict[str, str], told: str, tmp_path: Path
) -> None:
    report = import_framework(small(tmp_path / "source", **changes), NAME, tmp_path / "out")
    said = {f"{str(e.place).rpartition('/')[2]}: {e.says}" for e in report.entries}
    assert any(each.startswith(told) for each in said), said
