"""What is kept is kept in the order it was chosen, and written though its page has gone."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.journey.errors import LedgerNotWritten
from app.journey.events import NamesShown
from app.journey.folder import JourneyFolder
from app.journey.ledger import Ledger
from app.journey.model import How, StepId
from app.storage.settings import Settings, keep_changes, load_settings, save_settings
from app.ui import messages
from app.ui.message_window import MessageWindow
from app.ui.open_journey import OpenJourney
from app.ui.page import Place, Route
from app.ui.pages.record_each import ToRecord, record_each
from app.ui.pages.start.page import StartPage
from tests.fakes.journeys import Told, school, started
from tests.fakes.late_pages import journey
from tests.fakes.windows import PATIENCE_MS, Window, window

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

    def slowly(*args: Any, **kwargs: Any) -> Any:
        if not first.is_set():
            first.set()
            threading.Event().wait(SLOW_S)
        return write(*args, **kwargs)

    return slowly


def opened(shown: Window) -> tuple[JourneyFolder, OpenJourney]:
    """A new journey, open at its first step."""
    folder = started(shown.paths.journeys, Told.NOTHING)
    shown.open(folder, Route(StepId.SCHOOL))
    return folder, journey(shown)


def written(shown: Window) -> None:
    """Waits until all that was asked to be written has been."""
    assert shown.shell.services.tasks.wait_written(PATIENCE_MS / 1000)
    shown.idle()


def test_an_earlier_setting_never_replaces_a_later_one(shown: Window) -> None:
    began = threading.Event()
    shown.shell.services.keep_settings = slow_at_first(keep_changes, began)
    shown.shell.services.change_settings(theme="light")
    shown.qtbot.waitUntil(began.is_set)
    shown.shell.services.change_settings(theme="dark")
    shown.shell.services.change_settings(text_percent=110)
    written(shown)
    settings, _problem = load_settings(shown.paths)
    assert (settings.theme, settings.text_percent) == ("dark", 110)


def test_a_setting_taken_back_at_once_is_as_it_was(shown: Window) -> None:
    shown.shell.services.keep_settings = slow_at_first(keep_changes)
    for theme in ("dark", "system"):
        shown.shell.services.change_settings(theme=theme)
    written(shown)
    assert load_settings(shown.paths)[0].theme == "system"


def test_a_setting_that_could_not_be_kept_is_with_the_next(shown: Window) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    shown.shell.services.keep_settings = refuse
    shown.shell.services.change_settings(theme="dark")
    shown.idle()
    shown.shell.services.keep_settings = keep_changes
    shown.shell.services.change_settings(text_percent=110)
    written(shown)
    kept, _problem = load_settings(shown.paths)
    assert (kept.theme, kept.text_percent) == ("dark", 110)


def test_settings_that_could_not_be_kept_one_after_the_other_are_with_the_next(shown: Window) -> None:
    both_asked = threading.Event()

    def refuse(*_: object) -> None:
        both_asked.wait(PATIENCE_MS / 1000)
        raise PermissionError(13, "Permission denied")

    save_settings(shown.paths, Settings())
    shown.shell.services.keep_settings = refuse
    shown.shell.services.change_settings(theme="dark")
    shown.shell.services.change_settings(text_percent=110)
    both_asked.set()
    written(shown)
    shown.shell.services.keep_settings = keep_changes
    shown.shell.services.change_settings(practice_without_token=True)
    written(shown)
    kept, _problem = load_settings(shown.paths)
    assert (kept.theme, kept.text_percent, kept.practice_without_token) == ("dark", 110, True)


def test_a_setting_changed_as_the_window_closes_is_kept(qapp: QApplication, qtbot: QtBot) -> None:
    with window(qapp, qtbot) as made:
        made.idle()
        made.shell.services.keep_settings = slow_at_first(keep_changes)
        made.shell.services.change_settings(theme="light")
        made.shell.services.change_settings(theme="dark")
    assert load_settings(made.paths)[0].theme == "dark"


def test_what_another_window_has_set_is_not_undone(shown: Window) -> None:
    save_settings(shown.paths, Settings(journey_folders=("S:/school-1",), theme="dark"))  # by the other one
    shown.shell.services.change_settings(text_percent=110)
    written(shown)
    kept, _problem = load_settings(shown.paths)
    assert (kept.journey_folders, kept.theme, kept.text_percent) == (("S:/school-1",), "dark", 110)


def test_what_was_typed_is_written_though_the_journey_is_left_at_once(
    shown: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, left = opened(shown)
    monkeypatch.setattr(JourneyFolder, "save_draft", slow_at_first(JourneyFolder.save_draft))
    for name in ("B", "Br", "Brookfield"):
        left.save_draft(StepId.SCHOOL, {"name": name})
    shown.shell.desk.close_journey()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    written(shown)
    assert folder.draft(StepId.SCHOOL)["name"] == "Brookfield"


def test_a_journey_opened_again_shows_what_was_still_being_written(
    shown: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, left = opened(shown)
    monkeypatch.setattr(JourneyFolder, "save_draft", slow_at_first(JourneyFolder.save_draft))
    left.save_draft(StepId.SCHOOL, {"name": "Brookfield"})
    shown.shell.desk.close_journey()
    shown.open(folder, Route(StepId.SCHOOL))
    again = shown.shell.services.journey
    assert again is not None
    assert again is not left
    assert again.draft(StepId.SCHOOL)["name"] == "Brookfield"
    again.save_draft(StepId.SCHOOL, {"name": "Brookfield School"})
    written(shown)
    assert folder.draft(StepId.SCHOOL)["name"] == "Brookfield School"
    shown.qtbot.waitUntil(lambda: not shiboken6.isValid(left))


def test_closing_the_window_waits_for_a_journey_left_just_before(
    qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with window(qapp, qtbot) as made:
        folder, left = opened(made)
        monkeypatch.setattr(JourneyFolder, "save_draft", slow_at_first(JourneyFolder.save_draft))
        left.save_draft(StepId.SCHOOL, {"name": "Brookfield"})
        made.shell.desk.close_journey()
        made.shell.close()
        assert folder.draft(StepId.SCHOOL)["name"] == "Brookfield"


def test_what_could_not_be_written_is_told_though_the_journey_was_left(
    shown: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    _folder, left = opened(shown)

    def refuse(*_: object, **__: object) -> None:
        threading.Event().wait(SLOW_S)
        raise LedgerNotWritten("ledger.jsonl: the share is gone", "Try again.")

    monkeypatch.setattr(Ledger, "append_all", refuse)
    done: list[str] = []
    for _ in range(2):
        left.record(NamesShown(count=1), how=How.MEASURED, done=lambda: done.append("written"))
    shown.shell.desk.close_journey()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    written(shown)
    shown.qtbot.waitUntil(lambda: bool(shown.shell.findChildren(MessageWindow)))
    shown.qtbot.waitUntil(lambda: not shiboken6.isValid(left))
    (told,) = shown.shell.findChildren(MessageWindow)
    words = "\n".join(label.text() for label in told.findChildren(QLabel))
    assert "the share is gone" in words
    assert messages.LEFT_NOT_SAVED_MEANING in words
    assert done == []


@pytest.mark.parametrize("what", ["the file", "its event"])
def test_a_file_that_could_not_be_made_or_noted_is_told_though_the_journey_was_left_long_before(
    shown: Window, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    _folder, left = opened(shown)
    on = threading.Event()

    def make() -> None:
        on.wait(PATIENCE_MS / 1000)
        if what == "the file":
            raise PermissionError(13, "the share is gone")

    def refuse(*_: object, **__: object) -> None:
        raise LedgerNotWritten("ledger.jsonl: the share is gone", "Try again.")

    monkeypatch.setattr(Ledger, "append_all", refuse)
    page, told = QObject(), list[object]()
    left.make_and_note(
        make,
        lambda _nothing: NamesShown(count=1),
        step=StepId.PREVIEW,
        owner=page,
        done=told.append,
        failed=told.append,
    )
    shiboken6.delete(page)
    shown.shell.desk.close_journey()
    listed: list[object] = []  # which waits for the journey's own thread, and not for this file
    shown.shell.desk.find(shown.shell, listed.append, listed.append)
    shown.qtbot.waitUntil(lambda: bool(listed))
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    on.set()
    shown.qtbot.waitUntil(lambda: bool(shown.shell.findChildren(MessageWindow)))
    shown.qtbot.waitUntil(lambda: not shiboken6.isValid(left))
    (window_told,) = shown.shell.findChildren(MessageWindow)
    assert "the share is gone" in "\n".join(label.text() for label in window_told.findChildren(QLabel))
    assert told == []


def test_a_file_made_after_its_journey_was_left_is_noted_and_the_journey_then_freed(shown: Window) -> None:
    folder, left = opened(shown)
    on = threading.Event()
    page, told = QObject(), list[object]()
    left.make_and_note(
        lambda: on.wait(PATIENCE_MS / 1000),
        lambda _made: NamesShown(count=3),
        step=StepId.PREVIEW,
        owner=page,
        done=told.append,
        failed=told.append,
    )
    shiboken6.delete(page)
    shown.shell.desk.close_journey()
    on.set()
    written(shown)
    shown.qtbot.waitUntil(lambda: not shiboken6.isValid(left))
    assert folder.events()[-1].data == NamesShown(count=3)
    assert told == []


def test_what_is_recorded_is_not_asked_for_again_where_its_draft_can_not_be_removed(
    shown: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, there = opened(shown)
    there.save_draft(StepId.SCHOOL, {"name": "Brookfield"})

    def held(*_: object) -> None:
        raise PermissionError(13, "The file is being used by another process")

    monkeypatch.setattr(JourneyFolder, "clear_draft", held)
    told: list[object] = []
    there.record(
        school(lgfl=False),
        how=How.TOLD,
        step=StepId.SCHOOL,
        done=lambda: told.append("recorded"),
        failed=told.append,
    )
    written(shown)
    assert told == ["recorded"]
    assert [event.kind for event in folder.events()].count(school(lgfl=False).kind) == 1


def test_the_list_shows_what_was_still_being_written_when_the_journey_was_left(
    shown: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    _folder, left = opened(shown)
    monkeypatch.setattr(Ledger, "append_all", slow_at_first(Ledger.append_all))
    left.record(school(lgfl=False), how=How.TOLD, step=StepId.SCHOOL)
    shown.go(Route(Place.START))
    shown.idle()
    assert isinstance(shown.shell.page, StartPage)
    assert [row.title for row in shown.shell.page._rows] == [school(lgfl=False).name]


def test_on_a_slow_share_what_is_typed_waits_for_one_write_not_for_one_a_key(
    shown: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    _folder, left = opened(shown)
    began, kept = threading.Event(), []
    slowly = slow_at_first(JourneyFolder.save_draft, began)

    def note(folder: JourneyFolder, step: StepId, draft: dict[str, Any]) -> None:
        kept.append(draft["name"])
        slowly(folder, step, draft)

    monkeypatch.setattr(JourneyFolder, "save_draft", note)
    left.save_draft(StepId.SCHOOL, {"name": "B"})
    shown.qtbot.waitUntil(began.is_set)
    for name in ("Br", "Bro", "Broo", "Brook", "Brookfield"):
        left.save_draft(StepId.SCHOOL, {"name": name})
    written(shown)
    assert kept == ["B", "Brookfield"]


def test_events_that_belong_together_are_all_written_though_their_page_is_left_at_once(
    shown: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = started(shown.paths.journeys, Told.DESCRIBED)
    shown.open(folder, Route(StepId.ONSITE_CLIENT))
    monkeypatch.setattr(Ledger, "append_all", slow_at_first(Ledger.append_all))
    page = shown.shell.page
    assert page is not None
    before = len(folder.events())
    entries = [ToRecord(NamesShown(count=count), How.MEASURED) for count in (1, 2, 3)]
    record_each(page, entries, lambda: None)
    shown.shell.desk.close_journey()
    written(shown)
    assert [event.data for event in folder.events()[before:]] == [entry.payload for entry in entries]
