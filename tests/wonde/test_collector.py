"""The garbage collector is held while lists are read, and never longer."""

from __future__ import annotations

import gc

import pytest

from app.wonde.collector import collector_held


def test_it_is_held_until_the_last_one_leaves() -> None:
    assert gc.isenabled()
    with collector_held():
        with collector_held():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


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
