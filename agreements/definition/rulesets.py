"""Rulesets as files: what may stand in `rulesets/*.yaml`, and the flat list of their rules."""

from typing import Literal

from rules.decision_tables.tables import DecisionTable
from rules.definition_part import DefinitionPart, Id, Line, Text
from rules.policies.feedback import Feedback, LetterPolicy, Standstill
from rules.policies.ways import Way
from rules.ruleset import Rule


class Ruleset(DefinitionPart):
    """A plain ruleset: rules and decision tables, read of every bid (or application).

    lots      limits every rule in it to some lots
    decides   what its rules decide on: the `application` of a supplier that wants to join, a
              `competition`, or both. Those of both decide on an application as far as they read
              nothing but what a supplier answers to join
    """

    ruleset: Id
    title: Line | None = None
    note: Text | None = None
    lots: tuple[Id, ...] = ()
    decides: Literal["application", "competition", "both"] = "both"
    rules: tuple[Rule, ...] = ()
    tables: tuple[DecisionTable, ...] = ()


class EvaluationRuleset(Ruleset):
    """`ruleset: evaluation`: the ways in which a buyer may run the evaluation."""

    ruleset: Literal["evaluation"]
    ways: tuple[Way, ...] = ()


class FeedbackRuleset(Ruleset):
    """`ruleset: feedback`: what each supplier must be told."""

    ruleset: Literal["feedback"]
    standstill: Standstill | None = None
    letters: tuple[LetterPolicy, ...] = ()

    @property
    def policy(self) -> Feedback:
        """The feedback policy."""
        return Feedback(standstill=self.standstill, letters=self.letters)
