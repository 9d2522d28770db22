"""The pages made so far: each is made when first needed, and a step always has one, whatever goes wrong."""

from __future__ import annotations

import sys
from collections.abc import Callable

from app.journey.model import Status, StepId
from app.ui import messages
from app.ui.desk import JourneyDesk
from app.ui.page import Page, Place
from app.ui.page_area import PageArea
from app.ui.pages import EXPLAINS_BLOCKED, NoSuchPage, page_class
from app.ui.pages.signpost import SignpostPage
from app.ui.services import Services


class PageShelf:
    """Makes, keeps and drops pages. `connect` is called once for each page made."""

    def __init__(
        self, services: Services, desk: JourneyDesk, area: PageArea, connect: Callable[[Page], None]
    ) -> None:
        self._services = services
        self._desk = desk
        self._area = area
        self._connect = connect
        self._pages: dict[StepId | Place, Page] = {}

    def page_for(self, to: StepId | Place) -> Page:
        """The page of a step or place; a signpost where the step is blocked or its page can't be made."""
        found = self._pages.get(to)
        blocked = isinstance(to, StepId) and self.is_blocked(to)
        if found is not None and isinstance(found, SignpostPage) == blocked:
            return found
        if found is not None:
            self.drop(to)
        page = self._signpost(to) if blocked else self._made(to)
        self._pages[to] = page
        self._connect(page)
        self._area.add(page)
        return page

    def is_blocked(self, step: StepId) -> bool:
        """Whether a step waits for others, and its own page has nothing to say meanwhile."""
        journey = self._services.journey
        if journey is None or step in EXPLAINS_BLOCKED:
            return False
        return journey.state.step(step).status is Status.BLOCKED

    def drop(self, to: StepId | Place) -> None:
        """Lets a page go, with all it was waiting for."""
        page = self._pages.pop(to)
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

    def _made(self, to: StepId | Place) -> Page:
        try:
            page = page_class(to)(self._services)
        except NoSuchPage:
            return self._signpost(to, messages.NO_PAGE_YET)
        except Exception as problem:
            if not isinstance(to, StepId):
                raise
            sys.excepthook(type(problem), problem, problem.__traceback__)
            return self._signpost(to, messages.PAGE_BROKE)
        page.step = to if isinstance(to, StepId) else None
        page.attach(self._desk)
        return page

    def _signpost(self, to: StepId | Place, problem: str = "") -> Page:
        if not isinstance(to, StepId):
            raise NoSuchPage(str(to))
        return SignpostPage(self._services, to, problem)
