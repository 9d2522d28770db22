"""Empties a layout whose widgets are made anew each time."""

from __future__ import annotations

from PySide6.QtWidgets import QLayout


def clear(layout: QLayout, *, keep: int = 0) -> None:
    """Takes everything out but the first `keep`, and lets the widgets go. From the main thread."""
    while (item := layout.takeAt(keep)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()  # it would stand behind the new ones until it is gone
            widget.deleteLater()
