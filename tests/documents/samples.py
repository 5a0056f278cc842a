"""Papers to try documents with: a long agreement, a letter with scores. All invented."""

from datetime import date
from typing import Final

from agreements.rendering.papers import Paper, PaperPart

DEFINITION: Final = "sha256:" + "3f9a7c51" * 8
DATED: Final = date(2027, 3, 8)

_SENTENCES: Final = (
    (
        "The **Supplier** must give the **Services** with the care that a capable provider of like "
        "services would take, and in line with the **Order Form**."
    ),
    (
        "Either party may ask for a change in writing; the other must answer within "
        "{days} working days, and silence is no agreement."
    ),
    (
        "Where this clause and a schedule differ, this clause prevails unless [](#schedule-2) says "
        "otherwise for the matter in hand."
    ),
    (
        "The **Buyer** pays each valid invoice within 30 days of its receipt. Interest on what is "
        "late runs at {rate}% above base rate."
    ),
    (
        "Nothing in [](#clause-1-2) limits liability for death or injury, for fraud, or for "
        "anything that the law does not let a party limit."
    ),
    (
        "The **Supplier** keeps records for {years} years after the end of a **Call-Off Contract** "
        "and gives them to the **Buyer** when asked."
    ),
)
_LIST: Final = (
    "The parties meet:\n\n"
    "1. every month, to go through performance;\n"
    "2. within 5 working days of a serious failure;\n"
    "3. before any decision about extension:\n"
    "    - to settle its length, and\n"
    "    - to settle its price.\n"
)
_TABLE: Final = (
    "Table: What is charged when service falls short\n\n"
    "| Service level | Measure | Credit (% of monthly charge) |\n"
    "|---|---|---:|\n"
    "| Availability | At least 99.9% in each month | 5.0 |\n"
    "| Answer to urgent requests | Within 30 minutes, day and night | 2.5 |\n"
    "| Answer to other requests | Within 4 working hours | 1.0 |\n"
)
_FORMULA: Final = (
    "The points for price come from the lowest price of all bids:\n\n"
    "```formula\n"
    "points = weighting × {lowest price}/{price of the bid}\n"
    "```\n\n"
    "and are rounded to 2 decimal places, halves away from zero.\n"
)
_TITLES: Final = (
    "Term", "Services", "Charges and payment", "Records and audit", "Extension", "Early ending",
    "Variation", "Data protection", "Confidentiality", "Intellectual property", "Liability",
    "Insurance", "Staff and transfer", "Subcontracting", "Disputes", "Notices", "Law",
)  # fmt: skip

LETTER: Final = Paper(
    kind="outcome-letter",
    title="The outcome of your bid: Case Handling Service",
    subtitle="To Birchwell Systems, for a bid that was not successful",
    facts=(
        ("To", "Birchwell Systems"),
        ("From", "Department of Example Affairs"),
        ("Framework", "Digital Outcomes, lot Outcomes"),
        ("Reference", "DO-2027-014 / b2"),
        ("Standstill ends", "18 March 2027"),
    ),
    parts=(
        PaperPart(
            "decision",
            "Decision",
            "Thank you for your bid. We intend to award the contract to **Ashdown Digital**. "
            "Your bid came 2nd of 4, with 78.50 points of 100.\n\n"
            "No contract is signed before the standstill period has ended, at the end of "
            "18 March 2027: 8 working days from the day on which this summary was sent.",
        ),
        PaperPart(
            "scores",
            "Your scores beside the winner's",
            "Table: Points by criterion\n\n"
            "| Criterion | Weighting | Your score | Points | Winner's score | Winner's points |\n"
            "|---|---:|---:|---:|---:|---:|\n"
            "| Technical merit | 40 | 2 of 3 | 26.67 | 3 of 3 | 40.00 |\n"
            "| Understanding of users | 20 | 3 of 3 | 20.00 | 2 of 3 | 13.33 |\n"
            "| Price | 40 | £131,000.00 | 31.83 | £104,250.00 | 40.00 |\n"
            "| Total | 100 | | 78.50 | | 93.33 |\n",
        ),
        PaperPart(
            "reasons",
            "Reasons for your scores",
            parts=(
                PaperPart(
                    "reason-technical",
                    "Technical merit: 2 of 3",
                    "The panel found the architecture sound and the plan for moving data well "
                    "argued. It gave 2 and not 3 because the answer does not say how the service "
                    "recovers when the case store is lost, which the question asked for, and "
                    "because the plan for testing with assistive technology names no dates.\n\n"
                    "> The proposal meets the requirement with minor gaps in its evidence.",
                ),
                PaperPart(
                    "reason-users",
                    "Understanding of users: 3 of 3",
                    "Research with people who use the service rarely was described in full, with "
                    "what was learnt and what was changed. The panel had no reservation.",
                ),
                PaperPart(
                    "reason-price",
                    "Price: £131,000.00",
                    "Points for price are the lowest price over yours, times the weighting:\n\n"
                    "```formula\n"
                    "40 × {£104,250.00}/{£131,000.00} = 31.83\n"
                    "```\n",
                ),
            ),
        ),
        PaperPart(
            "withheld",
            "What is withheld, and why",
            "| | What | Ground |\n|---|---|---|\n"
            "| 1 | The winner's day rates | Commercially sensitive (section 94) |\n"
            "| 2 | Names of other bidders | Not required by the feedback rules |\n",
        ),
        PaperPart(
            "next",
            "What you can do",
            "- Ask us to explain: write to "
            "[awards@example-affairs.example](mailto:awards@example-affairs.example) by "
            "15 March 2027.\n"
            "- Challenge the decision in court. If proceedings are notified before the "
            "standstill period ends, the contract may not be signed (section 101).\n",
        ),
    ),
    definition=DEFINITION,
    version="2",
    dated=DATED,
)


