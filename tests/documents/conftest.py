"""Documents that many tests look at, made once."""

import logging
from collections.abc import Iterator

import pytest

from agreements.rendering.papers import Paper
from agreements.rendering.pdf import pdf_of
from tests.documents.samples import LETTER, agreement


@pytest.fixture(scope="session")
def short_agreement() -> Paper:
    return agreement(clauses=3, each=4)


@pytest.fixture(scope="session")
def agreement_pdf(short_agreement: Paper) -> bytes:
    return pdf_of(short_agreement)


@pytest.fixture(scope="session")
def letter_pdf() -> bytes:
    return pdf_of(LETTER)


@pytest.fixture(autouse=True)
def no_complaint(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """What WeasyPrint does not know, or cannot find, it says in its log: then a test fails."""
    yield
    assert [
        record.getMessage()
        for record in caplog.get_records("call")
        if record.name == "weasyprint" and record.levelno >= logging.WARNING
    ] == []
