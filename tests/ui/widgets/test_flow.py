"""A row that goes on in a second one: where its widgets stand, and that they may come, go and change."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.ui.widgets.flow import FlowRow


@pytest.fixture
def holder(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    QVBoxLayout(widget).setContentsMargins(0, 0, 0, 0)
    qtbot.addWidget(widget)
    return widget


def row_of(holder: QWidget, *words: str, right: bool = False) -> tuple[FlowRow, list[QPushButton]]:
    row = FlowRow(holder, right=right)
    buttons = [QPushButton(text, holder) for text in words]
    for button in buttons:
        row.add(button)
    layout = holder.layout()
    assert layout is not None
    layout.addWidget(row)
    return row, buttons


def lines(buttons: list[QPushButton]) -> list[int]:
    """In which line each stands, from 0; parts of a line share a top here, being as tall as one another."""
    tops = sorted({button.y() for button in buttons})
    return [tops.index(button.y()) for button in buttons]


def test_it_goes_on_below_where_there_is_no_room_and_is_as_tall_as_that_needs(
    holder: QWidget, qtbot: QtBot
) -> None:
    row, buttons = row_of(holder, "Copy the message", "Show the evidence", "Check again")
    one = row.sizeHint().width()
    holder.resize(one, 200)
    holder.show()
    assert lines(buttons) == [0, 0, 0]
    assert row.heightForWidth(one) == row.sizeHint().height()
    holder.resize(one - 1, 200)
    assert lines(buttons) == [0, 0, 1]
    assert row.heightForWidth(one - 1) > 2 * row.sizeHint().height()
    holder.resize(row.minimumSizeHint().width(), 200)
    assert lines(buttons) == [0, 1, 2]
    assert all(button.width() >= button.sizeHint().width() for button in buttons)


def test_its_lines_lean_to_the_right_where_asked(holder: QWidget) -> None:
    row, buttons = row_of(holder, "Back", "On", right=True)
    holder.resize(row.sizeHint().width() + 100, 60)
    holder.show()
    assert buttons[-1].geometry().right() == row.rect().right()
    assert buttons[0].x() > 50


def test_what_changes_is_laid_out_anew(holder: QWidget, qtbot: QtBot) -> None:
    row, buttons = row_of(holder, "One", "Two", "Three")
    holder.resize(row.sizeHint().width(), 200)
    holder.show()
    buttons[0].hide()
    qtbot.waitUntil(lambda: buttons[1].x() == 0)
    buttons[0].show()
    qtbot.waitUntil(lambda: buttons[0].x() == 0 and buttons[1].x() > 0)
    buttons[1].setText("Two, and a good deal more to say than before")
    qtbot.waitUntil(lambda: lines(buttons) != [0, 0, 0])
    late = QPushButton("Late", holder)
    row.add(late, before=buttons[1])
    qtbot.waitUntil(lambda: late.x() > buttons[0].x() and late.y() == buttons[0].y())
    assert late.isVisible()


def test_what_was_hidden_stays_so(holder: QWidget) -> None:
    row = FlowRow(holder)
    hidden, shown = QPushButton("Hidden", holder), QPushButton("Shown", holder)
    hidden.setVisible(False)
    row.add(hidden)
    row.add(shown)
    holder.show()
    assert not hidden.isVisible()
    assert shown.isVisible()


def test_a_widget_that_is_gone_is_forgotten(holder: QWidget, qtbot: QtBot) -> None:
    row, buttons = row_of(holder, "One", "Two", "Three")
    holder.resize(row.sizeHint().width(), 200)
    holder.show()
    buttons[0].deleteLater()
    qtbot.waitUntil(lambda: buttons[1].x() == 0)
    assert row.sizeHint().width() < holder.width()


def test_what_changed_while_it_was_hidden_is_laid_out_anew(holder: QWidget, qtbot: QtBot) -> None:
    row, buttons = row_of(holder, "One", "Two", "Three")
    holder.resize(row.sizeHint().width(), 200)
    holder.show()
    qtbot.waitUntil(lambda: buttons[2].x() > buttons[1].x() > 0)
    holder.hide()
    buttons[1].setText("Two, and a good deal more to say than before")
    holder.show()
    qtbot.waitUntil(lambda: lines(buttons) == [0, 1, 2])
    assert all(button.width() >= button.sizeHint().width() for button in buttons)


class Asking(FlowRow):
    """Counts how often it has everything around it find its place anew."""

    times = 0

    def updateGeometry(self) -> None:
        self.times += 1
        super().updateGeometry()


def test_what_is_as_it_was_stays_where_it_is(holder: QWidget, qtbot: QtBot) -> None:
    row = Asking(holder)
    for words in ("One", "Two"):
        row.add(QPushButton(words, holder))
    layout = holder.layout()
    assert layout is not None
    layout.addWidget(row)
    holder.show()
    qtbot.waitUntil(lambda: row.width() > 0)
    holder.hide()
    row.times = 0
    holder.show()
    assert row.times == 0
    row.hide()
    row.add(QPushButton("Three", holder))
    row.times = 0
    row.show()
    assert row.times == 1
