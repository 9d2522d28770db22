"""One message over the window, shown with open(): a question of two buttons, or a report ready to copy."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.theme import Theme
from app.ui.widgets.copy_text import CopyText
from app.ui.widgets.text import Role, label, readable


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
        self.setMinimumWidth(theme.px(460))
        if look is not None:
            look.dress(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(22), theme.px(20), theme.px(22), theme.px(18))
        column.setSpacing(theme.space(3))
        column.addWidget(label(title, Role.SECTION, parent=self))
        column.addWidget(readable(text, parent=self))
        if copy_text:
            column.addWidget(CopyText("", copy_text, parent=self))
        row = QHBoxLayout()
        row.addStretch(1)
        self.close_button = QPushButton(close, self)
        self.close_button.setObjectName("message-close")
        self.close_button.clicked.connect(self.reject)
        row.addWidget(self.close_button)
        if action and run is not None:
            self._add_action(row, action, run)
        column.addWidget(_line(self))
        column.addLayout(row)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)

    def _add_action(self, row: QHBoxLayout, text: str, run: Callable[[], None]) -> None:
        self.action_button = QPushButton(text, self)
        self.action_button.setObjectName("message-action")
        self.action_button.setProperty("primary", True)
        self.action_button.setDefault(True)
        self.action_button.clicked.connect(self.accept)
        self.accepted.connect(run)
        row.addWidget(self.action_button)


def _line(parent: QWidget) -> QFrame:
    line = QFrame(parent)
    line.setFrameShape(QFrame.Shape.NoFrame)
    line.setProperty("lineAbove", True)
    line.setFixedHeight(1)
    return line
