"""The preview: exactly whose data would be, or is, shared.

One page for both phases. It first asks where to read from, then shows what it read. People stay in memory for
as long as the page shows them: a new load, or keeping the preview and going on, frees them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.journey.model import How, JourneyKind, StepId
from app.roster.database import Roster
from app.roster.facts import SourceKind
from app.roster.sources import Progress
from app.ui import theme
from app.ui.page import NEXT, Action, Busy, Page, PageError, Route, StatusLine
from app.ui.pages.preview import load as load
from app.ui.pages.preview import model as words
from app.ui.pages.preview.advice import advice_words
from app.ui.pages.preview.changes_model import ChangesView
from app.ui.pages.preview.choice import SourceChoice
from app.ui.pages.preview.reading import Content
from app.ui.pages.preview.season import not_rolled_over, season_of
from app.ui.pages.preview.source import ReadFrom, SourcePanel
from app.ui.pages.preview.tabs import PreviewTabs
from app.ui.services import Services
from app.ui.tasks import TaskHandle
from app.ui.turns import Turns, Work
from app.ui.widgets.notice import Notice, NoticeKind
from app.ui.widgets.scroll import BAR_MARGIN
from app.ui.widgets.stack import ShownStack

NEWS_MS = 8000


class PreviewPage(Page):
    """Chooses a source, loads it, shows it, and records that it was seen (numbers only)."""

    help_topic: ClassVar[str] = "preview"
    scrolls: ClassVar[bool] = False

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(services, parent)
        self._roster: Roster | None = None
        self._content: Content | None = None
        self._loading: TaskHandle | None = None
        self._filling = Turns(self, share_ms=4)
        self._rolled_over: bool | None = None
        """Whether the MIS has moved its year groups up, as a comparison shows; None before there is one."""
        self._news = ""
        """What was done last, shown in place of the status until something else happens."""
        self._held: list[Roster] = []
        self._news_fade = QTimer(self)
        self._news_fade.setSingleShot(True)
        self._news_fade.setInterval(NEWS_MS)
        self._news_fade.timeout.connect(self._forget_news)
        held = self._held
        self.destroyed.connect(lambda: _free_all(held, services))
        self.setProperty("fillsMargin", True)

    def build(self) -> Iterator[QWidget]:
        self._stack = ShownStack(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        self.season = Notice(NoticeKind.INFO, "", parent=self)
        self.season.setVisible(False)
        in_line = QVBoxLayout()  # with what is below, whose bar has a margin of its own
        in_line.setContentsMargins(0, 0, theme.px(BAR_MARGIN), 0)
        in_line.addWidget(self.season)
        column.addLayout(in_line)
        column.addWidget(self._stack)
        self.source = SourcePanel(self)
        self._stack.addWidget(self.source)
        yield from self.source.build()
        self.tabs = PreviewTabs(self.services)
        self._stack.addWidget(self.tabs)
        yield from self.tabs.build()
        self.choice = SourceChoice(self.services, self.source, self)
        self.choice.changed.connect(self.changed)
        self.choice.said.connect(self.say)
        self.choice.failed.connect(self._failed)
        self.source.portal_compared.connect(self._portal_compared)
        self.tabs.trouble.connect(self._asking_failed)
        self.tabs.said.connect(self._tabs_said)
        self.tabs.to_keep.connect(self._keep)
        self.tabs.changes.compared.connect(self._compared)
        self.source.choose(ReadFrom.FILES)

    # -- what the shell reads ------------------------------------------------------------------------

    @property
    def title(self) -> str:
        return "Preview"

    @property
    def purpose(self) -> str:
        origin = self._content.origin if self._content else None
        return words.purpose(self._approved, origin)

    @property
    def status(self) -> StatusLine:
        if self._news:
            return StatusLine(self._news)
        if self._content is None:
            return StatusLine("Nothing read yet")
        line = words.status_line(self._content.origin, self._content.counts)
        return StatusLine(line, How.MEASURED)

    @property
    def primary(self) -> Action | None:
        if self._content is not None:
            if self._content.origin.kind is SourceKind.WONDE and self._approved:
                return Action("Continue to the data test")
            return Action("Keep this preview")
        missing = self.choice.missing
        return Action("Show who would be shared", self._load, enabled=not missing, because=missing)

    @property
    def secondary(self) -> Action | None:
        return None if self._content is None else Action("Read another source", self._choose_again)

    @property
    def valid(self) -> bool:
        return self._content is not None

    def apply(self) -> Route | None:
        """Records the numbers seen; the shell goes on once the ledger has them."""
        content, journey = self._content, self.services.journey
        if content is None:
            return None
        if journey is None:
            self._put_away()
            return NEXT
        if content.origin.kind is not SourceKind.WONDE:
            self._keep(load.years_to_keep(content))
        self._set_busy(Busy("Keeping the numbers of this preview"))
        journey.record(
            load.event_of(content),
            how=How.MEASURED,
            step=StepId.PREVIEW,
            done=self._recorded,
            failed=self._not_recorded,
        )
        return None

    def initial_focus(self) -> QWidget | None:
        if self._content is not None:
            return self.tabs.tabs.bar
        return self.source.first_field()

    def names_shown_changed(self) -> None:
        self.tabs.names_changed()

    # -- coming and going ----------------------------------------------------------------------------

    def enter(self) -> None:
        """Reads what the journey says and whether a token is held; what was loaded is still shown."""
        self._read_journey()
        self.choice.look_for_token()

    def leave(self) -> None:
        if self._loading is not None or self._filling.busy:
            self._stop()

    def journey_changed(self) -> None:
        self._read_journey()

    def _read_journey(self) -> None:
        journey = self.services.journey
        seen = load.JourneySeen()
        if journey is not None:
            seen = load.journey_seen(journey.facts, journey.draft(StepId.PREVIEW))
        self.choice.seen = seen
        self.source.set_advice(advice_words(seen.mis))
        self.source.set_approved(seen.approved)
        self._show_season()
        self.changed.emit()

    def _compared(self, view: ChangesView | None) -> None:
        self._rolled_over = None if view is None else not view.not_rolled_over
        self._show_season()

    def _show_season(self) -> None:
        """In a new school year's journey: what the calendar says, or what a comparison has shown."""
        journey = self.services.journey
        new_year = journey is not None and journey.facts.kind is JourneyKind.NEW_SCHOOL_YEAR
        if not new_year or self._rolled_over:
            self.season.setVisible(False)
        elif self._rolled_over is False:
            words = not_rolled_over()
            self.season.say(NoticeKind.CAUTION, words.text, words.title)
            self.season.setVisible(True)
        else:
            now = season_of(self.services.now().astimezone().date())
            self.season.say(NoticeKind.CAUTION if now.caution else NoticeKind.INFO, now.text, now.title)
            # Where people are listed already the room is theirs, unless there is something to beware of.
            self.season.setVisible(now.caution or self._content is None)

    @property
    def _approved(self) -> bool:
        return self.choice.seen.approved

    # -- loading -------------------------------------------------------------------------------------

    def _load(self) -> None:
        work = self.choice.work()
        if work is None:
            return
        self._free()
        self._error = None
        self._set_busy(Busy("Reading who would be shared", cancel=self._cancel))
        self._loading = self.services.tasks.start(
            work, owner=self, done=self._loaded, failed=self._failed, progress=self._progress, key="load"
        )

    def _progress(self, news: Progress) -> None:
        self._set_busy(
            Busy("Reading who would be shared", news.what, news.done, news.total, cancel=self._cancel)
        )

    def _cancel(self) -> None:
        self._stop()
        self.say("Stopped")

    def _stop(self) -> None:
        if self._loading is not None:
            self._loading.cancel()
            self._loading = None
        if self._filling.busy:
            self._filling.stop()
            self._free()
        self._set_busy(None)

    def _loaded(self, loaded: tuple[Roster, Content]) -> None:
        self._loading = None
        self._roster = self.services.people = loaded[0]
        self._held.append(self._roster)
        self._filling.run(self._showing(*loaded))

    def _showing(self, roster: Roster, content: Content) -> Work:
        measured = content.origin.kind is SourceKind.WONDE
        seen = self.choice.seen
        expected = dict(seen.years) if measured else {}
        thin_bar = seen.years_from if expected else ""
        yield from self.tabs.filling(roster, content, expected, thin_bar, seen.mis, seen.roll)
        roll = words.compare_with_roll(seen.number_on_roll, content.counts)
        self.tabs.overview.show_notes(roll, content.notes)
        self._content = content
        self._stack.setCurrentWidget(self.tabs)
        self._show_season()
        self._set_busy(None)
        self.say(self.status.text)

    def _failed(self, error: Exception) -> None:
        self._loading = None
        trouble = words.trouble_of(error)
        self._busy = None
        self._error = PageError(
            trouble.summary,
            remedy=trouble.remedy,
            code=trouble.code,
            retry=self._retry,
            dismiss=self._dismiss,
        )
        self.changed.emit()

    def _retry(self) -> None:
        self._error = None
        if self._content is None:
            self._load()
        self.changed.emit()

    def _dismiss(self) -> None:
        self._error = None
        self.changed.emit()

    def _tabs_said(self, words: str) -> None:
        self._news = words
        self.say(words)
        self.changed.emit()
        self._news_fade.start()

    def _keep(self, more: Mapping[str, object]) -> None:
        """Keeps something with the journey beside what is kept already; never anything about a person."""
        if self.services.journey is not None:
            kept = self.services.journey.draft(StepId.PREVIEW)
            self.services.journey.save_draft(StepId.PREVIEW, {**kept, **more})

    def _forget_news(self) -> None:
        self._news = ""
        self.changed.emit()

    def _asking_failed(self, error: Exception) -> None:
        if self._roster is not None:
            self._failed(error)

    def _choose_again(self) -> None:
        self._put_away()
        self.source.first_field().setFocus()

    # -- keeping -------------------------------------------------------------------------------------

    def _portal_compared(self, numbers: tuple[int, int]) -> None:
        """The portal's numbers, read off: compared with the report and recorded as read off, not measured."""
        students, staff = numbers
        report = self._content.counts if self._content else self.choice.seen.before
        comparison = words.compare_with_portal(students, staff, report)
        self.source.show_comparison(comparison)
        journey = self.services.journey
        if journey is None or not self._approved:
            return
        kept = dict(journey.draft(StepId.PREVIEW))  # an event that was read off ends the draft
        journey.record(
            load.event_of_portal(students, staff, comparison.differences),
            how=How.READ_OFF,
            step=StepId.PREVIEW,
            done=partial(self.say, "Recorded as read off"),
            failed=self._not_recorded,
        )
        self._keep(kept)  # at once, or it would replace what is typed until it is recorded

    def _recorded(self) -> None:
        self._busy = None
        self._put_away()
        self.go.emit(NEXT)

    def _put_away(self) -> None:
        self._free()
        self._stack.setCurrentWidget(self.source)
        self._show_season()
        self.changed.emit()

    def _not_recorded(self, error: Exception) -> None:
        self._busy = None
        trouble = words.trouble_of(error)
        self._error = PageError(trouble.summary, remedy=trouble.remedy, dismiss=self._dismiss)
        self.changed.emit()

    def _free(self) -> None:
        """Takes the people out of the window, then out of memory, off the main thread."""
        roster, self._roster, self._content = self._roster, None, None
        self.services.people = None
        self.tabs.forget()
        if roster is not None:
            self._held.remove(roster)
            self.services.tasks.call(roster.close, owner=self.services.tasks)

    def _set_busy(self, busy: Busy | None) -> None:
        self._busy = busy
        self.changed.emit()


def _free_all(rosters: list[Roster], services: Services) -> None:
    """For a page that is destroyed with people still loaded. Must not hold the page itself."""
    for roster in rosters:
        roster.close()
        if services.people is roster:
            services.people = None
