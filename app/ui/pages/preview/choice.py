"""What the preview is to read from: files looked into ahead of time, their columns, and Wonde's token."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.formats.mis_report import Report
from app.roster.recognition import Source
from app.storage.secrets import WONDE
from app.ui.pages.preview import load as load
from app.ui.pages.preview import model as words
from app.ui.pages.preview.columns import what_is_missing
from app.ui.pages.preview.content import preview_content
from app.ui.pages.preview.source import ReadFrom, SourcePanel
from app.ui.services import Services


class SourceChoice(QObject):
    """Listens to the source panel. Signals: `changed()` what can be read may be another; `said(object)` words
    to read aloud; `failed(object)` an exception that the panel has no place for.
    """

    changed = Signal()
    said = Signal(object)
    failed = Signal(object)

    def __init__(self, services: Services, panel: SourcePanel, parent: QObject) -> None:
        super().__init__(parent)
        self.seen = load.JourneySeen()
        """What the journey says; the page keeps it up to date."""
        self._services = services
        self._panel = panel
        self._head: Report | Source | None = None
        """What was chosen, once it is known what it is."""
        self._has_token = False
        panel.kind_chosen.connect(self._kind_chosen)
        panel.files_chosen.connect(self._files_chosen)
        panel.columns_changed.connect(self.changed)
        panel.token_given.connect(self._token_given)
        panel.token_forgotten.connect(self._forget_token)

    @property
    def missing(self) -> str:
        """What still keeps it from being read, in a sentence; empty where nothing does."""
        if self._panel.kind is ReadFrom.WONDE:
            return "" if self._has_token else "Paste a token first, or read a report instead."
        if self._head is None:
            return preview_content().source.missing
        return next((what for what in map(what_is_missing, self._panel.sheets()) if what), "")

    def work(self) -> load.Loading | None:
        """What reads it, to be run on the loop's thread; None while something is missing."""
        services, head = self._services, self._head
        if self._panel.kind is ReadFrom.WONDE:
            return load.from_wonde(services.transport, services.api_url, services.token, self.seen.school_id)
        if isinstance(head, Source):
            return load.from_source(head)
        if head is not None:
            self._remember_columns()
            return load.from_report(load.with_sheets(head, self._panel.sheets()))
        return None

    def _kind_chosen(self, _kind: ReadFrom) -> None:
        self._panel.show_trouble("", "")
        self.changed.emit()

    # -- files ---------------------------------------------------------------------------------------

    def _files_chosen(self, paths: tuple[Path, ...]) -> None:
        self._panel.show_trouble("", "")
        self._panel.show_files(paths)
        mis = self.seen.mis
        remembered = dict(self._services.settings.mis_columns.get(mis or "", {}))
        self._head = None
        self._panel.show_sheets(())
        self._services.tasks.call(
            lambda: load.read_head(paths, mis, remembered),
            owner=self,
            done=self._head_read,
            failed=self._head_failed,
            key="head",
        )
        self.changed.emit()

    def _head_read(self, head: Report | Source) -> None:
        self._head = head
        if isinstance(head, Source):
            self._panel.show_recognised(head)
            self.said.emit(self._panel.recognised.accessibleName())
        else:
            self._panel.show_sheets(head.sheets)
        self.changed.emit()

    def _head_failed(self, error: Exception) -> None:
        trouble = words.trouble_of(error)
        self._panel.show_trouble(trouble.summary, trouble.remedy)
        self.said.emit(trouble.summary)
        self.changed.emit()

    def _remember_columns(self) -> None:
        mis = self.seen.mis or ""
        learnt = {k: v for sheet in self._panel.sheets() for k, v in sheet.columns.to_remember().items()}
        held = dict(self._services.settings.mis_columns)
        merged = {**held.get(mis, {}), **learnt}
        if held.get(mis) != merged:
            self._services.change_settings(mis_columns={**held, mis: merged})

    # -- the token -----------------------------------------------------------------------------------

    def look_for_token(self) -> None:
        """Finds out whether a token is held, and says so on the panel."""
        self._services.tasks.call(
            self._services.token, owner=self, done=self._token_known, failed=self._token_unknown, key="token"
        )

    def _token_known(self, token: str | None) -> None:
        self._has_token = bool(token)
        if self._services.is_practice and token and not self._services.settings.practice_without_token:
            self._panel.show_token("The practice school’s own token is used. Nothing is kept.", held=False)
        elif token:
            self._panel.show_token("A token for this school is held.", held=True)
        shown = not self._panel.isHidden()
        if shown and self._has_token and self.seen.approved:
            self._panel.choose(ReadFrom.WONDE)
        self.changed.emit()

    def _token_unknown(self, _error: Exception) -> None:
        self._has_token = False
        self.changed.emit()

    def _token_given(self, text: str) -> None:
        services = self._services
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
        self._panel.show_token(answer.kept, problem=answer.problem, held=bool(answer.kept))
        self.said.emit(answer.problem or answer.kept)
        self.changed.emit()

    def _token_failed(self, error: Exception) -> None:
        trouble = words.trouble_of(error)
        self._panel.show_token("", problem=f"{trouble.summary} {trouble.remedy}", held=False)
        self.said.emit(trouble.summary)
        self.changed.emit()

    def _forget_token(self) -> None:
        services = self._services
        services.tasks.call(
            lambda: services.tokens.forget(WONDE),
            owner=self,
            done=self._forgotten,
            failed=self.failed.emit,
            must_run=True,
        )

    def _forgotten(self, _nothing: object) -> None:
        self._has_token = False
        self._panel.show_token("", held=False)
        self.changed.emit()
