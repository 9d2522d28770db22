"""All screens of the headteacher's view, of which one shows: the one that the view-model says."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.guidance.messages import FilledMessage
from app.ui.pages.headteacher.model import HeadDraft, HeadView, Stage
from app.ui.pages.headteacher.parts import (
    AgreeScreen,
    AwayScreen,
    BeginScreen,
    ChooseScreen,
    SayScreen,
    StuckScreen,
)
from app.ui.pages.single_sign_on.parts import StatementCard, dead_end_links
from app.ui.widgets.guide_task import GuideTaskView, TaskCard
from app.ui.widgets.lifecycle import Stage as LifeStage

_LGFL = ("not-yet",)
_SAYS_HOW_FAR = ("later", "declined", "thanks", "done")


class Screens(QWidget):
    """Signals: `stuck(object)` a dead end's id; the screens' own are theirs."""

    stuck = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._places: dict[Stage, QWidget] = {}

    def build(self) -> Iterator[QWidget]:
        """Makes the screens, and yields each once it stands."""
        self.choose = ChooseScreen(self)
        yield self._place(Stage.CHOOSE, self.choose)
        self.begin = BeginScreen(self)
        yield self._place(Stage.BEGIN, self.begin)
        self.statement = StatementCard(self)
        self.statement.setProperty("largePrint", True)
        self.statement.fill_page()
        yield self._place(Stage.STATEMENT, self.statement)
        self.agree = AgreeScreen(self)
        yield self._place(Stage.AGREE, self.agree)
        self.dead_end = StuckScreen(self)
        yield self._place(Stage.STUCK, self.dead_end)
        self.away = AwayScreen(self)
        yield self._place(Stage.AWAY, self.away)
        self.say = SayScreen(self)
        yield self._place(Stage.SAY, self.say)
        self._build_task()
        yield self._place(Stage.TASK, self.task)
        self._column.addStretch(0)

    def _place(self, stage: Stage, screen: QWidget) -> QWidget:
        self._places[stage] = screen
        screen.setVisible(stage is Stage.CHOOSE)
        self._column.addWidget(screen, 0 if stage is Stage.STATEMENT else 1)
        return screen

    def _build_task(self) -> None:
        self.task = GuideTaskView(self, large=True)
        self.links = dead_end_links(self.stuck.emit, self.task)
        self.task.add_below(self.links)
        self.task.differs.connect(lambda _task: self.links.setVisible(True))

    def show_view(
        self,
        view: HeadView,
        draft: HeadDraft,
        address: str,
        message: FilledMessage | None,
        stages: tuple[LifeStage, ...] = (),
    ) -> None:
        """Draws the screen that `view` says; `stages`: how far the release is."""
        if view.screen is not None:
            so_far = stages if view.screen in _SAYS_HOW_FAR else ()
            self.say.show_screen(view.screen, lgfl=view.screen in _LGFL, stages=so_far)
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
