"""The draw can be redone by anyone with a standard tool."""

import shutil
import subprocess
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.methods.random_draw import draw


def test_a_draw_that_was_worked_out_by_hand() -> None:
    lots = draw("7 19 42", ["b1", "b2", "b3"])
    assert [(lot.bid_id, lot.digest[:16]) for lot in lots] == [
        ("b3", "c875322648fbeee9"),
        ("b1", "e5fbf4039c88382f"),
        ("b2", "e92c42cce331f1ca"),
    ]


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="no sha256sum on this machine")
def test_the_documented_command_gives_the_same_digest() -> None:
    for lot in draw("7 19 42", ["b1", "b2", "b3"]):
        command = f"printf '%s' '7 19 42:{lot.bid_id}' | sha256sum"
        shell = subprocess.run(["/bin/sh", "-c", command], capture_output=True, check=True)
        assert shell.stdout.split()[0].decode() == lot.digest


@given(st.text(), st.sets(st.text()), st.randoms())
def test_the_order_of_bids_makes_no_difference(seed: str, bids: set[str], random: Random) -> None:
    shuffled = sorted(bids)
    random.shuffle(shuffled)
    lots = draw(seed, shuffled)
    assert lots == draw(seed, sorted(bids))
    assert {lot.bid_id for lot in lots} == bids


def test_another_seed_gives_another_order() -> None:
    bids = [f"b{number}" for number in range(8)]
    orders = {tuple(lot.bid_id for lot in draw(f"seed {seed}", bids)) for seed in range(50)}
    assert len(orders) > 40
    firsts = {order[0] for order in orders}
    assert firsts == set(bids)


def test_text_that_is_no_valid_unicode_is_drawn_too() -> None:
    assert [lot.bid_id for lot in draw("\ud800", ["a"])] == ["a"]
