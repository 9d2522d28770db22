"""Choosing files: by button, by drop, or by pasting a path. Nothing is opened here."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.icons import IconView
from app.ui.tokens import Token
from app.ui.turning_row import TurningRow
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.save_as import ask_files, ask_folder
from app.ui.widgets.text import Role, grows_with_its_words, label, set_tone


class FileDrop(QFrame):
    """A place to drop files on, with buttons that do the same. Signal `chosen(object)`: tuple of Paths."""

    chosen = Signal(object)

    def __init__(
        self,
        invitation: str,
        patterns: str,
        *,
        folders: bool = True,
        title: str = "Choose the report",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._patterns = patterns
        self._title = title
        self._invitation = invitation
        self.setAcceptDrops(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(18), theme.px(16), theme.px(18), theme.px(16))
        column.addWidget(
            TurningRow(self._build_words(), self._build_buttons(folders), left_least=250, parent=self)
        )

    def _build_words(self) -> QWidget:
        words = QWidget(self)
        grows_with_its_words(words)
        row = QHBoxLayout(words)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(12))
        self._text = label(self._invitation, Role.SECONDARY, parent=words)
        row.addWidget(IconView("file", Token.SECONDARY, scale=1.5, parent=words))
        row.addWidget(self._text, 1)
        return words

    def _build_buttons(self, folders: bool) -> QWidget:
        buttons = FlowRow(self)
        self.files = QPushButton("Choose files…", buttons)
        self.files.setObjectName("choose-files")
        self.files.clicked.connect(self._ask_files)
        buttons.add(self.files)
        self.folder = QPushButton("Choose a folder…", buttons)
        self.folder.setObjectName("choose-folder")
        self.folder.setVisible(folders)
        self.folder.clicked.connect(self._ask_folder)
        buttons.add(self.folder)
        return buttons

    def show_chosen(self, words: str) -> None:
        """Names what was chosen in place of the invitation; empty brings that back."""
        self._text.setText(words or self._invitation)
        set_tone(self._text, Role.STRONG.value if words else Role.SECONDARY.value, name="textRole")

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
        ask_files(self, self._title, self._patterns, self.chosen.emit)

    def _ask_folder(self) -> None:
        ask_folder(self, "Choose the folder", lambda folder: self.chosen.emit((folder,)))


def _local_paths(data: QMimeData) -> tuple[Path, ...]:
    return tuple(Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())
