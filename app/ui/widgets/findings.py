"""What the checks found: counts first, then groups. What is fine is one quiet line; what is wrong is open.

The view takes `app.checks.model.Result` as they arrive, so a page shows each check as waiting, running and
answered without redrawing the rest. What it counts is right at once; rows are drawn a few at a time, since
there may be dozens and what is wrong has much to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.checks.model import Result, Severity
from app.ui import theme
from app.ui.turning_row import TurningRow
from app.ui.turns import Turns, Work
from app.ui.widgets.card import Card
from app.ui.widgets.check_row import CheckRow, worst_of
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.mark import MarkKind
from app.ui.widgets.pill import Pill
from app.ui.widgets.speak import announce
from app.ui.widgets.text import Role, label

DRAWN_AT_ONCE_MS = 6
FOLD_FROM = 3
"""A group of this many checks, all fine, is folded into one line."""


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """Checks that belong together: `checks` are (id, title) in the order to show."""

    title: str
    checks: tuple[tuple[str, str], ...]
    aside: str = ""


@dataclass(frozen=True, slots=True)
class FindingCounts:
    """How the checks ended, for the pills and the status line."""

    fine: int = 0
    look_at: int = 0
    mend: int = 0
    not_checked: int = 0
    crashed: int = 0
    open: int = 0


Told = Result | MarkKind | None
"""How a check stands: its result, `RUNNING`, or None for not begun."""


def _mark_of(told: Told, passes: MarkKind) -> MarkKind:
    if isinstance(told, Result):
        return worst_of(told, passes)
    return told or MarkKind.AHEAD


class FindingsView(QWidget):
    """Pills, then cards.

    Signals: `check_again(object)` a check's id; `copied(object)` the text copied; `action(object)` a remedy's
    action id. Put buttons of the page (run again, what to say on the phone) in `buttons`.
    """

    check_again = Signal(object)
    copied = Signal(object)
    action = Signal(object)

    def __init__(self, parent: QWidget | None = None, *, passes: MarkKind = MarkKind.MEASURED) -> None:
        super().__init__(parent)
        self._passes = passes
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        said = FlowRow(self)
        self._pills = {key: Pill("", key, self) for key in ("fine", "look-at", "mend", "quiet")}
        for pill in self._pills.values():
            pill.setVisible(False)
            said.add(pill)
        self._when = label("", Role.SECONDARY, wrap=False)
        said.add(self._when)
        room = QWidget(self)
        self.buttons = QHBoxLayout(room)
        self.buttons.setContentsMargins(0, 0, 0, 0)
        self.buttons.setSpacing(theme.px(8))
        column.addWidget(TurningRow(said, room, left_least=330, parent=self))
        self._cards = QVBoxLayout()
        self._cards.setSpacing(theme.px(12))
        column.addLayout(self._cards)
        column.addStretch(1)
        self._wanted: list[FindingGroup] = []
        """Groups that have no card yet."""
        self._groups: list[_GroupCard] = []
        self._rows: dict[str, CheckRow] = {}
        self._told: dict[str, Told] = {}
        """How each check stands, in the order of the groups."""
        self._stale: dict[str, None] = {}
        """Checks whose row does not show yet how they stand; the longest waiting first."""
        self._drawing = Turns(self, share_ms=DRAWN_AT_ONCE_MS)

    def set_groups(self, groups: tuple[FindingGroup, ...]) -> None:
        """Shows these checks, none of them answered yet."""
        self._drawing.stop()
        for card in self._groups:
            self._cards.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._groups, self._rows, self._stale = [], {}, {}
        self._wanted = list(groups)
        self._told = {check_id: None for group in groups for check_id, _title in group.checks}
        self._draw()

    def set_running(self, check_ids: tuple[str, ...]) -> None:
        """Marks these as being checked now; what they found before is taken away."""
        for check_id in check_ids:
            self._tell(check_id, MarkKind.RUNNING)
        self._draw()

    def put(self, *results: Result) -> None:
        """Shows how checks ended; those that came together are counted once. One of no group is ignored."""
        for result in results:
            self._tell(result.check_id, result)
        self._draw()

    def say(self, when: str) -> None:
        """The line beside the pills: "Checked 10:42, took 6 s", or what is going on now."""
        self._when.setText(when)

    def announce_counts(self) -> None:
        """Reads the counts aloud; for when a run has ended."""
        announce(self, ", ".join(pill.text() for pill in self._pills.values() if pill.text()))

    @property
    def counts(self) -> FindingCounts:
        """How the checks stand now."""
        kinds = [_mark_of(told, self._passes) for told in self._told.values()]
        return FindingCounts(
            fine=kinds.count(self._passes),
            look_at=kinds.count(MarkKind.LOOK_AT),
            mend=kinds.count(MarkKind.MEND),
            not_checked=kinds.count(MarkKind.SKIPPED),
            crashed=kinds.count(MarkKind.UNKNOWN),
            open=kinds.count(MarkKind.RUNNING) + kinds.count(MarkKind.AHEAD),
        )

    def first_message(self) -> str | None:
        """The text to send of the first thing to mend, for the page's primary action."""
        for told in self._told.values():
            for finding in told.findings if isinstance(told, Result) else ():
                if finding.severity is Severity.MEND and finding.remedy and finding.remedy.copy_text:
                    return finding.remedy.copy_text
        return None

    def _tell(self, check_id: str, told: Told) -> None:
        if check_id in self._told and self._told[check_id] != told:
            self._told[check_id] = told
            self._stale[check_id] = None

    def _draw(self) -> None:
        self._count()
        if not self._drawing.busy:
            self._drawing.run(self._draw_rows())

    def _draw_rows(self) -> Work:
        while self._wanted or self._stale:
            if self._wanted:
                card = _GroupCard(self._wanted.pop(0), self._passes, self)
                self._groups.append(card)
                self._cards.addWidget(card)
                yield from self._make_rows(card)
            else:
                check_id = next(iter(self._stale))
                del self._stale[check_id]
                if check_id in self._rows:
                    self._show(check_id)
                    yield

    def _make_rows(self, card: _GroupCard) -> Work:
        for row in card.make_rows():
            row.check_again.connect(self.check_again)
            row.copied.connect(self.copied)
            row.action.connect(self.action)
            self._rows[row.check_id] = row
            if row.check_id in self._stale:
                del self._stale[row.check_id]
                self._show(row.check_id)
            yield

    def _show(self, check_id: str) -> None:
        row, told = self._rows[check_id], self._told[check_id]
        if isinstance(told, Result):
            row.put(told)
        elif told is MarkKind.RUNNING:
            row.set_running()
        for card in self._groups:
            if check_id in card.rows:
                card.fold()

    def _count(self) -> None:
        now = self.counts
        resting = now.not_checked + now.crashed
        for key, number, words in (
            ("fine", now.fine, "fine"),
            ("look-at", now.look_at, "to look at"),
            ("mend", now.mend, "to mend"),
            ("quiet", resting, "not checked"),
        ):
            self._pills[key].say(f"{number} {words}" if number else "", key)
            self._pills[key].setVisible(bool(number))


