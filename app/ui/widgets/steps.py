"""What to do, in numbered lines."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.ui import theme
from app.ui.widgets.clearing import clear
from app.ui.widgets.text import label, readable


class NumberedSteps(QWidget):
    """Steps below one another; a second line of one stands under its first. `selectable` for copying."""

    def __init__(self, parent: QWidget | None = None, *, selectable: bool = False) -> None:
        super().__init__(parent)
        self._selectable = selectable
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.space(2))
        self._grid.setVerticalSpacing(theme.px(4))
        self._grid.setColumnStretch(1, 1)

    def show_steps(self, steps: tuple[str, ...]) -> None:
        """Shows these in place of those before; none hides it."""
        clear(self._grid)
        for row, step in enumerate(steps):
            self._grid.addWidget(label(f"{row + 1}.", wrap=False), row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(readable(step) if self._selectable else label(step), row, 1)
        self.setVisible(bool(steps))
