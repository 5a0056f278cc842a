"""A form of a framework as one HTML document to read: `frameworkshop form FOLDER FORM --html`."""

from agreements.definition.framework import Framework
from agreements.operations import find_form
from forms.model.translations import WRITTEN
from forms.pages import whole_form_page
from forms.pages.html.speech import LANGUAGES
from rules.problems import InputError, Problem


def form_page(
    framework: Framework, name: str, *, lot: str | None = None, language: str = WRITTEN
) -> str:
    """Give a form in a lot, or with what all lots have, in a language. Raises `InputError`.

    Raises `forms.pages.Unbuilt` where the styles of pages have not been made.
    """
    form = find_form(framework, name)
    if lot is not None and lot not in framework.terms.lot_ids:
        known = ", ".join(f"`{each}`" for each in framework.terms.lot_ids)
        raise InputError([Problem("lot", f"there is no lot `{lot[:80]}`: {known}")])
    if language not in LANGUAGES:
        known = ", ".join(f"`{each}`" for each in LANGUAGES)
        says = f"pages are in no language `{language[:80]}`; they are in {known}"
        raise InputError([Problem("language", says)])
    return whole_form_page(form, lot=lot, language=language)
