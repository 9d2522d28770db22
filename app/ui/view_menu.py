"""How the window looks, chosen by the reader: text size and light or dark, with the version beside it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QPushButton, QWidget, QWidgetAction

from app import __version__
from app.storage.paths import APP_NAME
from app.ui import icons, theme
from app.ui.tokens import Token
from app.ui.widgets.text import Role, label

SIZES = (90, 100, 110, 125, 150, 175, 200)
SCHEMES = (("system", "As Windows is set"), ("light", "Light"), ("dark", "Dark"))


def next_size(percent: int, by: int) -> int:
    """The next larger text size, or for a negative `by` the next smaller; the same where there is none."""
    larger = [size for size in SIZES if size > percent]
    smaller = [size for size in SIZES if size < percent]
    return next(iter(larger[:1] if by > 0 else smaller[-1:]), percent)


class ViewButton(QPushButton):
    """Opens the menu. Signals: `size_chosen(object)` a percentage; `scheme_chosen(object)` a word."""

    size_chosen = Signal(object)
    scheme_chosen = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__("View", parent)
        self.setObjectName(name)
        self.setAccessibleName("View: text size and colours")
        self.setProperty("link", True)
        icons.dress(self, "text-size", Token.ACCENT)
        self._chosen = ("100", SCHEMES[0][0])
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._get_ready)
        self.setMenu(self._menu)

    def set_compact(self, compact: bool) -> None:
        """The icon alone, with its word as a tool tip."""
        self.setText("" if compact else "View")
        self.setToolTip("Text size and colours" if compact else "")

    def show_choice(self, percent: int, scheme: str) -> None:
        """Has what is chosen now marked in the menu."""
        self._chosen = (str(percent), scheme)

    def _get_ready(self) -> None:
        if self._menu.isEmpty():
            self._fill()
        for action in self._menu.actions():
            action.setChecked(action.data() in self._chosen)

    def _fill(self) -> None:
        sizes = self._group("Text size", tuple((str(size), f"{size} %") for size in SIZES))
        schemes = self._group("Colours", SCHEMES)
        self._menu.addSeparator()
        version = self._menu.addAction(f"{APP_NAME} {__version__}")
        version.setEnabled(False)
        sizes.triggered.connect(lambda action: self.size_chosen.emit(int(action.data())))
        schemes.triggered.connect(lambda action: self.scheme_chosen.emit(action.data()))

    def _group(self, title: str, choices: tuple[tuple[str, str], ...]) -> QActionGroup:
        group = QActionGroup(self)
        if not self._menu.isEmpty():
            self._menu.addSeparator()
        self._menu.addAction(_heading(title, self._menu))
        for value, text in choices:
            action = QAction(text, self)
            action.setData(value)
            action.setCheckable(True)
            group.addAction(action)
            self._menu.addAction(action)
        return group


def _heading(title: str, menu: QMenu) -> QWidgetAction:
    """A line that only says what follows: styled menus draw no section titles."""
    words = label(title, Role.SMALL, wrap=False)
    words.setContentsMargins(theme.px(12), theme.px(6), theme.px(12), theme.px(2))
    made = QWidgetAction(menu)
    made.setDefaultWidget(words)
    made.setEnabled(False)
    return made
