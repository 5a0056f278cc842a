"""Labels in sentences: what names something stands as a noun, and anything else is quoted."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.labels import inside, is_name, is_request, with_article

NAMES = {
    "Total price": "the total price",
    "Annual turnover": "the annual turnover",
    "VAT number": "the VAT number",
    "Companies House number": "the Companies House number",
    "Your total price": "your total price",
    "Size": "the size",
    "Start date": "the start date",
    "Date of birth": "the date of birth",
    "Insurance certificate": "the insurance certificate",
    "Skills": "the skills",
    "Need": "the need",
    "Speed": "the speed",
    "Timetable": "the timetable",
    "Supply": "the supply",
    "List": "the list",
    "State": "the state",
    "Any other comments": "any other comments",
    "3 referees": "3 referees",
    "Lead supplier’s address": "the lead supplier’s address",
    "Total price excluding VAT": "the total price excluding VAT",
    "Evidence of essential skills": "the evidence of essential skills",
    "Sign-off": "the sign-off",
    "People needed": "the people needed",
    "Contract value agreed": "the contract value agreed",
    "Family members": "the family members",
    "Pricing": "the pricing",
    "Email address:": "the email address",
    "Category": "the category",
    "Funding source": "the funding source",
    "Price for the whole contract.": "the price for the whole contract",
    "Referee's email": "the referee's email",
    "Daily rate": "the daily rate",
    "Early payment discount": "the early payment discount",
    "Further information": "further information",
    "Other comments": "other comments",
    "1st referee": "the 1st referee",
    "Employees (FTE)": "the employees (FTE)",
    "English language certificate": "the English language certificate",
}
NO_NAMES = (
    "Started",
    "Approved",
    "Previously employed",
    "Completed by",
    "Available from",
    "Available",
    "Mandatory",
    "Urgent",
    "Remote",
    "Weekly",
    "Full-time",
    "Site visit is mandatory",
    "Has every essential skill",
    "The supplier must be insured",
    "How it ended",
    "What you need",
    "Where the work is done",
    "If not, why",
    "Describe your approach",
    "Tell us about your team",
    "I agree",
    "You have read the terms",
    "Is it urgent?",
    "Yes",
    "…",
    "Ready. Say when.",
    "Please specify",
    "Paid",
    "Chosen",
    "Site visit mandatory",
    "VAT registered",
    "Willing to travel",
    "Accept the call-off terms",
    "About the work",
    "On site",
    "Based in the UK",
    "Compliant with the specification",
    "Bankrupt",
    "Other (please specify)",
    "List price",
    "State aid",
)


@pytest.mark.parametrize(("label", "within"), NAMES.items())
def test_a_name_stands_as_a_noun(label: str, within: str) -> None:
    assert is_name(label)
    assert with_article(inside(label)) == within


@pytest.mark.parametrize("label", NO_NAMES)
def test_anything_else_is_quoted(label: str) -> None:
    assert inside(label) == f"the answer to “{label}”"


def test_a_request_says_itself_what_is_missing() -> None:
    assert is_request("Describe your approach")
    assert is_request("List the risks")
    assert is_request("State how you meet the need")
    assert not is_request("Statement of means")


@pytest.mark.parametrize("label", ["List", "List price", "State", "State aid", "Upload speed"])
def test_a_noun_that_could_be_a_verb_is_no_request(label: str) -> None:
    assert not is_request(label)


@given(
    st.lists(
        st.sampled_from(
            [*NAMES, *NO_NAMES, "is", "and", "of", "the", "“", "”", "(", "£5", "VAT", "?", ":", "."]
        ),
        min_size=1,
        max_size=6,
    ).map(" ".join)
)
def test_a_sentence_reads_whatever_the_label_is(label: str) -> None:
    """A statement never stands bare before another verb, and what is quoted is quoted whole."""
    sentence = f"when {inside(label)} is yes"
    bare = re.sub("“.*”", "“”", sentence)
    assert len(re.findall(r"\b(?:is|are|was|were|has|have|must)\b", bare)) == 1
    doubled = re.compile(r"\b(?:the the|a the|the a)\b")
    if not doubled.match(label):
        assert not doubled.search(with_article(inside(label)).lower()[:7])
    if "“" in inside(label) and not is_name(label):
        assert sentence.count("“") >= 1
        assert sentence.endswith("” is yes")
