"""The window: a rail, a page with its head and foot, and the rules of moving between them.

The shell renders what a page says of itself and never asks what kind of page it is. Everything it does can be
done by keyboard: Alt+Left goes back, F1 opens help, Ctrl+Enter presses the primary action, Ctrl and + or -
change the text size, Enter presses whatever button has the focus.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from app.journey.model import How, JourneyState, StepId
from app.storage.paths import APP_NAME
from app.ui.closing import close_down
from app.ui.desk import JourneyDesk
from app.ui.focus_watch import FocusWatch
from app.ui.frame import WindowFrame
from app.ui.look_choice import LookChoice
from app.ui.navigation import Trail, next_step
from app.ui.opening import Opening
from app.ui.page import START, NotSaved, Page, Place, Route, View
from app.ui.page_shelf import PageShelf
from app.ui.pages.signpost import SignpostPage
from app.ui.services import Services
from app.ui.telling import tell_not_saved, tell_trouble
from app.ui.turns import Work
from app.ui.widgets.speak import announce

if TYPE_CHECKING:
    from app.ui.help_window import HelpWindow


class Shell(WindowFrame):
    """The one window. Show it, then call `show_route`."""

    def __init__(self, services: Services, desk: JourneyDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("shell")
        self.setWindowTitle(APP_NAME)
        self.services = services
        self.desk = desk
        self._shelf = PageShelf(services, desk, self.area, self._connect_page)
        self._changed_meanwhile = False
        """Whether there was something to draw while a page was still being drawn in turns."""
        self._opening = Opening(self._shelf, enter=self._enter_page, draw=self._show_page, parent=self)
        self._route = START
        self._page: Page | None = None
        self._trail = Trail()
        self._focus_waits = False
        self._railed: tuple[JourneyState, StepId | None] | None = None
        self._help: HelpWindow | None = None
        self._focus = FocusWatch(self, self.area, self.foot)
        self._connect_parts()
        self._look = LookChoice(services, self.views, self)
        services.theme.dress(self)
        services.theme.changed.connect(self._look_changed)
        services.names.changed.connect(self._names_changed)
        services.names.asked.connect(self._note_names_shown)
        self._focus.lost.connect(self._focus_lost)
        desk.opened.connect(self._journey_opened)
        desk.closing.connect(self._journey_closing)
        desk.closed.connect(self._journey_closed)
        desk.practice_changed.connect(self._practice_changed)
        desk.trouble.connect(self._show_trouble)
        self._build_shortcuts()

    @property
    def page(self) -> Page | None:
        """The page shown."""
        return self._page

    @property
    def opening(self) -> bool:
        """Whether a page is still on its way; the one before is shown meanwhile."""
        return self._opening.under_way

    @property
    def route(self) -> Route:
        """Where the window is."""
        return self._route

    def show_route(self, route: Route) -> None:
        """Goes to a step or place. `NEXT` asks the journey; without one it leads to the start page."""
        journey = self.services.journey
        to = route.to
        if to is None:
            here = self._route.to if isinstance(self._route.to, StepId) else None
            to = Place.START if journey is None else self._next(here)
        if isinstance(to, StepId) and journey is None:
            to = Place.START
        view = route.view or self.services.view
        if to is Place.START:
            view = View.TECHNICIAN
            self.desk.close_journey()
        self.services.view = view
        self._show(Route(to, view))

    def finish_opening(self) -> None:
        """Shows the page on its way at once: for the start page, before there is an event loop."""
        self._opening.finish()

    def go_back(self) -> None:
        """One task back within the page, else the page visited before."""
        if self._page is not None and self._page.back_label and not self._page.step_back():
            self.show_route(self._trail.back())

    def press_primary(self) -> None:
        """What the primary button does: the page's own action, or check, apply and go on."""
        page = self._page
        action = page.primary if page is not None else None
        if page is None or action is None or not action.enabled:
            return
        if self.opening or page.busy or page.saving:
            return
        if action.run is not None:
            action.run()
        elif not page.valid:
            self._point_at_first_error(page)
        else:
            route = page.apply()
            if route is not None:
                self.show_route(route)

    def press_secondary(self) -> None:
        """What the secondary button does."""
        page = self._page
        action = page.secondary if page is not None else None
        if action is not None and action.enabled and action.run is not None and not self.opening:
            action.run()

    def open_help(self) -> None:
        """Help on this page, in a window of its own."""
        from app.ui.help_saving import HelpSaving
        from app.ui.help_window import HelpWindow

        if self._help is None:
            self._help = HelpWindow(self.services.theme, self)
            HelpSaving(self._help, self.services)
            self._help.link.connect(self.services.open_url)
        self._help.show_topic(self._page.help_topic if self._page is not None else "index")

    def toggle_names(self) -> None:
        """Shows people's names for five minutes, or hides them at once."""
        names = self.services.names
        if names.shown:
            names.hide()
        else:
            names.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        focused = QApplication.focusWidget()
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if enter and plain and isinstance(focused, QAbstractButton) and focused.isEnabled():
            focused.click()
            return
        if enter and plain and focused is self.head.title:
            self.press_primary()
            return
        super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._page is not None:
            self._page.leave()
        if self._help is not None:
            self._help.close()
        close_down(self.services, self.desk)
        event.accept()

    def _connect_parts(self) -> None:
        self.rail.chosen.connect(self._show_step)
        self.rail.home.connect(self._show_start)
        self.rail.documents.connect(lambda: self.show_route(Route(Place.DOCUMENTS)))
        self.head.names_pressed.connect(self.toggle_names)
        self.head.help_pressed.connect(self.open_help)
        self.foot.back_pressed.connect(self.go_back)
        self.foot.primary_pressed.connect(self.press_primary)
        self.foot.secondary_pressed.connect(self.press_secondary)

    def _connect_page(self, page: Page) -> None:
        page.changed.connect(self._page_changed)
        page.go.connect(self._page_goes)
        page.not_saved.connect(self._not_saved)

    def _show_step(self, step: StepId) -> None:
        self.show_route(Route(step))

    def _show_start(self) -> None:
        self.show_route(START)

    def _build_shortcuts(self) -> None:
        shortcuts: tuple[tuple[str, Callable[[], None]], ...] = (
            ("Alt+Left", self.go_back),
            ("F1", self.open_help),
            ("Ctrl+Return", self.press_primary),
            ("Ctrl+Enter", self.press_primary),
        )
        for keys, run in shortcuts:
            QShortcut(QKeySequence(keys), self, run)

    def _next(self, here: StepId | None) -> StepId:
        journey = self.services.journey
        if journey is None:
            raise ValueError("only an open journey has a next step")
        return journey.state.current if here is None else next_step(journey.state, here)

    def _show(self, route: Route) -> None:
        self._opening.open(route, self._likely_next)

    def _enter_page(self, page: Page, route: Route) -> None:
        if self._page is not None:
            self._page.leave()
        self._route = route
        self._trail.visit(route)
        self._page = page
        page.enter()

    def _show_page(self, page: Page) -> Work:
        self._changed_meanwhile = False
        yield from self._drawing_rail(page)
        self._draw_head_and_foot(page)
        yield
        if self._changed_meanwhile:
            for _step in self._drawing_rail(page):
                pass
            self._draw_head_and_foot(page)
        self._draw_page(page)
        self._set_focus(page)
        self.setWindowTitle(f"{page.title} – {APP_NAME}" if page.title else APP_NAME)
        if self.isVisible():  # else it is read out as the window that opens
            announce(self, f"{page.title}. {page.purpose}")

    def _likely_next(self) -> StepId | None:
        to = self._route.to
        journey = self.services.journey
        return next_step(journey.state, to) if journey is not None and isinstance(to, StepId) else None

    def _draw(self) -> None:
        page = self._page
        if page is None or self._opening.entered:
            self._changed_meanwhile = True
            return
        for _step in self._drawing_rail(page):
            pass
        self._draw_head_and_foot(page)
        self._draw_page(page)

    def _draw_page(self, page: Page) -> None:
        had_panel = self.area.shows_panel
        self.area.show_page(page)
        self.order_tabs()
        self.fit()
        if self.area.shows_panel and not had_panel:
            self._announce_panel(page)
            return
        written = self._focus_waits and not page.saving and self.head.title.hasFocus()
        if written or (had_panel and not self.area.shows_panel):
            self._set_focus(page)
        self._focus_waits = self._focus_waits and page.saving

    def _drawing_rail(self, page: Page) -> Work:
        """Drawn anew only where a step stands otherwise than it shows."""
        journey = self.services.journey
        if journey is not None and self._railed != (journey.state, page.step):
            wanted = (journey.state, page.step)
            yield from self.rail.drawing(*wanted)
            self._railed = wanted
        self.rail.setVisible(self._has_rail(page))

    def _has_rail(self, page: Page) -> bool:
        return page.has_rail and self.services.journey is not None and self.services.view is View.TECHNICIAN

    def _draw_head_and_foot(self, page: Page) -> None:
        services, names = self.services, self.services.names
        self.head.show_text(page.title, page.purpose)
        self.head.show_place(rail=self._has_rail(page), practice=services.is_practice)
        self.head.show_names(names.shown, names.minutes_left, offered=page.shows_names_switch)
        caution = page.notice or (services.journey.caution if services.journey is not None else "")
        self.show_notice(caution)
        ready = page.busy is None and not page.saving
        self.foot.show_actions(page.primary, page.secondary, ready=ready)
        self.foot.show_back(page.back_label)
        self.foot.show_status(page.status)

    def _announce_panel(self, page: Page) -> None:
        error, busy = page.error, page.busy
        if error is not None:
            announce(self.area.trouble, f"{error.summary} {error.meaning} {error.remedy}")
            target: QWidget = self.area.trouble.retry if error.retry else self.foot.primary
            target.setFocus(Qt.FocusReason.OtherFocusReason)
        elif busy is not None:
            announce(self.area.work, busy.title)
            if busy.cancel is not None:
                self.area.work.cancel.setFocus(Qt.FocusReason.OtherFocusReason)

    def _set_focus(self, page: Page) -> None:
        if self.area.shows_panel:
            return
        for target in (page.first_error(), page.initial_focus(), self.head.title):
            if target is not None and target.isVisibleTo(self) and target.isEnabled():
                target.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def _focus_lost(self) -> None:
        """Back to the page, never to whatever Qt found next in the window. While something is written the
        title has it: the page is about to change."""
        if self._page is None:
            return
        if self._page.saving:
            self.head.title.setFocus(Qt.FocusReason.OtherFocusReason)
            self._focus_waits = True
        else:
            self._set_focus(self._page)

    def _point_at_first_error(self, page: Page) -> None:
        page.point_out()
        wrong = page.first_error()
        if wrong is not None:
            wrong.setFocus(Qt.FocusReason.OtherFocusReason)
            announce(wrong, wrong.accessibleDescription() or wrong.accessibleName())
        self._draw()

    def _page_changed(self) -> None:
        if self.sender() is self._page:
            self._draw()

    def _page_goes(self, route: Route) -> None:
        if self.sender() is self._page:
            self.show_route(route)

    def _journey_opened(self, route: Route) -> None:
        journey = self.services.journey
        if journey is None:
            return
        journey.changed.connect(self._journey_changed)
        self._trail.forget()
        self._route = START
        self.services.view = route.view or View.TECHNICIAN
        self.show_route(route)

    def _journey_closing(self) -> None:
        """What was typed is saved while there is still a journey to save it to."""
        if self._page is not None and isinstance(self._route.to, StepId):
            self._page.leave()

    def _journey_closed(self) -> None:
        self._opening.stop()
        if isinstance(self._route.to, StepId):
            self._page = None
        self._shelf.drop_steps()
        self._trail.forget()

    def _journey_changed(self) -> None:
        if self._page is None or self.services.journey is None:
            return
        to = self._route.to
        was_blocked = isinstance(to, StepId) and isinstance(self._page, SignpostPage)
        if was_blocked and isinstance(to, StepId) and not self._shelf.is_blocked(to):
            self._show(self._route)
            return
        self._page.journey_changed()
        self._draw()

    def _practice_changed(self) -> None:
        self._shelf.drop_all_but(self._page)
        if self._route.to is Place.START and self._page is not None:
            self._page.enter()
            self._draw()
        else:
            self.show_route(START)

    def _names_changed(self) -> None:
        if self._page is not None:
            self._page.names_shown_changed()
        shown = self.services.names.shown
        announce(self.head.names, "Names are shown for 5 minutes" if shown else "Names are hidden")
        self._draw()

    def _note_names_shown(self) -> None:
        journey, page = self.services.journey, self._page
        if journey is None or page is None:
            return
        from app.journey.events import NamesShown

        journey.record(NamesShown(count=page.people_count), how=How.MEASURED, step=page.step)

    def _not_saved(self, news: NotSaved) -> None:
        tell_not_saved(news, self.services.theme, self)

    def _show_trouble(self, problem: Exception) -> None:
        tell_trouble(problem, self.services.theme, self)

    def _look_changed(self) -> None:
        self._railed = None
        self._draw()
