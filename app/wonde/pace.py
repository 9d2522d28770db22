"""How many requests are out at once: fewer when Wonde says "too many", slowly more again while it doesn't."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from types import TracebackType
from typing import Self


class Pace:
    """A limit on requests in flight, shared by everything one client does. For one event loop.

    On 429 the limit is halved, once for all requests that were out at that moment, and nothing new starts
    until the time Wonde named has passed. Every `limit` successes raise it by one, up to `most`.
    """

    def __init__(self, most: int, clock: Callable[[], float]) -> None:
        self.most = max(1, most)
        self.limit = self.most
        self.low_water = self.most
        """The lowest the limit has been."""
        self._clock = clock
        self._out = 0
        self._successes = 0
        self._halved_at = float("-inf")
        self._closed_until = float("-inf")
        self._waiting: deque[asyncio.Future[None]] = deque()

    def slot(self) -> Slot:
        """A place among the requests in flight; use it as `async with pace.slot() as slot`."""
        return Slot(self)

    async def enter(self) -> float:
        """Waits for a place and returns the moment it was got. Cancelling gives the place up."""
        if self._out >= self.limit or self._waiting:
            turn = asyncio.get_running_loop().create_future()
            self._waiting.append(turn)
            try:
                await turn
            except asyncio.CancelledError:
                if turn.done() and not turn.cancelled():
                    self.leave()
                elif turn in self._waiting:  # not where a place that came free has passed over it already
                    self._waiting.remove(turn)
                raise
        else:
            self._out += 1
        return self._clock()

    def leave(self) -> None:
        """Gives a place back and lets the next ones in."""
        self._out -= 1
        self._admit()

    def _admit(self) -> None:
        while self._waiting and self._out < self.limit:
            turn = self._waiting.popleft()
            if not turn.done():
                self._out += 1
                turn.set_result(None)

    def closed_for_s(self) -> float:
        """How long nothing should be sent, because Wonde said so; 0 when it may."""
        return max(0.0, self._closed_until - self._clock())

    def succeeded(self) -> None:
        """A request was answered normally."""
        self._successes += 1
        if self.limit < self.most and self._successes >= self.limit:
            self.limit += 1
            self._successes = 0
            self._admit()

    def too_many(self, entered_at: float, wait_s: float | None) -> None:
        """A request that got its place at `entered_at` was answered 429, to come back in `wait_s` seconds."""
        now = self._clock()
        if wait_s is not None:
            self._closed_until = max(self._closed_until, now + wait_s)
        if entered_at < self._halved_at:
            return  # it was already out when the limit was halved: the same complaint, not a new one
        self.limit = max(1, self.limit // 2)
        self.low_water = min(self.low_water, self.limit)
        self._halved_at = now
        self._successes = 0


class Slot:
    """One place in a `Pace`."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self.entered_at = 0.0

    async def __aenter__(self) -> Self:
        self.entered_at = await self._pace.enter()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pace.leave()
