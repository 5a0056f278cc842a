"""Fixtures of the import: one folder for what real frameworks are imported into."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that is the same for all tests of a run."""
    return tmp_path_factory.mktemp("imported")
