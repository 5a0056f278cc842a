"""Clauses are bound to the rules that they state; what is wrong is told with file and line."""

from pathlib import Path

import pytest

from agreements.clauses.clauses import read_clause
from agreements.clauses.numbering import stated_in
from agreements.clauses.topics.listing import topics_of
from agreements.loading import load
from rules.problems import DefinitionError
from tests.agreements.clause_makers import EXTENSION, EXTENSION_FILE, WITH_PERMISSIONS, made
from tests.definitions import GOOD, write

EXAMPLES = sorted(Path(__file__).parents[3].glob("examples/*/framework.yaml"))
WORKED = sorted(Path(__file__).parents[2].glob("worked/*/framework.yaml"))


def problems(folder: Path, **clauses: str) -> list[str]:
    with pytest.raises(DefinitionError) as caught:
        made(folder, **clauses)
    return [str(each) for each in caught.value.problems]


def extension(folder: Path, text: str) -> list[str]:
    """Give the problems of a clause on extension with one text more in its first line."""
    changed = EXTENSION.replace("at most, each time", f"at most{text}, each time")
    return problems(folder, call_off_20_extension=changed)


# --- what is right --------------------------------------------------------------------------------


def test_a_clause_of_the_definition_is_filled_in(tmp_path: Path) -> None:
    framework = made(tmp_path, call_off_20_extension=EXTENSION)
    (mine,) = [each for each in stated_in(framework) if each.clause.own]
    assert "extend the contract twice at most, each time by up to\n6 months" in mine.text
    assert "with 30 days of notice" in mine.text
    assert "The board (when the new value is more than £90,000)" in mine.text
    assert "permissions/extend/times" in mine.rules


def test_what_has_no_clause_has_one_of_the_library(tmp_path: Path) -> None:
    framework = made(tmp_path, call_off_20_extension=EXTENSION)
    assert "extend" not in {each.clause.id for each in stated_in(framework)}
    early = next(each for each in stated_in(framework) if each.clause.id == "end-early")
    assert "at least 15 working days of notice" in early.text


@pytest.mark.parametrize("path", [*EXAMPLES, *WORKED], ids=lambda path: path.parent.name)
def test_the_library_states_all_there_is_once_with_every_limit(path: Path) -> None:
    framework = load(path.parent)
    said = [(topic, each) for each in stated_in(framework) for topic in each.topics]
    assert sorted(each.id for each in topics_of(framework)) == sorted(each.id for each, _ in said)
    for topic, clause in said:
        assert set(topic.rules) <= set(clause.rules)
        text = " ".join(clause.text.lower().split())
        for leaf in topic.limits:
            forms = {leaf.text.lower(), leaf.text.lower().replace(" working days", " days")}
            if leaf.value is not None and leaf.unit != "date":
                forms.add(str(leaf.value))
                forms.add(_in_words(leaf.value))
            assert any(each in text for each in forms), f"{topic.id}: {leaf.path}, {leaf.text}"
        assert "{{" not in clause.text
        assert "{%" not in clause.text


def _in_words(value: object) -> str:
    from decimal import Decimal  # noqa: PLC0415

    from rules.figures.amounts import words  # noqa: PLC0415

    return words(value) if isinstance(value, Decimal) else str(value)


def test_every_kind_of_action_with_every_key_has_a_clause_that_says_it(tmp_path: Path) -> None:
    framework = load(write(tmp_path, {**GOOD, "rulesets/permissions.yaml": EVERYTHING}))
    actions = [each for each in stated_in(framework) if each.topics and each.topics[0].kind]
    assert {each.topics[0].kind for each in actions} == set(_kinds())
    for each in actions:
        (topic,) = each.topics
        for leaf in topic.limits:
            text = leaf.text[:1].lower() + leaf.text[1:]
            assert leaf.text in each.text or text in each.text, f"{topic.id}: {leaf.path}"


def _kinds() -> tuple[str, ...]:
    from rules.policies.action_kinds import ACTION_KINDS  # noqa: PLC0415

    return tuple(ACTION_KINDS)


