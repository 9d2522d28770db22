"""Tells in a window of its own what went wrong beside the page: an answer not saved, a journey not opened."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.ui import messages
from app.ui.open_journey import NotKept
from app.ui.page import NotSaved
from app.ui.theme import Theme


def tell_not_saved(news: NotSaved, theme: Theme, parent: QWidget) -> None:
    """Says that something was not saved, and offers to try again."""
    text = f"{news.problem}\n\n{messages.NOT_SAVED_MEANING}"
    _tell(theme, parent, messages.NOT_SAVED_TITLE, text, action="Try again", run=news.again)


def tell_trouble(problem: Exception, theme: Theme, parent: QWidget) -> None:
    """Says what is wrong with a journey, or that something of one already left was not saved."""
    if isinstance(problem, NotKept):
        title, meaning = messages.NOT_SAVED_TITLE, messages.LEFT_NOT_SAVED_MEANING
    else:
        title, meaning = messages.JOURNEY_TROUBLE_TITLE, messages.JOURNEY_TROUBLE_MEANING
    _tell(theme, parent, title, f"{problem}\n\n{meaning}")


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
