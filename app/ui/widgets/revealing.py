"""A scrolled column of many parts, which come into sight a few at a time.

What is shown for the first time is dressed and finds its place, and everything around it moves. For dozens of
rows together that takes a fifth of a second, in which the window answers nobody.
"""

from __future__ import annotations

import sys
from collections import deque

import shiboken6
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from app.ui.turns import Turns, Work
from app.ui.widgets.scroll import ScrollColumn

AT_ONCE = 3
PER_TURN = 2


class RevealingColumn(ScrollColumn):
    """While it isn't in sight, all but the first parts handed to `reveal` are kept hidden; once it is, they
    follow from the top down. `revealing` tells whether some are still to come."""

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        in_margin: bool = False,
        at_once: int = AT_ONCE,
        per_turn: int = PER_TURN,
    ) -> None:
        """`at_once` parts are there when the column is opened, about as many as there is room for; so many
        follow `per_turn`, since what moves for one moves for several."""
        super().__init__(parent, in_margin=in_margin)
        self._at_once, self._per_turn = at_once, per_turn
        self._to_come: deque[QWidget] = deque()
        self._handed = 0
        self._turns = Turns(self)

    @property
    def revealing(self) -> bool:
        """Whether parts are still hidden."""
        return bool(self._to_come)

    def begin_anew(self) -> None:
        """Everything before is gone; the next parts are the first again."""
        self._to_come.clear()
        self._handed = 0

    def reveal(self, part: QWidget) -> None:
        """Has a part, in the column or in something of it, come into sight in its turn. Hand them over from
        the top down, and a card before its rows."""
        self._handed += 1
        if self._to_come or (self._handed > self._at_once and not self.isVisible()):
            part.hide()
            self._to_come.append(part)
            self._go_on()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._go_on()

    def _go_on(self) -> None:
        if self._to_come and self.isVisible() and not self._turns.busy:
            self._turns.run(self._revealing())

    def _revealing(self) -> Work:
        yield  # what is there already is drawn first
        while self._to_come and self.isVisible():
            for _part in range(self._per_turn):
                self._reveal_next()
            yield

    def _reveal_next(self) -> None:
        part = self._to_come.popleft() if self._to_come else None
        if part is not None and shiboken6.isValid(part):
            try:
                part.show()
            except Exception as problem:  # a part that can't be drawn is no reason to keep the others back
                sys.excepthook(type(problem), problem, problem.__traceback__)

    def _follow(self, old: QWidget | None, now: QWidget | None) -> None:
        inside = self.widget()
        if now is not None and inside is not None and inside.isAncestorOf(now):
            while self._to_come:  # the keyboard has come in: there is to be something to go on to
                self._reveal_next()
        super()._follow(old, now)
