"""The window's frame: moving about by keyboard, never a dead end, nothing cut off, nothing unnamed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.guidance.help import help_pages
from app.journey.events import ApprovalSeen
from app.journey.model import How, JourneyKind, StepId
from app.storage.settings import load_settings
from app.ui.message_window import MessageWindow
from app.ui.open_journey import read_snapshot
from app.ui.page import Action, Busy, Page, PageError, Place, Route, StatusLine, View
from app.ui.pages import PLACE_PAGES, STEP_PAGES, NoSuchPage, page_class
from app.ui.pages.signpost import SignpostPage
from app.ui.services import Services
from app.ui.shell import Shell
from tests.fakes.journeys import NOW, TECHNICIAN, Told, started
from tests.fakes.windows import Window, interactive, window

SIZES = [(100, (1160, 760)), (100, (1093, 614)), (150, (1093, 614)), (200, (1093, 614))]
Key = Qt.Key


@pytest.fixture
def shown(qapp: QApplication, qtbot: QtBot) -> Iterator[Window]:
    with window(qapp, qtbot) as made:
        yield made


def accessible_name(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface is not None else ""


def test_start_to_school_to_next_by_keyboard_alone(shown: Window) -> None:
    shell, qtbot = shown.shell, shown.qtbot
    shown.go(Route(Place.START))
    shown.idle()
    assert shown.focus() is shell.head.title
    qtbot.keyClick(shown.focus(), Key.Key_Return)
    qtbot.waitUntil(lambda: shell.route.to is StepId.SCHOOL)
    shown.idle()
    assert shown.focus().objectName() == "school-name"
    qtbot.keyClick(shown.focus(), Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert shown.focus().objectName() == "school-name", "the first field that is wrong"
    qtbot.keyClicks(shown.focus(), "Brookfield High School")
    reach(shown, "school-mis")
    qtbot.keyClicks(shown.focus(), "S")
    reach(shown, "lgfl-yes")
    qtbot.keyClick(shown.focus(), Key.Key_Space)
    qtbot.keyClick(shown.focus(), Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: shell.route.to not in (StepId.SCHOOL, Place.START))
    journey = shell.services.journey
    assert journey is not None
    assert journey.state.school_name == "Brookfield High School"
    qtbot.keyClick(shown.focus(), Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert shell.route.to is StepId.SCHOOL
    qtbot.keyClick(shown.focus(), Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert shell.route.to is Place.START
    assert shell.services.journey is None
    shown.idle()


def reach(shown: Window, name: str) -> None:
    for _ in range(60):
        if shown.focus().objectName() == name:
            return
        shown.qtbot.keyClick(shown.focus(), Key.Key_Tab)
    raise AssertionError(f"Tab never reached {name}")


def test_tab_reaches_everything_and_comes_round(shown: Window) -> None:
    folder = started(shown.paths.journeys, Told.DESCRIBED)
    shown.open(folder, Route(StepId.SCHOOL))
    wanted = {w.objectName() for w in interactive(shown.shell) if w.isEnabled()}
    radios = {
        name
        for name in wanted
        if name.startswith(("lgfl-", "already-", "client-place-", "wonde-login-", "head-"))
    }
    seen: list[str] = []
    for _ in range(80):
        seen.append(shown.focus().objectName())
        shown.qtbot.keyClick(shown.focus(), Key.Key_Tab)
    assert wanted - radios <= set(seen), "radio buttons are reached with the arrows once their group is"
    order = [name for name in seen if name in ("school-name", "school-urn", "school-mis", "back", "primary")]
    assert order[:5] == ["school-name", "school-urn", "school-mis", "back", "primary"]


@pytest.mark.parametrize(("percent", "size"), SIZES)
@pytest.mark.parametrize("to", [*Place, StepId.SCHOOL, StepId.DATA_TEST], ids=str)
def test_nothing_is_cut_off(
    qapp: QApplication,
    qtbot: QtBot,
    percent: int,
    size: tuple[int, int],
    to: Place | StepId,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("app.ui.pages.help_session.HelpSessionPage.run", lambda _: None)
    with window(qapp, qtbot, percent=percent, size=size) as shown:
        root = shown.paths.journeys
        folder = started(root, Told.DESCRIBED, "St Anne’s Catholic Primary School and Nursery")
        started(root, Told.APPROVED, at=NOW - timedelta(days=3))
        if isinstance(to, StepId):
            shown.open(folder, Route(to))
        else:
            shown.go(Route(to))
        shown.idle()
        shown.unclipped()


@pytest.mark.parametrize("to", [*Place, StepId.SCHOOL, StepId.DATA_TEST], ids=str)
def test_everything_interactive_has_a_name_for_people_and_for_tests(
    shown: Window, to: Place | StepId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.ui.pages.help_session.HelpSessionPage.run", lambda _: None)
    folder = started(shown.paths.journeys, Told.DESCRIBED)
    if isinstance(to, StepId):
        shown.open(folder, Route(to))
    else:
        shown.go(Route(to))
    shown.idle()
    names = [widget.objectName() for widget in interactive(shown.shell)]
    assert all(names), [type(w).__name__ for w in interactive(shown.shell) if not w.objectName()]
    assert len(names) == len(set(names)), "each can be told from every other"
    unnamed = [w.objectName() for w in interactive(shown.shell) if not accessible_name(w)]
    assert not unnamed


def test_a_blocked_step_says_why_and_leads_on(shown: Window) -> None:
    shown.open(started(shown.paths.journeys, Told.NOTHING), Route(StepId.DATA_TEST))
    page = shown.shell.page
    assert isinstance(page, SignpostPage)
    assert shown.shell.foot.primary.text() == "Go to “Your school”"
    shown.shell.press_primary()
    shown.idle()
    assert shown.shell.route.to is StepId.SCHOOL


def test_a_step_without_a_page_or_with_a_broken_one_is_no_dead_end(
    shown: Window, monkeypatch: pytest.MonkeyPatch, capture_hook: list[type[BaseException]]
) -> None:
    monkeypatch.setitem(STEP_PAGES, StepId.ONSITE_CLIENT, "app.ui.pages.not_written_yet:Page")  # type: ignore[call-overload]
    shown.open(started(shown.paths.journeys, Told.DESCRIBED), Route(StepId.ONSITE_CLIENT))
    assert isinstance(shown.shell.page, SignpostPage)
    assert shown.shell.foot.primary.isVisible()

    def broken(_: object) -> type[Page]:
        raise ValueError

    monkeypatch.setattr("app.ui.page_shelf.page_class", broken)
    shown.go(Route(StepId.PREVIEW))
    assert isinstance(shown.shell.page, SignpostPage)
    assert capture_hook == [ValueError]


@pytest.fixture
def capture_hook(monkeypatch: pytest.MonkeyPatch) -> list[type[BaseException]]:
    import sys

    heard: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, _error, _trace: heard.append(kind))
    return heard


class TrialPage(Page):
    """A page whose every part a test can set."""

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.given_busy: Busy | None = None
        self.given_error: PageError | None = None
        self.field = QPushButton("A field", self)
        self.field.setObjectName("trial-field")
        self.left = 0

    @property
    def title(self) -> str:
        return "Trial"

    @property
    def primary(self) -> Action:
        return Action("Do it", enabled=False, because="Something is missing")

    @property
    def busy(self) -> Busy | None:
        return self.given_busy

    @property
    def error(self) -> PageError | None:
        return self.given_error

    def leave(self) -> None:
        self.left += 1


@pytest.fixture
def trial(shown: Window, monkeypatch: pytest.MonkeyPatch) -> TrialPage:
    monkeypatch.setattr("app.ui.page_shelf.page_class", lambda _: TrialPage)
    shown.go(Route(Place.HELP_SESSION))
    page = shown.shell.page
    assert isinstance(page, TrialPage)
    return page


def test_busy_shows_how_far_and_can_be_stopped(shown: Window, trial: TrialPage) -> None:
    stopped: list[bool] = []
    trial.given_busy = Busy("Reading people", "Read", 620, 1200, cancel=lambda: stopped.append(True))
    trial.changed.emit()
    assert shown.shell.area.work.isVisible()
    assert (shown.shell.area.work.bar.value(), shown.shell.area.work.bar.maximum()) == (620, 1200)
    assert shown.focus().objectName() == "stop-work"
    shown.qtbot.keyClick(shown.focus(), Key.Key_Return)
    assert stopped == [True]
    trial.given_busy = None
    trial.changed.emit()
    assert not shown.shell.area.work.isVisible()


@pytest.mark.parametrize("at", ["stop-work", "help", "rail-view"])
def test_escape_stops_what_a_page_is_busy_with(shown: Window, trial: TrialPage, at: str) -> None:
    stopped: list[bool] = []
    trial.field.setFocus()
    shown.qtbot.keyClick(trial.field, Key.Key_Escape)
    trial.given_busy = Busy("Reading people", cancel=lambda: stopped.append(True))
    trial.changed.emit()
    assert stopped == []
    shown.qtbot.keyClick(shown.find(at), Key.Key_Escape)
    assert stopped == [True]
    trial.given_busy = Busy("Writing what was decided")
    trial.changed.emit()
    shown.qtbot.keyClick(shown.shell, Key.Key_Escape)
    assert stopped == [True], "what can't be stopped is not"
    trial.given_busy, trial.given_error = Busy("Reading", cancel=lambda: stopped.append(True)), None
    trial.changed.emit()
    trial.given_error = PageError("No answer")
    trial.changed.emit()
    shown.qtbot.keyClick(shown.shell, Key.Key_Escape)
    assert stopped == [True], "nor what is over"


def test_an_error_says_what_and_offers_to_try_again(shown: Window, trial: TrialPage) -> None:
    tried: list[bool] = []
    trial.given_error = PageError(
        "No answer", "The share is gone.", "Try later.", "FILE-12", retry=lambda: tried.append(True)
    )
    trial.changed.emit()
    panel = shown.shell.area.trouble
    assert panel.isVisible()
    assert "The share is gone." in panel.accessibleName()
    assert shown.focus() is panel.retry
    shown.qtbot.keyClick(shown.focus(), Key.Key_Space)
    assert tried == [True]


def test_what_changes_while_a_page_is_drawn_shows(
    shown: Window, trial: TrialPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page is drawn in turns: an answer that comes between two of them must not wait for the next one."""
    words = "Nothing yet"
    monkeypatch.setattr(TrialPage, "status", property(lambda _: StatusLine(words)))
    shown.go(Route(Place.START))
    draw = shown.shell._draw_head_and_foot

    def drawn(page: Page) -> None:
        nonlocal words
        draw(page)
        if page is trial and words == "Nothing yet":
            words = "An answer"
            page.changed.emit()

    monkeypatch.setattr(shown.shell, "_draw_head_and_foot", drawn)
    shown.go(Route(Place.HELP_SESSION))
    assert shown.shell.foot.status.text() == "An answer"


