"""The preview's issues: each with why it matters, where to mend it, and whom it concerns."""

from __future__ import annotations

from functools import partial
from itertools import groupby

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from app.guidance.content import fill
from app.guidance.mending import mending
from app.ui.pages.preview.content import preview_content
from app.ui.pages.preview.model import IssueLine
from app.ui.pages.preview.rows import FoundRow, Way, whom
from app.ui.turning_row import TurningRow
from app.ui.turns import Work
from app.ui.widgets.bullets import Bullets
from app.ui.widgets.card import Card
from app.ui.widgets.clearing import clear
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.mark import MarkKind
from app.ui.widgets.notice import Notice, NoticeKind
from app.ui.widgets.revealing import RevealingColumn
from app.ui.widgets.text import Role, label


class IssuesTab(RevealingColumn):
    """All issues, gravest first, a card for each gravity; then what the source can't tell.

    Signals: `people(object)` and `groups(object)` the code whose people or groups to list; `save(object)` the
    code whose list to save, None for all in one; `setup()` to see what was chosen under Set-up.
    """

    people = Signal(object)
    groups = Signal(object)
    save = Signal(object)
    setup = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, in_margin=True)
        self.lines: tuple[IssueLine, ...] = ()
        self.key_problem = Notice(NoticeKind.CAUTION, "", parent=self)
        self.key_problem.add_button("see-setup", preview_content().issues.key_problem_see)
        self.key_problem.chosen.connect(lambda _id: self.setup.emit())
        self.key_problem.setVisible(False)
        self.add(self.key_problem)
        self.not_saved = Notice(NoticeKind.ERROR, "", parent=self)
        self.elsewhere = self.not_saved.add_button("elsewhere", preview_content().issues.save_elsewhere)
        self.not_saved.chosen.connect(lambda _id: self.save.emit(self._unsaved))
        self.not_saved.setVisible(False)
        self._none: EmptyState | None = None
        """Says that there is nothing, once something was looked at."""
        self._unsaved: str | None = None
        self.add(self.not_saved)

    def filling(
        self, lines: tuple[IssueLine, ...], not_judged: tuple[str, ...] = (), mis: str | None = None
    ) -> Work:
        """Replaces the list, a row in a turn. `mis` is the school's, for where to mend things."""
        self.lines = lines
        words = preview_content().issues
        clear(self.column, keep=2)  # the two notices stay
        self.not_saved.setVisible(False)
        self.begin_anew()
        self._none = EmptyState("flag", words.none, "", self, tone="fine")
        self._none.setVisible(not lines and self.key_problem.isHidden())
        self.column.addWidget(self._none)
        if any(line.people or line.groups for line in lines):
            self.column.addWidget(self._save_all())
        yield
        for mark, run in groupby(lines, key=lambda line: line.mark):
            of_mark = tuple(run)
            card = Card(*_heading(mark, len(of_mark)), self)
            card.body.setSpacing(0)
            self.column.addWidget(card)
            self.reveal(card)
            for place, line in enumerate(of_mark):
                row = self._row(line, mis, line_above=place > 0)
                card.add(row)
                self.reveal(row)
                yield
        if not_judged:
            card = self._not_judged(not_judged)
            self.column.addWidget(card)
            self.reveal(card)
        self.column.addStretch(1)

    def show_not_saved(self, code: str | None, name: str, why: str) -> None:
        """A list could not be saved as `name`; the code is what `save` said. It stands where the eye is."""
        self._unsaved = code
        self.not_saved.say(NoticeKind.ERROR, why, fill(preview_content().issues.not_saved, {"name": name}))
        self.not_saved.setVisible(True)
        self.verticalScrollBar().setValue(0)
        self.elsewhere.setFocus()

    def show_key_problem(self, key: str, problems: tuple[str, ...]) -> None:
        """Why people can't be told apart by the key chosen under Set-up; nothing takes it back."""
        title = fill(preview_content().issues.key_problem, {"key": key})
        self.key_problem.say(NoticeKind.CAUTION, "\n".join(problems), title)
        self.key_problem.setVisible(bool(problems))
        if self._none is not None:
            self._none.setVisible(not self.lines and not problems)

    def _save_all(self) -> QWidget:
        words = preview_content().issues
        button = QPushButton(words.save_all, self)
        button.setObjectName("save-all-issues")
        button.clicked.connect(lambda: self.save.emit(None))
        return TurningRow(label(words.save, Role.SMALL), button, left_least=300, parent=self)

    def _row(self, line: IssueLine, mis: str | None, *, line_above: bool) -> FoundRow:
        ways = []
        if line.people:
            ways.append(
                Way(
                    f"people-of-{line.code}",
                    whom(line.people, "person", "people"),
                    f"Show the people of: {line.title}",
                    partial(self.people.emit, line.code),
                )
            )
        if line.groups:
            ways.append(
                Way(
                    f"groups-of-{line.code}",
                    whom(line.groups, "group", "groups"),
                    f"Show the groups of: {line.title}",
                    partial(self.groups.emit, line.code),
                )
            )
        if ways:
            ways.append(
                Way(
                    f"save-{line.code}",
                    "Save the list…",
                    f"Save the list of: {line.title}",
                    partial(self.save.emit, line.code),
                )
            )
        sentences = (line.why, *_where(line, mis))
        return FoundRow(
            line.mark, line.title, sentences, line.times, tuple(ways), line_above=line_above, parent=self
        )

    def _not_judged(self, titles: tuple[str, ...]) -> Card:
        words = preview_content().issues
        card = Card(words.not_judged, _counted(len(titles), "check", "checks"), self)
        card.setObjectName("not-judged")
        card.add(label(words.not_judged_why, Role.SECONDARY))
        card.add(Bullets(titles, Role.SMALL, card))
        return card


def _heading(mark: MarkKind, count: int) -> tuple[str, str]:
    words = preview_content().issues
    title, why = {
        MarkKind.MEND: (words.must_fix, words.must_fix_why),
        MarkKind.LOOK_AT: (words.check, words.check_why),
    }.get(mark, (words.note, words.note_why))
    return f"{title}  {count}", why


def _counted(count: int, one: str, several: str) -> str:
    return f"1 {one}" if count == 1 else f"{count:,} {several}"


def _where(line: IssueLine, mis: str | None) -> tuple[str, ...]:
    """Where to mend it, by whom, and how to get there in this MIS."""
    if not line.where:
        return ()
    place = mending(line.place, mis) if line.place else None
    who = f" Usually by {place.who}." if place else ""
    return (f"{_where_words(line.where)}{who}", place.menu if place else "")


def _where_words(where: str) -> str:
    """A place is headed as one; a sentence ("Ask Wonde support.") says by itself what to do."""
    if where.startswith(("The ", "In ")):
        return f"Where to mend it: {where[:1].lower()}{where[1:]}"
    return f"Where to mend it: {where}" if where.startswith("Wonde’s portal") else where
