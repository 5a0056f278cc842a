"""Comparisons: what a second version of a framework changes, as a document for suppliers.

    paper = redline(old, new)

Both definitions are compared as data, item by item with the same id; rules are compared as
sentences; and the clauses of both framework agreements word by word. What was taken out is struck
out (`~~so~~`), what was put in is underlined (`++so++`), and each change is also named in words, so
that it can be read without colour and aloud.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from agreements.clauses.numbering import clause_numbers
from agreements.definition.framework import Framework
from agreements.documents.agreement import framework_agreement
from agreements.documents.compared_text import compared_lines, compared_words, put_in, struck
from agreements.documents.differences import Difference, differences
from agreements.rendering.composing import short_hash
from agreements.rendering.escaping import inline, one_line
from agreements.rendering.papers import Paper, PaperPart, every
from rules.legal_regimes import REGIMES
from rules.linking import LinkedRule
from rules.wording import worded_rule

#: Longer values than this are compared word by word instead of side by side.
_SHORT: Final = 60

#: The documents of a definition by their folder, and what a comparison calls them.
_DOCUMENTS: Final = (
    ("framework.yaml", "terms", "Terms, lots and routes"),
    ("forms/", "forms", "Questions"),
    ("rulesets/", "policies", "Rulesets"),
)


def redline(old: Framework, new: Framework) -> Paper:
    """Compare two versions of a framework. Equal versions give a paper that says so."""
    parts = tuple(_parts(old, new))
    summary = _summary(old, new, parts)
    return Paper(
        kind="redline",
        title=f"What changes in {new.terms.name}",
        subtitle="A comparison of two versions of the framework",
        facts=(("Before", short_hash(old.hash)), ("Now", short_hash(new.hash))),
        parts=(PaperPart("summary", "Summary", summary), *parts),
        contents=len(parts) > 1,
        definition=new.hash,
    )


def _parts(old: Framework, new: Framework) -> Iterator[PaperPart]:
    for prefix, name, title in _DOCUMENTS:
        found = []
        documents = dict.fromkeys((*old.documents, *new.documents))
        for document in (each for each in documents if each.startswith(prefix)):
            changes = differences(old.documents.get(document), new.documents.get(document))
            if changes:
                anchor = re.sub(r"[^a-z0-9]+", "-", document.lower()).strip("-")
                called = _titled(document, new.documents.get(document), old.documents.get(document))
                found.append(PaperPart(f"{name}-{anchor}", called, "\n".join(map(_line, changes))))
        if found:
            alone = found[0].body if prefix == "framework.yaml" else ""
            yield PaperPart(name, title, alone, () if alone else tuple(found))
    rules = _rules(old, new)
    if rules:
        yield PaperPart("rules", "Rules in words", "", tuple(rules))
    clauses = tuple(_clauses(old, new))
    if clauses:
        yield PaperPart("clauses", "Clauses", _KEY, clauses, new_page=True)


def _titled(name: str, *versions: Any) -> str:  # noqa: ANN401 - plain data
    """Return what a document is called: its title, or else the name of its file."""
    titles = (each.get("title") for each in versions if isinstance(each, dict))
    return next((one_line(title) for title in titles if isinstance(title, str)), name)


_KEY: Final = "What is ~~struck out~~ was removed. What is ++underlined++ was added."


def _summary(old: Framework, new: Framework, parts: tuple[PaperPart, ...]) -> str:
    if old.hash == new.hash:
        return "The two versions say the same."
    if not parts:
        return "The two versions differ only in what binds nobody, such as cases and notes."
    lines = []
    for part in parts:
        count = max(1, len(part.parts))
        noun = {"rules": "rule", "clauses": "clause"}.get(part.id)
        told = f": {count} {noun}{'' if count == 1 else 's'}" if noun else ""
        lines.append(f"- [{inline(part.title)}](#{part.id}){told}")
    return "These parts change:\n\n" + "\n".join(lines)


# --- documents -----------------------------------------------------------------------------------


def _line(change: Difference) -> str:
    place = " → ".join(inline(_words(name)) for name in change.path) or "The whole"
    old, new = _brief(change.old), _brief(change.new)
    match change.sort:
        case "Added":
            return f"- **{place}**. Added: {put_in(new)}"
        case "Removed":
            return f"- **{place}**. Removed: {struck(old)}"
        case _ if max(len(old), len(new)) <= _SHORT:
            return f"- **{place}**. Changed from {struck(old)} to {put_in(new)}"
        case _:
            return f"- **{place}**. Changed: {compared_words(old, new)}"


def _words(name: str) -> str:
    return name.replace("-", " ").replace("_", " ")


def _brief(value: Any) -> str:  # noqa: ANN401 - plain data
    """Return a value in one line: a text, a figure, or the parts of an item one after another."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "yes" if value else "no"
        case dict():
            return "; ".join(f"{_words(str(key))}: {_brief(each)}" for key, each in value.items())
        case list():
            return ", ".join(_brief(each) for each in value)
        case _:
            return one_line(str(value))


