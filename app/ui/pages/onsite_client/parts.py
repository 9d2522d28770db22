"""Parts that the on-site client and the approval pages are built from."""

from __future__ import annotations

import functools
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QFrame, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.guidance.messages import FilledMessage
from app.journey.events import Payload
from app.journey.model import How, StepId
from app.journey.people import Actor, Role
from app.ui import theme
from app.ui.page import NotSaved, Page
from app.ui.widgets.card import Card
from app.ui.widgets.chevron import Chevron
from app.ui.widgets.copy_text import CopyText
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.text import Role as TextRole
from app.ui.widgets.text import grows_with_its_words, label

WHO = (
    (Role.TECHNICIAN, "I did, as technician"),
    (Role.OFFICE, "The school office"),
    (Role.HEADTEACHER, "The headteacher"),
    (Role.DATA_PROTECTION_OFFICER, "The data protection officer"),
    (Role.TRUST_OFFICER, "A trust officer"),
    (Role.SUPPORT, "Support, on the phone"),
)


class FoldCard(Card):
    """A card whose content is folded away until somebody wants it. Signal `unfolded(object)`: open or not."""

    unfolded = Signal(object)

    def __init__(self, name: str, title: str, aside: str = "", parent: QWidget | None = None) -> None:
        super().__init__(title, aside, parent)
        self.chevron = Chevron(title, self)
        self.chevron.setObjectName(name)
        self.chevron.setVisible(True)
        self.head.addWidget(self.chevron)
        self.content = QWidget(self)
        self.inside = QVBoxLayout(self.content)
        self.inside.setContentsMargins(0, 0, 0, 0)
        self.inside.setSpacing(theme.space(3))
        self.body.addWidget(self.content)
        self.content.setVisible(False)
        grows_with_its_words(self)
        self.chevron.toggled.connect(self._turn)
        self._top.setCursor(Qt.CursorShape.PointingHandCursor)
        self._top.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The whole heading unfolds the card for the mouse, not its arrow alone."""
        if isinstance(event, QMouseEvent) and event.type() is QEvent.Type.MouseButtonRelease:
            left = event.button() is Qt.MouseButton.LeftButton
            if left and self.chevron.isVisibleTo(self):
                self.chevron.click()
        return super().eventFilter(watched, event)

    def unfold(self, opened: bool = True) -> None:
        """Shows or hides the content."""
        self.chevron.setChecked(opened)

    @property
    def is_open(self) -> bool:
        """Whether the content shows."""
        return self.chevron.isChecked()

    def _turn(self, opened: bool) -> None:
        self.content.setVisible(opened)
        self.unfolded.emit(opened)


class ChoiceBox(QComboBox):
    """A list of (id, label) that never makes its page wider than the window. Signal `picked(object)`: an id,
    only when somebody chose it."""

    picked = Signal(object)

    def __init__(
        self,
        name: str,
        choices: tuple[tuple[str, str], ...],
        invitation: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(16)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._invitation = invitation
        self.set_choices(choices)
        self.activated.connect(lambda _place: self._taken())

    def set_choices(self, choices: tuple[tuple[str, str], ...]) -> None:
        """Offers these, and keeps what was chosen where it is still among them."""
        held = self.choice
        self.clear()
        if self._invitation:
            self.addItem(self._invitation, "")
        for choice_id, words in choices:
            self.addItem(words, choice_id)
        self.choose(held)

    @property
    def choice(self) -> str:
        """The id chosen; empty while there is only the invitation."""
        return str(self.currentData() or "")

    def choose(self, choice_id: str) -> None:
        """Shows a choice; an unknown id leaves the first."""
        place = self.findData(choice_id)
        self.setCurrentIndex(max(place, 0))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling the page past a closed list must not change what was chosen."""
        event.ignore()

    def _taken(self) -> None:
        self.picked.emit(self.choice)


class CommittedChoiceBox(ChoiceBox):
    """For a choice that is written down: `picked` comes once, when it is taken from the open list, by Enter
    or by going on to something else. The arrow keys alone only look at the answers."""

    def __init__(
        self, name: str, choices: tuple[tuple[str, str], ...], *, parent: QWidget | None = None
    ) -> None:
        self._by_key = False
        self.pending = False
        super().__init__(name, choices, parent=parent)

    def commit(self) -> None:
        """Takes what is shown, if it was changed and not yet taken."""
        if self.pending:
            self.pending = False
            self.picked.emit(self.choice)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.pending:
            self.commit()
            return
        self._by_key = True
        try:
            super().keyPressEvent(event)
        finally:
            self._by_key = False

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.commit()

    def _taken(self) -> None:
        self.pending = True
        if not self._by_key:
            self.commit()


def who_box(name: str, parent: QWidget | None = None) -> ChoiceBox:
    """Who saw something, or was told: a role, never a name."""
    return ChoiceBox(name, tuple((role.value, words) for role, words in WHO), parent=parent)


class MessageToSend(QFrame):
    """A ready message with whom it is for, to copy and then to note as sent.

    Signals: `copied(object)` the text; `sent()` somebody says that it went out.
    """

    copied = Signal(object)
    sent = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(2))
        self._to = label("", TextRole.SECONDARY)
        column.addWidget(self._to)
        self.text = CopyText("", button="Copy the message", parent=self)
        self.text.field.setObjectName(f"{name}-text")
        self.text.field.setAccessibleName("Message to send")
        self.text.button.setObjectName(f"{name}-copy")
        self.text.copied.connect(self.copied)
        self.sent_button = QPushButton("I have sent it", self)
        self.sent_button.setObjectName(f"{name}-sent")
        self.sent_button.clicked.connect(self.sent)
        self.text.add_button(self.sent_button)
        column.addWidget(self.text)
        self._noted = label("", TextRole.SMALL)
        column.addWidget(self._noted)
        self._noted.setVisible(False)

    def show_message(self, message: FilledMessage) -> None:
        """Shows another message."""
        self._to.setText(f"To: {message.to}")
        show_text(self.text, message.text.strip())

    def show_noted(self, words: str) -> None:
        """When it was noted as sent; empty takes it back."""
        self._noted.setText(words)
        self._noted.setVisible(bool(words))


def show_text(copied: CopyText, text: str) -> None:
    """Shows another text, as tall as it is; the same one again disturbs nobody who is reading it."""
    if copied.field.toPlainText() != text:
        copied.set_text(text)


def record(
    page: Page,
    payload: Payload,
    how: How,
    step: StepId,
    *,
    actor: Actor | None = None,
    then: Callable[[], None] | None = None,
) -> None:
    """Writes an event off the main thread, then calls `then`. What can't be written is told by the shell,
    which offers to try again. Without an open journey there is nowhere to write, and nothing happens."""
    journey = page.services.journey
    if journey is None:
        return
    again = functools.partial(record, page, payload, how, step, actor=actor, then=then)
    journey.record(
        payload,
        how=how,
        step=step,
        actor=actor,
        done=then,
        failed=lambda problem: page.not_saved.emit(NotSaved(problem, again)),
    )


def button(parent: QWidget, name: str, text: str, does: Callable[[], object]) -> QPushButton:
    """A button of this object name that does something when pressed."""
    made = QPushButton(text, parent)
    made.setObjectName(name)
    made.clicked.connect(lambda _checked=False: does())
    return made


def flow(*widgets: QWidget, right: bool = False, parent: QWidget | None = None) -> QWidget:
    """Widgets in a row that becomes several where there is no room."""
    row = FlowRow(parent, right=right)
    for widget in widgets:
        row.add(widget)
    return row
