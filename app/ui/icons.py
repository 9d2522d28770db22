"""Our own icons: plain SVG drawn in two words of colour, `token:ink` and `token:paper`, recoloured when used.

Icons that tell how a thing stands differ in shape as well as in colour. The solid tick is for what this
program measured; `state_icon` is the only road from a step's state to a mark, and gives it to nothing else.
"""

from __future__ import annotations

import functools

from PySide6.QtCore import QByteArray, QEvent, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPaintEvent, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.journey.model import How, Status, StepState
from app.storage.paths import resource
from app.ui import theme
from app.ui.tokens import Token


class UnknownIcon(KeyError):
    """There is no drawing of that name in resources/icons."""


def icon_names() -> tuple[str, ...]:
    """Every drawing there is, by name."""
    return tuple(sorted(path.stem for path in resource("icons").glob("*.svg")))


def pixmap(name: str, side: int, ink: QColor, ratio: float = 1.0, paper: QColor | None = None) -> QPixmap:
    """A drawing as a square of `side` logical pixels. Kept for next time. Raises UnknownIcon."""
    ground = paper if paper is not None else theme.colour(Token.CARD)
    return _drawn(name, side, ink.name(), ground.name(), round(ratio * 100))


def icon(name: str, token: Token | str = Token.TEXT, *, paper: QColor | None = None) -> QIcon:
    """A drawing as an icon in the colours of this moment: see `dress` for one that follows the theme."""
    ink = theme.colour(token)
    made = QIcon()
    for side in (16, 20, 24, 32, 48, 64):
        made.addPixmap(pixmap(name, side, ink, 1.0, paper))
    return made


def dress(button: QAbstractButton, name: str, token: Token | str = Token.TEXT) -> None:
    """Puts an icon on a button and keeps it in the theme's colour and the text's size."""
    _Dresser(button, name, token)


_REDRAWN_AT = (
    QEvent.Type.PaletteChange,
    QEvent.Type.FontChange,
    QEvent.Type.DevicePixelRatioChange,
)


class _Dresser(QObject):
    """Follows the palette and the font of its button; lives and dies with it."""

    def __init__(self, button: QAbstractButton, name: str, token: Token | str) -> None:
        super().__init__(button)
        self._button = button
        self._name, self._token = name, token
        button.installEventFilter(self)
        self._draw()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _REDRAWN_AT:
            self._draw()
        return False

    def _draw(self) -> None:
        side = round(theme.line_height(self._button) * 1.05)
        ratio = self._button.devicePixelRatioF()
        self._button.setIcon(QIcon(pixmap(self._name, side, theme.colour(self._token), ratio)))
        self._button.setIconSize(QSize(side, side))


class IconView(QWidget):
    """An icon as large as the text beside it, painted in the theme's colour of the moment."""

    def __init__(
        self,
        name: str,
        token: Token = Token.TEXT,
        *,
        scale: float = 1.2,
        says: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._scale = scale
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_icon(name, token, says)

    def show_icon(self, name: str, token: Token, says: str = "") -> None:
        """Draws another icon; `says` is what a screen reader hears."""
        self.name, self._token = name, token
        self.setAccessibleName(says)
        self.update()

    def sizeHint(self) -> QSize:
        side = round(theme.line_height(self) * self._scale)
        return QSize(side, side)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        side = min(self.width(), self.height())
        picture = pixmap(self.name, side, theme.colour(self._token), self.devicePixelRatioF())
        painter = QPainter(self)
        painter.drawPixmap((self.width() - side) // 2, (self.height() - side) // 2, picture)
        painter.end()


_DONE = {
    How.MEASURED: ("tick-solid", "done, measured"),
    How.READ_OFF: ("tick-read-off", "done, read off"),
    How.TOLD: ("tick-told", "done, as told"),
}
_STATES = {
    Status.NOT_NEEDED: ("not-needed", Token.BORDER, "not needed"),
    Status.BLOCKED: ("blocked", Token.BORDER, "not yet possible"),
    Status.READY: ("ready", Token.BORDER, "ready"),
    Status.IN_PROGRESS: ("in-progress", Token.ACCENT, "in progress"),
    Status.WAITING: ("waiting", Token.WAITING, "waiting"),
    Status.ATTENTION: ("look-at", Token.LOOK_AT, "needs attention"),
}


def state_icon(state: StepState, *, current: bool = False) -> tuple[str, Token, str]:
    """The icon, its colour and its words for a step. Only what was measured gets the solid tick."""
    if state.status is Status.DONE:
        name, says = _DONE[state.how or How.TOLD]
        return name, Token.FINE, says
    name, token, says = _STATES[state.status]
    if current and state.status in (Status.READY, Status.IN_PROGRESS):
        return "current", Token.ACCENT, f"{says}, open now"
    return name, token, says


@functools.lru_cache(maxsize=512)
def _drawn(name: str, side: int, ink: str, paper: str, percent: int) -> QPixmap:
    text = _source(name).replace("token:ink", ink).replace("token:paper", paper)
    ratio = percent / 100
    picture = QPixmap(max(1, round(side * ratio)), max(1, round(side * ratio)))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer = QSvgRenderer(QByteArray(text.encode("utf-8")))
    renderer.render(painter, QRectF(0, 0, picture.width(), picture.height()))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


@functools.lru_cache(maxsize=128)
def _source(name: str) -> str:
    try:
        return resource("icons", f"{name}.svg").read_text(encoding="utf-8")
    except FileNotFoundError:
        raise UnknownIcon(name) from None
