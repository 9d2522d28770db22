"""What may be written into a ledger: one model per kind of event, every field bounded and allow-listed.

Nothing here can carry a pupil's data: there is no free text. Text is a name of an approver, a coded word, a
reference with a digit in it, or a school's own particulars. Each kind says which proofs it may come with, and
what it claims (`claims()`); the state of every step is worked out from those claims and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import StringConstraints

from app.journey.claims import Claim
from app.journey.model import How, JourneyKind, Owner
from app.journey.payload import BY_PEOPLE, MEASURED_ONLY, Claims, Code, Count, Payload, Reference, SchoolName
from app.journey.sharing_events import (
    AdviceNoted,
    ApprovalAuthority,
    ApprovalDeadEnd,
    ApprovalReceipt,
    ApprovalRequested,
    ApprovalSeen,
    BaselineKept,
    BaselinePurged,
    ClientChecked,
    ClientConfirmed,
    ComparisonMade,
    DataTestAsked,
    DataTestResult,
    PreviewTaken,
    ProductionConfirmed,
    TestProblem,
)
from app.journey.sso_events import (
    HandOverSent,
    SsoAccountsCompared,
    SsoApproved,
    SsoDeadEnd,
    SsoHandedOver,
    SsoSignInSeen,
    SsoStatement,
    SsoTaskDone,
    SsoWayFollowed,
)

__all__ = [
    "KINDS",
    "AdviceNoted",
    "ApprovalAuthority",
    "ApprovalDeadEnd",
    "ApprovalReceipt",
    "ApprovalRequested",
    "ApprovalSeen",
    "BaselineKept",
    "BaselinePurged",
    "ClientChecked",
    "ClientConfirmed",
    "ComparisonMade",
    "DataTestAsked",
    "DataTestResult",
    "GuideDiffers",
    "HandOverSent",
    "JourneyCreated",
    "JourneyFinished",
    "JourneyMovedEvent",
    "LedgerRepaired",
    "MessageSent",
    "NamesShown",
    "Payload",
    "PreviewTaken",
    "ProductionConfirmed",
    "Reference",
    "SchoolDescribed",
    "SsoAccountsCompared",
    "SsoApproved",
    "SsoDeadEnd",
    "SsoHandedOver",
    "SsoSignInSeen",
    "SsoStatement",
    "SsoTaskDone",
    "SsoWayFollowed",
    "TestProblem",
    "UnknownPayload",
]


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


class MessageSent(Payload):
    """A ready message was copied or sent. Starts the normal wait of its step again."""

    kind: Literal["message.sent"] = "message.sent"
    ends_draft: ClassVar[bool] = False
    message: Code
    """Id of a ready message."""
    to: Owner
    reference: Reference | None = None


class NamesShown(Payload):
    kind: Literal["names.shown"] = "names.shown"
    hows: ClassVar[frozenset[How]] = MEASURED_ONLY
    count: Count


class GuideDiffers(Payload):
    """Somebody saw something other than the guide shows."""

    kind: Literal["guide.differs"] = "guide.differs"
    hows: ClassVar[frozenset[How]] = BY_PEOPLE
    ends_draft: ClassVar[bool] = False
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
        ApprovalReceipt, ApprovalDeadEnd, ApprovalAuthority, PreviewTaken, BaselineKept,
        BaselinePurged, ComparisonMade, DataTestAsked, DataTestResult,
        ProductionConfirmed, SsoHandedOver, SsoTaskDone, SsoApproved, SsoSignInSeen, SsoStatement, SsoDeadEnd,
        MessageSent, NamesShown, GuideDiffers, HandOverSent, JourneyMovedEvent, LedgerRepaired,
        JourneyFinished, AdviceNoted, SsoWayFollowed, SsoAccountsCompared,
    )
}  # fmt: skip
"""Every kind this version writes."""
