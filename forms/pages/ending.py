"""What ends a journey: that answers were submitted; and what cannot be done, with the way on."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from markupsafe import Markup

from forms.pages.html.components import component, rendered
from forms.pages.html.slots import Piece, isolated, usable
from forms.pages.html.speech import Voice
from forms.pages.html.texts import PlaceholderValues, fill_of, label_html, within
from forms.pages.shell import View, in_shell
from forms.progress import Survey

#: How many fields are given back that could not be saved.
_SHOWN: Final = 500


def confirmation_page(
    view: View, state: Survey, *, reference: str = "", submitted: datetime | None = None
) -> str:
    """Return the page that says that the answers were submitted."""
    voice = view.voice
    _ = voice.gettext
    title = _("Answers submitted")
    form = label_html(state.form.form, "title", voice)
    number = Markup("<strong>{}</strong>").format(reference)
    says = [form, within(_("Your reference: {number}"), number=number)] if reference else [form]
    panel = component("panel", {"titleText": title, "html": Markup("<br>").join(says)})
    main = rendered(
        "confirmation.html",
        voice,
        panel=panel,
        moment=voice.moment(submitted) if submitted else "",
        answers=view.links.check,
        home=view.shell.home,
    )
    filled = Piece(main).fill(PlaceholderValues(fill_of(state, voice)))
    return in_shell(view, title=title, main=filled)


def error_page(
    view: View,
    status: int,
    *,
    title: str = "",
    message: str = "",
    way_on: tuple[str, str] | None = None,
    typed: Iterable[tuple[str, str]] = (),
) -> str:
    """Return the page for something that cannot be done, by its HTTP status.

    `title` and `message` are said in place of ours; `way_on` is a text and the address that it
    leads to. `typed` are the fields that were sent and not saved, which it gives back.
    """
    voice = view.voice
    our_title, ours = said_of(status, voice)
    title = title or our_title
    way = way_on or (voice.gettext("Go back to the start"), view.shell.home)
    paragraphs = [line for line in (message or ours).split("\n") if line.strip()]
    rows = [
        {"key": {"text": usable(name)}, "value": {"html": isolated(text)}}
        for name, text in typed
        if text and not name.startswith("_")
    ][:_SHOWN]
    main = rendered(
        "message.html", voice, title=title, paragraphs=paragraphs, way_on=way, typed=rows
    )
    return in_shell(view, title=title, main=main)


def said_of(status: int, voice: Voice) -> tuple[str, str]:
    """Return the title and the text for a status; for one that is not listed, those of its kind."""
    _ = voice.gettext
    match status:
        case 403:
            return _("You cannot see this page"), _("This page is for somebody else.")
        case 404:
            return _("Page not found"), _(
                "If you typed the web address, check it is correct. If you pasted it, check you "
                "copied the whole of it."
            )
        case 405:
            return _("You cannot do that here"), _("Go back and use the buttons on the page.")
        case 409:
            return _("Somebody else changed this"), _(
                "Go back and load the page again to see it as it is now."
            )
        case 410:
            return _("This page no longer exists"), _("It was removed.")
        case 413:
            return _("That is too large"), _(
                "What you sent is larger than is allowed. Go back: what you had saved before is "
                "still there. Send smaller files, or fewer at once."
            )
        case 503:
            return _("Sorry, the service is unavailable"), _(
                "What you had saved before is still there. Try again in a few minutes."
            )
        case _ if status >= 500:
            return _("Something went wrong"), _(
                "What you had saved before is still there. Go back and try again. If it goes wrong "
                "again, tell whoever runs this service."
            )
        case _:
            return _("This page could not be used"), _(
                "What was sent is not what the page sends. Go back and load the page again."
            )
