"""Shell: what is around every page: head, header, languages, and what a request is shown with.

page = in_shell(view, title="Prices", main="<h1>Prices</h1>")     a whole document
"""

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from markupsafe import Markup

from forms.pages.html.components import component, rendered
from forms.pages.html.slots import Piece, escaped, hole
from forms.pages.html.speech import LANGUAGES, Voice, speech


@dataclass(frozen=True, slots=True)
class Shell:
    """What is the same for every page of a service. What is kept of pages is kept for each.

    service   its name, in the header
    home      the address that its name leads to
    assets    the address under which the files of `forms.pages.assets` are
    banner    what a strip under the header says, as text or as HTML: "This is a preview."
    scripts   the addresses of further scripts, all modules
    """

    service: str = "Frameworkshop"
    home: str = "/"
    assets: str = "/assets"
    banner: str = ""
    scripts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Links:
    """Where the pages of a draft are. `query` stands behind every address: `?language=cy`."""

    base: str
    query: str = ""

    @property
    def tasks(self) -> str:
        """The list of tasks."""
        return f"{self.base or '/'}{self.query}"

    @property
    def check(self) -> str:
        """The check of all answers, where they are submitted too."""
        return f"{self.base}/check{self.query}"

    @property
    def conflicts(self) -> str:
        """What somebody else has changed."""
        return f"{self.base}/conflicts{self.query}"

    @property
    def done(self) -> str:
        """That the answers were submitted."""
        return f"{self.base}/done{self.query}"

    def page(self, page_id: str, *, check: bool = False, at: str = "") -> str:
        """Return a page of questions; with `check`, one that leads back to all answers."""
        query = f"{self.query}{'&' if self.query else '?'}check=1" if check else self.query
        return f"{self.base}/page/{page_id}{query}{f'#{at}' if at else ''}"

    def file(self, sha256: str, name: str) -> str:
        """Return a stored file."""
        safe = quote(name.encode("utf-8", "replace"), safe="")
        return f"{self.base}/file/{quote(sha256, safe='')}/{safe}{self.query}"


@dataclass(frozen=True, slots=True)
class View:
    """What one page is shown with.

    languages   the same page in other languages: each with its address
    hidden      fields that every form sends along, such as a token against forgery
    autosave    whether scripts save what is typed without being asked (see forms.js)
    notice      what a strip over the page says that has just been done: "Your answers are saved."
    also        where else one can go from a page that ends something: texts and addresses
    """

    shell: Shell
    links: Links
    language: str = "en"
    languages: tuple[tuple[str, str], ...] = ()
    hidden: tuple[tuple[str, str], ...] = ()
    autosave: bool = True
    notice: str = ""
    also: tuple[tuple[str, str], ...] = ()

    @property
    def voice(self) -> Voice:
        """The language of the interface."""
        return speech(self.language)

    @property
    def hidden_fields(self) -> str:
        """The hidden fields, as HTML."""
        field = '<input type="hidden" name="{}" value="{}">'
        return "".join(field.format(escaped(name), escaped(value)) for name, value in self.hidden)


def in_shell(
    view: View,
    *,
    title: str,
    main: str,
    back: str = "",
    title_language: str = "",
) -> str:
    """Put a page into the shell. `title` is plain text, `main` is HTML, `back` an address."""
    voice = view.voice
    values = {
        "title": escaped(f"{title} - {view.shell.service}"),
        "title language": _lang(title_language, voice),
        "back": _back(voice).fill({"address": escaped(back)}) if back else "",
        "languages": _languages(view),
        "notice": _notice(view.notice, voice) if view.notice else "",
        "main": main + _also(view) if view.also else main,
    }
    return _shell(view.shell, voice).fill(values)


def _lang(language: str, voice: Voice) -> str:
    return f' lang="{language}"' if language and language != voice.language else ""


@lru_cache(maxsize=100)
def _shell(shell: Shell, voice: Voice) -> Piece:
    names = ("title", "title language", "back", "languages", "notice", "main")
    holes = {name.replace(" ", "_"): Markup(hole(name)) for name in names}  # noqa: S704 - holes
    return Piece(rendered("shell.html", voice, shell=shell, **holes))


@lru_cache(maxsize=100)
def _back(voice: Voice) -> Piece:
    params = {"text": voice.gettext("Back"), "href": hole("address")}
    return Piece(component("back-link", params))


def _languages(view: View) -> str:
    """Return the links to the page in other languages, each said in its own."""
    if not view.languages:
        return ""
    items = [
        f'<li><span lang="{language}" aria-current="true">{escaped(_named(language))}</span></li>'
        if language == view.language
        else f'<li><a class="govuk-link" href="{escaped(address)}" hreflang="{language}" '
        f'lang="{language}" rel="alternate">{escaped(_named(language))}</a></li>'
        for language, address in view.languages
    ]
    label = escaped(view.voice.gettext("Languages"))
    return f'<nav class="fw-languages" aria-label="{label}"><ul>{"".join(items)}</ul></nav>'


def _named(language: str) -> str:
    return LANGUAGES.get(language, language)


def _also(view: View) -> str:
    link = '<li><a class="govuk-link" href="{}">{}</a></li>'
    items = (link.format(escaped(address), escaped(text)) for text, address in view.also)
    return f'<ul class="govuk-list">{"".join(items)}</ul>'


def _notice(text: str, voice: Voice) -> str:
    params = {"text": text, "type": "success", "titleText": voice.gettext("Success")}
    return component("notification-banner", params)
