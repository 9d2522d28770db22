"""The journeys on the start page, one panel each."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from app.ui import icons, theme
from app.ui.icons import IconView
from app.ui.pages.start.model import JourneyRow
from app.ui.tokens import Token
from app.ui.turning_row import TurningRow
from app.ui.widgets.text import Role, breakable, label


class JourneyPanel(QFrame):
    """Signals: `opened(object)` a JourneyRow; `move_asked(object)`, `folder_asked(object)` likewise."""

    opened = Signal(object)
    move_asked = Signal(object)
    folder_asked = Signal(object)

    def __init__(self, row: JourneyRow, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row = row
        self.setProperty("panel", "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(18), theme.px(13), theme.px(14), theme.px(13))
        column.setSpacing(theme.px(8))
        column.addWidget(TurningRow(self._words(), self._buttons(number), left_least=230, parent=self))
        self.setAccessibleName(f"{row.title}. {row.line}. Last touched {row.touched}")

    def _words(self) -> QWidget:
        left = QWidget(self)
        line = QHBoxLayout(left)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.px(13))
        if self.row.step is None:
            mark = IconView("mend", Token.MEND, scale=1.35, says="could not be read", parent=left)
        else:
            name, token, says = icons.state_icon(self.row.step)
            if self.row.problem:
                name, token, says = "look-at", Token.LOOK_AT, "damaged"
            mark = IconView(name, token, scale=1.35, says=says, parent=left)
        words = QVBoxLayout()
        words.setSpacing(theme.px(2))
        words.addWidget(label(self.row.title, Role.SECTION, parent=left))
        words.addWidget(label(self.row.line, Role.SECONDARY, parent=left))
        touched = f"last touched {self.row.touched}" if self.row.touched else ""
        small = " · ".join(part for part in (self.row.kind, touched) if part)
        if small:
            words.addWidget(label(small, Role.SMALL, parent=left))
        if self.row.problem:
            tone = "look-at" if self.row.can_open else "mend"
            words.addSpacing(theme.px(4))
            words.addWidget(label(breakable(self.row.problem), Role.BODY, tone=tone, parent=left))
        line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        return left

    def _buttons(self, number: int) -> QWidget:
        right = QWidget(self)
        line = QHBoxLayout(right)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.px(14))
        self.more = QPushButton("More", right)
        self.more.setObjectName(f"journey-more-{number}")
        self.more.setAccessibleName(f"More for {self.row.title}")
        self.more.setProperty("link", True)
        self.more.setProperty("more", True)
        menu = QMenu(self.more)
        for text, signal in (
            ("Move to another folder or a share…", self.move_asked),
            ("Show its folder", self.folder_asked),
        ):
            action = QAction(text, menu)
            action.triggered.connect(lambda _=False, wanted=signal: wanted.emit(self.row))
            menu.addAction(action)
        self.more.setMenu(menu)
        self.open = QPushButton("Continue", right)
        self.open.setObjectName(f"journey-{number}")
        self.open.setAccessibleName(f"Continue with {self.row.title}")
        self.open.setEnabled(self.row.can_open)
        self.open.setVisible(self.row.can_open)
        self.open.clicked.connect(lambda: self.opened.emit(self.row))
        line.addWidget(self.more)
        line.addWidget(self.open)
        return right
