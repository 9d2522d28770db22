"""Choosing how the window looks: from the view menus, or with Ctrl and +, - or 0. What is chosen is kept."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.ui.place_kept import PlaceKept
from app.ui.services import Services
from app.ui.view_menu import ViewButton, next_size


class LookChoice(QObject):
    """Listens to the menus and the keys of one window, and has each menu show what is chosen."""

    def __init__(self, services: Services, views: tuple[ViewButton, ...], window: QWidget) -> None:
        super().__init__(window)
        self._services, self._views = services, views
        self._place = PlaceKept(window)
        for view in views:
            view.size_chosen.connect(self._set_size)
            view.scheme_chosen.connect(self._set_scheme)
        keys: tuple[tuple[str, Callable[[], None]], ...] = (
            ("Ctrl++", lambda: self._step_size(1)),
            ("Ctrl+=", lambda: self._step_size(1)),
            ("Ctrl+-", lambda: self._step_size(-1)),
            ("Ctrl+0", lambda: self._set_size(100)),
        )
        for key, run in keys:
            QShortcut(QKeySequence(key), window, run)
        services.theme.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        look = self._services.theme
        for view in self._views:
            view.show_choice(look.text_percent, look.preference)

    def _set_size(self, percent: int) -> None:
        self._place.note()
        self._services.theme.set_text_percent(percent)
        self._place.restore()
        self._services.change_settings(text_percent=percent)

    def _step_size(self, by: int) -> None:
        self._set_size(next_size(self._services.theme.text_percent, by))

    def _set_scheme(self, scheme: str) -> None:
        self._services.theme.set_preference(scheme)
        self._services.change_settings(theme=scheme)
