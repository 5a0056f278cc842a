"""Templates: the main part of the service's own pages, beside those of forms.

    main = filled_in("runtime.preview", "index.html", view.voice, terms=terms)
    page = in_shell(view, title=terms.name, main=main)

Templates of a package are in its folder `templates`, see the components of the design system as
`component("button", {…})`, and say everything through `_`.
"""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from forms.pages.html.components import component
from forms.pages.html.speech import Voice


@cache
def _environment(package: str) -> Environment:
    return Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def filled_in(package: str, name: str, voice: Voice, **about: object) -> str:
    """Fill in a template of a package, in a language."""
    template = _environment(package).get_template(name)
    return template.render(
        about, _=voice.gettext, counted=voice.counted, voice=voice, component=component
    )
