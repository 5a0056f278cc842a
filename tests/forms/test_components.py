"""The Jinja macros write the markup that the styles and scripts of govuk-frontend are made for.

govuk-frontend ships examples of each component, with the HTML that its makers hold to be right.
Where a macro and an example differ, the two versions do not go together
(docs/decisions/0004-assets-from-npm-at-set-up.md).
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
import tinyhtml5
from jinja2 import Environment, PackageLoader, PrefixLoader

COMPONENTS: Final = Path(__file__).parents[2] / "node_modules/govuk-frontend/dist/govuk/components"
EXAMPLES: Final = {path.parent.name: path for path in sorted(COMPONENTS.glob("*/fixtures.json"))}
PACKAGE: Final = "govuk_frontend_jinja"
MACROS: Final = Environment(loader=PrefixLoader({PACKAGE: PackageLoader(PACKAGE)}), autoescape=True)


def written(component: str, options: dict[str, Any]) -> str:
    """Give what the macro of a component writes: `error-summary` is `govukErrorSummary`."""
    macro = "govuk" + component.title().replace("-", "")
    module = MACROS.get_template(f"{PACKAGE}/components/{component}/macro.html").module
    return str(getattr(module, macro)(options))


def meaning(html: str) -> list[object]:
    """Give what a browser makes of a fragment: elements, attributes in no order, words."""
    return list(parts(tinyhtml5.parse(html, namespace_html_elements=False).find("body")))


def parts(element: Any) -> Iterator[object]:
    yield element.tag, {name: " ".join(value.split()) for name, value in element.attrib.items()}
    yield from (element.text or "").split()
    for child in element:
        yield from parts(child)
        yield from (child.tail or "").split()
    yield "end", element.tag


def test_npm_has_brought_the_examples() -> None:
    assert len(EXAMPLES) > 30, "make assets brings them"


@pytest.mark.parametrize("component", EXAMPLES)
def test_the_macro_of_a_component_writes_what_its_makers_hold_right(component: str) -> None:
    examples = json.loads(EXAMPLES[component].read_text("utf-8"))["fixtures"]
    assert examples
    for example in examples:
        ours, theirs = written(component, example["options"]), example["html"]
        assert meaning(ours) == meaning(theirs), example["name"]
