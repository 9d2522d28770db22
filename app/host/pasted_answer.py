"""What a machine said by ordinary Windows commands, from a pasted text.

Numbers decide wherever Windows prints them, since its words are in its user's language.
"""

from __future__ import annotations

import ntpath
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from app.host.facts import Program, Service, ServiceState, StartType
from app.host.pasted_text import Build, Key, Piece, ServiceRefusal, Setting, Value, pieces
from app.host.pc_facts import PowerPlan

_STATES = {
    "1": ServiceState.STOPPED,
    "2": ServiceState.CHANGING,
    "3": ServiceState.CHANGING,
    "4": ServiceState.RUNNING,
    "5": ServiceState.CHANGING,
    "6": ServiceState.CHANGING,
    "7": ServiceState.PAUSED,
    "stopped": ServiceState.STOPPED,
    "running": ServiceState.RUNNING,
    "paused": ServiceState.PAUSED,
    "start": ServiceState.CHANGING,
    "startpending": ServiceState.CHANGING,
    "stop": ServiceState.CHANGING,
    "stoppending": ServiceState.CHANGING,
    "continue": ServiceState.CHANGING,
    "pause": ServiceState.CHANGING,
}
_STARTS = {
    "2": StartType.AUTOMATIC,
    "3": StartType.MANUAL,
    "4": StartType.DISABLED,
    "auto": StartType.AUTOMATIC,
    "automatic": StartType.AUTOMATIC,
    "manual": StartType.MANUAL,
    "disabled": StartType.DISABLED,
}
_ROLES = {
    "name": "name",
    "service_name": "name-of-service",
    "displayname": "display",
    "display_name": "display-of-service",
    "state": "state",
    "status": "state",
    "startmode": "start",
    "starttype": "start",
    "start_type": "start",
    "startname": "account",
    "service_start_name": "account",
    "displayversion": "version",
    "publisher": "publisher",
    "csname": "machine",
    "hostname": "machine",
    "caption": "system",
    "osname": "system",
    "buildnumber": "build",
    "checkedat": "at",
    "computername": "reached",
    "remoteport": "port",
    "tcptestsucceeded": "succeeded",
    "serviceslisted": "services-listed",
    "programslisted": "programs-listed",
}
_LABELS = frozenset(_ROLES)
_STAMP = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ")
"""The form of time that the commands ask for."""
_SLEEP_AFTER = "29f6c1db-86da-48c5-9fdb-f2b67b1f44da"
_HIBERNATE_AFTER = "9d7815a6-7ee4-497e-8888-515a05f02364"
_ACCESS_DENIED = 5


@dataclass(frozen=True, slots=True)
class Reached:
    """Whether a connection to a host could be made from that machine."""

    host: str
    port: int
    succeeded: bool


@dataclass(slots=True)
class Answer:
    """All that a pasted text says of a machine."""

    machine: str = ""
    system: str = ""
    build: str = ""
    checked_at: datetime | None = None
    services: list[Service] = field(default_factory=list)
    services_listed: bool = False
    """Whether it says that all were looked through, so that none found is none there."""
    services_refused: bool = False
    programs: list[Program] = field(default_factory=list)
    programs_listed: bool = False
    power: PowerPlan | None = None
    reached: list[Reached] = field(default_factory=list)

    @property
    def says_anything(self) -> bool:
        """Whether anything in the text was understood."""
        listed = self.services_listed or self.programs_listed or self.services_refused
        return bool(self.machine or self.build or self.services or self.programs or listed) or bool(
            self.power or self.reached
        )


def answer_in(text: str) -> Answer:
    """What a pasted text says. Never raises; what is not understood is passed over."""
    said = pieces(text, _LABELS)
    found = Answer(power=_power(said))
    _Reader(found).read(said)
    return found


