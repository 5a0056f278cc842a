"""Checking a definition: does it load, what should its owner know, do forms and cases hold."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from agreements.checks.cases import CaseResult, read_cases, run_cases
from agreements.checks.form_checks import (
    FormsProved,
    FormTried,
    as_cases,
    dead_end_lint,
    prove_forms,
    to_try,
    try_forms,
)
from agreements.checks.lint import Lint
from agreements.checks.lints import findings
from agreements.definition.framework import Framework
from agreements.loading import load, load_draft
from rules.policies.evaluation import rules_of_way
from rules.policies.permission_rules import rules_of_permissions
from rules.problems import InputError, Problem, ProblemsError
from rules.yaml.rewriting import rewritten
from rules.yaml.writing import write
from runtime.output_files import write_file

PARTS: Final = ("loading", "lints", "forms", "cases")

#: Takes the number of parts of a long task, and returns what is called after each of them.
Start = Callable[[int], Callable[[], None]]


@dataclass(slots=True)
class CheckReport:
    """What a check found.

    only       the part that was run, None for all
    problems   what stops the definition from being used, or its cases from being read
    proofs     what was proved of its forms; what was found is among the `findings`
    forms      how many drafts of its forms were completed, by form and lot
    uncovered  rules that an owner wrote and no case fires
    accepted   the files of cases that were rewritten
    """

    folder: Path
    only: str | None = None
    loaded: bool = False
    definition: str | None = None
    problems: tuple[Problem, ...] = ()
    findings: tuple[Lint, ...] = ()
    proofs: FormsProved = field(default_factory=FormsProved)
    forms: tuple[FormTried, ...] = ()
    cases: tuple[CaseResult, ...] = ()
    uncovered: tuple[str, ...] = ()
    covered: int = 0
    accepted: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether nothing fails: problems fail, notes do not."""
        return (
            not self.problems
            and all(each.holds for each in self.cases)
            and all(each.weight != "problem" for each in self.findings)
        )

    def as_data(self) -> dict[str, Any]:
        """Return the data that is printed as JSON."""
        return {
            "folder": str(self.folder),
            "definition": self.definition,
            "good": self.good,
            "problems": [each.as_data() for each in self.problems],
            "findings": [each.as_data() for each in self.findings],
            "proofs": {"proved": self.proofs.proved, "unproved": self.proofs.unproved},
            "forms": [each.as_data() for each in self.forms],
            "cases": [
                {
                    "case": each.case,
                    "where": each.where,
                    "holds": each.holds,
                    "differences": list(each.differences),
                }
                for each in self.cases
            ],
            "coverage": {"fired": self.covered, "never": list(self.uncovered)},
            "accepted": self.accepted,
        }


def check_folder(
    folder: Path,
    *,
    accept: bool = False,
    only: str | None = None,
    cases: int | None = None,
    start: Start = lambda _: lambda: None,
) -> CheckReport:
    """Check a definition; with `accept`, write what it gives now into the cases that differ.

    `cases` is how many drafts of each form are tried; `start` is told of that work.
    """
    report = CheckReport(folder, only)
    try:
        framework = load_draft(folder)
    except ProblemsError as error:
        report.problems = error.problems
        return report
    report.problems = framework.problems
    report.loaded = not framework.problems
    report.definition = framework.hash if report.loaded else None
    if only in {None, "lints"}:
        report.findings = findings(framework)
    if only in {None, "forms"}:
        # What is proved of a form would not be true of it once its own problems are mended.
        framework = framework if report.loaded else framework.with_sound_forms()
        report.proofs = prove_forms(framework)
        done = start(len(to_try(framework)))
        report.forms = tuple(try_forms(framework, cases, done))
        ends = [dead_end_lint(framework, each.dead_end) for each in report.forms if each.dead_end]
        report.findings += (*report.proofs.findings, *ends)
    if only in {None, "cases"} and report.loaded:
        try:
            if accept:
                report.accepted = accept_cases(framework)
            report.cases = tuple(run_cases(framework))
        except ProblemsError as error:
            report.problems = error.problems
            return report
        fired = {rule for each in report.cases for rule in each.fired}
        known = written_rules(framework)
        report.uncovered = tuple(rule for rule in known if rule not in fired)
        report.covered = len(known) - len(report.uncovered)
    return report


def save_dead_ends(report: CheckReport, path: Path) -> int:
    """Write the dead ends that were found as cases into a new file; return their number."""
    found = [each.dead_end for each in report.forms if each.dead_end]
    if found:
        if path.exists():
            raise InputError([Problem(str(path), "already exists: choose a new file")])
        write_file(path, write(as_cases(load(report.folder), found)).encode())
    return len(found)


def written_rules(framework: Framework) -> tuple[str, ...]:
    """Return the id of every rule that an owner wrote, rows of tables too, once, in file order.

    Policies stand for many more, such as what refuses an action after the end of a contract, and
    the law adds some: those are not for an owner's cases to cover.
    """
    made = {rule.id for linked in framework.ways.values() for rule, _ in rules_of_way(linked.way)}
    if framework.permissions is not None:
        made |= {
            rule.id
            for rule, at in rules_of_permissions(framework.permissions)
            if at[0] != "rules" and "only_if" not in at
        }
    ids = [rule.id for way in framework.ways.values() for rule in way.rules]
    ids += [placed.rule.id for placed in framework.plain]
    ids += [rule.id for rule in framework.permission_rules if rule.id.startswith("permissions/")]
    return tuple(each for each in dict.fromkeys(ids) if each not in made)


def accept_cases(framework: Framework) -> list[str]:
    """Rewrite the `expect` of every case that differs; return the names of the changed files."""
    outcomes = {each.where: each for each in run_cases(framework)}
    changed = []
    for file in read_cases(framework):
        data = list(file.document.data or [])
        differing = [(index, outcomes[file.document.where((index,))]) for index in range(len(data))]
        differing = [(index, each) for index, each in differing if not each.holds]
        for index, outcome in differing:
            expected = accepted(data[index]["expect"], outcome.actual)
            data[index] = {**data[index], "expect": expected}
        if differing:
            path = framework.folder / file.name
            text = path.read_text(encoding="utf-8")
            path.write_text(rewritten(text, data), encoding="utf-8")
            changed.append(file.document.name)
    return changed


def accepted(expected: Any, actual: Any) -> Any:  # noqa: ANN401 - plain data
    """Return the parts of `actual` that `expected` mentions."""
    if isinstance(expected, Mapping):
        if isinstance(actual, list):
            actual = {each.get("id", each.get("supplier")): each for each in actual}
        if not isinstance(actual, Mapping):
            return actual
        if "problems" in actual and actual["problems"] and "problems" not in expected:
            return {"problems": [each["where"] for each in actual["problems"]]}
        return {
            key: accepted(value, actual[key]) for key, value in expected.items() if key in actual
        }
    if isinstance(expected, list | tuple) and isinstance(actual, list):
        return [
            each.get("rule") or each.get("where") or each.get("supplier")
            if isinstance(each, Mapping)
            else each
            for each in actual
        ]
    return actual
