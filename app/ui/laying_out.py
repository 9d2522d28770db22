"""Lets widgets find their places before they are shown, so that showing them takes no time."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtGui import QPixmap, QRegion
from PySide6.QtWidgets import QWidget


def lay_out(widget: QWidget) -> None:
    """Has a hidden widget lay itself out in the size it has. Qt tells what is hidden its size only when it is
    shown, or drawn elsewhere: here, a single point of it."""
    widget.render(QPixmap(1, 1), QPoint(), QRegion(0, 0, 1, 1))
