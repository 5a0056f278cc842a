"""What comes from no page of ours is turned away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from runtime.web.guard import SAFE, Guard

HOSTS = ("localhost", "127.0.0.1")


def _client(host: str = "localhost:8000") -> TestClient:
    async def page(request: Request) -> Response:
        own = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
        return PlainTextResponse("done", headers=own)

    def refuse(request: Request, status: int, says: str) -> Response:
        return PlainTextResponse(says, status)

    app = Starlette(routes=[Route("/", page, methods=["GET", "POST", "PUT", "DELETE"])])
    return TestClient(Guard(app, HOSTS, refuse, ["'sha256-abc='"]), base_url=f"http://{host}")


class TestHosts:
    @pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:1", "LOCALHOST"])
    def test_those_that_are_served_get_an_answer(self, host: str) -> None:
        assert _client().get("/", headers={"Host": host}).text == "done"

    @pytest.mark.parametrize(
        "host",
        [
            "evil.example",
            "localhost.evil.example",
            "evil.example:8000",
            "127.0.0.1.nip.example",
            "",
        ],
    )
    def test_others_get_nothing(self, host: str) -> None:
        answer = _client().get("/", headers={"Host": host})
        assert answer.status_code == 400
        assert "done" not in answer.text


class TestOrigins:
    @pytest.mark.parametrize(
        "headers",
        [
            {"Sec-Fetch-Site": "same-origin"},
            {"Sec-Fetch-Site": "none"},
            {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
            {"Origin": "http://localhost:8000"},
        ],
    )
    def test_what_a_page_of_ours_sends_is_done(self, headers: dict[str, str]) -> None:
        assert _client().post("/", headers=headers).text == "done"

    @pytest.mark.parametrize(
        "headers",
        [
            {},
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Sec-Fetch-Site": ""},
            {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost:8000"},
            {"Origin": "null"},
            {"Origin": "http://evil.example"},
            {"Origin": "https://localhost:8000"},
            {"Origin": "http://localhost"},
            {"Origin": "http://localhost:8001"},
            {"Origin": "http://localhost:8000.evil.example"},
        ],
    )
    @pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
    def test_what_no_page_of_ours_sends_is_refused(
        self, method: str, headers: dict[str, str]
    ) -> None:
        answer = _client().request(method, "/", headers=headers)
        assert answer.status_code == 403
        assert "nothing was done" in answer.text

    @given(
        site=st.none() | st.text("abcdefginorst-", max_size=12),
        origin=st.none() | st.text("htp:/.xyz", max_size=20),
    )
    def test_nothing_else_passes(self, site: str | None, origin: str | None) -> None:
        headers = {"Sec-Fetch-Site": site, "Origin": origin}
        given_ = {name: value for name, value in headers.items() if value is not None}
        done = _client().post("/", headers=given_).status_code == 200
        assert done == (site in {"same-origin", "none"})

    def test_what_changes_nothing_may_come_from_anywhere(self) -> None:
        assert _client().get("/", headers={"Sec-Fetch-Site": "cross-site"}).text == "done"
        assert "POST" not in SAFE


class TestHeaders:
    def test_every_answer_carries_them_refusals_too(self) -> None:
        client = _client()
        for answer in (client.get("/"), client.post("/"), client.get("/missing")):
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "script-src 'self' 'sha256-abc='" in policy
            assert "frame-ancestors 'none'" in policy
            assert "unsafe" not in policy
            assert answer.headers["X-Content-Type-Options"] == "nosniff"

    def test_what_a_page_says_itself_stands(self) -> None:
        assert _client().get("/").headers["Referrer-Policy"] == "no-referrer"
        assert _client().post("/").headers["Referrer-Policy"] == "same-origin"
