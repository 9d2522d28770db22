"""What an early answer calls for: the ready message under its question, and the note that it went out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.formats.identifiers import normalise_laestab
from app.guidance.messages import FilledMessage, message
from app.guidance.mis import mis_catalogue
from app.guidance.questions import questions
from app.journey.events import MessageSent
from app.journey.facts import Facts
from app.journey.model import Owner, StepId
from app.ui import theme
from app.ui.pages.onsite_client.parts import MessageToSend, flow
from app.ui.pages.school.model import QUESTION_FIELDS, SchoolDraft
from app.ui.when import moment_words
from app.ui.widgets.text import Role, label


@dataclass(frozen=True, slots=True)
class Ask:
    """Whom a message is for, which step it helps, and whether it is about Atomwide's portal or Wonde's."""

    to: Owner
    step: StepId
    atomwide: bool = False


ASKS: Mapping[str, Ask] = MappingProxyType(
    {
        "ask-wonde-client": Ask(Owner.WONDE, StepId.ONSITE_CLIENT),
        "ask-authority": Ask(Owner.HEADTEACHER, StepId.WONDE_APPROVAL),
        "no-login": Ask(Owner.WONDE, StepId.WONDE_APPROVAL),
        "early-ask-head": Ask(Owner.HEADTEACHER, StepId.SSO_APPROVAL, atomwide=True),
        "head-sign-in": Ask(Owner.LGFL, StepId.SSO_APPROVAL, atomwide=True),
    }
)
"""By message, for every message that an early answer calls for."""


def asks_for(draft: SchoolDraft) -> Mapping[str, str]:
    """The message that each question's answer calls for, by question; each message once, and none about
    LGfL's sign-in outside LGfL."""
    found: dict[str, str] = {}
    for question in questions():
        answer = getattr(draft, QUESTION_FIELDS[question.id])
        if not answer or (question.lgfl_only and draft.lgfl != "yes"):
            continue
        wanted = question.choice(answer).message
        if wanted and wanted not in found.values():
            found[question.id] = wanted
    return found


def ask_message(message_id: str, draft: SchoolDraft, portal: str) -> FilledMessage:
    """The message, with what is typed so far; what is not stands as a gap."""
    entry = mis_catalogue().get(draft.mis)
    name = draft.name.strip()
    values = {
        "school": name,
        "urn": draft.urn.strip(),
        "dfe_number": normalise_laestab(draft.dfe_number) or "",
        "mis": entry.name if entry else "",
        "portal": portal,
        "sender": f"The technical representative of {name}" if name else "",
    }
    return message(message_id).fill_from(values)


def sent_line(message_id: str, facts: Facts, now: datetime) -> str:
    """When the message was last noted as sent, from any page; empty if never."""
    times = [
        event.at
        for event in facts.by_order.values()
        if isinstance(event.data, MessageSent) and event.data.message == message_id
    ]
    return f"Sent, as told {moment_words(times[-1], now)}" if times else ""


class AskBox(QWidget):
    """A ready message, folded away until it is wanted. Signal `sent(object)`: the message's id."""

    sent = Signal(object)

    def __init__(self, question_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = f"ask-{question_id}"
        self.message_id = ""
        self._message: MessageToSend | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, theme.px(4), 0, 0)
        self._column.setSpacing(theme.space(1))
        self.opener = QPushButton("Show the message that is ready", self)
        self.opener.setObjectName(f"{self._name}-open")
        self.opener.setCheckable(True)
        self.opener.toggled.connect(self._turn)
        self._column.addWidget(flow(self.opener, parent=self))
        self._noted = label("", Role.SMALL, parent=self)
        self._noted.setVisible(False)
        self._column.addWidget(self._noted)

    def show_ask(self, message_id: str, filled: FilledMessage, noted: str) -> None:
        """Shows another message, or the same one anew."""
        if message_id != self.message_id:
            self.opener.setChecked(False)
        self.message_id = message_id
        if self._message is None:
            self._message = MessageToSend(self._name, self)
            self._message.sent.connect(lambda: self.sent.emit(self.message_id))
            self._message.setVisible(False)
            self._column.insertWidget(1, self._message)
        self._message.show_message(filled)
        self.opener.setAccessibleName(f"{self.opener.text()}: {message(message_id).title}")
        self._noted.setText(noted)
        self._noted.setVisible(bool(noted))

    def _turn(self, opened: bool) -> None:
        self.opener.setText("Hide the message" if opened else "Show the message that is ready")
        if self._message is not None:
            self._message.setVisible(opened)
            if opened:  # once it is laid out, so that it is scrolled into view whole
                QTimer.singleShot(0, self._message.text.button, self._message.text.button.setFocus)
