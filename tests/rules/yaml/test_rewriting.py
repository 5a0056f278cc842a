"""Rewriting: what did not change stays as it stood, to the byte."""

import copy
import difflib
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.problems import DefinitionError
from rules.yaml.reading import parse_yaml
from rules.yaml.rewriting import _reads_as, rewritten, same
from rules.yaml.writing import write

TEXT = """\
# The evaluation ruleset.
# Two lines of it.

ruleset: evaluation   # which one
title: "A title"

ways:
# about the first way
- id: written
  method:   weighted-sum
  criteria:
    # technical
    - id: technical
      weighting: { min: 10,   max: 75 }   # the buyer chooses
      judged: {scale: 0-3, by: panel}
      minimum: 2.50

    - id: price   # last
      weighting:
        min: 20
        max: 85
      empty:
      other: ~

  ties: [technical, price]
- # a comment after the dash
  id: spoken
  note: |
    Two lines
      of note.

  last: 'quoted'
# at the end of ways
rules:
  -
    id: r1
    when:
      all:
      - {answer: a, less_than: 100000}
      - not: {answer: b, is: yes}
  - - nested
    - list
limits: [1, 2.0,
  3]
folded: >
  some
  text
end: 2026-01-01
# bye
"""


def read(text: str) -> Any:
    return parse_yaml(text, "f.yaml").data


def changes(text: str, change: Callable[[Any], object]) -> str:
    """Give the lines taken out and put in when the data of a text is changed."""
    data = read(text)
    change(data)
    result = rewritten(text, data)
    assert same(read(result), data)
    lines = difflib.unified_diff(text.splitlines(), result.splitlines(), n=0, lineterm="")
    return "\n".join(line for line in lines if not line.startswith(("---", "+++", "@@")))


def test_nothing_changes_where_nothing_changed() -> None:
    assert rewritten(TEXT, read(TEXT)) == TEXT
    # Equal numbers are the same however they are written, and the order of keys is no change.
    data = read(TEXT)
    data["ways"][0]["criteria"][0]["minimum"] = Decimal("2.5")
    data["limits"] = (1, 2, 3)
    assert rewritten(TEXT, dict(reversed(data.items()))) == TEXT


@pytest.mark.parametrize(
    ("change", "lines"),
    [
        (lambda d: d.update(ruleset="feedback"),
         "-ruleset: evaluation   # which one\n+ruleset: feedback   # which one"),
        (lambda d: d.update(title="a: b"), '-title: "A title"\n+title: "a: b"'),
        (lambda d: d["ways"][0]["criteria"][0]["weighting"].update(max=80),
         ("-      weighting: { min: 10,   max: 75 }   # the buyer chooses\n"
         "+      weighting: { min: 10,   max: 80 }   # the buyer chooses")),
        (lambda d: d["ways"][0]["criteria"][0]["judged"].update(combine="mean"),
         ("-      judged: {scale: 0-3, by: panel}\n"
         "+      judged: {scale: 0-3, by: panel, combine: mean}")),
        (lambda d: d["ways"][0]["criteria"][0].update(weighting={"min": 1, "x": [{"y": "z" * 80}]}),
         ("-      weighting: { min: 10,   max: 75 }   # the buyer chooses\n"
         "+      weighting:   # the buyer chooses\n+        min: 1\n+        x:\n"
         f"+          - y: {'z' * 80}")),
        (lambda d: d["ways"][0]["criteria"][1]["weighting"].update(min=25),
         "-        min: 20\n+        min: 25"),
        (lambda d: d["ways"][0]["criteria"][1]["weighting"].pop("min"), "-        min: 20"),
        (lambda d: d["ways"][0]["criteria"][1].update(empty=5), "-      empty:\n+      empty: 5"),
        (lambda d: d["ways"][0]["criteria"][1].update(other=[]),
         "-      other: ~\n+      other: []"),
        (lambda d: d["ways"][0]["criteria"].insert(1, {"id": "new", "minimum": 1}),
         "+    - id: new\n+      minimum: 1"),
        (lambda d: d["ways"][0]["criteria"].insert(0, {"id": "new"}), "+    - id: new"),
        (lambda d: d["ways"][0]["criteria"].pop(0),
         ("-    # technical\n-    - id: technical\n"
         "-      weighting: { min: 10,   max: 75 }   # the buyer chooses\n"
         "-      judged: {scale: 0-3, by: panel}\n-      minimum: 2.50")),
        (lambda d: d["ways"][0]["criteria"][0].update(note="a\nb\n"),
         "+      note: |\n+        a\n+        b"),
        (lambda d: d["ways"].append({"id": "third"}), "+- id: third"),
        (lambda d: d["ways"][1].update(note="one line"),
         "-  note: |\n-    Two lines\n-      of note.\n+  note: one line"),
        (lambda d: d["ways"][1].pop("last"), "-  last: 'quoted'"),
        (lambda d: d["rules"][0]["when"]["all"].append({"answer": "c", "is": "x"}),
         "+      - {answer: c, is: x}"),
        (lambda d: d["rules"][0]["when"]["all"][1]["not"].update({"is": False}),
         "-      - not: {answer: b, is: yes}\n+      - not: {answer: b, is: false}"),
        (lambda d: d["rules"][1].append("more"), "+    - more"),
        (lambda d: d["limits"].append(4),
         "-limits: [1, 2.0,\n-  3]\n+limits: [1, 2.0, 3, 4]"),
        (lambda d: d["limits"].__setitem__(2, "12"), '-  3]\n+  "12"]'),
        (lambda d: d.update(limits=7), "-limits: [1, 2.0,\n-  3]\n+limits: 7"),
        (lambda d: d.update(folded="x"), "-folded: >\n-  some\n-  text\n+folded: x"),
        (lambda d: d.update(new={"a": {"b": 1}}), "+new: {a: {b: 1}}"),
        (lambda d: d.pop("end"), "-end: 2026-01-01"),
    ],
)  # fmt: skip
def test_only_what_changed_changes(change: Callable[[Any], object], lines: str) -> None:
    assert changes(TEXT, change) == lines


