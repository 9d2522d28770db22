"""What may be written into a ledger: one model per kind of event, every field bounded and allow-listed.

Nothing here can carry a pupil's data: there is no free text. Text is a name of an approver, a coded word, a
reference with a digit in it, or a school's own particulars. Each kind says which proofs it may come with, and
what it claims (`claims()`); the state of every step is worked out from those claims and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AwareDatetime, Field, StringConstraints, model_validator

from app.journey.claims import Claim
from app.journey.model import How, JourneyKind, Owner
from app.journey.payload import (
    ANY,
    BY_PEOPLE,
    MEASURED_ONLY,
    Claims,
    Code,
    Count,
    Payload,
    Reference,
    SchoolName,
)
from app.journey.people import Name

__all__ = ["KINDS", "Payload", "Reference"]

RELEASE_TASK = "enabled"
"""The task of the guide atomwide-sso after which the release is on: a green “Enabled” shows."""


class JourneyCreated(Payload):
    kind: Literal["journey.created"] = "journey.created"
    journey_id: Code
    journey: JourneyKind
    practice: bool
    format: Literal[1] = 1
    app_version: Code | None = None


class SchoolDescribed(Payload):
    """The school's own particulars and the answers to the early questions (choice ids of questions.toml)."""

    kind: Literal["school.described"] = "school.described"
    name: SchoolName
    mis: Code
    """Id from the MIS catalogue."""
    lgfl: bool
    urn: Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{4,5}$")] | None = None
    dfe_number: Annotated[str, StringConstraints(pattern=r"^[0-9]{7}$")] | None = None
    wonde_id: Code | None = None
    number_on_roll: Count | None = None
    already_through_wonde: Code | None = None
    client_place: Code | None = None
    wonde_login: Code | None = None
    head_atomwide: Code | None = None

    def claims(self) -> Claims:
        return ((Claim.SCHOOL_DESCRIBED, True),)


class ClientChecked(Payload):
    """The checks were run on a PC. Proves the client only where it runs here and was seen running."""

    kind: Literal["client.checked"] = "client.checked"
    hows: ClassVar[frozenset[How]] = MEASURED_ONLY
    place: Literal["this-pc", "elsewhere", "not-needed", "dont-know"]
    outcome: Literal["pass", "warn", "fail"]
    client: Literal["running", "stopped", "not-found", "not-read"]
    fine: Count = 0
    look_at: Count = 0
    mend: Count = 0
    codes: Annotated[tuple[Code, ...], Field(max_length=100)] = ()
    """Codes of the findings that are not fine."""

    def claims(self) -> Claims:
        if self.place != "this-pc":
            return ((Claim.CHECKS_RUN, True),)
        if self.outcome == "fail" or self.client == "stopped":
            return ((Claim.CHECKS_RUN, True), (Claim.CLIENT_WORKS, False))
        if self.client == "running":
            return ((Claim.CHECKS_RUN, True), (Claim.CLIENT_WORKS, True))
        return ((Claim.CHECKS_RUN, True),)


class ClientConfirmed(Payload):
    """Someone says, or read, that Wonde reaches the MIS (or, `working=False`, that it does not)."""

    kind: Literal["client.confirmed"] = "client.confirmed"
    hows: ClassVar[frozenset[How]] = BY_PEOPLE
    basis: Literal[
        "wonde-says-online",
        "portal-shows-online",
        "another-app-gets-data",
        "cloud-mis",
        "other-machine-checked",
    ]
    working: bool = True
    reference: Reference | None = None

    def claims(self) -> Claims:
        return ((Claim.CLIENT_WORKS, self.working),)


class ApprovalRequested(Payload):
    """The person who may agree was asked to; or itslearning's request for access was made through Wonde."""

    kind: Literal["approval.requested"] = "approval.requested"
    to: Owner
    reference: Reference | None = None

    def claims(self) -> Claims:
        return ((Claim.APPROVAL_REQUESTED, True),)


class ApprovalSeen(Payload):
    """What Wonde shows about itslearning at this school. None: not seen this time."""

    kind: Literal["approval.seen"] = "approval.seen"
    keeps_name: ClassVar[bool] = True
    via: Literal["wonde-api", "wonde-portal", "wonde-support", "itslearning"]
    pending: bool | None = None
    approved: bool | None = None
    audited: bool | None = None
    online: bool | None = None
    declined: bool | None = None
    revoked: bool | None = None
    people: Count | None = None
    """How many people the portal shows under Access control."""
    reference: Reference | None = None

    @model_validator(mode="after")
    def _says_something(self) -> ApprovalSeen:
        flags = (self.pending, self.approved, self.audited, self.online, self.declined, self.revoked)
        if all(flag is None for flag in flags):
            raise ValueError("says nothing")
        if self.approved and (self.declined or self.revoked):
            raise ValueError("approved and at the same time declined or revoked")
        return self

    def allowed_how(self) -> frozenset[How]:
        return MEASURED_ONLY if self.via == "wonde-api" else BY_PEOPLE

    def claims(self) -> Claims:
        found: dict[Claim, bool | None] = {
            Claim.APPROVED: False if self.declined or self.revoked else self.approved,
            Claim.AUDITED: self.audited,
            Claim.ONLINE: self.online,
            Claim.DECLINED: False if self.approved else self.declined,
            Claim.REVOKED: False if self.approved else self.revoked,
            Claim.PENDING: self.pending,
        }
        return tuple((claim, value) for claim, value in found.items() if value is not None)


