"""Programs: linked rules arranged for running.

A program holds the rules that apply to one competition (its lot, way and date). Within a stage and
level, rules that read the same subjects form a *group*: whether they fire depends on the values of
those subjects only, their *profile*. Both executors work on profiles, so what many bids have in
common is worked out once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rules.linking import LinkedRule, StageLevel
from rules.values import Subject


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """Rules of one stage and level that read the same subjects, in the order of the definition."""

    runs_at: StageLevel
    subjects: tuple[Subject, ...]
    rules: tuple[LinkedRule, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the subjects, in the order of a profile."""
        return tuple(subject.key for subject in self.subjects)


@dataclass(frozen=True, slots=True)
class Program:
    """Rules to run, in groups. `order` is the place of each rule in the definition, by id."""

    groups: tuple[RuleGroup, ...]
    order: dict[str, int]

    def in_stage(self, stage: int) -> tuple[tuple[int, ...], ...]:
        """Return the groups of a stage by index, a tuple for each level."""
        levels: dict[int, list[int]] = {}
        for index, group in enumerate(self.groups):
            if group.runs_at[0] == stage:
                levels.setdefault(group.runs_at[1], []).append(index)
        return tuple(tuple(levels[level]) for level in sorted(levels))


def program_of(rules: Iterable[LinkedRule]) -> Program:
    """Arrange linked rules for running."""
    listed: Sequence[LinkedRule] = tuple(rules)
    gathered: dict[tuple[StageLevel, frozenset[str]], list[LinkedRule]] = {}
    for rule in listed:
        gathered.setdefault((rule.runs_at, frozenset(rule.reads)), []).append(rule)
    groups = tuple(
        RuleGroup(runs_at, tuple(members[0].reads.values()), tuple(members))
        for (runs_at, _), members in sorted(gathered.items(), key=lambda item: item[0][0])
    )
    return Program(groups, {rule.id: place for place, rule in enumerate(listed)})
