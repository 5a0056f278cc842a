"""Components: the GOV.UK Design System's macros as functions, and our own templates.

component("radios", {...})           a component, with the parameters that its macro takes
rendered("tasks.html", voice, ...)   one of our templates

The macros ask for parameters that were not given, as Nunjucks allows; our own templates may not.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from jinja2 import (
    ChainableUndefined,
    Environment,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
    Template,
)
from markupsafe import Markup

from forms.pages.html.speech import Voice

_MACROS: Final = Environment(
    loader=PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
    autoescape=True,
    undefined=ChainableUndefined,
)
_TEMPLATES: Final = Environment(
    loader=PackageLoader("forms"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def component(name: str, params: Mapping[str, Any]) -> Markup:
    """Return the HTML of a component, such as `character-count`. Text is escaped, `html` is not."""
    html: Markup = _macro(name)(params)
    return Markup(html.strip())  # noqa: S704 - the macro escaped it


@cache
def _macro(name: str) -> Any:  # noqa: ANN401 - a macro of Jinja
    module = _MACROS.get_template(f"govuk_frontend_jinja/components/{name}/macro.html").module
    return getattr(module, "govuk" + "".join(part.capitalize() for part in name.split("-")))


def rendered(name: str, voice: Voice, **context: object) -> str:
    """Fill in one of our templates, in a language."""
    return _template(name).render(
        context, _=voice.gettext, counted=voice.counted, voice=voice, component=component
    )


@cache
def _template(name: str) -> Template:
    return _TEMPLATES.get_template(name)
