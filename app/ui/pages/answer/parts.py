"""Screens of the page on which the headteacher's own copy answers a question that came as a file."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.guidance.content import fill
from app.guidance.portal import GuideTask, guide
from app.ui import theme
from app.ui.pages.documents.parts import SavedNotice
from app.ui.pages.hand_over.content import hand_over_content
from app.ui.pages.hand_over.work import FILES
from app.ui.pages.headteacher.parts import AgreeScreen, Screen
from app.ui.pages.onsite_client.parts import flow
from app.ui.pages.single_sign_on.model import GUIDE
from app.ui.widgets.file_drop import FileDrop
from app.ui.widgets.row_radio import RowRadio
from app.ui.widgets.text import Role, label

DECISIONS = ("approved", "declined", "withdrawn")


class FileScreen(Screen):
    """Which file. Signals: `chosen(object)` tuple of Paths; `same()`, `differ()` of the words compared."""

    chosen = Signal(object)
    same = Signal()
    differ = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words = hand_over_content().headteacher
        self.title.setText(words.begin)
        self.drop = FileDrop(words.invitation, FILES, folders=False, title=words.choose, parent=self.panel)
        self.drop.chosen.connect(self.chosen)
        self.column.addWidget(self.drop)
        self.question = label(words.compare_title, Role.SECTION, parent=self.panel)
        self.compare = label(words.compare, Role.BODY, parent=self.panel)
        self.words = label("", Role.TITLE, parent=self.panel)
        self.words.setObjectName("words-to-compare")
        self.same_button = QPushButton(words.same, self.panel)
        self.same_button.setObjectName("words-same")
        self.same_button.clicked.connect(self.same)
        differ = QPushButton(words.differ, self.panel)
        differ.setObjectName("words-differ")
        differ.clicked.connect(self.differ)
        answers = flow(self.same_button, differ, parent=self.panel)
        self._compared = (self.question, self.compare, self.words, answers)
        for part in self._compared:
            self.column.addWidget(part)
        self.trouble = SavedNotice("question", self.panel)
        self.column.addWidget(self.trouble)
        self.show_words("")

    def show_words(self, words: str) -> None:
        """Asks for the words to be compared; empty takes that back."""
        self.words.setText(words)
        for part in self._compared:
            part.setVisible(bool(words))


class QuestionScreen(QWidget):
    """What is asked, who answers, the seven tasks and the decision. Signals: `edited()`; `open_portal()`."""

    edited = Signal()
    open_portal = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(3))
        self.agree = AgreeScreen(self)
        self.agree.edited.connect(self.edited)
        column.addWidget(self.agree)
        self.tasks: dict[str, QCheckBox] = {}
        column.addWidget(self._build_tasks())
        self.choices: dict[str, RowRadio] = {}
        column.addWidget(self._build_decision())
        column.addStretch(1)

    def show_question(self, asked: str) -> None:
        """Another question: nothing is decided or done yet."""
        self.asked.setText(asked)
        for box in self.tasks.values():
            box.setChecked(False)
        self._group.setExclusive(False)
        for choice in self.choices.values():
            choice.setChecked(False)
        self._group.setExclusive(True)
        self.show_missing("")

    @property
    def decision(self) -> str:
        """What is decided; empty while nothing is."""
        return next((which for which, button in self.choices.items() if button.isChecked()), "")

    @property
    def done(self) -> tuple[str, ...]:
        """The tasks that were done, by id."""
        return tuple(task for task, box in self.tasks.items() if box.isChecked())

    def show_missing(self, words: str) -> None:
        """What still has to be chosen; empty takes it back."""
        self.missing.setText(words)
        self.missing.setVisible(bool(words))

    def _build_tasks(self) -> Screen:
        words, screen = hand_over_content().headteacher, Screen(self)
        screen.title.setText(words.tasks)
        screen.say(words.tasks_text)
        portal = QPushButton(words.portal, screen.panel)
        portal.setObjectName("answer-portal")
        portal.clicked.connect(self.open_portal)
        screen.column.addWidget(flow(portal, parent=screen.panel))
        for number, task in enumerate(guide(GUIDE).tasks, 1):
            screen.column.addWidget(self._build_task(number, task, screen.panel))
        return screen

    def _build_task(self, number: int, task: GuideTask, parent: QWidget) -> QWidget:
        """A box to tick with words beside it that turn over to the next line, which a box's own don't."""
        holder = QWidget(parent)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(10))
        box = QCheckBox(holder)
        box.setObjectName(f"did-{task.id}")
        box.setAccessibleName(f"Task {number}: {task.title}")
        box.setAccessibleDescription(task.text)
        words = QVBoxLayout()
        words.setSpacing(theme.px(2))
        words.addWidget(label(f"{number}. {task.title}", Role.STRONG, parent=holder))
        words.addWidget(label(task.text, Role.SECONDARY, parent=holder))
        row.addWidget(box, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        self.tasks[task.id] = box
        return holder

    def _build_decision(self) -> Screen:
        words, screen = hand_over_content().headteacher, Screen(self)
        screen.title.setText(words.decision)
        self.asked: QLabel = label("", Role.BODY, parent=screen.panel)
        screen.column.addWidget(self.asked)
        self._group = QButtonGroup(screen)
        for which in DECISIONS:
            button = RowRadio(str(getattr(words, which)), screen.panel)
            button.setObjectName(f"decision-{which}")
            button.clicked.connect(lambda _checked=False: self.edited.emit())
            self._group.addButton(button)
            screen.column.addWidget(button)
            self.choices[which] = button
        self.missing = label("", Role.ERROR, parent=screen.panel)
        screen.column.addWidget(self.missing)
        self.saved = SavedNotice("answer", screen.panel)
        screen.column.addWidget(self.saved)
        return screen


class WrittenScreen(Screen):
    """The answer is written: send it, and read out the words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title.setText(hand_over_content().headteacher.written)
        self.saved = SavedNotice("answer-written", self.panel)
        self.column.addWidget(self.saved)
        self.read_out = label("", Role.BODY, parent=self.panel)
        self.column.addWidget(self.read_out)

    def show_words(self, words: str) -> None:
        """This copy's words, to be read out."""
        self.read_out.setText(fill(hand_over_content().headteacher.read_out, {"words": words}))