def test_a_moved_item_keeps_its_lines() -> None:
    found = changes(TEXT, lambda d: d["ways"].reverse())
    gone = [line[1:] for line in found.splitlines() if line.startswith("-")]
    come = [line[1:] for line in found.splitlines() if line.startswith("+")]
    assert gone == come
    assert "- # a comment after the dash" in gone


@pytest.mark.parametrize(
    ("text", "change", "result"),
    [
        # Without an end of line at the end of the file.
        ("a: 1\nb: 2", lambda d: d.update(c=3), "a: 1\nb: 2\nc: 3"),
        ("a: 1\nb: 2", lambda d: d.pop("b"), "a: 1\n"),
        ("- 1\n- 2", lambda d: d.append(3), "- 1\n- 2\n- 3"),
        # Ends of line as they were.
        ("a: 1 # x\r\nb: 2\r\n", lambda d: d.update(a=5, c=3), "a: 5 # x\r\nb: 2\r\nc: 3\r\n"),
        # A key of which the value is on the next line.
        ("a:\n  1\nb: 2\n", lambda d: d.update(a=5), "a: 5\nb: 2\n"),
        # The first key of an item stands behind its dash: the item is written anew.
        ("- a: 1\n  b: 2 # x\n- c: 3 # y\n", lambda d: d[0].pop("a"), "- {b: 2} # x\n- c: 3 # y\n"),
        ("- a: 1\n  b: 2\n", lambda d: d[0].update(c=3), "- a: 1\n  b: 2\n  c: 3\n"),
        # A comment right above goes with what it is about, but not the heading of a file.
        ("# top\na: 1\nb: 2\n", lambda d: d.pop("a"), "# top\nb: 2\n"),
        ("x: 0\n\n# a\n# more\na: 1\n# b\nb: 2\n", lambda d: d.pop("a"), "x: 0\n\n# b\nb: 2\n"),
        # Keys that are written out.
        ("? a\n: 1\n# x\n", lambda d: d.update(a=2), "? a\n: 2\n# x\n"),
        ("? a\n: 1\nb: 2 # x\n", lambda d: d.pop("a"), "b: 2\n"),
        ("? a # x\n: 1\n", lambda d: d.update(b=2), "a: 1\nb: 2\n"),
        ("x:\n  ? a\n  : 1\ny: 2 # z\n", lambda d: d["x"].update(b=2),
         "x:\n  ? a\n  : 1\n  b: 2\ny: 2 # z\n"),
        # Nested dashes, and lists that have nothing left in common.
        ("- - 1\n  - 2\n- 3\n", lambda d: d[0].pop(0), "- [2]\n- 3\n"),
        ("- - 1\n  - 2\n- 3\n", lambda d: d[0].insert(0, 0), "- [0, 1, 2]\n- 3\n"),
        ("a: # x\n- 1\n- 2\n", lambda d: d.update(a=[3, 4, 5]), "a: [3, 4, 5]\n"),
        ("a:\n- 1 # x\n- 2\n", lambda d: d.update(a=[3, 4]), "a:\n- 3 # x\n- 4\n"),
        ("a:\n  b: 1\n", lambda d: d.update(a={"c": 1}), "a: {c: 1}\n"),
        ("a: {b: 1} # x\n", lambda d: d.update(a=5), "a: 5 # x\n"),
        ("a: 1 # x\n", lambda d: d.update(a="two\nlines"), "a: |-\n  two\n  lines\n"),
        ("a: {b: Below £100,000, c: 1}\n", lambda d: d["a"].update(c=2), None),
        ("a: {b: } # x\n", lambda d: d["a"].update(b=1), "a: {b: 1} # x\n"),
        (f"a: {{b: 1, c: {'x' * 80}}}\n", lambda d: d["a"].update(b="y" * 20),
         f"a:\n  b: {'y' * 20}\n  c: {'x' * 80}\n"),
        (f"a: [1, {'x' * 80}]\n", lambda d: d["a"].__setitem__(0, "y" * 20),
         f"a:\n  - {'y' * 20}\n  - {'x' * 80}\n"),
        ("a: [{b: 1}] # x\n", lambda d: d["a"].__setitem__(0, "two\nlines"),
         'a: ["two\\nlines"] # x\n'),
        ("a: [{b: 1}] # x\n", lambda d: d["a"][0].update(b={"c": {"d": {"e": 1}}}), None),
        # All of it.
        ("# top\n\n# of it\na: 1\n", lambda d: (d.clear(), d.update(b=2)),
         "# top\n\n# of it\nb: 2\n"),
        ("\na: 1\n", lambda d: (d.clear(), d.update(b=2)), "b: 2\n"),
        ("a: 1\nb: |+\n  x\n\n", lambda d: d.update(c="y"), "a: 1\nb: |+\n  x\n\nc: y\n"),
    ],
)  # fmt: skip
def test_what_cannot_be_changed_in_place_is_written_anew(
    text: str, change: Callable[[Any], object], result: str | None
) -> None:
    data = read(text)
    change(data)
    found = rewritten(text, data)
    assert same(read(found), data)
    if result is not None:
        assert found == result


