"""What is kept is kept in the order it was chosen, and written though its page has gone."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.journey.folder import JourneyFolder
from app.journey.model import StepId
from app.storage.settings import load_settings, save_settings
from app.ui.page import Place, Route
from tests.fakes.journeys import Told, started
from tests.fakes.windows import Window, window

SLOW_S = 0.4


@pytest.fixture
def shown(qapp: QApplication, qtbot: QtBot) -> Iterator[Window]:
    with window(qapp, qtbot) as made:
        made.go(Route(Place.START))
        made.idle()
        yield made


def slow_at_first(write: Callable[..., Any], began: threading.Event | None = None) -> Callable[..., Any]:
    """Writes, but the first write takes so long that one on another thread would end before it."""
    first = began or threading.Event()

    def slowly(*args: Any, **kwargs: Any) -> None:
        if not first.is_set():
            first.set()
            threading.Event().wait(SLOW_S)
        write(*args, **kwargs)

    return slowly


def test_an_earlier_setting_never_replaces_a_later_one(shown: Window) -> None:
    began = threading.Event()
    shown.shell.services.save_settings_to_disk = slow_at_first(save_settings, began)
    shown.shell.services.change_settings(theme="light")
    shown.qtbot.waitUntil(began.is_set)
    shown.shell.services.change_settings(theme="dark")
    shown.shell.services.change_settings(text_percent=110)
    shown.idle()
    shown.qtbot.wait(2 * int(1000 * SLOW_S))
    settings, _problem = load_settings(shown.paths)
    assert (settings.theme, settings.text_percent) == ("dark", 110)


def test_a_setting_changed_as_the_window_closes_is_kept(qapp: QApplication, qtbot: QtBot) -> None:
    with window(qapp, qtbot) as made:
        made.idle()
        made.shell.services.save_settings_to_disk = slow_at_first(save_settings)
        made.shell.services.change_settings(theme="light")
        made.shell.services.change_settings(theme="dark")
    assert load_settings(made.paths)[0].theme == "dark"


def test_what_was_typed_is_written_though_the_journey_is_left_at_once(
    shown: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = started(shown.paths.journeys, Told.NOTHING)
    shown.open(folder, Route(StepId.SCHOOL))
    monkeypatch.setattr(JourneyFolder, "save_draft", slow_at_first(JourneyFolder.save_draft))
    journey = shown.shell.services.journey
    assert journey is not None
    for name in ("B", "Br", "Brookfield"):
        journey.save_draft(StepId.SCHOOL, {"name": name})
    shown.shell.desk.close_journey()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    shown.qtbot.waitUntil(lambda: folder.draft(StepId.SCHOOL).get("name") == "Brookfield", timeout=5000)
