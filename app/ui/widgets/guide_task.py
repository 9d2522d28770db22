"""One task on somebody's portal: what to do, a drawn picture of what to look for, and a way out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.guidance.pictures import coloured
from app.ui import theme
from app.ui.tokens import Token
from app.ui.widgets.copy_text import CONFIRM_MS
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.notice import Notice, NoticeKind
from app.ui.widgets.speak import announce
from app.ui.widgets.text import Role, label

DRAWN_IN = 'font-family="Segoe UI"'
"""What the drawings name; they are shown in the window's own type, whatever the system has."""
LEAST_PX = 195
LARGE = 125
"""Per cent of text size."""
EDGE, HEAD_RULE, CORNER = 5, 48, 10
"""Of each drawing, in its own units: its frame, the line under its heading, its corners."""


@dataclass(frozen=True, slots=True)
class TaskCard:
    """What is shown of one task; `number` of `total`, `picture_says` is the drawing in words."""

    id: str
    number: int
    total: int
    title: str
    text: str
    look_for: str
    picture: Path | None
    picture_says: str
    address: str
    aside: str = ""
    """What else the thing may be called, and what else is worth knowing."""
    not_seen: str = ""
    minutes_left: int | None = None


class GuideTaskView(QWidget):
    """One task at a time.

    Signals: `open_portal(object)` the address; `copied(object)` the address put on the clipboard;
    `differs(object)` the task's id, when someone says that the screen looks different.
    """

    open_portal = Signal(object)
    copied = Signal(object)
    differs = Signal(object)

    def __init__(self, parent: QWidget | None = None, *, large: bool = False) -> None:
        super().__init__(parent)
        self._task: TaskCard | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addLayout(self._build_progress())
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        column.addWidget(self._bar)
        column.addSpacing(theme.px(4))
        self.card = QFrame(self)
        self.card.setProperty("panel", "card")
        self.card.setProperty("largePrint", large)
        inside = self._inside = QVBoxLayout(self.card)
        inside.setContentsMargins(theme.px(24), theme.px(16), theme.px(24), theme.px(14))
        inside.setSpacing(theme.px(8))
        self._title = label("", Role.HEADING if large else Role.SECTION)
        self._text = label("", Role.SECONDARY)
        self._look_for = label("", Role.BODY)
        self.picture = TaskPicture(self.card)
        for part in (self._title, self._text, self._look_for):
            inside.addWidget(part)
        inside.addWidget(self.picture, 1000)
        self._buttons = self._build_buttons()
        inside.addWidget(self._buttons)
        self._aside = label("", Role.SMALL)
        inside.addWidget(self._aside)
        self._not_seen = Notice(NoticeKind.INFO, "", parent=self.card)
        self._not_seen.setVisible(False)
        inside.addWidget(self._not_seen)
        inside.addStretch(1)
        column.addWidget(self.card, 1)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._put_in_order()

    def _put_in_order(self) -> None:
        """The buttons stand under the picture; where the text is so large that both don't fit on a screen,
        above it, so that what the keyboard is on does not scroll the task's title away."""
        buttons, picture = self._inside.indexOf(self._buttons), self._inside.indexOf(self.picture)
        if (buttons < picture) is not (theme.px(100) > LARGE):
            self._inside.removeWidget(self._buttons)
            self._inside.insertWidget(self._inside.indexOf(self.picture) + (buttons < picture), self._buttons)

    def set_task(self, task: TaskCard) -> None:
        """Shows a task; what was unfolded for the last one is folded."""
        self._task = task
        self._put_in_order()
        self._where.setText(f"Task {task.number} of {task.total}")
        left = task.minutes_left
        self._left.setText("" if left is None else f"About {left} minute{'' if left == 1 else 's'} left")
        self._bar.setRange(0, task.total)
        self._bar.setValue(task.number)
        self._bar.setAccessibleName(self._where.text())
        self._title.setText(task.title)
        self._text.setText(task.text)
        self._look_for.setText(task.look_for)
        self._look_for.setVisible(bool(task.look_for))
        self._aside.setText(task.aside)
        self._aside.setVisible(bool(task.aside))
        self.picture.show_picture(task.picture, task.picture_says)
        self._not_seen.setVisible(False)
        self._copied.setText("")
        self.setAccessibleName(f"{self._where.text()}: {task.title}")

    def add_below(self, widget: QWidget) -> None:
        """Puts something under what is tried when the screen looks different."""
        self._inside.insertWidget(self._inside.count() - 1, widget)

    def _build_progress(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self._where = label("", Role.STRONG, wrap=False, tone="accent")
        self._left = label("", Role.SMALL, wrap=False)
        row.addWidget(self._where)
        row.addStretch(1)
        row.addWidget(self._left)
        return row

    def _build_buttons(self) -> FlowRow:
        row = FlowRow(self.card, gap=10)
        self.open_button = QPushButton("Open the portal", self)
        self.open_button.setObjectName("open-portal")
        self.open_button.clicked.connect(self._open)
        self.copy_button = QPushButton("Copy its address", self)
        self.copy_button.setObjectName("copy-address")
        self.copy_button.clicked.connect(self._copy)
        self.differs_button = QPushButton("This isn’t what I see", self)
        self.differs_button.setObjectName("differs")
        self.differs_button.setProperty("link", True)
        self.differs_button.clicked.connect(self._differs)
        self._copied = label("", Role.SMALL, wrap=False, tone="fine")
        for button in (self.open_button, self.copy_button, self.differs_button):
            row.add(button)
        row.add(self._copied)
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(CONFIRM_MS)
        self._quiet.timeout.connect(self._copied.clear)
        return row

    def _open(self) -> None:
        if self._task is not None:
            self.open_portal.emit(self._task.address)

    def _copy(self) -> None:
        if self._task is None:
            return
        QGuiApplication.clipboard().setText(self._task.address)
        self._copied.setText("Copied")
        announce(self.copy_button, "Address copied")
        self._quiet.start()
        self.copied.emit(self._task.address)

    def _differs(self) -> None:
        if self._task is None:
            return
        self._not_seen.say(NoticeKind.INFO, self._task.not_seen)
        self._not_seen.setVisible(bool(self._task.not_seen))
        announce(self._not_seen, self._task.not_seen)
        self.differs.emit(self._task.id)


class TaskPicture(QWidget):
    """An SVG in the colours of the theme, drawn crisp at any size and never out of proportion."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source = ""
        self._drawn: QSvgRenderer | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setSizePolicy(policy)

    def show_picture(self, path: Path | None, says: str) -> None:
        """Draws this file; None, or a file that is not there, leaves the words alone."""
        try:
            self._source = path.read_text(encoding="utf-8") if path is not None else ""
        except OSError:
            self._source = ""
        self.setVisible(bool(self._source))
        self.setAccessibleName(f"Picture: {says}" if says else "Picture")
        self._colour()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._colour()

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        """No more than it takes to be made out, so that the buttons below it show."""
        return QSize(self.fontMetrics().averageCharWidth() * 30, theme.px(LEAST_PX))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Never higher than its width fills."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            most = max(1, round(event.size().width() * self.ratio))
            self.setMinimumHeight(min(most, theme.px(LEAST_PX)))
            self.setMaximumHeight(most)

    @property
    def ratio(self) -> float:
        """Height to width of what is drawn."""
        size = self._drawn.defaultSize() if self._drawn is not None else QSize(900, 320)
        return size.height() / max(size.width(), 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._drawn is None or not self._drawn.isValid():
            return
        size = self._drawn.defaultSize()
        scale = min(self.width() / max(size.width(), 1), self.height() / max(size.height(), 1))
        painter = QPainter(self)
        self._paint_frame(painter, size.height() * scale, scale)
        head = QRectF(EDGE, EDGE, size.width() - 2 * EDGE, HEAD_RULE - 2 * EDGE)
        body = QRectF(EDGE, HEAD_RULE + EDGE, head.width(), size.height() - HEAD_RULE - 2 * EDGE)
        middle = (self.width() - size.width() * scale) / 2
        for part, left in ((head, 0.0), (body, middle)):
            painter.setClipRect(
                QRectF(left + part.x() * scale, part.y() * scale, part.width() * scale, part.height() * scale)
            )
            self._drawn.render(painter, QRectF(left, 0, size.width() * scale, size.height() * scale))
        painter.end()

    def _paint_frame(self, painter: QPainter, height: float, scale: float) -> None:
        """The drawing's own frame, but as wide as the page: a drawing that is less high is not so wide."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour(Token.LINE), 1.5 * scale))
        painter.setBrush(theme.colour(Token.WINDOW))
        edge = scale
        painter.drawRoundedRect(
            QRectF(edge, edge, self.width() - 2 * edge, height - 2 * edge), CORNER * scale, CORNER * scale
        )
        rule = HEAD_RULE * scale
        painter.drawLine(QPointF(edge, rule), QPointF(self.width() - edge, rule))

    def _colour(self) -> None:
        if not self._source:
            self._drawn = None
            return
        drawing = coloured(self._source, theme.palette_words())
        drawing = drawing.replace(DRAWN_IN, f'font-family="{self.font().family()}"')
        self._drawn = QSvgRenderer(QByteArray(drawing.encode("utf-8")), self)
        self._drawn.setAspectRatioMode(Qt.AspectRatioMode.KeepAspectRatio)
        self.update()
