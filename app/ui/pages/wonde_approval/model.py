"""How far the approval of itslearning has come, and what to do next: what the page says, without a widget."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import ValidationError

from app.guidance.messages import FilledMessage, message
from app.guidance.portal import DeadEnd, guide
from app.journey.claims import Claim
from app.journey.events import ApprovalAuthority, ApprovalDeadEnd, ApprovalReceipt, ApprovalSeen
from app.journey.facts import Facts
from app.journey.lines import Event
from app.journey.model import How, Owner
from app.journey.wording import clock
from app.ui.pages.onsite_client.model import School
from app.ui.pages.wonde_approval.look import Look, WhichSchool
from app.ui.pages.wonde_approval.stages import ever
from app.ui.when import known_moment, moment_words
from app.wonde.errors import TokenRefused, WondeError

# -- in words ----------------------------------------------------------------------------------------

SITUATIONS = {
    "ready": "Someone with authority for the school’s data has to approve itslearning on Wonde’s portal.",
    "started": "Not approved yet. It takes about ten minutes on Wonde’s portal.",
    "asked": "They were asked to approve it.",
    "stuck": "Stuck at the portal. The way on is above.",
    "stuck-asked": "Help was asked for.",
    "declined": "itslearning was declined, so nothing is shared with it.",
    "revoked": "The approval was withdrawn, so itslearning gets nothing new.",
    "audit": "Wonde’s staff check the data before itslearning may read it.",
    "online": "Approved and checked. The link to your MIS is not online yet.",
    "online-not-read": "Approved and checked. Is the link to your MIS online? That has not been read yet.",
    "offline": "Wonde shows the link to your MIS as offline, so what it holds grows old.",
    "done": "Approved, checked and online: itslearning may read the data from now on.",
}
NOT_LOOKED_YET = "Wonde has not answered yet."
NO_FIELDS_YET = "Wonde shows the permissions once itslearning is approved."


def normal_words(situation: str, usual: str) -> str:
    """What is so, and what is usual while it is waited for."""
    says = SITUATIONS.get(situation, "")
    return usual if usual and situation == "audit" else f"{says} {usual}".strip()


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that has gone another way: what it means and what can be done."""

    title: str
    text: str


TROUBLES = {
    "declined": Trouble(
        "itslearning was declined on the portal",
        "That is as valid an answer as approving: nothing is shared. If it was a mistake, or the questions"
        " behind it have been answered, the same person can approve it there; itslearning may have to ask"
        " again first.",
    ),
    "revoked": Trouble(
        "The approval was withdrawn",
        "itslearning gets nothing new from now on. What it already has is not deleted by that: ask"
        " itslearning if it should be. To go on, approve it again on the portal; Wonde’s check need not be"
        " repeated.",
    ),
    "offline": Trouble(
        "Wonde shows the school as offline",
        "The approval stands; the link to your MIS does not work. Look at the step “On-site client”: is the"
        " PC with the client on, does the client run, did a password in the MIS change?",
    ),
}
_REFUSED_LATER = (
    "It was accepted before. A token dies when the approval is withdrawn, and also when itslearning replaces"
    " it: read the status on the portal and note it here."
)


def trouble_of(problem: Exception, facts: Facts) -> Trouble:
    """Why Wonde could not be asked, and what that means here. What was known before still stands."""
    if isinstance(problem, TokenRefused) and ever(facts, Claim.APPROVED) is not None:
        return Trouble("Wonde does not accept this token any more", _REFUSED_LATER)
    if isinstance(problem, (WondeError, WhichSchool)):
        return Trouble(problem.summary.rstrip("."), problem.remedy)
    return Trouble(
        "Wonde could not be asked, through a fault in this program",
        f"Read the portal instead. If it happens again, quote {type(problem).__name__}.",
    )


# -- what to do next ---------------------------------------------------------------------------------


class Do(StrEnum):
    """What a button in the foot does; the value is its label."""

    LOOK = "Look now"
    GUIDE = "Show me how to approve"
    ASK = "Copy the request"
    SENT = "I have sent it"
    NOTE = "Note what the portal shows"
    AUTHORITY = "Note who may agree"
    CONTINUE = "Continue"
    CLOSE = "Close; look again when I reopen"
    CHASE = "Copy the reminder"


