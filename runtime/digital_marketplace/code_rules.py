"""Code rules: what the Digital Marketplace's applications held in code, by names of questions.

Their YAML says nothing of these. They are facts about questions of certain names in declarations,
read in the validators of their supplier application; a question of another name has none of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

Data = dict[str, Any]

#: The most characters, and the most words, of any text of a declaration.
_CHARACTERS: Final = 5000
_WORDS: Final = 500

#: Questions of declarations that may be left unanswered.
_OPTIONAL: Final = frozenset(
    {
        "modernSlaveryStatementOptional",
        # G-Cloud 7 asked by number: ways to describe what the supplier is.
        *(f"SQ1-1p-{part}" for part in ("i", "ii", "iii", "iv")),
        *(f"SQ1-1q-{part}" for part in ("i", "ii", "iii", "iv")),
    }
)

#: Texts that must be of a format.
_FORMATS: Final[Mapping[str, str]] = {
    "primaryContactEmail": "email",
    "contactEmailContractNotice": "email",
    "SQ1-1o": "email",
    "SQ1-2b": "email",
    "dunsNumber": "duns-number",
    "subcontractingInvoicesPaid": "percentage",
}

_DISCRETIONARY: Final = (
    "misleadingInformation",
    "confidentialInformation",
    "influencedContractingAuthority",
    "witheldSupportingDocuments",
    "seriousMisrepresentation",
    "significantOrPersistentDeficiencies",
    "distortedCompetition",
    "conflictOfInterest",
    "distortingCompetition",
    "graveProfessionalMisconduct",
    "bankrupt",
    "environmentalSocialLabourLaw",
    "taxEvasion",
)
_SQ_DISCRETIONARY: Final = (
    "SQ2-2a",
    *(f"SQ3-1{letter}" for letter in "abcdefg"),
    "SQ3-1h-i",
    "SQ3-1h-ii",
    "SQ3-1i-i",
    "SQ3-1i-ii",
    "SQ3-1j",
)
_MEMBERS: Final = ("licensed", "a member of a relevant organisation")
_PRIME: Final = (
    "as a prime contractor, using third parties (subcontractors) to provide some services",
    (
        "as part of a consortium or special purpose vehicle, using third parties (subcontractors) "
        "to provide some services"
    ),
)


@dataclass(frozen=True, slots=True)
class Opened:
    """A question that has to be answered when one of others has one of some answers.

    `of` holds for each of the others the answers: yes, no, or the options. `but` takes it away.
    """

    of: tuple[tuple[str, tuple[Any, ...]], ...]
    but: tuple[tuple[str, tuple[Any, ...]], ...] = ()


def _yes(*names: str) -> tuple[tuple[str, tuple[Any, ...]], ...]:
    return tuple((name, (True,)) for name in names)


_OPENED: Final[Mapping[str, Opened]] = {
    "mitigatingFactors": Opened(_yes(*_DISCRETIONARY)),
    "mitigatingFactors2": Opened(_yes("unspentTaxConvictions", "GAAR")),
    "mitigatingFactors3": Opened((("modernSlaveryReportingRequirements", (False,)),)),
    "modernSlaveryReportingRequirements": Opened(_yes("modernSlaveryTurnover")),
    "modernSlaveryStatement": Opened(
        _yes("modernSlaveryTurnover"), but=(("modernSlaveryReportingRequirements", (False,)),)
    ),
    "tradingStatusOther": Opened((("tradingStatus", ("other (please specify)",)),)),
    "appropriateTradeRegisters": Opened((("establishedInTheUK", (False,)),)),
    "appropriateTradeRegistersNumber": Opened(_yes("appropriateTradeRegisters")),
    "licenceOrMemberRequired": Opened((("establishedInTheUK", (False,)),)),
    "licenceOrMemberRequiredDetails": Opened((("licenceOrMemberRequired", _MEMBERS),)),
    "subcontracting30DayPayments": Opened((("subcontracting", _PRIME),)),
    "subcontractingInvoicesPaid": Opened((("subcontracting", _PRIME),)),
    "SQ1-1cii": Opened((("SQ1-1ci", ("other (please specify)",)),)),
    "SQ1-1i-i": Opened((("SQ5-2a", (False,)),)),
    "SQ1-1i-ii": Opened(_yes("SQ1-1i-i")),
    "SQ1-1j-i": Opened((("SQ5-2a", (False,)),)),
    "SQ1-1j-ii": Opened((("SQ1-1j-i", _MEMBERS),)),
    "SQ3-1k": Opened(_yes(*_SQ_DISCRETIONARY)),
    "SQ4-1c": Opened(_yes("SQ4-1a", "SQ4-1b")),
}


@dataclass(slots=True)
class CodeRules:
    """The code rules of one form; those of declarations, or none.

    `earlier` are the questions that stand before the one at hand, by their names: the type and the
    answers that each can have.
    """

    declaration: bool = False
    earlier: dict[str, tuple[str, frozenset[Any]]] = field(default_factory=dict)

    @property
    def characters(self) -> int | None:
        """The most characters of a text that sets no limit itself."""
        return _CHARACTERS if self.declaration else None

    @property
    def words(self) -> int | None:
        """The most words of a text that sets no limit itself."""
        return _WORDS if self.declaration else None

    def format_of(self, name: str) -> str | None:
        """Give the format of a text."""
        return _FORMATS.get(name) if self.declaration else None

    def is_optional(self, name: str) -> bool:
        """Say whether a question may be left unanswered."""
        if not self.declaration:
            return False
        return name in _OPTIONAL or (name in _OPENED and self.condition(name, {}) is None)

    def condition(self, name: str, ids: Mapping[str, str]) -> Data | None:
        """Give when a question is asked, as far as the code says it and the form can.

        Their form showed such a question always, and wanted an answer only then.
        """
        if not self.declaration or name not in _OPENED:
            return None
        opened = _OPENED[name]
        parts = [part for each in opened.of if (part := self._one(each, ids))]
        if not parts:
            return None
        when = parts[0] if len(parts) == 1 else {"any": parts}
        but = [{"not": part} for each in opened.but if (part := self._one(each, ids))]
        return {"all": [when, *but]} if but else when

    def _one(self, of: tuple[str, tuple[Any, ...]], ids: Mapping[str, str]) -> Data | None:
        name, answers = of
        if name not in self.earlier:
            return None
        kind, possible = self.earlier[name]
        answers = tuple(each for each in answers if each in possible)
        if not answers:
            return None
        question = ids.get(name, name)
        if kind == "boolean":
            return {"answer": question, "is": "yes" if answers[0] else "no"}
        if kind == "checkboxes":
            return {"answer": question, "includes_any": list(answers)}
        if len(answers) == 1:
            return {"answer": question, "is": answers[0]}
        return {"answer": question, "one_of": list(answers)}
