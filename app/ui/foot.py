"""The foot of every page: Back, one line of status, at most one other way, and the one thing to do."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.journey.model import How
from app.ui import theme
from app.ui.flow_layout import FlowLayout
from app.ui.icons import IconView
from app.ui.page import Action, StatusLine
from app.ui.tokens import Token
from app.ui.turning_row import TurningRow
from app.ui.widgets.text import Role, label, set_tone

STATUS_PX, GAPS_PX = 290, 28
"""The least that a long line is given beside the actions, and what stands between its parts."""
_KNOWN = {How.MEASURED: "tick-solid", How.READ_OFF: "tick-read-off", How.TOLD: "tick-told"}


class Foot(QFrame):
    """Signals: `back_pressed()`, `primary_pressed()`, `secondary_pressed()`."""

    back_pressed = Signal()
    primary_pressed = Signal()
    secondary_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("foot")
        left = QWidget(self)
        line = QHBoxLayout(left)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.px(12))
        self.back = QPushButton("Back", left)
        self.back.setObjectName("back")
        self.back.setToolTip("Back (Alt+Left)")
        self.back.clicked.connect(self.back_pressed)
        self._mark = IconView("tick-solid", Token.FINE, parent=left)
        self.status = label("", Role.SECONDARY, parent=left)
        self.status.setObjectName("status-line")
        line.addWidget(self.back, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self.status, 1, Qt.AlignmentFlag.AlignVCenter)
        right = QWidget(self)
        right.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        flow = FlowLayout(right, gap=14, right=True)
        self.secondary = QPushButton("", right)
        self.secondary.setObjectName("secondary")
        self.secondary.clicked.connect(self.secondary_pressed)
        self.primary = QPushButton("", right)
        self.primary.setObjectName("primary")
        self.primary.setProperty("primary", True)
        self.primary.setAutoDefault(True)
        self.primary.clicked.connect(self.primary_pressed)
        flow.addWidget(self.secondary)
        flow.addWidget(self.primary)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(14), 0, theme.px(16))
        self._row = TurningRow(left, right, left_least=STATUS_PX, parent=self)
        column.addWidget(self._row)

    def show_actions(self, primary: Action | None, secondary: Action | None, *, ready: bool) -> None:
        """Draws the two actions; `ready` is False while the page is busy or saving."""
        _draw(self.primary, primary, ready=ready)
        _draw(self.secondary, secondary, ready=ready)

    def show_back(self, text: str) -> None:
        """Names Back; an empty text takes it away."""
        self.back.setText(text)
        self.back.setVisible(bool(text))

    def _needed(self) -> int:
        """What Back and the line need before the actions go below them, in pixels at 100 % text."""
        words = self.status.fontMetrics().horizontalAdvance(self.status.text())
        parts = (self.back.sizeHint().width(), self._mark.sizeHint().width(), words)
        return min(STATUS_PX, round((sum(parts) + theme.px(GAPS_PX)) * 100 / max(theme.px(100), 1)))

    def show_status(self, status: StatusLine) -> None:
        """One line: what is known, with the mark of how."""
        self.status.setText(status.text)
        self._row.set_left_least(self._needed())
        set_tone(self.status, status.tone)
        self._mark.setVisible(status.how is not None and bool(status.text))
        if status.how is not None:
            self._mark.show_icon(_KNOWN[status.how], Token.FINE)


def _draw(button: QPushButton, action: Action | None, *, ready: bool) -> None:
    button.setVisible(action is not None)
    if action is None:
        return
    button.setText(action.label.replace("&", "&&"))
    button.setAccessibleName(action.label)
    button.setAccessibleDescription(action.because)
    button.setToolTip(action.because)
    button.setEnabled(action.enabled and ready)
