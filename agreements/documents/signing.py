"""Acceptance: who accepted which document, in which role, when; held on the record.

    record = accept(None, acceptance)          the first party accepts
    record = accept(record, other)             the other accepts the same bytes, or is refused
    verify(record, paper_bytes)                raises `InputError` unless both accepted just these

An acceptance is a typed name. It binds by what is kept with it: the hash of the bytes that were
shown, the hash of the definition that they were made from, the instant, the role. Nothing here is
cryptography of its own: a PDF is sealed elsewhere. Source for typed names: Electronic
Communications Act 2000, s.7; Law Commission, Electronic execution of documents (2019).
"""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, AwareDatetime, Field

from rules.definition_part import DefinitionPart, Line
from rules.problems import InputError, Problems, ValueProblem
from rules.yaml.models import input_of

Party = Literal["owner", "buyer", "supplier"]
Sha256 = Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]

#: Who must accept each kind of document.
PARTIES: Final[dict[str, tuple[Party, Party]]] = {
    "framework-agreement": ("owner", "supplier"),
    "call-off-contract": ("buyer", "supplier"),
    "notice": ("buyer", "supplier"),
}


def _utc(moment: AwareDatetime) -> AwareDatetime:
    if moment.utcoffset() != timedelta(0):
        raise ValueProblem("must be in UTC, such as 2027-05-04T09:30:00Z")
    return moment.astimezone(UTC)


class Acceptance(DefinitionPart):
    """One person's acceptance of one document for one party.

    name        the name that the person typed
    role        what they are in the organisation, which lets them accept
    party       for whom they accept; `organisation` is its name
    at          the instant, in UTC
    definition  the content hash of the definition that the document was made from
    document    the hash of the bytes that the person was shown
    """

    name: Line
    role: Line
    party: Party
    organisation: Line
    at: Annotated[AwareDatetime, AfterValidator(_utc)]
    definition: Sha256
    document: Sha256


class Record(DefinitionPart):
    """The acceptances of one document, in the order in which they were given."""

    kind: Line
    acceptances: Annotated[tuple[Acceptance, ...], Field(min_length=1, max_length=2)]

    @property
    def parties(self) -> tuple[Party, Party]:
        """Who must accept."""
        return PARTIES.get(self.kind, ("buyer", "supplier"))

    @property
    def accepted(self) -> bool:
        """Whether both parties have accepted."""
        return {each.party for each in self.acceptances} == set(self.parties)


def document_hash(document: bytes) -> str:
    """Return the hash of a document as an acceptance names it."""
    return f"sha256:{hashlib.sha256(document).hexdigest()}"


def accept(record: Record | None, acceptance: Acceptance, *, kind: str = "notice") -> Record:
    """Add an acceptance to a record, or begin one of a document of some `kind`.

    Raises `InputError` for a party that has no part in it or has accepted already, for another
    document than the one accepted so far, and for an instant before the last one.
    """
    before = record.acceptances if record is not None else ()
    kind = record.kind if record is not None else kind
    made = Record(kind=kind, acceptances=(*before[:1], acceptance))
    problems = Problems()
    if len(before) > 1:
        problems.add("acceptances", "both parties have accepted: nobody is left to")
    if acceptance.party not in made.parties:
        parties = " and ".join(made.parties)
        problems.add("party", f"the {acceptance.party} has no part in it: {parties} accept it")
    for each in before:
        if each.party == acceptance.party:
            problems.add("party", f"the {each.party} has accepted already, as {each.name}")
        if each.document != acceptance.document:
            problems.add("document", f"is not what the {each.party} accepted: {each.document}")
        if each.definition != acceptance.definition:
            problems.add("definition", f"is not what the {each.party} accepted: {each.definition}")
        if acceptance.at < each.at:
            problems.add("at", f"is before the {each.party} accepted, at {each.at:%Y-%m-%dT%H:%MZ}")
    if problems.found:
        raise InputError(problems.found)
    return Record(kind=kind, acceptances=(*before, acceptance))


def verify(record: Record, document: bytes, *, definition: str | None = None) -> None:
    """Hold a record against a document. Raises `InputError` with everything that does not agree.

    Both parties must have accepted, each of them these very bytes; and, if `definition` is given,
    made from the definition of that hash.
    """
    problems = Problems()
    found = document_hash(document)
    given = {each.party for each in record.acceptances}
    for party in record.parties:
        if party not in given:
            problems.add("acceptances", f"the {party} has not accepted")
    for number, each in enumerate(record.acceptances):
        at = f"acceptances[{number}]"
        if each.party not in record.parties:
            problems.add(f"{at}.party", f"the {each.party} has no part in it")
        if each.party in {other.party for other in record.acceptances[:number]}:
            problems.add(f"{at}.party", f"the {each.party} has accepted twice")
        if each.document != found:
            problems.add(f"{at}.document", f"is {each.document}, and the document is {found}")
        if definition is not None and each.definition != definition:
            problems.add(f"{at}.definition", f"is {each.definition}, and must be {definition}")
    if problems.found:
        raise InputError(problems.found)


def as_json(record: Record) -> str:
    """Return a record as JSON, the same bytes for the same record."""
    data = record.model_dump(mode="json")
    return json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def read_record(data: object) -> Record:
    """Read a record that was written. Raises `InputError` that names every place that is wrong."""
    return input_of(data, Record)


def read_acceptance(data: object) -> Acceptance:
    """Read an acceptance. Raises `InputError` that names every place that is wrong."""
    return input_of(data, Acceptance)


def summary_of(record: Record) -> tuple[tuple[str, str], ...]:
    """Return the acceptances as particulars for the head of a document: label, value."""
    return tuple(
        (
            f"Accepted for the {each.party}",
            ", ".join((each.name, each.role, each.organisation, _moment(each.at))),
        )
        for each in record.acceptances
    )


def _moment(at: datetime) -> str:
    return f"{at.day} {at:%B %Y at %H:%M} UTC"
