"""The garbage collector is held while lists are read, and never longer."""

from __future__ import annotations

import gc

import pytest

from app.wonde.collector import collect_what_is_due, collector_held, collector_is_held

pytestmark = pytest.mark.usefixtures("python_collects")


def test_it_is_held_until_the_last_one_leaves() -> None:
    assert gc.isenabled()
    with collector_held():
        with collector_held():
            assert not gc.isenabled()
        assert not gc.isenabled()
        assert collector_is_held()
    assert gc.isenabled()
    assert not collector_is_held()


def test_an_error_lets_it_go() -> None:
    with pytest.raises(RuntimeError), collector_held():
        raise RuntimeError
    assert gc.isenabled()


def test_one_that_was_off_stays_off() -> None:
    gc.disable()
    try:
        with collector_held():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_what_is_due_is_collected_and_no_more() -> None:
    gc.disable()
    gc.collect()
    collect_what_is_due()
    before = gc.get_stats()[0]["collections"]
    rings: list[list[object]] = [[] for _ in range(gc.get_threshold()[0] + 1)]
    collect_what_is_due()
    assert gc.get_stats()[0]["collections"] == before + 1
    collect_what_is_due()
    assert gc.get_stats()[0]["collections"] == before + 1
    assert rings
