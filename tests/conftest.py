"""How every test runs: in what terminal, by which Hypothesis profile, how long, on what server.

FRAMEWORKSHOP_HYPOTHESIS=dev    a quick look, other examples each time (the default)
FRAMEWORKSHOP_HYPOTHESIS=ci     the same examples each time (the default where CI=true)
FRAMEWORKSHOP_HYPOTHESIS=deep   a long look; `make fuzz` uses it
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit

import psycopg2
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.internal.conjecture import providers

# What a command prints is tested as it is in one plain terminal, whatever this one is. Nothing that
# an earlier run kept decides anything.
os.environ |= {"COLUMNS": "100", "NO_COLOR": "1", "FRAMEWORKSHOP_CACHE": "off"}
for name in ("FORCE_COLOR", "PY_COLORS", "GITHUB_ACTIONS"):
    os.environ.pop(name, None)

# No deadline anywhere: how long one example takes tells of the machine's load, not of a fault.
settings.register_profile("dev", max_examples=25, deadline=None)
settings.register_profile(
    "ci", max_examples=25, deadline=None, derandomize=True, database=None, print_blob=True
)
settings.register_profile(
    "deep",
    max_examples=10_000,
    deadline=None,
    print_blob=True,
    # Slow to draw is the price of large examples, which are what a long look is for.
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.target, Phase.shrink],
)
PROFILE = os.environ.get("FRAMEWORKSHOP_HYPOTHESIS") or (
    "ci" if os.environ.get("CI") == "true" else "dev"
)
settings.load_profile(PROFILE)
if PROFILE == "ci":
    # Hypothesis also draws the constants of the modules that are loaded, and which are loaded
    # depends on the tests that ran before in the same process.
    nothing = providers._local_constants
    vars(providers)["_get_local_constants"] = lambda: nothing


@pytest.fixture(autouse=True)
def _time_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """How many drafts of a form are tried never hangs on how busy the machine is."""
    monkeypatch.setattr("agreements.checks.form_checks._SECONDS", 600)


@pytest.fixture(scope="session")
def fuzz_seconds() -> int:
    """How long each test marked `fuzz` is to look for a fault."""
    return int(os.environ.get("FRAMEWORKSHOP_FUZZ_SECONDS", "60"))


@pytest.fixture(scope="session")
def fuzz_seed() -> int:
    """Where each test marked `fuzz` starts: elsewhere each time, but in CI always in one place.

    A fault that only chance finds is for the person who looks for faults, not for the next change.
    """
    if os.environ.get("CI") == "true":
        return 0
    return int.from_bytes(os.urandom(4))


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """The URL of an empty PostgreSQL database, made for one test and dropped after it."""
    server = os.environ.get("FRAMEWORKSHOP_TEST_POSTGRES")
    if not server:
        pytest.fail("`make postgres` runs tests with a server, as FRAMEWORKSHOP_TEST_POSTGRES says")
    name = f"test_{secrets.token_hex(8)}"
    with closing(psycopg2.connect(server)) as connection, connection.cursor() as cursor:
        connection.autocommit = True  # no database is made in a transaction
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        yield urlsplit(server)._replace(path=f"/{name}").geturl()
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