def test_another_sort_of_data_altogether() -> None:
    assert rewritten("# x\na: 1\n", [1]) == "# x\n- 1\n"
    assert rewritten("", {"a": 1}) == "a: 1\n"
    assert rewritten("# only a comment\n", {"a": 1}) == "# only a comment\na: 1\n"
    assert rewritten("a: 1\n", {}) == "{}\n"


def test_a_text_that_cannot_be_read_is_told() -> None:
    with pytest.raises(DefinitionError):
        rewritten("a: &x 1\n", {"a": 1})


def test_a_result_that_does_not_read_as_it_should_is_not_given() -> None:
    assert _reads_as("a: 1\n", {"a": 1})
    assert not _reads_as("a: 1\n", {"a": 2})
    assert not _reads_as("a: &x 1\n", {"a": 1})


def test_numbers_never_pass_through_floats() -> None:
    text = "a: 0.1000000000000000055511151231257827\nb: 1.10\n"
    data = read(text)
    data["b"] = Decimal("1.20")
    assert rewritten(text, data) == text.replace("1.10", "1.20")


def test_what_is_the_same() -> None:
    assert same({"a": 1, "b": [Decimal(2)]}, {"b": (2,), "a": Decimal("1.0")})
    assert not same(1, True)
    assert not same("1", 1)
    assert not same([1], [1, 2])
    assert not same({"a": 1}, {"b": 1})
    assert not same([1], {"a": 1})
    assert not same(None, "")


# --- any change -----------------------------------------------------------------------------------


def paths(data: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield at
    inner = (
        data.items()
        if isinstance(data, dict)
        else enumerate(data)
        if isinstance(data, list)
        else ()
    )
    for key, value in inner:
        yield from paths(value, (*at, key))


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-9, 9)
    | st.decimals(-9, 9, places=2)
    | st.sampled_from(
        ["x", "12", "yes", "a: b", "two\nlines\n", "two\nlines", "# no", "", "y" * 120]
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "k", "a b", "12"]), inner, max_size=3)
    ),
    max_leaves=5,
)


@st.composite
def changed(draw: st.DrawFn) -> Any:
    data = copy.deepcopy(read(TEXT))
    for _ in range(draw(st.integers(1, 3))):
        *parents, last = draw(st.sampled_from([at for at in paths(data) if at] or [("new",)]))
        holder = data
        for key in parents:
            holder = holder[key]
        match draw(st.sampled_from(["set", "take out", "put in", "turn round"])):
            case "set":
                holder[last] = draw(values)
            case "take out":
                holder.pop(last)
            case "put in" if isinstance(holder, list):
                holder.insert(last, draw(values))
            case "turn round" if isinstance(holder, list):
                holder.reverse()
            case _:
                holder["new"] = draw(values) if isinstance(holder, dict) else None
    return data


@given(changed())
def test_any_change_is_there_when_the_file_is_read_again(data: Any) -> None:
    result = rewritten(TEXT, data)
    assert same(read(result), data)
    # And is written once: a second time changes nothing.
    assert rewritten(result, data) == result
    # What stands above everything is never lost.
    assert result.startswith("# The evaluation ruleset.\n# Two lines of it.\n")


@given(values, values)
def test_any_data_becomes_any_other(one: Any, other: Any) -> None:
    assert same(read(rewritten(write(one), other)), other)
