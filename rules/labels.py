"""Labels in sentences: whether a label is a name, and how it stands inside a sentence.

    inside("Annual turnover")            annual turnover
    inside("Site visit is mandatory")    the answer to “Site visit is mandatory”
    with_article("Annual turnover")      the annual turnover

A label that names something reads as a noun inside a sentence. Any other is quoted, which reads
well whatever it is: a question, a statement, an adjective, an instruction. In doubt, a label is
quoted.
"""

import re
from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: First words of labels that ask, tell or state, rather than name.
_NO_NAME_BEGINS: Final = _words(
    "are can could did do does has have how is may must should was were what when where "
    "whether which who whom whose why will would if i we you it they there not yes no add "
    "accept agree choose complete confirm declare describe enter explain give list please "
    "provide say select show state tell tick upload use write "
    "about as at by for from in inside off on outside over to under with within without"
)
#: Of these, the words that name something when they stand alone.
_ALSO_NOUNS: Final = frozenset({"list", "state", "show", "use", "will"})
#: First words of requests, and those that ask only before a determiner: not `List price`.
_REQUESTS: Final = _words("add choose confirm describe enter explain give provide select tell")
_REQUESTS_OR_NOUNS: Final = _words("list state upload")
#: Words that turn a label into a statement.
_STATES: Final = _words(
    "is are was were am has have had must can cannot will would should does do did"
)
#: Last words that call for something after them.
_LEFT_OPEN: Final = _words(
    "about after at before by for from in into of off on out over to under until up with"
)
#: Words that say how something is and name nothing.
_ADJECTIVES: Final = _words(
    "able bought built chosen held known met paid sent sold taken willing won written "
    "active additional alternative bankrupt closed compliant complete confidential current due "
    "early exempt existing external final full-time inactive incomplete insolvent internal late "
    "local mandatory national new non-compliant old ongoing open optional other outstanding "
    "overdue part-time pending permanent previous private public ready remaining remote small "
    "large medium solvent temporary true false urgent valid invalid"
)
#: Last words that state something of the noun before them: `Site visit mandatory`.
_STATED_LAST: Final = _words("certified compulsory mandatory optional ready registered")
#: Words that look like adverbs and stand before a noun: `Daily rate`.
_BEFORE_NOUNS: Final = _words("daily early hourly monthly quarterly weekly yearly")
#: After an adjective or participle, words that make a statement: `Registered for VAT`.
_AFTER_ADJECTIVES: Final = _words("as at by for from in on to under with within")
#: Nouns that look like participles, adverbs or adjectives.
_NOUNS: Final = _words(
    "assembly anomaly bed breed bid cable collectible deed deliverable family feed fly july "
    "monopoly need reply scale seed shed speed supply table timetable variable vegetable"
)
_ADJECTIVE_ENDS: Final = ("able", "ible", "ful", "less", "ous")

#: First words before which no article can stand.
_DETERMINERS: Final = _words(
    "a all an any both each either every further her his its more my neither no one other our "
    "some that the their these this those your"
)
#: What follows a verb, never a noun: `List the risks`, `State how you work`.
_AFTER_REQUESTS: Final = _DETERMINERS | _words("how if what when where whether which who why")
#: First words that keep their capital wherever they stand.
_PROPER: Final = _words(
    "British English European Irish Scottish Welsh January February April June July August "
    "September October November December Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
)
_IN_BRACKETS: Final = re.compile(r"\s*\([^()]*\)$")


def is_name(label: str) -> bool:
    """Return whether a label names something, so that it can stand as a noun in a sentence."""
    text = _IN_BRACKETS.sub("", label.strip().rstrip(".:").rstrip())
    words = re.findall(r"[^\W_][\w'’-]*", text)
    if not words or text.endswith(("?", "!")) or re.search(r"[.?!] ", text):
        return False
    lower = [word.lower() for word in words]
    begins = lower[0] in _NO_NAME_BEGINS and (len(words) > 1 or lower[0] not in _ALSO_NOUNS)
    if begins or lower[-1] in _LEFT_OPEN or _STATES & set(lower):
        return False
    if lower[0].endswith("ly") and lower[0] not in _NOUNS | _BEFORE_NOUNS:
        return False
    if lower[1:] and lower[1] in _AFTER_ADJECTIVES and _describes(words[0], alone=True):
        return False
    stated = len(words) > 1 and lower[-1] in _STATED_LAST
    return not stated and not _describes(words[-1], alone=len(words) == 1)


def is_request(label: str) -> bool:
    """Return whether a label is an instruction: `Describe your approach`."""
    first, *rest = label.lower().split() or [""]
    return first in _REQUESTS or (
        first in _REQUESTS_OR_NOUNS and bool(rest) and rest[0] in _AFTER_REQUESTS
    )


def _describes(word: str, *, alone: bool) -> bool:
    """Return whether a label's last word says how something is: started, required, available."""
    lower = word.lower()
    if lower in _NOUNS or word.isupper():
        return False
    if len(lower) > 4 and lower.endswith("ly"):
        return True
    # After a noun a participle belongs to its name: skills needed, the contract value agreed.
    ends = (*_ADJECTIVE_ENDS, "ed") if len(lower) > 4 else ()
    return alone and (lower in _ADJECTIVES or lower.endswith(ends))


def inside(label: str) -> str:
    """Return a label as it stands inside a sentence: a name in lower case, or quoted."""
    text = " ".join(label.split())
    return uncapitalised(text.rstrip(".:") or text) if is_name(text) else answer_to(text)


def answer_to(label: str) -> str:
    """Return how a sentence names the answer to a question that it quotes."""
    return f"the answer to {quote(label)}"


def with_article(name: str) -> str:
    """Return a name with the article that it needs inside a sentence, if any."""
    first, _, _ = name.partition(" ")
    counts = first[:1].isdigit() and not first.endswith(("st", "nd", "rd", "th"))
    if first.lower() in _DETERMINERS or counts:
        return name
    return f"the {name}"


def quote(text: str) -> str:
    """Return a text in quotation marks; a closing mark inside is doubled, so as not to end it."""
    return "“" + text.replace("”", "””") + "”"


def uncapitalised(label: str) -> str:
    """Return a name without its first capital, unless it is a proper name or an abbreviation."""
    first, _, rest = label.partition(" ")
    ordinary = first == "A" or (len(first) > 1 and first[1:].islower() and first not in _PROPER)
    return first[0].lower() + label[1:] if ordinary and not rest[:1].isupper() else label
