"""How the window looks: one palette and one stylesheet made from the token table, at the reader's text size.

Fusion draws everything; the stylesheet is set on our own windows only (`Theme.dress`), so dialogs of the
system keep the system's look. In a Windows contrast theme the system's colours win: no colour of ours is used
and the stylesheet holds text sizes alone.

Use from the main thread only.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.stylesheet import text_sizes, whole_sheet
from app.ui.tokens import DARK, LIGHT, Palette, Token

BODY_POINTS = 10.0
SMALLEST_PERCENT, LARGEST_PERCENT = 90, 200
PREFERENCES = ("system", "light", "dark")
STYLE = "Fusion"
DRAWS_FUSION = "drawsFusion"
"""A property of an application that was begun with that style: setting it again would cost more than the
whole of the palette."""
_STEP_PX = 4


class Theme(QObject):
    """The look of one application. Signal `changed()`: colours or sizes differ, so measure again."""

    changed = Signal()

    def __init__(
        self,
        app: QApplication,
        preference: str = "system",
        text_percent: int = 100,
        *,
        contrast_theme: Callable[[], bool] | None = None,
    ) -> None:
        """Takes over the application's style, font and palette. `contrast_theme` replaces asking Qt."""
        super().__init__(app)
        self._app = app
        self._preference = preference if preference in PREFERENCES else "system"
        self._percent = _within(text_percent)
        self._contrast_theme = contrast_theme or self._system_contrast
        self._family = QFont(app.font())
        self._dressed: weakref.WeakSet[QWidget] = weakref.WeakSet()
        self._applying = False
        self._colours: dict[str, QColor] = {}
        """Worked out so far: cells and marks ask for theirs each time they are painted."""
        if not app.property(DRAWS_FUSION):
            app.setStyle(STYLE)
        self._hints = app.styleHints()  # kept: its wrapper takes that of accessibility() with it
        self._reading_aids = self._hints.accessibility()
        self._hints.colorSchemeChanged.connect(self._system_changed)
        self._reading_aids.contrastPreferenceChanged.connect(self._system_changed)
        _use(self)
        self._apply()

    @property
    def preference(self) -> str:
        """ "system", "light" or "dark"."""
        return self._preference

    @property
    def text_percent(self) -> int:
        """Text size, 90 to 200."""
        return self._percent

    @property
    def dark(self) -> bool:
        """Whether the dark table is in use."""
        if self._preference == "system":
            return self._hints.colorScheme() == Qt.ColorScheme.Dark
        return self._preference == "dark"

    @property
    def contrast_theme(self) -> bool:
        """Whether the system is in a contrast theme, whose colours win over ours."""
        return self._contrast_theme()

    @property
    def tokens(self) -> Palette:
        """The table in use, as #rrggbb."""
        if self.contrast_theme:
            return _system_tokens(self._app.palette())
        return DARK if self.dark else LIGHT

    def colour(self, token: Token | str) -> QColor:
        """One colour by meaning. Raises ValueError for a word that is not a token."""
        found = self._colours.get(token)
        if found is None:
            found = self._colours[token] = QColor(self.tokens[Token(token)])
        return QColor(found)

    def px(self, pixels: float) -> int:
        """A length given at 100 % text, grown with the text. Never less than 1."""
        return max(1, round(pixels * self._scale()))

    def space(self, steps: float) -> int:
        """A gap in steps of 4 pixels, grown with the text."""
        return self.px(steps * _STEP_PX)

    def set_preference(self, preference: str) -> None:
        """Follows the system, or stays light or dark. Raises ValueError for anything else."""
        if preference not in PREFERENCES:
            raise ValueError(f"theme must be one of {', '.join(PREFERENCES)}")
        if preference != self._preference:
            self._preference = preference
            self._apply()

    def set_text_percent(self, percent: int) -> None:
        """Changes the text size, held between 90 and 200."""
        percent = _within(percent)
        if percent != self._percent:
            self._percent = percent
            self._apply()

    def dress(self, window: QWidget) -> None:
        """Gives one of our own windows the stylesheet, now and after every change."""
        self._dressed.add(window)
        window.setStyleSheet(self._sheet())

    def _scale(self) -> float:
        return self._percent / 100

    def _apply(self) -> None:
        self._applying = True
        self._colours.clear()
        try:
            wanted = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
            self._hints.setColorScheme(wanted.get(self._preference, Qt.ColorScheme.Unknown))
            font = QFont(self._family)
            font.setPointSizeF(BODY_POINTS * self._scale())
            self._app.setFont(font)
            self._app.setPalette(QPalette() if self.contrast_theme else _palette(self.tokens))
            dressed = tuple(self._dressed)
            sheet = self._sheet() if dressed else ""
            for window in dressed:
                if shiboken6.isValid(window):  # a closed window may still be referred to
                    window.setStyleSheet(sheet)
        finally:
            self._applying = False
        self.changed.emit()

    def _sheet(self) -> str:
        if self.contrast_theme:
            return text_sizes(self._points)
        return whole_sheet(self.tokens, self._points, self.px, "dark" if self.dark else "light")

    def _points(self, points: float) -> str:
        return f"{points * self._scale():.2f}pt"

    def _system_contrast(self) -> bool:
        return self._reading_aids.contrastPreference() == Qt.ContrastPreference.HighContrast

    def _system_changed(self) -> None:
        if not self._applying:
            self._apply()


