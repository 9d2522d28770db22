"""Asking the headteacher by signed file: the technician's card, and what its buttons do."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.guidance.content import fill
from app.ui.page import Page
from app.ui.pages.documents.model import trouble_line
from app.ui.pages.documents.parts import SavedNotice
from app.ui.pages.hand_over import work as work
from app.ui.pages.hand_over.content import hand_over_content
from app.ui.pages.hand_over.work import FILES, Compare, Taken
from app.ui.pages.onsite_client.parts import FoldCard, button, flow
from app.ui.widgets.save_as import ask_file, ask_where
from app.ui.widgets.speak import announce
from app.ui.widgets.text import Role, label


class FileCard(FoldCard):
    """Writes the question, takes in the answer, and has the words compared where a copy is not known yet."""

    def __init__(self, page: Page, to: Callable[[], str]) -> None:
        self._words = hand_over_content().technician
        super().__init__("by-file", self._words.title, parent=page)
        self._page, self._to = page, to
        self._waiting: Compare | None = None
        self.inside.addWidget(label(self._words.text, Role.SECONDARY, parent=self))
        self.ask = button(self, "write-question", self._words.ask, self._ask)
        self.take = button(self, "take-answer", self._words.take, self._choose)
        self.forget = button(self, "forget-key", self._words.forget, self._forget)
        self.inside.addWidget(flow(self.ask, self.take, self.forget, parent=self))
        self.own = label("", Role.STRONG, parent=self)
        self.own.setVisible(False)
        self.inside.addWidget(self.own)
        self.compare = label("", Role.STRONG, parent=self)
        self.same = button(self, "words-same", self._words.same, self._compared)
        self.differ = button(self, "words-differ", self._words.differ, self._differs)
        self.inside.addWidget(self.compare)
        self._answers = flow(self.same, self.differ, parent=self)
        self.inside.addWidget(self._answers)
        self.saved = SavedNotice("by-file", self)
        self.inside.addWidget(self.saved)
        self._show_compare(None)

    def forget_shown(self) -> None:
        """What is shown is of another journey."""
        self._show_compare(None)
        self.saved.setVisible(False)
        self.own.setVisible(False)

    def _ask(self) -> None:
        ask_where(self, self._words.ask, self._words.ask_name, FILES, self._write, called="question-file")

    def _write(self, path: Path) -> None:
        services, journey = self._page.services, self._page.services.journey
        if journey is None:
            return
        paths, now, folder = services.settings_paths, services.now(), journey.folder
        whom: Any = "proxy" if self._to() == "proxy" else "headteacher"

        def write() -> str:
            return work.write_question(folder, path, paths, now, services.guard(), whom)

        self._start(write, functools.partial(self._written, path))

    def _written(self, path: Path, words: str) -> None:
        self.saved.say_saved((path,), self._words.asked)
        self.own.setText(fill(self._words.own_words, {"words": words}))
        self.own.setVisible(True)
        self._refresh()

    def _choose(self) -> None:
        ask_file(self, self._words.take, FILES, self._open, called="answer-file")

    def _open(self, path: Path, *, compared: bool = False) -> None:
        services, journey = self._page.services, self._page.services.journey
        if journey is not None:
            taking = functools.partial(
                work.take_answer,
                journey.folder,
                path,
                services.settings_paths,
                services.now(),
                compared=compared,
            )
            self._start(taking, self._opened)

    def _opened(self, found: Taken | Compare) -> None:
        if isinstance(found, Compare):
            self.saved.setVisible(False)
            self._show_compare(found)
            self.same.setFocus()
            return
        told = {"decision": found.decision, "level": found.level}
        self.saved.say_done(fill(self._words.taken, told))
        self._refresh()

    def _compared(self) -> None:
        if self._waiting is not None:
            self._open(self._waiting.path, compared=True)

    def _differs(self) -> None:
        self._show_compare(None)
        self.saved.say_trouble(self._words.differ_means)
        self.take.setFocus()

    def _forget(self) -> None:
        services, journey = self._page.services, self._page.services.journey
        if journey is not None:
            forget = functools.partial(work.forget_key, journey.folder, services.settings_paths)
            self._start(forget, self._forgot)

    def _forgot(self, there: bool) -> None:
        self.saved.say_done(self._words.forgot if there else self._words.no_key)

    def _start(self, does: Callable[[], Any], done: Callable[[Any], None]) -> None:
        self._show_compare(None)
        tasks = self._page.services.tasks
        tasks.call(does, owner=self, done=done, failed=self._failed, key="by file", must_run=True)

    def _failed(self, problem: Exception) -> None:
        self.saved.say_trouble(trouble_line(problem))
        self._refresh()

    def _refresh(self) -> None:
        journey = self._page.services.journey
        if journey is not None:
            journey.refresh()

    def _show_compare(self, found: Compare | None) -> None:
        self._waiting = found
        words = fill(self._words.compare, {"words": found.words}) if found is not None else ""
        self.compare.setText(words)
        for part in (self.compare, self._answers):
            part.setVisible(found is not None)
        if words:
            announce(self, words)
