"""What is shared, withheld and blank, by kind; and the question about what is approved beyond need."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.roster.facts import LeftOut, PermissionSeen
from app.ui.models.fields_model import FILLED_COLUMN, OF_COLUMN
from app.ui.pages.preview.model import BeyondNeed, beyond_words
from app.ui.pages.preview.page import PreviewPage
from app.ui.pages.preview.reading import read_content
from app.ui.services import Services
from tests.fakes.clean_school import CleanSchool
from tests.fakes.wonde_server import FakeWonde, people
from tests.ui.preview.steps import Open, give_token, load, settle, texts


def seen(name: str, approved: bool | None) -> PermissionSeen:
    return PermissionSeen(name, "students", approved, optional=True)


def test_only_what_is_approved_and_not_needed_is_asked_about() -> None:
    found = beyond_words(
        [
            seen("Students surname read", True),
            seen("Students medical notes read", True),
            seen("Students SEN status read", False),
            seen("Students photo read", None),
        ]
    )
    assert found.names == ("Students medical notes read",)
    assert "Students medical notes read" in found.question
    assert found.title.startswith("One permission")
    assert beyond_words(None).question == ""


def test_the_table_narrows_to_one_kind_and_counts_its_states(shown: PreviewPage) -> None:
    fields = shown.tabs.fields
    all_rows = fields.model.rowCount()
    fields.kind.setCurrentIndex(fields.kind.findData("Staff"))
    assert 0 < fields.model.rowCount() < all_rows
    assert fields.summary.text().startswith("Staff: ")
    kinds = {fields.model.index(row, 1).data() for row in range(fields.model.rowCount())}
    assert kinds == {"Staff"}
    assert fields.beyond.isHidden(), "a report lists no permissions"


@pytest.mark.parametrize("percent", [100, 150, 200])
def test_whose_field_it_is_shows_at_any_text_size_until_one_kind_is_chosen(
    qtbot: QtBot, shown: PreviewPage, percent: int
) -> None:
    shown.services.theme.set_text_percent(percent)
    fields = shown.tabs.fields
    shown.tabs.tabs.open("fields")
    settle(qtbot, shown.services)
    assert not fields.table.isColumnHidden(OF_COLUMN)
    fields.kind.setCurrentIndex(fields.kind.findData("Staff"))
    assert fields.table.isColumnHidden(OF_COLUMN)
    fields.kind.setCurrentIndex(0)
    assert not fields.table.isColumnHidden(OF_COLUMN)


def test_a_report_whose_fields_all_have_one_state_shows_how_many_have_them(shown: PreviewPage) -> None:
    shown.resize(860, 560)
    shown.tabs.tabs.open("fields")
    table = shown.tabs.fields.table
    assert not shown.tabs.fields.model.states_differ
    assert not table.isColumnHidden(FILLED_COLUMN)
    assert "be seen from here" in shown.tabs.fields.summary.text(), "the state stands above the table"


@pytest.mark.parametrize("percent", [100, 150, 200])
def test_no_line_is_squeezed_away_for_the_table_and_some_rows_of_it_show(
    qtbot: QtBot, shown: PreviewPage, percent: int
) -> None:
    shown.services.theme.set_text_percent(percent)
    fields = shown.tabs.fields
    names = tuple(f"Students something rather long {number} read" for number in range(6))
    fields.show_fields(fields._lines, (), BeyondNeed(names, "What for?"))
    shown.tabs.tabs.open("fields")
    settle(qtbot, shown.services)
    qtbot.waitUntil(lambda: fields.beyond.height() >= fields.beyond.heightForWidth(fields.beyond.width()))
    for words in fields.findChildren(QLabel):
        if words.isVisible() and words.text():
            assert words.height() >= words.heightForWidth(words.width()), words.text()
    assert fields.table.viewport().height() >= 4 * fields.table.verticalHeader().defaultSectionSize()


def test_the_question_is_shown_before_it_is_copied(
    qtbot: QtBot,
    open_page: Open,
    services: Services,
    wonde: FakeWonde,
    approve: Callable[[], None],
) -> None:
    approve()
    wonde.lists |= {"students": people(8), "groups": [], "classes": []}
    wonde.permissions.append({**wonde.permissions[0], "identity": "3", "name": "Students medical notes read"})
    services.settings = services.settings.changed(api_url=wonde.api_url)
    page = open_page()
    give_token(qtbot, page)
    load(qtbot, page)
    settle(qtbot, page.services)
    fields = page.tabs.fields
    page.tabs.tabs.open("fields")
    assert fields.beyond.isVisibleTo(fields)
    assert fields.question.isHidden()
    fields.show_question.click()
    assert "Students medical notes read" in "\n".join(texts(fields))
    fields.question.button.click()
    assert "What is it used for in Fronter 19" in QGuiApplication.clipboard().text()


def test_whoever_was_left_out_of_what_was_read_is_said() -> None:
    school = CleanSchool()
    school.facts_with(left_out=(LeftOut("parents and carers, who are not shared", 3),))
    with school.seal() as roster:
        assert read_content(roster).notes[0] == "Left out: parents and carers, who are not shared (3)."
