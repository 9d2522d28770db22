"""One check as the page shows it: a line, and under it what was found, folded away unless it is to mend."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.checks.model import Finding, Outcome, Result, Severity
from app.ui import theme
from app.ui.widgets.chevron import Chevron
from app.ui.widgets.finding_panel import FindingPanel, headline
from app.ui.widgets.mark import SPOKEN, Mark, MarkKind
from app.ui.widgets.text import Role, label


def worst_of(result: Result, passes: MarkKind) -> MarkKind:
    """The mark of a whole result; `passes` is that of a result in which all is fine."""
    if result.outcome is Outcome.PASS:
        return passes
    if result.outcome is Outcome.WARN:
        return MarkKind.LOOK_AT
    if result.outcome is Outcome.FAIL:
        return MarkKind.MEND
    return MarkKind.SKIPPED if result.outcome is Outcome.SKIPPED else MarkKind.UNKNOWN


class CheckRow(QFrame):
    """One check: a line, and under it the panels of what it found.

    Signals: `check_again(object)` its id; `copied(object)`; `action(object)`; `unfolded()`.
    """

    check_again = Signal(object)
    copied = Signal(object)
    action = Signal(object)
    unfolded = Signal()

    def __init__(
        self,
        check_id: str,
        title: str,
        passes: MarkKind = MarkKind.MEASURED,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.check_id = check_id
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
        self.check_again.emit(self.check_id)

    def _toggled(self, opened: bool) -> None:
        for panel in self._panels:
            panel.setVisible(opened)
        if opened and not self.check_id:
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
