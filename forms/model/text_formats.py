"""Formats: texts of a known shape, such as postcodes and company numbers.

Each is read as people write it, with spaces or without, and kept in one spelling.
"""

import re
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Final

from forms.model.sentences import said
from forms.model.typed_values import INVISIBLE, as_typed, cleared, unmarked
from rules.problems import ValueProblem


class TextFormat(StrEnum):
    """What a short text may have to look like; `formatted` says what each accepts."""

    COMPANY_NUMBER = "company-number"
    DUNS_NUMBER = "duns-number"
    POSTCODE = "postcode"
    TELEPHONE = "telephone"
    VAT_NUMBER = "vat-number"
    WEB_ADDRESS = "web-address"


# Royal Mail's Programmers' Guide to the Postcode Address File: the six shapes of the outward code,
# GIR 0AA, and no C, I, K, M, O or V in the inward code's letters.
_POSTCODE = re.compile(r"(GIR(?=0AA)|[A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][ABD-HJLNP-UW-Z]{2})", re.ASCII)
# Companies House: eight digits, or a prefix of the register and the rest digits; old provident
# societies end in R. Fewer than eight digits are filled up with zeros in front.
_COMPANY = re.compile(r"\d{8}|[A-Z]{2}\d{6}|[A-Z]{2}\d{5}R|R\d{7}", re.ASCII)
_DUNS = re.compile(r"\d{9}", re.ASCII)
# HMRC: nine digits, twelve for branches, GD or HA and three digits for government and health
# bodies; abroad, two letters for the country and up to twelve characters.
_VAT_HERE = re.compile(r"(?:GB)?(\d{9}|\d{12}|(?:GD|HA)\d{3})", re.ASCII)
_VAT_ABROAD = re.compile(r"[A-Z]{2}[A-Z0-9]{2,12}", re.ASCII)
# ITU-T E.164: at most 15 digits. How people group them is theirs.
_TELEPHONE: Final = (
    r"\+?[ ().-]*(?:[0-9][ ().-]*){7,15}"
    r"(?: ?(?:[xX]|[eE][xX][tT]\.?|[eE][xX][tT][eE][nN][sS][iI][oO][nN]) ?[0-9]{1,6})?"
)
# Beyond ASCII letters and digits of all scripts may stand in a name: which do depends on the
# register. What is neither may not: quotation marks, dashes, symbols, emoji (RFC 5892, in blocks).
_NO_LETTERS: Final = (
    r"\xa1-\xa9\xab-\xb4\xb6\xb8\xb9\xbb-\xbf\xd7\xf7\u02c2-\u02df\u2000-\u2bff\u2e00-\u2e7f"
    r"\u3000-\u3004\u3008-\u3020\u3030\u3036-\u303f\ufe00-\ufe6f\uff00-\uff0f\uff1a-\uff20"
    r"\uff3b-\uff40\uff5b-\uff65\uffe0-\uffff"
    "\U0001f000-\U0001faff"
)
# A name starts and ends with a letter or a digit, with hyphens and underscores inside.
_SIGN: Final = rf"[^\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\xa0{_NO_LETTERS}]"
_INSIDE: Final = rf"[^\x00-\x2c\x2e\x2f\x3a-\x40\x5b-\x5e\x60\x7b-\xa0{_NO_LETTERS}]"
_NO_DIGIT: Final = rf"[^\x00-\x40\x5b-\x60\x7b-\xa0{_NO_LETTERS}]"
_HOST: Final = rf"{_SIGN}(?:{_INSIDE}*{_SIGN})?"
_WEB: Final = rf"[hH][tT][tT][pP][sS]?://{_HOST}(?:\.{_HOST})+(?::[0-9]{{1,5}})?(?:[/?#][^\x00-\x20\x7f-\xa0]*)?"
# A mailbox may have signs in its name, but what word processors make of quotes and hyphens is none.
_LOCAL: Final = r"[^\x00-\x20\x22(),.:;<>@\[\\\]\x7f-\xa0\u2000-\u206f]+"
_EMAIL: Final = (
    rf"{_LOCAL}(?:\.{_LOCAL})*@(?:{_SIGN}(?:{_INSIDE}{{0,61}}{_SIGN})?\.)+"
    rf"{_NO_DIGIT}{_INSIDE}{{0,61}}{_SIGN}"
)
_STRANGE: Final = re.compile(f"[{_NO_LETTERS}]")
# The longest that any of these can be; RFC 5321 gives 254 for a mailbox.
_LONGEST: Final = 100
LONGEST_WEB: Final = 2000
_LONGEST_EMAIL: Final = 254
_MOST_EMAILS: Final = 20