def next_actions(
    situation: str,
    *,
    token: bool,
    authority: str,
    end: bool = False,
    copied: bool = False,
    overdue: bool = False,
) -> tuple[Do, Do]:
    """The primary and the secondary action. `end`: a dead end is open, with its message."""
    see = Do.LOOK if token else Do.NOTE
    aside = Do.LOOK if token else Do.CONTINUE
    if situation == "done" and not overdue:
        return Do.CONTINUE, see
    if end and situation != "stuck-asked":
        return (Do.SENT if copied else Do.ASK), aside
    if situation in ("audit", "online", "asked", "stuck-asked", "done"):
        if overdue:
            return (Do.SENT if copied else Do.CHASE), aside
        return Do.CLOSE, aside
    if situation in ("online-not-read", "offline", "declined", "revoked"):
        return see, Do.CONTINUE
    if not authority:
        return Do.AUTHORITY, aside
    if authority == "me":
        return Do.GUIDE, aside
    return (Do.SENT if copied else Do.ASK), aside


# -- authority ---------------------------------------------------------------------------------------

AUTHORITIES = (
    ("me", "I may, on behalf of the school"),
    ("headteacher", "The headteacher"),
    ("data-protection-officer", "The data protection officer"),
    ("trust", "Someone at the trust"),
    ("someone-else", "Someone else"),
    ("not-known", "I don’t know yet"),
)
Person = Literal["me", "headteacher", "data-protection-officer", "trust", "someone-else", "not-known"]
AUTHORITY_QUESTION = "Who may agree to share the school’s data?"
AUTHORITY_WHY = (
    "Often it is the headteacher or a trust officer, seldom the technician. The portal asks whoever presses"
    " “Approve app” whether they have the authority."
)


def authority_of(facts: Facts) -> str:
    """The id of the answer; empty while nobody has said."""
    event = facts.latest.get("approval.authority")
    return event.data.person if event and isinstance(event.data, ApprovalAuthority) else ""


def asked_owner(authority: str) -> Owner:
    """Whose turn it is once that person was asked. The school's own side is the Head's to speak for."""
    if authority == "data-protection-officer":
        return Owner.DATA_PROTECTION_OFFICER
    return Owner.TECHNICIAN if authority == "me" else Owner.HEADTEACHER


def request_message(school: School, portal: str) -> FilledMessage:
    """The message to whoever may agree."""
    return message("ask-authority").fill_from(school.message_values(portal))


# -- dead ends ---------------------------------------------------------------------------------------


def dead_ends() -> tuple[DeadEnd, ...]:
    """The ways in which the portal can come to a stop."""
    return guide("wonde-approval").dead_ends


def dead_end_of(facts: Facts) -> str:
    """Which one was recorded last; empty for none."""
    event = facts.latest.get("approval.dead-end")
    return event.data.which if event and isinstance(event.data, ApprovalDeadEnd) else ""


def dead_end_message(which: str, school: School, portal: str) -> FilledMessage:
    """The ready message of a dead end."""
    found = guide("wonde-approval").dead_end(which)
    return message(found.message).fill_from(school.message_values(portal))


End = Literal["no-login", "not-pending", "read-only"]
Addressee = Literal["technician", "headteacher", "data protection officer", "wonde", "itslearning", "lgfl"]


def addressee(owner: Owner | None) -> Addressee:
    """The party that is waited for, as the ledger names whom a message is for; Wonde where nobody is."""
    named: Mapping[Owner, Addressee] = {
        Owner.TECHNICIAN: "technician",
        Owner.HEADTEACHER: "headteacher",
        Owner.DATA_PROTECTION_OFFICER: "data protection officer",
        Owner.ITSLEARNING: "itslearning",
        Owner.LGFL: "lgfl",
    }
    return named.get(owner, "wonde") if owner else "wonde"


def dead_end_to(which: str, authority: str) -> Addressee:
    """Whom that message is for, as the ledger names them."""
    known: Mapping[str, Addressee] = {"no-login": "wonde", "not-pending": "itslearning"}
    if which in known:
        return known[which]
    return "data protection officer" if authority == "data-protection-officer" else "headteacher"


# -- reading the portal ------------------------------------------------------------------------------

