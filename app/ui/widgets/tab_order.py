"""Tab goes as the eye does: Qt goes by when widgets were made, which is not always where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def reach_before(widget: QWidget, other: QWidget) -> None:
    """Tab comes to `widget` just before `other`, which came before it until now."""
    between = [other]
    for at in _onward(other):
        if at is widget:
            break
        between.append(at)
    _chain((widget, *between))


def reach_beside(parts: Sequence[QWidget], around: QWidget, *, before: bool) -> None:
    """Tab comes to `parts`, in their order, before or after everything that is in `around`."""
    inside = [at for at in _onward(around) if around.isAncestorOf(at)]
    _chain((*parts, *inside) if before else (*inside, *parts))


def _onward(start: QWidget) -> Iterator[QWidget]:
    """Everything that takes the keyboard, shown or not, from a widget on and once round."""
    at = start.nextInFocusChain()
    while at is not None and at is not start:
        if at.focusPolicy() & Qt.FocusPolicy.TabFocus:
            yield at
        at = at.nextInFocusChain()


def _chain(widgets: Iterable[QWidget]) -> None:
    for first, second in pairwise(widgets):
        QWidget.setTabOrder(first, second)
