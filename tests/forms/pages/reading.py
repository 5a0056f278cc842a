"""Reading pages back: strictly, as a browser posts them, and as somebody who does not see them."""

from collections.abc import Iterator
from itertools import pairwise
from xml.etree.ElementTree import Element

from tinyhtml5.parser import HTMLParser

from forms.pages import Links, Shell, View

VIEW = View(Shell(), Links("/drafts/x"))

#: Fields that a person fills in, and that therefore have labels.
FIELDS = {"input", "select", "textarea"}
NO_FIELDS = {"hidden", "submit", "button"}


def parsed(html: str) -> Element:
    """Give the tree of a page. Any error in its HTML fails."""
    parser = HTMLParser(namespace_html_elements=False)
    tree: Element = parser.parse(html)
    assert parser.errors == []
    return tree


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def with_class(tree: Element, name: str) -> list[Element]:
    return [each for each in tree.iter() if name in (each.get("class") or "").split()]


def by_id(tree: Element, id_: str) -> Element:
    (found,) = [each for each in tree.iter() if each.get("id") == id_]
    return found


def main_text(html: str) -> str:
    return words(next(parsed(html).iter("main")))


# --- what a page must be ----------------------------------------------------------------------


def faults_of(html: str) -> list[str]:
    """Give what is wrong with a page for those who do not see it, or go through it by keyboard."""
    tree = parsed(html)
    return [*_ids(tree), *_labels(tree), *_references(tree), *_headings(tree), *_languages(tree)]


def _ids(tree: Element) -> Iterator[str]:
    seen: set[str] = set()
    for each in tree.iter():
        id_ = each.get("id")
        if id_ is None:
            continue
        if id_ in seen or not id_ or any(letter.isspace() for letter in id_):
            yield f"the id {id_!r} is used twice, or is none"
        seen.add(id_)


def _labels(tree: Element) -> Iterator[str]:
    labels = {each.get("for") for each in tree.iter("label") if words(each)}
    for each in tree.iter():
        is_field = each.tag in FIELDS and each.get("type") not in NO_FIELDS
        if is_field and each.get("id") not in labels:
            yield f"{each.get('name')} has no label"
    for each in tree.iter("fieldset"):
        first = next(iter(each), None)
        if first is None or first.tag != "legend" or not words(first):
            yield "a fieldset has no legend"
    for each in tree.iter("button"):
        if not words(each):
            yield "a button has no text"


def _references(tree: Element) -> Iterator[str]:
    ids = {each.get("id") for each in tree.iter()}
    for each in tree.iter():
        for name in ("aria-describedby", "aria-labelledby", "aria-controls", "for"):
            for id_ in (each.get(name) or "").split():
                if id_ not in ids:
                    yield f"{name} of {each.get('name') or each.tag} leads nowhere: {id_}"
        href = each.get("href") or ""
        if href.startswith("#") and href[1:] not in ids:
            yield f"a link leads nowhere: {href}"


def _headings(tree: Element) -> Iterator[str]:
    levels = [int(each.tag[1]) for each in tree.iter() if each.tag in {"h1", "h2", "h3", "h4"}]
    if levels.count(1) != 1:
        yield f"there are {levels.count(1)} first headings"
    # The summary of errors and the strips stand before the first heading.
    after = levels[levels.index(1) :] if 1 in levels else levels
    for before, level in pairwise(after):
        if level > before + 1:
            yield f"a heading of level {level} follows one of {before}"


def _languages(tree: Element) -> Iterator[str]:
    if not tree.get("lang"):
        yield "the page has no language"


# --- what a browser posts ---------------------------------------------------------------------


def posted_by(html: str) -> list[tuple[str, str]]:
    """Give the fields of a page's form as a browser sends them, without those of buttons."""
    form = next(each for each in parsed(html).iter("form"))
    return list(_fields(form))


def _fields(form: Element) -> Iterator[tuple[str, str]]:
    for each in form.iter():
        name = each.get("name")
        if not name or each.get("disabled") is not None:
            continue
        match each.tag, each.get("type"):
            case "input", "checkbox" | "radio":
                if each.get("checked") is not None:
                    yield name, each.get("value") or ""
            case "input", "submit" | "file":
                pass
            case "input", _:
                yield name, each.get("value") or ""
            case "textarea", _:
                yield name, "".join(each.itertext()).replace("\n", "\r\n")
            case "select", _:
                options = list(each.iter("option"))
                chosen = [o for o in options if o.get("selected") is not None] or options[:1]
                yield name, chosen[0].get("value") or ""
            case _:
                pass