COMMON = """\
    by: [buyer, supplier]
    lots: [outcomes]
    from: 2027-02-03
    until: 2029-03-04
    times: {max: 4}
    first_after_months: {min: 7}
    notice_days: {min: 31}
    notice_before_expiry_working_days: {min: 23}
    approvals: [{id: board, title: The board, when: {fact: value-after, more_than: 91234}}]
    documents: [{id: plan, title: A plan for the work}]
    publish: [{id: notice, title: The change notice}]
    agreed_by: [owner]
    form: deed
    reasons: {need: there is a need for it, law: the law asks for it}
    explanation_words: {min: 22}
    only_if: [{id: done, when: {fact: value-after, less_than: 1000000}, says: The work is done}]
"""
TERM = """\
    months_each: {max: 5}
    percent_of_initial_each: {max: 17}
    months_in_all: {max: 11}
    percent_of_initial_in_all: {max: 43}
    total_term_months: {max: 39}
    latest_end: 2031-05-06
"""
RISES = """\
    value_increase_percent: {max: 13}
    value_increase_percent_each: {max: 6.5}
    value_increase: {max: 54321}
    value_increase_each: {max: 12345.67}
    total_value: {max: 765432}
"""
FALLS = """\
    value_decrease_percent: {max: 29}
    value_decrease_percent_each: {max: 19}
"""
BETWEEN = "    months_between: {min: 8}\n"
EVERYTHING = "ruleset: permissions\nactions:\n" + "".join(
    f"  {kind}:\n{COMMON}{more}"
    for kind, more in {
        "extend": TERM + RISES + BETWEEN,
        "end-early": "",
        "end-for-cause": "",
        "end-part": FALLS + BETWEEN,
        "suspend": "    days_each: {max: 33}\n    days_in_all: {max: 66}\n" + BETWEEN,
        "vary": TERM + RISES + FALLS + "    may_change_scope: true\n",
        "add-statement-of-work": RISES + BETWEEN,
        "raise-price": RISES
        + "    price_increase_percent: {max: 3.5}\n    capped_by_index: true\n",
        "transfer": "    ground: restructuring\n",
        "step-in": "    days_each: {max: 33}\n",
    }.items()
)


def test_the_text_of_the_library_can_be_taken_over_whole(tmp_path: Path) -> None:
    text = "---\nclause: mine\nstates: permissions/extend\n---\nGladly.\n\n{{ standard }}\n"
    framework = made(tmp_path, call_off_20_extension=text)
    (mine,) = [each for each in stated_in(framework) if each.clause.own]
    assert mine.text.startswith("Gladly.")
    assert "at least 30 days of notice" in mine.text


def test_a_group_of_rules_is_stated_one_by_one(tmp_path: Path) -> None:
    text = """\
---
clause: who
states: [eligibility]
---
{% for each in rules %}
- {{ each.in_full }}
{% endfor %}
"""
    framework = made(tmp_path, framework_60_who=text)
    (mine,) = [each for each in stated_in(framework) if each.clause.own]
    assert mine.rules == ("eligibility/turnover-floor", "eligibility/no-certificate")
    assert "less than £100,000" in mine.text


# --- the five checks ------------------------------------------------------------------------------


def test_a_limit_that_is_never_said_is_named(tmp_path: Path) -> None:
    text = EXTENSION.replace(", with {{ rule.notice_days.min | days }} of notice", "")
    assert problems(tmp_path, call_off_20_extension=text) == [
        (
            f"{EXTENSION_FILE}:4: states `permissions/extend` and never says its `notice_days.min` "
            "(30 days): use `{{ rule.notice_days.min | days }}`"
        )
    ]


def test_a_limit_that_is_only_asked_for_is_not_said(tmp_path: Path) -> None:
    text = EXTENSION.replace(
        "with {{ rule.notice_days.min | days }} of notice",
        "{% if rule.notice_days.min %}with notice{% endif %}",
    )
    (problem,) = problems(tmp_path, call_off_20_extension=text)
    assert "never says its `notice_days.min`" in problem


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (" (with 30 days’ notice)", ("`30 days` is a limit of `permissions/extend`: write `{{ "
         "rule.notice_days.min | days }}`, so that it follows the rule")),
        (" (with thirty days’ notice)", ("`thirty days` is a limit of `permissions/extend`: write "
         "`{{ rule.notice_days.min | days }}`, so that it follows the rule")),
        (" (with sixty days’ notice)", ("`sixty days` contradicts `permissions/extend`, which says "
         "30 days: write `{{ rule.notice_days.min | days }}`")),
        (" (for half a year, or 6 months)", ("`6 months` is a limit of `permissions/extend`: write "
         "`{{ rule.months_each.max | months }}`, so that it follows the rule")),
        (" (and no more than a year in all)", ("`no more than a year` contradicts "
         "`permissions/extend`, which says 6 months: write `{{ rule.months_each.max | months }}`")),
        (" (never three times)", ("`three times` contradicts `permissions/extend`, which says twice"
         ": write `{{ rule.times.max | times }}`")),
        (" (for £5)", ("`£5` is a figure that no rule gives: take it from a rule or, if it is no "
         'limit, write `{{ "£5" }}`')),
    ],
)  # fmt: skip
def test_a_figure_that_a_clause_writes_itself_is_told_of(
    tmp_path: Path, text: str, says: str
) -> None:
    assert extension(tmp_path, text) == [f"{EXTENSION_FILE}:6: {says}"]


