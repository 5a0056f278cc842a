"""Code rules: what the Digital Marketplace's applications held in code, outside the YAML.

Lists that questions only name, and rules about questions of certain names. The latter are facts
about declarations, read in the validators of their supplier application: a question of another name
has none of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from runtime.importers.digital_marketplace.definition_data import Data
from runtime.importers.digital_marketplace.questions.followups import condition, opening
from runtime.importers.digital_marketplace.questions.options import answers_of
from runtime.importers.digital_marketplace.source.model import SourceQuestion

# --- lists ----------------------------------------------------------------------------------------

UNITS: Final = (
    "Unit", "Person", "Licence", "User", "Device", "Instance", "Server", "Virtual machine",
    "Transaction", "Megabyte", "Gigabyte", "Terabyte",
)  # fmt: skip
INTERVALS: Final = (
    "Second", "Minute", "Hour", "Day", "Week", "Month", "Quarter", "6 months", "Year",
)  # fmt: skip
HOURS: Final = ("1 hour", *(f"{hours} hours" for hours in range(2, 9)))

#: The parts of a price, in the order in which they are asked, and what each is called.
PRICES: Final[Mapping[str, str]] = {
    "minimum_price": "Minimum price",
    "maximum_price": "Maximum price",
    "price": "Price",
}
#: The parts that are chosen from a list.
CHOSEN_PARTS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "price_unit": ("Unit", UNITS),
    "price_interval": ("Time", INTERVALS),
    "hours_for_price": ("For how long", HOURS),
}
PRICE_PARTS: Final = (*PRICES, *CHOSEN_PARTS)

_PROVIDER: Final = "Service provider assertion"
_CONTRACT: Final = "Contractual commitment"
_VALIDATED: Final = "Independent validation of assertion"
_TESTED: Final = "Independent testing of implementation"
_DESIGN: Final = "Assurance of service design"
_CESG: Final = "CESG-assured components"
#: How an answer may be assured, by the approach that the question names.
ASSURANCES: Final[Mapping[str, tuple[str, ...]]] = {
    "2answers-type1": (_PROVIDER, _VALIDATED),
    "3answers-type1": (_PROVIDER, _CONTRACT, _VALIDATED),
    "3answers-type2": (_PROVIDER, _VALIDATED, _TESTED),
    "3answers-type3": (_PROVIDER, _TESTED, _CESG),
    "3answers-type4": (_PROVIDER, _VALIDATED, _TESTED),
    "4answers-type1": (_PROVIDER, _VALIDATED, _TESTED, _CESG),
    "4answers-type2": (_PROVIDER, _CONTRACT, _VALIDATED, _CESG),
    "4answers-type3": (_PROVIDER, _TESTED, _DESIGN, _CESG),
    "5answers-type1": (_PROVIDER, _CONTRACT, _VALIDATED, _TESTED, _CESG),
}

#: Open formats, by the endings that their applications accept.
OPEN_FORMATS: Final = ("pdf", "pda", "odt", "ods", "odp")
MEGABYTES: Final = 5

# --- declarations ---------------------------------------------------------------------------------

#: The most characters, and the most words, of any text of a declaration.
_CHARACTERS: Final = 5000
_WORDS: Final = 500
#: The first frameworks with declarations, which counted no words and took any DUNS number.
_FIRST: Final = frozenset({"g-cloud-7", "digital-outcomes-and-specialists"})
_NOT_OF_FIRST: Final = frozenset({"dunsNumber"})

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


#: Two questions to which a supplier cannot both answer that it offers nothing, how an answer begins
#: that says so, and the framework in which it was refused: in others it was assessed.
_OFFERING: Final = (
    "servicesHaveOrSupportCloudHostingCloudSoftware",
    "servicesHaveOrSupportCloudSupport",
)
_NOTHING: Final = "My organisation isn"
_MUST_OFFER: Final = "g-cloud-12"


@dataclass(frozen=True, slots=True)
class RequiredFollowUp:
    """A question that has to be answered when one of others has one of some answers.

    `of` holds for each of the others the answers: yes, no, or the options. `but` takes it away.
    """

    of: tuple[tuple[str, tuple[Any, ...]], ...]
    but: tuple[tuple[str, tuple[Any, ...]], ...] = ()


def _yes(*names: str) -> tuple[tuple[str, tuple[Any, ...]], ...]:
    return tuple((name, (True,)) for name in names)


_OPENED: Final[Mapping[str, RequiredFollowUp]] = {
    "mitigatingFactors": RequiredFollowUp(_yes(*_DISCRETIONARY)),
    "mitigatingFactors2": RequiredFollowUp(_yes("unspentTaxConvictions", "GAAR")),
    "mitigatingFactors3": RequiredFollowUp((("modernSlaveryReportingRequirements", (False,)),)),
    "modernSlaveryReportingRequirements": RequiredFollowUp(_yes("modernSlaveryTurnover")),
    "modernSlaveryStatement": RequiredFollowUp(
        _yes("modernSlaveryTurnover"), but=(("modernSlaveryReportingRequirements", (False,)),)
    ),
    "tradingStatusOther": RequiredFollowUp((("tradingStatus", ("other (please specify)",)),)),
    "appropriateTradeRegisters": RequiredFollowUp((("establishedInTheUK", (False,)),)),
    "appropriateTradeRegistersNumber": RequiredFollowUp(_yes("appropriateTradeRegisters")),
    "licenceOrMemberRequired": RequiredFollowUp((("establishedInTheUK", (False,)),)),
    "licenceOrMemberRequiredDetails": RequiredFollowUp((("licenceOrMemberRequired", _MEMBERS),)),
    "subcontracting30DayPayments": RequiredFollowUp((("subcontracting", _PRIME),)),
    "subcontractingInvoicesPaid": RequiredFollowUp((("subcontracting", _PRIME),)),
    "SQ1-1cii": RequiredFollowUp((("SQ1-1ci", ("other (please specify)",)),)),
    "SQ1-1i-i": RequiredFollowUp((("SQ5-2a", (False,)),)),
    "SQ1-1i-ii": RequiredFollowUp(_yes("SQ1-1i-i")),
    "SQ1-1j-i": RequiredFollowUp((("SQ5-2a", (False,)),)),
    "SQ1-1j-ii": RequiredFollowUp((("SQ1-1j-i", _MEMBERS),)),
    "SQ3-1k": RequiredFollowUp(_yes(*_SQ_DISCRETIONARY)),
    "SQ4-1c": RequiredFollowUp(_yes("SQ4-1a", "SQ4-1b")),
}


@dataclass(slots=True)
class CodeRules:
    """The code rules of one form in one lot; those of declarations, or none.

    declared   the framework of which the form is the declaration; None for any other form
    earlier    the questions that stand before the one at hand, by key
    """

    declared: str | None = None
    earlier: dict[str, SourceQuestion] = field(default_factory=dict)

    @property
    def declaration(self) -> bool:
        """Whether the form is a declaration."""
        return self.declared is not None

    @property
    def characters(self) -> int | None:
        """The most characters of a text that sets no limit itself."""
        return _CHARACTERS if self.declaration else None

    @property
    def words(self) -> int | None:
        """The most words of a text that sets no limit itself."""
        return _WORDS if self.declaration and self.declared not in _FIRST else None

    def format_of(self, key: str) -> str | None:
        """Return the format of a text."""
        if not self.declaration or (self.declared in _FIRST and key in _NOT_OF_FIRST):
            return None
        return _FORMATS.get(key)

    def is_optional(self, key: str) -> bool:
        """Return whether a question may be left unanswered, where its file does not say so."""
        if not self.declaration:
            return False
        return key in _OPTIONAL or (key in _OPENED and self.condition(key, {}) is None)

    def nothing_offered(self) -> dict[str, list[str]]:
        """Return the answers that cannot all be given together, by key; empty if there is no rule.

        `earlier` holds every question by then.
        """
        if self.declared != _MUST_OFFER or not self.earlier.keys() >= set(_OFFERING):
            return {}
        every = {key: answers_of(self.earlier[key]) for key in _OFFERING}
        found = {
            key: [a for a in answers if a.startswith(_NOTHING)] for key, answers in every.items()
        }
        return found if all(found.values()) else {}

    def condition(self, key: str, ids: Mapping[str, str]) -> Data | None:
        """Return when a question is asked, as far as the code says so and a form can.

        Their form showed such a question always, and wanted an answer only then.
        """
        if not self.declaration or key not in _OPENED:
            return None
        opened = _OPENED[key]
        parts = [part for each in opened.of if (part := self._one(*each, ids))]
        if not parts:
            return None
        when = parts[0] if len(parts) == 1 else {"any": parts}
        but = [{"not": part} for each in opened.but if (part := self._one(*each, ids))]
        return {"all": [when, *but]} if but else when

    def _one(self, key: str, answers: tuple[Any, ...], ids: Mapping[str, str]) -> Data | None:
        if key not in self.earlier:
            return None
        asked = self.earlier[key]
        possible = opening(asked, answers)
        return condition(asked, ids.get(key, key), possible) if possible else None
