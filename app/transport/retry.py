"""When to ask again, and how long to wait first. The caller brings the attempt, the clock and the dice.

Asked again: 429 always (the server says it did nothing), 500, 502, 503 and 504 and lost connections only for
calls that may safely be made twice. 500 is in the list because school data services answer it for passing
trouble too, and reading twice harms nothing.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Protocol, TypeVar

from app.transport.errors import (
    AnswerTooSlow,
    ConnectionDropped,
    ConnectionFailed,
    NameNotResolved,
    ProxyNeedsSignIn,
    ProxyUnsupported,
    ReadTimedOut,
    TransportError,
)

TOO_MANY = 429
PASSING = frozenset({500, 502, 503, 504})


class Answer(Protocol):
    """The part of a reply that decides whether to ask again."""

    @property
    def status(self) -> int:
        """HTTP status."""
        ...

    @property
    def headers(self) -> Mapping[str, str]:
        """Headers by lower-case name."""
        ...


A = TypeVar("A", bound=Answer)


def _wall_clock() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often and how patiently. Every number is a limit, so every call ends."""

    attempts: int = 6
    """For 5xx answers and connections cut midway."""
    connect_attempts: int = 3
    """Where no connection was made: more seldom mends itself, and somebody is waiting."""
    timeout_attempts: int = 2
    """After a read timeout; each one has already cost the whole timeout."""
    rate_attempts: int = 12
    """For 429, where the server itself says when to come back."""
    base_s: float = 0.3
    cap_s: float = 6.0
    longest_wait_s: float = 60.0
    """A Retry-After longer than this is not waited for; the 429 is given back instead."""
    total_wait_s: float = 180.0
    """No call waits longer than this in all, between its attempts."""

    def allowed(self, trouble: TransportError | int) -> int:
        """How many attempts in all a kind of trouble (an error or a status) is worth; 1 is no retry."""
        if isinstance(trouble, int):
            return self.rate_attempts if trouble == TOO_MANY else self.attempts if trouble in PASSING else 1
        if isinstance(trouble, AnswerTooSlow | ProxyNeedsSignIn | ProxyUnsupported):
            return 1
        if isinstance(trouble, ReadTimedOut):
            return self.timeout_attempts
        if isinstance(trouble, ConnectionDropped):
            return self.attempts
        if isinstance(trouble, NameNotResolved):
            return min(2, self.connect_attempts)
        return self.connect_attempts if isinstance(trouble, ConnectionFailed) else 1


def retry_after_s(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds to wait according to Retry-After (a number or an HTTP date), or None if it says nothing usable.

    A date is measured from the answer's own Date header when there is one, because school clocks are wrong.
    """
    text = headers.get("retry-after", "").strip()
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        until, since = _http_date(text), _http_date(headers.get("date", "")) or now
        return max(0.0, (until - since).total_seconds()) if until is not None else None
    return seconds if 0 <= seconds < float("inf") else None


def _http_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


@dataclass(slots=True)
class Retrier:
    """Makes an attempt until it succeeds, is hopeless, or the policy's limit is reached.

    `clock` gives the wall time, `sleep` waits, `dice` gives a number in [0, 1): all three can be replaced.
    """

    policy: RetryPolicy = field(default_factory=RetryPolicy)
    clock: Callable[[], datetime] = _wall_clock
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    dice: Callable[[], float] = random.SystemRandom().random

    async def run(
        self,
        attempt: Callable[[], Awaitable[A]],
        *,
        idempotent: bool,
        on_retry: Callable[[int | TransportError, float], None] | None = None,
    ) -> A:
        """The first answer that needs no retry, or the last one got (so 429 and 5xx may come back).

        Raises the last TransportError when no attempt brought an answer. `on_retry(trouble, wait_s)` is told
        before each wait. Cancelling takes effect at once, also while waiting.
        """
        limited = failed = 0
        waited_s = 0.0
        while True:
            answer: A | None = None
            try:
                answer = await attempt()
                trouble: int | TransportError = answer.status
            except TransportError as error:
                trouble = error
            if trouble == TOO_MANY:
                limited += 1
            else:
                failed += 1
            tried = limited if trouble == TOO_MANY else failed
            wait = self._wait_s(trouble, answer, tried)
            again = tried < self.policy.allowed(trouble) and (idempotent or trouble == TOO_MANY)
            if wait is None or not again or waited_s + wait > self.policy.total_wait_s:
                if isinstance(trouble, TransportError):
                    raise trouble
                if answer is not None:
                    return answer
            if wait is not None:
                if on_retry is not None:
                    on_retry(trouble, wait)
                waited_s += wait
                await self.sleep(wait)

    def _wait_s(self, trouble: int | TransportError, answer: Answer | None, tried: int) -> float | None:
        """How long to wait before the next attempt; None if waiting makes no sense."""
        asked = retry_after_s(answer.headers, self.clock()) if answer is not None else None
        if asked is not None and asked > self.policy.longest_wait_s:
            return None
        backoff = min(self.policy.cap_s, self.policy.base_s * 2.0 ** (tried - 1))
        if asked is not None:
            # a little after the moment named, and not all together
            return asked + self.dice() * min(1.0, backoff)
        return backoff * (0.5 + self.dice() / 2)
