"""A message ready to send: read it, copy it, and be told that it was copied."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from app.ui.widgets.speak import announce
from app.ui.widgets.text import Role, label

CONFIRM_MS = 4000
MOST_LINES = 12


class CopyText(QFrame):
    """A read-only message with a Copy button. Signal `copied(object)`: the text put on the clipboard."""

    copied = Signal(object)

    def __init__(
        self, title: str, text: str = "", *, button: str = "Copy", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self._heading = label(title, Role.STRONG)
        self._heading.setVisible(bool(title))
        column.addWidget(self._heading)
        self.field = _Message(self)
        self.field.setAccessibleName(title or "Message")
        self._heading.setBuddy(self.field)
        column.addWidget(self.field)
        row = QHBoxLayout()
        self.button = QPushButton(button, self)
        self.button.setObjectName("copy")
        self.button.clicked.connect(self.copy)
        self._done = label("", Role.SMALL, wrap=False, tone="fine")
        row.addWidget(self.button)
        row.addWidget(self._done)
        row.addStretch(1)
        column.addLayout(row)
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(CONFIRM_MS)
        self._quiet.timeout.connect(self._done.clear)
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Changes the message."""
        self.field.setPlainText(text)
        self.field.updateGeometry()
        self._done.clear()

    def copy(self) -> None:
        """Puts the message on the clipboard and says so, on screen and aloud."""
        text = self.field.toPlainText()
        QGuiApplication.clipboard().setText(text)
        self._done.setText("Copied")
        announce(self.button, "Copied")
        self._quiet.start()
        self.copied.emit(text)


class _Message(QPlainTextEdit):
    """As tall as its text, up to a dozen lines; Tab leaves it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.setFixedHeight(self.sizeHint().height())

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        lines, block = 0, self.document().begin()
        while block.isValid():
            lines += max(1, block.layout().lineCount())
            block = block.next()
        text = metrics.lineSpacing() * min(max(lines, 1), MOST_LINES) + 2 * round(
            self.document().documentMargin()
        )
        around = max(self.height() - self.viewport().height(), round(metrics.height() * 0.9))
        return QSize(metrics.averageCharWidth() * 50, text + around)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * 20, self.fontMetrics().height() * 3)
