"""Text that may be broken anywhere is copied as it was."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.ui.widgets.text import BREAK, breakable, readable

PATH = r"C:\Provisioning Wizard\Brookfield High School\ledger.jsonl: nothing was recorded."
ADDRESS = "amara.adams@students.larkmoor.example"


@pytest.mark.parametrize("words", [PATH, ADDRESS, "//office/wizard did not answer"])
def test_what_may_break_is_copied_without_its_breaks(qtbot: QtBot, words: str) -> None:
    shown = readable(breakable(words))
    qtbot.addWidget(shown)
    assert BREAK in shown.text()
    shown.setSelection(0, len(shown.text()))
    qtbot.keyClick(shown, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == words


def test_only_addresses_break_at_their_dots() -> None:
    assert breakable("Nothing was recorded. Try again.") == "Nothing was recorded. Try again."
    assert breakable("a.b@c.example") == f"a{BREAK}.b@{BREAK}c{BREAK}.example"
