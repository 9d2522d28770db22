"""Where there is little room: parts turn, columns give way, and nothing has to be scrolled to sideways."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QHelpEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QLabel, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from app.journey.model import How
from app.ui.foot import Foot
from app.ui.frame import FIRST_SIZE, LEAST_SIZE, WindowFrame
from app.ui.models.people_model import COURSES_COLUMN, ISSUE_COLUMN, NAME_COLUMN, PeopleModel
from app.ui.page import Action, StatusLine
from app.ui.widgets.people_table import CalmTable, PeopleTable
from app.ui.widgets.split import TurningSplit
from app.ui.widgets.stack import ShownStack
from app.ui.widgets.steps import NumberedSteps
from tests.fakes.people import CrowdSource, DeferredWork


@pytest.fixture
def people(qtbot: QtBot) -> PeopleTable:
    work = DeferredWork()
    model = PeopleModel(work)
    model.set_source(CrowdSource(60))
    work.run()
    table = PeopleTable(model)
    qtbot.addWidget(table)
    return table


@pytest.mark.parametrize("letters", [200, 90, 66, 50, 36])
def test_the_people_s_columns_never_need_scrolling_sideways(people: PeopleTable, letters: int) -> None:
    people.resize(people.fontMetrics().averageCharWidth() * letters, 400)
    people.show()
    assert people.horizontalScrollBar().maximum() == 0
    assert not people.isColumnHidden(NAME_COLUMN)
    assert not people.isColumnHidden(ISSUE_COLUMN)


def tip_at(qtbot: QtBot, table: CalmTable, column: int) -> str:
    QToolTip.hideText()
    qtbot.waitUntil(lambda: not QToolTip.isVisible())
    middle = table.visualRect(table.model().index(0, column)).center()
    event = QHelpEvent(QEvent.Type.ToolTip, middle, table.viewport().mapToGlobal(middle))
    QApplication.sendEvent(table.viewport(), event)
    return QToolTip.text() if QToolTip.isVisible() else ""


def test_words_that_are_cut_are_said_whole_under_the_pointer(qtbot: QtBot) -> None:
    table = CalmTable((), None)
    qtbot.addWidget(table)
    words = "A forename or surname is over <64> characters"
    model = QStandardItemModel(0, 2, table)
    model.appendRow([QStandardItem("7A"), QStandardItem(words)])
    table.setModel(model)
    table.resize(table.fontMetrics().horizontalAdvance(words) * 2, 200)
    table.show()
    assert tip_at(qtbot, table, 1) == "", "what is seen whole needs no telling"
    table.resize(table.fontMetrics().horizontalAdvance(words) // 2 + table.columnWidth(0), 200)
    assert "over &lt;64&gt; characters" in tip_at(qtbot, table, 1), "and never read as a page"
    assert tip_at(qtbot, table, 0) == ""
    tip_at(qtbot, table, 1)
    model.item(0, 1).setText("••••••")
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


def test_columns_come_back_with_the_room(people: PeopleTable) -> None:
    letter = people.fontMetrics().averageCharWidth()
    people.resize(letter * 36, 400)
    people.show()
    assert people.isColumnHidden(COURSES_COLUMN)
    people.resize(letter * 200, 400)
    assert not any(people.isColumnHidden(column) for column in range(people.model().columnCount()))


def test_two_parts_stand_below_one_another_where_they_have_no_room_beside(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    split = TurningSplit(QWidget(), QWidget(), beside=400, shares=(1, 1), parent=holder)
    holder.show()
    split.resize(2000, 500)
    assert split.orientation() is Qt.Orientation.Horizontal
    split.resize(200, 500)
    assert split.orientation() is Qt.Orientation.Vertical


def test_a_stack_takes_the_room_of_what_it_shows(qtbot: QtBot) -> None:
    stack = ShownStack()
    qtbot.addWidget(stack)
    small, large = QWidget(), QLabel("\n".join("line" for _ in range(40)))
    stack.addWidget(small)
    stack.addWidget(large)
    assert stack.minimumSizeHint().height() < large.minimumSizeHint().height()
    stack.setCurrentWidget(large)
    assert stack.minimumSizeHint() == large.minimumSizeHint()


@pytest.fixture
def foot(qtbot: QtBot) -> Foot:
    foot = Foot()
    qtbot.addWidget(foot)
    foot.show_actions(
        Action("Continue to the data test", lambda: None),
        Action("Read another source", lambda: None),
        ready=True,
    )
    foot.show_back("Back")
    foot.show_status(StatusLine("From Wonde, 09:42 · 1,322 people", How.MEASURED))
    foot.show()
    return foot


def rows(foot: Foot, width: int) -> list[set[str]]:
    """The foot's parts by the row they stand in, at a width, from above."""
    foot.resize(QSize(width, foot.heightForWidth(width)))
    layout = foot.layout()
    assert layout is not None
    layout.activate()
    parts = {"line": foot.status, "back": foot.back, "primary": foot.primary}
    middles = {name: part.mapTo(foot, part.rect().center()).y() for name, part in parts.items()}
    found: list[set[str]] = []
    last = -100
    for name, middle in sorted(middles.items(), key=lambda each: each[1]):
        if middle - last > foot.back.height() // 2:
            found.append(set())
        found[-1].add(name)
        last = middle
    return found


def test_the_foot_puts_its_line_above_the_buttons_then_the_actions_below(foot: Foot) -> None:
    buttons = sum(part.sizeHint().width() for part in (foot.back, foot.secondary, foot.primary))
    assert rows(foot, buttons * 3) == [{"line", "back", "primary"}]
    assert rows(foot, buttons + 60) == [{"line"}, {"back", "primary"}]
    assert rows(foot, buttons - 40) == [{"line", "back"}, {"primary"}]


def test_none_of_the_foot_s_buttons_is_cut(foot: Foot) -> None:
    for width in (1600, 800, 420):
        foot.resize(width, foot.heightForWidth(width))
        for button in (foot.back, foot.secondary, foot.primary):
            assert button.width() >= button.sizeHint().width()


def test_steps_are_numbered_anew_each_time(qtbot: QtBot) -> None:
    steps = NumberedSteps()
    qtbot.addWidget(steps)
    steps.show_steps(("Look", "Ask", "Wait"))
    steps.show()
    steps.show_steps(("Go on",))

    def shown() -> list[str]:
        return [label.text() for label in steps.findChildren(QLabel) if label.isVisible()]

    qtbot.waitUntil(lambda: shown() == ["1.", "Go on"])
    steps.show_steps(())
    assert steps.isHidden()


def test_the_window_fills_a_screen_that_has_no_room_for_its_first_size(qtbot: QtBot) -> None:
    frame = WindowFrame()
    qtbot.addWidget(frame)
    room = frame.screen().availableGeometry()
    assert room.width() < FIRST_SIZE[0], "the screen that the tests have is a small one"
    frame.show_whole()
    assert frame.isMaximized()
    assert frame.size().boundedTo(room.size()) == frame.size()
    assert frame.normalGeometry().height() < room.height()


def test_the_window_keeps_a_size_that_the_screen_has_room_for(qtbot: QtBot) -> None:
    frame = WindowFrame()
    qtbot.addWidget(frame)
    frame.resize(*LEAST_SIZE)
    frame.show_whole()
    assert not frame.isMaximized()
    assert frame.size() == QSize(*LEAST_SIZE)
