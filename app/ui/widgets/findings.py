"""What the checks found: counts first, then groups. What is fine is one quiet line; what is wrong is open.

The view takes `app.checks.model.Result` as they arrive, so a page shows each check as waiting, running and
answered without redrawing the rest.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.checks.model import Finding, Outcome, Result, Severity
from app.ui import theme
from app.ui.flow_layout import FlowLayout
from app.ui.turning_row import TurningRow
from app.ui.widgets.card import Card
from app.ui.widgets.chevron import Chevron
from app.ui.widgets.finding_panel import FindingPanel, headline
from app.ui.widgets.mark import SPOKEN, Mark, MarkKind
from app.ui.widgets.pill import Pill
from app.ui.widgets.speak import announce
from app.ui.widgets.text import Role, label

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


def worst_of(result: Result, passes: MarkKind = MarkKind.MEASURED) -> MarkKind:
    """The mark of a whole result; `passes` is that of a result in which all is fine."""
    if result.outcome is Outcome.PASS:
        return passes
    if result.outcome is Outcome.WARN:
        return MarkKind.LOOK_AT
    if result.outcome is Outcome.FAIL:
        return MarkKind.MEND
    return MarkKind.SKIPPED if result.outcome is Outcome.SKIPPED else MarkKind.UNKNOWN


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
        said = QWidget(self)
        pills = FlowLayout(said)
        self._pills = {key: Pill("", key, self) for key in ("fine", "look-at", "mend", "quiet")}
        for pill in self._pills.values():
            pill.setVisible(False)
            pills.addWidget(pill)
        self._when = label("", Role.SECONDARY, wrap=False)
        pills.addWidget(self._when)
        room = QWidget(self)
        self.buttons = QHBoxLayout(room)
        self.buttons.setContentsMargins(0, 0, 0, 0)
        self.buttons.setSpacing(theme.px(8))
        column.addWidget(TurningRow(said, room, left_least=330, parent=self))
        self._cards = QVBoxLayout()
        self._cards.setSpacing(theme.px(12))
        column.addLayout(self._cards)
        column.addStretch(1)
        self._groups: list[_GroupCard] = []
        self._rows: dict[str, CheckRow] = {}

    def set_groups(self, groups: tuple[FindingGroup, ...]) -> None:
        """Shows these checks, none of them answered yet."""
        for card in self._groups:
            self._cards.removeWidget(card)
            card.deleteLater()
        self._groups, self._rows = [], {}
        for group in groups:
            card = _GroupCard(group, self._passes, self)
            for check_id, row in card.rows.items():
                row.check_again.connect(self.check_again)
                row.copied.connect(self.copied)
                row.action.connect(self.action)
                self._rows[check_id] = row
            self._groups.append(card)
            self._cards.addWidget(card)
        self._count()

    def set_running(self, check_ids: tuple[str, ...]) -> None:
        """Marks these as being checked now; what they found before is taken away."""
        for check_id in check_ids:
            if check_id in self._rows:
                self._rows[check_id].set_running()
        self._refresh()

    def put(self, result: Result) -> None:
        """Shows how a check ended. A check of no group is ignored."""
        row = self._rows.get(result.check_id)
        if row is None:
            return
        row.put(result)
        self._refresh()

    def say(self, when: str) -> None:
        """The line beside the pills: "Checked 10:42, took 6 s", or what is going on now."""
        self._when.setText(when)

    def announce_counts(self) -> None:
        """Reads the counts aloud; for when a run has ended."""
        announce(self, ", ".join(pill.text() for pill in self._pills.values() if pill.text()))

    @property
    def counts(self) -> FindingCounts:
        """How the checks stand now."""
        kinds = [row.mark for row in self._rows.values()]
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
        for row in self._rows.values():
            for finding in row.findings:
                if finding.severity is Severity.MEND and finding.remedy and finding.remedy.copy_text:
                    return finding.remedy.copy_text
        return None

    def _refresh(self) -> None:
        for card in self._groups:
            card.fold()
        self._count()

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
        for check_id, title in group.checks:
            row = CheckRow(check_id, title, passes, self)
            self.rows[check_id] = row
            self.add(row)

    def fold(self) -> None:
        """One line if every check is fine and nobody asked to see them."""
        rows = self.rows.values()
        folded = (
            not self._opened and len(self.rows) >= FOLD_FROM and all(row.mark is self._passes for row in rows)
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


class CheckRow(QFrame):
    """One check: a line, and under it the panels of what it found.

    Signals: `check_again(object)` its id; `copied(object)`; `action(object)`; `unfolded()`.
    """

    check_again = Signal(object)
    copied = Signal(object)
    action = Signal(object)
    unfolded = Signal()

    def __init__(self, check_id: str, title: str, passes: MarkKind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._id = check_id
        self._passes = passes
        self._title_text = title
        self._panels: list[FindingPanel] = []
        self.findings: tuple[Finding, ...] = ()
        self.seconds = 0.0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(3), 0, theme.px(3))
        column.setSpacing(theme.px(6))
        self._line = QWidget(self)
        line = QHBoxLayout(self._line)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.px(12))
        self._mark = Mark(MarkKind.AHEAD, self)
        self._title = label(title, Role.STRONG, wrap=False)
        self._note = label("", Role.SECONDARY)
        self._time = label("", Role.SMALL, wrap=False)
        self.chevron = Chevron(title, self)
        self.chevron.toggled.connect(self._toggled)
        line.addWidget(self._mark)
        line.addWidget(self._title)
        line.addWidget(self._note, 1)
        line.addWidget(self._time)
        line.addWidget(self.chevron)
        column.addWidget(self._line)
        self._details = QVBoxLayout()
        column.addLayout(self._details)
        self._say(MarkKind.AHEAD, "")

    @property
    def mark(self) -> MarkKind:
        """How it stands."""
        return self._mark.kind

    def set_running(self) -> None:
        """It is being checked now."""
        self._clear()
        self._say(MarkKind.RUNNING, "checking…")

    def put(self, result: Result) -> None:
        """It has ended."""
        self._clear()
        self.findings = result.findings
        self.seconds = result.duration_s
        kind = worst_of(result, self._passes)
        self._time.setText(_time_of(result.duration_s))
        wrong = tuple(f for f in result.findings if f.severity is not Severity.FINE)
        for finding in wrong:
            self._add_panel(finding)
        title, note = _words_of(result)
        self._say(kind, note, title)
        self._line.setVisible(not (kind is MarkKind.MEND and wrong))
        self.chevron.setVisible(bool(wrong) or bool(result.findings))
        self.chevron.setChecked(kind is MarkKind.MEND)
        self._toggled(self.chevron.isChecked())

    def show_all_fine(self, count: int, seconds: float, aside: str) -> None:
        """The one line of a whole group."""
        self._say(self._passes, ", ".join(part for part in (aside, f"{count} checks fine") if part))
        self._time.setText(_time_of(seconds))
        self.chevron.setVisible(True)
        self.chevron.setChecked(False)

    def _add_panel(self, finding: Finding) -> None:
        panel = FindingPanel(finding, self)
        panel.check_again.connect(self._again)
        panel.copied.connect(self.copied)
        panel.action.connect(self.action)
        self._panels.append(panel)
        self._details.addWidget(panel)

    def _again(self) -> None:
        self.check_again.emit(self._id)

    def _toggled(self, opened: bool) -> None:
        for panel in self._panels:
            panel.setVisible(opened)
        if opened and not self._id:
            self.unfolded.emit()

    def _clear(self) -> None:
        for panel in self._panels:
            self._details.removeWidget(panel)
            panel.hide()
            panel.deleteLater()
        self._panels = []
        self.findings = ()
        self.seconds = 0.0
        self._time.setText("")
        self._line.setVisible(True)
        self.chevron.setVisible(False)

    def _say(self, kind: MarkKind, note: str, title: str = "") -> None:
        self._mark.set_kind(kind)
        self._title.setText(title or self._title_text)
        self._note.setText(note)
        self.setAccessibleName(f"{title or self._title_text}: {SPOKEN[kind]}{', ' + note if note else ''}")


def _words_of(result: Result) -> tuple[str, str]:
    """The line's title and quiet note."""
    if result.outcome is Outcome.CRASHED:
        quote = f" Quote {result.error_id}." if result.error_id else ""
        return result.title, f"This check itself failed: that is our fault, not the school’s.{quote}"
    if result.outcome is Outcome.SKIPPED:
        return result.title, _not_checked(result.note)
    if result.outcome is Outcome.WARN and result.findings:
        first = result.findings[0]
        return headline(first)[0], first.affects or result.note
    return result.title, result.note


def _not_checked(note: str) -> str:
    """Says once that it was not: some reasons begin with the words themselves."""
    if not note:
        return "Not checked"
    return note if note.startswith("Not checked") else f"Not checked: {note}"


def _time_of(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds >= 0.05 else ""
