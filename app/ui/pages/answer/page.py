"""The headteacher's own copy: open the question that came as a file, decide, and write the signed answer."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any, ClassVar, cast

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.evidence.handover.exchange import Answer, Decided, HeadRole
from app.evidence.handover.files import Request
from app.guidance.agreement import agreement
from app.guidance.content import fill
from app.journey.wording import long_day
from app.ui.page import Action, Page, StatusLine
from app.ui.pages.answer.parts import FileScreen, QuestionScreen, WrittenScreen
from app.ui.pages.documents.model import trouble_line
from app.ui.pages.hand_over import work as work
from app.ui.pages.hand_over.content import hand_over_content
from app.ui.pages.hand_over.work import FILES, Compare
from app.ui.pages.headteacher.model import HeadDraft
from app.ui.pages.single_sign_on.parts import show_errors
from app.ui.pages.single_sign_on.records import Approver
from app.ui.services import Services
from app.ui.widgets.save_as import ask_where


class _Stage(StrEnum):
    FILE = "file"
    QUESTION = "question"
    WRITTEN = "written"


class AnswerPage(Page):
    """One screen at a time. Nothing is kept here but the key that was compared, and that it was answered."""

    help_topic: ClassVar[str] = "sso-approval"
    shows_names_switch: ClassVar[bool] = False

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(services, parent)
        self.setObjectName("answer-page")
        self.stage = _Stage.FILE
        self._waiting: Compare | None = None
        self._request: Request | None = None

    def build(self) -> Iterator[QWidget]:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.file = FileScreen(self)
        self.file.chosen.connect(lambda paths: self._open(paths[0]))
        self.file.same.connect(self._same)
        self.file.differ.connect(self._differ)
        self.question = QuestionScreen(self)
        self.question.edited.connect(self._edited)
        self.question.open_portal.connect(lambda: self.services.open_url(self.services.atomwide_portal_url))
        self.written = WrittenScreen(self)
        for part in (self.file, self.question, self.written):
            column.addWidget(part)
            yield part
        column.addStretch(1)
        self._show(_Stage.FILE)

    @property
    def title(self) -> str:
        return hand_over_content().headteacher.title

    @property
    def purpose(self) -> str:
        return hand_over_content().headteacher.purpose

    @property
    def has_rail(self) -> bool:
        return False

    @property
    def status(self) -> StatusLine:
        request = self._request
        return StatusLine(request.school if request is not None and self.stage is _Stage.QUESTION else "")

    @property
    def primary(self) -> Action | None:
        words = hand_over_content().headteacher
        return {
            _Stage.QUESTION: Action(words.write, self._decide),
            _Stage.WRITTEN: Action(words.another, lambda: self._show(_Stage.FILE)),
        }.get(self.stage)

    def initial_focus(self) -> QWidget | None:
        return {
            _Stage.FILE: self.file.same_button if self._waiting else self.file.drop.files,
            _Stage.QUESTION: self.question.agree.name,
        }.get(self.stage)

    def enter(self) -> None:
        self.file.trouble.setVisible(False)
        self._wait_for(None)
        if self.stage is not _Stage.QUESTION:
            self._show(_Stage.FILE)

    def step_back(self) -> bool:
        if self.stage is _Stage.FILE:
            return False
        self._show(_Stage.FILE)
        return True

    def _show(self, stage: _Stage) -> None:
        self.stage = stage
        for part, own in (
            (self.file, _Stage.FILE),
            (self.question, _Stage.QUESTION),
            (self.written, _Stage.WRITTEN),
        ):
            part.setVisible(own is stage)
        self.changed.emit()
        target = self.initial_focus()
        if target is not None and self.isVisible():
            target.setFocus()

    # -- opening -------------------------------------------------------------------------------------

    def _open(self, path: Path, *, compared: bool = False) -> None:
        services = self.services
        opening = functools.partial(
            work.open_question, path, services.settings_paths, services.now(), compared=compared
        )
        self.file.trouble.setVisible(False)
        self._wait_for(None)
        self._start(opening, self._opened, self.file.trouble.say_trouble)

    def _opened(self, found: Request | Compare) -> None:
        if isinstance(found, Compare):
            self._wait_for(found)
            self.file.same_button.setFocus()
            self.say(f"{hand_over_content().headteacher.compare} {found.words}")
            return
        self._request = found
        words = hand_over_content().headteacher
        told = {"school": found.school, "until": long_day(found.expires, self.services.now())}
        asked = fill(words.school, told)
        self.question.show_question(f"{words.practice} {asked}" if found.practice else asked)
        self.question.saved.setVisible(False)
        agreed = fill(agreement().agreed, {"school": found.school})
        self.question.agree.show_draft(agreed, HeadDraft())
        self._show(_Stage.QUESTION)

    def _wait_for(self, found: Compare | None) -> None:
        self._waiting = found
        self.file.show_words(found.words if found is not None else "")

    def _same(self) -> None:
        if self._waiting is not None:
            self._open(self._waiting.path, compared=True)

    def _differ(self) -> None:
        self._wait_for(None)
        self.file.trouble.say_trouble(hand_over_content().headteacher.differ_means)
        self.file.drop.files.setFocus()

    # -- answering -----------------------------------------------------------------------------------

    @property
    def _approver(self) -> Approver:
        agree = self.question.agree
        return Approver(agree.name.text(), agree.capacity.choice)

    def _edited(self) -> None:
        if self.question.agree.form.errors():
            self._check()
        if self.question.decision:
            self.question.show_missing("")

    def _check(self) -> bool:
        wrong = self._approver.problems()
        show_errors(self.question.agree.form, wrong, ("head-name", "head-capacity"))
        return not wrong

    def _decide(self) -> None:
        if not self._check():
            self.question.agree.form.focus_first_error()
            return
        if not self.question.decision:
            self.question.show_missing(hand_over_content().headteacher.choose_one)
            self.question.choices["approved"].setFocus()
            self.say(hand_over_content().headteacher.choose_one)
            return
        words = hand_over_content().headteacher
        ask_where(self, words.write, words.answer_name, FILES, self._write, called="answer-file")

    def _write(self, path: Path) -> None:
        request, services = self._request, self.services
        if request is None:
            return
        answer = Answer(
            cast(Decided, self.question.decision),
            self._approver.name.strip(),
            cast(HeadRole, self._approver.capacity),
            self.question.done,
        )
        writing = functools.partial(
            work.write_answer, request, answer, path, services.settings_paths, services.now()
        )
        self._start(writing, functools.partial(self._wrote, path), self.question.saved.say_trouble)

    def _wrote(self, path: Path, words: str) -> None:
        self._request = None
        self.written.saved.say_saved((path,))
        self.written.show_words(words)
        self._show(_Stage.WRITTEN)
        self.say(hand_over_content().headteacher.written)

    def _start(
        self, does: Callable[[], Any], done: Callable[[Any], None], trouble: Callable[[str], None]
    ) -> None:
        self.services.tasks.call(
            does,
            owner=self,
            done=done,
            failed=lambda problem: trouble(trouble_line(problem)),
            key="hand-over",
            must_run=True,
        )
