"""The seven tasks as the technician looks them through: the list, and the picture of the one chosen."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.guidance.portal import guide
from app.ui import theme
from app.ui.pages.onsite_client.parts import flow
from app.ui.pages.single_sign_on.model import GUIDE, TaskLine
from app.ui.pages.two_up import TwoUp
from app.ui.widgets.card import Card
from app.ui.widgets.guide_task import TaskPicture
from app.ui.widgets.mark import SPOKEN, Mark, MarkKind
from app.ui.widgets.text import Role, label

SIDE_BY_SIDE_PX = 620
PICTURE_RATIO = 320 / 900
"""Height to width of every drawing in the guides."""


class TaskListCard(Card):
    """What the headteacher will do. Choosing a task shows its picture. Signals: `open_portal()`,
    `copy_address()`."""

    open_portal = Signal()
    copy_address = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("What the headteacher does", parent=parent)
        self._guide = guide(GUIDE)
        self._buttons = QButtonGroup(self)
        self._rows: dict[str, _TaskButton] = {}
        self.add(label(self._guide.who, Role.SECONDARY, parent=self))
        tasks, picture = self._build_list(), self._build_picture()
        self.add(TwoUp(tasks, picture, shares=(2, 3), from_px=SIDE_BY_SIDE_PX, parent=self))
        self._choose(0)

    def show_tasks(self, lines: tuple[TaskLine, ...]) -> None:
        """Marks those that were reported done."""
        for line in lines:
            self._rows[line.id].show_mark(line.mark)

    def _build_list(self) -> QWidget:
        holder = QWidget(self)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(2))
        for place, task in enumerate(self._guide.tasks):
            button = _TaskButton(place + 1, task.title, holder)
            button.setObjectName(f"task-{task.id}")
            button.clicked.connect(lambda _checked=False, at=place: self._choose(at))
            self._buttons.addButton(button)
            column.addWidget(button)
            self._rows[task.id] = button
        column.addStretch(1)
        return holder

    def _build_picture(self) -> QWidget:
        holder = QWidget(self)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        self._picture = WidePicture(holder)
        self._text = label("", Role.SECONDARY, parent=holder)
        self._look = label("", parent=holder)
        self._also = label("", Role.SMALL, parent=holder)
        for part in (self._picture, self._text, self._look, self._also):
            column.addWidget(part)
        portal = QPushButton("Open the portal", holder)
        portal.setObjectName("open-portal")
        portal.clicked.connect(self.open_portal)
        copy = QPushButton("Copy its address", holder)
        copy.setObjectName("copy-address")
        copy.clicked.connect(self.copy_address)
        column.addWidget(flow(portal, copy, parent=holder))
        column.addStretch(1)
        return holder

    def _choose(self, place: int) -> None:
        task = self._guide.tasks[place]
        self._rows[task.id].setChecked(True)
        self._picture.show_picture(task.picture, task.picture_says)
        self._text.setText(task.text)
        self._look.setText(f"Look for: {task.look_for}")
        self._also.setText(task.aside)
        self._also.setVisible(bool(task.aside))


class _TaskButton(QPushButton):
    """A task's mark and title, on as many lines as it needs. Checked while its picture shows."""

    def __init__(self, number: int, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setProperty("plain", True)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(9), theme.px(6), theme.px(9), theme.px(6))
        row.setSpacing(theme.px(9))
        self._mark = Mark(MarkKind.AHEAD, self)
        self._title = label(f"{number}.  {title}", parent=self)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._title, 1)
        for part in (self._mark, self._title):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(f"Task {number}: {title}")

    def show_mark(self, kind: MarkKind) -> None:
        """Says how far the task is."""
        self._mark.set_kind(kind)
        self.setAccessibleDescription(SPOKEN[kind])

    def sizeHint(self) -> QSize:
        return QSize(theme.px(260), self._height(max(self.width(), theme.px(200))))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(160), self._height(max(self.width(), theme.px(160))))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setMinimumHeight(self._height(self.width()))

    def _height(self, width: int) -> int:
        layout = self.layout()
        return layout.totalHeightForWidth(width) if layout is not None else 0


class WidePicture(TaskPicture):
    """A task's picture as high as its width asks for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.setFixedHeight(max(1, round(event.size().width() * PICTURE_RATIO)))
