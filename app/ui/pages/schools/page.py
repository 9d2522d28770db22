"""Several schools: the table of a trust, one request to its web filter, and what is done for all at once."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.page import Action, Page, StatusLine
from app.ui.pages.documents.model import trouble_line
from app.ui.pages.documents.parts import SavedNotice
from app.ui.pages.onsite_client.parts import flow
from app.ui.pages.schools.model import (
    SchoolsTable,
    read_table,
    schools_content,
    start_journeys,
    write_all_briefs,
)
from app.ui.services import Services
from app.ui.widgets.card import Card
from app.ui.widgets.copy_text import CopyText
from app.ui.widgets.notice import Notice, NoticeKind
from app.ui.widgets.numbers_table import NumbersTable
from app.ui.widgets.save_as import ask_file, ask_folder
from app.ui.widgets.text import Role, label
from app.ui.workers import WorkerPool

LISTS = "Lists (*.csv)"


class SchoolsPage(Page):
    """The folder is remembered, and read again each time the page is shown."""

    help_topic: ClassVar[str] = "to-send"
    shows_names_switch: ClassVar[bool] = False

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(services, parent)
        self.setObjectName("schools-page")
        self._said = ""
        self._in_turn = WorkerPool(1)
        """Briefs asked for after journeys were started are written for those too."""

    def build(self) -> Iterator[QWidget]:
        words = schools_content()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(3))
        self.note = Notice(NoticeKind.INFO, words.none_chosen, parent=self)
        self.card = Card(parent=self)
        self.table = NumbersTable(words.columns, words.title, whole=True, words=True, parent=self.card)
        self.table.setObjectName("schools-table")
        self.card.add(self.table)
        self.problems = Card(words.problems, parent=self)
        self._problems = label("", Role.SECONDARY, parent=self.problems)
        self.problems.add(self._problems)
        self.request = Card(words.filter_title, parent=self)
        self.message = CopyText("", button="Copy the message", parent=self.request)
        self.message.field.setObjectName("filter-request")
        self.message.field.setAccessibleName(words.filter_title)
        self.message.button.setObjectName("copy-filter-request")
        self.request.add(self.message)
        for part in (self.note, self.card, self.problems, self.request, self._build_more()):
            column.addWidget(part)
            yield part
        column.addStretch(1)
        self._show(None)

    def _build_more(self) -> Card:
        words = schools_content()
        more = Card(words.more, parent=self)
        more.add(label(words.more_text, Role.SECONDARY, parent=more))
        self.start = QPushButton(words.import_button, more)
        self.start.setObjectName("import-schools")
        self.start.clicked.connect(
            lambda: ask_file(self, words.import_title, LISTS, self._import, called="schools-list")
        )
        self.briefs = QPushButton(words.briefs, more)
        self.briefs.setObjectName("all-briefs")
        self.briefs.clicked.connect(
            lambda: ask_folder(self, words.briefs_title, self._write_briefs, called="briefs-folder")
        )
        more.add(flow(self.start, self.briefs, parent=more))
        self.done = SavedNotice("schools", more)
        more.add(self.done)
        return more

    @property
    def title(self) -> str:
        return schools_content().title

    @property
    def purpose(self) -> str:
        return schools_content().purpose

    @property
    def has_rail(self) -> bool:
        return False

    @property
    def status(self) -> StatusLine:
        return StatusLine(self._said)

    @property
    def primary(self) -> Action:
        words = schools_content()
        return Action(words.choose, self._choose)

    @property
    def secondary(self) -> Action | None:
        return Action(schools_content().again, self._read) if self._folder is not None else None

    @property
    def _folder(self) -> Path | None:
        kept = self.services.settings.status_folder
        return Path(kept) if kept else None

    def enter(self) -> None:
        self.done.setVisible(False)
        self._read()

    def _choose(self) -> None:
        ask_folder(self, schools_content().choose_title, self._chosen, called="status-folder")

    def _chosen(self, folder: Path) -> None:
        self.services.change_settings(status_folder=str(folder))
        self._read()

    def _read(self) -> None:
        folder = self._folder
        if folder is None:
            self._show(None)
            return
        self._said = schools_content().reading
        self.changed.emit()
        reading = functools.partial(read_table, folder, self.services.now())
        self.services.tasks.call(reading, owner=self, done=self._show, failed=self._not_read, key="read")

    def _not_read(self, problem: Exception) -> None:
        self._show(None)
        self.note.say(NoticeKind.ERROR, trouble_line(problem))

    def _show(self, found: SchoolsTable | None) -> None:
        words = schools_content()
        rows = found.rows if found is not None else ()
        self._said = found.said if found is not None else ""
        self.table.show_rows(rows, ["look-at" if late else "" for late in (found.late if found else ())])
        self.card.setVisible(bool(rows))
        self._problems.setText("\n".join(found.problems) if found is not None else "")
        self.problems.setVisible(bool(found is not None and found.problems))
        self.request.setVisible(bool(found is not None and found.request))
        if found is not None and found.request != self.message.field.toPlainText():
            self.message.set_text(found.request)
        self.note.say(NoticeKind.INFO, words.none_chosen if found is None else words.empty)
        self.note.setVisible(not rows)
        self.changed.emit()
        if found is not None:
            self.say(found.said)

    def _import(self, path: Path) -> None:
        services = self.services
        self._do(
            functools.partial(
                start_journeys, path, services.paths, services.now(), practice=services.is_practice
            )
        )

    def _write_briefs(self, folder: Path) -> None:
        services = self.services

        def write() -> str:
            return write_all_briefs(
                folder,
                services.paths,
                services.settings,
                services.now(),
                services.atomwide_portal_url,
                services.guard(),
            )

        self._do(write)

    def _do(self, does: Callable[[], Any]) -> None:
        self.done.say_waiting("Writing…")
        self.services.tasks.call(
            does,
            owner=self,
            done=self.done.say_done,
            failed=self._not_done,
            on=self._in_turn,
            must_run=True,
        )

    def _not_done(self, problem: Exception) -> None:
        self.done.say_trouble(trouble_line(problem))
