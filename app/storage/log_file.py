"""The log's file, on its own: what rotates it is slow to import, and the window opens before it is needed."""

from __future__ import annotations

import logging
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path


class QuietRotation(RotatingFileHandler):
    """Never raises and never prints: a second copy of the program may hold the file that is to be rotated,
    and the window build has nowhere to print to."""

    def _open(self) -> TextIOWrapper:
        Path(self.baseFilename).parent.mkdir(parents=True, exist_ok=True)
        return super()._open()

    def doRollover(self) -> None:
        try:
            super().doRollover()
        except OSError:
            self.stream = self._open()

    def handleError(self, record: logging.LogRecord) -> None:
        """Drops the record."""
