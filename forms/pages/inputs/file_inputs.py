"""Uploads: files that were stored, each with a button to remove it, and a field for more."""

from collections.abc import Mapping
from typing import Final

from markupsafe import escape

from forms.answers.fields import FILE_PARTS
from forms.answers.writing import Json
from forms.model.table_questions import FileUpload
from forms.pages.html.components import component
from forms.pages.html.slots import Piece, escaped, hole
from forms.pages.html.speech import Voice
from forms.pages.inputs.page_context import (
    PageContext,
    Spot,
    before,
    error,
    guidance,
    hint,
    label,
    mark,
    missing_in,
    remove,
)

_KILOBYTE: Final = 1024
_MEGABYTE: Final = 1024 * 1024


def uploads(
    sheet: PageContext, question: FileUpload, spot: Spot, holds: list[dict[str, Json]]
) -> str:
    """Draw a field for files, with those that are there."""
    there = sheet.wrong(spot)

    def make() -> Piece:
        kinds = ",".join(f".{kind}" for kind in question.kinds)
        first = mark(spot) + guidance(sheet, question) + hole("files")
        params = {
            "id": spot.id,
            "name": spot.name,
            "label": label(sheet, question, spot),
            "hint": hint(sheet, question, limits(question, sheet.voice)),
            "errorMessage": error(sheet, there=there),
            "formGroup": {"beforeInput": before(first)},
            "multiple": question.max > 1,
            "attributes": f' accept="{kinds}"{hole("off")}',
        }
        return Piece(component("file-upload", params))

    stored = [_stored(sheet, spot, place, file) for place, file in enumerate(holds)]
    files = f'<ul class="govuk-list fw-files">{"".join(stored)}</ul>' if stored else ""
    if files and question.max == 1:
        says = escaped(sheet.voice.gettext("Choose another file to put in its place:"))
        files += f'<p class="govuk-body fw-replace">{says}</p>'
    key = (spot.key, spot.level, there, missing_in(sheet, question))
    return sheet.kept(key, make).fill(sheet.values({"files": files}, spot))


def limits(question: FileUpload, voice: Voice) -> list[str]:
    """Say which files are accepted, how large, how many."""
    _ = voice.gettext
    *others, last = [kind.upper() for kind in question.kinds]
    kinds = _("{kinds} or {last}").format(kinds=", ".join(others), last=last) if others else last
    size = _("{kinds}, up to {most} MB").format(kinds=kinds, most=question.max_megabytes)
    if question.max == 1:
        return [size]
    if question.min > 1:
        template = _("From {least} to {most} files")
        return [size, template.format(least=question.min, most=question.max)]
    return [size, voice.counted("Up to {count} file", "Up to {count} files", question.max)]


def _stored(sheet: PageContext, spot: Spot, place: int, file: Mapping[str, Json]) -> str:
    """Draw a file that was stored. What the page sends back of it is hidden beside it."""

    def make() -> Piece:
        fields = "".join(
            f'<input type="hidden" name="{spot.name}[{hole("item")}].{part}" '
            f'value="{hole(part)}"{hole("off")}>'
            for part in FILE_PARTS
        )
        gone = remove(sheet, escape(hole("name")), f"{spot.name}[{hole('item')}]")
        named = f'<span class="fw-file">{hole("file")}</span>'
        return Piece(f'<li class="fw-item">{named}{fields}{gone}</li>')

    values = {part: escaped(str(file[part])) for part in FILE_PARTS}
    name = values["name"]
    if sheet.files is not None and len(values["sha256"]) == 64:
        address = escaped(sheet.files(str(file["sha256"]), str(file["name"])))
        name = f'<a class="govuk-link" href="{address}">{name}</a>'
    size = size_of(file["size"], sheet.voice)
    values["file"] = f"{name} {escaped(f'({size})')}" if size else name
    at = sheet.at({"item": str(place)})
    return sheet.kept(("stored", spot.key), make).fill(at.values(values))


def size_of(size: Json, voice: Voice) -> str:
    """Say how large a file is, rounded up; nothing where that is not known."""
    if type(size) is not int or size < 0:
        return ""
    kilobytes = -(-size // _KILOBYTE)
    if size < _MEGABYTE:
        return f"{voice.number(kilobytes)} KB"
    tenths = -(-size * 10 // _MEGABYTE)
    return f"{voice.number(tenths // 10)}.{tenths % 10} MB"
