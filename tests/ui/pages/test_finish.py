"""The last page in the real window: honest about what is open, closed by keyboard, its record checked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.journey.errors import LedgerUnreadable
from app.journey.folder import LEDGER, JourneyFolder
from app.journey.model import How, StepId
from app.ui.page import Place, Route
from app.ui.pages.finish.page import FinishPage
from app.ui.widgets.mark import Mark, MarkKind
from tests.fakes.late_journeys import HANDED, Told, everything, live, previewed, tell
from tests.fakes.late_pages import go_on, hows, journey, kinds, press
from tests.fakes.windows import Window, interactive, window

HERE = Route(StepId.FINISH)
SIZES = [(100, (1160, 760)), (100, (1093, 614)), (150, (1093, 614)), (200, (1093, 614))]


@pytest.fixture
def shown(qapp: QApplication, qtbot: QtBot) -> Iterator[Window]:
    with window(qapp, qtbot) as made:
        yield made


def open_at(shown: Window, story: list[Told]) -> FinishPage:
    shown.open(tell(shown.paths.journeys, story), HERE)
    page = shown.shell.page
    assert isinstance(page, FinishPage)
    return page


def words(shown: Window) -> str:
    return "\n".join(label.text() for label in shown.shell.findChildren(QLabel) if label.isVisible())


def test_while_something_is_open_it_says_so_and_leads_there(shown: Window) -> None:
    open_at(shown, [*live(), *HANDED])
    assert "One step is not done yet" in words(shown)
    assert "Headteacher, since" in words(shown)
    go_on(shown)
    assert shown.shell.route.to is StepId.SSO_APPROVAL


def test_closing_is_told_and_shown(shown: Window) -> None:
    page = open_at(shown, everything())
    assert shown.shell.foot.primary.text() == "Close the journey"
    before = page.view_model.head_hash if page.view_model else ""
    go_on(shown)
    assert kinds(shown)[-1] == "journey.finished"
    assert hows(shown, "journey.finished") == {How.TOLD}
    assert "Closed on" in words(shown)
    assert page.view_model is not None
    assert page.view_model.head_hash != before
    assert "All 19 events follow one another" in words(shown), "checked again after the last event"
    go_on(shown)
    assert shown.shell.route.to is Place.START


def test_only_what_was_measured_has_the_solid_tick(shown: Window) -> None:
    page = open_at(shown, everything())
    solid = [mark for mark in page.steps.findChildren(Mark) if mark.kind is MarkKind.MEASURED]
    measured = [step for step in journey(shown).state.steps if step.solid]
    lines = (
        sum(line.mark is MarkKind.MEASURED for step in page.view_model.steps for line in step.known)
        if (page.view_model)
        else 0
    )
    assert len(solid) == len(measured) + lines
    assert "not confirmed by a reply of their own" in words(shown)


def test_the_code_and_the_folder_are_copied(shown: Window) -> None:
    open_at(shown, live(lgfl=False))
    press(shown, "copy-hash")
    assert QGuiApplication.clipboard().text() == journey(shown).folder.verify().head_hash
    press(shown, "copy-folder")
    assert QGuiApplication.clipboard().text() == str(journey(shown).path)


def test_a_damaged_record_is_named(shown: Window) -> None:
    folder = tell(shown.paths.journeys, live())
    ledger = folder.path / LEDGER
    ledger.write_bytes(ledger.read_bytes().replace(b"Brookfield", b"Brookfeild"))
    shown.open(folder, HERE)
    assert "was changed after it was written" in words(shown)


def test_a_record_that_cannot_be_read_is_named(shown: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise LedgerUnreadable("ledger.jsonl: the share does not answer")

    monkeypatch.setattr(JourneyFolder, "verify", refuse)
    open_at(shown, live())
    assert "could not be checked: ledger.jsonl: the share does not answer" in words(shown)


class Links(QObject):
    """Takes what would be handed to the system."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        self.seen.append(url.toString())


def test_desks_can_be_called_and_written_to(shown: Window) -> None:
    links = Links()
    for scheme in ("tel", "mailto"):
        QDesktopServices.setUrlHandler(scheme, links, "take")
    try:
        open_at(shown, live())
        press(shown, "call-itslearning")
        press(shown, "mail-wonde")
        press(shown, "copy-number-lgfl")
    finally:
        for scheme in ("tel", "mailto"):
            QDesktopServices.unsetUrlHandler(scheme)
    assert links.seen == ["tel:08009775714", "mailto:support@wonde.com"]
    assert QGuiApplication.clipboard().text() == "020 8255 5555"


@pytest.mark.parametrize(("percent", "size"), SIZES)
@pytest.mark.parametrize("story", [previewed(), everything()], ids=["open", "ready"])
def test_nothing_is_cut_off_and_everything_is_named(
    qapp: QApplication, qtbot: QtBot, percent: int, size: tuple[int, int], story: list[Told]
) -> None:
    with window(qapp, qtbot, percent=percent, size=size) as shown:
        open_at(shown, story)
        shown.unclipped()
        names = [widget.objectName() for widget in interactive(shown.shell)]
        assert all(names)
        assert len(names) == len(set(names))
