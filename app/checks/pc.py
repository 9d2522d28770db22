"""The PC itself: its Windows, its clock, whether it sleeps, its disk, restarts it waits for, .NET Framework.

What matters only on the PC that Wonde's client runs on is asked only there; elsewhere nothing here is more
than something to look at.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, timedelta

from app.checks.client_seen import INSTALLED, is_client_here
from app.checks.context import ClientPlace, Context
from app.checks.model import Check, Found, unread
from app.checks.pc_clock import ASK_S, CLOCK, clock, in_words
from app.checks.wording import finding
from app.guidance.this_pc import this_pc
from app.host.facts import Machine, NotRead
from app.host.pc_facts import PowerPlan, RestartReason
from app.transport.daemon import run_on_daemon

_LIMIT_S = 10.0
_SPARE_S = 4.0
_GIB = 1024**3
_NOT_THE_CLIENTS = "Asked only of the PC that Wonde’s client runs on."


def pc_checks(network: str) -> tuple[Check, ...]:
    """`pc.windows`, `.clock`, `.sleep`, `.disk`, `.restart`, `.dotnet`. The clock depends on `network`, the
    check that anything beyond this PC can be reached."""
    return (
        Check("pc.windows", "This PC’s Windows", _windows, timeout_s=_LIMIT_S),
        Check(CLOCK, "This PC’s clock is right", clock, (network,), 3 * ASK_S + _SPARE_S),
        Check("pc.sleep", "This PC stays on", _sleep, timeout_s=_LIMIT_S, after=(INSTALLED,)),
        Check("pc.disk", "There is room on the disk", _gently(_disk), timeout_s=_LIMIT_S),
        Check("pc.restart", "No restart is waited for", _restart, timeout_s=_LIMIT_S),
        Check("pc.dotnet", ".NET Framework is here", _dotnet, timeout_s=_LIMIT_S),
    )


def _gently(ask: Callable[[Context], Awaitable[Found]]) -> Callable[[Context], Awaitable[Found]]:
    """What a PC without the client lacks is something to look at, never to mend."""

    async def run(ctx: Context) -> Found:
        found = await ask(ctx)
        return found.softened() if _is_not_the_clients(ctx) else found

    return run


def _is_not_the_clients(ctx: Context) -> bool:
    return ctx.client_place in (ClientPlace.ELSEWHERE, ClientPlace.NOT_NEEDED)


async def _windows(ctx: Context) -> Found:
    reading = await run_on_daemon(ctx.host.machine)
    if isinstance(reading, NotRead):
        return unread(reading.because)
    machine = reading.value
    note = f"{machine.os}, build {machine.build}" if machine.build else machine.os
    if not ctx.host.is_windows:
        return Found(skip_reason=f"This PC runs {machine.os}, not Windows.", blocks=False)
    ended = _updates_ended(machine, ctx.now().date())
    if ended is None:
        return Found(note=note)
    said = finding(
        "PCS-01", evidence={"Windows": note}, windows=machine.os, ended=f"{ended:%d %B %Y}".lstrip("0")
    )
    return Found((said,), note=note)


def _updates_ended(machine: Machine, today: date) -> date | None:
    number = machine.build.partition(".")[0]
    if not (number.isascii() and number.isdigit()):
        return None
    last = this_pc().updates_end(int(number), machine.edition)
    return last if last is not None and last < today else None


async def _sleep(ctx: Context) -> Found:
    if _is_not_the_clients(ctx):
        return Found(skip_reason=_NOT_THE_CLIENTS)
    reading = await run_on_daemon(ctx.host.power_plan)
    if isinstance(reading, NotRead):
        return unread(reading.because)
    plan = reading.value
    matters = ctx.client_place is ClientPlace.THIS_PC or is_client_here(ctx)
    if not plan.soonest_s and not plan.lid_sleeps:
        return Found(note="never sleeps by itself" if _is_whole(plan) else "as far as Windows says")
    if not matters:
        return Found(note=f"{_how_it_sleeps(plan)}; that matters only where Wonde’s client runs")
    code = "PCS-21" if plan.soonest_s else "PCS-22"
    evidence = {"Sleep": _after(plan.sleep_after_s), "Hibernation": _after(plan.hibernate_after_s)}
    if plan.portable:
        evidence["Closing the lid"] = "sends it to sleep" if plan.lid_sleeps else "does nothing"
    return Found((finding(code, evidence=evidence, how=_how_it_sleeps(plan)),))


def _is_whole(plan: PowerPlan) -> bool:
    return plan.sleep_after_s is not None and plan.hibernate_after_s is not None


def _how_it_sleeps(plan: PowerPlan) -> str:
    if not plan.soonest_s:
        return "sleeps when its lid is closed"
    return f"goes to sleep after {in_words(timedelta(seconds=plan.soonest_s))}"


def _after(seconds: int | None) -> str:
    if seconds is None:
        return "could not be read"
    return f"after {in_words(timedelta(seconds=seconds))}" if seconds else "never"


async def _disk(ctx: Context) -> Found:
    reading = await run_on_daemon(ctx.host.disk_space)
    if isinstance(reading, NotRead):
        return unread(reading.because)
    space, limits = reading.value, this_pc().limits
    free = f"{space.free / _GIB:,.1f} GB"
    evidence = {"Drive": space.drive, "Free": free, "Size": f"{space.total / _GIB:,.0f} GB"}
    if space.free < limits.disk_full_gib * _GIB:
        return Found((finding("PCS-31", evidence=evidence, drive=space.drive, free=free),))
    if space.free < limits.disk_low_gib * _GIB:
        return Found((finding("PCS-32", evidence=evidence, drive=space.drive, free=free),))
    return Found(note=f"{free} free on {space.drive}")


async def _restart(ctx: Context) -> Found:
    reading = await run_on_daemon(ctx.host.pending_restart)
    if isinstance(reading, NotRead):
        return unread(reading.because)
    reasons = [reason for reason in reading.value if reason is not RestartReason.FILES]
    if not reasons:
        return Found(note="some program replaces files at the next restart" if reading.value else "")
    said = "; ".join(reason.value for reason in reading.value)
    return Found((finding("PCS-41", evidence={"Why": said}, reasons=said),))


async def _dotnet(ctx: Context) -> Found:
    if _is_not_the_clients(ctx):
        return Found(skip_reason=_NOT_THE_CLIENTS)
    reading = await run_on_daemon(ctx.host.dotnet_release)
    if isinstance(reading, NotRead):
        return unread(reading.because)
    release = reading.value
    if release is None:
        return Found((finding("PCS-51"),))
    version = this_pc().dotnet_version(release) or "4, older than 4.5"
    return Found(note=f"{version} (release {release}); what Wonde’s client needs is not public")
