"""Runs the checks of the on-site client page on the background loop. Touches no widget and no ledger."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.checks.catalogue import checks_for
from app.checks.context import Context
from app.checks.engine import Engine
from app.checks.model import Check, Result
from app.guidance.hosts import HostEntry
from app.journey.events import ApprovalSeen
from app.ui.pages.onsite_client.lines import again, hosts_for, wanted
from app.ui.pages.onsite_client.model import School
from app.wonde.client import WondeClient
from app.wonde.shapes import SchoolState

if TYPE_CHECKING:
    from app.ui.services import Services

Reporter = Callable[[object], None]


@dataclass(frozen=True, slots=True)
class News:
    """How far a run is: the whole story so far, since reports in between may be passed over."""

    checks: tuple[Check, ...]
    """All that the page shows."""
    asked: tuple[Check, ...]
    """Those of them that this run asks."""
    hosts: tuple[HostEntry, ...]
    results: Mapping[str, Result] = field(default_factory=dict)
    state: SchoolState | None = None
    """What Wonde said of the school, where it was asked and answered."""


@dataclass(frozen=True, slots=True)
class Order:
    """What to run, taken from the window's objects on the main thread."""

    school: School
    services: Services
    line: str | None = None
    """Only this line, with what it depends on and what depends on it."""

    def practice_addresses(self) -> tuple[str, ...]:
        """The practice school's addresses: while it is open, nothing outside this PC is asked."""
        practice = self.services.practice
        return () if practice is None else (practice.api_url, practice.portal_url)

    def school_id(self) -> str | None:
        """Which school the token should open, where that is known."""
        practice, described = self.services.practice, self.school.described
        return practice.school_id if practice else described.wonde_id if described else None


def checking(order: Order) -> Callable[[Reporter], Coroutine[Any, Any, News]]:
    """The work to hand to the task runner. Raises what making a connection pool raises, and nothing else."""

    async def run(report: Reporter) -> News:
        services = order.services
        token = await asyncio.to_thread(services.token)
        hosts = hosts_for(order.school, order.practice_addresses())
        everything = wanted(
            checks_for(None, hosts, services.api_url), order.school.place, with_token=token is not None
        )
        asked = everything if order.line is None else again(everything, order.line)
        results: dict[str, Result] = {}
        report(News(everything, asked, hosts))

        def tell(result: Result) -> None:
            results[result.check_id] = result
            report(News(everything, asked, hosts, dict(results)))

        async with services.transport() as transport:
            context = Context(
                transport=transport,
                host=services.host,
                hosts=hosts,
                wonde=WondeClient(transport, api_url=services.api_url, token=token) if token else None,
                api_url=services.api_url,
                school_id=order.school_id(),
                client_place=order.school.place,
                mis=order.school.described.mis if order.school.described else None,
                now=services.now,
            )
            await Engine(asked).run(context, on_result=tell)
        return News(everything, asked, hosts, results, context.learned.get("state"))

    return run


def seen_event(state: SchoolState) -> ApprovalSeen | None:
    """What Wonde's own answer puts in the ledger; None where it said nothing."""
    if state.online is None and state.approved is None and state.audited is None:
        return None
    return ApprovalSeen(via="wonde-api", online=state.online, approved=state.approved, audited=state.audited)
