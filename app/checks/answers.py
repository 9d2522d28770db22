"""Judges what a host answered. No token is sent, so “not signed in” is a good answer: we got through."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

from app.checks.model import Finding, Found
from app.checks.trouble import unnamed_proxy
from app.checks.wording import finding
from app.guidance.filters import filter_of_page, looks_like_a_block, looks_like_a_sign_in, maker_words
from app.guidance.hosts import HostEntry, hosts
from app.transport.client import Reply

_NETWORK_SIGN_IN = 511
_PROXY_SIGN_IN = 407
_NOT_LET_THROUGH = (403, 451)
_MOST_READ = 64 * 1024


def judged_answer(reply: Reply, entry: HostEntry) -> Found:
    """A pass with the time it took, or the finding for an answer that some go-between seems to have given."""
    blocked = _block_page(reply, entry)
    found = blocked or _from_in_between(reply, entry) or _from_the_host(reply, entry)
    return Found(note=f"{reply.elapsed_s * 1000:.0f} ms") if found is None else Found(findings=(found,))


def _from_in_between(reply: Reply, entry: HostEntry) -> Finding | None:
    """The finding for an answer that only a network or a proxy gives."""
    elsewhere = leads_elsewhere(reply.headers.get("location", ""), entry) if reply.is_redirect else ""
    if reply.status == _NETWORK_SIGN_IN:
        elsewhere = "a page of the network’s own"
    if elsewhere:
        return _said("NET-61", reply, entry, {"target": elsewhere})
    if reply.status == _PROXY_SIGN_IN:
        return _said("NET-32", reply, entry, unnamed_proxy(reply.headers.get("proxy-authenticate", "")))
    if entry.gives_data and reply.status == 200 and reply.is_html:
        if looks_like_a_sign_in(_text(reply)):
            return _said("NET-68", reply, entry)
        return _said("NET-64", reply, entry)
    return None


def _from_the_host(reply: Reply, entry: HostEntry) -> Finding | None:
    if reply.status in _NOT_LET_THROUGH:
        return _said("NET-63", reply, entry)
    return _said("NET-62", reply, entry) if reply.status >= 500 else None


def _block_page(reply: Reply, entry: HostEntry) -> Finding | None:
    """The finding for a page that says “blocked”, with the filter's name where its page gives it away.

    A page for people is only taken for one where the host would not have given one itself: beside “not
    allowed”, in the place of data, or where it leads away.
    """
    location = reply.headers.get("location", "")
    away = reply.is_redirect and bool(leads_elsewhere(location, entry))
    in_place = reply.is_html and (
        reply.status in _NOT_LET_THROUGH or (entry.gives_data and reply.status == 200)
    )
    if not (away or in_place):
        return None
    text = _text(reply)
    who = filter_of_page(text, location)
    if who is None and not (in_place and looks_like_a_block(text)):
        return None
    if who is not None and not who.sureness.certain and not looks_like_a_block(text):
        return None
    name = maker_words(who) if who is not None else "a web filter that does not give its name"
    evidence = {"Filter": name, "How it is known": who.sureness.value if who is not None else "its wording"}
    return _said("NET-66", reply, entry, {"maker": name}, evidence)


def _text(reply: Reply) -> str:
    return reply.body[:_MOST_READ].decode("utf-8", "replace")


def _said(
    code: str,
    reply: Reply,
    entry: HostEntry,
    args: Mapping[str, object] | None = None,
    evidence: Mapping[str, str] | None = None,
) -> Finding:
    seen = {"Host": entry.name, "Status": str(reply.status), **(evidence or {})}
    about = {"host": entry.name, "purpose": entry.purpose, "status": reply.status, **(args or {})}
    return finding(code, evidence=seen, **about)


def leads_elsewhere(location: str, entry: HostEntry) -> str:
    """Where a redirect leads, if not to this host, one we know, or one of the same company; else empty."""
    try:
        target = (urlsplit(urljoin(entry.url, location)).hostname or "").lower()
    except ValueError:
        return "an address that cannot be read"
    company = ".".join(entry.host.split(".")[-2:])
    known = {entry.host, *(other.host for other in hosts())}
    return "" if target in known or target.endswith(f".{company}") or target == company else target
