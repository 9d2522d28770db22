"""The help window: what is listed, whom to ring, and all of it as one web page."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from app.guidance.contacts import contacts
from app.guidance.help import KIND_TITLES, help_pages
from app.ui.help_window import HelpWindow
from app.ui.pages import contact_card
from tests.fakes.windows import Window, window


def opened(shown: Window) -> HelpWindow:
    shown.shell.open_help()
    found = shown.shell.findChild(HelpWindow)
    assert isinstance(found, HelpWindow)
    return found


def titles(help_window: HelpWindow) -> list[str]:
    topics = help_window.topics
    return [topics.item(row).text() for row in range(topics.count())]


def test_guides_come_first_then_issues_then_codes(qapp: QApplication, qtbot: QtBot) -> None:
    with window(qapp, qtbot) as shown:
        listed = titles(opened(shown))
        places = [listed.index(heading) for heading in KIND_TITLES.values()]
        assert places == sorted(places)
        assert places[0] == 0
        assert len(listed) == len(help_pages()) + len(KIND_TITLES)


def test_an_issue_is_found_by_its_code_and_by_its_words(qapp: QApplication, qtbot: QtBot) -> None:
    with window(qapp, qtbot) as shown:
        help_window = opened(shown)
        for words in ("upn-missing", "student no UPN"):
            help_window.search.setText(words)
            qtbot.waitUntil(lambda: "A student has no UPN" in titles(help_window))


def test_whom_to_ring_has_buttons_to_ring_copy_and_write(qapp: QApplication, qtbot: QtBot) -> None:
    with window(qapp, qtbot) as shown:
        help_window = opened(shown)
        help_window.show_topic("contacts")
        qtbot.waitUntil(lambda: help_window.findChild(QAbstractButton, "mail-wonde") is not None)
        for desk in contacts():
            assert desk.phone is not None
            button = help_window.findChild(QAbstractButton, f"copy-number-{desk.id}")
            assert isinstance(button, QAbstractButton)
            qtbot.waitUntil(partial(button.isVisibleTo, help_window))
            button.click()
            assert QGuiApplication.clipboard().text() == desk.phone
            assert help_window.findChild(QAbstractButton, f"call-{desk.id}") is not None
        mail = help_window.findChild(QAbstractButton, "mail-wonde")
        assert isinstance(mail, QAbstractButton)
        help_window.show_topic("index")
        assert not mail.isVisibleTo(help_window)


def test_only_numbers_and_addresses_are_handed_to_the_system() -> None:
    for link in ("https://example.org", "file:///etc/passwd", "javascript:1"):
        assert not contact_card.open_contact(link)


def test_the_help_is_saved_as_one_web_page(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    with window(qapp, qtbot) as shown:
        help_window = opened(shown)
        help_window.save_button.click()
        dialog = help_window.findChild(QFileDialog, "save-help")
        assert isinstance(dialog, QFileDialog)
        file = tmp_path / "help.html"
        dialog.fileSelected.emit(str(file))
        dialog.close()
        qtbot.waitUntil(lambda: help_window._saved.text() == "Saved as help.html", timeout=20_000)
        assert '<h2 id="leaving">' in file.read_text(encoding="utf-8")
        help_window.save_button.click()
        again = next(one for one in help_window.findChildren(QFileDialog, "save-help") if one.isVisible())
        again.fileSelected.emit(str(file / "is no folder.html"))
        again.close()
        qtbot.waitUntil(lambda: "could not be saved" in help_window._saved.text(), timeout=20_000)
