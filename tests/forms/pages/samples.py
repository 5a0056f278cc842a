"""Forms to draw: one with all that a page can show, in two languages; one of many options."""

from typing import Final

from forms.linked.linked_form import LinkedForm
from rules.values import Kind, Subject
from rules.vocabulary import Vocabulary, of_forms
from tests.forms.making import linked

#: What is known of another form.
BRIEF: Final[Vocabulary] = of_forms(
    {
        "brief": (
            Subject("answer:brief.start-date", "start-date", Kind.DATE, "Start date"),
            Subject("answer:brief.skills", "skills", Kind.TEXTS, "Skills"),
            Subject("answer:brief.title", "title", Kind.TEXT, "Title"),
        )
    }
)

SERVICE: Final[LinkedForm] = linked(
    """
    title: Your service
    numbered: true
    guidance: |
      Buyers compare services by what you say here.

      You can save your answers and come back to them.
    translations: {cy: {title: Eich gwasanaeth}}
    sections:
      - id: about
        title: About the service
        translations: {cy: {title: Am y gwasanaeth}}
        pages:
          - id: name
            title: Name
            translations: {cy: {title: Enw}}
            questions:
              - id: service-name
                type: short-text
                label: What is your service called?
                name: Service name
                hint: As buyers will see it, **without** your own name
                guidance: |
                  A good name

                  - says what the service does
                  - is not a *slogan*

                  Work starts on {{ brief.start-date }}.

                  The buyer calls this {{ brief.title }}.
                max_characters: 100
                translations: {cy: {label: Beth yw enw eich gwasanaeth?, name: Enw'r gwasanaeth}}
          - id: description
            title: Description
            questions:
              - id: summary
                type: long-text
                label: What does it do?
                name: Summary
                max_words: 50
              - id: kind
                type: one-of
                label: What kind of service is {{ service-name }}?
                name: Kind of service
                options:
                  - {value: software, label: Software, hint: That buyers use over the internet}
                  - {value: hosting, label: Hosting}
                  - {value: other, label: Something else}
              - id: other-kind
                type: short-text
                label: Which kind is it?
                name: Other kind
                when: {answer: kind, is: other}
              - id: chargeable
                type: yes-no
                label: Does it cost anything?
                when: {answer: kind, one_of: [other, hosting]}
              - id: price
                type: money
                label: What does it cost?
                name: Price
                per: user a month
                when: {answer: chargeable, is: yes}
              - group: How it is tested
                hint: By people who do not work on it
                when: {answer: kind, is_not: hosting}
                questions:
                  - id: tests
                    type: many-of
                    label: Which tests were done?
                    name: Tests
                    options:
                      - {value: security, label: Security}
                      - {value: accessibility, label: Accessibility}
                      - {value: none, label: None of these, exclusive: true}
                  - id: tested-on
                    type: date
                    label: When was the last one?
                    name: Last test
                    when: {answer: tests, includes_any: [security, accessibility]}
              - id: long-summary
                type: yes-no
                label: Do you want to say more?
                required: false
                when: {words_of: summary, at_least: 3}
      - id: people
        title: People
        pages:
          - id: experience
            title: Experience
            guidance: |
              ## What counts

              | Role | Years |
              | --- | --- |
              | Developer | 2 |
            questions:
              - id: references
                type: rows
                label: Which contracts show your experience?
                name: References
                hint: The latest first
                min: 2
                max: 3
                item: contract
                columns:
                  - {id: customer, type: short-text, label: Customer, max_characters: 20}
                  - {id: amount, type: money, label: Value of the contract}
                  - {id: running, type: yes-no, label: Is it still running?}
                  - id: ended
                    type: date
                    label: When did it end?
                    when: {answer: running, is: no}
                  - {id: learned, type: texts, label: What did you learn?, item: lesson}
          - id: skills
            title: Skills
            questions:
              - id: evidence
                type: rows
                label: How can you show each skill?
                name: Evidence
                each: brief.skills
                columns:
                  - {id: proof, type: long-text, label: "Your evidence of {{ item }}", max_words: 9}
          - id: rates
            title: Rates
            questions:
              - id: rates
                type: day-rates
                label: What are your day rates?
                name: Day rates
                roles:
                  - {id: developer, label: Developer, hint: Of any language, min: 200, max: 950}
                  - {id: designer, label: Designer, required: false}
      - id: rest
        title: The rest
        pages:
          - id: standards
            title: Standards
            questions:
              - id: standards
                type: many-of
                label: Which standards does it meet?
                name: Standards
                fixed: [The Technology Code of Practice]
                min: 2
                max: 4
                options:
                  - label: Security
                    hint: Of the service and of those who run it
                    options:
                      - {value: cyber-essentials, label: Cyber Essentials}
                      - label: ISO
                        options:
                          - {value: iso-27001, label: ISO/IEC 27001}
                          - {value: iso-9001, label: ISO 9001}
                  - label: Quality
                    options:
                      - {value: iso-9001, label: ISO 9001}
                  - {value: none, label: None, exclusive: true}
          - id: contact
            title: Contact
            questions:
              - {id: email, type: email, label: E-mail address}
              - {id: telephone, type: short-text, label: Telephone, format: telephone}
              - {id: office, type: address, label: Registered office}
              - {id: staff, type: number, label: Staff, whole: true, unit: people}
              - {id: discount, type: percentage, label: Discount, required: false, empty: None}
              - {id: notice, type: period, label: Notice, unit: days, max: 90 days}
              - id: words
                type: texts
                label: Which words should find it?
                item: word
                max: 4
                max_words: 2
          - id: accounts
            title: Accounts
            questions:
              - id: accounts
                type: file
                label: Upload your last two years' accounts
                name: Accounts
                kinds: [pdf, ods]
                max: 2
          - id: declaration
            title: Declaration
            questions:
              - id: accurate
                type: declaration
                label: What I have said here is accurate
    checks:
      - when: {answer: staff, less_than: 1}
        at: staff
        says: Somebody has to work for you
    """,
    BRIEF,
)

