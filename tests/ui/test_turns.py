"""Work in turns: cut where it says, given up cleanly, and never in the way of what it started itself."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from app.ui.turns import Turns, Work


@pytest.fixture
def owner(qtbot: QtBot) -> Iterator[QObject]:
    made = QObject()
    yield made
    made.deleteLater()


def counting(seen: list[int], up_to: int) -> Work:
    try:
        for number in range(up_to):
            seen.append(number)
            yield
    finally:
        seen.append(-1)


def test_the_first_piece_runs_at_once_and_others_get_their_turn_between(qtbot: QtBot, owner: QObject) -> None:
    seen: list[int] = []
    between: list[int] = []
    ticking = QTimer(owner)
    ticking.timeout.connect(lambda: between.append(len(seen)))
    ticking.start(0)
    turns = Turns(owner)
    turns.run(counting(seen, 5))
    assert seen == [0]
    qtbot.waitUntil(lambda: not turns.busy)
    assert seen == [0, 1, 2, 3, 4, -1]
    assert len({count for count in between if 0 < count < 5}) >= 3, "it went on without letting others run"


def test_a_timer_that_comes_due_during_a_piece_goes_before_the_next(qtbot: QtBot, owner: QObject) -> None:
    heard: list[str] = []

    def work() -> Work:
        yield
        for number in range(3):
            QTimer.singleShot(1, owner, lambda number=number: heard.append(f"timer {number}"))
            time.sleep(0.01)
            heard.append(f"piece {number}")
            yield

    turns = Turns(owner)
    turns.run(work())
    qtbot.waitUntil(lambda: len(heard) == 6)
    expected = ["piece 0", "timer 0", "piece 1", "timer 1", "piece 2", "timer 2"]
    assert heard == expected


def test_small_pieces_share_a_turn(owner: QObject) -> None:
    seen: list[int] = []
    turns = Turns(owner, share_ms=10_000)
    turns.run(counting(seen, 50))
    assert seen[-1] == -1
    assert not turns.busy


def test_other_work_takes_the_place_of_what_is_under_way(qtbot: QtBot, owner: QObject) -> None:
    first: list[int] = []
    second: list[int] = []
    turns = Turns(owner)
    turns.run(counting(first, 5))
    turns.run(counting(second, 2))
    assert first == [0, -1], "its `finally` parts run"
    qtbot.waitUntil(lambda: not turns.busy)
    assert second == [0, 1, -1]


def test_work_may_start_other_work_from_within(qtbot: QtBot, owner: QObject) -> None:
    turns = Turns(owner)
    seen: list[int] = []

    def leading_elsewhere() -> Work:
        try:
            turns.run(counting(seen, 3))
            yield
            seen.append(99)
        finally:
            seen.append(-2)

    turns.run(leading_elsewhere())
    assert seen == [0, -2], "the first is given up as soon as its piece is through"
    qtbot.waitUntil(lambda: not turns.busy)
    assert seen == [0, -2, 1, 2, -1]


def test_an_error_ends_the_work_and_is_heard(owner: QObject) -> None:
    def broken() -> Work:
        yield
        raise ValueError("in the second piece")

    turns = Turns(owner)
    turns.run(broken())
    with pytest.raises(ValueError, match="second piece"):
        turns.finish()
    assert not turns.busy


def test_what_is_left_can_be_done_at_once(owner: QObject) -> None:
    seen: list[int] = []
    turns = Turns(owner)
    turns.run(counting(seen, 4))
    turns.finish()
    assert seen == [0, 1, 2, 3, -1]


def test_nothing_runs_once_the_owner_is_gone(qtbot: QtBot) -> None:
    seen: list[int] = []
    owner = QObject()
    turns = Turns(owner)
    turns.run(counting(seen, 1000))
    with qtbot.waitSignal(owner.destroyed):
        owner.deleteLater()
    so_far = len(seen)
    qtbot.wait(20)
    assert len(seen) == so_far
