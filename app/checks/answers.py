"""Judges what a host answered. No token is sent, so “not signed in” is a good answer: we got through."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from app.checks.model import Found
from app.checks.wording import finding
from app.guidance.hosts import HostEntry, hosts
from app.transport.client import Reply

_NETWORK_SIGN_IN = 511
_PROXY_SIGN_IN = 407
_NOT_LET_THROUGH = (403, 451)


def judged_answer(reply: Reply, entry: HostEntry) -> Found:
    """A pass with the time it took, or the finding for an answer that some go-between seems to have given."""
    evidence = {"Host": entry.name, "Status": str(reply.status)}
    elsewhere = _led_elsewhere(reply, entry)
    if elsewhere:
        return Found(findings=(finding("NET-61", evidence=evidence, host=entry.name, target=elsewhere),))
    if reply.status == _NETWORK_SIGN_IN:
        target = "a page of the network’s own"
        return Found(findings=(finding("NET-61", evidence=evidence, host=entry.name, target=target),))
    if reply.status == _PROXY_SIGN_IN:
        said = finding("NET-32", evidence=evidence, host=entry.name, proxy="the proxy", purpose=entry.purpose)
        return Found(findings=(said,))
    if reply.status in _NOT_LET_THROUGH:
        return Found(findings=(finding("NET-63", evidence=evidence, host=entry.name, status=reply.status),))
    if reply.status >= 500:
        return Found(findings=(finding("NET-62", evidence=evidence, host=entry.name, status=reply.status),))
    if entry.gives_data and reply.status == 200 and reply.is_html:
        return Found(findings=(finding("NET-64", evidence=evidence, host=entry.name),))
    return Found(note=f"{reply.elapsed_s * 1000:.0f} ms")


def _led_elsewhere(reply: Reply, entry: HostEntry) -> str:
    """Where a redirect leads, if not to this host, one we know, or one of the same company; else empty."""
    if not 300 <= reply.status < 400:
        return ""
    try:
        target = (urlsplit(urljoin(entry.url, reply.headers.get("location", ""))).hostname or "").lower()
    except ValueError:
        return "an address that cannot be read"
    company = ".".join(entry.host.split(".")[-2:])
    known = {entry.host, *(other.host for other in hosts())}
    return "" if target in known or target.endswith(f".{company}") or target == company else target