def test_a_figure_that_is_no_limit_is_marked(tmp_path: Path) -> None:
    marked = EXTENSION.replace("at most, each", 'at most (for {{ "£5" }} in {{ "9 days" }}), each')
    (mine,) = [
        each for each in stated_in(made(tmp_path, call_off_20_extension=marked)) if each.clause.own
    ]
    assert "at most (for £5 in 9 days), each" in mine.text


def test_laws_may_be_cited_and_words_are_no_figures(tmp_path: Path) -> None:
    text = EXTENSION.replace(
        "at most, each time",
        "at most (Procurement Act 2023, section 74(4) and Schedule 8), as one of the two parties "
        "asks, once it has begun, each time",
    )
    assert stated_in(made(tmp_path, call_off_20_extension=text))


def test_a_clause_that_states_nothing_may_have_figures_of_its_own(tmp_path: Path) -> None:
    text = "---\nclause: payment\n---\nThe Buyer pays within 30 days.\n"
    framework = made(tmp_path, call_off_30_payment=text)
    assert any(each.clause.id == "payment" for each in stated_in(framework))


def test_a_rule_is_stated_once(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        call_off_20_extension=EXTENSION,
        call_off_21_again=EXTENSION.replace("clause: extension", "clause: again"),
    )
    assert len(found) > 1
    assert (
        "agreement/call-off/21-again.md:4: `permissions/extend/times` is stated by the clause in "
        f"{EXTENSION_FILE} too: state it once" in found
    )


def test_a_part_of_an_action_leaves_the_rest_unstated(tmp_path: Path) -> None:
    text = """\
---
clause: notice
states: permissions/extend/notice
---
With {{ rule.notice_days.min | days }} of notice.
"""
    (problem,) = problems(tmp_path, call_off_20_notice=text)
    assert problem.startswith(
        "agreement/call-off/20-notice.md:3: states a part of `permissions/extend`, and no clause "
        "states `permissions/extend/by`"
    )
    rest = "\n".join(
        f"  - {rule}"
        for topic in topics_of(load(write(tmp_path / "plain", WITH_PERMISSIONS)))
        for rule in topic.rules
        if topic.id == "permissions/extend" and "/notice" not in rule.replace("/notice-to", "")
    )
    said = "{{ rule.times.max | times }}, {{ rule.months_each.max | months }}, "
    other = f"---\nclause: rest\nstates:\n{rest}\n---\n{said}{{{{ rule.approvals | list }}}}\n"
    assert stated_in(made(tmp_path / "whole", call_off_20_notice=text, call_off_21_rest=other))


def test_a_reference_leads_somewhere(tmp_path: Path) -> None:
    text = EXTENSION.replace("#clause-end-early", "#clause-end-erly")
    assert problems(tmp_path, call_off_20_extension=text) == [
        (
            f"{EXTENSION_FILE}:9: refers to `#clause-end-erly`, and no part has that id: did you "
            "mean `#clause-end-early`?"
        )
    ]
    numbered = EXTENSION.replace("[](#clause-end-early)", "clause 7.2")
    assert problems(tmp_path, call_off_20_extension=numbered) == [
        (
            f"{EXTENSION_FILE}:9: `clause 7.2` is a number that can change: link to the part, as "
            "[](#clause-term) does"
        )
    ]


def test_a_rule_includes_a_clause_that_is_there(tmp_path: Path) -> None:
    rule = "  - {id: data, when: {answer: certificate, is: full}, then: {include: data-terms}}\n"
    files = {
        **WITH_PERMISSIONS,
        "rulesets/eligibility.yaml": WITH_PERMISSIONS["rulesets/eligibility.yaml"] + rule,
        EXTENSION_FILE: EXTENSION,
    }
    with pytest.raises(DefinitionError) as caught:
        load(write(tmp_path, files))
    (problem,) = caught.value.problems
    assert "includes the clause `data-terms`, which does not exist" in problem.says


