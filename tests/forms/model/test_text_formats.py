"""Texts of a known shape are read as people write them, and kept in one spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.model.text_formats import TextFormat, email, emails, formatted
from rules.problems import ValueProblem


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("postcode", "ls1 1aa", "LS1 1AA"),
        ("postcode", "SW1A2AA", "SW1A 2AA"),
        ("postcode", "m11ae", "M1 1AE"),
        ("postcode", "EC1A 1BB", "EC1A 1BB"),
        ("postcode", "W1A 0AX", "W1A 0AX"),
        ("postcode", "CR2 6XH", "CR2 6XH"),
        ("postcode", "DN55 1PT", "DN55 1PT"),
        ("postcode", "GIR 0AA", "GIR 0AA"),
        ("company-number", "01234567", "01234567"),
        ("company-number", "1234567", "01234567"),
        ("company-number", "sc 123456", "SC123456"),
        ("company-number", "IP12345R", "IP12345R"),
        ("duns-number", "12-345-6789", "123456789"),
        ("duns-number", "123 456 789", "123456789"),
        ("vat-number", "gb 123 4567 89", "GB123456789"),
        ("vat-number", "123456789012", "GB123456789012"),
        ("vat-number", "GBGD001", "GBGD001"),
        ("vat-number", "IE1234567FA", "IE1234567FA"),
        ("telephone", "0113 496 0000", "0113 496 0000"),
        ("telephone", "+44 (0)20 7946 0000 ext 12", "+44 (0)20 7946 0000 ext 12"),
        ("web-address", "https://www.ashdown.example", "https://www.ashdown.example"),
        ("web-address", "HTTP://a-b.example:8080/x?y=1#z", "HTTP://a-b.example:8080/x?y=1#z"),
    ],
)
def test_what_fits_is_kept_in_one_spelling(kind: str, typed: str, kept: str) -> None:
    assert formatted(typed, TextFormat(kind)) == kept
    assert formatted(kept, TextFormat(kind)) == kept


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("postcode", "LS1"),
        ("postcode", "LS1 1CC"),
        ("postcode", "GIR 0AB"),
        ("postcode", "1AA LS1"),
        ("company-number", "123456789"),
        ("company-number", "SC12345"),
        ("company-number", "١٢٣٤٥٦٧٨"),
        ("duns-number", "12345678"),
        ("vat-number", "GB12345678"),
        ("vat-number", "1"),
        ("telephone", "12345"),
        ("telephone", "0113 496 0000 0000 0000"),
        ("telephone", "call us"),
        ("web-address", "www.ashdown.example"),
        ("web-address", "ftp://ashdown.example"),
        ("web-address", "https://ashdown"),
        ("web-address", "https://ashdown.example/a b"),
        ("web-address", "javascript:alert(1)"),
        ("web-address", "https://ashdown.example/" + "x" * 2000),
        ("postcode", " " * 200),
    ],
)
def test_what_does_not_fit_is_refused_with_an_example(kind: str, typed: str) -> None:
    with pytest.raises(ValueProblem, match="such as"):
        formatted(typed, TextFormat(kind))


@pytest.mark.parametrize(
    "typed", ["bids@ashdown.example", "o'neill+bids@a-b.co.uk", "ünal@beispiel.example"]
)
def test_email_addresses(typed: str) -> None:
    assert email(typed) == typed


@pytest.mark.parametrize(
    "typed",
    [
        "bids",
        "@ashdown.example",
        "bids@",
        "bids@ashdown",
        "a b@ashdown.example",
        "a@b@ashdown.example",
        ".a@ashdown.example",
        "a..b@ashdown.example",
        "a@-ashdown.example",
        "a@ashdown..example",
        "a@10.0.0.1",
        "Ann <a@ashdown.example>",
        "a" * 250 + "@b.example",
    ],
)
def test_what_is_no_email_address(typed: str) -> None:
    with pytest.raises(ValueProblem, match=r"name@example\.com"):
        email(typed)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("o\u2019neill@ashdown.example", "`\u2019` in `o\u2019neill@ashdown.e`"),
        ("a@ashdown\u2013group.example", "`\u2013` in `a@ashdown\u2013group.example`"),
        ("a@ashdown\U0001f600.example", "`\U0001f600` in `a@ashdown\U0001f600.example`"),
        ("a@\u201cashdown\u201d.example", "`\u201c` in `a@\u201cashdown\u201d.exampl`"),
    ],
)
def test_signs_that_an_address_cannot_have_are_quoted(typed: str, says: str) -> None:
    with pytest.raises(ValueProblem) as refused:
        email(typed)
    assert str(refused.value) == f"must be an e-mail address, without {says}"
    web = typed.replace("a@", "https://").replace("o\u2019neill@", "https://o\u2019neill.")
    with pytest.raises(ValueProblem, match="must be a web address, without `"):
        formatted(web, TextFormat.WEB_ADDRESS)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("\u200ba@b.example\u00ad", "a@b.example"),
        ("\u202aa@b.example\u202c", "a@b.example"),
        ("d\u00f4n@\u0175yn.example", "d\u00f4n@\u0175yn.example"),
        ("a@\u4f8b\u3048.example", "a@\u4f8b\u3048.example"),
    ],
)
def test_marks_that_nobody_sees_are_left_out_of_an_email_address(typed: str, kept: str) -> None:
    assert email(typed) == kept
    assert emails(f"{typed}; {typed}") == f"{kept}, {kept}"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0113\u2013496\u20110000", "0113-496-0000"),
        ("\u202a+44\u00a0113 496 0000\u202c", "+44 113 496 0000"),
    ],
)
def test_telephone_numbers_are_taken_as_office_programs_write_them(typed: str, kept: str) -> None:
    assert formatted(typed, TextFormat.TELEPHONE) == kept


@given(st.sampled_from(TextFormat), st.text(max_size=120) | st.from_regex(r"[A-Z0-9 .+@:/-]{1,40}"))
def test_any_text_is_kept_or_refused(kind: TextFormat, typed: str) -> None:
    try:
        kept = formatted(typed, kind)
    except ValueProblem:
        return
    assert formatted(kept, kind) == kept
