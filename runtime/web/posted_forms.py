"""Posted forms: what a browser posts becomes fields and files within limits, or a clear refusal.

    async with received(request, Limits(files=3)) as posted:
        posted.fields     [("total-price", "£1,200"), …] in the order of the page
        posted.files      [("accounts", UploadFile), …] without those where no file was chosen

Files are on the disk until the `with` ends, and not kept. Raises `HTTPException`: 400 if the body
is not a form, 408 if it does not arrive, 413 if it is too large, 415 for another kind of body.
"""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

import anyio
from python_multipart.exceptions import FormParserError
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from forms.model.sentences import said

MEGABYTE: Final = 1_048_576
#: Seconds that a browser may be silent, and that a whole post may take.
_SILENCE: Final = 30
_WHOLE: Final = 1_800


@dataclass(frozen=True, slots=True)
class PostLimits:
    """What one post may hold: bytes in all, fields, and files."""

    size: int = 16 * MEGABYTE
    fields: int = 20_000
    files: int = 0


@dataclass(frozen=True, slots=True)
class PostedForm:
    """The fields and files of one post, each with its name, in order."""

    fields: tuple[tuple[str, str], ...] = ()
    files: tuple[tuple[str, UploadFile], ...] = ()

    def first(self, name: str) -> str:
        """Return the first field of a name; empty if there is none."""
        return next((value for each, value in self.fields if each == name), "")


@asynccontextmanager
async def received(request: Request, limits: PostLimits) -> AsyncIterator[PostedForm]:
    """Receive what was posted; see above."""
    form = await _parsed(request, limits)
    try:
        items = form.multi_items()
        yield PostedForm(
            tuple((name, value) for name, value in items if isinstance(value, str)),
            # A browser posts an empty file without a name where none was chosen.
            tuple((name, v) for name, v in items if isinstance(v, UploadFile) and v.filename),
        )
    finally:
        await form.close()


async def _parsed(request: Request, limits: PostLimits) -> FormData:
    sort = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = _limited(request, limits.size)
    parser: FormParser | MultiPartParser
    match sort:
        case "multipart/form-data":
            parser = MultiPartParser(
                request.headers,
                body,
                max_fields=limits.fields,
                # Twice as many, so that one too many is reported at its question.
                max_files=2 * limits.files + 1,
                max_part_size=limits.size,
            )
        case "application/x-www-form-urlencoded":
            parser = FormParser(
                request.headers, body, max_fields=limits.fields, max_part_size=limits.size
            )
        case _:
            raise HTTPException(415, "This is not what a form's page sends, so nothing was done.")
    try:
        with anyio.fail_after(_WHOLE):
            return await parser.parse()
    except TimeoutError:
        raise HTTPException(408, "Sending took too long, so nothing was done.") from None
    except (MultiPartException, FormParserError, UnicodeError):
        raise HTTPException(400, "What was sent could not be read, so nothing was done.") from None
    except ClientDisconnect:
        # Nobody is there to read a response.
        raise HTTPException(400) from None


async def _limited(request: Request, size: int) -> AsyncGenerator[bytes, None]:
    """Yield the body as it arrives, up to `size` bytes."""
    most = str(size // MEGABYTE)
    says = said("What was sent is larger than {most} MB, so nothing was done.", most=most)
    declared = request.headers.get("content-length", "0")
    if not declared.isascii() or not declared.isdigit() or int(declared[:20]) > size:
        raise HTTPException(413, says)
    count = 0
    stream = aiter(request.stream())
    while True:
        with anyio.fail_after(_SILENCE):
            chunk = await anext(stream, None)
        if chunk is None:
            return
        count += len(chunk)
        if count > size:
            raise HTTPException(413, says)
        yield chunk
