"""Answering the window's file dialogs, as the keyboard would."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication, QFileDialog

from tests.fakes.windows import Window


def choose_path(shown: Window, dialog: str, path: Path) -> None:
    """Chooses a path in the dialog of that name, which has to be open, and waits until all is done."""
    found = shown.shell.findChild(QFileDialog, dialog)
    assert found is not None, dialog
    found.fileSelected.emit(str(path))
    found.done(0)
    shown.idle()
    shown.shell.activateWindow()
    shown.qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
