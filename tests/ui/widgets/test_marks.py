"""Nothing that was not measured ever gets the solid tick, in any widget that marks how a thing is known."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from app.journey.model import How
from app.roster.tree import TreeNode
from app.ui.models.tree_model import TreeModel
from app.ui.theme import colour
from app.ui.widgets.checklist import Checklist, ChecklistItem, Choice, ReadOff
from app.ui.widgets.form import Form
from app.ui.widgets.guide_task import GuideTaskView, TaskCard
from app.ui.widgets.how_known import HowKnown, words_of
from app.ui.widgets.lifecycle import Lifecycle, Stage
from app.ui.widgets.mark import _DRAWN, Mark, MarkKind, mark_of
from app.ui.widgets.notice import Notice, NoticeKind
from app.ui.widgets.search_box import SearchBox
from app.ui.widgets.year_chart import Bar, YearChart


def test_only_measured_is_drawn_solid() -> None:
    solid = [kind for kind, (name, _) in _DRAWN.items() if name == "tick-solid"]
    assert solid == [MarkKind.MEASURED]
    assert {how: mark_of(how) for how in How} == {
        How.MEASURED: MarkKind.MEASURED,
        How.READ_OFF: MarkKind.READ_OFF,
        How.TOLD: MarkKind.TOLD,
    }
    assert mark_of(None) is MarkKind.AHEAD


def test_every_mark_has_a_shape_of_its_own() -> None:
    shapes = [name for name, _ in _DRAWN.values()]
    assert len(shapes) == len(set(shapes))


def test_how_known_says_the_word_and_the_detail(qtbot: QtBot) -> None:
    known = HowKnown(How.READ_OFF, "Sam, portal, Monday 14:02")
    qtbot.addWidget(known)
    assert known.accessibleName() == "Read off: Sam, portal, Monday 14:02"
    assert known.mark.kind is MarkKind.READ_OFF
    assert words_of(None) == "Not known yet"


@pytest.mark.parametrize("kind", list(NoticeKind))
def test_no_banner_carries_a_solid_tick(qtbot: QtBot, kind: NoticeKind) -> None:
    notice = Notice(kind, "text")
    qtbot.addWidget(notice)
    assert all(mark.kind is not MarkKind.MEASURED for mark in notice.findChildren(Mark))


def test_what_is_read_off_a_portal_is_marked_so(qtbot: QtBot) -> None:
    checklist = Checklist((ChecklistItem("status", "Status"), ChecklistItem("control", "Access control")))
    qtbot.addWidget(checklist)
    with qtbot.waitSignal(checklist.chosen) as chosen:
        checklist.findChild(QPushButton, "status-Yes").click()
    assert chosen.args == [Choice("status", "Yes")]
    checklist.set_read("status", ReadOff("Yes", "Sam", "Monday 14:02"))
    kinds = [mark.kind for mark in checklist.findChildren(Mark)]
    assert kinds == [MarkKind.READ_OFF, MarkKind.AHEAD]
    assert checklist.unread == ("control",)
    checklist.set_read("control", ReadOff("No", "Sam", "Monday 14:03"))
    assert [mark.kind for mark in checklist.findChildren(Mark)][1] is MarkKind.LOOK_AT


def test_a_life_cycle_is_told_in_words(qtbot: QtBot) -> None:
    line = Lifecycle()
    qtbot.addWidget(line)
    line.set_stages(
        (Stage("Requested", MarkKind.MEASURED, "seen Mon"), Stage("Checked", MarkKind.WAITING, "26 hours")),
        "A day or two is normal.",
    )
    said = line.accessibleDescription()
    assert said == "Requested: measured, seen Mon. Checked: waiting, 26 hours. A day or two is normal."


def test_a_form_ties_each_error_to_its_field(qtbot: QtBot) -> None:
    form = Form()
    qtbot.addWidget(form)
    field = QLineEdit()
    form.add("urn", "&URN", field, "Six digits")
    form.show()
    label = next(found for found in form.findChildren(QLabel) if found.text() == "&URN")
    assert label.buddy() is field
    assert (field.accessibleName(), field.accessibleDescription()) == ("URN", "Six digits")
    form.set_error("urn", "A URN has six digits.")
    assert field.accessibleDescription() == "A URN has six digits."
    assert form.focus_first_error()
    form.clear_errors()
    assert field.accessibleDescription() == "Six digits"
    assert form.errors() == {}


def test_a_chart_is_walked_by_keyboard_and_read_in_words(qtbot: QtBot) -> None:
    chart = YearChart(colour)
    qtbot.addWidget(chart)
    chart.set_bars((Bar("Year 7", 240, 239), Bar("Year 10", 118, 224, short=True)))
    chart.show()
    read: list[object] = []
    chart.read.connect(read.append)
    qtbot.keyClick(chart, Qt.Key.Key_Down)
    qtbot.keyClick(chart, Qt.Key.Key_Down)
    assert read == [
        "Year 7: 240 students, 239 expected",
        "Year 10: 118 students, 224 expected, fewer than expected",
    ]
    assert "Year 10: 118" in chart.accessibleDescription()


def test_searching_waits_for_a_pause_and_enter_does_not(qtbot: QtBot) -> None:
    box = SearchBox("Search", "Search people")
    qtbot.addWidget(box)
    asked: list[object] = []
    box.asked.connect(asked.append)
    qtbot.keyClicks(box, "smi")
    assert asked == []
    qtbot.waitUntil(lambda: asked == ["smi"])
    qtbot.keyClicks(box, "th")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert asked == ["smi", "smith"]


def test_a_task_without_its_picture_still_says_everything(qtbot: QtBot) -> None:
    view = GuideTaskView(large=True)
    qtbot.addWidget(view)
    view.set_task(
        TaskCard("slider", 6, 7, "Move the slider", "It is green.", "A green “Enabled”", Path("/none.svg"),
                 "a slider", "https://portal.example", not_seen="Try the tabs.")
    )  # fmt: skip
    view.show()
    assert not view.picture.isVisibleTo(view)
    with qtbot.waitSignal(view.differs) as differs:
        view.differs_button.click()
    assert differs.args == ["slider"]
    assert any(
        found.text() == "Try the tabs." and found.isVisibleTo(view) for found in view.findChildren(QLabel)
    )
    with qtbot.waitSignal(view.open_portal) as opened:
        view.open_button.click()
    assert opened.args == ["https://portal.example"]


def test_a_tree_row_says_everything_in_its_first_column(qtbot: QtBot) -> None:
    top = TreeNode("School", "School", 240, 12, (TreeNode("Year 7", "Year", 240, 0, (), 1),))
    model = TreeModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_tree(top)
    year = model.index(0, 0, model.index(0, 0))
    assert year.data(Qt.ItemDataRole.AccessibleTextRole) == "Year 7, Year, 240 students, 0 staff"
    assert model.node_at(year) is top.children[0]
