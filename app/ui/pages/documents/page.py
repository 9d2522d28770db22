"""What to hand over, to keep and to send to support: brief, evidence pack, support bundle, status file.

Without a journey, as in a help session, there is the support bundle alone.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ClassVar, TypeVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui import theme
from app.ui.page import Page, StatusLine
from app.ui.pages.documents.content import documents_content
from app.ui.pages.documents.guides_card import GuidesCard
from app.ui.pages.documents.model import Look, Wanted, trouble_line
from app.ui.pages.documents.parts import BundleCard, DocumentCard, ZipCard
from app.ui.services import Services
from app.ui.widgets.notice import Notice, NoticeKind
from app.ui.widgets.save_as import ask_folder, ask_where

ZIPS = "ZIP files (*.zip)"
Write = Callable[[Wanted, Path], tuple[Path, ...]]
Card = TypeVar("Card", bound=DocumentCard)
Made = TypeVar("Made")


class DocumentsPage(Page):
    """A card for each document. Everything is made and searched on a worker thread."""

    help_topic: ClassVar[str] = "to-send"
    shows_names_switch: ClassVar[bool] = False

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(services, parent)
        self.setObjectName("documents-page")
        self._doing = ""
        self._of: Path | None = None

    def build(self) -> Iterator[QWidget]:
        content = documents_content()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(3))
        self.search = Notice(NoticeKind.INFO, content.none_searched, parent=self)
        self.brief = DocumentCard("brief", content.brief, self)
        self.brief.save.connect(
            lambda: ask_folder(self, content.brief.ask, lambda to: self._write(self.brief, Wanted.brief, to))
        )
        self.pack = ZipCard("pack", content.pack, self)
        self.pack.look.connect(lambda: self._look(self.pack, Wanted.look_at_pack))
        self.pack.save.connect(lambda: self._ask(self.pack, content.pack.name, Wanted.pack))
        self.bundle = BundleCard(content.bundle, self)
        self.bundle.look.connect(lambda: self._look(self.bundle, Wanted.look_at_bundle))
        self.bundle.save.connect(lambda: self._ask(self.bundle, content.bundle.name, Wanted.bundle))
        self.for_trust = DocumentCard("status", content.status, self)
        self.for_trust.save.connect(
            lambda: ask_folder(
                self, content.status.ask, lambda to: self._write(self.for_trust, Wanted.status, to)
            )
        )
        self.guides = GuidesCard(self)
        for part in (self.search, *self._cards, self.guides):
            column.addWidget(part)
            yield part
        column.addStretch(1)

    @property
    def _cards(self) -> tuple[DocumentCard, ...]:
        return self.brief, self.pack, self.bundle, self.for_trust

    @property
    def title(self) -> str:
        return documents_content().title

    @property
    def purpose(self) -> str:
        content = documents_content()
        return content.purpose if self.services.journey is not None else content.purpose_alone

    @property
    def status(self) -> StatusLine:
        return StatusLine(self._doing)

    def initial_focus(self) -> QWidget | None:
        card = self.brief if self.brief.isVisibleTo(self) else self.bundle
        return card.button if card is self.brief else self.bundle.look_button

    def enter(self) -> None:
        path = self.services.journey.path if self.services.journey is not None else None
        if path != self._of:
            self._of = path
            for card in self._cards:
                card.saved.setVisible(False)
            self.pack.forget()
            self.bundle.forget()
        self.journey_changed()

    def journey_changed(self) -> None:
        journey, content = self.services.journey, documents_content()
        school = journey.facts.school if journey is not None else None
        self.brief.setVisible(school is not None and bool(school.lgfl))
        self.pack.setVisible(journey is not None)
        self.for_trust.setVisible(journey is not None)
        loaded = self.services.people is not None
        self.search.say(NoticeKind.INFO, content.searched if loaded else content.none_searched)
        self.changed.emit()

    def _wanted(self) -> Wanted:
        services = self.services
        return Wanted(
            journey=services.journey.folder if services.journey is not None else None,
            now=services.now(),
            logs=services.settings_paths.logs,
            guard=services.guard,
            portal=services.atomwide_portal_url,
        )

    def _look(self, card: ZipCard, look: Callable[[Wanted], Look]) -> None:
        looking = functools.partial(look, self._wanted())
        self._start(card, "Putting it together and searching it…", looking, self._looked)

    def _looked(self, card: ZipCard, look: Look) -> None:
        self._end(card)
        card.show_look(look)

    def _ask(self, card: DocumentCard, name: str, write: Write) -> None:
        ask_where(self, card.button.text(), name, ZIPS, lambda path: self._write(card, write, path))

    def _write(self, card: DocumentCard, write: Write, path: Path) -> None:
        writing = functools.partial(write, self._wanted(), path)
        self._start(card, "Searching it, then writing it…", writing, self._written, writes=True)

    def _written(self, card: DocumentCard, paths: tuple[Path, ...]) -> None:
        self._end(card)
        damaged = card is self.pack and bool(self.services.journey and self.services.journey.caution)
        card.saved.say_saved(paths, documents_content().ledger if damaged else "")

    def _failed(self, card: DocumentCard, problem: Exception) -> None:
        self._end(card)
        card.saved.say_trouble(trouble_line(problem))

    def _start(
        self,
        card: Card,
        words: str,
        does: Callable[[], Made],
        done: Callable[[Card, Made], None],
        *,
        writes: bool = False,
    ) -> None:
        card.show_ready(False)
        card.saved.say_waiting(words)
        self._doing = words
        self.changed.emit()
        self.services.tasks.call(
            does,
            owner=self,
            done=functools.partial(done, card),
            failed=functools.partial(self._failed, card),
            key=card.button.objectName(),
            must_run=writes,
        )

    def _end(self, card: DocumentCard) -> None:
        card.show_ready(True)
        self._doing = ""
        self.changed.emit()
