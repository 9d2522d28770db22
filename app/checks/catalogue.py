"""All checks there are, and the choice of those to run."""

from __future__ import annotations

from collections.abc import Sequence

from app.checks.client import client_checks
from app.checks.context import ClientPlace
from app.checks.model import Check
from app.checks.net import net_checks
from app.checks.report import THIS_PC_ONLY
from app.checks.wonde import wonde_checks
from app.guidance.hosts import HostEntry

FAMILIES = ("net", "client", "wonde")


class UnknownFamily(ValueError):
    """`--only` names nothing there is; `str()` is one line that lists what there is."""


def checks_for(only: str | None, hosts: Sequence[HostEntry]) -> tuple[Check, ...]:
    """The checks whose id is `only`, or begins with it and a dot, and all they depend on; None for all.

    `only` may be a family (`net`), a kind (`net.dns`) or a whole id. Raises UnknownFamily.
    """
    everything = (*net_checks(hosts), *client_checks(), *wonde_checks())
    if only is None:
        return everything
    wanted = {check.id for check in everything if check.id == only or check.id.startswith(f"{only}.")}
    if not wanted:
        raise UnknownFamily(f"There are no checks called “{only[:60]}”: choose one of {', '.join(FAMILIES)}.")
    by_id = {check.id: check for check in everything}
    waiting = list(wanted)
    while waiting:
        needed = set(by_id[waiting.pop()].depends_on) - wanted
        wanted |= needed
        waiting += needed
    return tuple(check for check in everything if check.id in wanted)


def heading_for(place: ClientPlace) -> str:
    """What stands above the results: “About this PC only” where the client runs elsewhere, else nothing."""
    return THIS_PC_ONLY if place is ClientPlace.ELSEWHERE else ""
