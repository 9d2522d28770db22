"""A client whose waits take no time, against a stand-in for Wonde on loopback."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from app.transport.client import Timeouts, Transport
from app.wonde.client import WondeClient
from tests.fakes.wonde_server import TOKEN

MakeClient = Callable[..., WondeClient]


class Clock:
    """Time that passes only by sleeping."""

    def __init__(self) -> None:
        self.now_s = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now_s

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now_s += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def client_for(clock: Clock) -> AsyncIterator[MakeClient]:
    """Makes clients for an address; their transport is closed afterwards."""
    async with Transport(timeouts=Timeouts(connect_s=5, read_s=5)) as transport:

        def make(api_url: str, **options: Any) -> WondeClient:
            settings: dict[str, Any] = {
                "token": TOKEN,
                "clock": clock,
                "sleep": clock.sleep,
                "jitter": lambda: 0.5,
            }
            return WondeClient(options.pop("transport", transport), api_url=api_url, **(settings | options))

        yield make
