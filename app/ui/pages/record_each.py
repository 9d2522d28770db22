"""Writing several events that belong together, one after the other, off the main thread."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.journey.events import Payload
from app.journey.model import How, StepId
from app.journey.people import Actor
from app.ui.page import NotSaved, Page


@dataclass(frozen=True, slots=True)
class ToRecord:
    """One event to write."""

    payload: Payload
    how: How
    actor: Actor | None = None
    """None: the technician."""


def record_each(
    page: Page, entries: Sequence[ToRecord], then: Callable[[], None], *, step: StepId | None = None
) -> None:
    """Writes `entries` in order for `step` (the page's own unless given), then calls `then`.

    While they are written the primary action waits. Where one can't be written the shell says so, and "Try
    again" goes on with that one: nothing is written twice.
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
        if len(entries) > 1:
            record_each(page, entries[1:], then, step=step)
        else:
            then()
            page.changed.emit()

    def not_written(problem: Exception) -> None:
        page.saving = False
        page.changed.emit()
        page.not_saved.emit(NotSaved(problem, functools.partial(record_each, page, entries, then, step=step)))

    first = entries[0]
    journey.record(
        first.payload,
        how=first.how,
        actor=first.actor,
        step=step or page.step,
        done=written,
        failed=not_written,
    )
