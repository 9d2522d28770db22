"""When a request is made again, and how long is waited first. No real time passes."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.transport.errors import (
    CertificateNotTrusted,
    ConnectionDropped,
    ConnectionRefused,
    NameNotResolved,
    ProxyNeedsSignIn,
    ReadTimedOut,
    TransportError,
)
from app.transport.retry import Retrier, RetryPolicy, retry_after_s

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@dataclass
class Answer:
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)


class Server:
    """Gives the outcomes in turn, the last one for ever."""

    def __init__(self, *outcomes: Answer | TransportError) -> None:
        self.outcomes = list(outcomes)
        self.tries = 0

    async def __call__(self) -> Answer:
        outcome = self.outcomes[min(self.tries, len(self.outcomes) - 1)]
        self.tries += 1
        if isinstance(outcome, TransportError):
            raise outcome
        return outcome


async def _run(
    server: Server, *, idempotent: bool = True, policy: RetryPolicy | None = None
) -> tuple[int, list[float]]:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    retrier = Retrier(policy or RetryPolicy(), clock=lambda: NOW, sleep=sleep, dice=lambda: 0.5)
    answer = await retrier.run(server, idempotent=idempotent)
    return answer.status, waits


@pytest.mark.anyio
async def test_success_is_not_asked_again() -> None:
    server = Server(Answer(200))
    assert await _run(server) == (200, [])
    assert server.tries == 1


@pytest.mark.anyio
@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_passing_trouble_is_asked_again_with_growing_waits(status: int) -> None:
    server = Server(Answer(status), Answer(status), Answer(status), Answer(200))
    got, waits = await _run(server)
    assert got == 200
    assert waits == sorted(waits)
    assert len(waits) == 3


@pytest.mark.anyio
@pytest.mark.parametrize("status", [400, 401, 403, 404, 422, 501])
async def test_an_answer_that_will_not_change_is_given_back(status: int) -> None:
    server = Server(Answer(status))
    assert (await _run(server))[0] == status
    assert server.tries == 1


@pytest.mark.anyio
async def test_it_ends_with_the_last_answer() -> None:
    server = Server(Answer(503))
    assert (await _run(server))[0] == 503
    assert server.tries == RetryPolicy().attempts


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("error", "tries"),
    [
        (ConnectionDropped("h"), 6),
        (ConnectionRefused("h"), 3),
        (NameNotResolved("h"), 2),
        (ReadTimedOut("h", seconds=1), 2),
        (CertificateNotTrusted("h"), 1),
        (ProxyNeedsSignIn("h", proxy="p:1"), 1),
    ],
)
async def test_lost_connections(error: TransportError, tries: int) -> None:
    server = Server(error)
    with pytest.raises(type(error)):
        await _run(server)
    assert server.tries == tries


@pytest.mark.anyio
@pytest.mark.parametrize("outcome", [Answer(503), ConnectionDropped("h"), ConnectionRefused("h")])
async def test_what_must_not_be_made_twice_is_not(outcome: Answer | TransportError) -> None:
    server = Server(outcome, Answer(200))
    with contextlib.suppress(TransportError):
        await _run(server, idempotent=False)
    assert server.tries == 1


@pytest.mark.anyio
async def test_429_did_nothing_and_may_be_made_again_by_any_call() -> None:
    server = Server(Answer(429, {"retry-after": "2"}), Answer(200))
    status, waits = await _run(server, idempotent=False)
    assert status == 200
    assert 2 <= waits[0] <= 3


@pytest.mark.anyio
async def test_a_wait_too_long_is_not_waited_for() -> None:
    server = Server(Answer(429, {"retry-after": "3600"}), Answer(200))
    assert await _run(server) == (429, [])


@pytest.mark.anyio
async def test_waiting_ends_also_when_every_single_wait_is_allowed() -> None:
    status, waits = await _run(Server(Answer(429, {"retry-after": "50"})))
    assert status == 429
    assert 150 <= sum(waits) <= 180


@pytest.mark.anyio
async def test_429_and_other_trouble_are_counted_apart() -> None:
    busy, down = Answer(429, {"retry-after": "0"}), Answer(503)
    server = Server(*[busy] * 8, *[down] * 4, Answer(200))
    assert (await _run(server))[0] == 200


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after": "-1"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "Fri, 20 Nov 2026 09:00:30 GMT"}, 30.0),
        ({"retry-after": "Fri, 20 Nov 2026 08:00:00 GMT"}, 0.0),
        # the answer's own clock counts: this PC's may be wrong
        ({"retry-after": "Fri, 20 Nov 2026 12:00:30 GMT", "date": "Fri, 20 Nov 2026 12:00:00 GMT"}, 30.0),
    ],
)
def test_retry_after(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after_s(headers, NOW) == seconds


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_header_breaks_it(after: str, day: str) -> None:
    seconds = retry_after_s({"retry-after": after, "date": day}, NOW)
    assert seconds is None or 0 <= seconds < float("inf")


@given(st.timedeltas(timedelta(0), timedelta(days=2)))
def test_dates_and_seconds_agree(wait: timedelta) -> None:
    whole = timedelta(seconds=int(wait.total_seconds()))
    written = (NOW + whole).strftime("%a, %d %b %Y %H:%M:%S GMT")
    assert retry_after_s({"retry-after": written}, NOW) == whole.total_seconds()
