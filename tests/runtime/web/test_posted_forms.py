"""What a browser sends, read within limits."""

import io
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from runtime.web.posted_forms import PostLimits, received

SMALL = PostLimits(size=5_000, fields=20, files=2)


def _client(limits: PostLimits = SMALL) -> TestClient:
    async def page(request: Request) -> Response:
        async with received(request, limits) as posted:
            files = [
                [name, file.filename, (await file.read()).decode("latin-1")]
                for name, file in posted.files
            ]
            first = posted.first("a")
        return JSONResponse({"fields": posted.fields, "files": files, "first": first})

    return TestClient(Starlette(routes=[Route("/", page, methods=["POST"])]))


CLIENT = _client()

FIELDS = st.lists(
    st.tuples(
        st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=10),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    ),
    max_size=10,
)


@given(FIELDS)
def test_what_is_typed_arrives_as_it_was(fields: list[tuple[str, str]]) -> None:
    body = urlencode(fields, encoding="utf-8")
    answer = CLIENT.post(
        "/", content=body, headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert answer.json()["fields"] == [list(each) for each in fields]
    assert answer.json()["first"] == next((value for name, value in fields if name == "a"), "")


def _multipart(*parts: tuple[str, str | None, bytes]) -> tuple[bytes, dict[str, str]]:
    """A body as browsers write it."""
    lines = []
    for name, filename, content in parts:
        said = f'; filename="{filename}"' if filename is not None else ""
        head = f'--xyz\r\nContent-Disposition: form-data; name="{name}"{said}\r\n\r\n'
        lines.append(head.encode() + content + b"\r\n")
    return b"".join(lines) + b"--xyz--\r\n", {"Content-Type": "multipart/form-data; boundary=xyz"}


@given(st.binary(max_size=500), st.text("åß漢.pdf -_", min_size=1, max_size=20))
def test_files_arrive_as_they_are(content: bytes, name: str) -> None:
    if b"--xyz" in content:
        return
    body, headers = _multipart(("a", None, b"text"), ("file", name, content), ("none", "", b""))
    data = CLIENT.post("/", content=body, headers=headers).json()
    assert data["fields"] == [["a", "text"]]
    assert data["files"] == [["file", name, content.decode("latin-1")]]


class TestRefusals:
    def _status(self, content: Any, **headers: str) -> int:
        named = {key.replace("_", "-"): value for key, value in headers.items()}
        return CLIENT.post("/", content=content, headers=named).status_code

    def test_what_is_too_large_is_refused_before_it_is_read(self) -> None:
        form = "application/x-www-form-urlencoded"
        read = 0

        def chunks() -> Iterator[bytes]:
            nonlocal read
            for _ in range(100):
                read += 1
                yield b"a" * 1_000

        assert self._status(b"a=" + b"b" * 4_998, Content_Type=form) == 200
        assert self._status(b"a=" + b"b" * 4_999, Content_Type=form) == 413
        assert self._status(chunks(), Content_Type=form) == 413
        assert self._status(b"a", Content_Type=form, Content_Length="9" * 5_000) == 413

    def test_too_many_fields_or_files_are_refused(self) -> None:
        form = "application/x-www-form-urlencoded"
        assert self._status(b"&".join([b"a=b"] * 20), Content_Type=form) == 200
        assert self._status(b"&".join([b"a=b"] * 21), Content_Type=form) == 400
        for count, status in ((5, 200), (6, 400)):
            body, headers = _multipart(*[("f", "f.pdf", b"x")] * count)
            assert CLIENT.post("/", content=body, headers=headers).status_code == status

    @pytest.mark.parametrize(
        ("sort", "status"),
        [
            ("", 415),
            ("application/json", 415),
            ("text/plain", 415),
            ("multipart/form-data", 400),
            ("multipart/form-data; boundary=", 400),
            ("multipart/form-data; boundary=" + "x" * 3_000, 400),
            ("application/x-www-form-urlencoded; charset=latin-1", 200),
        ],
    )
    def test_other_sorts_of_body_are_refused(self, sort: str, status: int) -> None:
        assert self._status(b"--xyz\r\n", Content_Type=sort) == status


BODIES = st.one_of(
    st.binary(max_size=400),
    st.lists(
        st.sampled_from(
            [
                b"--xyz",
                b"--xyz--",
                b"\r\n",
                b"\n",
                b"Content-Disposition: form-data",
                b'; name="a"',
                b'; name="',
                b'; filename="f.pdf"',
                b"; filename*=UTF-8''%e2%82",
                b"Content-Disposition: attachment",
                b"Content-Type: text/plain; charset=utf-16",
                b"Content-Transfer-Encoding: base64",
                b"_charset_",
                b"a",
                b"\x00\xff",
                b": ",
                b"a=b&c=%zz%f0%28&&=;=",
            ]
        ),
        max_size=20,
    ).map(b"".join),
)
SORTS = st.sampled_from(
    [
        "multipart/form-data; boundary=xyz",
        'multipart/form-data; boundary="xyz"',
        "multipart/form-data; boundary=xyz; charset=utf-16",
        "multipart/form-data; boundary=xyz; charset=rot13",
        "multipart/form-data; boundary=xyz; charset=undefined",
        "multipart/form-data; boundary=xyz; charset=nonsense",
        "multipart/form-data; boundary*0=x; boundary*1=yz",
        "multipart/form-data;boundary",
        "MULTIPART/FORM-DATA; BOUNDARY=xyz",
        "application/x-www-form-urlencoded",
    ]
)


def _split(body: bytes, at: Iterable[int]) -> Iterator[bytes]:
    stream = io.BytesIO(body)
    for size in at:
        yield stream.read(size)
    yield stream.read()


@given(BODIES, SORTS, st.lists(st.integers(0, 30), max_size=5))
def test_whatever_is_sent_is_read_or_refused(body: bytes, sort: str, at: list[int]) -> None:
    answer = CLIENT.post("/", content=_split(body, at), headers={"Content-Type": sort})
    assert answer.status_code in {200, 400}
