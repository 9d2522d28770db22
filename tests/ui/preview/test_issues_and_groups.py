"""From an issue to the very rows it is about, into a list for the office, and between people and groups."""

from __future__ import annotations

import csv
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.journey.events import NamesShown
from app.journey.folder import JourneyFolder
from app.ui.pages.preview.page import PreviewPage
from app.ui.pages.preview.people import GroupList
from tests.fakes.mis_reports import NAMES
from tests.ui.preview.steps import names_in, settle, texts


def press(page: PreviewPage, name: str) -> None:
    button = page.findChild(QPushButton, name)
    assert isinstance(button, QPushButton), name
    button.click()


def titles(page: PreviewPage) -> list[str]:
    """What the tree lists below its top."""
    model = page.tabs.groups.model
    top = model.index(0, 0)
    return [model.index(row, 0, top).data() for row in range(model.rowCount(top))]


def test_issues_stand_by_gravity_with_where_to_mend_them_in_this_mis(shown: PreviewPage) -> None:
    said = " ".join(label.text() for label in shown.tabs.issues.findChildren(QLabel))
    assert "To look at  1" in said
    assert "To know  1" in said
    assert "itslearning would refuse it" not in said, "nothing must be fixed here"
    assert "In SIMS, usually:" in said
    assert "Usually by" in said
    assert names_in(shown.tabs.issues) == set()


def test_what_the_report_cannot_tell_is_said_quietly(shown: PreviewPage) -> None:
    assert shown._content is not None
    said = "\n".join(texts(shown.tabs.issues))
    assert "What this source can’t tell" in said
    for title in shown._content.not_judged:
        assert title in said


def test_an_issue_about_people_opens_exactly_these_masked(qtbot: QtBot, shown: PreviewPage) -> None:
    press(shown, "people-of-same-name-in-year")
    settle(qtbot, shown.services)
    assert shown.tabs.tabs.current == "people"
    assert shown.tabs.people_model.rowCount() == 18
    assert names_in(shown.tabs.people) == set()
    press(shown, "drop-issue")
    settle(qtbot, shown.services)
    assert shown.tabs.people_model.rowCount() == 30


def test_an_issue_about_groups_opens_exactly_these(qtbot: QtBot, shown: PreviewPage) -> None:
    press(shown, "groups-of-class-without-teacher")
    settle(qtbot, shown.services)
    assert shown.tabs.tabs.current == "groups"
    assert titles(shown) == [f"{year}a/Ma1" for year in range(7, 12)]
    press(shown, "all-groups")
    assert titles(shown)[:2] == ["Year 7", "Year 8"]


def test_a_list_for_the_office_is_saved_where_it_is_asked_for(
    qtbot: QtBot, shown: PreviewPage, folder: JourneyFolder, tmp_path: Path
) -> None:
    press(shown, "save-same-name-in-year")
    dialog = shown.findChild(QFileDialog, "save-list")
    assert isinstance(dialog, QFileDialog)
    assert dialog.isVisible()
    target = tmp_path / "office" / "list.csv"
    target.parent.mkdir()
    dialog.fileSelected.emit(str(target))
    dialog.close()
    settle(qtbot, shown.services)
    rows = list(csv.reader(target.read_text(encoding="utf-8-sig").splitlines()))
    assert len(rows) == 19
    assert rows[0][:3] == ["Who or what", "Surname", "Forename"]
    assert rows[1][-1] == "Nothing needs mending: tell teachers.", "and so no menu of the MIS"
    assert "Saved list.csv: 18 rows" in shown.status.text
    noted = [event.data for event in folder.events() if isinstance(event.data, NamesShown)]
    assert [event.count for event in noted] == [18]
    assert not any(name.encode() in Path(folder.ledger.path).read_bytes() for name in NAMES)


