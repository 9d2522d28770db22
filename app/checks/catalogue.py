"""All checks there are, and the choice of those to run."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from app.checks.client import client_checks
from app.checks.context import ClientPlace
from app.checks.mis import mis_checks
from app.checks.model import Check, Result
from app.checks.net import NETWORK, answered, net_checks
from app.checks.pc import pc_checks
from app.checks.report import THIS_PC_ONLY
from app.checks.wonde import wonde_checks
from app.guidance.hosts import HostEntry

FAMILIES = ("pc", "net", "client", "mis", "wonde")


class UnknownFamily(ValueError):
    """`--only` names nothing there is; `str()` is one line that lists what there is."""


def checks_for(only: str | None, hosts: Sequence[HostEntry], api_url: str = "") -> tuple[Check, ...]:
    """The checks whose id is `only`, or begins with it and a dot, and all they wait for; None for all.

    `only` may be a family (`net`), a kind (`net.dns`) or a whole id. What Wonde is asked waits for the way to
    `api_url`, where that is among `hosts`: a broken way is then blamed once. Raises UnknownFamily.
    """
    everything = (
        *pc_checks(NETWORK),
        *net_checks(hosts),
        *client_checks(),
        *mis_checks(NETWORK),
        *wonde_checks(_way_to(api_url, hosts)),
    )
    if only is None:
        return everything
    wanted = {check.id for check in everything if _is_named(check.id, only)}
    if not wanted:
        raise UnknownFamily(f"There are no checks called “{only[:60]}”: choose one of {', '.join(FAMILIES)}.")
    by_id = {check.id: check for check in everything}
    waiting = list(wanted)
    while waiting:
        check = by_id[waiting.pop()]
        needed = {*check.depends_on, *check.after} - wanted
        wanted |= needed
        waiting += needed
    return tuple(check for check in everything if check.id in wanted)


def _way_to(api_url: str, hosts: Sequence[HostEntry]) -> str:
    """The check that has to pass before anything is asked of Wonde."""
    asked = urlsplit(api_url)
    return next(
        (answered(entry) for entry in hosts if entry.name in (asked.hostname, asked.netloc.lower())), NETWORK
    )


def asked_for(results: Sequence[Result], only: str | None) -> tuple[Result, ...]:
    """The results of what `only` names, without those of the checks that it depends on."""
    return tuple(result for result in results if only is None or _is_named(result.check_id, only))


def _is_named(check_id: str, only: str) -> bool:
    return check_id == only or check_id.startswith(f"{only}.")


def heading_for(place: ClientPlace) -> str:
    """What stands above the results: “About this PC only” where the client runs elsewhere, else nothing."""
    return THIS_PC_ONLY if place is ClientPlace.ELSEWHERE else ""
