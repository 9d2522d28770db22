"""The small marks that tell how a thing stands. Each has a shape of its own; colour only helps.

The solid tick is for what this program measured, and for nothing else. What someone read off a portal or
was told has an outlined mark.
"""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.journey.model import How
from app.ui import icons, theme
from app.ui.tokens import Token


class MarkKind(StrEnum):
    """What a mark says."""

    MEASURED = "measured"
    READ_OFF = "read-off"
    TOLD = "told"
    WAITING = "waiting"
    LOOK_AT = "look-at"
    MEND = "mend"
    AHEAD = "ahead"
    RUNNING = "running"
    SKIPPED = "skipped"
    UNKNOWN = "unknown"
    INFO = "info"
    REACHED = "reached"
    """An end that was come to, however it is known: never a tick."""


SPOKEN = {
    MarkKind.MEASURED: "measured",
    MarkKind.READ_OFF: "read off",
    MarkKind.TOLD: "as told",
    MarkKind.WAITING: "waiting",
    MarkKind.LOOK_AT: "to look at",
    MarkKind.MEND: "to mend",
    MarkKind.AHEAD: "not yet",
    MarkKind.RUNNING: "running",
    MarkKind.SKIPPED: "skipped",
    MarkKind.UNKNOWN: "not known",
    MarkKind.INFO: "note",
    MarkKind.REACHED: "reached",
}


_DRAWN = {
    MarkKind.MEASURED: ("tick-solid", Token.FINE),
    MarkKind.READ_OFF: ("tick-read-off", Token.FINE),
    MarkKind.TOLD: ("tick-told", Token.FINE),
    MarkKind.WAITING: ("waiting", Token.WAITING),
    MarkKind.LOOK_AT: ("look-at", Token.LOOK_AT),
    MarkKind.MEND: ("mend", Token.MEND),
    MarkKind.AHEAD: ("ready", Token.BORDER),
    MarkKind.RUNNING: ("running", Token.ACCENT),
    MarkKind.SKIPPED: ("not-needed", Token.SECONDARY),
    MarkKind.UNKNOWN: ("unknown", Token.SECONDARY),
    MarkKind.INFO: ("info", Token.ACCENT),
    MarkKind.REACHED: ("flag", Token.FINE),
}
_PROOFS = {How.MEASURED: MarkKind.MEASURED, How.READ_OFF: MarkKind.READ_OFF, How.TOLD: MarkKind.TOLD}
PROVEN = frozenset(_PROOFS.values())
"""Marks of what has happened, however it is known."""


def mark_of(how: How | None) -> MarkKind:
    """The only road from proof to mark: the solid tick is for `How.MEASURED`; None is nothing claimed yet."""
    return MarkKind.AHEAD if how is None else _PROOFS[how]


def mark_icon(kind: str, token: str = "") -> QIcon:
    """A mark for a table cell, in its own colour or another token's, as the theme is now."""
    name, own = _DRAWN[MarkKind(kind)]
    return icons.icon(name, token or own)


class Mark(QWidget):
    """A mark as large as the text beside it."""

    def __init__(self, kind: MarkKind, parent: QWidget | None = None, *, scale: float = 1.15) -> None:
        super().__init__(parent)
        self._kind = kind
        self._scale = scale
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.set_kind(kind)

    @property
    def kind(self) -> MarkKind:
        """What it says now."""
        return self._kind

    def set_kind(self, kind: MarkKind) -> None:
        """Says something else."""
        self._kind = kind
        self.setAccessibleName(SPOKEN[kind])
        self.update()

    def sizeHint(self) -> QSize:
        side = round(self.fontMetrics().height() * self._scale)
        return QSize(side, side)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        side = min(self.width(), self.height())
        name, token = _DRAWN[self._kind]
        picture = icons.pixmap(name, side, theme.colour(token), self.devicePixelRatioF())
        painter.drawPixmap((self.width() - side) // 2, (self.height() - side) // 2, picture)
        painter.end()