def agreement(clauses: int = len(_TITLES), each: int = 9) -> Paper:
    """Give an agreement of so many clauses, each of so many sub-clauses; 17 of 9 fill 30 pages."""
    parts = tuple(_clause(number, each) for number in range(1, clauses + 1))
    schedules = (
        PaperPart("schedule-1", "Service levels", _TABLE, number="Schedule 1", new_page=True),
        PaperPart(
            "schedule-2",
            "How bids are evaluated",
            _FORMULA + "\nSee [](#clause-1) and [the term](#clause-1-1).\n\n### Panel\n\n" + _LIST,
            number="Schedule 2",
            new_page=True,
        ),
        PaperPart(
            "schedule-3",
            "Rates",
            "| Role | Day rate | Most days |\n|---|---:|---:|\n"
            + "".join(f"| Role {n} of the catalogue | £{400 + n}.00 | {n} |\n" for n in range(70)),
            number="Schedule 3",
            new_page=True,
        ),
    )
    return Paper(
        kind="framework-agreement",
        title="Framework agreement for digital outcomes",
        subtitle="Lot Outcomes: teams that research, design and build services",
        facts=(
            ("Owner", "Office of Example Commerce"),
            ("Supplier", "Ashdown Digital"),
            ("Term", "24 months from 1 April 2027"),
            ("Value of the framework", "£120,000,000"),
        ),
        parts=(*parts, *schedules),
        terms=(
            ("Buyer", "the body that orders **Services** under [](#clause-2)"),
            ("Call-Off Contract", "a contract made under this agreement"),
            ("Order Form", "what the **Buyer** fills in to order"),
            ("Services", "what [](#schedule-1) lists"),
            ("Supplier", "the party that signed this agreement as such"),
        ),
        contents=True,
        definition=DEFINITION,
        version="2",
        dated=DATED,
        watermark="Draft",
    )


def _clause(number: int, each: int) -> PaperPart:
    return PaperPart(
        f"clause-{number}",
        _TITLES[(number - 1) % len(_TITLES)],
        number=str(number),
        parts=tuple(_subclause(number, below) for below in range(1, each + 1)),
        states=(f"permissions/{number}",),
    )


def _subclause(number: int, below: int) -> PaperPart:
    turn = number * 7 + below * 5
    body = "\n\n".join(
        _SENTENCES[(turn + step) % len(_SENTENCES)]
        .replace("{days}", str(2 + turn % 9))
        .replace("{rate}", f"{1 + turn % 7}.5")
        .replace("{years}", str(3 + turn % 5))
        for step in range(3)
    )
    extra = {4: _LIST, 7: _TABLE, 8: _FORMULA}.get(turn % 11, "")
    return PaperPart(
        f"clause-{number}-{below}",
        f"Point {below} of {_TITLES[(number - 1) % len(_TITLES)].lower()}",
        f"{body}\n\n{extra}",
        number=f"{number}.{below}",
    )
