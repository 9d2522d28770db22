"""The approval page as it is first shown: how far it is, what it covers, and everything that can be noted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.guidance.messages import FilledMessage
from app.journey.chasers import Chaser, reminder_day, wait_words
from app.journey.facts import Facts
from app.journey.model import StepId, StepState
from app.ui import theme
from app.ui.pages.onsite_client.model import School
from app.ui.pages.wonde_approval import model as words
from app.ui.pages.wonde_approval.advice import AdviceCard, AdviceView
from app.ui.pages.wonde_approval.advice import view_of as advice_of
from app.ui.pages.wonde_approval.fields import Fields, measured_fields
from app.ui.pages.wonde_approval.fields_card import FieldsCard
from app.ui.pages.wonde_approval.look import Look
from app.ui.pages.wonde_approval.model import TROUBLES, Trouble
from app.ui.pages.wonde_approval.panels import (
    AuthorityCard,
    ChaserCard,
    NotesCard,
    ReceiptCard,
    TwoColumns,
)
from app.ui.pages.wonde_approval.portal import StepsCard
from app.ui.pages.wonde_approval.read_off import ReadOffCard
from app.ui.pages.wonde_approval.stages import (
    AfterWords,
    Normal,
    after_message,
    after_words,
    normals,
    stages,
)
from app.ui.pages.wonde_approval.waits import AfterCard, WaitsCard
from app.ui.when import moment_words
from app.ui.widgets.lifecycle import Lifecycle, Stage
from app.ui.widgets.notice import Notice, NoticeKind
from app.ui.widgets.tab_order import reach_beside


@dataclass(frozen=True, slots=True)
class Drawn:
    """All that the overview shows, worked out beforehand."""

    stages: tuple[Stage, ...]
    normal: str
    situation: str
    token: bool
    trouble: Trouble | None
    """Why Wonde could not be asked."""
    fields: Fields | None
    fields_empty: str
    authority: str
    authority_known: str
    request: FilledMessage
    request_noted: str
    chaser: Chaser | None
    chaser_noted: str
    remind_on: str
    """The day a reminder would come; empty where nobody is waited for."""
    advice: AdviceView
    normals: tuple[Normal, ...]
    after: AfterWords | None
    after_message: FilledMessage | None
    after_noted: str
    people: str
    receipt: str


def drawn_from(
    facts: Facts,
    state: StepState | None,
    waited: StepState | None,
    chaser: Chaser | None,
    now: datetime,
    *,
    portal: str,
    token: bool,
    look: Look | None,
    trouble: Trouble | None,
) -> Drawn:
    """Works out what to show from what the journey says and what Wonde has just answered. `waited` is the
    step that `chaser` is about: this one, or the preview while it waits for the first data."""
    situation = state.situation if state else "ready"
    shown = stages(facts, now, look.students if look else None)
    after, values = after_words(situation), School(facts.school).message_values(portal)
    authority = words.authority_of(facts)
    known, asked = facts.latest.get("approval.authority"), facts.latest.get("approval.requested")
    known_words = f"{dict(words.AUTHORITIES)[authority]}, as told " if authority and known else ""
    return Drawn(
        stages=tuple(shown.values()),
        normal=words.normal_words(situation, wait_words(waited, chaser.wait.says, now))
        if chaser and waited
        else words.normal_words(situation, ""),
        situation=situation,
        token=token,
        trouble=trouble,
        fields=measured_fields(look.permissions, look.access) if look and look.permissions else None,
        fields_empty=words.NO_FIELDS_YET if look else words.NOT_LOOKED_YET,
        authority=authority,
        authority_known=f"{known_words}{moment_words(known.at, now)}" if known else "",
        request=words.request_message(School(facts.school), portal),
        request_noted=f"Sent, as told {moment_words(asked.at, now)}" if asked else "",
        chaser=chaser,
        chaser_noted=sent_words(facts, chaser.step, chaser.message_id, now) if chaser else "",
        remind_on=(reminder_day(waited, now) or "") if waited and not waited.overdue else "",
        advice=advice_of(facts, now),
        normals=normals(shown, facts.kind),
        after=after,
        after_message=after_message(after, facts, values, now) if after else None,
        after_noted=sent_words(facts, StepId.WONDE_APPROVAL, after.message, now) if after else "",
        people=words.people_words(facts, now),
        receipt=words.receipt_words(facts, now),
    )


def sent_words(facts: Facts, step: StepId, message_id: str, now: datetime) -> str:
    """When a message of a step was last noted as sent; empty if it was not, or another one was since."""
    sent = facts.sent.get(step)
    if sent is None or sent.message != message_id:
        return ""
    return f"Sent, as told {moment_words(sent.at, now)}"


class Overview(QWidget):
    """Cards under the life cycle. The page connects what they say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._arranged = ""
        self._shown_situation = ""
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.space(3))

    def build(self) -> Iterator[QWidget]:
        """Makes the cards, and yields each once it stands."""
        self.lifecycle = Lifecycle(self)
        self.lifecycle.setObjectName("lifecycle")
        self.remind = QPushButton("", self)
        self.remind.setObjectName("remind")
        self.lifecycle.buttons.addWidget(self.remind)
        self.trouble = Notice(NoticeKind.CAUTION, "", parent=self)
        self.trouble.setObjectName("approval-trouble")
        self.asking = Notice(NoticeKind.CAUTION, "", parent=self)
        self.asking.setObjectName("asking-trouble")
        for part in (self.lifecycle, self.trouble, self.asking):
            self._column.addWidget(part)
            yield part
        self.chaser = ChaserCard(self)
        yield self._add(self.chaser)
        self.after = AfterCard(self)
        yield self._add(self.after)
        self.authority = AuthorityCard(self)
        yield self._add(self.authority)
        self.advice = AdviceCard(self)
        yield self._add(self.advice)
        self.columns = TwoColumns(self)
        self._column.addWidget(self.columns)
        self.fields = FieldsCard(self.columns)
        yield self.fields
        self.steps = StepsCard(self.columns)
        yield self.steps
        self.read_off = ReadOffCard(self.columns)
        yield from self.read_off.build()
        self.receipt = ReceiptCard(self)
        yield self._add(self.receipt)
        self.notes = NotesCard(self)
        yield self._add(self.notes)
        self.waits = WaitsCard(self)
        yield self._add(self.waits)
        self._column.addStretch(1)

    def _add(self, card: QWidget) -> QWidget:
        self._column.addWidget(card)
        return card

    def draw(self, drawn: Drawn) -> None:
        """Shows everything anew. What is folded or unfolded by hand stays so while the situation does."""
        self._arrange(drawn.token)
        self.lifecycle.set_stages(drawn.stages, drawn.normal)
        self.remind.setVisible(bool(drawn.remind_on))
        self.remind.setText(f"Remind me on {drawn.remind_on}")
        self._draw_notices(drawn)
        self.authority.show_authority(
            drawn.authority, drawn.authority_known, drawn.request, drawn.request_noted
        )
        if drawn.token:
            self.fields.show_fields(drawn.fields, "" if drawn.fields else drawn.fields_empty)
        self._draw_chaser(drawn)
        self.advice.show_view(drawn.advice)
        self.waits.show_normals(drawn.normals)
        self.read_off.show_people(drawn.people)
        self.receipt.show_receipt(drawn.receipt)
        self._draw_after(drawn)
        self._fold(drawn)

    def _draw_notices(self, drawn: Drawn) -> None:
        for notice, trouble, kind in (
            (self.trouble, TROUBLES.get(drawn.situation), NoticeKind.CAUTION),
            (self.asking, drawn.trouble, NoticeKind.CAUTION),
        ):
            notice.setVisible(trouble is not None)
            if trouble is not None:
                notice.say(kind, trouble.text, trouble.title)

    def _draw_chaser(self, drawn: Drawn) -> None:
        """Chasing is not offered before it is fair."""
        due = drawn.chaser if drawn.chaser and drawn.chaser.is_due else None
        self.chaser.setVisible(due is not None)
        if due is not None:
            self.chaser.show_chaser(due.text, "time to ask", drawn.chaser_noted)

    def _draw_after(self, drawn: Drawn) -> None:
        """Near the top where it is what matters now, among the last where nobody has asked for it."""
        self.after.setVisible(drawn.after is not None)
        before = self.authority if drawn.after is not None and drawn.after.opens else self.waits
        if self._column.indexOf(self.after) + 1 != self._column.indexOf(before):
            self._column.removeWidget(self.after)
            self._column.insertWidget(self._column.indexOf(before), self.after)
        if drawn.after is not None and drawn.after_message is not None:
            self.after.show_after(drawn.after, drawn.after_message, drawn.after_noted)

    def _arrange(self, token: bool) -> None:
        """Which card stands beside the portal's steps: what was measured, or what is to be read off."""
        wanted = "token" if token else "portal"
        if self._arranged == wanted:
            return
        self._arranged = wanted
        self.fields.setVisible(token)
        self.notes.setVisible(not token)
        first: QWidget = self.fields if token else self.read_off
        self._column.removeWidget(self.read_off)
        self.columns.set_columns(first, self.steps)
        if token:
            self._column.insertWidget(self._column.indexOf(self.receipt), self.read_off)
        self.read_off.stand_alone(alone=token)
        reach_beside(self.steps.buttons, self.read_off, before=token)

    def _fold(self, drawn: Drawn) -> None:
        due = drawn.chaser is not None and drawn.chaser.is_due
        key = f"{drawn.situation}/{drawn.authority}/{due}"
        if self._shown_situation == key:
            return
        self._shown_situation = key
        early = drawn.situation in ("ready", "started")
        self.authority.unfold(early and drawn.authority != "me")
        self.after.unfold(drawn.after is not None and drawn.after.opens)
        self.chaser.unfold(due)
