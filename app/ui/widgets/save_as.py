"""Asks for files, or where to put one, without holding the window up. Nothing is read or written here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PySide6.QtWidgets import QFileDialog  # costly to make known, so only where one is asked for


def ask_where(
    parent: QWidget,
    title: str,
    name: str,
    kinds: str,
    then: Callable[[Path], None],
    *,
    folder: Path | None = None,
    called: str = "save-as",
) -> QFileDialog:
    """Opens a dialog that starts at `name` in `folder`, or in the user's documents; calls `then` with the
    path chosen, and nothing where the dialog is given up. `kinds` as "CSV files (*.csv)"."""
    from PySide6.QtWidgets import QFileDialog

    start = str(folder) if folder is not None else _documents()
    dialog = QFileDialog(parent, title, start, kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(Path(name).suffix.removeprefix("."))
    dialog.selectFile(name)
    return _one(dialog, then, called)


def ask_folder(
    parent: QWidget, title: str, then: Callable[[Path], None], *, called: str = "which-folder"
) -> QFileDialog:
    """Opens a dialog for a folder; calls `then` with it, and nothing where the dialog is given up."""
    from PySide6.QtWidgets import QFileDialog

    dialog = QFileDialog(parent, title)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly, True)
    return _one(dialog, then, called)


def ask_file(
    parent: QWidget, title: str, kinds: str, then: Callable[[Path], None], *, called: str = "which-file"
) -> QFileDialog:
    """Opens a dialog for a file that is there; calls `then` with it, and nothing where it is given up."""
    from PySide6.QtWidgets import QFileDialog

    dialog = QFileDialog(parent, title, "", kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    return _one(dialog, then, called)


def ask_files(
    parent: QWidget,
    title: str,
    kinds: str,
    then: Callable[[tuple[Path, ...]], None],
    *,
    called: str = "which-files",
) -> QFileDialog:
    """Opens a dialog for one or more files that are there; calls `then` with them, and nothing where it is
    given up."""
    from PySide6.QtWidgets import QFileDialog

    dialog = QFileDialog(parent, title, "", kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.filesSelected.connect(lambda names: then(tuple(map(Path, names))) if names else None)
    return _opened(dialog, called)


def _one(dialog: QFileDialog, then: Callable[[Path], None], called: str) -> QFileDialog:
    dialog.fileSelected.connect(lambda chosen: then(Path(chosen)) if chosen else None)
    return _opened(dialog, called)


def _opened(dialog: QFileDialog, called: str) -> QFileDialog:
    dialog.setObjectName(called)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


def _documents() -> str:
    from PySide6.QtCore import QStandardPaths

    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
