"""A question goes out and a signed answer comes back, both by keyboard in the windows of two copies."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.page import START, Place, Route, View
from app.ui.pages.answer.page import AnswerPage
from app.ui.pages.single_sign_on.page import SingleSignOnPage
from tests.fakes.dialogs import choose_path
from tests.fakes.late_journeys import live
from tests.fakes.late_pages import choose, fill, go_on, press
from tests.fakes.said import said_by
from tests.fakes.windows import Window, interactive, window
from tests.journeys.desks import HEAD, TECHNICIAN, Desks, decision
from tests.ui.conftest import OFFSCREEN_NOTES

pytestmark = [pytest.mark.story, pytest.mark.qt_log_ignore(OFFSCREEN_NOTES, extend=True)]


@pytest.fixture
def desks(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Desks:
    return Desks(tmp_path, capsys, monkeypatch)


def sso_page(shown: Window) -> SingleSignOnPage:
    page = shown.shell.page
    assert isinstance(page, SingleSignOnPage)
    return page


def answer_page(shown: Window) -> AnswerPage:
    page = shown.shell.page
    assert isinstance(page, AnswerPage)
    return page


def ask(shown: Window, path: Path) -> str:
    """The technician writes the question; gives the words that they read out."""
    press(shown, "by-file")
    press(shown, "write-question")
    choose_path(shown, "question-file", path)
    card = sso_page(shown).by_file
    assert f"Saved: {path.name}" in said_by(card.saved)
    return card.own.text().partition(": ")[2]


def open_question(shown: Window, path: Path) -> AnswerPage:
    """The headteacher finds the page from the start and gives it the file."""
    shown.go(START)
    shown.idle()
    press(shown, "headteacher")
    press(shown, "head-file")
    page = answer_page(shown)
    page.file.drop.chosen.emit((path,))
    shown.idle()
    return page


@contextlib.contextmanager
def asked(desks: Desks, qapp: QApplication, qtbot: QtBot) -> Iterator[tuple[Window, AnswerPage]]:
    """The technician has asked by file, and the headteacher has opened it on their own copy."""
    folder = desks.begin(live())
    with desks.window(qapp, qtbot, folder) as shown:
        ask(shown, desks.post / "question.json")
    desks.sit(HEAD)
    with window(qapp, qtbot) as shown:
        shown.shell.services.now = desks.now
        yield shown, open_question(shown, desks.post / "question.json")


def decide(shown: Window, page: AnswerPage, which: str, path: Path) -> None:
    fill(shown, "head-name", "Jane Example")
    page.question.agree.capacity.choose("headteacher")
    press(shown, "did-declaration")
    choose(shown, f"decision-{which}", "decision-approved")
    go_on(shown)
    choose_path(shown, "answer-file", path)


def test_there_and_back(desks: Desks, qapp: QApplication, qtbot: QtBot) -> None:
    folder = desks.begin(live())
    question, answer = desks.post / "question.json", desks.post / "answer.json"
    with desks.window(qapp, qtbot, folder) as shown:
        technicians_words = ask(shown, question)

    desks.sit(HEAD)
    with window(qapp, qtbot) as shown:
        shown.shell.services.now = desks.now
        page = open_question(shown, question)
        assert page.file.words.text() == technicians_words, "the same are read at both ends"
        assert not page.question.isVisible()
        press(shown, "words-same")
        assert "Brookfield High School asks for your decision" in said_by(page)
        assert "You agree that USO" in said_by(page)
        go_on(shown)
        assert set(page.question.agree.form.errors()) == {"head-name", "head-capacity"}
        decide(shown, page, "approved", answer)
        assert page.written.isVisible()
        heads_words = page.written.read_out.text().partition(": ")[2]

    desks.sit(TECHNICIAN)
    with desks.window(qapp, qtbot, folder) as shown:
        card = sso_page(shown).by_file
        press(shown, "by-file")
        press(shown, "take-answer")
        choose_path(shown, "answer-file", answer)
        assert heads_words
        assert heads_words in card.compare.text()
        press(shown, "words-same")
        assert "Returned by Jane Example, headteacher, from their own copy" in said_by(sso_page(shown))
    found = decision(desks.status())
    assert found is not None
    assert found["level"] == "returned"


def test_words_that_differ_take_nothing(desks: Desks, qapp: QApplication, qtbot: QtBot) -> None:
    with asked(desks, qapp, qtbot) as (shown, page):
        press(shown, "words-differ")
        assert "Do not answer it" in said_by(page)
        assert not page.question.isVisible()
        page.file.drop.chosen.emit((desks.post / "question.json",))
        shown.idle()
        assert page.file.words.text(), "it is still not trusted"


def test_a_file_that_is_refused_says_why(desks: Desks, qapp: QApplication, qtbot: QtBot) -> None:
    folder = desks.begin(live())
    (desks.post / "letter.json").write_text("Dear all", "utf-8")
    with desks.window(qapp, qtbot, folder) as shown:
        press(shown, "by-file")
        press(shown, "take-answer")
        choose_path(shown, "answer-file", desks.post / "letter.json")
        card = sso_page(shown).by_file
        assert "is not a hand-over file" in said_by(card.saved)
        press(shown, "forget-key")
        assert "No key was known" in said_by(card.saved)
    desks.sit(HEAD)
    with window(qapp, qtbot) as shown:
        page = open_question(shown, desks.post / "letter.json")
        assert "is not a hand-over file" in said_by(page)
        shown.shell.go_back()
        shown.idle()
        assert shown.shell.route.to is Place.HEADTEACHER


def test_without_a_decision_nothing_is_written(desks: Desks, qapp: QApplication, qtbot: QtBot) -> None:
    with asked(desks, qapp, qtbot) as (shown, page):
        press(shown, "words-same")
        fill(shown, "head-name", "Jane Example")
        page.question.agree.capacity.choose("trust officer")
        go_on(shown)
        assert "Choose what you decide" in said_by(page)
        assert shown.focus().objectName() == "decision-approved"


@pytest.mark.parametrize(("percent", "size"), [(100, (1160, 760)), (150, (1093, 614)), (200, (1093, 614))])
def test_nothing_is_cut_off_and_everything_is_named(
    desks: Desks, qapp: QApplication, qtbot: QtBot, percent: int, size: tuple[int, int]
) -> None:
    folder = desks.begin(live())
    desks.says("handover", "ask", "--output", desks.post / "question.json")
    with window(qapp, qtbot, percent=percent, size=size) as shown:
        shown.shell.services.now = desks.now
        shown.open(folder)
        press(shown, "rail-sso-approval")
        press(shown, "by-file")
        shown.unclipped()
    desks.sit(HEAD)
    with window(qapp, qtbot, percent=percent, size=size) as shown:
        shown.shell.services.now = desks.now
        shown.go(Route(Place.ANSWER, View.HEADTEACHER))
        page = answer_page(shown)
        page.file.drop.chosen.emit((desks.post / "question.json",))
        shown.idle()
        shown.unclipped()
        press(shown, "words-same")
        shown.unclipped()
        names = [widget.objectName() for widget in interactive(shown.shell)]
        assert all(names)
        assert len(names) == len(set(names))
