"""A message ready to send: read it, copy it, and be told that it was copied."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.speak import announce
from app.ui.widgets.tab_order import reach_before
from app.ui.widgets.text import Role, label

CONFIRM_MS = 4000
MOST_LINES = 40
"""A whole letter shows; only what is longer scrolls within its box."""


class CopyText(QFrame):
    """A read-only message with a Copy button. Signal `copied(object)`: the text put on the clipboard."""

    copied = Signal(object)

    def __init__(
        self,
        title: str,
        text: str = "",
        *,
        button: str = "Copy",
        above: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """`above`: the button stands over the message, for one that may be longer than the window."""
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(2))
        self._heading = label(title, Role.STRONG, parent=self)
        self._heading.setVisible(bool(title))
        column.addWidget(self._heading)
        self.field = _Message(self)
        self.field.setAccessibleName(title or "Message")
        self._heading.setBuddy(self.field)
        column.addWidget(self.field)
        self._row = FlowRow(self)
        self.button = QPushButton(button, self)
        self.button.setObjectName("copy")
        self.button.clicked.connect(self.copy)
        self._done = label("", Role.SMALL, wrap=False, tone="fine", parent=self)
        self._done.setVisible(False)
        self._row.add(self.button)
        self._row.add(self._done)
        column.insertWidget(1 if above else 2, self._row)
        if above:
            reach_before(self.button, self.field)
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(CONFIRM_MS)
        self._quiet.timeout.connect(self._say_nothing)
        self.set_text(text)

    def add_button(self, button: QPushButton) -> None:
        """Puts another button beside Copy, before what confirms it."""
        self._row.add(button, before=self._done)

    def set_text(self, text: str) -> None:
        """Changes the message."""
        self.field.setPlainText(text)
        self.field.fit()
        self._say_nothing()

    def copy(self) -> None:
        """Puts the message on the clipboard and says so, on screen and aloud."""
        text = self.field.toPlainText()
        QGuiApplication.clipboard().setText(text)
        self._done.setText("Copied")
        self._done.setVisible(True)
        announce(self.button, "Copied")
        self._quiet.start()
        self.copied.emit(text)

    def _say_nothing(self) -> None:
        self._done.setText("")
        self._done.setVisible(False)


class _Message(QPlainTextEdit):
    """As tall as its text, up to a page of it; Tab leaves it."""

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
            self.fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self.fit()

    def fit(self) -> None:
        """As tall as the text needs at this width."""
        self.setFixedHeight(self.sizeHint().height())

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        layout, height, block = self.document().documentLayout(), 0.0, self.document().begin()
        while block.isValid():
            height += layout.blockBoundingRect(block).height()
            block = block.next()
        most = metrics.lineSpacing() * MOST_LINES
        text = min(max(math.ceil(height), metrics.lineSpacing()), most)
        text += 2 * round(self.document().documentMargin())
        around = max(self.height() - self.viewport().height(), round(metrics.height() * 0.9))
        return QSize(metrics.averageCharWidth() * 50, text + around)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * 20, self.fontMetrics().height() * 3)
