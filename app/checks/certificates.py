"""Judges what a host presented while a secure connection was agreed: in date, for its name, from whom."""

from __future__ import annotations

from app.checks.context import Context
from app.checks.inspection import (
    addressed,
    certificate_evidence,
    maker,
    public_authority,
    remember,
    request_args,
)
from app.checks.model import Finding, Found
from app.checks.pc_clock import excused_by_clock
from app.checks.trouble import FAULTS, NOT_SEEN
from app.checks.wording import finding
from app.guidance.hosts import HostEntry
from app.transport.probes import TlsFacts


async def judged_certificate(ctx: Context, entry: HostEntry, facts: TlsFacts) -> Found:
    """A pass for a certificate that this PC accepts, or the one thing that is wrong with it."""
    if facts.trusted:
        remember(ctx, entry, facts)
        return Found(note=f"{facts.protocol}, issued by {facts.issuer}" if facts.issuer else facts.protocol)
    if facts.fault is not None:
        return excused_by_clock(ctx, facts) or Found(findings=(_faulty(entry, facts),))
    return Found(findings=(await _untrusted(ctx, entry, facts),))


def _faulty(entry: HostEntry, facts: TlsFacts) -> Finding:
    return finding(
        FAULTS.get(facts.fault, "NET-50") if facts.fault else "NET-50",
        evidence=_evidence(entry, facts),
        host=entry.name,
        purpose=entry.purpose,
        issuer=facts.issuer or NOT_SEEN,
        problem=facts.fault.value if facts.fault else "",
        reason=facts.reason,
    )


async def _untrusted(ctx: Context, entry: HostEntry, facts: TlsFacts) -> Finding:
    """Not trusted: the host's own doing, this PC's old list, or somebody on the way."""
    evidence = _evidence(entry, facts)
    who = maker(facts)
    args = request_args(ctx, entry, facts, who)
    if len(facts.chain) == 1 and facts.chain[0].self_issued:
        return addressed(finding("NET-51", evidence=evidence, **args), who)
    public = None if entry.inside else await public_authority(ctx, facts)
    if public is not None:
        return finding(
            "NET-52", evidence={**evidence, "Authority": public.subject}, **args, authority=public.subject
        )
    return addressed(finding("NET-47", evidence=evidence, **args), who)


def _evidence(entry: HostEntry, facts: TlsFacts) -> dict[str, str]:
    return {**certificate_evidence(entry, facts), "Why not accepted": facts.reason}
