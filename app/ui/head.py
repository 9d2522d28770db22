"""The head of every page: its title, one sentence of purpose, the names switch and help."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.ui import messages, theme
from app.ui.turning_row import TurningRow
from app.ui.view_menu import ViewButton
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.pill import Pill
from app.ui.widgets.text import Role, label


class Head(QWidget):
    """Signals: `names_pressed()`, `help_pressed()`."""

    names_pressed = Signal()
    help_pressed = Signal()

    def __init__(self, view: ViewButton, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("head")
        self.title = label("", Role.TITLE, parent=self)
        self.title.setObjectName("page-title")
        self.title.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.purpose = label("", Role.SECONDARY, parent=self)
        self.purpose.setObjectName("page-purpose")
        self._view = view
        self._compact = False
        self._rail = self._is_practice = False
        self._practice = Pill(messages.PRACTICE_BANNER[0], "look-at", self)
        self.names = QPushButton(messages.NAMES_HIDDEN, self)
        self.names.setObjectName("names-switch")
        self.names.clicked.connect(self.names_pressed)
        self.help = QPushButton("Help", self)
        self.help.setObjectName("help")
        self.help.setToolTip("Help for this page (F1)")
        self.help.clicked.connect(self.help_pressed)
        buttons = FlowRow(self, gap=10, right=True)
        for part in (self._practice, view, self.names, self.help):
            buttons.add(part)
        self._row = TurningRow(self.title, buttons, left_least=280, parent=self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        column.addWidget(self._row)
        column.addWidget(self.purpose)

    def show_text(self, title: str, purpose: str) -> None:
        """The page's own words."""
        self.title.setText(title)
        self.purpose.setText(purpose)
        self.purpose.setVisible(bool(purpose))
        at_100 = self.title.fontMetrics().horizontalAdvance(title) / max(theme.px(100) / 100, 0.1)
        self._row.set_left_least(round(min(at_100, 460)))

    def show_names(self, shown: bool, minutes_left: int, *, offered: bool) -> None:
        """The switch says what is so, and what pressing it does."""
        self.names.setVisible(offered)
        self.names.setText(messages.NAMES_SHOWN if shown else messages.NAMES_HIDDEN)
        spoken = messages.NAMES_SHOWN_SPOKEN if shown else messages.NAMES_HIDDEN_SPOKEN
        self.names.setAccessibleName(spoken)
        self.names.setToolTip(
            f"Hidden again in {minutes_left} min" if shown else "Shown for 5 minutes, and noted"
        )

    def show_place(self, *, rail: bool, practice: bool) -> None:
        """Without a rail the head carries what the rail would: the view menu and PRACTICE."""
        self._rail, self._is_practice = rail, practice
        self._view.setVisible(not rail)
        self._practice.setVisible(practice and not (rail and not self._compact))

    def set_compact(self, compact: bool) -> None:
        """A rail of marks alone has no room for PRACTICE."""
        if compact != self._compact:
            self._compact = compact
            self.show_place(rail=self._rail, practice=self._is_practice)