#: What is known of the brief.
KNOWN: Final = {"answer:brief.skills": ("Agile delivery", "Accessible design")}

#: A complete set of answers, as pages send them.
FILLED: Final[dict[str, object]] = {
    "service-name": "Ashdown Example hosting",
    "summary": "It keeps things.\nSafely.",
    "kind": "other",
    "other-kind": "Storage",
    "chargeable": "yes",
    "price": "£1,200.50",
    "tests": ["security"],
    "tested-on": {"day": "3", "month": "1", "year": "2026"},
    "long-summary": "no",
    "references": [
        {
            "customer": "Leeds Example Council",
            "amount": "90000",
            "running": "no",
            "ended": {"day": "1", "month": "feb", "year": "2026"},
            "learned": ["Listen"],
        },
        {"customer": "Hull Example Trust", "amount": "5", "running": "yes", "learned": ["a", "b"]},
    ],
    "evidence": [{"proof": "We did it"}, {"proof": "We did that too"}],
    "rates": {"developer": "650", "designer": ""},
    "standards": ["cyber-essentials", "iso-9001"],
    "email": "bids@ashdown.example",
    "telephone": "0113 496 0000",
    "office": {
        "lines": ["1 High Street", ""],
        "town": "Leeds",
        "postcode": "ls1 1aa",
        "country": "",
    },
    "staff": "12",
    "discount": "",
    "notice": "30",
    "words": ["storage"],
    "accounts": [{"name": "2026.pdf", "size": 81234, "sha256": "ab" * 32}],
    "accurate": "yes",
}

#: Something wrong with every answer that can be wrong.
WRONG: Final[dict[str, object]] = {
    "service-name": "x" * 101,
    "summary": "word " * 51,
    "kind": "another",
    "tests": ["security", "none"],
    "tested-on": {"day": "31", "month": "2", "year": "2026"},
    "references": [{"customer": "x" * 21, "amount": "1.2k", "running": "no"}],
    "evidence": [{"proof": "word " * 10}],
    "rates": {"developer": "1", "designer": "many"},
    "standards": ["none", "iso-9001"],
    "email": "nobody",
    "telephone": "none",
    "office": {"lines": ["", ""], "town": "", "postcode": "nowhere", "country": ""},
    "staff": "0",
    "discount": "101",
    "notice": "91",
    "words": ["one two three"],
    "accounts": [{"name": "2026.exe", "size": 81234, "sha256": "ab" * 32}],
    "accurate": "",
}


def options(count: int) -> str:
    return ", ".join(f"{{value: v{i}, label: Option number {i}}}" for i in range(count))


#: Choices of hundreds of options.
MANY: Final[LinkedForm] = linked(f"""
    title: Many options
    questions:
      - {{id: one, type: one-of, label: Which one?, options: [{options(300)}]}}
      - {{id: flat, type: many-of, label: Which of these?, options: [{options(300)}]}}
      - id: tree
        type: many-of
        label: What do you offer?
        options:
          - {{label: First part, options: [{options(150)}]}}
          - {{label: Second part, options: [{options(200)}]}}
""")
