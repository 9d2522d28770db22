"""The on-site client page’s checks, running or answered, with what to say on the phone. Records nothing."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.checks.model import Finding, Result
from app.ui import theme
from app.ui.pages.onsite_client import lines as lines
from app.ui.pages.onsite_client.model import School, checked_words, running_words
from app.ui.pages.onsite_client.parts import flow
from app.ui.pages.onsite_client.phone import PhonePanel, phone_words
from app.ui.pages.onsite_client.run import News, Order, checking
from app.ui.services import Services
from app.ui.tasks import TaskHandle
from app.ui.widgets.findings import FindingsView
from app.ui.widgets.speak import announce


class ChecksPanel(QWidget):
    """Runs checks and shows them.

    Signals: `changed()` anything a page draws from; `ended(object)` the News of a run that had every answer;
    `failed(object)` an exception of ours, before any check could run; `action(object)` a remedy's action id.
    """

    changed = Signal()
    ended = Signal(object)
    failed = Signal(object)
    action = Signal(object)

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._school = School()
        self._approved = False
        self._title = ""
        self._run = lines.Run()
        self._handle: TaskHandle | None = None
        self._shown: tuple[object, ...] = ()
        self._answered: dict[str, Result] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(3))
        self.phone = PhonePanel(self)
        self.phone.setVisible(False)
        self.view = FindingsView(self)
        self._build_actions()
        column.addWidget(self.phone)
        column.addWidget(self.view)
        self.view.check_again.connect(self._one_again)
        self.view.action.connect(self.action)
        self._draw()

    def _build_actions(self) -> None:
        self.phone_button = QPushButton("What to say on the phone", self)
        self.phone_button.setObjectName("phone")
        self.phone_button.setCheckable(True)
        self.phone_button.toggled.connect(self._phone_toggled)
        self.again_button = QPushButton("Run again", self)
        self.again_button.setObjectName("run-again")
        self.again_button.clicked.connect(lambda: self.run())
        self.stop_button = QPushButton("Stop", self)
        self.stop_button.setObjectName("stop-checks")
        self.stop_button.setAccessibleName("Stop checking")
        self.stop_button.clicked.connect(self.stop)
        buttons = flow(self.phone_button, self.again_button, self.stop_button, right=True, parent=self)
        self.view.buttons.addWidget(buttons)

    # -- what a page reads ---------------------------------------------------------------------------

    @property
    def running(self) -> bool:
        """Whether checks are under way."""
        return self._handle is not None

    @property
    def has_results(self) -> bool:
        """Whether anything has been answered since the page was made."""
        return bool(self._answered)

    @property
    def complete(self) -> bool:
        """Whether every check has its answer."""
        return not self.running and self._run.complete

    @property
    def results(self) -> dict[str, Result]:
        """The lines answered so far, by id."""
        return self._answered

    @property
    def tally(self) -> lines.Tally:
        """The lines by how they ended."""
        return lines.Tally.of(self._answered.values())

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is not fine, what is to mend first."""
        return lines.to_act_on(self._answered.values())

    # -- what a page says ----------------------------------------------------------------------------

    def set_school(self, school: School, *, approved: bool, title: str) -> None:
        """What the checks go by; takes effect at the next run. `title` is the step, for the phone."""
        self._school, self._approved, self._title = school, approved, title
        self._draw_phone()

    def forget(self) -> None:
        """What was found answers a question that is no longer the one asked."""
        self.stop()
        self._run, self._answered, self._shown = lines.Run(), {}, ()
        self.view.set_groups(())
        self.view.say("")
        self._draw()

    def run(self, line: str | None = None) -> None:
        """Runs everything, or one line with what hangs on it. A run under way is stopped first."""
        self._cancel()
        self._run.began, self._run.ended = self._services.now(), None
        if line is None:
            self._run = lines.Run(began=self._run.began)
            self._answered = {}
        order = Order(self._school, self._services, line)
        self.view.say(running_words(0, 0))
        self._handle = self._services.tasks.start(
            checking(order),
            owner=self,
            done=self._done,
            failed=self._failed,
            progress=self._progress,
            key="checks",
        )
        self._draw()
        self.stop_button.setFocus()

    def stop(self) -> None:
        """Stops at once; what has no answer says so."""
        if not self.running:
            return
        self._cancel()
        self._run.stop()
        self._answer()
        self.view.say("Stopped")
        announce(self, "Stopped")
        self._draw()

    def _cancel(self) -> None:
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None

    # -- a run ---------------------------------------------------------------------------------------

    def _one_again(self, line: str) -> None:
        self.run(line)

    def _progress(self, news: News) -> None:
        self._take(news)
        asked = len(news.asked)
        self.view.say(running_words(len(news.results), asked))
        self.changed.emit()

    def _take(self, news: News) -> None:
        self._run.checks, self._run.hosts = news.checks, news.hosts
        groups = lines.groups(news.checks, news.hosts, self._school)
        if groups != self._shown:
            self._shown = groups
            self.view.set_groups(groups)
            self._answered = {}
        for check in news.asked:
            self._run.results.pop(check.id, None)
        self._run.results.update(news.results)
        open_lines = {lines.line_of(check.id) for check in news.asked if check.id not in news.results}
        self.view.set_running(tuple(sorted(open_lines)))
        self._answered = {line: had for line, had in self._answered.items() if line not in open_lines}
        self._answer()

    def _answer(self) -> None:
        """Puts what is newly answered on the page."""
        now = lines.lines(self._run.checks, self._run.results, approved=self._approved)
        self.view.put(*(result for line, result in now.items() if self._answered.get(line) != result))
        self._answered = now

    def _done(self, news: News) -> None:
        self._handle = None
        self._take(news)
        self._run.ended = self._services.now()
        if self._run.began is not None:
            self.view.say(checked_words(self._run.began, self._run.ended))
        had_focus = self.stop_button.hasFocus()
        self._draw()
        if had_focus:
            self.again_button.setFocus()
        self.view.announce_counts()
        if self._run.complete:
            self.ended.emit(dataclasses.replace(news, results=dict(self._run.results)))

    def _failed(self, problem: Exception) -> None:
        self._handle = None
        self.view.say("The checks could not be run")
        self._draw()
        self.failed.emit(problem)

    # -- drawing -------------------------------------------------------------------------------------

    def _draw(self) -> None:
        self.stop_button.setVisible(self.running)
        self.again_button.setVisible(not self.running and self.has_results)
        self.phone_button.setVisible(self.has_results or not self.running)
        self._draw_phone()
        self.changed.emit()

    def _draw_phone(self) -> None:
        tally = self.tally.text if self.has_results else ""
        self.phone.show_words(phone_words(self._title, self.findings, tally))

    def _phone_toggled(self, shown: bool) -> None:
        self._draw_phone()
        self.phone.setVisible(shown)
        if shown:
            announce(self.phone, self.phone.accessibleDescription())
