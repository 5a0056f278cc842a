"""The how-to pages are right: their Python runs as it stands, from the top of the project."""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

PAGES = Path(__file__).parents[2] / "docs" / "how-to"


def code(page: str) -> str:
    text = (PAGES / page).read_text(encoding="utf-8")
    return "\n\n".join(re.findall(r"^```python\n(.*?)^```$", text, re.DOTALL | re.MULTILINE))


def test_the_tests_of_test_a_form_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(PAGES.parents[1])
    found: dict[str, Any] = {}
    exec(compile(code("test-a-form.md"), "test-a-form.md", "exec"), found)  # noqa: S102 - our own
    tests = [each for name, each in found.items() if name.startswith("test_")]
    assert len(tests) == 4
    for test in tests:
        settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow])(test)()
