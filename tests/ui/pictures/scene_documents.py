"""Scenes of what is handed over: documents, a question and its answer by file, several schools, the proof."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path

from app.evidence.handover.exchange import ask
from app.evidence.redaction import Guard
from app.evidence.trust import write_status_file
from app.journey.model import StepId
from app.ui.page import Place, Route, View
from app.ui.pages.answer.page import AnswerPage
from app.ui.pages.documents.page import DocumentsPage
from app.ui.pages.single_sign_on.page import SingleSignOnPage
from tests.fakes.installations import installation
from tests.fakes.journeys import NOW, TECHNICIAN, started
from tests.fakes.journeys import Told as HowFar
from tests.fakes.late_journeys import HANDED, approved, everything, live, tell
from tests.fakes.small_school import PEOPLE, small_school
from tests.ui.pictures.scene_places import LONG_SCHOOL
from tests.ui.pictures.studio import Studio

SSO = Route(StepId.SSO_APPROVAL)


def documents(studio: Studio, home: Path) -> None:
    root = home / "data" / "journeys"
    with studio.window(home) as shell:
        page = studio.open(shell, tell(root, everything()), Route(Place.DOCUMENTS))
        assert isinstance(page, DocumentsPage)
        studio.draw(shell, "documents")
        page.bundle.look.emit()
        page.pack.look.emit()
        studio.draw(shell, "documents-looked-at")
        page.bundle.saved.say_trouble("Nothing was written: status.json would have held a UPN.")
        page.brief.saved.say_saved((home / "headteacher-brief-brookfield.html",))
        studio.draw(shell, "documents-saved")


def help_session_documents(studio: Studio, home: Path) -> None:
    with studio.window(home) as shell:
        shell.show_route(Route(Place.DOCUMENTS))
        studio.rest(shell)
        studio.draw(shell, "documents-alone")


def by_file(studio: Studio, home: Path) -> None:
    folder, other = tell(home / "data" / "journeys", live()), installation(home, "technician")
    question = home / "question.json"
    ask(folder, question, here=other, actor=TECHNICIAN, now=NOW, guard=Guard())
    with studio.window(home) as shell:
        page = studio.open(shell, folder, SSO)
        assert isinstance(page, SingleSignOnPage)
        page.by_file.unfold()
        page.by_file._write(home / "again.json")
        studio.draw(shell, "sso-by-file")
        shell.show_route(Route(Place.ANSWER, View.HEADTEACHER))
        studio.rest(shell)
        studio.draw(shell, "answer-file")
        answer = studio.page(shell)
        assert isinstance(answer, AnswerPage)
        answer._open(question)
        studio.draw(shell, "answer-compare")
        answer._same()
        studio.rest(shell)
        studio.draw(shell, "answer-question")
        shell.press_primary()
        studio.draw(shell, "answer-errors")
        answer.question.agree.name.setText("Jane Example")
        answer.question.agree.capacity.choose("headteacher")
        answer.question.choices["approved"].setChecked(True)
        answer._write(home / "answer.json")
        studio.draw(shell, "answer-written")


def proof(studio: Studio, home: Path) -> None:
    story = [*live(), *HANDED, *approved()]
    listed = home / "uso.csv"
    home.mkdir(exist_ok=True)
    with open(listed, "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(
            [["UPN", "Username"], [PEOPLE[0].upn, PEOPLE[0].username], ["", "somebody.304"]]
        )
    with studio.window(home) as shell, small_school() as people:
        shell.services.people = people
        page = studio.open(shell, tell(home / "data" / "journeys", story), SSO)
        assert isinstance(page, SingleSignOnPage)
        page.way.unfold()
        page.accounts.unfold()
        page.way.address.setText("https://127.0.0.1:9/login")
        page.way.follow()
        page.accounts._compare(listed)
        studio.draw(shell, "sso-proof")
        shell.services.people = None


def schools(studio: Studio, home: Path) -> None:
    share = home / "share"
    share.mkdir(parents=True)
    with studio.window(home) as shell:
        shell.show_route(Route(Place.SCHOOLS))
        studio.rest(shell)
        studio.draw(shell, "schools-none")
        for number, name in enumerate((LONG_SCHOOL, "Larkmoor School", "St Éanna’s")):
            told = started(home / f"j{number}", HowFar(number + 1), name)
            write_status_file(told.reading(), share, now=NOW, guard=Guard())
        late = tell(home / "late", [*live(), *HANDED], last=NOW - timedelta(days=12))
        write_status_file(late.reading(), share, now=NOW, guard=Guard())
        (share / "torn.status.json").write_text("{", "utf-8")
        shell.services.change_settings(status_folder=str(share))
        studio.page(shell).enter()
        studio.draw(shell, "schools")


SCENES = {
    "documents": documents,
    "documents-alone": help_session_documents,
    "by-file": by_file,
    "proof": proof,
    "schools": schools,
}
