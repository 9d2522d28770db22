"""The limit on requests in flight."""

from __future__ import annotations

import asyncio

import pytest

from app.wonde.pace import Pace

pytestmark = pytest.mark.anyio


class Time:
    now = 0.0

    def __call__(self) -> float:
        return self.now


async def test_no_more_than_the_limit_are_let_in() -> None:
    pace, out, most = Pace(3, Time()), 0, 0

    async def one() -> None:
        nonlocal out, most
        async with pace.slot():
            out += 1
            most = max(most, out)
            await asyncio.sleep(0)
            out -= 1

    await asyncio.gather(*(one() for _ in range(20)))
    assert (most, out) == (3, 0)


async def test_one_burst_of_429_halves_once() -> None:
    time = Time()
    pace = Pace(16, time)
    entered = [await pace.enter() for _ in range(16)]
    time.now = 5
    for moment in entered:
        pace.too_many(moment, 2.0)
    assert (pace.limit, pace.low_water, pace.closed_for_s()) == (8, 8, 2.0)
    time.now = 10
    pace.too_many(9.0, None)
    assert (pace.limit, pace.closed_for_s()) == (4, 0.0)
    for _ in range(5):
        time.now += 1
        pace.too_many(time.now, None)
    assert pace.limit == 1, "never none at all"


async def test_it_grows_back_slowly() -> None:
    pace = Pace(4, Time())
    pace.too_many(0.0, None)
    assert pace.limit == 2
    pace.succeeded()
    assert pace.limit == 2
    pace.succeeded()
    assert pace.limit == 3
    for _ in range(50):
        pace.succeeded()
    assert (pace.limit, pace.low_water) == (4, 2)


async def test_a_cancelled_wait_gives_its_place_on() -> None:
    pace = Pace(1, Time())
    await pace.enter()
    first, second = asyncio.ensure_future(pace.enter()), asyncio.ensure_future(pace.enter())
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    pace.leave()
    await second
    third, fourth = asyncio.ensure_future(pace.enter()), asyncio.ensure_future(pace.enter())
    await asyncio.sleep(0)
    pace.leave()
    third.cancel()  # it had just been let in
    await asyncio.gather(third, return_exceptions=True)
    await fourth


async def test_a_wait_cancelled_just_before_a_place_comes_free_is_cancelled_and_nothing_else() -> None:
    """The place passes over it before it has woken: what it raised then was no CancelledError, and stopping a
    load looked like a fault."""
    pace = Pace(1, Time())
    await pace.enter()
    waiting = asyncio.ensure_future(pace.enter())
    await asyncio.sleep(0)
    waiting.cancel()
    pace.leave()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await pace.enter()
