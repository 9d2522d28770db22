"""What the on-site client page knows and says, without a widget: the school's answers, what they lead to, and
what somebody may say or read off about the client. The checks themselves are in `lines`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import ValidationError

from app.checks.context import ClientPlace
from app.checks.summary import ClientSeen
from app.guidance.mis import ClientNeed, mis_catalogue
from app.guidance.questions import question
from app.journey.events import ClientConfirmed, SchoolDescribed
from app.journey.model import How
from app.journey.wording import school_time

# -- the school's answers ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class School:
    """What the journey says of the school that this page depends on."""

    described: SchoolDescribed | None = None
    chosen: ClientPlace | None = None
    """Where the client runs, as just chosen; stands before the answer kept in the journey."""

    @property
    def place(self) -> ClientPlace:
        """Where the client runs, as answered; not known until somebody says."""
        if self.chosen is not None:
            return self.chosen
        answer = self.described.client_place if self.described else None
        return ClientPlace(answer) if answer in tuple(ClientPlace) else ClientPlace.NOT_KNOWN

    @property
    def linked_already(self) -> bool:
        """Whether another app already gets data through Wonde here."""
        return self.described is not None and self.described.already_through_wonde == "yes"

    @property
    def lgfl(self) -> bool:
        """Whether LGfL's hosts matter too."""
        return self.described is not None and self.described.lgfl

    @property
    def mis_name(self) -> str:
        """The MIS as people call it; empty while not known."""
        entry = mis_catalogue().get(self.described.mis if self.described else None)
        return entry.name if entry else ""

    @property
    def client_need(self) -> ClientNeed:
        """Whether this MIS is believed to need the client."""
        entry = mis_catalogue().get(self.described.mis if self.described else None)
        return entry.client if entry else ClientNeed.NOT_KNOWN

    @property
    def advice(self) -> str:
        """Whether the client is needed, no surer than is known."""
        return mis_catalogue().client_advice(self.described.mis if self.described else None)

    def at(self, place: ClientPlace) -> SchoolDescribed | None:
        """The school described anew with the client elsewhere; None where there is no description yet."""
        return self.described.model_copy(update={"client_place": place.value}) if self.described else None

    def message_values(self, portal: str) -> dict[str, str]:
        """What ready messages are filled with."""
        known = self.described
        if known is None:
            return {"portal": portal}
        return {
            "school": known.name,
            "urn": known.urn or "",
            "dfe_number": known.dfe_number or "",
            "mis": self.mis_name,
            "portal": portal,
            "sender": f"The technical representative of {known.name}",
        }


@dataclass(frozen=True, slots=True)
class Advice:
    """What stands above the checks: what this school's answers lead to."""

    title: str
    text: str


def advice_for(school: School) -> Advice | None:
    """The path this school is on; None where the checks alone say it all."""
    if school.linked_already:
        return Advice(
            "Install nothing",
            "Another app already gets its data through Wonde here, so Wonde is linked to your MIS. Read the"
            " school’s status on Wonde’s portal and note it below. The checks help if something is wrong.",
        )
    if school.place is ClientPlace.NOT_NEEDED:
        return Advice(
            "No client on site", f"{_leads_to(school.place)} Note below who says so. {school.advice}"
        )
    if school.place is ClientPlace.ELSEWHERE:
        return Advice("The client runs on another machine", _leads_to(school.place))
    if school.place is ClientPlace.NOT_KNOWN or school.client_need is ClientNeed.UNLIKELY:
        return Advice("First find out whether your MIS needs the client", school.advice)
    return None


def _leads_to(place: ClientPlace) -> str:
    return question("client-place").choice(place.value).leads_to


def places() -> tuple[tuple[str, str], ...]:
    """(id, label) of every answer to where the client runs."""
    return tuple((choice.id, choice.label) for choice in question("client-place").choices)


# -- what somebody says or reads ---------------------------------------------------------------------


