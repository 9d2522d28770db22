"""The foot of every page: Back, one line of status, at most one other way, and the one thing to do."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.journey.model import How
from app.ui import theme
from app.ui.icons import IconView
from app.ui.page import Action, StatusLine
from app.ui.tokens import Token
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.text import Role, label, set_tone

STATUS_PX = 290
"""At 100 % text: the least that a long line is given between the buttons."""
_KNOWN = {How.MEASURED: "tick-solid", How.READ_OFF: "tick-read-off", How.TOLD: "tick-told"}


class Foot(QFrame):
    """Signals: `back_pressed()`, `primary_pressed()`, `secondary_pressed()`."""

    back_pressed = Signal()
    primary_pressed = Signal()
    secondary_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("foot")
        self._turning = False
        self.back = QPushButton("Back", self)
        self.back.setObjectName("back")
        self.back.setToolTip("Back (Alt+Left)")
        self.back.clicked.connect(self.back_pressed)
        self._said = self._build_said()
        self._actions = self._build_actions()
        self._row = QHBoxLayout()
        self._row.setSpacing(theme.px(12))
        middle = Qt.AlignmentFlag.AlignVCenter
        self._row.addWidget(self.back, 0, middle)
        self._row.addWidget(self._said, 1, middle)
        self._row.addStretch(0)
        self._row.addWidget(self._actions, 0, middle)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, theme.px(14), 0, theme.px(16))
        self._column.setSpacing(theme.px(12))
        self._column.addLayout(self._row)

    def _build_said(self) -> QWidget:
        said = QWidget(self)
        line = QHBoxLayout(said)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.px(10))
        self._mark = IconView("tick-solid", Token.FINE, parent=said)
        self.status = label("", Role.SECONDARY, parent=said)
        self.status.setObjectName("status-line")
        line.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self.status, 1, Qt.AlignmentFlag.AlignVCenter)
        return said

    def _build_actions(self) -> QWidget:
        actions = FlowRow(self, gap=14, right=True)
        self.secondary = QPushButton("", actions)
        self.secondary.setObjectName("secondary")
        self.secondary.clicked.connect(self.secondary_pressed)
        self.primary = QPushButton("", actions)
        self.primary.setObjectName("primary")
        self.primary.setProperty("primary", True)
        self.primary.setAutoDefault(True)
        self.primary.clicked.connect(self.primary_pressed)
        actions.add(self.secondary)
        actions.add(self.primary)
        return actions

    def show_actions(self, primary: Action | None, secondary: Action | None, *, ready: bool) -> None:
        """Draws the two actions; `ready` is False while the page is busy or saving."""
        _draw(self.primary, primary, ready=ready)
        _draw(self.secondary, secondary, ready=ready)

    def show_back(self, text: str) -> None:
        """Names Back; an empty text takes it away."""
        self.back.setText(text)
        self.back.setVisible(bool(text))

    def show_status(self, status: StatusLine) -> None:
        """One line: what is known, with the mark of how."""
        self.status.setText(status.text)
        set_tone(self.status, status.tone)
        self._mark.setVisible(status.how is not None and bool(status.text))
        if status.how is not None:
            self._mark.show_icon(_KNOWN[status.how], Token.FINE)
        self._said.setVisible(bool(status.text))
        self._turn()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._turn()
        return done

    def _turn(self) -> None:
        """Where there is no room for all in a row, the line stands above the buttons; where there is none for
        the buttons either, the actions stand below."""
        if self._turning:
            return
        self._turning = True
        shown = (part for part in (self.back, self._actions) if not part.isHidden())
        buttons = sum(part.sizeHint().width() + self._row.spacing() for part in shown)
        if buttons > self.width():
            self._place(said_above=False, actions_below=True)
        else:
            above = buttons + self._line_least() > self.width()
            self._place(said_above=above, actions_below=False)
        self._turning = False

    def _place(self, *, said_above: bool, actions_below: bool) -> None:
        middle = Qt.AlignmentFlag.AlignVCenter
        if said_above != (self._column.indexOf(self._said) >= 0):
            if said_above:
                self._row.removeWidget(self._said)
                self._column.insertWidget(0, self._said)
            else:
                self._column.removeWidget(self._said)
                self._row.insertWidget(1, self._said, 1, middle)
        if actions_below != (self._column.indexOf(self._actions) >= 0):
            if actions_below:
                self._row.removeWidget(self._actions)
                self._column.addWidget(self._actions)
            else:
                self._column.removeWidget(self._actions)
                self._row.addWidget(self._actions, 0, middle)

    def _line_least(self) -> int:
        words = self.status.fontMetrics().horizontalAdvance(self.status.text())
        return min(theme.px(STATUS_PX), words + self._mark.sizeHint().width() + theme.px(24))


def _draw(button: QPushButton, action: Action | None, *, ready: bool) -> None:
    button.setVisible(action is not None)
    if action is None:
        return
    button.setText(action.label.replace("&", "&&"))
    button.setAccessibleName(action.label)
    button.setAccessibleDescription(action.because)
    button.setToolTip(action.because)
    button.setEnabled(action.enabled and ready)