class ApprovalReceipt(Payload):
    """Wonde's e-mailed receipt, as typed in from it: who approved, in what position, when."""

    kind: Literal["approval.receipt"] = "approval.receipt"
    hows: ClassVar[frozenset[How]] = BY_PEOPLE
    keeps_name: ClassVar[bool] = True
    who: Name
    position: Name
    when: AwareDatetime
    reference: Reference | None = None

    def claims(self) -> Claims:
        return ((Claim.APPROVED, True), (Claim.DECLINED, False), (Claim.REVOKED, False))


class ApprovalDeadEnd(Payload):
    kind: Literal["approval.dead-end"] = "approval.dead-end"
    hows: ClassVar[frozenset[How]] = BY_PEOPLE
    which: Literal["no-login", "not-pending", "read-only"]

    def claims(self) -> Claims:
        return ((Claim.APPROVAL_STUCK, True),)


class ApprovalAuthority(Payload):
    """Who may agree to the sharing for the school."""

    kind: Literal["approval.authority"] = "approval.authority"
    hows: ClassVar[frozenset[How]] = BY_PEOPLE
    keeps_name: ClassVar[bool] = True
    person: Literal["me", "headteacher", "data-protection-officer", "trust", "someone-else", "not-known"]

    def claims(self) -> Claims:
        return ((Claim.AUTHORITY_KNOWN, self.person != "not-known"),)


FieldState = Literal["shared", "not-shared", "blank", "cannot-see"]


class PreviewTaken(Payload):
    """Numbers only, of a look at who would be (before) or is (after approval) shared."""

    kind: Literal["preview.taken"] = "preview.taken"
    phase: Literal["before", "after"]
    source: Literal["wonde", "mis-report", "oneroster", "ims-enterprise", "portal-numbers"]
    students: Count
    staff: Count
    classes: Count | None = None
    memberships: Count | None = None
    groups: dict[Code, Count] = Field(default_factory=dict, max_length=30)
    fields: dict[FieldState, Count] = Field(default_factory=dict)
    must_fix: Count = 0
    check: Count = 0
    notes: Count = 0
    differences: Count = 0
    """How many counts differ from what they were compared with."""

    @model_validator(mode="after")
    def _source_fits_phase(self) -> PreviewTaken:
        if (self.phase == "after") != (self.source in ("wonde", "portal-numbers")):
            raise ValueError("after approval comes from Wonde or the portal's numbers, before it from a file")
        return self

    def allowed_how(self) -> frozenset[How]:
        return BY_PEOPLE if self.source == "portal-numbers" else MEASURED_ONLY

    def claims(self) -> Claims:
        if self.phase == "before":
            return ((Claim.SEEN_BEFORE, True),)
        return ((Claim.SEEN_AFTER, self.students > 0),)


class DataTestAsked(Payload):
    kind: Literal["data-test.asked"] = "data-test.asked"
    on: date | None = None
    """The day itslearning was asked, where it is said; the event's own time is when that was noted."""
    reference: Reference | None = None

    def claims(self) -> Claims:
        return ((Claim.TEST_ASKED, True),)


TestProblem = Literal[
    "numbers-differ",
    "people-missing",
    "people-twice",
    "wrong-groups",
    "staff-roles",
    "details-missing",
    "identifier",
    "nothing-arrived",
    "other",
]
"""What itslearning can find in a data test; worded in resources/catalogues/data-test.toml."""


class DataTestResult(Payload):
    kind: Literal["data-test.result"] = "data-test.result"
    hows: ClassVar[frozenset[How]] = BY_PEOPLE
    outcome: Literal["pass", "problems"]
    problems: Annotated[tuple[TestProblem, ...], Field(max_length=9)] = ()
    on: date | None = None
    """The day of itslearning's answer, where it is said."""
    students: Count | None = None
    staff: Count | None = None
    reference: Reference | None = None

    def claims(self) -> Claims:
        return ((Claim.TEST_PASSED, self.outcome == "pass"),)


class ProductionConfirmed(Payload):
    """The accounts are in production. A date or a screen, never a guess from a passed test."""

    kind: Literal["production.confirmed"] = "production.confirmed"
    hows: ClassVar[frozenset[How]] = BY_PEOPLE
    basis: Literal["itslearning-says", "seen-by-school"]
    on: date | None = None
    """The day it went into production, where it is said."""
    reference: Reference | None = None

    def claims(self) -> Claims:
        return ((Claim.LIVE, True),)


class SsoHandedOver(Payload):
    kind: Literal["sso.handed-over"] = "sso.handed-over"
    hows: ClassVar[frozenset[How]] = ANY
    to: Literal["headteacher", "proxy"]
    by: Literal["paper", "e-mail", "beside", "file"]

    def claims(self) -> Claims:
        return ((Claim.HANDED_OVER, True),)


