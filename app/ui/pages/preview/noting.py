"""Files that the preview makes or deletes, each with its event: what left the program is in the journey."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject

from app.journey.events import Payload
from app.journey.model import StepId
from app.ui.services import Services

T = TypeVar("T")


def make_and_note(
    services: Services,
    work: Callable[[], T],
    event: Callable[[T], Payload | None],
    *,
    owner: QObject,
    done: Callable[[T], None],
    failed: Callable[[Exception], None],
) -> None:
    """As `OpenJourney.make_and_note` for this step; without an open journey there is nothing to note."""
    if services.journey is None:
        services.tasks.call(work, owner=owner, done=done, failed=failed, must_run=True)
    else:
        services.journey.make_and_note(
            work, event, step=StepId.PREVIEW, owner=owner, done=done, failed=failed
        )
