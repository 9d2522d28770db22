"""One request to Wonde and its answer: the only place that puts the token on a request.

Guards the address, keeps to the pace, retries, and turns every answer that is not the data into its error.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from app.transport.client import MIB, Reply, Timeouts, Transport
from app.transport.errors import TransportError
from app.transport.retry import PASSING, TOO_MANY, Retrier, retry_after_s
from app.wonde.errors import (
    ForeignLink,
    NotFound,
    NotPermitted,
    NotWondeJson,
    Rejected,
    TokenDiedMidway,
    TokenRefused,
    TooManyRequests,
    UnexpectedAnswer,
    Unreachable,
    WondeError,
    WondeUnavailable,
)
from app.wonde.pace import Pace
from app.wonde.shapes import WrongShape, decode, message_in, shortened
from app.wonde.token import AuthForm, Origin, Reach, Token

if TYPE_CHECKING:
    from app.wonde.selection import Selection

Params = Mapping[str, str | int]

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 3
_MAX_BYTES = 64 * MIB
_ONE_AT_A_TIME_BYTES = 64 * 1024
"""Bodies above this are decoded one after another, with the loop's other work in between.

Not on worker threads: the decoder holds the interpreter's lock, so threads only compete with the window's.
Measured with 20 pages of 0.9 MB: the window's thread waited up to 15 ms like this, and up to 150 ms with
asyncio.to_thread, which was also slower.
"""
_SCOPE = re.compile(r"\b[a-z][a-z_]*(?:\.[a-z_]+)*\.(?:read|write)\b")


class Exchange:
    """Sends requests with the token to the addresses it may go to. For one event loop."""

    def __init__(
        self,
        transport: Transport,
        *,
        reach: Reach,
        token: Token,
        auth: AuthForm,
        pace: Pace,
        retrier: Retrier,
        timeouts: Timeouts | None = None,
    ) -> None:
        self.reach = reach
        self.pace = pace
        self._transport = transport
        self._token = token
        self._auth: AuthForm = auth
        self._retrier = retrier
        self._timeouts = timeouts
        self._has_worked = False
        self._decoding = asyncio.Lock()

    async def json(
        self,
        method: str,
        url: str,
        *,
        what: str,
        params: Params | None = None,
        json: object = None,
        on_retry: Callable[[], None] | None = None,
        only: Selection | None = None,
    ) -> tuple[Any, int]:
        """The decoded answer and its size in bytes; raises a WondeError for everything else.

        `what` names in a few words what is asked for, for the error's sentence; `only` what is wanted of
        a list's rows.
        """
        reply = await self.reply(method, url, what=what, params=params, json=json, on_retry=on_retry)
        try:
            if len(reply.body) <= _ONE_AT_A_TIME_BYTES:
                return decode(reply.body, only), len(reply.body)
            async with self._decoding:
                await asyncio.sleep(0)
                return decode(reply.body, only), len(reply.body)
        except WrongShape as error:
            raise self.not_data(reply, what, str(error)) from None

    async def reply(
        self,
        method: str,
        url: str,
        *,
        what: str,
        params: Params | None = None,
        json: object = None,
        on_retry: Callable[[], None] | None = None,
    ) -> Reply:
        """An answer with a 2xx status that is not a web page."""
        for _ in range(_MOST_REDIRECTS + 1):
            reply, tries = await self._tried(method, url, params, json, on_retry)
            if reply.status in _REDIRECTS:
                target = self.check_link(reply.headers.get("location", ""), reply.url)
                if method == "GET":
                    url, params = target, None
                    continue
            self._raise_unless_ok(reply, what, tries)
            self._has_worked = True
            return reply
        raise self.not_data(reply, what, "redirects without end")

    def check_link(self, link: str, url: str) -> str:
        """A `next` link, made absolute; raises ForeignLink unless it stays on the origin of `url`."""
        try:
            target = urljoin(url, link)
        except ValueError:
            target = ""
        origin = Origin.of(target)
        if origin is None or origin != Origin.of(url) or not self.reach.allows(target):
            raise ForeignLink(
                host=_host(url), target=str(origin) if origin is not None else "another address"
            )
        return target

    async def _tried(
        self, method: str, url: str, params: Params | None, json: object, on_retry: Callable[[], None] | None
    ) -> tuple[Reply, int]:
        if not self.reach.allows(url):
            target = Origin.of(url)
            raise ForeignLink(host=self.reach.configured.host, target=str(target or "another address"))
        tries = 0

        async def attempt() -> Reply:
            nonlocal tries
            tries += 1
            return await self._paced(method, url, params, json)

        retrier = self._retrier
        if not self._has_worked:
            # Somebody is waiting for the very first answer, and each timeout has already cost a long one.
            retrier = replace(retrier, policy=replace(retrier.policy, timeout_attempts=1))
        try:
            reply = await retrier.run(
                attempt,
                idempotent=method in ("GET", "HEAD", "DELETE"),
                on_retry=lambda *_: on_retry() if on_retry is not None else None,
            )
        except TransportError as error:
            raise Unreachable(error) from None
        return reply, tries

    async def _paced(self, method: str, url: str, params: Params | None, json: object) -> Reply:
        while True:
            closed_s = self.pace.closed_for_s()
            if closed_s > 0:
                await self._retrier.sleep(closed_s)
            async with self.pace.slot() as slot:
                if self.pace.closed_for_s() > 0:
                    continue
                reply = await self._transport.send(
                    method,
                    url,
                    headers={"Accept": "application/json", **self._token.header(self._auth)},
                    params=params,
                    json=json,
                    max_bytes=_MAX_BYTES,
                    timeouts=self._timeouts,
                )
                if reply.status != TOO_MANY:
                    self.pace.succeeded()
                    return reply
                wait = retry_after_s(reply.headers, self._retrier.clock())
                worth_it = wait is not None and wait <= self._retrier.policy.longest_wait_s
                self.pace.too_many(slot.entered_at, wait if worth_it else None)
                return reply

    def _raise_unless_ok(self, reply: Reply, what: str, tries: int) -> None:
        status = reply.status
        if 200 <= status < 300 and not reply.is_html:
            return
        if status == 401:
            said, _ = self._said(reply)
            raise TokenDiedMidway(said=said) if self._has_worked else TokenRefused(said=said)
        if status == TOO_MANY:
            raise TooManyRequests(tries=tries, wait_s=retry_after_s(reply.headers, self._retrier.clock()))
        if status in PASSING or (status >= 500 and status != 511):
            raise WondeUnavailable(status=status, tries=tries, said=self._said(reply)[0])
        if reply.is_html or status == 511:
            # Wonde is asked for JSON; a page in its place is usually a web filter's
            raise self.not_data(reply, what, "a web page")
        raise self._refusal(reply, what)

    def _refusal(self, reply: Reply, what: str) -> WondeError:
        said, fields = self._said(reply)
        if reply.status == 403:
            scope = _SCOPE.search(said)
            return NotPermitted(what, scope=scope.group(0) if scope else None, said=said)
        if reply.status == 404:
            return NotFound(what, said=said)
        if reply.status == 422:
            return Rejected(what, said=said, fields=fields)
        return UnexpectedAnswer(what, status=reply.status, said=said)

    def _said(self, reply: Reply) -> tuple[str, tuple[str, ...]]:
        message, fields = message_in(reply.body)
        return shortened(self._token.scrub(message)), tuple(shortened(self._token.scrub(f)) for f in fields)

    def not_data(self, reply: Reply, what: str, got: str) -> NotWondeJson:
        """The error for an answer that is not Wonde's data; its text is not quoted, it could be anything."""
        return NotWondeJson(
            what, host=_host(reply.url), got="a web page" if reply.is_html else got, status=reply.status
        )


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""
