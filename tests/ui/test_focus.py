"""The keyboard never falls out of the page: not when it draws itself anew, nor where choices are in rows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QButtonGroup, QHBoxLayout, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.journey.model import StepId
from app.ui.page import Action, Page, Route
from app.ui.pages.onsite_client.parts import CommittedChoiceBox
from app.ui.pages.school.page import SchoolPage
from app.ui.widgets.row_radio import RowRadio
from tests.fakes.journeys import Told, started
from tests.fakes.windows import Window, window

Key = Qt.Key


@pytest.fixture
def shown(qapp: QApplication, qtbot: QtBot) -> Iterator[Window]:
    with window(qapp, qtbot) as made:
        yield made


def on_school(shown: Window) -> SchoolPage:
    shown.open(started(shown.paths.journeys, Told.DESCRIBED), Route(StepId.SCHOOL))
    page = shown.shell.page
    assert isinstance(page, SchoolPage)
    return page


def test_a_control_that_vanishes_gives_the_focus_to_the_page(shown: Window) -> None:
    page = on_school(shown)
    last = QLineEdit(page)
    page.layout().addWidget(last)
    last.show()
    last.setFocus()
    shown.qtbot.waitUntil(last.hasFocus)
    shown.shell.rail.findChildren(QWidget)[0].setFocus()  # a way out that somebody chose stays chosen
    last.setFocus()
    last.hide()
    shown.qtbot.waitUntil(lambda: page.isAncestorOf(shown.focus()))


def test_a_button_of_the_foot_that_waits_gives_the_focus_back_to_the_page(
    shown: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = on_school(shown)
    foot = shown.shell.foot
    foot.primary.setFocus()
    shown.qtbot.waitUntil(foot.primary.hasFocus)
    page.saving = True
    page.changed.emit()
    shown.qtbot.waitUntil(shown.shell.head.title.hasFocus)
    page.saving = False
    page.changed.emit()
    first = page.initial_focus()
    assert first is not None
    shown.qtbot.waitUntil(first.hasFocus)
    foot.primary.setFocus()
    monkeypatch.setattr(type(page), "primary", property(lambda _: Action("Not now", enabled=False)))
    page.changed.emit()
    shown.qtbot.waitUntil(first.hasFocus)


def test_choices_in_a_row_answer_every_arrow_key(qtbot: QtBot) -> None:
    row = QWidget()
    qtbot.addWidget(row)
    side_by_side, group = QHBoxLayout(row), QButtonGroup(row)
    buttons = [RowRadio(word, row) for word in ("One", "Two", "Three")]
    for button in buttons:
        group.addButton(button)
        side_by_side.addWidget(button)
    row.show()
    row.activateWindow()
    buttons[0].click()
    buttons[0].setFocus()
    walked = []
    for key in (Key.Key_Down, Key.Key_Right, Key.Key_Down, Key.Key_Up, Key.Key_Left):
        QTest.keyClick(next(button for button in buttons if button.isChecked()), key)
        walked.append(next(button.text() for button in buttons if button.isChecked()))
    assert walked == ["Two", "Three", "One", "Three", "Two"]


def test_looking_through_a_closed_list_takes_nothing_until_it_is_taken(qtbot: QtBot) -> None:
    box = CommittedChoiceBox("place", (("a", "A"), ("b", "B"), ("c", "C")))
    qtbot.addWidget(box)
    box.show()
    taken: list[object] = []
    box.picked.connect(taken.append)
    QTest.keyClick(box, Key.Key_Down)
    QTest.keyClick(box, Key.Key_Down)
    assert (box.choice, taken) == ("c", [])
    QTest.keyClick(box, Key.Key_Return)
    box.clearFocus()
    assert taken == ["c"]
    QTest.keyClick(box, Key.Key_Up)
    box.commit()  # as when the page is left
    assert taken == ["c", "b"]
    box.activated.emit(0)  # taken from the open list, by mouse
    assert taken == ["c", "b", "b"]


def test_every_page_keeps_the_keyboard_in_reach(shown: Window) -> None:
    shown.open(started(shown.paths.journeys, Told.APPROVED), Route(StepId.SCHOOL))
    for step in StepId:
        shown.go(Route(step))
        shown.idle()
        page = shown.shell.page
        assert isinstance(page, Page)
        shown.shell.activateWindow()
        shown.qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
        at = shown.focus()
        assert page.isAncestorOf(at) or at is shown.shell.head.title, (step, at.objectName())


@pytest.mark.parametrize("step", [StepId.ONSITE_CLIENT, StepId.WONDE_APPROVAL])
def test_tab_goes_from_a_page_opened_later_to_the_foot_too(shown: Window, step: StepId) -> None:
    """Its parts are made after everything else, and Qt goes by when things were made."""
    on_school(shown)
    shown.go(Route(step))
    shown.idle()
    page, order = shown.shell.page, [shown.shell.foot.back]
    assert page is not None
    while not page.isAncestorOf(order[-1]):
        before = order[-1].previousInFocusChain()
        assert before is not None
        if before.focusPolicy() & Qt.FocusPolicy.TabFocus and before.isVisible():
            assert page.isAncestorOf(before), before.objectName()
        order.append(before)


def test_tab_goes_from_the_page_to_the_foot(shown: Window) -> None:
    page = on_school(shown)
    order, at = [], page.initial_focus()
    foot = shown.shell.foot
    assert at is not None
    at.setFocus()
    for _ in range(60):
        order.append(QApplication.focusWidget())
        QTest.keyClick(order[-1], Key.Key_Tab)
        if QApplication.focusWidget() is at:
            break
    outside = [widget for widget in order if widget is not None and not page.isAncestorOf(widget)]
    assert outside[:2] == [foot.back, foot.primary]
    names = [widget.objectName() for widget in outside[2:]]
    assert names[0] == "rail-school", names
    assert names.index("rail-home") < names.index("rail-view")
