"""Whether there is a screen for the window, asked before Qt is: on Linux, Qt ends the process where there is
none. Imports no Qt itself."""

from __future__ import annotations

import os
import sys

from app.formats.errors import InputError

_WAYS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def need_a_screen() -> None:
    """Raises InputError on a Linux PC where nothing says how to reach a screen, as over SSH."""
    if sys.platform.startswith("linux") and not any(os.environ.get(way) for way in _WAYS):
        raise InputError(
            "There is no screen here to open the window on",
            "",
            "Start it at the PC itself, or use a command: provisioning-wizard --help lists them.",
        )
