"""What every check is given to work with. Checks read it and change nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Protocol

from app.guidance.hosts import HostEntry
from app.host.facts import Host
from app.transport.authorities import Authorities, public_authorities
from app.transport.client import Transport
from app.wonde.shapes import Permission, School, SchoolState

WONDE_API = "https://api.wonde.com/v1.0"


class ClientPlace(StrEnum):
    """Where Wonde's client runs, as the school said; the ids of the question `client-place`."""

    THIS_PC = "this-pc"
    ELSEWHERE = "elsewhere"
    NOT_NEEDED = "not-needed"
    NOT_KNOWN = "dont-know"


class AsksWonde(Protocol):
    """The few questions the checks put to Wonde; `WondeClient` answers them. All raise WondeError."""

    async def token_works(self) -> bool:
        """Whether Wonde accepts the token."""
        ...

    async def schools(self, which: str = "approved", *, limit: int | None = None) -> list[School]:
        """The schools the token opens, or the first `limit` of them."""
        ...

    async def school(self, school_id: str) -> School:
        """One school."""
        ...

    async def state(self, school_id: str) -> SchoolState:
        """Whether it is online, approved, audited."""
        ...

    async def permissions(self, school_id: str) -> list[Permission]:
        """What it approved."""
        ...

    async def counts(self, school_id: str, names: Iterable[str]) -> dict[str, int | None]:
        """How many of each kind; None where Wonde does not say."""
        ...


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Context:
    """Everything a check may ask. One per run, used on one event loop."""

    transport: Transport
    """Its proxy setting, trust store and resolver are also the probes'."""
    host: Host
    hosts: tuple[HostEntry, ...] = ()
    wonde: AsksWonde | None = None
    """None where the school holds no token, which is usual."""
    token_unknown: bool = False
    """Whether the keyring did not say if it holds a token; `wonde` is None then."""
    api_url: str = WONDE_API
    """Which address of Wonde's API is asked; the school's region is compared with it."""
    school_id: str | None = None
    """Wonde's id of the school; None takes the only school the token opens."""
    client_place: ClientPlace = ClientPlace.NOT_KNOWN
    mis: str | None = None
    """The school's MIS, by its id in the MIS catalogue; None where nobody has said."""
    now: Callable[[], datetime] = field(default=_now)
    """The time, in UTC."""
    authorities: Callable[[], Authorities] = field(default=lambda: public_authorities())
    """The public authorities, to tell a filter's own from; blocks the first time."""
    learned: dict[str, Any] = field(default_factory=dict)
    """What one check learns and a later one needs, so that nothing is asked twice."""
