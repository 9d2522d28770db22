"""The portal's side of the approval page: its tasks one by one, and the ways in which it comes to a stop."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from app.guidance.contacts import contact
from app.guidance.messages import FilledMessage
from app.guidance.portal import DeadEnd, Guide, guide
from app.ui import theme
from app.ui.pages.onsite_client.parts import MessageToSend, flow
from app.ui.pages.wonde_approval.model import dead_ends
from app.ui.widgets.card import Card
from app.ui.widgets.guide_task import GuideTaskView, TaskCard
from app.ui.widgets.steps import NumberedSteps
from app.ui.widgets.text import Role, grows_with_its_words, label


class StepsCard(Card):
    """What to do on the portal, in five lines. Signals: `guide()`; `open_portal()`; `copy_address()`."""

    guide = Signal()
    open_portal = Signal()
    copy_address = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("In the Wonde portal", parent=parent)
        self.setObjectName("steps-card")
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.space(3))
        grid.setVerticalSpacing(theme.space(2))
        grid.setColumnStretch(1, 1)
        for row, task in enumerate(guide("wonde-approval").tasks):
            number = label(str(row + 1), Role.STRONG, wrap=False, tone="accent")
            grid.addWidget(number, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label(task.title), row, 1)
        self.body.addLayout(grid)
        self.guide_button = QPushButton("Show me each step", self)
        self.guide_button.setObjectName("guide-open")
        self.open_button = QPushButton("Open the portal", self)
        self.open_button.setObjectName("portal-open")
        self.copy_button = QPushButton("Copy its address", self)
        self.copy_button.setObjectName("portal-copy")
        self.guide_button.clicked.connect(self.guide)
        self.open_button.clicked.connect(self.open_portal)
        self.copy_button.clicked.connect(self.copy_address)
        self.body.addSpacing(theme.space(1))
        self.buttons = (self.open_button, self.copy_button, self.guide_button)
        self.body.addWidget(flow(*self.buttons, parent=self))
        self.body.addStretch(1)


class GuideView(QWidget):
    """The portal's tasks one at a time. Signals are the task view's: `open_portal`, `differs`."""

    open_portal = Signal(object)
    differs = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._guide: Guide = guide("wonde-approval")
        self.place = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.view = GuideTaskView(self)
        self.view.open_portal.connect(self.open_portal)
        self.view.differs.connect(self.differs)
        column.addWidget(self.view)

    @property
    def is_last(self) -> bool:
        """Whether this is the task that decides."""
        return self.place == len(self._guide.tasks) - 1

    @property
    def done_label(self) -> str:
        """What to press when the task shows what it should."""
        return self._guide.tasks[self.place].done_label

    def show_task(self, place: int, address: str) -> None:
        """Shows a task, from 0."""
        self.place = max(0, min(place, len(self._guide.tasks) - 1))
        task = self._guide.tasks[self.place]
        self.view.set_task(
            TaskCard(
                id=task.id,
                number=self.place + 1,
                total=len(self._guide.tasks),
                title=task.title,
                text=task.text,
                look_for=f"Look for: {task.look_for}",
                picture=task.picture,
                picture_says=task.picture_says,
                address=address,
                aside=task.aside,
                not_seen=task.not_seen,
                minutes_left=self._guide.minutes_left(self.place + 1),
            )
        )


class DeadEndLinks(QWidget):
    """The ways in which the portal comes to a stop, as links. Signal `chosen(object)`: a dead end's id."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(2))
        column.addWidget(label("Does it not go as shown?", Role.STRONG))
        links = []
        for end in dead_ends():
            link = QPushButton(end.label, self)
            link.setProperty("link", True)
            link.setObjectName(f"dead-end-{end.id}")
            link.clicked.connect(lambda _on=False, which=end.id: self.chosen.emit(which))
            links.append(link)
        column.addWidget(flow(*links, parent=self))
        grows_with_its_words(self)


class DeadEndCard(Card):
    """One dead end: what it means, what to do, whom to ask.

    Signals: `recorded(object)` its id; `sent(object)` its id, once the message went out; `copied()`;
    `closed()`.
    """

    recorded = Signal(object)
    sent = Signal(object)
    copied = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self.setObjectName("dead-end-card")
        grows_with_its_words(self)
        self.which = ""
        self._means = label("")
        self.add(self._means)
        self._steps = NumberedSteps(self)
        self.add(self._steps)
        self._contact = label("", Role.SECONDARY)
        self.add(self._contact)
        self.message = MessageToSend("dead-end", self)
        self.message.sent.connect(lambda: self.sent.emit(self.which))
        self.message.copied.connect(lambda _text: self.copied.emit())
        self.add(self.message)
        self.record = QPushButton("Note that we are stuck here", self)
        self.record.setObjectName("note-dead-end")
        self.record.clicked.connect(lambda: self.recorded.emit(self.which))
        self.close_button = QPushButton("It is not this", self)
        self.close_button.setObjectName("close-dead-end")
        self.close_button.clicked.connect(self.closed)
        self.add(flow(self.record, self.close_button, parent=self))

    def show_dead_end(self, end: DeadEnd, message: FilledMessage, *, noted: str, sent: str) -> None:
        """Shows one; `noted` and `sent` say since when it stands in the ledger and the message went out."""
        self.which = end.id
        self.set_title(end.label)
        self.set_aside(noted)
        self._means.setText(end.means)
        self._steps.show_steps(end.do)
        self._contact.setText(contact(end.contact).line)
        self.message.show_message(message)
        self.message.show_noted(sent)
        self.record.setVisible(not noted)
        self.close_button.setVisible(not noted)