def test_all_issues_are_saved_as_one_list(qtbot: QtBot, shown: PreviewPage, tmp_path: Path) -> None:
    shown.tabs.save_list(None, tmp_path / "all.csv")
    settle(qtbot, shown.services)
    rows = list(csv.reader((tmp_path / "all.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert len(rows) == 1 + 5 + 18
    assert rows[1][0] == "check and explain"
    assert {row[3] for row in rows[1:6]} == {"CLASS"}
    assert "SIMS" in rows[1][-1], "where to mend it is said for the school's MIS"


def test_a_place_that_cannot_be_written_says_so_and_leaves_nothing(
    qtbot: QtBot, shown: PreviewPage, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("kept")
    issues = shown.tabs.issues
    shown.tabs.tabs.open("issues")
    shown.tabs.save_list(None, tmp_path / "file" / "list.csv")
    settle(qtbot, shown.services)
    assert shown.error is None, "the issues stay in sight"
    assert "list.csv could not be saved there" in issues.not_saved.accessibleName()
    assert issues.not_saved.isVisible()
    assert issues.elsewhere.hasFocus()
    assert (tmp_path / "file").read_text() == "kept"
    asked: list[object] = []
    issues.save.connect(asked.append)
    issues.elsewhere.click()
    assert asked == [None], "it asks for another place for the same list"
    dialog = shown.tabs.findChild(QFileDialog, "save-list")
    assert isinstance(dialog, QFileDialog)
    dialog.close()
    shown.tabs.save_list(None, tmp_path / "list.csv")
    settle(qtbot, shown.services)
    assert not issues.not_saved.isVisible()


def test_groups_are_found_as_one_types(qtbot: QtBot, shown: PreviewPage) -> None:
    groups = shown.tabs.groups
    shown.tabs.tabs.open("groups")
    groups.search.setText("9A MA")
    groups.search._ask()
    settle(qtbot, shown.services)
    assert groups.how_many.text() == "1 found"
    assert "9a/Ma1" in "\n".join(texts(groups.tree))
    groups.search.setText("nothing of that name")
    groups.search._ask()
    settle(qtbot, shown.services)
    assert groups.model.rowCount() == 0
    assert "No group matches" in groups.how_many.text()
    groups.search.setText("")
    groups.search._ask()
    assert titles(shown)[:2] == ["Year 7", "Year 8"]


def test_enter_goes_to_the_first_group_found_and_escape_back_to_all(qtbot: QtBot, shown: PreviewPage) -> None:
    groups = shown.tabs.groups
    shown.tabs.tabs.open("groups")
    groups.search.setFocus()
    qtbot.keyClicks(groups.search, "9A MA")
    qtbot.keyClick(groups.search, Qt.Key.Key_Return)
    qtbot.waitUntil(groups.tree.hasFocus)
    assert groups.node is not None
    assert groups.node.title == "9a/Ma1", "the first that matches, not what stands above it"
    groups.search.setFocus()
    qtbot.keyClick(groups.search, Qt.Key.Key_Return)
    assert groups.tree.hasFocus(), "also where it was found before"
    groups.search.setFocus()
    qtbot.keyClick(groups.search, Qt.Key.Key_Escape)
    assert groups.search.text() == ""
    assert groups.search.hasFocus()
    assert titles(shown)[:2] == ["Year 7", "Year 8"]
    qtbot.keyClicks(groups.search, "nothing of that name")
    qtbot.keyClick(groups.search, Qt.Key.Key_Return)
    settle(qtbot, shown.services)
    assert groups.search.hasFocus(), "there is nothing to go to"


def test_the_same_can_be_sought_again_after_all_was_shown(qtbot: QtBot, shown: PreviewPage) -> None:
    groups = shown.tabs.groups
    shown.tabs.tabs.open("groups")
    qtbot.keyClicks(groups.search, "9A MA")
    qtbot.waitUntil(lambda: groups.how_many.text() == "1 found")
    groups.show_tree(groups._whole)
    qtbot.keyClicks(groups.search, "9A MA")
    qtbot.waitUntil(lambda: groups.how_many.text() == "1 found")


def test_enter_goes_to_the_first_person_found(qtbot: QtBot, shown: PreviewPage) -> None:
    people = shown.tabs.people
    shown.services.names.show()
    shown.tabs.tabs.open("people")
    settle(qtbot, shown.services)
    people.search.setFocus()
    qtbot.keyClicks(people.search, "marigold")
    qtbot.keyClick(people.search, Qt.Key.Key_Return)
    qtbot.waitUntil(people.table.hasFocus)
    assert people.table.currentIndex().row() == 0
    assert 0 < shown.tabs.people_model.rowCount() < 30
    people.search.setFocus()
    qtbot.keyClick(people.search, Qt.Key.Key_Escape)
    settle(qtbot, shown.services)
    assert shown.tabs.people_model.rowCount() == 30


def test_what_stands_above_groups_is_not_said_to_hold_nobody(shown: PreviewPage) -> None:
    groups = shown.tabs.groups
    shown.tabs.tabs.open("groups")
    school = groups.model.index(0, 0)
    groups.tree.setCurrentIndex(school)
    assert groups.members.accessibleName()
    assert not groups.table.isVisible()
    groups.tree.setCurrentIndex(groups.model.index(0, 0, school))
    assert groups.table.isVisible()


def test_from_a_person_to_a_group_and_back(qtbot: QtBot, shown: PreviewPage) -> None:
    tabs = shown.tabs
    tabs.tabs.open("people")
    tabs.people.kind.setCurrentIndex(tabs.people.kind.findData("student"))
    settle(qtbot, shown.services)
    tabs.people.table.setCurrentIndex(tabs.people_model.index(0, 0))
    settle(qtbot, shown.services)
    courses = tabs.people.detail.findChild(GroupList, "person-courses")
    assert isinstance(courses, GroupList)
    title = courses.item(0).text()
    person = tabs.people.table.person_id
    courses.itemActivated.emit(courses.item(0))
    settle(qtbot, shown.services)
    assert tabs.tabs.current == "groups"
    assert tabs.groups.node is not None
    assert tabs.groups.node.title == title
    row = tabs.member_model.row_of(person or 0)
    assert row is not None
    tabs.groups.table.setCurrentIndex(tabs.member_model.index(row, 0))
    press(shown, "person-of-group")
    settle(qtbot, shown.services)
    assert tabs.tabs.current == "people"
    assert tabs.people.table.person_id == person


def test_a_registration_group_leads_to_nobody(qtbot: QtBot, shown: PreviewPage) -> None:
    tabs = shown.tabs
    tabs.tabs.open("groups")
    model = tabs.groups.model
    registration = model.index(0, 0, model.index(0, 0, model.index(0, 0)))
    tabs.groups.tree.setCurrentIndex(registration)
    settle(qtbot, shown.services)
    tabs.groups.table.setCurrentIndex(tabs.member_model.index(0, 0))
    press(shown, "person-of-group")
    settle(qtbot, shown.services)
    assert tabs.tabs.current == "groups"
    assert "never shown beside a person" in shown.status.text
