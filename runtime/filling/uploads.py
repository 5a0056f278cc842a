"""Uploads: files that were posted are checked, and kept if they are acceptable.

    taken = take(posted.files, sheet, page_id, already, store.keep_file)
    taken.kept      files that were kept, by question
    taken.faults    what is wrong with others, by question

The size, the number, the name and the first bytes of files are checked before anything is kept.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from starlette.datastructures import UploadFile

from forms.answers.parsing import Circumstances, read_answer
from forms.linked.linked_form import AskedQuestion, LinkedForm
from forms.model.faults import Fault, Faults, Wrong
from forms.model.sentences import said
from forms.model.table_questions import FileUpload
from forms.model.typed_values import StoredFile, as_typed
from forms.path import NO_FACTS
from runtime.web.posted_forms import MEGABYTE, PostLimits

#: The questions of a page that are answered with files, by id.
Uploads = Mapping[str, FileUpload]
#: Keeps a file, by name and content.
StoreFile = Callable[[str, bytes], StoredFile]

#: The first bytes of a file, by the ending of its name; other endings are not checked.
_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old office files, and new ones with a password
_BEGINNINGS: Final[Mapping[str, tuple[bytes, ...]]] = {
    "doc": (_OLE,),
    "docx": (_ZIP, _OLE),
    "gif": (b"GIF87a", b"GIF89a"),
    "jpeg": (b"\xff\xd8\xff",),
    "jpg": (b"\xff\xd8\xff",),
    "odp": (_ZIP,),
    "ods": (_ZIP,),
    "odt": (_ZIP,),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "ppt": (_OLE,),
    "pptx": (_ZIP, _OLE),
    "xls": (_OLE,),
    "xlsx": (_ZIP, _OLE),
    "zip": (_ZIP, b"PK\x05\x06"),
}
#: How far into a PDF its mark may stand. Source: implementation notes of PDF 1.7, 3.4.1.
_HEAD: Final = 1024
#: In place of a digest, to check a file before it is read.
_NO_DIGEST: Final = "0" * 64


@dataclass(slots=True)
class Taken:
    """What became of the files of one post."""

    kept: dict[str, list[StoredFile]] = field(default_factory=dict)
    faults: dict[str, Fault] = field(default_factory=dict)

    def refuse(self, name: str, fault: Fault) -> None:
        """Note what is wrong with a file; messages about several are joined."""
        before = self.faults.get(name)
        if before is None:
            self.faults[name] = fault
        elif not (before.own or fault.own or before.wrong is fault.wrong is Wrong.TOO_MANY):
            says = said("{one}; {other}", one=before.says, other=fault.says)
            self.faults[name] = Fault(before.wrong, says)


def limits(uploads: Iterable[FileUpload], without: PostLimits = PostLimits()) -> PostLimits:  # noqa: B008 - frozen
    """Return the limits of a post with these questions.

    Twice what is accepted, and a little more, so that a file that is too large is reported at its
    question, beside everything else that was typed.
    """
    found = tuple(uploads)
    size = sum(each.max * each.max_megabytes for each in found) * MEGABYTE
    files = sum(each.max for each in found)
    return PostLimits(without.size + 2 * size, without.fields, without.files + files)


def take(
    files: Iterable[tuple[str, UploadFile]],
    uploads: Uploads,
    form: LinkedForm,
    already: Mapping[str, int],
    keep: StoreFile,
) -> Taken:
    """Keep the files that are acceptable. `already` says how many files each question has.

    Files under a name that is not a question's are skipped: `read_posted` refuses their fields.
    """
    taken = Taken()
    for name, file in files:
        question = uploads.get(name)
        if question is None:
            taken.kept.setdefault(name, [])
            continue
        kept = taken.kept.setdefault(name, [])
        # The only file of a question replaces the one before.
        there = len(kept) + (already.get(name, 0) if question.max > 1 else 0)
        filename = (file.filename or "").replace("\\", "/").rpartition("/")[2]
        fault = (
            _too_many(question)
            if there >= question.max
            else _wrong(form, question, filename, file.size or 0, file.file)
        )
        if fault is None:
            kept.append(keep(filename, file.file.read()))
        else:
            taken.refuse(name, _of(filename, fault))
    return taken


def _of(filename: str, fault: Fault) -> Fault:
    """Return a fault whose message names its file."""
    if fault.own:
        return Fault(fault.wrong, fault.says, own=True)
    says = said("{file} {says}", file=as_typed(filename), says=fault.says)
    return Fault(fault.wrong, says)


def _too_many(question: FileUpload) -> Fault:
    faults = Faults(question.messages)
    says = said("is one file too many: upload at most {most}", most=str(question.max))
    faults.add(Wrong.TOO_MANY, says)
    return faults.found[0]


def _wrong(
    form: LinkedForm, question: FileUpload, filename: str, size: int, content: BinaryIO
) -> Fault | None:
    """Return what is wrong with a file, if anything: its name and size first, then its content."""
    raw = [{"name": filename, "size": size, "sha256": _NO_DIGEST}]
    under = Circumstances(form, NO_FACTS, None, complete=False)
    _, faults = read_answer(AskedQuestion(form.steps[question.id]), raw, under)
    if faults:
        return faults[0]
    content.seek(0)
    head = content.read(_HEAD)
    content.seek(0)
    kind = filename.rpartition(".")[2].lower()
    if _begins_as(kind, head):
        return None
    found = Faults(question.messages)
    found.add(Wrong.WRONG_KIND, said("is called .{kind}, and is not that kind of file", kind=kind))
    return found.found[0]


def _begins_as(kind: str, head: bytes) -> bool:
    """Return whether a file can be what its name says, as far as its beginning tells."""
    if kind == "pdf":
        return b"%PDF-" in head
    if kind in {"csv", "txt", "json"}:
        return b"\0" not in head or head.startswith((b"\xff\xfe", b"\xfe\xff"))
    return head.startswith(_BEGINNINGS.get(kind, (b"",)))
