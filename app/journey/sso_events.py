"""Events of single sign-on: the hand-over, the Head's tasks and decision, and the first sign-ins."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import AwareDatetime, Field, StringConstraints, model_validator

from app.journey.claims import Claim
from app.journey.model import How
from app.journey.payload import ANY, BY_PEOPLE, MEASURED_ONLY, Claims, Code, Count, Payload, Reference
from app.journey.people import Name

RELEASE_TASK = "enabled"
"""The task of the guide atomwide-sso after which the release is on: a green “Enabled” shows."""


class SsoHandedOver(Payload):
    kind: Literal["sso.handed-over"] = "sso.handed-over"
    hows: ClassVar[frozenset[How]] = ANY
    to: Literal["headteacher", "proxy"]
    by: Literal["paper", "e-mail", "beside", "file"]

    def claims(self) -> Claims:
        return ((Claim.HANDED_OVER, True),)


Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""A SHA-256, in hexadecimal."""


class HandOverSent(Payload):
    """A signed request was written for the headteacher's own copy. What comes back is held against it.

    That the file was written is measured; that the headteacher has it is only told, by `sso.handed-over`.
    """

    kind: Literal["handover.sent"] = "handover.sent"
    hows: ClassVar[frozenset[How]] = MEASURED_ONLY
    ends_draft: ClassVar[bool] = False
    request: Digest
    """The hash of what was signed."""
    expires: AwareDatetime


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
    """The headteacher's decision. `stated-here` is never to be worded as confirmed by the Head; `returned`
    only stands with the signed request that it answers.

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
    request: Digest | None = None
    """Of the request that a signed reply answers."""

    @model_validator(mode="after")
    def _returned_by_a_reply(self) -> SsoApproved:
        if (self.level == "returned") is not (self.request is not None):
            raise ValueError("returned is what answers a request, and nothing else is")
        return self

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


class SsoWayFollowed(Payload):
    """The way to the sign-in page was followed without signing in. It proves nothing about signing in, so it
    claims nothing; which addresses it led over is not written."""

    kind: Literal["sso.way-followed"] = "sso.way-followed"
    hows: ClassVar[frozenset[How]] = MEASURED_ONLY
    ends_draft: ClassVar[bool] = False
    outcome: Code
    """How it ended, as `app.checks.sign_in_page` calls it."""
    steps: Count


class SsoAccountsCompared(Payload):
    """A list of USO accounts was compared with a roster, in numbers. It claims nothing."""

    kind: Literal["sso.accounts-compared"] = "sso.accounts-compared"
    hows: ClassVar[frozenset[How]] = MEASURED_ONLY
    ends_draft: ClassVar[bool] = False
    accounts: Count
    students: Count
    """With exactly one account."""
    staff: Count
    left: dict[Code, Count] = Field(default_factory=dict, max_length=20)
    """How many of each outcome that wants looking at, as `app.roster.accounts` calls it."""
