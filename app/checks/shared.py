"""What several checks of one run need, asked once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from app.checks.context import Context

_T = TypeVar("_T")


async def once(ctx: Context, key: str, ask: Callable[[], Awaitable[_T]]) -> _T:
    """What `ask` gives or raises, asked the first time only in this run. Bound it yourself: a check that
    stops waiting does not stop it, since others may wait for the same."""
    task: asyncio.Future[_T] | None = ctx.learned.get(key)
    if task is None:
        task = ctx.learned[key] = asyncio.ensure_future(ask())
        task.add_done_callback(_look_at)
    return await asyncio.shield(task)


def _look_at(task: asyncio.Future[_T]) -> None:
    """Keeps asyncio from logging what nobody waited for any more."""
    if not task.cancelled():
        task.exception()
