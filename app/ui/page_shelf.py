"""The pages made so far: each is made when first needed, and a step always has one, whatever goes wrong.

A page may have hundreds of widgets, so it is imported on a worker thread and made a part at a time, with a
turn of the event loop after each. Pages let go are taken apart in the same way.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator

from PySide6.QtWidgets import QWidget

from app.journey.model import Status, StepId
from app.ui import messages
from app.ui.desk import JourneyDesk
from app.ui.page import Page, Place
from app.ui.page_area import PageArea
from app.ui.pages import EXPLAINS_BLOCKED, NoSuchPage, page_class
from app.ui.pages.signpost import SignpostPage
from app.ui.services import Services
from app.ui.turns import Work

To = StepId | Place


class PageShelf:
    """Makes, keeps and drops pages. `connect` is called once for each page made."""

    def __init__(
        self, services: Services, desk: JourneyDesk, area: PageArea, connect: Callable[[Page], None]
    ) -> None:
        self._services = services
        self._desk = desk
        self._area = area
        self._connect = connect
        self._pages: dict[To, Page] = {}
        self._unfinished: dict[To, Iterator[QWidget]] = {}
        self._laid_out: set[To] = set()
        self._fetched: set[To] = {Place.START}
        """What is imported by now; the start page comes with the window."""

    def fetch(self, to: To, then: Callable[[], None]) -> None:
        """Calls `then` once the page can be made without importing anything: at once if it can be now."""
        if to in self._fetched or self.is_blocked(to):
            then()
            return

        def fetched(_: object) -> None:
            self._fetched.add(to)
            then()

        work = functools.partial(page_class, to)
        self._services.tasks.call(work, owner=self._area, done=fetched, failed=fetched, key="fetch page")

    def has(self, to: To) -> bool:
        """Whether the page stands, with all its parts, and is the right one for how things are now."""
        return to not in self._unfinished and self._kept(to) is not None

    def page(self, to: To) -> Page:
        """The page of a step or place, once it `has` it. Raises KeyError before."""
        return self._pages[to]

    def making(self, to: To) -> Work:
        """Makes the page of a step or place, where it does not stand yet; a signpost where the step is
        blocked or its page can't be made. May be given up between two pieces and gone on with later."""
        if self._kept(to) is None:
            self._begin(to)
        while (parts := self._unfinished.get(to)) is not None:
            if self._make_next(to, parts):
                yield

    def laying_out(self, to: To) -> Work:
        """Lays a page out that was never on screen, so that showing it has less to do. Not before the window
        itself is shown: none of its sizes is known until then."""
        if to not in self._laid_out and self._area.isVisible():
            self._laid_out.add(to)
            yield
            self._area.lay_out(self._pages[to])
            yield

    def is_blocked(self, to: To) -> bool:
        """Whether it is a step that waits for others, and its own page has nothing to say meanwhile."""
        journey = self._services.journey
        if journey is None or not isinstance(to, StepId) or to in EXPLAINS_BLOCKED:
            return False
        return journey.state.step(to).status is Status.BLOCKED

    def drop(self, to: To) -> None:
        """Lets a page go, with all it was waiting for."""
        page = self._pages.pop(to)
        self._unfinished.pop(to, None)
        self._laid_out.discard(to)
        self._services.tasks.cancel_all(page)
        self._area.drop(page)

    def drop_steps(self) -> None:
        """Lets go of every page that belongs to a journey."""
        for to in [to for to in self._pages if isinstance(to, StepId)]:
            self.drop(to)

    def drop_all_but(self, kept: Page | None) -> None:
        """Lets go of everything but one page."""
        for to in [to for to, page in self._pages.items() if page is not kept]:
            self.drop(to)

    def _kept(self, to: To) -> Page | None:
        found = self._pages.get(to)
        if found is None or isinstance(found, SignpostPage) == self.is_blocked(to):
            return found
        return None

    def _begin(self, to: To) -> None:
        """Puts a page without parts in place. It is laid out in the window before it has any, so that each is
        made where it will stand: moving a whole page there afterwards would style all of it at once."""
        if to in self._pages:
            self.drop(to)
        if self.is_blocked(to):
            self._put(to, self._signpost(to))
            return
        try:
            page = page_class(to)(self._services)
        except NoSuchPage:
            page = self._signpost(to, messages.NO_PAGE_YET)
        except Exception as problem:
            page = self._broken(to, problem)
        self._put(to, page)

    def _put(self, to: To, page: Page) -> None:
        page.step = to if isinstance(to, StepId) else None
        page.attach(self._desk)
        self._pages[to] = page
        self._unfinished[to] = page.build()
        self._connect(page)
        self._area.add(page)

    def _make_next(self, to: To, parts: Iterator[QWidget]) -> bool:
        """False once there was no part left."""
        try:
            part = next(parts, None)
        except Exception as problem:
            self.drop(to)
            self._put(to, self._broken(to, problem))
            return True
        if part is None:
            del self._unfinished[to]
            return False
        part.ensurePolished()
        return True

    def _broken(self, to: To, problem: Exception) -> Page:
        if not isinstance(to, StepId):
            raise problem
        sys.excepthook(type(problem), problem, problem.__traceback__)
        return self._signpost(to, messages.PAGE_BROKE)

    def _signpost(self, to: To, problem: str = "") -> Page:
        if not isinstance(to, StepId):
            raise NoSuchPage(str(to))
        return SignpostPage(self._services, to, problem)
