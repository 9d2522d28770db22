"""The preview: exactly whose data would be, or is, shared.

One page for both phases. It first asks where to read from, then shows what it read. People stay in memory for
as long as the page shows them: a new load, or keeping the preview and going on, frees them.
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.formats.mis_report import Report
from app.journey.model import How, StepId
from app.roster.database import Roster
from app.roster.facts import SourceKind
from app.roster.sources import Progress
from app.storage.secrets import WONDE
from app.ui.page import NEXT, Action, Busy, Page, PageError, Route, StatusLine
from app.ui.pages import preview_load as load
from app.ui.pages import preview_model as words
from app.ui.pages.preview_columns import what_is_missing
from app.ui.pages.preview_reading import Content
from app.ui.pages.preview_source import SourcePanel
from app.ui.pages.preview_tabs import PreviewTabs
from app.ui.services import Services
from app.ui.tasks import TaskHandle


class PreviewPage(Page):
    """Chooses a source, loads it, shows it, and records that it was seen (numbers only)."""

    help_topic: ClassVar[str] = "preview"
    scrolls: ClassVar[bool] = False

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(services, parent)
        self._seen = load.JourneySeen()
        self._report: Report | None = None
        self._oneroster: Path | None = None
        self._has_token = False
        self._roster: Roster | None = None
        self._content: Content | None = None
        self._busy: Busy | None = None
        self._error: PageError | None = None
        self._loading: TaskHandle | None = None
        self._held: list[Roster] = []
        self.source = SourcePanel(self)
        self.tabs = PreviewTabs(services, self)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.source)
        self._stack.addWidget(self.tabs)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self._connect()
        held = self._held
        self.destroyed.connect(lambda: _free_all(held))
        self.source.choose(SourceKind.REPORT)

    def _connect(self) -> None:
        self.source.kind_chosen.connect(self._kind_chosen)
        self.source.files_chosen.connect(self._files_chosen)
        self.source.columns_changed.connect(self.changed)
        self.source.token_given.connect(self._token_given)
        self.source.token_forgotten.connect(self._forget_token)
        self.source.portal_compared.connect(self._portal_compared)
        self.tabs.trouble.connect(self._asking_failed)

    # -- what the shell reads ------------------------------------------------------------------------

    @property
    def title(self) -> str:
        return "Preview"

    @property
    def purpose(self) -> str:
        origin = self._content.origin if self._content else None
        return words.purpose(self._seen.approved, origin)

    @property
    def status(self) -> StatusLine:
        if self._content is None:
            return StatusLine("Nothing read yet")
        line = words.status_line(self._content.origin, self._content.counts)
        return StatusLine(line, How.MEASURED)

    @property
    def primary(self) -> Action | None:
        if self._content is not None:
            if self._content.origin.kind is SourceKind.WONDE and self._seen.approved:
                return Action("Continue to the data test")
            return Action("Keep this preview")
        missing = self._missing()
        return Action("Show who would be shared", self._load, enabled=not missing, because=missing)

    @property
    def secondary(self) -> Action | None:
        return None if self._content is None else Action("Read another source", self._choose_again)

    @property
    def busy(self) -> Busy | None:
        return self._busy

    @property
    def error(self) -> PageError | None:
        return self._error

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
            journey.save_draft(StepId.PREVIEW, load.years_to_keep(content))
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
        self.services.tasks.call(
            self.services.token, owner=self, done=self._token_known, failed=self._token_unknown, key="token"
        )

    def leave(self) -> None:
        if self._loading is not None:
            self._loading.cancel()
            self._loading = None
            self._set_busy(None)

    def journey_changed(self) -> None:
        self._read_journey()

    def _read_journey(self) -> None:
        journey = self.services.journey
        if journey is None:
            self._seen = load.JourneySeen()
        else:
            self._seen = load.journey_seen(journey.facts, journey.draft(StepId.PREVIEW))
        self.source.set_advice(load.export_words(self._seen.mis))
        self.source.set_approved(self._seen.approved)
        self.changed.emit()

    def _token_known(self, token: str | None) -> None:
        self._has_token = bool(token)
        if self.services.is_practice and token and not self.services.settings.practice_without_token:
            self.source.show_token("The practice school’s own token is used. Nothing is kept.", held=False)
        elif token:
            self.source.show_token("A token for this school is held.", held=True)
        if self._has_token and self._seen.approved and self._content is None:
            self.source.choose(SourceKind.WONDE)
        self.changed.emit()

    def _token_unknown(self, _error: Exception) -> None:
        self._has_token = False
        self.changed.emit()

    # -- choosing ------------------------------------------------------------------------------------

    def _kind_chosen(self, _kind: SourceKind) -> None:
        self.source.show_trouble("", "")
        self.changed.emit()

    def _files_chosen(self, chosen: tuple[SourceKind, tuple[Path, ...]]) -> None:
        kind, paths = chosen
        self.source.show_trouble("", "")
        self.source.show_files(kind, paths)
        if kind is SourceKind.ONEROSTER:
            self._oneroster = paths[0]
            self.changed.emit()
            return
        mis = self._seen.mis
        remembered = dict(self.services.settings.mis_columns.get(mis or "", {}))
        self._report = None
        self.source.show_sheets(())
        self.services.tasks.call(
            lambda: load.read_report_head(paths, mis, remembered),
            owner=self,
            done=self._head_read,
            failed=self._head_failed,
            key="head",
        )
        self.changed.emit()

    def _head_read(self, report: Report) -> None:
        self._report = report
        self.source.show_sheets(report.sheets)
        self.changed.emit()

    def _head_failed(self, error: Exception) -> None:
        trouble = words.trouble_of(error)
        self.source.show_trouble(trouble.summary, trouble.remedy)
        self.say(trouble.summary)
        self.changed.emit()

    def _missing(self) -> str:
        kind = self.source.kind
        if kind is SourceKind.WONDE:
            return "" if self._has_token else "Paste a token first, or read a report instead."
        if kind is SourceKind.ONEROSTER:
            return "" if self._oneroster is not None else "Choose the OneRoster folder or zip first."
        if self._report is None:
            return "Choose the report first."
        return next((what for what in map(what_is_missing, self.source.sheets()) if what), "")

    # -- the token -----------------------------------------------------------------------------------

    def _token_given(self, text: str) -> None:
        services = self.services
        services.tasks.start(
            lambda _report: load.check_token(
                services.transport(), services.api_url, text, lambda: services.tokens, WONDE
            ),
            owner=self,
            done=self._token_checked,
            failed=self._token_failed,
            key="token",
        )

    def _token_checked(self, answer: load.TokenAnswer) -> None:
        self._has_token = bool(answer.kept) or self._has_token
        self.source.show_token(answer.kept, problem=answer.problem, held=bool(answer.kept))
        self.say(answer.problem or answer.kept)
        self.changed.emit()

    def _token_failed(self, error: Exception) -> None:
        trouble = words.trouble_of(error)
        self.source.show_token("", problem=f"{trouble.summary} {trouble.remedy}", held=False)
        self.say(trouble.summary)
        self.changed.emit()

    def _forget_token(self) -> None:
        services = self.services
        services.tasks.call(
            lambda: services.tokens.forget(WONDE), owner=self, done=self._forgotten, failed=self._failed
        )

    def _forgotten(self, _nothing: object) -> None:
        self._has_token = False
        self.source.show_token("", held=False)
        self.changed.emit()

    # -- loading -------------------------------------------------------------------------------------

    def _load(self) -> None:
        work = self._work()
        if work is None:
            return
        self._free()
        self._error = None
        self._set_busy(Busy("Reading who would be shared", cancel=self._cancel))
        self._loading = self.services.tasks.start(
            work, owner=self, done=self._loaded, failed=self._failed, progress=self._progress, key="load"
        )

    def _work(self) -> load.Loading | None:
        services, kind, seen = self.services, self.source.kind, self._seen
        if kind is SourceKind.WONDE:
            return load.from_wonde(services.transport, services.api_url, services.token, seen.school_id)
        if kind is SourceKind.ONEROSTER and self._oneroster is not None:
            return load.from_oneroster(self._oneroster)
        if self._report is not None:
            self._remember_columns()
            report = load.with_sheets(self._report, self.source.sheets())
            return load.from_report(report)
        return None

    def _remember_columns(self) -> None:
        mis = self._seen.mis or ""
        learnt = {k: v for sheet in self.source.sheets() for k, v in sheet.columns.to_remember().items()}
        held = dict(self.services.settings.mis_columns)
        merged = {**held.get(mis, {}), **learnt}
        if held.get(mis) != merged:
            self.services.change_settings(mis_columns={**held, mis: merged})

    def _progress(self, news: Progress) -> None:
        self._set_busy(
            Busy("Reading who would be shared", news.what, news.done, news.total, cancel=self._cancel)
        )

    def _cancel(self) -> None:
        if self._loading is not None:
            self._loading.cancel()
            self._loading = None
        self._set_busy(None)
        self.say("Stopped")

    def _loaded(self, loaded: tuple[Roster, Content]) -> None:
        self._loading = None
        self._roster, self._content = loaded
        self._held.append(self._roster)
        content = self._content
        measured = content.origin.kind is SourceKind.WONDE
        expected = dict(self._seen.years) if measured else {}
        self.tabs.show_roster(self._roster, content, expected, self._seen.years_from if expected else "")
        roll = words.compare_with_roll(self._seen.number_on_roll, content.counts)
        self.tabs.overview.show_notes(roll, content.notes)
        self._stack.setCurrentWidget(self.tabs)
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
        report = self._content.counts if self._content else self._seen.before
        comparison = words.compare_with_portal(students, staff, report)
        self.source.show_comparison(comparison)
        journey = self.services.journey
        if journey is None or not self._seen.approved:
            return
        journey.record(
            load.event_of_portal(students, staff, comparison.differences),
            how=How.READ_OFF,
            step=StepId.PREVIEW,
            done=self._portal_recorded,
            failed=self._not_recorded,
        )

    def _portal_recorded(self) -> None:
        self.say("Recorded as read off")

    def _recorded(self) -> None:
        self._busy = None
        self._put_away()
        self.go.emit(NEXT)

    def _put_away(self) -> None:
        self._free()
        self._stack.setCurrentWidget(self.source)
        self.changed.emit()

    def _not_recorded(self, error: Exception) -> None:
        self._busy = None
        trouble = words.trouble_of(error)
        self._error = PageError(trouble.summary, remedy=trouble.remedy, dismiss=self._dismiss)
        self.changed.emit()

    def _free(self) -> None:
        """Takes the people out of the window, then out of memory, off the main thread."""
        roster, self._roster, self._content = self._roster, None, None
        self.tabs.forget()
        if roster is not None:
            self._held.remove(roster)
            self.services.tasks.call(roster.close, owner=self.services.tasks)

    def _set_busy(self, busy: Busy | None) -> None:
        self._busy = busy
        self.changed.emit()


def _free_all(rosters: list[Roster]) -> None:
    """For a page that is destroyed with people still loaded. Must not hold the page itself."""
    for roster in rosters:
        roster.close()
