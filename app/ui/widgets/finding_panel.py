"""One finding, open: what is wrong, who can mend it, the steps, the text to send, the evidence."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.checks.model import Finding, Remedy, Severity
from app.ui import theme
from app.ui.widgets.code_tag import CodeTag, spelled
from app.ui.widgets.copy_text import CopyText
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.mark import Mark, MarkKind
from app.ui.widgets.steps import NumberedSteps
from app.ui.widgets.text import Role, label, readable

MARKS = {
    Severity.FINE: MarkKind.MEASURED,
    Severity.LOOK_AT: MarkKind.LOOK_AT,
    Severity.MEND: MarkKind.MEND,
}


def headline(finding: Finding) -> tuple[str, str]:
    """The heading and what goes under it; a finding without a title is headed by its first sentence."""
    if finding.title:
        return finding.title, finding.summary
    first, stop, rest = finding.summary.partition(". ")
    return (first.rstrip("."), rest.strip()) if stop else (finding.summary.rstrip("."), "")


class FindingPanel(QFrame):
    """A tinted panel.

    Signals: `check_again()`; `copied(object)` the text copied; `action(object)` the remedy's action id.
    """

    check_again = Signal()
    copied = Signal(object)
    action = Signal(object)

    def __init__(self, finding: Finding, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("tone", finding.severity.value)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(theme.px(14), theme.px(12), theme.px(14), theme.px(14))
        self._column.setSpacing(theme.px(8))
        title, rest = headline(finding)
        self._build_head(finding, title)
        affects = (
            f"What it affects: {finding.affects[:1].lower()}{finding.affects[1:]}" if finding.affects else ""
        )
        for text in (rest, affects):
            if text:
                self._column.addWidget(readable(text))
        remedy = finding.remedy
        if remedy is not None:
            self._build_remedy(remedy)
        self._build_buttons(finding)
        self.setAccessibleName(title)
        self.setAccessibleDescription(_spoken(finding, rest))

    def _build_head(self, finding: Finding, title: str) -> None:
        row = QHBoxLayout()
        row.setSpacing(theme.px(12))
        row.addWidget(Mark(MARKS[finding.severity], self))
        row.addWidget(readable(title, Role.STRONG), 1)
        row.addWidget(CodeTag(finding.code, finding.severity.value, self))
        self._column.addLayout(row)

    def _build_remedy(self, remedy: Remedy) -> None:
        self._column.addSpacing(theme.px(2))
        self._column.addWidget(label(f"Who can mend it: {remedy.who.spoken}", Role.STRONG))
        if remedy.text and not remedy.steps:  # the steps begin with it
            self._column.addWidget(readable(remedy.text))
        if remedy.steps:
            steps = NumberedSteps(self, selectable=True)
            steps.show_steps(remedy.steps)
            self._column.addWidget(steps)

    def _build_buttons(self, finding: Finding) -> None:
        row = FlowRow(self)
        remedy = finding.remedy
        unfolded: list[QWidget] = []
        if remedy is not None and remedy.copy_text:
            message = CopyText("Message to send", remedy.copy_text, button="Copy the message", parent=self)
            message.copied.connect(self.copied)
            row.add(_unfolding("See the request", "Hide the request", message, self))
            unfolded.append(message)
        if finding.evidence:
            evidence = _evidence(finding, self)
            row.add(_unfolding("Show evidence", "Hide evidence", evidence, self))
            unfolded.append(evidence)
        if remedy is not None and remedy.action_id:
            self._add_action(row, remedy.action_id)
        if remedy is None or remedy.retry:
            again = QPushButton("Check again", self)
            again.setObjectName(f"again-{finding.code}")
            again.clicked.connect(self.check_again)
            row.add(again)
        self._column.addSpacing(theme.px(2))
        self._column.addWidget(row)
        for widget in unfolded:
            self._column.addWidget(widget)

    def _add_action(self, row: FlowRow, action_id: str) -> None:
        button = QPushButton("Help me mend it", self)
        button.setObjectName(f"action-{action_id}")
        button.clicked.connect(lambda: self.action.emit(action_id))
        row.add(button)


def _unfolding(closed: str, opened: str, content: QWidget, parent: QWidget) -> QPushButton:
    """A button that shows and hides `content` and says which it will do."""
    button = QPushButton(closed, parent)
    button.setCheckable(True)
    content.setVisible(False)

    def turn(shown: bool) -> None:
        content.setVisible(shown)
        button.setText(opened if shown else closed)

    button.toggled.connect(turn)
    return button


def _evidence(finding: Finding, parent: QWidget) -> QWidget:
    box = QWidget(parent)
    grid = QGridLayout(box)
    grid.setContentsMargins(0, theme.px(4), 0, 0)
    grid.setHorizontalSpacing(theme.px(16))
    grid.setVerticalSpacing(theme.px(4))
    grid.setColumnStretch(1, 1)
    for place, (name, value) in enumerate(finding.evidence.items()):
        grid.addWidget(label(name, Role.SECONDARY, wrap=False), place, 0)
        grid.addWidget(readable(value), place, 1)
    return box


def _spoken(finding: Finding, rest: str) -> str:
    remedy = finding.remedy
    parts = [f"Code {spelled(finding.code)}", rest]
    if remedy is not None:
        parts += [f"Who can mend it: {remedy.who.spoken}", remedy.text, *remedy.steps]
    return ". ".join(part.rstrip(".") for part in parts if part)
