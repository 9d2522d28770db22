"""A bare look over plain HTTP: what it sends, what it makes of what comes back."""

from __future__ import annotations

import pytest

from app.transport.errors import (
    ConnectionDropped,
    ConnectionRefused,
    ConnectionTimedOut,
    NameNotResolved,
    NotHttp,
)
from app.transport.looks import plain_look
from tests.fakes.faults import closed_port
from tests.fakes.wire import Said, WireServer

pytestmark = pytest.mark.anyio


async def test_a_page_is_read_and_nothing_of_ours_is_sent() -> None:
    page = Said("é".encode() + b"x" * 200_000, 302, {"Location": "http://elsewhere.test/"})
    async with WireServer(lambda _: page) as server:
        looked = await plain_look("127.0.0.1", server.port)
    assert looked.status == 302
    assert looked.headers["location"] == "http://elsewhere.test/"
    assert looked.body.startswith("éx")
    assert len(looked.body) < 66_000
    (asked,) = server.asked
    assert (asked.method, asked.path, asked.query, asked.body) == ("GET", "/", {}, b"")
    assert set(asked.headers) == {"host", "user-agent", "accept", "connection"}


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Said(raw=b"220 mail.test\r\n\r\n"), NotHttp),
        (Said(raw=b""), (ConnectionDropped, NotHttp)),
        (Said(hang=True), ConnectionTimedOut),
        (Said(b"x" * 99, cut_after=9), (ConnectionDropped, NotHttp)),
    ],
)
async def test_what_is_no_answer(answer: Said, error: type[Exception] | tuple[type[Exception], ...]) -> None:
    async with WireServer(lambda _: answer) as server:
        with pytest.raises(error):
            await plain_look("127.0.0.1", server.port, timeout_s=0.5)


async def test_nobody_there() -> None:
    with pytest.raises(ConnectionRefused):
        await plain_look("127.0.0.1", await closed_port())

    def unknown(host: str, port: int) -> list[str]:
        raise OSError("unknown")

    with pytest.raises(NameNotResolved):
        await plain_look("nowhere.test", resolver=unknown)
