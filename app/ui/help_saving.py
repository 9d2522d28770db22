"""Saving all help pages as one web page, where the user says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.ui.widgets.save_as import ask_where

if TYPE_CHECKING:
    from app.ui.help_window import HelpWindow
    from app.ui.services import Services

FILE_NAME = "Provisioning Wizard help.html"


class HelpSaving(QObject):
    """Listens to the help window; writes off the main thread and says there what became of it."""

    def __init__(self, window: HelpWindow, services: Services) -> None:
        super().__init__(window)
        self._window, self._services = window, services
        window.save_all.connect(self._ask)

    def _ask(self) -> None:
        ask_where(
            self._window,
            "Save the help as one web page",
            FILE_NAME,
            "Web pages (*.html)",
            self.save,
            called="save-help",
        )

    def save(self, file: Path) -> None:
        """Writes the page, whole or not at all."""
        self._window.show_saved("Writing…")
        self._services.tasks.call(
            lambda: write_help(file),
            owner=self,
            done=lambda _nothing: self._window.show_saved(f"Saved as {file.name}"),
            failed=lambda problem: self._window.show_saved(f"It could not be saved: {problem}"),
            key="save help",
            must_run=True,
        )


def write_help(file: Path) -> None:
    """Writes the help as one web page over whatever is there. Blocks. Raises OSError, ContentError."""
    from app.evidence.help_site import help_html
    from app.storage.atomic import write_atomic

    write_atomic(file, help_html().encode())
