"""Random frameworks are imported as what they say, whatever that is."""

import time
from pathlib import Path

import pytest

from tests.runtime.importers.digital_marketplace.holding import Held, held
from tests.runtime.importers.digital_marketplace.making_frameworks import make


def made(folder: Path, seed: int) -> Held:
    framework = make(folder, seed)
    out = folder / "out" / framework.framework
    return held(folder, framework.framework, framework.lots, framework.briefed, out)


def hold(here: Held, *, rounds: int, changes: int) -> None:
    assert here.silent() == []
    assert here.lost() == []
    assert here.wrong_keys() == []
    # Follow-ups of several questions may leave no answers that the old service accepted.
    here.compare(rounds=rounds, changes=changes, least=0)
    here.assess({0: 2, 1: 8, 2: 8})
    assert here.render()


@pytest.mark.parametrize("seed", range(4))
def test_a_random_framework(seed: int, tmp_path: Path) -> None:
    hold(made(tmp_path, seed), rounds=2, changes=6)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 200))
def test_many_random_frameworks(seed: int, tmp_path: Path) -> None:
    here = made(tmp_path, seed)
    hold(here, rounds=6, changes=12)
    assert here.mended(cases=1) == []


@pytest.mark.fuzz
def test_random_frameworks_without_end(fuzz_seconds: int, fuzz_seed: int, tmp_path: Path) -> None:
    end = time.monotonic() + fuzz_seconds
    seed = fuzz_seed
    while time.monotonic() < end:
        hold(made(tmp_path / str(seed), seed), rounds=3, changes=8)
        seed += 1
