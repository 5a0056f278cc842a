"""Description: a form as data, for programs: `frameworkshop form FOLDER FORM --json`."""

from typing import Any

from forms.model.form import Form, Page, QuestionGroup, Section
from forms.model.question import Question


def describe(form: Form) -> dict[str, Any]:
    """Return a form as JSON data: in pages, every default written out, figures as text.

    A form that has sections gives `sections` of pages, any other `pages`. Each question also has
    `kind`, which says how rules compare its answer.
    """
    written = _dumped(form)
    del written["questions"], written["pages"], written["sections"]
    if form.sections:
        return {**written, "sections": [_section(section) for section in form.sections]}
    return {**written, "pages": [_page(page) for page in form.layout]}


def _section(section: Section) -> dict[str, Any]:
    return {**_dumped(section), "pages": [_page(page) for page in section.pages]}


def _page(page: Page) -> dict[str, Any]:
    return {**_dumped(page), "questions": [_item(item) for item in page.questions]}


def _item(item: QuestionGroup | Question) -> dict[str, Any]:
    if isinstance(item, QuestionGroup):
        return {**_dumped(item), "questions": [_item(question) for question in item.questions]}
    return {**_dumped(item), "kind": item.KIND.value}


def _dumped(part: Form | Section | Page | QuestionGroup | Question) -> dict[str, Any]:
    data: dict[str, Any] = _translated(
        part.model_dump(mode="json", by_alias=True, exclude_none=True)
    )
    return data


def _translated(data: Any) -> Any:  # noqa: ANN401 - JSON data
    """Leave out `translations` where there are none, which is nearly everywhere."""
    match data:
        case dict():
            kept = ((key, each) for key, each in data.items() if each or key != "translations")
            return {key: _translated(each) for key, each in kept}
        case list():
            return [_translated(each) for each in data]
        case _:
            return data