def test_what_is_recorded_while_a_page_is_drawn_shows_in_the_rail(
    shown: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page may ask as soon as it is entered, and be answered before it is drawn whole."""
    folder = started(shown.paths.journeys, Told.DESCRIBED)
    shown.open(folder, Route(StepId.SCHOOL))
    shell, journey = shown.shell, shown.shell.services.journey
    assert journey is not None
    seen = ApprovalSeen(via="wonde-portal", approved=True, audited=True, online=True)
    folder.record(seen, actor=TECHNICIAN, how=How.READ_OFF, step=StepId.WONDE_APPROVAL, at=NOW)
    draw = shell._draw_head_and_foot
    answers = [read_snapshot(folder, NOW)]

    def drawn(page: Page) -> None:
        draw(page)
        if shell.route.to is StepId.PREVIEW and answers:
            journey._read(answers.pop())

    monkeypatch.setattr(shell, "_draw_head_and_foot", drawn)
    shown.go(Route(StepId.PREVIEW))
    shown.idle()
    assert not answers
    button = shell.rail.step_button(StepId.WONDE_APPROVAL)
    assert button is not None
    assert button.accessibleDescription() == "Approved, checked by Wonde, online"


@pytest.mark.parametrize("to", [*STEP_PAGES, *PLACE_PAGES])
def test_help_of_every_page_is_a_page_that_is_there(to: StepId | Place) -> None:
    assert page_class(to).help_topic in {page.topic for page in help_pages()}


def test_an_action_that_is_off_says_why(shown: Window, trial: TrialPage) -> None:
    primary = shown.shell.foot.primary
    assert not primary.isEnabled()
    assert primary.accessibleDescription() == "Something is missing"
    shown.shell.press_primary()
    assert shown.shell.route.to is Place.HELP_SESSION


def test_names_are_shown_on_purpose_for_a_while_and_noted(shown: Window) -> None:
    folder = started(shown.paths.journeys, Told.DESCRIBED)
    shown.open(folder, Route(StepId.SCHOOL))
    shell = shown.shell
    assert shell.head.names.text() == "Names: hidden.  Show"
    shown.qtbot.mouseClick(shell.head.names, Qt.MouseButton.LeftButton)
    assert shell.services.names.shown
    assert shell.services.names.minutes_left == 5
    assert shell.head.names.text() == "Names: shown.  Hide"
    shown.idle()
    events = [event for event in folder.events() if event.kind == "names.shown"]
    assert len(events) == 1
    shown.qtbot.mouseClick(shell.head.names, Qt.MouseButton.LeftButton)
    assert not shell.services.names.shown
    shown.idle()


def test_what_is_typed_outlives_names_being_shown(shown: Window) -> None:
    folder = started(shown.paths.journeys, Told.NOTHING)
    shown.open(folder, Route(StepId.SCHOOL))
    shown.qtbot.keyClicks(shown.find("school-name"), "Brookfield")
    shown.qtbot.waitUntil(lambda: folder.draft(StepId.SCHOOL).get("name") == "Brookfield")
    shown.shell.services.names.show()
    shown.idle()
    assert [event.kind for event in folder.events()][-1] == "names.shown"
    assert folder.draft(StepId.SCHOOL)["name"] == "Brookfield"


def test_light_dark_and_text_size_while_running_are_kept(shown: Window) -> None:
    shell = shown.shell
    shown.go(Route(Place.START))
    shown.qtbot.keyClick(shell, Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert shell.services.theme.text_percent == 110
    shell.views[0].scheme_chosen.emit("dark")
    assert shell.services.theme.dark
    shown.idle()
    settings, problem = load_settings(shown.paths)
    assert (settings.text_percent, settings.theme, problem) == (110, "dark", None)
    shown.qtbot.keyClick(shell, Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert shell.services.theme.text_percent == 100
    shown.idle()


def test_the_headteachers_view_has_no_rail(shown: Window) -> None:
    shown.open(started(shown.paths.journeys, Told.DESCRIBED), Route(StepId.SCHOOL))
    assert shown.shell.rail.isVisible()
    shown.go(Route(StepId.SSO_APPROVAL, View.HEADTEACHER))
    assert not shown.shell.rail.isVisible()
    assert shown.find("head-view").isVisible(), "text size can still be changed"


def test_practice_is_said_wherever_there_is_no_rail_too(shown: Window) -> None:
    folder = started(shown.paths.journeys, Told.DESCRIBED, practice=True)
    shown.open(folder, Route(StepId.SCHOOL))
    assert shown.find("practice-banner").isVisible()


def test_a_write_that_fails_keeps_the_page_and_offers_to_try_again(shown: Window) -> None:
    folder = started(shown.paths.journeys, Told.NOTHING)
    shown.open(folder, Route(StepId.SCHOOL))
    name = shown.find("school-name")
    shown.qtbot.keyClicks(name, "Brookfield")
    (folder.path / "moved.json").write_text('{"to": "elsewhere"}', encoding="utf-8")
    reach(shown, "school-mis")
    shown.qtbot.keyClicks(shown.focus(), "S")
    reach(shown, "lgfl-yes")
    shown.qtbot.keyClick(shown.focus(), Key.Key_Space)
    shown.shell.press_primary()
    shown.qtbot.waitUntil(lambda: bool(shown.shell.findChildren(MessageWindow)))
    told = shown.shell.findChildren(MessageWindow)[0]
    assert told.action_button.text() == "Try again"
    assert shown.shell.route.to is StepId.SCHOOL
    (folder.path / "moved.json").unlink()
    told.accept()
    shown.qtbot.waitUntil(lambda: shown.shell.route.to is not StepId.SCHOOL)
    shown.idle()


def test_what_is_typed_survives_a_kill(shown: Window, qapp: QApplication, qtbot: QtBot) -> None:
    folder = started(shown.paths.journeys, Told.NOTHING)
    shown.open(folder, Route(StepId.SCHOOL))
    shown.qtbot.keyClicks(shown.find("school-name"), "Half a nam")
    qtbot.waitUntil(lambda: folder.draft(StepId.SCHOOL).get("name") == "Half a nam")
    with window(qapp, qtbot) as other:
        other.open(folder, Route(StepId.SCHOOL))
        assert other.find("school-name").property("text") == "Half a nam"


def test_what_is_typed_is_saved_when_the_journey_is_left(shown: Window) -> None:
    folder = started(shown.paths.journeys, Told.NOTHING)
    shown.open(folder, Route(StepId.SCHOOL))
    shown.qtbot.keyClicks(shown.find("school-name"), "Typed a moment ago")
    shown.go(Route(Place.START))
    shown.qtbot.waitUntil(lambda: folder.draft(StepId.SCHOOL).get("name") == "Typed a moment ago")
    shown.idle()


def test_closing_while_busy_is_quick_and_saves_what_was_typed(qapp: QApplication, qtbot: QtBot) -> None:
    with window(qapp, qtbot) as shown:
        folder = started(shown.paths.journeys, Told.NOTHING)
        shown.open(folder, Route(StepId.SCHOOL))
        shown.qtbot.keyClicks(shown.find("school-name"), "Typed last")
        page = shown.shell.page
        assert page is not None
        shown.shell.services.tasks.start(lambda _: forever(), owner=page)
        shown.shell.close()
        assert folder.draft(StepId.SCHOOL)["name"] == "Typed last"
        assert not shown.shell.services.tasks.busy


async def forever() -> None:
    import asyncio

    await asyncio.Event().wait()


def test_help_opens_at_the_pages_topic_and_can_be_searched(shown: Window) -> None:
    shown.go(Route(Place.START))
    shown.qtbot.keyClick(shown.shell, Key.Key_F1)
    helped = shown.shell._help
    assert helped is not None
    assert helped.isVisible()
    helped.search.setText("NET-01")
    shown.qtbot.waitUntil(lambda: "NET-01" in helped.text.toPlainText())
    shown.qtbot.keyClick(helped, Key.Key_Escape)
    assert not helped.isVisible()
    shown.idle()


@pytest.mark.parametrize("to", [*STEP_PAGES, *PLACE_PAGES], ids=str)
def test_every_registered_page_can_be_imported(to: StepId | Place) -> None:
    try:
        assert issubclass(page_class(to), Page)
    except NoSuchPage:
        pytest.skip("this page is not written yet")


@pytest.fixture
def loop_gaps(qtbot: QtBot, record_property: Callable[[str, object], None]) -> Iterator[list[float]]:
    """How long the window's event loop was not running, in ms. Reported, not asserted."""
    gaps: list[float] = []
    last = [time.perf_counter()]

    def tick() -> None:
        now = time.perf_counter()
        gaps.append((now - last[0]) * 1000)
        last[0] = now

    timer = QTimer()
    timer.timeout.connect(tick)
    timer.start(0)
    yield gaps
    timer.stop()
    record_property("longest_gap_ms", round(max(gaps, default=0.0), 1))


def test_the_event_loop_while_journeys_are_opened(shown: Window, loop_gaps: list[float]) -> None:
    folders = [started(shown.paths.journeys, Told.APPROVED, f"School {n}") for n in range(5)]
    shown.go(Route(Place.START))
    shown.idle()
    for folder in folders:
        shown.open(folder, Route(StepId.SCHOOL))
    assert loop_gaps
    print(f"longest gap of the event loop: {max(loop_gaps):.1f} ms")


def test_journeys_of_each_kind_open(shown: Window, tmp_path: Path) -> None:
    for kind in (JourneyKind.FIRST_SET_UP, JourneyKind.SINGLE_SIGN_ON_ONLY):
        shown.go(Route(Place.START))
        shown.idle()
        shown.shell.desk.create(kind)
        shown.qtbot.waitUntil(lambda wanted=kind: is_open(shown.shell, wanted))
        shown.idle()


def is_open(shell: Shell, kind: JourneyKind) -> bool:
    return shell.services.journey is not None and shell.services.journey.state.kind is kind