STATUS, AUDITED, ONLINE = "portal-status", "portal-audited", "portal-online"
STATUSES: Mapping[str, Mapping[str, bool]] = {
    "Pending": {"pending": True, "approved": False},
    "Approved": {"approved": True, "pending": False},
    "Declined": {"declined": True, "approved": False, "pending": False},
    "Withdrawn": {"revoked": True, "approved": False, "pending": False},
    "Not there": {"pending": False},
}
YES, NO, NOT_SHOWN = "Yes", "No", "Not shown"


def read_off_event(read: Mapping[str, str], people: str) -> ApprovalSeen | str:
    """The event for what was read off the portal, or one line on what is missing."""
    flags: dict[str, bool] = dict(STATUSES.get(read.get(STATUS, ""), {}))
    for item, name in ((AUDITED, "audited"), (ONLINE, "online")):
        if read.get(item) in (YES, NO):
            flags[name] = read[item] == YES
    if not flags:
        return "Choose at least what the portal shows as the status."
    number = people.replace(",", "").replace(" ", "")
    if number and not (number.isascii() and number.isdigit() and len(number) <= 7):
        return "The number of people is a whole number, such as 1,354."
    try:
        return ApprovalSeen(via="wonde-portal", people=int(number) if number else None, **flags)
    except ValidationError:
        return "These answers do not fit together: look at the status once more."


def read_before(facts: Facts) -> tuple[Mapping[str, str], How | None, datetime | None]:
    """What was last read off the portal, as the choices that were made; empty for nothing."""
    event = facts.latest.get("approval.seen")
    if event is None or not isinstance(event.data, ApprovalSeen) or event.data.via != "wonde-portal":
        return {}, None, None
    seen, read = event.data, dict[str, str]()
    status = _status_of(seen)
    if status:
        read[STATUS] = status
    for item, flag in ((AUDITED, seen.audited), (ONLINE, seen.online)):
        if flag is not None:
            read[item] = YES if flag else NO
    return read, event.how, event.at


def _status_of(seen: ApprovalSeen) -> str:
    """The choice that says what decided."""
    for choice, flag in (
        ("Approved", seen.approved),
        ("Declined", seen.declined),
        ("Withdrawn", seen.revoked),
        ("Pending", seen.pending),
    ):
        if flag:
            return choice
    return "Not there" if seen.pending is False and seen.approved is None else ""


def people_words(facts: Facts, now: datetime) -> str:
    """How many people the portal last showed under Access control, beside the last preview."""
    event = next(
        (e for e in reversed(tuple(facts.by_order.values())) if _people_of(e) is not None),
        None,
    )
    if event is None:
        return ""
    people = _people_of(event) or 0
    known = known_moment(event, now)
    preview = facts.preview(Claim.SEEN_AFTER) or facts.preview(Claim.SEEN_BEFORE)
    if preview is None:
        return f"“{people:,}”, {known}. Take the preview to see whether that is everybody."
    ours = preview.students + preview.staff
    counted = f"The preview counted {ours:,} ({preview.students:,} pupils, {preview.staff:,} staff)"
    if people == ours:
        return f"“{people:,}”, {known}. {counted}: the same number."
    way = "fewer" if people < ours else "more"
    return (
        f"“{people:,}”, {known}. {counted}: {abs(people - ours):,} {way} on the portal. Look under “Access"
        " control” whether somebody is left out, or counted who is neither pupil nor staff."
    )


def _people_of(event: Event) -> int | None:
    return event.data.people if isinstance(event.data, ApprovalSeen) else None


def receipt_words(facts: Facts, now: datetime) -> str:
    """The receipt that is noted, with how it is known; empty for none."""
    event = facts.latest.get("approval.receipt")
    if event is None or not isinstance(event.data, ApprovalReceipt):
        return ""
    data = event.data
    reference = f", reference {data.reference}" if data.reference else ""
    known = known_moment(event, now)
    return f"Noted: approved by {data.who}, {data.position}, {clock(data.when)}{reference} ({known})."


# -- looking -----------------------------------------------------------------------------------------


def worth_recording(look: Look, facts: Facts, *, asked: bool) -> bool:
    """A look that somebody asked for is always kept; one of our own only where it says something new."""
    event = look.event()
    if event is None:
        return False
    if asked:
        return True
    latest = facts.latest.get("approval.seen")
    return latest is None or latest.data != event


def looked_words(look: Look, now: datetime) -> str:
    """ "answered by Wonde at 10:44"."""
    return f"answered by Wonde at {moment_words(look.at, now)}"
