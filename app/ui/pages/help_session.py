"""A help session: this PC is checked, and what to say on the phone stands there large enough to read out.

It needs no journey and records nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import ClassVar

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app import __version__
from app.checks.model import Check, Finding, Outcome, Result
from app.ui import theme
from app.ui.page import Action, Page, Place, Route, StatusLine
from app.ui.pages.onsite_client.lines import Run, again, families_of, line_of
from app.ui.pages.onsite_client.model import checked_words
from app.ui.services import Services
from app.ui.tasks import Report, TaskHandle
from app.ui.widgets.copy_text import CopyText
from app.ui.widgets.findings import FindingsView
from app.ui.widgets.text import Role, label

_ASIDES = {"client": "About this PC only"}


def codes_of(results: Sequence[Result]) -> tuple[str, ...]:
    """The codes worth reading out, the gravest first, each once."""
    order = {Outcome.FAIL: 0, Outcome.CRASHED: 1, Outcome.WARN: 2}
    wrong = sorted((r for r in results if r.outcome in order), key=lambda result: order[result.outcome])
    codes = [finding.code for result in wrong for finding in result.findings if finding.severity != "fine"]
    codes += [f"error {result.error_id}" for result in wrong if result.error_id]
    return tuple(dict.fromkeys(codes))


def line_to_read_out(codes: Sequence[str]) -> str:
    """ "Version 0.1.0 · help session · NET-47"."""
    return " · ".join((f"Version {__version__}", "help session", *(codes or ("nothing found",))))


def _without_action(finding: Finding) -> Finding:
    """There is no journey here whose pages a remedy's button could lead to."""
    if finding.remedy is None or finding.remedy.action_id is None:
        return finding
    return replace(finding, remedy=replace(finding.remedy, action_id=None))


class HelpSessionPage(Page):
    """Runs every check that needs no school, as soon as it is shown."""

    help_topic: ClassVar[str] = "help-session"
    shows_names_switch: ClassVar[bool] = False

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(services, parent)
        self.setObjectName("help-session-page")
        self._handle: TaskHandle | None = None
        self._run = Run()
        self._began = services.now()
        self._trouble = ""
        self._done_line = ""

    def build(self) -> Iterator[QWidget]:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        line = self._build_line()
        column.addWidget(line)
        yield line
        self.findings = FindingsView(self)
        self.findings.check_again.connect(self.run)
        column.addWidget(self.findings)
        yield self.findings
        column.addStretch(1)

    @property
    def title(self) -> str:
        return "Help session"

    @property
    def purpose(self) -> str:
        return "Read the line below to whoever is helping you. Nothing on this PC is changed by looking."

    @property
    def has_rail(self) -> bool:
        return False

    @property
    def status(self) -> StatusLine:
        if self._trouble:
            return StatusLine(self._trouble, tone="mend")
        return StatusLine("Checking this PC…" if self.running else self._done_line)

    @property
    def running(self) -> bool:
        """Whether checks are under way."""
        return self._handle is not None and self._handle.running

    @property
    def primary(self) -> Action:
        return Action("Stop", self.stop) if self.running else Action("Check again", self.run)

    @property
    def secondary(self) -> Action:
        return Action("Support bundle", lambda: self.go.emit(Route(Place.DOCUMENTS)))

    def enter(self) -> None:
        if not self._run.complete:
            self.run()

    def leave(self) -> None:
        self.stop()

    def run(self, check_id: str = "") -> None:
        """Starts all checks that need no journey, or one with what it depends on and what depends on it."""
        from app.checks.catalogue import checks_for
        from app.guidance.hosts import hosts

        if not check_id or not self._run.checks:
            self._run = Run(checks=checks_for(None, hosts()))
            self.findings.set_groups(
                families_of([(check.id, check.title) for check in self._run.checks], _ASIDES)
            )
        asked = again(self._run.checks, line_of(check_id)) if check_id else self._run.checks
        for check in asked:
            self._run.results.pop(check.id, None)
        self._trouble, self._began = "", self.services.now()
        self.findings.set_running(tuple(check.id for check in asked))
        self.findings.say("Checking")
        self._handle = self.services.tasks.start(
            lambda report: self._check(asked, report),
            owner=self,
            done=self._checked,
            failed=self._failed,
            progress=self._arrived,
            key="checks",
        )
        self._show_line()
        self.changed.emit()

    def stop(self) -> None:
        """Ends the checks at once; what has no answer says so."""
        if self._handle is not None and self._handle.running:
            self._handle.cancel()
            self._put(self._run.stop())
            self._done_line = "Stopped"
            self.findings.say("Stopped")
            self._show_line()
            self.changed.emit()

    def _build_line(self) -> QFrame:
        card = QFrame(self)
        card.setProperty("panel", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(theme.px(20), theme.px(16), theme.px(20), theme.px(16))
        inside.setSpacing(theme.px(8))
        inside.addWidget(label("To read out on the phone", Role.SECONDARY, parent=card))
        self.line = label("", Role.TITLE, parent=card)
        self.line.setObjectName("read-out")
        inside.addWidget(self.line)
        self.copy = CopyText("", button="Copy this line", parent=card)
        self.copy.field.hide()
        inside.addWidget(self.copy)
        self._show_line()
        return card

    async def _check(self, checks: Sequence[Check], report: Report) -> tuple[Result, ...]:
        from app.checks.context import Context
        from app.checks.engine import Engine
        from app.guidance.hosts import hosts

        arrived: list[Result] = []

        def on_result(result: Result) -> None:
            arrived.append(result)
            report(tuple(arrived))

        async with self.services.transport() as transport:
            context = Context(transport, self.services.host, hosts(), now=self.services.now)
            return await Engine(checks).run(context, on_result)

    def _arrived(self, results: tuple[Result, ...]) -> None:
        new = tuple(result for result in results if result.check_id not in self._run.results)
        self._run.results.update((result.check_id, result) for result in new)
        self._put(new)
        self._show_line()

    def _put(self, results: Sequence[Result]) -> None:
        self.findings.put(
            *(replace(result, findings=tuple(map(_without_action, result.findings))) for result in results)
        )

    def _checked(self, results: tuple[Result, ...]) -> None:
        self._arrived(results)
        self._done_line = checked_words(self._began, self.services.now())
        self.findings.say(self._done_line)
        self.findings.announce_counts()
        self._show_line()
        self.say(self.line.text())
        self.changed.emit()

    def _failed(self, problem: Exception) -> None:
        self._trouble = f"The checks could not run: {problem}"
        self._put(self._run.stop())
        self.findings.say("")
        self._show_line()
        self.changed.emit()

    def _show_line(self) -> None:
        text = line_to_read_out((*codes_of(tuple(self._run.results.values())), *self._how_far()))
        self.line.setText(text)
        self.copy.set_text(text)

    def _how_far(self) -> tuple[str, ...]:
        """What is said beside the codes, so that nobody takes half a look for the whole."""
        if self._run.complete:
            return ()
        return ("checking",) if self.running or not self._run.checks else ("stopped before the end",)