Basis = Literal[
    "wonde-says-online",
    "portal-shows-online",
    "another-app-gets-data",
    "cloud-mis",
    "other-machine-checked",
]


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that can be noted about the client without measuring it."""

    id: str
    label: str
    basis: Basis
    how: How
    working: bool = True


STATEMENTS = (
    Statement("portal-online", "The portal shows the school as online", "portal-shows-online", How.READ_OFF),
    Statement("portal-offline", "The portal shows it as offline", "portal-shows-online", How.READ_OFF, False),
    Statement("wonde-online", "Wonde told us that the school is online", "wonde-says-online", How.TOLD),
    Statement("wonde-offline", "Wonde told us that it is offline", "wonde-says-online", How.TOLD, False),
    Statement("other-app", "Another app gets data through Wonde today", "another-app-gets-data", How.TOLD),
    Statement("no-client", "Wonde told us that nothing has to be installed", "cloud-mis", How.TOLD),
    Statement("other-machine", "The other machine was checked: it runs", "other-machine-checked", How.TOLD),
)
BY_ID: Mapping[str, Statement] = {statement.id: statement for statement in STATEMENTS}


def statements_for(school: School) -> tuple[Statement, ...]:
    """What can be noted here, the likeliest first."""
    first = {
        ClientPlace.NOT_NEEDED: "no-client",
        ClientPlace.ELSEWHERE: "other-machine",
    }.get(school.place, "portal-online")
    return tuple(sorted(STATEMENTS, key=lambda statement: statement.id != first))


BAD_REFERENCE = "A ticket or mail number: letters, digits and . / # : _ - without spaces, with a digit in it."


def confirmed_event(statement_id: str, reference: str) -> ClientConfirmed | str:
    """The event, or what is wrong with the reference."""
    statement = BY_ID[statement_id]
    try:
        return ClientConfirmed(
            basis=statement.basis, working=statement.working, reference=reference.strip() or None
        )
    except ValidationError:
        return BAD_REFERENCE


def other_machine_event(client: ClientSeen) -> ClientConfirmed:
    """What was brought from another machine, as an event: somebody carried it here, so it is read off."""
    return ClientConfirmed(basis="other-machine-checked", working=client == "running")


# -- words -------------------------------------------------------------------------------------------


def running_words(done: int, total: int) -> str:
    """What is said while checks run."""
    return f"Checking… {done} of {total} answered" if total else "Checking…"


def checked_words(began: datetime, ended: datetime) -> str:
    """ "Checked 10:42, took 6 s"."""
    seconds = (ended - began).total_seconds()
    took = "under a second" if seconds < 1 else f"{round(seconds)} s"
    return f"Checked {school_time(ended):%H:%M}, took {took}"


LOOKED_AT = "The checks take a few seconds, change nothing, and look at:"
TAKES_SECONDS = "The checks take a few seconds and change nothing."


def looked_at(school: School, *, practice: bool) -> tuple[tuple[str, str], ...]:
    """What the checks will look at, before they have: family by family, in one line each."""
    hosts = "the practice school on this PC" if practice else "Wonde and itslearning"
    families = [
        (
            "The network and its filter",
            f"Can {hosts} be found and reached, and does anything open the secure connections?",
        ),
        ("This PC itself", "Is its clock right, does it go to sleep, is there room, does a restart wait?"),
    ]
    if school.place is not ClientPlace.NOT_NEEDED:
        families += [
            ("Wonde’s client", "Is it installed on this PC, does it run, and does it start by itself?"),
            ("The MIS", "Is it believed to need the client, and can the client reach it from here?"),
        ]
    return tuple(families)


def statement_words(event: object) -> str:
    """What was noted, as it was offered."""
    if not isinstance(event, ClientConfirmed):
        return ""
    said = next(
        (s.label for s in STATEMENTS if (s.basis, s.working) == (event.basis, event.working)), event.basis
    )
    return f"{said} ({event.reference})" if event.reference else said
