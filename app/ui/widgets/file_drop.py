"""Choosing files: by button, by drop, or by pasting a path. Nothing is opened here."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.ui.widgets.text import Role, label, set_tone


class FileDrop(QFrame):
    """A place to drop files on, with buttons that do the same. Signal `chosen(object)`: tuple of Paths."""

    chosen = Signal(object)

    def __init__(
        self, invitation: str, patterns: str, *, folders: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._patterns = patterns
        self.setAcceptDrops(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 16)
        column.setSpacing(10)
        self._text = label(invitation, Role.SECONDARY)
        column.addWidget(self._text)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.files = QPushButton("Choose files…", self)
        self.files.setObjectName("choose-files")
        self.files.clicked.connect(self._ask_files)
        row.addWidget(self.files)
        self.folder = QPushButton("Choose a folder…", self)
        self.folder.setObjectName("choose-folder")
        self.folder.setVisible(folders)
        self.folder.clicked.connect(self._ask_folder)
        row.addWidget(self.folder)
        row.addStretch(1)
        column.addLayout(row)

    def set_invitation(self, text: str) -> None:
        """Changes the sentence above the buttons."""
        self._text.setText(text)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _local_paths(event.mimeData()):
            set_tone(self, "over", name="state")
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        set_tone(self, "", name="state")

    def dropEvent(self, event: QDropEvent) -> None:
        set_tone(self, "", name="state")
        paths = _local_paths(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self.chosen.emit(paths)

    def _ask_files(self) -> None:
        dialog = QFileDialog(self, "Choose the report", "", self._patterns)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        self._open(dialog)

    def _ask_folder(self) -> None:
        dialog = QFileDialog(self, "Choose the folder")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly, True)
        self._open(dialog)

    def _open(self, dialog: QFileDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(self._picked)
        dialog.open()

    def _picked(self, names: list[str]) -> None:
        if names:
            self.chosen.emit(tuple(Path(name) for name in names))


def _local_paths(data: QMimeData) -> tuple[Path, ...]:
    return tuple(Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())
