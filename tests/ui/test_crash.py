"""When the program itself goes wrong: one dialog, and nothing private in what it offers to copy."""

from __future__ import annotations

import sys
import threading

from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.ui.crash import CrashReporter, redacted
from app.ui.message_window import MessageWindow
from app.ui.theme import Theme

PRIVATE = "Ada Lovelace has token wk_9f8e7d"


def fail() -> None:
    raise ValueError(PRIVATE)


def test_the_report_names_places_not_values() -> None:
    try:
        fail()
    except ValueError as problem:
        text = redacted(type(problem), problem.__traceback__)
    assert "ValueError" in text
    assert "fail in " in text
    assert PRIVATE not in text
    assert "Ada" not in text
    assert __file__ not in text, "no path of this PC"


def test_one_dialog_however_often_it_happens(qapp: QApplication, qtbot: QtBot) -> None:
    look = Theme(qapp, "light")
    reporter = CrashReporter(look)
    reporter.install()
    try:
        for _ in range(3):
            try:
                fail()
            except ValueError as problem:
                sys.excepthook(type(problem), problem, problem.__traceback__)
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()
        qtbot.waitUntil(lambda: len(dialogs()) == 1)
        shown = dialogs()[0]
        assert PRIVATE not in " ".join(
            str(part.property("plainText") or "") for part in shown.findChildren(QWidget)
        )
        shown.close_button.click()
        qtbot.waitUntil(lambda: not dialogs())
    finally:
        reporter.uninstall()
        look.deleteLater()


def dialogs() -> list[MessageWindow]:
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, MessageWindow) and w.isVisible()]
