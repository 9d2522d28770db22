"""All screens of the headteacher's view, of which one shows: the one that the view-model says."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.guidance.messages import FilledMessage
from app.ui.pages.headteacher_model import HeadDraft, HeadView, Stage
from app.ui.pages.headteacher_parts import (
    AgreeScreen,
    AwayScreen,
    BeginScreen,
    ChooseScreen,
    SayScreen,
    StuckScreen,
)
from app.ui.pages.single_sign_on_parts import StatementCard, dead_end_links
from app.ui.widgets.guide_task import GuideTaskView, TaskCard

_LGFL = ("not-yet",)


class Screens(QWidget):
    """Signals: `stuck(object)` a dead end's id; the screens' own are theirs."""

    stuck = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choose = ChooseScreen(self)
        self.begin = BeginScreen(self)
        self.agree = AgreeScreen(self)
        self.away = AwayScreen(self)
        self.dead_end = StuckScreen(self)
        self.say = SayScreen(self)
        self.statement = StatementCard(self)
        self.statement.setProperty("largePrint", True)
        self.statement.fill_page()
        self.task = GuideTaskView(self, large=True)
        self.links = dead_end_links(self.stuck.emit, self.task)
        self.task.add_below(self.links)
        self.task.differs.connect(lambda _task: self.links.setVisible(True))
        self._places: dict[Stage, QWidget] = {
            Stage.CHOOSE: self.choose,
            Stage.BEGIN: self.begin,
            Stage.STATEMENT: self.statement,
            Stage.AGREE: self.agree,
            Stage.STUCK: self.dead_end,
            Stage.AWAY: self.away,
            Stage.SAY: self.say,
            Stage.TASK: self.task,
        }
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for stage, screen in self._places.items():
            screen.setVisible(stage is Stage.CHOOSE)
            column.addWidget(screen, 0 if stage is Stage.STATEMENT else 1)
        column.addStretch(0)

    def show_view(
        self, view: HeadView, draft: HeadDraft, address: str, message: FilledMessage | None
    ) -> None:
        """Draws the screen that `view` says."""
        if view.screen is not None:
            self.say.show_screen(view.screen, lgfl=view.screen in _LGFL)
        if view.stage is Stage.AGREE:
            self.agree.show_draft(view.agreed, draft)
        if view.dead_end is not None and message is not None:
            self.dead_end.show_dead_end(view.dead_end, message)
        if view.task is not None:
            self._show_task(view, address)
        for stage, screen in self._places.items():
            screen.setVisible(stage is view.stage)

    def _show_task(self, view: HeadView, address: str) -> None:
        task = view.task
        if task is None:
            return
        if self.task.property("taskShown") != task.id:
            self.links.setVisible(False)
        else:
            return
        self.task.setProperty("taskShown", task.id)
        self.task.set_task(
            TaskCard(
                id=task.id,
                number=view.number,
                total=view.total,
                title=task.title,
                text=task.text,
                look_for=f"Look for: {task.look_for}",
                picture=task.picture,
                picture_says=task.picture_says,
                address=address,
                aside=task.aside,
                not_seen=task.not_seen,
                minutes_left=view.minutes_left,
            )
        )
