"""Bringing a page on screen without holding the window up: made, entered, drawn and painted in turns.

Until a page stands, everything stays as it is: the page before is whole, and can still be typed into.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from app.ui.page import Page, Place, Route
from app.ui.page_shelf import PageShelf, To
from app.ui.turns import Turns, Work

IDLE_MS = 400
"""How long the window must have been left alone before the page that comes next is made ready."""
AHEAD_MS = 20
"""The pause between two parts of a page that nobody has asked for yet."""


class Opening(QObject):
    """Opens one page at a time; the newest wish counts."""

    def __init__(
        self,
        shelf: PageShelf,
        *,
        enter: Callable[[Page, Route], None],
        draw: Callable[[Page], Work],
        parent: QObject,
    ) -> None:
        """`enter` makes a page the current one and has it read what it shows; `draw` puts it on screen."""
        super().__init__(parent)
        self._shelf = shelf
        self._enter, self._draw = enter, draw
        self._turns = Turns(self)
        self._ahead = Turns(self, every_ms=AHEAD_MS)
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(IDLE_MS)
        self._idle.timeout.connect(self._make_ahead)
        self._coming: Route | None = None
        self._entered: Route | None = None
        self._next: Callable[[], To | None] = lambda: None

    @property
    def under_way(self) -> bool:
        """Whether a page was asked for and is not on screen yet."""
        return self._coming is not None

    @property
    def entered(self) -> bool:
        """Whether the current page is not on screen yet: it is drawn in turns, and not before."""
        return self._entered is not None

    def open(self, route: Route, then_likely: Callable[[], To | None]) -> None:
        """Brings up the page of a route that says where to. `then_likely` names the page to make ready while
        nobody waits; it is asked once the window has been idle for a while."""
        self.stop()
        self._coming, self._next = route, then_likely

        def can_be_made() -> None:
            if self._coming is route:
                self._turns.run(self._open(route))

        self._shelf.fetch(route.to or Place.START, can_be_made)

    def stop(self) -> None:
        """Gives up what is under way; a page half made is kept, to be gone on with."""
        self._turns.stop()
        self._ahead.stop()
        self._idle.stop()
        self._coming = self._entered = None

    def finish(self) -> None:
        """Brings up at once what is under way, before there is an event loop to take turns with."""
        self._turns.finish()

    def _open(self, route: Route) -> Work:
        to = route.to or Place.START
        try:
            yield from self._shelf.making(to)
            page = self._shelf.page(to)
            self._entered = route
            self._enter(page, route)
            for pieces in (page.fill(), self._shelf.laying_out(to), self._draw(page)):
                for _piece in pieces:
                    yield
                    if self._coming is not route:
                        return  # entering it led elsewhere
        finally:
            if self._entered is route:
                self._entered = None
            if self._coming is route:
                self._coming = None
        self._idle.start()

    def _make_ahead(self) -> None:
        to = self._next()
        if to is None or self._shelf.has(to) or self._shelf.is_blocked(to):
            return

        def can_be_made() -> None:
            if not self.under_way:
                self._ahead.run(self._shelf.making(to))

        self._shelf.fetch(to, can_be_made)
