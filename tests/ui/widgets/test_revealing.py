"""A column of many parts: the first are there at once, the rest follow once somebody looks."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.ui.widgets.clearing import clear
from app.ui.widgets.revealing import AT_ONCE, RevealingColumn

PARTS = AT_ONCE + 6


@pytest.fixture
def column(qtbot: QtBot) -> RevealingColumn:
    made = RevealingColumn()
    qtbot.addWidget(made)
    return made


def filled(column: RevealingColumn, parts: int = PARTS) -> list[QLabel]:
    column.begin_anew()
    made = [QLabel(f"Part {number}", column) for number in range(parts)]
    for part in made:
        column.add(part)
        column.reveal(part)
    return made


def hidden(parts: list[QLabel]) -> list[int]:
    return [place for place, part in enumerate(parts) if part.isHidden()]


def test_what_nobody_sees_yet_follows_from_the_top_down(column: RevealingColumn, qtbot: QtBot) -> None:
    parts = filled(column)
    assert hidden(parts) == list(range(AT_ONCE, PARTS))
    column.show()
    assert hidden(parts) == list(range(AT_ONCE, PARTS)), "opening it waits for no other part"
    seen: list[list[int]] = []

    def all_there() -> bool:
        seen.append(hidden(parts))
        return not column.revealing

    qtbot.waitUntil(all_there)
    assert hidden(parts) == []
    assert all(left == list(range(PARTS - len(left), PARTS)) for left in seen)


def test_what_is_put_in_before_somebodys_eyes_is_there_at_once(column: RevealingColumn, qtbot: QtBot) -> None:
    column.show()
    parts = filled(column)
    assert not column.revealing
    qtbot.waitUntil(lambda: hidden(parts) == [])


def test_looking_away_and_back_goes_on_where_it_was(column: RevealingColumn, qtbot: QtBot) -> None:
    parts = filled(column, parts=300)
    column.show()
    qtbot.waitUntil(lambda: not parts[AT_ONCE].isHidden())
    column.hide()
    left = len(hidden(parts))
    assert left, "it was fast: give it more parts"
    qtbot.wait(50)
    assert len(hidden(parts)) == left, "it went on although nobody looks"
    column.show()
    qtbot.waitUntil(lambda: hidden(parts) == [])


def test_other_parts_in_their_place_start_from_the_top(column: RevealingColumn, qtbot: QtBot) -> None:
    filled(column)
    clear(column.column)
    parts = filled(column)
    assert hidden(parts) == list(range(AT_ONCE, PARTS))
    column.show()
    qtbot.waitUntil(lambda: hidden(parts) == [])
    assert not column.revealing


def test_a_part_that_is_gone_holds_nothing_up(column: RevealingColumn, qtbot: QtBot) -> None:
    parts = filled(column)
    gone = parts.pop(AT_ONCE + 1)
    with qtbot.waitSignal(gone.destroyed):
        gone.deleteLater()
    column.show()
    qtbot.waitUntil(lambda: hidden(parts) == [])


def test_whoever_comes_in_by_keyboard_finds_all_of_it(column: RevealingColumn, qtbot: QtBot) -> None:
    first = QPushButton("First", column)
    column.add(first)
    parts = filled(column, parts=300)
    column.show()
    first.setFocus()
    qtbot.waitUntil(lambda: first.hasFocus())
    assert not column.revealing
    qtbot.waitUntil(lambda: hidden(parts) == [])


class Unshowable(QLabel):
    """A part that breaks as it comes into sight."""

    def setVisible(self, visible: bool) -> None:
        if visible:
            raise ValueError("It cannot be drawn")
        super().setVisible(visible)

    def show(self) -> None:
        self.setVisible(True)


def test_a_part_that_breaks_is_told_and_keeps_no_other_back(
    column: RevealingColumn, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(sys, "excepthook", lambda _kind, problem, _trace: told.append(str(problem)))
    parts: list[QLabel] = []
    for number in range(PARTS):
        part = Unshowable("broken", column) if number == AT_ONCE + 1 else QLabel("whole", column)
        column.add(part)
        column.reveal(part)
        parts.append(part)
    column.show()
    qtbot.waitUntil(lambda: hidden(parts) == [AT_ONCE + 1])
    assert told == ["It cannot be drawn"]