class _Reader:
    """Puts labelled values together that belong together: services, programs, connections."""

    def __init__(self, found: Answer) -> None:
        self._found = found
        self._services: dict[str, dict[str, str]] = {}
        self._programs: list[dict[str, str]] = []
        self._service: dict[str, str] | None = None
        self._program: dict[str, str] | None = None
        self._reached: dict[str, str] = {}

    def read(self, said: Iterable[Piece]) -> None:
        """Takes everything in, and hands it over."""
        for piece in said:
            if isinstance(piece, Value):
                self._take(_ROLES[piece.label], piece.value)
            elif isinstance(piece, Key):
                self._service = None
                self._program = {"key": ntpath.basename(piece.path)}
                self._programs.append(self._program)
            elif isinstance(piece, ServiceRefusal):
                self._found.services_refused |= piece.number == _ACCESS_DENIED
            elif isinstance(piece, Build):
                self._found.build = self._found.build or piece.number
        self._found.services = _services(self._services.values())
        programs = (_program(values) for values in self._programs)
        self._found.programs = list(dict.fromkeys(each for each in programs if each is not None))

    def _take(self, role: str, value: str) -> None:
        found, word = self._found, value.split(" ")[0]
        if role == "machine":
            found.machine = found.machine or word
        elif role == "system":
            found.system = found.system or value
        elif role == "build":
            found.build = found.build or (word if word.isascii() and word.isdigit() else "")
        elif role == "at":
            found.checked_at = found.checked_at or _time(value)
        elif role == "services-listed":
            found.services_listed, self._service = found.services_listed or word == "yes", None
        elif role == "programs-listed":
            found.programs_listed, self._program = found.programs_listed or word == "yes", None
        elif role in ("reached", "port", "succeeded"):
            self._take_reached(role, word)
        else:
            self._take_listed(role, value)

    def _take_listed(self, role: str, value: str) -> None:
        if role in ("name", "name-of-service"):
            self._begin_service(value, "name")
            if role == "name-of-service" and self._service is not None:
                self._service["by"] = "sc"
        elif role == "display-of-service":
            if self._service is None:
                self._begin_service(value, "display")
            else:
                self._service["display"] = value
        elif role in ("state", "start", "account"):
            if self._service is not None and _makes_sense(role, value):
                self._service.setdefault(role, value)
        elif role == "display" and self._service is not None and "display" not in self._service:
            self._service["display"] = value
        else:
            self._take_program(role, value)

    def _begin_service(self, value: str, role: str) -> None:
        self._program = None
        self._service = self._services.setdefault(value.casefold(), {})
        self._service.setdefault(role, value)

    def _take_program(self, role: str, value: str) -> None:
        self._service = None
        if self._program is None or role in self._program:
            self._program = {}
            self._programs.append(self._program)
        self._program[role] = value

    def _take_reached(self, role: str, word: str) -> None:
        self._reached[role] = word
        if role == "succeeded":
            port, host = self._reached.get("port", ""), self._reached.get("reached", "")
            if host and port.isascii() and port.isdigit() and len(port) < 6:
                reached = Reached(host, int(port), succeeded=word.casefold() == "true")
                if reached not in self._found.reached:
                    self._found.reached.append(reached)
            self._reached = {}


def _services(found: Iterable[dict[str, str]]) -> list[Service]:
    """What was named as a service by its name, or by a display name that no other has. A “Name” that nothing
    else is said of may be anything, a person's below a letter included."""
    records = [values for values in found if len(values) > 1 or "name" not in values]
    shown = {values["display"].casefold() for values in records if "name" in values and "display" in values}
    return [
        _service(values)
        for values in records
        if "name" in values or values["display"].casefold() not in shown
    ]


def _service(values: dict[str, str]) -> Service:
    name = values.get("name") or values["display"]
    return Service(
        name=name,
        display_name=values.get("display") or name,
        path="",
        state=_STATES.get(_first_word(values.get("state", "")), ServiceState.NOT_KNOWN),
        start=_STARTS.get(_first_word(values.get("start", "")), StartType.NOT_KNOWN),
        account=values.get("account", ""),
    )


def _program(values: dict[str, str]) -> Program | None:
    name = values.get("display") or (values.get("key", "") if "publisher" in values else "")
    return Program(name, values.get("version", ""), values.get("publisher", ""), "") if name else None


def _makes_sense(role: str, value: str) -> bool:
    """Whether a value can be what its label says; a line of a letter may begin with the same word."""
    word = _first_word(value)
    return word in _STATES if role == "state" else word in _STARTS if role == "start" else bool(value)


def _first_word(text: str) -> str:
    return text.split(" ")[0].casefold()


def _time(value: str) -> datetime | None:
    found = _STAMP.search(value)
    try:
        return datetime.strptime(found[0], "%Y-%m-%d %H:%M:%SZ").replace(tzinfo=UTC) if found else None
    except ValueError:
        return None


def _power(said: Iterable[Piece]) -> PowerPlan | None:
    """From `powercfg`: of a setting's numbers, the last but one is for mains power, the last for battery."""
    numbers: dict[str, list[int]] = {}
    current = ""
    for piece in said:
        if isinstance(piece, Setting) and piece.number is None:
            current = piece.guid
        elif isinstance(piece, Setting) and piece.number is not None and current:
            numbers.setdefault(current, []).append(piece.number)
    mains = {guid: each[-2] for guid, each in numbers.items() if len(each) >= 2}
    if _SLEEP_AFTER not in mains and _HIBERNATE_AFTER not in mains:
        return None
    return PowerPlan(mains.get(_SLEEP_AFTER), mains.get(_HIBERNATE_AFTER), lid_sleeps=False, portable=False)
