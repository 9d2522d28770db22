"""Tells in a window of its own what went wrong beside the page: an answer not saved, a journey not opened."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.ui import messages
from app.ui.page import NotSaved
from app.ui.theme import Theme


def tell_not_saved(news: NotSaved, theme: Theme, parent: QWidget) -> None:
    """Says that something was not saved, and offers to try again."""
    text = f"{news.problem}\n\n{messages.NOT_SAVED_MEANING}"
    _tell(theme, parent, messages.NOT_SAVED_TITLE, text, action="Try again", run=news.again)


def tell_trouble(problem: Exception, theme: Theme, parent: QWidget) -> None:
    """Says what is wrong with a journey."""
    text = f"{problem}\n\n{messages.JOURNEY_TROUBLE_MEANING}"
    _tell(theme, parent, messages.JOURNEY_TROUBLE_TITLE, text)


def _tell(
    theme: Theme,
    parent: QWidget,
    title: str,
    text: str,
    *,
    action: str = "",
    run: Callable[[], None] | None = None,
) -> None:
    from app.ui.message_window import MessageWindow  # costly to make known, and seldom needed

    MessageWindow(theme, title, text, action=action, run=run, parent=parent).open()
