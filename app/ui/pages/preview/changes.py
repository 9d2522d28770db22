"""The preview's changes: a baseline opened and compared with what was read or deleted, or a new one kept."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.guidance.content import fill
from app.journey.events import BaselineKept, BaselinePurged, Payload
from app.journey.model import How, StepId
from app.roster.baseline.nearby import FOLDER, SUFFIX, KeptFile
from app.roster.baseline.purging import Purgeable, purge_baseline, purgeable
from app.roster.database import Roster
from app.storage.errors import SealedError
from app.storage.locks import Locks
from app.ui.pages.preview.changes_ask import AskPanel
from app.ui.pages.preview.changes_model import ChangesView
from app.ui.pages.preview.changes_result import ResultPanel, back_row
from app.ui.pages.preview.comparing import Kept, compare_with, find_baselines, keep_now
from app.ui.pages.preview.content import preview_content
from app.ui.pages.preview.model import trouble_of
from app.ui.pages.preview.noting import make_and_note
from app.ui.services import Services
from app.ui.turns import Turns, Work
from app.ui.widgets.save_as import ask_where
from app.ui.widgets.stack import ShownStack


class ChangesTab(QWidget):
    """Asks for a baseline, then shows the comparison.

    Signals: `compared(object)` the view of a comparison, or None once there is none; `said(object)` words to
    read aloud; `people(object)` and `groups(object)` a `ChangeLine` whose rows to list.
    """

    compared = Signal(object)
    said = Signal(object)
    people = Signal(object)
    groups = Signal(object)

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._roster: Roster | None = None
        self._filling = Turns(self, share_ms=4)
        self.ask = AskPanel(self)
        self.result = ResultPanel(self)
        self._stack = ShownStack(self)
        self._stack.addWidget(self.ask)
        self._stack.addWidget(self.result)
        self.back = QPushButton(preview_content().changes.back, self)
        self.back.setObjectName("back-to-result")
        self.back.clicked.connect(self._show_result)
        self._back_row = back_row(self.back, self)
        self._back_row.setVisible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._back_row)
        column.addWidget(self._stack, 1)
        self.ask.compare.connect(self._compare)
        self.ask.keep.connect(self._ask_where)
        self.ask.purge.connect(self._ask_purge)
        self.ask.purging.confirmed.connect(self._purge)
        self.result.again.connect(self.show_ask)
        self.result.people.connect(self.people)
        self.result.groups.connect(self.groups)

    def begin(self, roster: Roster) -> None:
        """A new roster was read: nothing is compared yet, and baselines nearby are looked for."""
        self._roster = roster
        self.ask.begin(self._services.now())
        self.ask.set_busy(False)
        self._forget_result()
        self.look_for_baselines()

    def forget(self) -> None:
        """The roster is gone."""
        self._roster = None
        self._filling.stop()
        self._forget_result()

    def show_ask(self) -> None:
        """Shows the two cards; the result is one click away."""
        self._back_row.setVisible(self.result.view is not None)
        self._stack.setCurrentWidget(self.ask)
        self.ask.drop.files.setFocus()

    def look_for_baselines(self) -> None:
        """Finds the baselines that lie with the journeys of this PC."""
        root, journey = self._services.paths.journeys, self._services.journey
        here = journey.path if journey is not None else None
        self._services.tasks.call(
            lambda: find_baselines(root, here),
            owner=self,
            done=self._found,
            failed=lambda _error: self.ask.show_kept(()),
            key="baselines",
        )

    def _found(self, kept: tuple[KeptFile, ...]) -> None:
        self.ask.show_kept(kept)

    def _forget_result(self) -> None:
        self.result.forget()
        self._back_row.setVisible(False)
        self._stack.setCurrentWidget(self.ask)
        self.compared.emit(None)

    def _show_result(self) -> None:
        self._back_row.setVisible(False)
        self._stack.setCurrentWidget(self.result)

    # -- comparing -----------------------------------------------------------------------------------

    def _compare(self, asked: tuple[Path, str | None]) -> None:
        roster, services = self._roster, self._services
        if roster is None:
            return
        path, passphrase = asked
        now = services.now()
        self.ask.say_trouble("", "")
        self.ask.set_busy(True)
        self.said.emit("Comparing…")
        services.tasks.call(
            lambda: compare_with(roster, path, Locks(services.tokens, passphrase), now),
            owner=self,
            done=self._compared,
            failed=self._not_compared,
            key="compare",
        )

    def _compared(self, view: ChangesView) -> None:
        self.ask.passphrase.clear()
        self._filling.run(self._showing(view))

    def _showing(self, view: ChangesView) -> Work:
        # Shown first and filled then: a whole panel that comes into sight at once is laid out at once.
        self._show_result()
        self.result.verticalScrollBar().setValue(0)
        yield from self.result.filling(view)
        self.ask.set_busy(False)
        self._record(view.event)
        self.compared.emit(view)
        self.said.emit(view.verdict)

    def _not_compared(self, error: Exception) -> None:
        self.ask.set_busy(False)
        words, trouble = preview_content().changes, trouble_of(error)
        self.ask.say_trouble(trouble.summary, trouble.remedy)
        self.said.emit(words.not_opened)
        if isinstance(error, SealedError):
            self.ask.passphrase.setFocus()

    # -- deleting ------------------------------------------------------------------------------------

    def _ask_purge(self, path: Path) -> None:
        """Looks at the file first, so that it can be said what deleting it means."""
        tokens = self._services.tokens
        self._services.tasks.call(
            lambda: purgeable(path, tokens),
            owner=self,
            done=self._asked_purge,
            failed=self._not_purged,
            key="purge",
        )

    def _asked_purge(self, found: Purgeable) -> None:
        self.ask.purging.ask(found)
        words = preview_content().changes
        self.said.emit(fill(words.purge_ask, {"name": found.path.name}))

    def _purge(self, path: Path) -> None:
        tokens = self._services.tokens
        self.ask.set_busy(True)
        make_and_note(
            self._services,
            lambda: purge_baseline(path, tokens),
            _purged_event,
            owner=self,
            done=self._purged,
            failed=self._not_purged,
        )

    def _purged(self, purged: Purgeable) -> None:
        self.ask.set_busy(False)
        self.ask.say_purged(purged)
        self.said.emit(fill(preview_content().changes.purged, {"name": purged.path.name}))
        self.look_for_baselines()
        self.ask.drop.files.setFocus()

    def _not_purged(self, error: Exception) -> None:
        self.ask.set_busy(False)
        trouble = trouble_of(error)
        self.ask.say_trouble(trouble.summary, trouble.remedy)
        self.said.emit(trouble.summary)

    # -- keeping -------------------------------------------------------------------------------------

    def _ask_where(self, asked: tuple[str | None, date]) -> None:
        """Prepares the folder, then asks where to put the file."""
        journey = self._services.journey
        if journey is None:
            self._open_dialog(asked, None)
            return
        folder = journey.path / FOLDER
        self._services.tasks.call(
            lambda: folder.mkdir(parents=True, exist_ok=True),
            owner=self,
            done=lambda _none: self._open_dialog(asked, folder),
            failed=lambda _error: self._open_dialog(asked, None),
        )

    def _open_dialog(self, asked: tuple[str | None, date], folder: Path | None) -> None:
        name = f"School on {self._services.now().astimezone():%Y-%m-%d}{SUFFIX}"
        ask_where(
            self,
            "Keep the baseline",
            name,
            f"Baselines (*{SUFFIX})",
            partial(self.keep_at, *asked),
            folder=folder,
            called="save-baseline",
        )

    def keep_at(self, passphrase: str | None, keep_until: date, path: Path) -> None:
        """Writes a baseline of what was read, off the main thread."""
        roster, services = self._roster, self._services
        if roster is None:
            return
        today = _day(services.now())
        self.ask.set_busy(True)
        make_and_note(
            services,
            lambda: keep_now(roster, path, Locks(services.tokens, passphrase), keep_until, today),
            _kept_event,
            owner=self,
            done=self._kept,
            failed=self._not_kept,
        )

    def _kept(self, kept: Kept) -> None:
        self.ask.set_busy(False)
        self.ask.say_kept(kept)
        self.said.emit(f"Kept as {kept.path.name}")
        self.look_for_baselines()

    def _not_kept(self, error: Exception) -> None:
        self.ask.set_busy(False)
        words, trouble = preview_content().changes, trouble_of(error)
        self.ask.say_not_kept(trouble.summary, trouble.remedy)
        self.said.emit(words.not_kept)

    def _record(self, payload: Payload) -> None:
        if self._services.journey is not None:
            self._services.journey.record(payload, how=How.MEASURED, step=StepId.PREVIEW)


def _purged_event(purged: Purgeable) -> BaselinePurged:
    return BaselinePurged(
        baseline_of=_day(purged.head.made),
        keep_until=purged.head.keep_until,
        passphrase=purged.has_passphrase,
    )


def _kept_event(kept: Kept) -> BaselineKept:
    return BaselineKept(
        people=kept.people, keep_until=kept.keep_until, passphrase="passphrase" in kept.opens_with
    )


def _day(now: datetime) -> date:
    return now.astimezone().date()