# --- other mistakes -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("rule.times.max", "rule.tims.max", ":6: there is no `tims` here: did you mean `times`?"),
        ("{{ rule.times.max | times }}", "{{ rule }}", ":6: several values cannot stand for one"),
        ("| months }}", "| days }}", ":7: `months_each.max` is in months, so `days` cannot say it"),
        ("| months }}", "| monts }}", ":7: cannot be read: no filter named 'monts'"),
        ("| months }}", "| months", ":7: cannot be read"),
        ("rule.notice_days.min", "rule.__class__.min", ":7: there is no `__class__` here"),
        ("rule.notice_days.min", "rule.notice_days.min.text", ":7: there is no `text` in a single"),
        ("rule.notice_days.min | days", "7 * 7", ":7: `*` is not for clauses"),
        ("rule.notice_days.min | days", "30", ":7: put words and figures outside"),
        ("rule.notice_days.min | days", "range(10)", ":7: `(…)` is not for clauses"),
        ("rule.notice_days.min | days", "rule.until | date", ":7: there is no such value here: `u"),
        ("rule.notice_days.min | days", "rule.until", ":7: there is no such value here: `until`"),
        ("rule.approvals | list", "rule.approvals", ":9: to show several values, use `| list`"),
        ("{{ rule.approvals", "{% set a = 1 %}{{ rule.approvals", ":9: `set` is not for"),
        ("states: permissions/extend", "states: permissions/extnd", (":4: there is no rule "
         "`permissions/extnd` to state: did you mean `permissions/extend`?")),
        ("states: permissions/extend", "stats: permissions/extend", ":4: "),
        ("states: permissions/extend\n", "", (":5: there is no `rule`, since the clause states "
         "nothing: give `states` in its head")),
        ("states: permissions/extend", "states: permissions/extend\nlots: [outcoms]", (":4: there "
         "is no lot `outcoms`: did you mean `outcomes`?")),
        ("states: permissions/extend", "states: permissions/extend\npart: framework", (":5: `part` "
         "says framework, and the file is in agreement/call-off")),
        ("states: permissions/extend", "states: [permissions/extend, framework/term]", (":4: "
         "`framework/term` belongs to the framework agreement: move the clause to")),
        ("---\nclause", "clause", ":1: must begin with a header between two lines of `---`"),
    ],
)  # fmt: skip
def test_mistakes_are_told_with_their_line(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in EXTENSION
    found = problems(tmp_path, call_off_20_extension=EXTENSION.replace(old, new))
    assert any(each.startswith(f"{EXTENSION_FILE}{says}") for each in found), found


def test_files_that_are_not_read_are_told_of(tmp_path: Path) -> None:
    files = {
        **WITH_PERMISSIONS,
        "agreement/term.md": "---\nclause: a\n---\nText\n",
        "agreement/framework/term.md": "---\nclause: b\n---\nText\n",
        "agreement/framework/10-c.md": "---\nclause: b\n---\nText\n",
        "agreement/framework/20-d.md": "---\nclause: d\n---\n\n",
    }
    with pytest.raises(DefinitionError) as caught:
        load(write(tmp_path, files))
    assert [str(each) for each in caught.value.problems] == [
        (
            "agreement/framework/20-d.md:1: has a header but no text: write the clause below "
            "the header"
        ),
        "agreement/framework/term.md: must be named with a number and a name, as in 10-term.md",
        "agreement/framework/term.md:3: `b` is also the clause in agreement/framework/10-c.md",
        (
            "agreement/term.md: is not read: put clauses in agreement/framework or "
            "agreement/call-off"
        ),
    ]


def test_a_clause_cannot_grow_without_bound(tmp_path: Path) -> None:
    loops = "{% for a in rules %}" * 4 + "x" + "{% endfor %}" * 4
    text = f"---\nclause: who\nstates: eligibility\n---\n{loops}\n"
    found = problems(tmp_path, framework_60_who=text)
    assert any("nested too deep: at most three `for`" in each for each in found)


def test_a_head_is_read_with_its_lines() -> None:
    clause = read_clause("agreement/framework/07-a.md", "---\nclause: a\n---\nOne\n", "framework")
    assert (clause.id, clause.title, clause.order, clause.where()) == (
        "a",
        "A",
        7,
        "agreement/framework/07-a.md:4",
    )


def test_the_same_definition_has_the_same_clauses(tmp_path: Path) -> None:
    one = made(tmp_path / "one", call_off_20_extension=EXTENSION)
    other = made(tmp_path / "two", call_off_20_extension=EXTENSION)
    assert [each.text for each in stated_in(one)] == [each.text for each in stated_in(other)]


def test_a_lot_without_a_limit_that_a_clause_shows_is_named(tmp_path: Path) -> None:
    clause = """\
---
clause: contract-term
states: call-off/term
---
{% for each in rule.lots %}
- {{ each.title }}: {{ each.max_months | months }}{% if each.value.min %}, from £1{% endif %}
{% endfor %}
"""
    text = GOOD["framework.yaml"]
    text = text.replace("title: Outcomes", "title: Outcomes, call_off: {max_months: 12}")
    text = text.replace("title: Research", "title: Research, call_off: {value: {max: 5000}}")
    files = {**GOOD, "framework.yaml": text, "agreement/call-off/20-term.md": clause}
    with pytest.raises(DefinitionError) as caught:
        load(write(tmp_path, files))
    assert any(
        each.where == "agreement/call-off/20-term.md:6"
        and "`max_months` of “Research” is not given" in each.says
        for each in caught.value.problems
    )
