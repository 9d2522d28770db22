"""The documents page in the real window, by keyboard: looked at, saved, refused where somebody is in it."""

from __future__ import annotations

import json
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from app.evidence.redaction import Guard
from app.ui.page import Place, Route
from app.ui.pages.documents.model import Wanted
from app.ui.pages.documents.page import DocumentsPage
from tests.fakes.dialogs import choose_path
from tests.fakes.late_journeys import Told, everything, live, tell
from tests.fakes.late_pages import go_on, press
from tests.fakes.said import said_by
from tests.fakes.small_school import small_school
from tests.fakes.windows import Window, interactive, window

SIZES = [(100, (1160, 760)), (100, (1093, 614)), (150, (1093, 614)), (200, (1093, 614))]
HERE = Route(Place.DOCUMENTS)


@pytest.fixture
def shown(qapp: QApplication, qtbot: QtBot) -> Iterator[Window]:
    with window(qapp, qtbot) as made:
        yield made


def open_at(shown: Window, story: list[Told]) -> DocumentsPage:
    shown.open(tell(shown.paths.journeys, story))
    press(shown, "rail-documents")
    page = shown.shell.page
    assert isinstance(page, DocumentsPage)
    return page


def test_what_is_being_saved_as_the_window_closes_is_saved(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    def slowly(wanted: Wanted, folder: Path) -> tuple[Path, ...]:
        threading.Event().wait(0.3)
        return wanted.status(folder)

    with window(qapp, qtbot) as made:
        page = open_at(made, everything())
        page._write(page.for_trust, slowly, tmp_path)
        made.shell.close()
        assert [file.suffix for file in tmp_path.iterdir()] == [".json"]


def test_the_bundle_is_read_before_it_is_saved(shown: Window, tmp_path: Path) -> None:
    page = open_at(shown, everything())
    press(shown, "look-at-bundle")
    assert "timeline.json" in said_by(page.bundle)
    assert "Not searched for people by name" in said_by(page.bundle)
    page.bundle.which.choose("timeline.json")
    page.bundle.which.picked.emit("timeline.json")
    assert json.loads(page.bundle.text.toPlainText())[0]["kind"] == "journey.created"
    press(shown, "bundle-ticket-copy")
    assert "Support request: Brookfield High School" in QGuiApplication.clipboard().text()
    press(shown, "save-bundle")
    choose_path(shown, "save-as", tmp_path / "bundle.zip")
    with zipfile.ZipFile(tmp_path / "bundle.zip") as archive:
        assert archive.read("timeline.json").decode() == page.bundle.text.toPlainText()
    assert "Saved: bundle.zip" in said_by(page.bundle.saved)


def test_tab_goes_through_a_card_as_the_eye_does(shown: Window) -> None:
    open_at(shown, everything())
    shown.find("look-at-bundle").setFocus()
    shown.qtbot.keyClick(shown.focus(), Qt.Key.Key_Tab)
    assert shown.focus().objectName() == "save-bundle"
    shown.qtbot.keyClick(shown.focus(), Qt.Key.Key_Backtab)
    shown.qtbot.keyClick(shown.focus(), Qt.Key.Key_Backtab)
    assert shown.focus().objectName() == "save-pack"


def test_the_brief_the_pack_and_the_status_file(shown: Window, tmp_path: Path) -> None:
    page = open_at(shown, everything())
    press(shown, "save-brief")
    choose_path(shown, "which-folder", tmp_path)
    assert {path.suffix for path in tmp_path.glob("headteacher-brief-*")} == {".html", ".pdf"}
    assert len(list(tmp_path.glob("headteacher-tasks-*.html"))) == 1
    press(shown, "look-at-pack")
    assert "article-30.csv" in said_by(page.pack)
    press(shown, "save-pack")
    choose_path(shown, "save-as", tmp_path / "pack.zip")
    assert zipfile.is_zipfile(tmp_path / "pack.zip")
    press(shown, "save-status")
    choose_path(shown, "which-folder", tmp_path)
    assert len(list(tmp_path.glob("*.status.json"))) == 1


def test_a_dialog_given_up_writes_nothing(shown: Window) -> None:
    page = open_at(shown, live())
    press(shown, "save-bundle")
    found = shown.shell.findChild(QFileDialog, "save-as")
    assert found is not None
    found.reject()
    shown.idle()
    assert not page.bundle.saved.isVisible()
    assert page.bundle.button.isEnabled()


def test_a_folder_that_cannot_be_written_to(shown: Window, tmp_path: Path) -> None:
    page = open_at(shown, live())
    (tmp_path / "file").write_text("x", "utf-8")
    press(shown, "save-bundle")
    choose_path(shown, "save-as", tmp_path / "file" / "bundle.zip")
    assert "Nothing was written" in said_by(page.bundle.saved)
    assert page.bundle.button.isEnabled()


def test_whoever_is_loaded_is_searched_for(
    shown: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_at(shown, live())
    with small_school() as roster:
        shown.shell.services.people = roster
        page.enter()
        assert "by name too" in said_by(page.search)
        press(shown, "look-at-bundle")
        assert "Searched for the names" in said_by(page.bundle)
        monkeypatch.setattr("app.evidence.bundle._tried", lambda _reading: ["- seen by Zoe O'Brien"])
        press(shown, "save-bundle")
        choose_path(shown, "save-as", tmp_path / "bundle.zip")
        shown.shell.services.people = None
    assert "what looks like a full name" in said_by(page.bundle.saved)
    assert "Zoe" not in said_by(page.bundle.saved)
    assert not (tmp_path / "bundle.zip").exists()


def test_a_school_outside_lgfl_has_no_brief(shown: Window) -> None:
    page = open_at(shown, live(lgfl=False))
    assert not page.brief.isVisible()
    assert page.bundle.isVisible()


def test_the_guard_holds_the_token(shown: Window) -> None:
    services = shown.shell.services
    services.tokens.save("wonde", "0123456789abcdef0123456789abcdef")
    guard = services.guard()
    assert isinstance(guard, Guard)
    assert guard.look(b"0123456789ABCDEF0123456789abcdef") == {"token"}


def test_a_help_session_has_the_bundle_alone(shown: Window, tmp_path: Path) -> None:
    shown.go(Route(Place.HELP_SESSION))
    shown.shell.services.tasks.cancel_all(shown.shell.page)
    shown.go(HERE)
    page = shown.shell.page
    assert isinstance(page, DocumentsPage)
    assert not page.pack.isVisible()
    press(shown, "look-at-bundle")
    press(shown, "save-bundle")
    choose_path(shown, "save-as", tmp_path / "bundle.zip")
    with zipfile.ZipFile(tmp_path / "bundle.zip") as archive:
        assert "timeline.json" not in archive.namelist()


def test_from_the_finish_page(shown: Window) -> None:
    shown.open(tell(shown.paths.journeys, everything()))
    press(shown, "rail-finish")
    press(shown, "secondary")
    assert shown.shell.route.to is Place.DOCUMENTS
    shown.shell.go_back()
    shown.idle()
    assert shown.shell.route.to != Place.DOCUMENTS
    go_on(shown)


@pytest.mark.parametrize(("percent", "size"), SIZES)
def test_nothing_is_cut_off_and_everything_is_named(
    qapp: QApplication, qtbot: QtBot, percent: int, size: tuple[int, int]
) -> None:
    with window(qapp, qtbot, percent=percent, size=size) as made:
        page = open_at(made, live())
        page.bundle.look_button.click()
        made.idle()
        page.pack.look_button.click()
        made.idle()
        made.unclipped()
        names = [widget.objectName() for widget in interactive(made.shell)]
        assert all(names)
        assert len(names) == len(set(names))