_SEEN: Final = f"[^{INVISIBLE}]"
#: What an e-mail address, and several of them, match in the spelling in which they are kept: all
#: of these patterns, which are plain ECMA-262.
EMAIL: Final = (f"^{_EMAIL}$", f"^{_SEEN}+$", f"^.{{1,{_LONGEST_EMAIL}}}$")
EMAILS: Final = (
    *(f"^{each[1:-1]}(?:, {each[1:-1]})*$" for each in EMAIL[:2]),
    f"^[^,]{{1,{_LONGEST_EMAIL}}}(?:, [^,]{{1,{_LONGEST_EMAIL}}})*$",
    f"^[^,]*(?:,[^,]*){{0,{_MOST_EMAILS - 1}}}$",
)
#: What each format matches in the spelling in which it is kept: all of these.
KEPT: Final[dict[TextFormat, tuple[str, ...]]] = {
    TextFormat.COMPANY_NUMBER: ("^(?:[0-9]{8}|[A-Z]{2}[0-9]{6}|[A-Z]{2}[0-9]{5}R|R[0-9]{7})$",),
    TextFormat.DUNS_NUMBER: ("^[0-9]{9}$",),
    TextFormat.POSTCODE: ("^(?:GIR 0AA|[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][ABD-HJLNP-UW-Z]{2})$",),
    TextFormat.TELEPHONE: (f"^{_TELEPHONE}$", f"^.{{7,{_LONGEST}}}$"),
    TextFormat.VAT_NUMBER: (
        "^(?:GB(?:[0-9]{9}|[0-9]{12}|(?:GD|HA)[0-9]{3})|(?:[A-FH-Z][A-Z]|G[AC-Z])[A-Z0-9]{2,12})$",
    ),
    TextFormat.WEB_ADDRESS: (f"^{_WEB}$", f"^{_SEEN}*$"),
}


def formatted(text: str, kind: TextFormat) -> str:
    """Return a text in the one spelling of its format. Raises `ValueProblem` for another shape."""
    return _READERS[kind](text if kind is TextFormat.WEB_ADDRESS else cleared(text))


def postcode(text: str) -> str:
    """Read a UK postcode, as `LS1 1AA`. Raises `ValueProblem`."""
    match = _POSTCODE.fullmatch("".join(_short(cleared(text)).split()).upper())
    if not match:
        raise ValueProblem(said("must be a UK postcode, such as LS1 1AA"))
    return f"{match[1]} {match[2]}"


def email(text: str) -> str:
    """Check the shape of an e-mail address. Raises `ValueProblem`."""
    text = unmarked(text)
    if not _matches(text, EMAIL):
        if "@" in text and (sign := _STRANGE.search(text)):
            raise ValueProblem(
                said("must be an e-mail address, without {sign} in {words}", **_beside(text, sign))
            )
        raise ValueProblem(said("must be an e-mail address, such as name@example.com"))
    return text


