"""Scenes of the school's own page and of Wonde's approval, with a token and without one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from PySide6.QtWidgets import QAbstractButton, QPushButton

from app.journey.events import AdviceNoted, ApprovalAuthority, ApprovalRequested, ApprovalSeen, Payload
from app.journey.folder import JourneyFolder
from app.journey.model import How, StepId
from app.practice.lifecycle import Receipt
from app.practice.serve import ServeOptions
from app.practice.wonde_portal import receipt_text
from app.ui.page import Route
from app.ui.pages.wonde_approval.model import Trouble
from app.ui.pages.wonde_approval.page import WondeApprovalPage
from tests.fakes.journeys import NOW, TECHNICIAN, Told, school, started
from tests.fakes.practice import practice_server
from tests.ui.pictures.scene_places import LONG_SCHOOL
from tests.ui.pictures.studio import Studio

STEP = StepId.WONDE_APPROVAL
Past = Sequence[tuple[Payload, How]]


def described(studio: Studio, home: Path) -> None:
    root = home / "data" / "journeys"
    fresh = started(root, Told.NOTHING, "", practice=True)
    filled = started(root, Told.APPROVED, LONG_SCHOOL, practice=True)
    with studio.window(home) as shell:
        studio.open(shell, fresh, Route(StepId.SCHOOL))
        studio.draw(shell, "school-empty")
        shell.press_primary()
        studio.draw(shell, "school-errors")
        shell.show_route(Route(StepId.DATA_TEST))
        studio.draw(shell, "blocked")
        studio.open(shell, filled, Route(StepId.SCHOOL))
        studio.draw(shell, "school")
        for name in ("head-atomwide-no", "ask-head-atomwide-open"):
            button = shell.findChild(QAbstractButton, name)
            assert isinstance(button, QAbstractButton)
            button.click()
        studio.draw(shell, "school-ask")
        shell.show_route(Route(StepId.DATA_TEST))
        studio.draw(shell, "blocked-waiting")


def _folder(home: Path, past: Past, hours: float = 1, **answers: object) -> JourneyFolder:
    folder = started(home / "data" / "journeys", Told.NOTHING, at=NOW - timedelta(days=20))
    told = school().model_copy(update=answers)
    for place, (payload, how) in enumerate(((told, How.TOLD), *past)):
        at = NOW - timedelta(hours=hours * (len(past) + 1 - place))
        of = STEP if place else StepId.SCHOOL
        folder.record(payload, actor=TECHNICIAN, how=how, step=of, at=at)
    return folder


def _seen(**flags: bool) -> tuple[Payload, How]:
    return ApprovalSeen(via="wonde-portal", **flags), How.READ_OFF


def _page(studio: Studio, shell: object, folder: JourneyFolder) -> WondeApprovalPage:
    page = studio.open(shell, folder, Route(STEP))  # type: ignore[arg-type]
    assert isinstance(page, WondeApprovalPage)
    return page


def without_token(studio: Studio, home: Path) -> None:
    head: tuple[Payload, How] = (ApprovalAuthority(person="headteacher"), How.TOLD)
    me: tuple[Payload, How] = (ApprovalAuthority(person="me"), How.TOLD)
    asked: tuple[Payload, How] = (ApprovalRequested(to="headteacher"), How.TOLD)
    with studio.window(home) as shell:
        _page(studio, shell, _folder(home, ()))
        studio.draw(shell, "approval-fresh")
        _page(studio, shell, _folder(home, (head,)))
        studio.draw(shell, "approval-to-ask")
        _page(studio, shell, _folder(home, (head, asked)))
        studio.draw(shell, "approval-asked")
        page = _page(studio, shell, _folder(home, (me, _seen(approved=True, pending=False))))
        for card in (page.overview.authority, page.overview.receipt, page.overview.notes):
            card.unfold()
        studio.draw(shell, "approval-open-cards")
        _page(studio, shell, _folder(home, (me, _seen(approved=True, audited=False)), hours=100))
        studio.draw(shell, "approval-overdue")
        _page(studio, shell, _folder(home, (me, _seen(declined=True))))
        studio.draw(shell, "approval-declined")
        _page(studio, shell, _folder(home, (me, _seen(approved=True, audited=True, online=True))))
        studio.draw(shell, "approval-done-read-off")


def before_and_after(studio: Studio, home: Path) -> None:
    """What is asked before anybody agrees, how long each stage takes, and the way out."""
    me: tuple[Payload, How] = (ApprovalAuthority(person="me"), How.TOLD)
    refused: tuple[Payload, How] = (AdviceNoted(what="dpo", answer="no"), How.TOLD)
    screened: tuple[Payload, How] = (
        AdviceNoted(what="dpia", answer="yes", on=date(2026, 11, 2)),
        How.TOLD,
    )
    with studio.window(home) as shell:
        page = _page(studio, shell, _folder(home, (me, refused, screened)))
        page.overview.advice.unfold()
        page.overview.advice.form.field("advice-safeguarding").setFocus()
        studio.draw(shell, "approval-advice")
        page = _page(studio, shell, _folder(home, (me, _seen(approved=True, audited=False))))
        page.overview.advice.unfold()
        page.overview.waits.unfold()
        page.overview.waits.chevron.setFocus()
        studio.draw(shell, "approval-waits")
        all_three = _seen(approved=True, audited=True, online=True)
        _page(studio, shell, _folder(home, (me, all_three, _seen(revoked=True))))
        studio.draw(shell, "approval-revoked")


def receipts(studio: Studio, home: Path) -> None:
    me: tuple[Payload, How] = (ApprovalAuthority(person="me"), How.TOLD)
    with studio.window(home) as shell:
        page = _page(studio, shell, _folder(home, (me,)))
        page.overview.receipt.unfold()
        receipt = Receipt(
            reference="PR-1A2B", who="Ada Byte", position="Headteacher", at=NOW - timedelta(days=1),
            people=1354, granted=("Students read", "Students upn read"), withheld=(), mode="all",
        )  # fmt: skip
        page.overview.receipt.text.setPlainText(receipt_text(receipt, "Larkmoor School"))
        page.overview.notes.unfold()
        page.overview.notes.show_names(("Students medical notes read", "Students upn read"))
        page.overview.receipt.text.setFocus()
        studio.draw(shell, "approval-receipt")


def guided(studio: Studio, home: Path) -> None:
    me: tuple[Payload, How] = (ApprovalAuthority(person="me"), How.TOLD)
    with studio.window(home) as shell:
        page = _page(studio, shell, _folder(home, (me,)))
        shell.press_primary()
        for place in range(5):
            studio.draw(shell, f"approval-guide-{place + 1}")
            if place == 1:
                page.guide.view.differs_button.click()
                studio.draw(shell, "approval-guide-differs")
            if place < 4:
                shell.press_primary()
        shell.press_secondary()
        studio.rest(shell)
        for end in ("no-login", "not-pending", "read-only"):
            link = shell.findChild(QPushButton, f"dead-end-{end}")
            assert isinstance(link, QPushButton)
            link.click()
            studio.draw(shell, f"approval-end-{end}")


def with_token(studio: Studio, home: Path) -> None:
    me: tuple[Payload, How] = (ApprovalAuthority(person="me"), How.TOLD)
    for start in ("pending", "approved", "online", "declined", "revoked"):
        options = ServeOptions(students=60, start=start, audit_after_s=None)
        with practice_server(options) as practice, studio.window(home / start) as shell:
            shell.services.practice = practice.address
            past: list[tuple[Payload, How]] = [me]
            if start == "revoked":
                past.append(_seen(approved=True, audited=True, online=True))
            page = _page(studio, shell, _folder(home / start, past))
            studio.draw(shell, f"approval-token-{start}")
            if start == "pending":
                page._trouble = Trouble(
                    "Wonde could not be asked",
                    "The connection was dropped. What is shown is as it was at the last look.",
                )
                page._draw()
                studio.draw(shell, "approval-token-trouble")


SCENES = {
    "school": described,
    "approval": without_token,
    "approval-before": before_and_after,
    "approval-receipt": receipts,
    "approval-guide": guided,
    "approval-token": with_token,
}