class SsoTaskDone(Payload):
    kind: Literal["sso.task-done"] = "sso.task-done"
    hows: ClassVar[frozenset[How]] = BY_PEOPLE
    task: Code
    """A task id of the guide atomwide-sso."""
    guide_version: Code | None = None

    def claims(self) -> Claims:
        if self.task == RELEASE_TASK:
            return ((Claim.HEAD_STARTED, True), (Claim.HEAD_APPROVED, True), (Claim.HEAD_DECLINED, False))
        return ((Claim.HEAD_STARTED, True),)


class SsoApproved(Payload):
    """The headteacher's decision. `stated-here` is never to be worded as confirmed by the Head.

    `not-now` puts the decision off: it is noted and claims nothing.
    """

    kind: Literal["sso.approved"] = "sso.approved"
    hows: ClassVar[frozenset[How]] = BY_PEOPLE
    keeps_name: ClassVar[bool] = True
    decision: Literal["approved", "declined", "withdrawn", "not-now"] = "approved"
    level: Literal["stated-here", "returned", "observed"] = "stated-here"
    who: Name | None = None
    position: Name | None = None
    reference: Reference | None = None

    def claims(self) -> Claims:
        if self.decision == "not-now":
            return ()
        approved = self.decision == "approved"
        return ((Claim.HEAD_APPROVED, approved), (Claim.HEAD_DECLINED, not approved))


class SsoSignInSeen(Payload):
    kind: Literal["sso.sign-in-seen"] = "sso.sign-in-seen"
    hows: ClassVar[frozenset[How]] = BY_PEOPLE
    person: Literal["pupil", "staff"]
    worked: bool

    def claims(self) -> Claims:
        claim = Claim.PUPIL_SIGNS_IN if self.person == "pupil" else Claim.STAFF_SIGNS_IN
        return ((claim, self.worked),)


class SsoStatement(Payload):
    """Provisioning works, dated: what the single-sign-on-only journey starts from."""

    kind: Literal["sso.statement"] = "sso.statement"
    hows: ClassVar[frozenset[How]] = BY_PEOPLE
    since: date
    basis: Literal["itslearning-says", "seen-by-school"]
    reference: Reference | None = None

    def claims(self) -> Claims:
        return ((Claim.PROVISIONING_STATED, True),)


class SsoDeadEnd(Payload):
    kind: Literal["sso.dead-end"] = "sso.dead-end"
    hows: ClassVar[frozenset[How]] = BY_PEOPLE
    which: Literal["cannot-sign-in", "no-button", "not-listed"]

    def claims(self) -> Claims:
        return ((Claim.SSO_STUCK, True),)


class MessageSent(Payload):
    """A ready message was copied or sent. Starts the normal wait of its step again."""

    kind: Literal["message.sent"] = "message.sent"
    message: Code
    """Id of a ready message."""
    to: Literal["technician", "headteacher", "data protection officer", "wonde", "itslearning", "lgfl"]
    reference: Reference | None = None


class NamesShown(Payload):
    kind: Literal["names.shown"] = "names.shown"
    hows: ClassVar[frozenset[How]] = MEASURED_ONLY
    count: Count


class GuideDiffers(Payload):
    """Somebody saw something other than the guide shows."""

    kind: Literal["guide.differs"] = "guide.differs"
    hows: ClassVar[frozenset[How]] = BY_PEOPLE
    guide: Code
    task: Code
    version: Code


class JourneyMovedEvent(Payload):
    """Where to is not written: paths can hold people's names."""

    kind: Literal["journey.moved"] = "journey.moved"
    hows: ClassVar[frozenset[How]] = MEASURED_ONLY
    files: Count


class LedgerRepaired(Payload):
    """A last line that was cut short: set aside, or completed where only its end was missing."""

    kind: Literal["ledger.repaired"] = "ledger.repaired"
    hows: ClassVar[frozenset[How]] = MEASURED_ONLY
    bytes: Count
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    kept_as: Code | None = None
    completed: bool = False


class JourneyFinished(Payload):
    kind: Literal["journey.finished"] = "journey.finished"

    def claims(self) -> Claims:
        return ((Claim.FINISHED, True),)


class UnknownPayload(Payload):
    """An event that this version does not know. Kept, shown as unknown, claims nothing."""

    raw: Mapping[str, Any]


KINDS: Mapping[str, type[Payload]] = {
    str(model.model_fields["kind"].default): model
    for model in (
        JourneyCreated, SchoolDescribed, ClientChecked, ClientConfirmed, ApprovalRequested, ApprovalSeen,
        ApprovalReceipt, ApprovalDeadEnd, ApprovalAuthority, PreviewTaken, DataTestAsked, DataTestResult,
        ProductionConfirmed, SsoHandedOver, SsoTaskDone, SsoApproved, SsoSignInSeen, SsoStatement, SsoDeadEnd,
        MessageSent, NamesShown, GuideDiffers, JourneyMovedEvent, LedgerRepaired, JourneyFinished,
    )
}  # fmt: skip
"""Every kind this version writes."""
