"""Which guides through the portals are in use, and a way to use a newer pack."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import shiboken6
from PySide6.QtWidgets import QPushButton

from app.guidance.content import fill
from app.ui.page import Page
from app.ui.pages.documents.content import documents_content
from app.ui.pages.documents.guides import GuidesInUse, guides_in_use, take_pack, use_own
from app.ui.pages.documents.model import trouble_line
from app.ui.pages.documents.parts import SavedNotice
from app.ui.pages.onsite_client.parts import FoldCard, flow
from app.ui.widgets.save_as import ask_file
from app.ui.widgets.text import Role, breakable, label, readable
from app.ui.workers import WorkerPool

PACKS = "Guide packs (*.zip)"


class GuidesCard(FoldCard):
    """Shows versions and, of a pack, what tells it from a changed one. An administrator's pack stays."""

    def __init__(self, page: Page) -> None:
        self._words, self._page = documents_content().guides, page
        self._in_turn = WorkerPool(1)
        """What is chosen last is in use, and every choice is told and kept."""
        super().__init__("guides", self._words.title, parent=page)
        self.inside.addWidget(label(self._words.text, Role.SECONDARY, parent=self))
        self._whose = label("", Role.STRONG, parent=self)
        self._versions = label("", parent=self)
        self._spoken = label("", parent=self)
        self._code = readable("", Role.CODE, parent=self)
        for part in (self._whose, self._versions, self._spoken, self._code):
            self.inside.addWidget(part)
        self.newer = QPushButton(self._words.newer, self)
        self.newer.setObjectName("newer-guides")
        self.newer.clicked.connect(
            lambda: ask_file(self, self._words.newer, PACKS, self._take, called="guide-pack")
        )
        self.own = QPushButton(self._words.own, self)
        self.own.setObjectName("own-guides")
        self.own.clicked.connect(self._use_own)
        self.inside.addWidget(flow(self.newer, self.own, parent=self))
        self.done = SavedNotice("guides", self)
        self.inside.addWidget(self.done)
        self.unfolded.connect(lambda opened: self._start(guides_in_use, self._show) if opened else None)

    def _show(self, found: GuidesInUse) -> None:
        managed = self._page.services.policy.guide_pack is not None
        pack = found.folder is not None
        taken = self._words.pack if pack else self._words.ours
        self._whose.setText(self._words.managed if managed and pack else taken)
        self._versions.setText("\n".join(found.versions))
        self._spoken.setText(fill(self._words.spoken, {"words": found.words}) if pack else "")
        self._code.setText(breakable(found.code))
        for part in (self._spoken, self._code):
            part.setVisible(pack)
        self.newer.setVisible(not managed)
        self.own.setVisible(pack and not managed)

    def _take(self, path: Path) -> None:
        taking = functools.partial(take_pack, path, self._page.services.settings_paths)
        self._choose(taking, self._taken)

    def _taken(self, found: GuidesInUse) -> None:
        self._show(found)
        self.done.say_done(self._words.taken)

    def _use_own(self) -> None:
        self._choose(use_own, self._back)

    def _back(self, found: GuidesInUse) -> None:
        self._show(found)
        self.done.say_done(self._words.own_again)

    def _choose(self, does: Callable[[], GuidesInUse], told: Callable[[GuidesInUse], None]) -> None:
        """What is in use from now on is kept as the choice though this page is let go of meanwhile."""
        services = self._page.services
        self.done.setVisible(False)

        def chosen(found: GuidesInUse) -> None:
            services.change_settings(guide_pack=None if found.folder is None else str(found.folder))
            if shiboken6.isValid(self):
                told(found)

        def failed(problem: Exception) -> None:
            if shiboken6.isValid(self):
                self._failed(problem)

        services.tasks.call(
            does, owner=services.tasks, done=chosen, failed=failed, on=self._in_turn, must_run=True
        )

    def _start(self, does: Callable[[], Any], done: Callable[[Any], None]) -> None:
        self.done.setVisible(False)
        self._page.services.tasks.call(does, owner=self, done=done, failed=self._failed, on=self._in_turn)

    def _failed(self, problem: Exception) -> None:
        self.done.say_trouble(trouble_line(problem))