def emails(text: str) -> str:
    """Check e-mail addresses, and return them as `a@b.example, c@d.example`.

    They are parted by commas, or by semicolons, as mail programs part them.

    Raises `ValueProblem`.
    """
    found = [each.strip() for each in re.split("[,;]", text)]
    if len(found) > _MOST_EMAILS:
        raise ValueProblem(said("has more than {most} e-mail addresses", most=str(_MOST_EMAILS)))
    return ", ".join(email(each) for each in found)


def _beside(text: str, sign: re.Match[str]) -> dict[str, str]:
    """Return a sign that cannot stand in an address, and what is beside it."""
    start = max(sign.start() - 15, 0)
    return {"sign": as_typed(sign[0]), "words": as_typed(text[start : sign.end() + 15])}


def _matches(text: str, patterns: Iterable[str]) -> bool:
    return all(re.search(pattern, text) for pattern in patterns)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else ""


def _company_number(text: str) -> str:
    number = "".join(_short(text).split()).upper()
    if number.isascii() and number.isdigit():
        number = number.zfill(8)
    if not _COMPANY.fullmatch(number):
        raise ValueProblem(said("must be a company number of 8 characters, such as 01234567"))
    return number


def _duns_number(text: str) -> str:
    number = "".join(_short(text).replace("-", " ").split())
    if not _DUNS.fullmatch(number):
        raise ValueProblem(said("must be a DUNS number of 9 digits, such as 123456789"))
    return number


def _vat_number(text: str) -> str:
    number = "".join(_short(text).split()).upper()
    if match := _VAT_HERE.fullmatch(number):
        return f"GB{match[1]}"
    if number.startswith("GB") or not _VAT_ABROAD.fullmatch(number):
        raise ValueProblem(said("must be a VAT number, such as GB123456789"))
    return number


def _telephone(text: str) -> str:
    number = _short(" ".join(text.split()))
    if not _matches(number, KEPT[TextFormat.TELEPHONE]):
        raise ValueProblem(said("must be a telephone number, such as 0113 496 0000"))
    return number


def _web_address(text: str) -> str:
    text = unmarked(text)
    if len(text) > LONGEST_WEB or not _matches(text, KEPT[TextFormat.WEB_ADDRESS]):
        host = re.match(r"https?://[^/?#]*", text, re.IGNORECASE)
        if host and (sign := _STRANGE.search(host[0])):
            raise ValueProblem(
                said("must be a web address, without {sign} in {words}", **_beside(host[0], sign))
            )
        raise ValueProblem(said("must be a web address, such as https://www.example.com"))
    return text


_READERS: Final[dict[TextFormat, Callable[[str], str]]] = {
    TextFormat.COMPANY_NUMBER: _company_number,
    TextFormat.DUNS_NUMBER: _duns_number,
    TextFormat.POSTCODE: postcode,
    TextFormat.TELEPHONE: _telephone,
    TextFormat.VAT_NUMBER: _vat_number,
    TextFormat.WEB_ADDRESS: _web_address,
}

#: Texts of each format, as they are kept: for trials.
EXAMPLES: Final[dict[TextFormat, tuple[str, ...]]] = {
    TextFormat.COMPANY_NUMBER: ("01234567", "SC123456", "IP12345R", "R1234567", "00000001"),
    TextFormat.DUNS_NUMBER: ("123456789", "000000000"),
    TextFormat.POSTCODE: (
        *("LS1 1AA", "M1 1AE", "B33 8TH", "CR2 6XH", "DN55 1PT", "W1A 0AX", "EC1A 1BB"),
        "GIR 0AA",
    ),
    TextFormat.TELEPHONE: ("0113 496 0000", "+44 (0)113 496 0000 ext 12", "1234567"),
    TextFormat.VAT_NUMBER: ("GB123456789", "GB123456789012", "GBGD123", "GBHA599", "IE1234567FA"),
    TextFormat.WEB_ADDRESS: (
        "https://www.ashdown.example",
        "http://a.example:8080/b?c=d#e",
        "https://b\u00fccher.example/\u00e9",
        "HTTPS://A-B.EXAMPLE",
    ),
}
