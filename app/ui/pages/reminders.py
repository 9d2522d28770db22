"""The calendar entry for when it is time to ask again, saved as a file where the user says."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject

from app.journey.chasers import calendar_reminder
from app.journey.model import StepId
from app.storage.atomic import write_atomic
from app.ui.page import NotSaved, Page
from app.ui.widgets.save_as import ask_where


class Reminder(QObject):
    """Saves the reminder of whichever step `waited` names when it is asked for."""

    def __init__(self, page: Page, waited: Callable[[], StepId], file_name: str) -> None:
        super().__init__(page)
        self._page, self._waited, self._file_name = page, waited, file_name

    def ask(self) -> None:
        """Asks where to put the calendar file; nothing is written before that."""
        ask_where(
            self._page,
            "Save the reminder",
            self._file_name,
            "Calendar files (*.ics)",
            self.save,
            called="save-reminder",
        )

    def save(self, file: Path) -> None:
        """Writes the reminder as a calendar file, off the main thread."""
        services = self._page.services
        journey = services.journey
        if journey is None:
            return
        data = calendar_reminder(journey.facts, journey.state, self._waited(), services.now())
        if data is None:
            return
        again = functools.partial(self.save, file)
        services.tasks.call(
            functools.partial(write_atomic, file, data),
            owner=self,
            done=self._saved,
            failed=lambda problem: self._page.not_saved.emit(NotSaved(problem, again)),
            must_run=True,
        )

    def _saved(self, _nothing: None) -> None:
        self._page.say("The reminder is saved. Open it to put it in your calendar.")
