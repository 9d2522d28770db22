"""The small arrow that unfolds what is under a line."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QToolButton, QWidget

from app.ui import icons, theme
from app.ui.tokens import Token


class Chevron(QToolButton):
    """Checked while unfolded; drawn down when folded and up when unfolded."""

    def __init__(self, of: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setAutoRaise(True)
        self.setAccessibleName(f"Details of {of}")
        self.setVisible(False)
        self.toggled.connect(self._draw)
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._draw()

    def _draw(self) -> None:
        side = round(theme.line_height(self) * 0.8)
        self.setIcon(icons.icon("chevron-up" if self.isChecked() else "chevron-down", Token.SECONDARY))
        self.setIconSize(QSize(side, side))
