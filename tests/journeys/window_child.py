"""Runs the real window and obeys keystrokes that come on standard input. Run by `window.py` beside it.

Nothing of the window is replaced: keys go through Qt's own event path to whatever has the focus. Addresses
that the window opens in the user's browser are reported on standard output instead.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from typing import Any

from PySide6.QtCore import QObject, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QAccessible, QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

KEYS = {
    "Tab": Qt.Key.Key_Tab,
    "Enter": Qt.Key.Key_Return,
    "Space": Qt.Key.Key_Space,
    "Down": Qt.Key.Key_Down,
    "Up": Qt.Key.Key_Up,
    "Left": Qt.Key.Key_Left,
    "Right": Qt.Key.Key_Right,
    "Home": Qt.Key.Key_Home,
    "End": Qt.Key.Key_End,
    "Escape": Qt.Key.Key_Escape,
    "Backspace": Qt.Key.Key_Backspace,
    "F1": Qt.Key.Key_F1,
    "A": Qt.Key.Key_A,
}
MODIFIERS = {
    "ctrl": Qt.KeyboardModifier.ControlModifier,
    "alt": Qt.KeyboardModifier.AltModifier,
    "shift": Qt.KeyboardModifier.ShiftModifier,
}


class Obeyer(QObject):
    """Carries commands from the reading thread to the window's own, and answers each with one JSON line."""

    asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.asked.connect(self.obey, Qt.ConnectionType.QueuedConnection)

    @Slot(object)
    def obey(self, command: dict[str, Any]) -> None:
        try:
            say({"id": command["id"], "answer": self._answer(command)})
        except Exception as problem:
            say({"id": command["id"], "error": f"{type(problem).__name__}: {problem}"})

    def _answer(self, command: dict[str, Any]) -> Any:
        match command["do"]:
            case "key":
                modifiers = Qt.KeyboardModifier.NoModifier
                for name in command.get("modifiers", ()):
                    modifiers |= MODIFIERS[name]
                QTest.keyClick(target(), KEYS[command["key"]], modifiers)
            case "type":
                QTest.keyClicks(target(), command["text"])
            case "where":
                return where()
            case "texts":
                return texts()
            case "controls":
                return controls()
            case "grab":
                top_window().grab().save(command["file"])
            case other:
                raise ValueError(f"unknown command {other}")
        return None

    @Slot(QUrl)
    def opened(self, url: QUrl) -> None:
        say({"opened": url.toString()})


def target() -> QWidget:
    """What a key press would reach now."""
    return QApplication.focusWidget() or top_window()


def top_window() -> QWidget:
    active = QApplication.activeWindow()
    if active is not None:
        return active
    shown = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    if not shown:
        raise RuntimeError("no window is shown yet")
    shown[-1].activateWindow()
    return shown[-1]


def where() -> dict[str, Any]:
    widget = QApplication.focusWidget()
    if widget is None:
        top_window()
        return {"name": "", "accessible": "", "class": "", "text": ""}
    interface = QAccessible.queryAccessibleInterface(widget)
    return {
        "name": widget.objectName(),
        "accessible": interface.text(QAccessible.Text.Name) if interface else "",
        "class": type(widget).__name__,
        "text": widget.text() if isinstance(widget, QAbstractButton) else "",
    }


def texts() -> list[str]:
    window = top_window()
    shown = [label.text() for label in window.findChildren(QLabel) if label.isVisible() and label.text()]
    return shown + [button.text() for button in window.findChildren(QAbstractButton) if button.isVisible()]


def controls() -> list[dict[str, Any]]:
    """Every visible widget that the keyboard can reach, by object name."""
    return [
        {"name": widget.objectName(), "enabled": widget.isEnabled(), "class": type(widget).__name__}
        for widget in top_window().findChildren(QWidget)
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]


def say(document: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(document) + "\n")
    sys.stdout.flush()


def listen() -> None:
    """Waits for the application, then passes each line of standard input to its thread."""
    application = QApplication.instance()
    while application is None:
        time.sleep(0.01)
        application = QApplication.instance()
    obeyer = Obeyer()
    obeyer.moveToThread(application.thread())
    for scheme in ("http", "https"):
        QDesktopServices.setUrlHandler(scheme, obeyer, "opened")
    say({"ready": True})
    for line in sys.stdin:
        obeyer.asked.emit(json.loads(line))


def main() -> int:
    threading.Thread(target=listen, daemon=True).start()
    from app.cli import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