# --- rules ---------------------------------------------------------------------------------------


def _rules(old: Framework, new: Framework) -> list[PaperPart]:
    """Return each rule that changed as a sentence before and now, and the clause that states it."""
    before, after = _worded(old), _worded(new)
    numbers = {**clause_numbers(old), **clause_numbers(new)}
    found = []
    for number, key in enumerate(dict.fromkeys((*before, *after)), start=1):
        was, is_ = before.get(key, ""), after.get(key, "")
        if was == is_:
            continue
        clause = numbers.get(key[1])
        says = [_sentence(was, is_)]
        if clause:
            says.append(f"It is stated in {_clause(clause)} of the framework agreement.")
        way = f" ({key[0]})" if key[0] else ""
        states = (key[1],) if key in after else ()
        found.append(
            PaperPart(f"rule-{number}", f"{key[1]}{way}", "\n\n".join(says), states=states)
        )
    return found


def _clause(number: str) -> str:
    if number.startswith("Schedule"):
        return inline(number)
    return f"{'paragraph' if number[:1].isalpha() else 'clause'} {inline(number)}"


def _sentence(was: str, now: str) -> str:
    if not was:
        return f"Added: {put_in(now)}"
    if not now:
        return f"Removed: {struck(was)}"
    return f"Changed: {compared_words(was, now)}"


def _worded(framework: Framework) -> dict[tuple[str, str], str]:
    """Return every rule of a definition in words, by way (where it is of one) and id."""
    found: dict[tuple[str, str], str] = {}
    for name, linked in framework.ways.items():
        for rule in linked.rules:
            own = rule.id.startswith("evaluation/")
            found[name if own else "", rule.id] = _said(rule, "bid")
    for rule in framework.permission_rules:
        if not rule.id.startswith(tuple(f"{regime}/" for regime in REGIMES)):
            found["", rule.id] = _said(rule, "request")
    return found


def _said(rule: LinkedRule, whom: str) -> str:
    then = rule.rule.then
    told = then.exclude or then.refer or then.set_aside or (then.refuse and then.refuse.says)
    sentence = worded_rule(rule.rule, rule.logic, whom=whom)
    return f"{sentence} It says: {told}." if told else sentence


# --- clauses -------------------------------------------------------------------------------------


def _clauses(old: Framework, new: Framework) -> Iterator[PaperPart]:
    """Compare the clauses of both agreements by their anchors, word by word."""
    was, now = framework_agreement(old), framework_agreement(new)
    before, after = ({part.id: part for part in every(each.parts)} for each in (was, now))
    titles = {**_titles(was.parts), **_titles(now.parts)}
    for anchor in dict.fromkeys((*before, *after)):
        one, other = before.get(anchor), after.get(anchor)
        old_text = [] if one is None else _text(one, before)
        new_text = [] if other is None else _text(other, after)
        if old_text == new_text:
            continue
        shown = other or one
        assert shown is not None  # noqa: S101 - the anchor is of one of them
        sort = "Added. " if one is None else "Removed. " if other is None else ""
        number = f"{shown.number} " if shown.number else ""
        body = "\n\n".join(compared_lines(old_text, new_text))
        yield PaperPart(
            f"changed-{anchor}",
            f"{number}{titles[anchor]}",
            f"{sort}{body}",
            states=shown.states if other is not None else (),
        )


def _titles(parts: tuple[PaperPart, ...], around: str = "") -> dict[str, str]:
    """Return what each part is called: its title, or that of the part around it."""
    found: dict[str, str] = {}
    for part in parts:
        found[part.id] = part.title or around
        found.update(_titles(part.parts, found[part.id]))
    return found


_LINK: Final = re.compile(r"\[([^\]\n]*)\]\(#([^)\s]+)\)")
_RULE: Final = re.compile(r"^\|?[\s:|-]+\|?$")
_HEADING: Final = re.compile(r"^#+ ")
_POINT: Final = re.compile(r"^- ")


def _text(part: PaperPart, parts: Mapping[str, PaperPart]) -> list[str]:
    """Return a part as lines of plain text, without the marks of Markdown."""

    def named(match: re.Match[str]) -> str:
        target = parts.get(match[2])
        return match[1] or (target.number or target.title if target is not None else "")

    lines = [part.title]
    for line in part.body.splitlines():
        if not line.strip() or _RULE.match(line) or line.startswith("```"):
            continue
        text = _POINT.sub("• ", _HEADING.sub("", _LINK.sub(named, line))).replace("**", "")
        text = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text)
        lines.append(" ".join(text.strip().strip("|").split()))
    return lines
