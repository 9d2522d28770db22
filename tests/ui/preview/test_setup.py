"""What we ask itslearning to set up: each choice shows in the tree, is kept, and is saved as a file."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from app.journey.folder import JourneyFolder
from app.roster.mapping import Mapping, SyncKey, read_mapping
from app.roster.mapping_file import save_mapping
from app.ui.pages.preview import setup_model as choices
from app.ui.pages.preview.page import PreviewPage
from app.ui.pages.preview.setup_model import Becomes
from app.ui.widgets.tiles import Tile
from tests.fakes.windows import PATIENCE_MS
from tests.fakes.wonde_server import FakeWonde, people
from tests.ui.preview.steps import Open, choose_report, give_token, load, settle, texts


def pick(qtbot: QtBot, page: PreviewPage, kind: str, becomes: Becomes) -> None:
    box = page.tabs.setup._kinds[kind]
    box.choose(str(becomes))
    box.activated.emit(box.currentIndex())
    settle(qtbot, page.services)


def levels(page: PreviewPage) -> list[str]:
    model = page.tabs.setup.model
    top = model.index(0, 0)
    return [model.index(row, 0, top).data() for row in range(model.rowCount(top))]


def test_a_choice_shows_in_both_trees_and_is_kept_with_the_journey(
    qtbot: QtBot, shown: PreviewPage, folder: JourneyFolder, report: tuple[Path, Path]
) -> None:
    shown.tabs.tabs.open("setup")
    assert levels(shown)[0] == "Year 7"
    pick(qtbot, shown, "YEAR", Becomes.NOTHING)
    assert "Year 7" not in levels(shown)
    groups = shown.tabs.groups.model
    assert groups.index(0, 0, groups.index(0, 0)).data() == levels(shown)[0]
    assert read_mapping(folder.path / "mapping.toml").hierarchy == ("REGISTRATION",)
    assert shown.secondary is not None
    assert shown.secondary.run is not None
    shown.secondary.run()
    choose_report(qtbot, shown, report)
    load(qtbot, shown)
    settle(qtbot, shown.services)
    assert "Year 7" not in levels(shown), "what was kept holds for the next reading"


def test_the_sync_key_is_shown_with_what_it_means(qtbot: QtBot, shown: PreviewPage) -> None:
    setup = shown.tabs.setup
    assert "Changes when someone leaves" in setup.consequences.text()
    setup.key.choose(str(SyncKey.MIS_ID))
    setup.key.activated.emit(setup.key.currentIndex())
    settle(qtbot, shown.services)
    assert "Can be checked in the MIS" in setup.consequences.text()
    assert "makes itslearning see every person and group as new" in setup.consequences.text()


def test_a_key_that_does_not_tell_everyone_apart_stands_among_the_issues(
    qtbot: QtBot, open_page: Open, wonde: FakeWonde, approve: Callable[[], None]
) -> None:
    approve()
    wonde.lists["students"] = [{**row, "mis_id": "same", "upi": row["id"]} for row in people(8)]
    page = open_page()
    read_wonde(qtbot, page, wonde)
    issues, setup = page.tabs.issues, page.tabs.setup
    assert issues.key_problem.isHidden(), "Wonde's id is its own for each"
    before = len(issues.lines)
    setup.key.choose(str(SyncKey.MIS_ID))
    setup.key.activated.emit(setup.key.currentIndex())
    settle(qtbot, page.services)
    page.tabs.tabs.open("issues")
    assert issues.key_problem.isVisibleTo(issues)
    assert "The MIS’s own id" in issues.key_problem.accessibleName()
    assert "8 people have a key that is another’s as well" in issues.key_problem.accessibleName()
    assert page.tabs.tabs.bar.tabText(1) == f"Issues  {before + 1}"
    assert page.tabs.overview.all_issues.text() == f"See all {before + 1} issues", "both count alike"
    button = issues.findChild(QPushButton, "notice-see-setup")
    assert isinstance(button, QPushButton)
    button.click()
    assert page.tabs.tabs.current == "setup"
    setup.key.choose(str(SyncKey.UPI))
    setup.key.activated.emit(setup.key.currentIndex())
    settle(qtbot, page.services)
    assert "8 people" not in issues.key_problem.accessibleName()


def read_wonde(qtbot: QtBot, page: PreviewPage, wonde: FakeWonde) -> None:
    """Gives a token of the school, and reads what Wonde has."""
    wonde.lists |= {"groups": [], "classes": []}
    page.services.settings = page.services.settings.changed(api_url=wonde.api_url)
    give_token(qtbot, page)
    load(qtbot, page)
    settle(qtbot, page.services)


def test_titles_and_profiles_are_checked_at_their_field(
    qtbot: QtBot, shown: PreviewPage, folder: JourneyFolder
) -> None:
    setup = shown.tabs.setup
    setup.pattern.setText("Course")
    setup.pattern.editingFinished.emit()
    assert "every course has the same title" in setup.form.errors()["setup-course-title"]
    setup.pattern.setText("{nmae} {subject}")
    setup.pattern.editingFinished.emit()
    assert "mistyped" in setup.form.errors()["setup-course-title"]
    assert not (folder.path / "mapping.toml").exists()
    setup.pattern.setText("{name} 2026")
    setup.pattern.editingFinished.emit()
    settle(qtbot, shown.services)
    assert setup.form.errors() == {}
    assert "7a/En1 2026" in "\n".join(texts(setup.view))
    setup._profiles["other_staff"].setText("Support")
    setup._profiles["other_staff"].editingFinished.emit()
    settle(qtbot, shown.services)
    kept = read_mapping(folder.path / "mapping.toml")
    assert (kept.course_title, kept.other_staff.profile) == ("{name} 2026", "Support")


def test_it_is_saved_as_a_file_that_support_can_read(
    qtbot: QtBot, shown: PreviewPage, tmp_path: Path
) -> None:
    shown.tabs.setup.save.click()
    dialog = shown.findChild(QFileDialog, "save-setup-file")
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "sent.toml"))
    dialog.close()
    settle(qtbot, shown.services)
    assert read_mapping(tmp_path / "sent.toml") == Mapping()
    assert "Brookfield High School" in (tmp_path / "sent.toml").read_text(encoding="utf-8")


def test_a_damaged_file_is_named_and_our_assumption_shown(
    qtbot: QtBot, shown: PreviewPage, folder: JourneyFolder
) -> None:
    (folder.path / "mapping.toml").write_text("hierarchy = 3\n", encoding="utf-8")
    roster = shown._roster
    assert roster is not None
    assert shown._content is not None
    for _turn in shown.tabs.setup.filling(roster, shown._content.tree):
        pass
    settle(qtbot, shown.services)
    assert "mapping.toml" in shown.tabs.setup.trouble.accessibleName()
    assert shown.tabs.setup.mapping == Mapping()


def test_any_change_takes_the_confirmation_back() -> None:
    confirmed = choices.changed_setup(Mapping(), {"confirmed_by_itslearning": True})
    assert confirmed.confirmed_by_itslearning
    assert not choices.with_kind(confirmed, "HOUSE", Becomes.NOTHING).confirmed_by_itslearning


def test_every_kind_can_become_what_it_may_and_back() -> None:
    for kind in choices.kinds_of(Mapping(), ("DEPARTMENT",)):
        for way, _words in kind.choices:
            changed = choices.with_kind(Mapping(), kind.type, way)
            assert choices.what_becomes(changed, kind.type) == way
            back = choices.with_kind(changed, kind.type, str(kind.chosen))
            assert set(back.courses) == {"CLASS"}
            assert back.hierarchy == ("YEAR", "REGISTRATION")


def test_tab_comes_to_what_groups_become_first(shown: PreviewPage) -> None:
    setup = shown.tabs.setup
    boxes = list(setup._kinds.values())
    at, reached = setup.by_subject, []
    for _box in boxes:
        at = at.previousInFocusChain()
        while not at.focusPolicy() & Qt.FocusPolicy.TabFocus:
            at = at.previousInFocusChain()
        reached.insert(0, at)
    assert reached == boxes


def test_the_overview_counts_the_levels_of_what_is_set_up_now(qtbot: QtBot, shown: PreviewPage) -> None:
    tiles = shown.tabs.overview.tiles
    assert "groups in 2 levels" in "\n".join(texts(tiles))
    nothing: dict[str, object] = {
        "hierarchy": (),
        "houses": False,
        "courses": (),
        "courses_without_classes": (),
    }
    shown.tabs.setup._change(nothing)
    settle(qtbot, shown.services)
    assert levels(shown) == []
    assert "in 2 levels" not in "\n".join(texts(tiles))


def test_the_overview_never_calls_set_up_what_is_only_read(qtbot: QtBot, shown: PreviewPage) -> None:
    assert tiles(shown)[2:] == ["10 groups in 2 levels", "10 courses", "102 memberships"]
    pick(qtbot, shown, "REGISTRATION", Becomes.NOTHING)
    assert tiles(shown)[2:] == ["5 groups in 1 level; 10 read", "10 courses", "102 memberships read"]
    pick(qtbot, shown, "REGISTRATION", Becomes.COURSES)
    assert tiles(shown)[2:4] == ["5 groups in 1 level; 10 read", "15 courses; 10 classes read"]
    pick(qtbot, shown, "REGISTRATION", Becomes.HIERARCHY)
    assert tiles(shown)[2:] == ["10 groups in 2 levels", "10 courses", "102 memberships"]


def tiles(page: PreviewPage) -> list[str]:
    row = page.tabs.overview.tiles
    shown = [tile for tile in row.findChildren(Tile) if tile.isVisibleTo(row)]
    return [tile.accessibleName() for tile in shown]


def test_an_earlier_choice_never_replaces_a_later_one(
    qtbot: QtBot, shown: PreviewPage, folder: JourneyFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = threading.Event()

    def slow_at_first(*args: Any, **kwargs: Any) -> None:
        if not began.is_set():
            began.set()
            threading.Event().wait(0.4)
        save_mapping(*args, **kwargs)

    monkeypatch.setattr("app.ui.pages.preview.setup.save_mapping", slow_at_first)
    shown.tabs.setup._kind_changed("YEAR", str(Becomes.NOTHING))
    qtbot.waitUntil(began.is_set)
    shown.tabs.setup._change({"group_by_subject": True})
    shown.tabs.setup._kind_changed("YEAR", str(Becomes.HIERARCHY))
    assert shown.services.tasks.wait_written(PATIENCE_MS / 1000)
    settle(qtbot, shown.services)
    kept = read_mapping(folder.path / "mapping.toml")
    assert (kept, kept.group_by_subject) == (shown.tabs.setup.mapping, True)


def test_nothing_can_be_chosen_before_what_is_kept_was_read(
    qtbot: QtBot, shown: PreviewPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    pick(qtbot, shown, "YEAR", Becomes.NOTHING)
    may_read, read = threading.Event(), choices.kept_setup

    def late(journey: Path | None) -> Mapping:
        may_read.wait(10)
        return read(journey)

    monkeypatch.setattr(choices, "kept_setup", late)
    setup = shown.tabs.setup
    setup.mapping = Mapping()
    setup._read_kept()
    assert not setup.by_subject.isEnabled()
    may_read.set()
    settle(qtbot, shown.services)
    assert setup.by_subject.isEnabled()
    assert setup.mapping.hierarchy == ("REGISTRATION",)
