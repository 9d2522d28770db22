"""One message over the window, shown with open(): a question of two buttons, or a report ready to copy."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.theme import Theme
from app.ui.widgets.copy_text import CopyText
from app.ui.widgets.text import Role, breakable, label, readable


class MessageWindow(QDialog):
    """A title, a text, perhaps something to copy, and at most one action beside Close."""

    def __init__(
        self,
        look: Theme | None,
        title: str,
        text: str,
        *,
        copy_text: str = "",
        action: str = "",
        run: Callable[[], None] | None = None,
        close: str = "Close",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("message-window")
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(theme.px(480))
        if look is not None:
            look.dress(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(24), theme.px(22), theme.px(24), theme.px(18))
        column.setSpacing(theme.space(3))
        column.addWidget(label(title, Role.SECTION, parent=self))
        for paragraph in text.split("\n\n"):
            column.addWidget(readable(breakable(paragraph), parent=self))
        if copy_text:
            column.addWidget(CopyText("", copy_text, parent=self))
        column.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(theme.space(3))
        row.addStretch(1)
        self.action_button: QPushButton | None = None
        self.close_button = QPushButton(close, self)
        self.close_button.setObjectName("message-close")
        self.close_button.clicked.connect(self.reject)
        row.addWidget(self.close_button)
        if action and run is not None:
            self._add_action(row, action, run)
        column.addSpacing(theme.space(1))
        column.addWidget(_line(self))
        column.addLayout(row)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        (self.action_button if self.action_button is not None else self.close_button).setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """As tall as the words need at this width: only now is their font known."""
        super().showEvent(event)
        layout = self.layout()
        if layout is not None:
            self.resize(self.width(), layout.totalHeightForWidth(self.width()))

    def _add_action(self, row: QHBoxLayout, text: str, run: Callable[[], None]) -> None:
        button = self.action_button = QPushButton(text, self)
        button.setObjectName("message-action")
        button.setProperty("primary", True)
        button.setDefault(True)
        button.clicked.connect(self.accept)
        self.accepted.connect(run)
        row.addWidget(button)


def _line(parent: QWidget) -> QFrame:
    line = QFrame(parent)
    line.setFrameShape(QFrame.Shape.NoFrame)
    line.setProperty("lineAbove", True)
    line.setFixedHeight(1)
    return line
