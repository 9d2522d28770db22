"""Ways for the practice server to go wrong on purpose, each by a name for `--faults`.

All are deterministic: the same requests meet the same trouble. What passes (slow, flaky, rate-limited,
drops-connection) always lets a client through that tries an address up to five times; the others do not pass.
`empty` and `rows-change-while-paging` are a matter of the rows and are done by `World`.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.practice.errors import SpecNotPossible


@dataclass(frozen=True, slots=True)
class FaultSettings:
    """How bad the trouble is."""

    slow_s: float = 2.0
    rate_per_s: float = 20.0
    burst: int = 20
    revoked_after: int = 8
    """Requests before the token dies."""


FAULTS = {
    "slow": "every answer takes two seconds more",
    "flaky": "some requests get 503 or lose the connection, once or twice each",
    "rate-limited": "more than 20 requests a second get 429 with Retry-After",
    "hangs": "requests are accepted and never answered",
    "garbage": "a web page or broken JSON in the place of data, with status 200",
    "drops-connection": "some answers break off halfway, once each",
    "token-revoked-midway": "after eight requests the token is refused",
    "empty": "everything is fine, and there are no rows",
    "rows-change-while-paging": "students come and go between one page and the next",
}
BY_WORLD = ("empty", "rows-change-while-paging")


def check_fault(name: str | None) -> None:
    """Raises SpecNotPossible for a name that is none."""
    if name is not None and name not in FAULTS:
        raise SpecNotPossible(f"There is no fault “{name[:40]}”: choose one of {', '.join(FAULTS)}.")


def with_fault(app: ASGIApp, name: str | None, settings: FaultSettings | None = None) -> ASGIApp:
    """The same application with one fault. Raises SpecNotPossible for a name that is none."""
    check_fault(name)
    if name is None or name in BY_WORLD:
        return app
    return _MAKERS[name](app, settings or FaultSettings())


def _target(scope: Scope) -> str:
    query = sorted(parse_qsl(scope.get("query_string", b"").decode("latin-1")))
    return f"{scope['method']} {scope['path']} {query}"


def _error(code: str, message: str) -> dict[str, dict[str, str]]:
    return {"error": {"code": code, "message": message}}


def _slow(app: ASGIApp, settings: FaultSettings) -> ASGIApp:
    async def run(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(settings.slow_s)
        await app(scope, receive, send)

    return run


_FLAKY: dict[int, tuple[str, ...]] = {
    0: ("503",), 1: ("503",), 2: ("drop",), 3: ("503", "503"), 4: ("503", "drop"), 5: ("drop", "503", "503"),
}  # fmt: skip
"""By the hash of an address modulo 12: what its first tries meet; then it works once and begins anew."""


def _flaky(app: ASGIApp, _: FaultSettings) -> ASGIApp:
    tries: dict[str, int] = {}

    async def run(scope: Scope, receive: Receive, send: Send) -> None:
        target = _target(scope)
        troubles = _FLAKY.get(zlib.crc32(target.encode()) % 12, ())
        number = tries.get(target, 0)
        if number >= len(troubles):
            tries[target] = 0
            await app(scope, receive, send)
            return
        tries[target] = number + 1
        if troubles[number] == "503":
            answer = _error("unavailable", "The service is unavailable for a moment.")
            await JSONResponse(answer, 503)(scope, receive, send)
        else:
            await app(scope, receive, _cut_off(send, keep=0.0))

    return run


def _drops(app: ASGIApp, _: FaultSettings) -> ASGIApp:
    dropped: set[str] = set()

    async def run(scope: Scope, receive: Receive, send: Send) -> None:
        target = _target(scope)
        if zlib.crc32(target.encode()) % 3 == 0 and target not in dropped:
            dropped.add(target)
            await app(scope, receive, _cut_off(send, keep=0.5))
            return
        dropped.discard(target)
        await app(scope, receive, send)

    return run


def _cut_off(send: Send, *, keep: float) -> Send:
    """Sends the head and a part of the body only; the server closes the connection when nothing follows."""

    async def cut(message: Message) -> None:
        if message["type"] == "http.response.body":
            body = message.get("body", b"")
            part = body[: int(len(body) * keep)]
            message = {"type": "http.response.body", "body": part, "more_body": True}
        await send(message)

    return cut


def _rate_limited(app: ASGIApp, settings: FaultSettings) -> ASGIApp:
    tokens, filled_at = float(settings.burst), 0.0

    async def run(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal tokens, filled_at
        now = asyncio.get_running_loop().time()
        tokens = min(float(settings.burst), tokens + (now - filled_at) * settings.rate_per_s)
        filled_at = now
        if tokens >= 1:
            tokens -= 1
            await app(scope, receive, send)
            return
        answer = _error("too_many_requests", "Too many requests.")
        await JSONResponse(answer, 429, {"Retry-After": "1"})(scope, receive, send)

    return run


def _hangs(_: ASGIApp, __: FaultSettings) -> ASGIApp:
    async def run(scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    return run


_WEB_PAGE = "<!doctype html><title>Welcome</title><h1>Sign in to the school network to go on</h1>"


def _garbage(app: ASGIApp, _: FaultSettings) -> ASGIApp:
    async def run(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"].count("/") < 4:  # /v1.0/schools and the like; below a school come its lists
            await HTMLResponse(_WEB_PAGE)(scope, receive, send)
            return
        broken = Response(b'{"data":[{"id":"A1","upi":', media_type="application/json")
        await broken(scope, receive, send)

    return run


def _revoked_midway(app: ASGIApp, settings: FaultSettings) -> ASGIApp:
    answered = 0

    async def run(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal answered
        if answered < settings.revoked_after:
            answered += 1
            await app(scope, receive, send)
            return
        answer = _error("unauthenticated", "The key is missing, invalid or expired.")
        await JSONResponse(answer, 401)(scope, receive, send)

    return run


_MAKERS: dict[str, Callable[[ASGIApp, FaultSettings], ASGIApp]] = {
    "slow": _slow,
    "flaky": _flaky,
    "rate-limited": _rate_limited,
    "hangs": _hangs,
    "garbage": _garbage,
    "drops-connection": _drops,
    "token-revoked-midway": _revoked_midway,
}
