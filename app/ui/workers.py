"""A few daemon threads for blocking work. Nobody waits for them when the program ends.

The standard pool joins its threads at exit, so one hung read from a school's share would keep the process of
a closed window alive.
"""

from __future__ import annotations

import itertools
import os
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import partial
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class WorkerPool(ThreadPoolExecutor):
    """An executor of daemon threads, made as they are needed and at most `most` of them.

    Work never waits behind other work while fewer than `most` threads are busy. It is a ThreadPoolExecutor
    because asyncio takes nothing else as a loop's own executor.
    """

    def __init__(self, most: int = 8) -> None:
        super().__init__(max_workers=most)
        self._most = most
        self._waiting: deque[Callable[[], None]] = deque()
        self._state = threading.Condition()
        """Guards everything below and the queue: what waits and who is free are only ever seen together."""
        self._made = 0
        self._free = 0
        self._numbers = itertools.count(1)

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Runs `fn` on one of the threads. A future cancelled while it waits is never started."""
        future: Future[T] = Future()
        work = partial(_run, [future], partial(fn, *args, **kwargs))
        with self._state:
            self._waiting.append(work)
            if len(self._waiting) > self._free and self._made < self._most:
                self._made += 1
                name = f"worker {next(self._numbers)}"
                threading.Thread(target=self._serve, name=name, daemon=True).start()
            else:
                self._state.notify()
        return future

    def shutdown(self, wait: bool = False, *, cancel_futures: bool = False, **_: Any) -> None:
        """Does nothing: daemon threads end with the process, and no one may wait for them."""

    def _serve(self) -> None:
        while True:
            with self._state:
                self._free += 1
                while not self._waiting:
                    self._state.wait()
                self._free -= 1
                work = self._waiting.popleft()
            work()
            del work  # its result is not kept alive by a thread that has nothing to do


class PoolPerFolder:
    """A pool of one thread for each folder, the same one however often it is asked for: who opens a journey
    again comes after what is still being written to it."""

    def __init__(self) -> None:
        self._pools: dict[str, WorkerPool] = {}

    def of(self, folder: Path) -> WorkerPool:
        """The folder's own. The disk is not asked."""
        return self._pools.setdefault(os.path.normcase(folder.absolute()), WorkerPool(1))

    def under_way(self) -> Callable[[float], object]:
        """Waits, at most so many seconds, for what was asked for up to now. Not for the main thread."""
        last = [pool.submit(lambda: None) for pool in self._pools.values()]
        return lambda within_s: wait(last, within_s)


def _run(asked: list[Future[T]], fn: Callable[[], T]) -> None:
    """Runs what was asked for, once, and gives the future its outcome.

    An error knows the frames it came through, this one among them. Were the future still known here, both
    would keep one another, and all that those frames hold, until garbage is collected.
    """
    future = asked.pop()
    if not future.set_running_or_notify_cancel():
        return
    try:
        result = fn()
    except BaseException as error:  # it belongs to whoever asked, not to this thread
        future.set_exception(error)
    else:
        future.set_result(result)
    del future
