"""Writing several events that belong together, off the main thread: all of them or none."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence

from app.journey.model import StepId
from app.ui.open_journey import ToRecord as ToRecord
from app.ui.page import NotSaved, Page


def record_each(
    page: Page, entries: Sequence[ToRecord], then: Callable[[], None], *, step: StepId | None = None
) -> None:
    """Writes `entries` in order for `step` (the page's own unless given), then calls `then`.

    While they are written the primary action waits. Where they can't be written the shell says so, and "Try
    again" tries all of them again: nothing is written twice, and nobody who leaves meanwhile leaves half.
    """
    journey = page.services.journey
    if journey is None or page.saving:
        return
    if not entries:
        then()
        return
    page.saving = True
    page.changed.emit()

    def written() -> None:
        page.saving = False
        then()
        page.changed.emit()

    def not_written(problem: Exception) -> None:
        page.saving = False
        page.changed.emit()
        page.not_saved.emit(NotSaved(problem, functools.partial(record_each, page, entries, then, step=step)))

    journey.record_all(entries, step=step or page.step, done=written, failed=not_written)