class _GroupCard(Card):
    """The checks of one group; one quiet line while all of several are fine."""

    def __init__(self, group: FindingGroup, passes: MarkKind, parent: QWidget) -> None:
        super().__init__(group.title, group.aside, parent)
        self._passes = passes
        self.body.setSpacing(theme.px(2))
        self._group = group
        self._opened = False
        self.rows: dict[str, CheckRow] = {}
        self._all = CheckRow("", group.title, passes, self)
        self._all.setVisible(False)
        self._all.unfolded.connect(self._unfold)
        self.add(self._all)

    def make_rows(self) -> Iterator[CheckRow]:
        """Makes the rows one by one."""
        for check_id, title in self._group.checks:
            row = CheckRow(check_id, title, self._passes, self)
            self.rows[check_id] = row
            self.add(row)
            yield row

    def fold(self) -> None:
        """One line if every check is fine and nobody asked to see them."""
        rows = self.rows.values()
        folded = (
            not self._opened
            and len(self.rows) == len(self._group.checks) >= FOLD_FROM
            and all(row.mark is self._passes for row in rows)
        )
        self.set_title("" if folded else self._group.title)
        self.set_aside("" if folded else self._group.aside)
        for row in rows:
            row.setVisible(not folded)
        self._all.setVisible(folded)
        if folded:
            self._all.show_all_fine(len(self.rows), sum(row.seconds for row in rows), self._group.aside)

    def _unfold(self) -> None:
        self._opened = True
        self.fold()
