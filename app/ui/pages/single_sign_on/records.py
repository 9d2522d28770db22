"""What the single sign-on page and the headteacher's view write down, and what is wrong with a form first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from app.guidance.portal import guide
from app.journey.events import (
    GuideDiffers,
    MessageSent,
    SsoApproved,
    SsoDeadEnd,
    SsoHandedOver,
    SsoSignInSeen,
    SsoStatement,
    SsoTaskDone,
)
from app.journey.model import How
from app.journey.people import Actor, Role
from app.ui.pages import form_answers as said
from app.ui.pages.headteacher.content import head_content
from app.ui.pages.record_each import ToRecord
from app.ui.pages.single_sign_on.model import GUIDE

To = Literal["headteacher", "proxy"]
By = Literal["e-mail", "beside"]

STATEMENT_SOURCES = (
    said.ITSLEARNING,
    said.Source("seen", "I see our people in itslearning myself", Role.TECHNICIAN, How.READ_OFF),
    said.Source("support", "Our IT support sees them there", Role.SUPPORT, How.TOLD),
    said.Source("trust", "A trust officer sees them there", Role.TRUST_OFFICER, How.TOLD),
)
WITNESSES = (
    said.Source("self", "I saw it myself", Role.TECHNICIAN, How.READ_OFF),
    said.Source("office", "The school office saw it", Role.OFFICE, How.TOLD),
    said.Source("headteacher", "The headteacher saw it", Role.HEADTEACHER, How.TOLD),
    said.Source("support", "Our IT support saw it", Role.SUPPORT, How.TOLD),
    said.Source("trust", "A trust officer saw it", Role.TRUST_OFFICER, How.TOLD),
)
HEAD_ROLES = frozenset({Role.HEADTEACHER, Role.HEADS_PROXY, Role.TRUST_OFFICER})


@dataclass(frozen=True, slots=True)
class Approver:
    """Who approves: a name and in which part. Kept as a draft."""

    name: str = ""
    capacity: str = ""
    """A role's value; empty while none is chosen."""

    @classmethod
    def from_draft(cls, draft: Mapping[str, Any]) -> Approver:
        """As it was left."""
        capacity = str(draft.get("capacity") or "")
        return cls(str(draft.get("name") or ""), capacity if capacity in tuple(HEAD_ROLES) else "")

    def as_draft(self) -> dict[str, Any]:
        """Plain values to keep."""
        return asdict(self)

    @property
    def role(self) -> Role:
        """The part; the headteacher while none is chosen."""
        return Role(self.capacity) if self.capacity else Role.HEADTEACHER

    @property
    def position(self) -> str | None:
        """The part in words, for the ledger."""
        return head_content().capacity_label(self.capacity) if self.capacity else None

    @property
    def actor(self) -> Actor:
        """Who acts in the headteacher's view; the ledger keeps the name only with an approval."""
        return Actor(name=self.name.strip() or None, role=self.role)

    def problems(self, *, prefix: str = "head") -> dict[str, str]:
        """What is missing or wrong, by field."""
        wrong = {
            f"{prefix}-name": said.name_problem(self.name) if self.name.strip() else "Write a name.",
            f"{prefix}-capacity": "" if self.capacity else "Choose in what role.",
        }
        return {field: text for field, text in wrong.items() if text}


def handed_over(to: str, by: By) -> tuple[ToRecord, ...]:
    """It is with the headteacher now, or their proxy."""
    whom: To = "proxy" if to == "proxy" else "headteacher"
    return (ToRecord(SsoHandedOver(to=whom, by=by), How.TOLD),)


def early_asked() -> tuple[ToRecord, ...]:
    """The headteacher was asked whether they can sign in to the portal."""
    return (ToRecord(MessageSent(message="early-ask-head", to="headteacher"), How.TOLD),)


def chased(message_id: str) -> tuple[ToRecord, ...]:
    """The headteacher was reminded."""
    return (ToRecord(MessageSent(message=message_id, to="headteacher"), How.TOLD),)


def helped(message_id: str) -> tuple[ToRecord, ...]:
    """The LGfL service desk was asked for help."""
    return (ToRecord(MessageSent(message=message_id, to="lgfl"), How.TOLD),)


def decision(
    which: Literal["approved", "declined", "not-now", "withdrawn"],
    approver: Approver,
    *,
    actor: Actor | None = None,
    reference: str = "",
) -> tuple[ToRecord, ...]:
    """The headteacher's decision, as stated at this PC: known as told, level `stated-here`."""
    payload = SsoApproved(
        decision=which,
        level="stated-here",
        who=approver.name.strip() or None,
        position=approver.position,
        reference=reference.strip() or None,
    )
    return (ToRecord(payload, How.TOLD, actor),)


