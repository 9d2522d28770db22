"""Who vouches for a host's certificate: a public authority, or somebody on the way who opens the connection.

Trust alone does not tell: a school's filter signs with an authority that this PC was made to trust. So the
signatures of what was presented are followed up to the list of public authorities; where they do not lead
there, somebody else has signed. Trusted by this PC, that is something to look at; not trusted, it is to be
mended, and `net.tls` has said so before this is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from app.checks.context import ClientPlace, Context
from app.checks.model import Finding, Found, Mender, Severity
from app.checks.trouble import NOT_SEEN
from app.checks.wording import finding
from app.guidance.filters import Recognised, filter_that_signs, maker_words, whose_words
from app.guidance.hosts import HostEntry
from app.host.facts import NotRead
from app.host.network_facts import TrustedBy, TrustedRoot
from app.transport.authorities import Authorities
from app.transport.certificates import CertificateFacts
from app.transport.daemon import run_on_daemon
from app.transport.probes import TlsFacts
from app.transport.proxy import is_loopback

_FACTS = "secure connections"


def remember(ctx: Context, entry: HostEntry, facts: TlsFacts) -> None:
    """Keeps what a host presented for `inspection`."""
    ctx.learned.setdefault(_FACTS, {})[entry.name] = facts


async def inspection(ctx: Context, entry: HostEntry) -> Found:
    """Judges a certificate that this PC accepted."""
    facts: TlsFacts | None = ctx.learned.get(_FACTS, {}).get(entry.name)
    if facts is None or is_loopback(entry.host):
        return Found(skip_reason="This PC is only talking to itself.", blocks=False)
    if entry.inside:
        return Found(skip_reason="A host of the school’s own: its authority may be its own.", blocks=False)
    public = await public_authority(ctx, facts)
    if public is not None:
        return Found(note=f"{public.subject}, a public authority")
    whose = await _whose_list(ctx, facts)
    who = maker(facts)
    if whose is None and who is None:
        # Windows can fetch a link that the server left out; from here the signatures then lead nowhere.
        return Found(skip_reason="Who vouches for it cannot be followed from what was shown.", blocks=False)
    return Found(findings=(await _inspected(ctx, entry, facts, who, only_user=whose is TrustedBy.USER),))


async def public_authority(ctx: Context, facts: TlsFacts) -> CertificateFacts | None:
    """The public authority behind what was presented, whether or not this PC trusts it."""
    authorities = await run_on_daemon(ctx.authorities)
    return await run_on_daemon(authorities.behind, [one.der for one in facts.chain])


async def _inspected(
    ctx: Context, entry: HostEntry, facts: TlsFacts, who: Recognised | None, *, only_user: bool
) -> Finding:
    authorities = await run_on_daemon(ctx.authorities)
    how = f"What was presented does not lead to any authority in {authorities.name}"
    found = finding(
        "NET-43" if only_user else "NET-41" if who is not None else "NET-42",
        evidence={**certificate_evidence(entry, facts), "How this is known": how},
        **request_args(ctx, entry, facts, who),
    )
    found = addressed(found, who)
    service_here = only_user and ctx.client_place is ClientPlace.THIS_PC
    return replace(found, severity=Severity.MEND) if service_here else found


async def _whose_list(ctx: Context, facts: TlsFacts) -> TrustedBy | NotRead | None:
    """Whose list of trusted authorities the signatures lead to: the PC's, if to both; None if to neither."""
    read = await run_on_daemon(ctx.host.trusted_roots)
    if isinstance(read, NotRead):
        return read
    return await run_on_daemon(_leads_to, [one.der for one in facts.chain], read.value)


def _leads_to(chain: Sequence[bytes], roots: Sequence[TrustedRoot]) -> TrustedBy | None:
    for whose in (TrustedBy.MACHINE, TrustedBy.USER):
        listed = Authorities((root.der for root in roots if root.trusted_by is whose), name=whose.value)
        if listed.behind(chain) is not None:
            return whose
    return None


def maker(facts: TlsFacts) -> Recognised | None:
    """The filter or program that signs with one of the names in a presented chain, if it is known."""
    return filter_that_signs(one.issuer_name for one in facts.chain)


def request_args(
    ctx: Context, entry: HostEntry, facts: TlsFacts, who: Recognised | None
) -> dict[str, object]:
    """What a request for an exemption is filled with."""
    return {
        "host": entry.name,
        "purpose": entry.purpose,
        "issuer": facts.issuer or NOT_SEEN,
        "maker": maker_words(who),
        "whose": whose_words(who, facts.issuer or NOT_SEEN),
        "fingerprint": facts.fingerprint or "could not be read",
        "when": began(ctx).strftime("%d %B %Y, %H:%M UTC").lstrip("0"),
        "reason": facts.reason,
    }


def began(ctx: Context) -> datetime:
    """When this run first asked: one time for all that it found."""
    moment: datetime = ctx.learned.setdefault("began", ctx.now())
    return moment


def addressed(found: Finding, who: Recognised | None) -> Finding:
    """The finding for whoever can mend it: an antivirus program on this PC is not the filter team's."""
    if who is None or who.product.kind != "antivirus" or found.remedy is None:
        return found
    return replace(found, remedy=replace(found.remedy, who=Mender.TECHNICIAN))


def certificate_evidence(entry: HostEntry, facts: TlsFacts) -> dict[str, str]:
    """What was presented, in labelled lines."""
    lines = {
        "Host": entry.name,
        "Issued by": facts.issuer or NOT_SEEN,
        "Issued to": facts.subject or "could not be read",
        "Valid until": facts.not_after.date().isoformat() if facts.not_after else "could not be read",
        "SHA-256 fingerprint": facts.fingerprint or "could not be read",
    }
    if len(facts.chain) > 1:
        lines["Presented with it"] = _above(facts.chain[1:])
    return lines


def _above(chain: Sequence[CertificateFacts]) -> str:
    return "; ".join(f"{one.subject} ({one.fingerprint[:16]}…)" for one in chain)
