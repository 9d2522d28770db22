"""Runs a call that cannot be cancelled on a thread nobody waits for.

`getaddrinfo` and Windows' certificate check can hang for a minute and cannot be interrupted. asyncio's own
executor joins its threads when the program ends, so one hung look-up would keep a closed window's process
alive; a daemon thread dies with it.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


async def run_on_daemon(call: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """What `call` returns or raises, worked out on a daemon thread.

    Cancelling the awaiting task returns at once; the thread is left to finish by itself and its result is
    dropped. The loop may be closed by then.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def deliver(result: T | None, error: BaseException | None) -> None:
        if future.done():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(result)  # type: ignore[arg-type]  # result is T whenever error is None

    def work() -> None:
        result: T | None = None
        error: BaseException | None = None
        try:
            result = call(*args, **kwargs)
        except BaseException as raised:  # it belongs to whoever awaits, not to this thread
            error = raised
        try:
            loop.call_soon_threadsafe(deliver, result, error)
        except RuntimeError:  # the loop closed while the call hung; nobody is left to tell
            return

    threading.Thread(
        target=work, name=f"uncancellable {getattr(call, '__name__', 'call')}", daemon=True
    ).start()
    return await future
