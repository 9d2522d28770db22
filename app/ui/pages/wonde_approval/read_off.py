"""What the portal shows, read off by somebody and noted with who it was. Never drawn as measured."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.journey.model import How
from app.journey.people import Role as PersonRole
from app.journey.wording import how_known
from app.ui import theme
from app.ui.pages.onsite_client.parts import ChoiceBox, FoldCard, flow, who_box
from app.ui.pages.wonde_approval.model import AUDITED, NO, NOT_SHOWN, ONLINE, STATUS, STATUSES, YES
from app.ui.turning_row import TurningRow
from app.ui.when import moment_words
from app.ui.widgets.form import Form
from app.ui.widgets.mark import Mark, MarkKind
from app.ui.widgets.text import Role, label

_ASKED = (
    (
        STATUS,
        "itslearning’s status",
        "Under “My apps”: pending, approved, declined, withdrawn, or not there at all.",
        tuple(STATUSES),
    ),
    (
        AUDITED,
        "Has Wonde checked the data?",
        "The portal, or a mail from Wonde, says so.",
        (YES, NO, NOT_SHOWN),
    ),
    (ONLINE, "Is the school online?", "The link to your MIS; other apps show it too.", (YES, NO, NOT_SHOWN)),
)
_PEOPLE_HINT = "If the portal says."
_GOOD = frozenset({"Approved", "Pending", YES})


class _Line(QFrame):
    """One thing to read. Signal `picked()`."""

    picked = Signal()

    def __init__(self, item: str, title: str, hint: str, choices: tuple[str, ...], parent: QWidget) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, theme.space(1), 0, theme.space(1))
        words = QWidget(self)
        column = QVBoxLayout(words)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(2))
        column.addWidget(label(title, Role.STRONG))
        column.addWidget(label(hint, Role.SMALL))
        self._read = QWidget(words)
        read = QHBoxLayout(self._read)
        read.setContentsMargins(0, theme.px(2), 0, 0)
        read.setSpacing(theme.px(7))
        self._mark = Mark(MarkKind.READ_OFF, self._read)
        self._seen = label("", Role.SMALL)
        read.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        read.addWidget(self._seen, 1)
        column.addWidget(self._read)
        self.box = ChoiceBox(item, tuple((choice, choice) for choice in choices), "Choose", self)
        self.box.setMinimumContentsLength(12)
        self.box.setAccessibleName(title)
        self.box.setAccessibleDescription(hint)
        self.box.picked.connect(lambda _choice: self.picked.emit())
        row.addWidget(TurningRow(words, self.box, left_least=190, parent=self), 1)
        self.show_read("", "")

    def show_read(self, choice: str, known: str) -> None:
        """Shows what stands noted; empty for nothing."""
        self._mark.set_kind(MarkKind.READ_OFF if choice in _GOOD else MarkKind.LOOK_AT)
        self._seen.setText(f"“{choice}”, {known}" if choice else "")
        self._read.setVisible(bool(choice))


class ReadOffCard(FoldCard):
    """Three things to read, how many people, and who read it. Signals: `noted()`; `typed()`."""

    noted = Signal()
    typed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("unfold-portal", "What the portal shows", parent=parent)
        self._lines: dict[str, _Line] = {}

    def build(self) -> Iterator[QWidget]:
        """Makes the lines and what is asked under them, and yields each once it stands."""
        for item, title, hint, choices in _ASKED:
            line = _Line(item, title, hint, choices, self)
            line.picked.connect(self._typed)
            self.inside.addWidget(line)
            self._lines[item] = line
            yield line
        self.form = Form(self)
        self.people = QLineEdit(self)
        self.people.setMaxLength(9)
        self.form.add(
            "portal-people", "How many people are under “Access control”?", self.people, _PEOPLE_HINT
        )
        self.who = who_box("portal-who", self)
        self.form.add("portal-who", "Who read it?", self.who)
        self.inside.addWidget(self.form)
        self.note = QPushButton("Note what the portal shows", self)
        self.note.setObjectName("note-portal")
        self.note.clicked.connect(self.noted)
        self.inside.addWidget(flow(self.note, parent=self))
        self.inside.addStretch(1)
        self.people.textEdited.connect(self._typed)
        self.who.picked.connect(self._typed)
        yield self

    def stand_alone(self, *, alone: bool) -> None:
        """As a card of its own it folds; beside the portal's steps it is open and as tall as they are."""
        self.chevron.setVisible(alone)
        hand, arrow = Qt.CursorShape.PointingHandCursor, Qt.CursorShape.ArrowCursor
        self._top.setCursor(hand if alone else arrow)
        self.unfold(not alone)

    @property
    def chosen(self) -> dict[str, str]:
        """What is chosen and not noted yet."""
        return {item: line.box.choice for item, line in self._lines.items() if line.box.choice}

    def show_read(
        self, read: Mapping[str, str], who: PersonRole | None, at: datetime | None, now: datetime
    ) -> None:
        """Shows what stands in the ledger."""
        known = f"{how_known(How.READ_OFF, who)}, {moment_words(at, now)}" if who and at else ""
        for item, line in self._lines.items():
            line.show_read(read.get(item, ""), known)

    def show_people(self, words: str) -> None:
        """What was noted of Access control; empty for nothing."""
        self.form.set_hint("portal-people", words or _PEOPLE_HINT)

    @property
    def draft(self) -> dict[str, object]:
        """What is chosen and typed, and not noted yet."""
        return {"read": self.chosen, "people": self.people.text(), "who": self.who.choice}

    def fill(self, draft: Mapping[str, object]) -> None:
        """Puts back what was chosen and typed."""
        read = draft.get("read")
        for item, line in self._lines.items():
            line.box.choose(str(read.get(item, "")) if isinstance(read, Mapping) else "")
        self.people.setText(str(draft.get("people", "")))
        self.who.choose(str(draft.get("who", "")))

    def show_problem(self, text: str) -> None:
        """What keeps it from being noted, beside the field it is about."""
        number = "number of people" in text
        self.form.set_error("portal-people" if number else "portal-who", text)
        if number:
            self.people.setFocus()
        else:
            self.take_focus()

    def take_focus(self) -> None:
        """Puts the keyboard on the first thing to read."""
        self._lines[STATUS].box.setFocus()

    def clear(self) -> None:
        """Everything was noted."""
        for line in self._lines.values():
            line.box.choose("")
        self.people.clear()
        self.form.clear_errors()

    def _typed(self, *_: object) -> None:
        self.form.clear_errors()
        self.typed.emit()
