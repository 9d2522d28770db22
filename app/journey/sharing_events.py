"""Events of the way to shared data: the client on site, Wonde's approval, the previews, the data test."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import AwareDatetime, Field, model_validator

from app.journey.claims import Claim
from app.journey.model import How, Owner
from app.journey.payload import BY_PEOPLE, MEASURED_ONLY, Claims, Code, Count, Payload, Reference
from app.journey.people import Name


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
    permissions: Annotated[tuple[Code, ...], Field(max_length=300)] | None = None
    """Those that Wonde's list has as on and the catalogue of permissions knows, by its codes."""
    permissions_more: Count | None = None
    """How many others are on."""
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


class AdviceNoted(Payload):
    """Whether someone's advice was asked for before approval. It blocks nothing; a “no” is printed."""

    kind: Literal["advice.noted"] = "advice.noted"
    hows: ClassVar[frozenset[How]] = BY_PEOPLE
    ends_draft: ClassVar[bool] = False
    what: Literal["dpo", "dpia", "safeguarding"]
    answer: Literal["yes", "no", "not-known"]
    on: date | None = None


FieldState = Literal["shared", "not-shared", "blank", "cannot-see"]


class PreviewTaken(Payload):
    """Numbers only, of a look at who would be (before) or is (after approval) shared."""

    kind: Literal["preview.taken"] = "preview.taken"
    phase: Literal["before", "after"]
    source: Literal["wonde", "mis-report", "oneroster", "ims-enterprise", "wizard-export", "portal-numbers"]
    students: Count
    staff: Count
    classes: Count | None = None
    memberships: Count | None = None
    groups: dict[Code, Count] = Field(default_factory=dict, max_length=30)
    fields: dict[FieldState, Count] = Field(default_factory=dict)
    must_fix: Count = 0
    check: Count = 0
    notes: Count = 0
    issues: dict[Code, Count] = Field(default_factory=dict, max_length=100)
    """How many cases of each issue, by the rule's code."""
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


class BaselineKept(Payload):
    """A sealed baseline was made of what was read: how many people, until when it is kept, what opens it."""

    kind: Literal["baseline.kept"] = "baseline.kept"
    hows: ClassVar[frozenset[How]] = MEASURED_ONLY
    people: Count
    keep_until: date
    passphrase: bool
    """Whether a recovery passphrase opens it on another PC."""


class BaselinePurged(Payload):
    """A sealed baseline was deleted with its key: of which day it was, and until when it was to be kept."""

    kind: Literal["baseline.purged"] = "baseline.purged"
    hows: ClassVar[frozenset[How]] = MEASURED_ONLY
    baseline_of: date
    keep_until: date
    passphrase: bool
    """Whether copies of it, if there are any, still open with a recovery passphrase."""


class ComparisonMade(Payload):
    """What was read was compared with a baseline: the verdict, and counts per kind."""

    kind: Literal["comparison.made"] = "comparison.made"
    hows: ClassVar[frozenset[How]] = MEASURED_ONLY
    verdict: Literal["pass", "held"]
    baseline_of: date
    explained: dict[Code, Count] = Field(default_factory=dict, max_length=10)
    left: dict[Code, Count] = Field(default_factory=dict, max_length=10)
    held: Annotated[tuple[Code, ...], Field(max_length=100)] = ()
    """Codes of what holds."""


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
