"""Follows the way from itslearning's login address to a sign-in page, as a browser would, without signing in.

It can say that the sign-in page is reached, or where the way there stops; never that signing in works. No
credentials are sent, no script is run, and a step that would leave encryption is not taken.
"""

from __future__ import annotations

import functools
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from app.guidance.content import Content, Template, Words, fill, read_content
from app.transport.client import Reply, Timeouts, Transport
from app.transport.errors import (
    AddressRefused,
    AnswerTooSlow,
    ConnectionTimedOut,
    ReadTimedOut,
    TransportError,
    without_query,
)

MOST_STEPS = 15
LARGEST_PAGE = 1024 * 1024
_NEXT_COOKIE = re.compile(r",(?=\s*[^;,=\s]+=)")


class Outcome(StrEnum):
    """How it ended."""

    REACHED = "reached"
    ELSEWHERE = "elsewhere"
    PASSES_ON = "passes-on"
    NO_SIGN_IN = "no-sign-in"
    REFUSED = "refused"
    LOOP = "loop"
    TOO_LONG = "too-long"
    DOWNGRADED = "downgraded"
    NOWHERE = "nowhere"
    DEAD = "dead"
    SLOW = "slow"


@dataclass(frozen=True, slots=True)
class WayThere:
    """What was seen. Addresses are without their queries, which can hold what belongs to one visitor."""

    outcome: Outcome
    stops: tuple[str, ...]
    text: str
    do: str
    limit: str
    """What this does not show; to stand beside `text`."""
    elapsed_s: float


class _Said(Content):
    text: Template
    do: Template


class _Wording(Content):
    version: Words
    limit: Words
    outcomes: dict[Outcome, _Said]


@functools.cache
def _wording() -> _Wording:
    return read_content(_Wording, "catalogues", "sign-in-page.toml")


async def follow_sign_in(
    transport: Transport, address: str, *, expected: str | None = None, timeouts: Timeouts | None = None
) -> WayThere:
    """Follows `address` to its end. `expected` is the host, or the end of its name, at which people sign in,
    if that is known. Bounded by steps and by `timeouts` for each. Raises AddressRefused for an address that
    is none, ContentError."""
    limits = timeouts or Timeouts(connect_s=8, read_s=10, overall_s=15)
    return await _Walk(transport, expected, limits).go(address)


@dataclass(slots=True)
class _Walk:
    transport: Transport
    expected: str | None
    limits: Timeouts
    cookies: dict[str, dict[str, str]] = field(default_factory=dict)
    stops: list[str] = field(default_factory=list)
    seen: set[tuple[str, str]] = field(default_factory=set)
    started: float = field(default_factory=time.monotonic)

    async def go(self, address: str) -> WayThere:
        url = address
        for _ in range(MOST_STEPS):
            host = _host(url)
            self.stops.append(without_query(url))
            try:
                reply = await self._ask(url)
            except AddressRefused:
                if len(self.stops) == 1:
                    raise
                return self._end(Outcome.NOWHERE, host=_host(self.stops[-2]))
            except (AnswerTooSlow, ReadTimedOut, ConnectionTimedOut):
                return self._end(Outcome.SLOW, host=host, seconds=round(self.limits.overall_s))
            except TransportError as problem:
                return self._end(Outcome.DEAD, host=host, reason=str(problem))
            if not reply.is_redirect:
                return self._arrived(reply, url)
            onward = _joined(url, reply.headers.get("location", ""))
            if "location" not in reply.headers or not _host(onward):
                return self._end(Outcome.NOWHERE, host=host)
            if urlsplit(url).scheme == "https" and urlsplit(onward).scheme != "https":
                return self._end(Outcome.DOWNGRADED, host=host, next=_host(onward))
            if self._been_at(onward):
                return self._end(Outcome.LOOP, host=_host(onward))
            url = onward
        return self._end(Outcome.TOO_LONG, host=_host(url), count=MOST_STEPS)

    async def _ask(self, url: str) -> Reply:
        kept = self.cookies.setdefault(_origin(url), {})
        headers = {"Accept": "text/html"}
        if kept:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in kept.items())
        reply = await self.transport.send(
            "GET", url, headers=headers, max_bytes=LARGEST_PAGE, timeouts=self.limits
        )
        kept.update(_cookies(reply.headers))
        return reply

    def _been_at(self, url: str) -> bool:
        """The same address with the same cookies will answer the same."""
        state = (url.partition("#")[0], repr(sorted(self.cookies.get(_origin(url), {}).items())))
        known = state in self.seen
        self.seen.add(state)
        return known

    def _arrived(self, reply: Reply, url: str) -> WayThere:
        host = _host(url)
        if reply.status != 200:
            return self._end(Outcome.REFUSED, host=host, status=reply.status)
        page = _Page()
        if reply.is_html:
            page.feed(reply.body.decode("utf-8", "replace"))
        if page.password:
            return self._at_sign_in(host)
        if page.saml_to is not None:
            return self._end(Outcome.PASSES_ON, host=host, next=_host(_joined(url, page.saml_to)) or host)
        return self._end(Outcome.NO_SIGN_IN, host=host)

    def _at_sign_in(self, host: str) -> WayThere:
        wanted = (self.expected or "").casefold()
        if wanted and host != wanted and not host.endswith(f".{wanted}"):
            return self._end(Outcome.ELSEWHERE, host=host, expected=wanted)
        return self._end(Outcome.REACHED, host=host)

    def _end(self, outcome: Outcome, **told: object) -> WayThere:
        said = _wording().outcomes[outcome]
        return WayThere(
            outcome,
            tuple(self.stops),
            fill(said.text, told),
            fill(said.do, told),
            _wording().limit,
            time.monotonic() - self.started,
        )


class _Page(HTMLParser):
    """Whether a page asks for a password, or passes a SAML request on."""

    def __init__(self) -> None:
        super().__init__()
        self.password = False
        self.saml_to: str | None = None
        self._action = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes forms and their fields."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._action = given.get("action", "")
        elif tag == "input":
            self.password = self.password or given.get("type", "").casefold() == "password"
            if given.get("name") == "SAMLRequest":
                self.saml_to = self._action


def _cookies(headers: Mapping[str, str]) -> dict[str, str]:
    """Names and values; what else a cookie says does not matter for one short way."""
    pairs = (
        one.partition(";")[0].partition("=") for one in _NEXT_COOKIE.split(headers.get("set-cookie", ""))
    )
    return {name.strip(): value.strip() for name, equals, value in pairs if equals}


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _joined(url: str, onward: str) -> str:
    """Where a page sends on to; empty for what is no address."""
    try:
        return urljoin(url, onward)
    except ValueError:
        return ""


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").casefold()
    except ValueError:
        return ""