_active: weakref.ref[Theme] | None = None


def _use(theme: Theme) -> None:
    global _active
    _active = weakref.ref(theme)


def active() -> Theme | None:
    """The theme in use, for widgets that paint themselves; None before there is one."""
    return _active() if _active is not None else None


def colour(token: Token | str) -> QColor:
    """One colour by meaning from the theme in use; the light table where there is none yet."""
    theme = active()
    return theme.colour(token) if theme else QColor(LIGHT[Token(token)])


def palette_words() -> dict[str, str]:
    """The table in use as words and #rrggbb, for pictures that name their colours."""
    theme = active()
    return {token.value: value for token, value in (theme.tokens if theme else LIGHT).items()}


def px(pixels: float) -> int:
    """A length given at 100 % text, in the theme in use."""
    theme = active()
    return theme.px(pixels) if theme else round(pixels)


def points(at_100: float) -> float:
    """A size of type given at 100 % text, in the theme in use."""
    theme = active()
    return at_100 * theme.text_percent / 100 if theme else at_100


def space(steps: float) -> int:
    """A gap in steps of 4 pixels, in the theme in use."""
    return px(steps * _STEP_PX)


def line_height(widget: QWidget) -> float:
    """The height of one line of a widget's text, in pixels."""
    return QFontMetricsF(widget.font()).height()


def _within(percent: int) -> int:
    return max(SMALLEST_PERCENT, min(LARGEST_PERCENT, percent))


_ROLES = {
    QPalette.ColorRole.Window: Token.WINDOW,
    QPalette.ColorRole.WindowText: Token.TEXT,
    QPalette.ColorRole.Base: Token.CARD,
    QPalette.ColorRole.AlternateBase: Token.WINDOW,
    QPalette.ColorRole.Text: Token.TEXT,
    QPalette.ColorRole.Button: Token.CARD,
    QPalette.ColorRole.ButtonText: Token.TEXT,
    QPalette.ColorRole.BrightText: Token.MEND,
    QPalette.ColorRole.ToolTipBase: Token.CARD,
    QPalette.ColorRole.ToolTipText: Token.TEXT,
    QPalette.ColorRole.PlaceholderText: Token.SECONDARY,
    QPalette.ColorRole.Link: Token.ACCENT,
    QPalette.ColorRole.LinkVisited: Token.WAITING,
    QPalette.ColorRole.Highlight: Token.ACCENT,
    QPalette.ColorRole.HighlightedText: Token.ON_ACCENT,
    QPalette.ColorRole.Accent: Token.ACCENT,
}


def _palette(tokens: Palette) -> QPalette:
    made = QPalette(QColor(tokens[Token.CARD]), QColor(tokens[Token.WINDOW]))
    for role, token in _ROLES.items():
        made.setColor(role, QColor(tokens[token]))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens[Token.SECONDARY]))
    return made


def _system_tokens(palette: QPalette) -> Palette:
    """In a contrast theme every tint is the window and every word is the window's text."""
    text = palette.color(QPalette.ColorRole.WindowText).name()
    ground = palette.color(QPalette.ColorRole.Window).name()
    grounds = {token for token in Token if token.value.endswith("-tint")}
    grounds |= {Token.WINDOW, Token.RAIL, Token.CARD, Token.HOVER, Token.OFF, Token.KNOB}
    made = {token: ground if token in grounds else text for token in Token}
    made[Token.ACCENT] = made[Token.ACCENT_STRONG] = palette.color(QPalette.ColorRole.Highlight).name()
    made[Token.ON_ACCENT] = palette.color(QPalette.ColorRole.HighlightedText).name()
    return made
