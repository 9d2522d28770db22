"""Closing the window: what was typed is saved, all else is cancelled, and nothing is waited for long."""

from __future__ import annotations

import threading

from app.ui.desk import JourneyDesk
from app.ui.services import Services

SAVE_WITHIN_S = 1.0
STOP_WITHIN_S = 2.0


def close_down(services: Services, desk: JourneyDesk) -> None:
    """Returns within about four seconds, whatever hangs: a share, a server, the practice school."""
    if services.journey is not None:
        services.journey.end_use()
    services.tasks.wait_written(SAVE_WITHIN_S)
    stopping = threading.Thread(target=desk.shut_down, name="practice school stops", daemon=True)
    stopping.start()
    services.tasks.close(STOP_WITHIN_S)
    stopping.join(SAVE_WITHIN_S)
