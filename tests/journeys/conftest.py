"""A browser, pages with and without scripts, and applications to look at."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page
from starlette.types import ASGIApp

from tests.journeys.browser import chromium, watch
from tests.journeys.serving import Site, served

Serving = Callable[[ASGIApp], Site]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of a worker."""
    with chromium() as started:
        yield started


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def scripts(request: pytest.FixtureRequest) -> bool:
    """Whether scripts run in the page: a test that asks for it, or for a page, is run both ways."""
    return bool(request.param)


@pytest.fixture
def page(browser: Browser, scripts: bool) -> Iterator[Page]:
    """A page with nothing remembered. It fails the test if it does what no page should."""
    with browser.new_context(
        java_script_enabled=scripts, locale="en-GB", timezone_id="Europe/London"
    ) as context:
        opened = context.new_page()
        opened.set_default_timeout(10_000)
        faults = watch(opened)
        yield opened
        assert faults == []


@pytest.fixture
def serving() -> Iterator[Serving]:
    """Serve applications until the test ends."""
    with ExitStack() as stack:
        yield lambda app: stack.enter_context(served(app))
