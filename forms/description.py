"""Description: a form as data, for programs: `frameworkshop form FOLDER FORM --json`."""

from typing import Any

from forms.form import Form, Group, Page
from forms.question import Question


def describe(form: Form) -> dict[str, Any]:
    """Give a form as JSON data: always in pages, every default written out, figures as text.

    Each question also has `kind`, which says how rules compare its answer.
    """
    written = form.model_dump(mode="json", by_alias=True, exclude_none=True)
    written.pop("questions")
    return {**written, "pages": [_page(page) for page in form.layout]}


def _page(page: Page) -> dict[str, Any]:
    return {**_dumped(page), "questions": [_item(item) for item in page.questions]}


def _item(item: Group | Question) -> dict[str, Any]:
    if isinstance(item, Group):
        return {**_dumped(item), "questions": [_item(question) for question in item.questions]}
    return {**_dumped(item), "kind": item.KIND.value}


def _dumped(part: Page | Group | Question) -> dict[str, Any]:
    return part.model_dump(mode="json", by_alias=True, exclude_none=True)