def task_done(task_id: str, approver: Approver) -> tuple[ToRecord, ...]:
    """One of the seven tasks, as said in the headteacher's view. “Enabled” is the approval itself."""
    version = guide(GUIDE).version
    done = (ToRecord(SsoTaskDone(task=task_id, guide_version=version), How.TOLD, approver.actor),)
    if task_id == "enabled":
        return (*done, *decision("approved", approver, actor=approver.actor))
    if task_id == "sign-in-works":
        return (*done, ToRecord(SsoSignInSeen(person="staff", worked=True), How.TOLD, approver.actor))
    return done


def stuck(
    which: Literal["cannot-sign-in", "no-button", "not-listed"], actor: Actor | None
) -> tuple[ToRecord, ...]:
    """The way through the portal came to a stop."""
    return (ToRecord(SsoDeadEnd(which=which), How.TOLD, actor),)


def differs(task_id: str, actor: Actor | None) -> tuple[ToRecord, ...]:
    """The portal looks different from the guide. For support; it stops nobody."""
    payload = GuideDiffers(guide=GUIDE, task=task_id, version=guide(GUIDE).version)
    return (ToRecord(payload, How.TOLD, actor),)


@dataclass(frozen=True, slots=True)
class SignIns:
    """What was seen of the two sign-ins. "" is not tried, "worked" or "failed"."""

    pupil: str = ""
    staff: str = ""
    witness: str = WITNESSES[0].id

    @classmethod
    def from_draft(cls, draft: Mapping[str, Any]) -> SignIns:
        """As it was left."""
        seen = ("worked", "failed")
        pupil, staff = draft.get("pupil"), draft.get("staff")
        return cls(
            str(pupil) if pupil in seen else "",
            str(staff) if staff in seen else "",
            str(draft.get("witness") or WITNESSES[0].id),
        )

    def as_draft(self) -> dict[str, Any]:
        """Plain values to keep."""
        return asdict(self)

    def problems(self) -> dict[str, str]:
        """What is missing, by field."""
        return {} if self.pupil or self.staff else {"sign-ins": "Say whether it worked for at least one."}

    def entries(self) -> tuple[ToRecord, ...]:
        """One event for each that was tried."""
        witness = said.source(self.witness, WITNESSES) or WITNESSES[0]
        people: tuple[tuple[Literal["pupil", "staff"], str], ...] = (
            ("pupil", self.pupil),
            ("staff", self.staff),
        )
        return tuple(
            ToRecord(SsoSignInSeen(person=person, worked=seen == "worked"), witness.how, witness.actor)
            for person, seen in people
            if seen
        )


@dataclass(frozen=True, slots=True)
class Statement:
    """Since when provisioning works, and how that is known: what single sign-on alone starts from."""

    since: str = ""
    source: str = ""
    reference: str = ""

    @classmethod
    def from_draft(cls, draft: Mapping[str, Any]) -> Statement:
        """As it was left."""
        return cls(*(str(draft.get(name) or "") for name in ("since", "source", "reference")))

    def as_draft(self) -> dict[str, Any]:
        """Plain values to keep."""
        return asdict(self)

    def problems(self, now: datetime) -> dict[str, str]:
        """What is missing or wrong, by field."""
        wrong = {
            "since": said.day_problem(self.since, now),
            "statement-source": "" if said.source(self.source, STATEMENT_SOURCES) else "Choose how you know.",
            "statement-reference": said.reference_problem(self.reference),
        }
        return {field: text for field, text in wrong.items() if text}

    def entries(self, actor: Actor | None = None) -> tuple[ToRecord, ...]:
        """The event; `actor` where someone other than the technician saw it themselves. Raises ValueError."""
        since, source = said.parse_day(self.since), said.source(self.source, STATEMENT_SOURCES)
        if since is None or source is None:
            raise ValueError("the form is not complete")
        basis: Literal["itslearning-says", "seen-by-school"] = (
            "itslearning-says" if source is said.ITSLEARNING else "seen-by-school"
        )
        payload = SsoStatement(since=since, basis=basis, reference=self.reference.strip() or None)
        who = actor if actor is not None and source.how is How.READ_OFF else source.actor
        return (ToRecord(payload, source.how, who),)
