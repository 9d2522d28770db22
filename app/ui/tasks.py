"""The bridge between the window and everything that takes time.

One asyncio loop runs in one background thread, for all that is awaited; blocking work (SQL, files, the
keyring) runs on a few daemon threads. Results come back to the main thread, queued, and are dropped when
nobody wants them any more: the owner is gone, the task was cancelled, or a newer one of the same key was
started. What was asked for is let go on the main thread too, whatever became of it: it mostly holds a part of
the window, and Qt does not survive one that is freed on another thread.

    self.tasks.start(lambda report: load(client, report), owner=self, done=self._loaded, failed=self._failed)

Call everything here from the main thread, except `report`, which any thread may call.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, wait
from typing import TYPE_CHECKING, Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from app.ui.workers import WorkerPool

if TYPE_CHECKING:
    import asyncio

T = TypeVar("T")
Report = Callable[[object], None]
"""Passes progress on; calls that come faster than the window draws are merged, the newest wins."""
Make = Callable[[Report], Coroutine[Any, Any, T]]


class TaskStopped(Exception):
    """The task was ended from inside without a result, for example because its own group was cancelled."""


class TaskHandle:
    """One piece of work under way. After `cancel()` none of its callbacks is called again."""

    def __init__(
        self,
        runner: TaskRunner,
        owner: QObject,
        done: Callable[[Any], None] | None,
        failed: Callable[[Exception], None] | None,
        progress: Callable[[Any], None] | None,
    ) -> None:
        self._runner = runner
        self._owner: QObject | None = owner
        self._done, self._failed, self._progress = done, failed, progress
        self._open = True
        self._news: object = None
        self._news_queued = False
        self._stop: Callable[[], object] | None = None
        self._work: Callable[..., Any] = _nothing
        """What was asked for, kept here alone until its thread has done with it."""
        self._gone = owner.destroyed.connect(self._owner_gone)

    @property
    def running(self) -> bool:
        """Whether its result is still awaited."""
        return self._open

    def cancel(self) -> None:
        """Stops the work at once and forgets it. Harmless when it has ended."""
        if self._open:
            self._finish()
            self._halt()

    def _attach(self, stop: Callable[[], object]) -> None:
        """From the thread that starts the work; it may have been cancelled a moment before."""
        self._stop = stop
        if not self._open:
            stop()

    def _halt(self) -> None:
        if self._stop is not None:
            self._stop()

    def _ended(self) -> None:
        """On the main thread, once no other thread uses what was asked for."""
        self._work, self._stop = _nothing, None
        self._runner._working.discard(self)
        self._runner._owed.pop(self, None)

    def _report(self, news: object) -> None:
        """From any thread. Only the newest report is kept until the window gets to it."""
        self._news = news
        if self._open and not self._news_queued:
            self._news_queued = True
            self._runner._send(self, _NEWS, None)

    def _arrived(self, kind: str, value: object) -> None:
        if kind != _NEWS:
            self._ended()
        if not self._open or self._owner is None or not shiboken6.isValid(self._owner):
            return
        if kind == _NEWS:
            self._news_queued = False
            if self._progress is not None:
                self._progress(self._news)
            return
        done, failed = self._done, self._failed
        self._finish()
        if kind == _DONE:
            if done is not None:
                done(value)
        elif isinstance(value, Exception):
            if failed is None:
                sys.excepthook(type(value), value, value.__traceback__)
            else:
                failed(value)

    def _finish(self) -> None:
        if self._owner is not None and shiboken6.isValid(self._owner):
            QObject.disconnect(self._gone)
        self._close()

    def _close(self) -> None:
        """Nothing of the window is kept: the thread may hold this handle for longer than anybody else."""
        self._open = False
        self._runner._forget(self)
        self._owner = self._done = self._failed = self._progress = None

    def _owner_gone(self, *_: object) -> None:
        if self._open:
            self._close()
            self._halt()


_never_freed: list[TaskHandle] = []
"""What threads still had in hand when their window closed. Were it freed, it would be on one of them."""
_NEWS, _DONE, _FAILED = "news", "done", "failed"


class TaskRunner(QObject):
    """Starts work and brings its results to the main thread. Close it before the application ends."""

    _delivered = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = WorkerPool()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._handles: set[TaskHandle] = set()
        self._keys: dict[tuple[int, str], TaskHandle] = {}
        self._closed = False
        self._sending = threading.Lock()
        """Held while a thread sends: a runner that has been closed may be freed, and is sent nothing."""
        self._working: set[TaskHandle] = set()
        """Whose work a thread has, though it may be awaited no more."""
        self._owed: dict[TaskHandle, Future[Any]] = {}
        """What must run, until it has."""
        self._held: list[Callable[[], None]] | None = None
        self._delivered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def start(
        self,
        make: Make[T],
        *,
        owner: QObject,
        done: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        progress: Callable[[Any], None] | None = None,
        key: str = "",
    ) -> TaskHandle:
        """Runs `make(report)` on the loop's thread; give bound methods of `owner` as callbacks.

        An exception goes to `failed`; without one, to `sys.excepthook`. A `key` names the work within its
        owner: starting it again cancels what was started before under the same key.
        """
        handle = self._open_handle(owner, done, failed, progress, key)
        if not self._closed:
            self._begin(lambda: self._run_on_loop(make, handle))
        return handle

    def call(
        self,
        work: Callable[[], T],
        *,
        owner: QObject,
        done: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        key: str = "",
        on: WorkerPool | None = None,
        must_run: bool = False,
    ) -> TaskHandle:
        """Runs blocking `work()` on a worker thread. Cancelling drops its result; work begun runs on.

        `on` gives threads of the caller's own: a pool of one keeps work in the order it was asked for. What
        `must_run` is asked of its thread at once, is done though nobody waits for it any more, and can be
        waited for with `wait_written`: give it for what is written.
        """
        handle = self._open_handle(owner, done, failed, None, key)
        if self._closed:
            return handle
        handle._work = work
        self._working.add(handle)
        if must_run:
            self._owed[handle] = self._submit(on or self._pool, handle)
        else:
            self._begin(lambda: self._run_on_pool(on or self._pool, handle))
        return handle

    def wait_written(self, within_s: float) -> bool:
        """Waits for all that must run, at most so long. False when some disk or share did not answer in time.

        For the end of the window: nothing else may wait on the main thread.
        """
        return not wait(tuple(self._owed.values()), within_s).not_done

    def hold(self) -> None:
        """Begins nothing of what is asked for until `release`: threads that import hold up the one that
        paints."""
        if self._held is None:
            self._held = []

    def release(self) -> None:
        """Begins what was asked for meanwhile, in that order, and whatever comes from now on at once."""
        held, self._held = self._held or [], None
        for begin in held:
            begin()

    @property
    def busy(self) -> bool:
        """Whether anything is still awaited."""
        return bool(self._handles)

    def cancel_all(self, owner: QObject | None = None) -> None:
        """Cancels everything, or everything of one owner."""
        for handle in tuple(self._handles):
            if owner is None or handle._owner is owner:
                handle.cancel()

    def close(self, within_s: float = 2.0) -> bool:
        """Cancels everything and ends the loop's thread. False when it would not end within the time given.

        Threads that hang are left to die with the process: nothing here waits longer than `within_s`.
        """
        with self._sending:
            self._closed = True
        self._held = None
        self.cancel_all()
        _never_freed.extend(self._working)
        loop, thread = self._loop, self._thread
        if loop is None or thread is None:
            return True
        loop.call_soon_threadsafe(_end, loop)
        thread.join(within_s)
        self._loop = self._thread = None
        return not thread.is_alive()

    def _open_handle(
        self,
        owner: QObject,
        done: Callable[[Any], None] | None,
        failed: Callable[[Exception], None] | None,
        progress: Callable[[Any], None] | None,
        key: str,
    ) -> TaskHandle:
        place = (id(owner), key)
        if key and (before := self._keys.get(place)) is not None:
            before.cancel()
        handle = TaskHandle(self, owner, done, failed, progress)
        if self._closed:
            handle._open = False
            return handle
        self._handles.add(handle)
        if key:
            self._keys[place] = handle
        return handle

    def _begin(self, begin: Callable[[], None]) -> None:
        if self._held is None:
            begin()
        else:
            self._held.append(begin)

    def _run_on_pool(self, pool: WorkerPool, handle: TaskHandle) -> None:
        if handle.running:
            handle._attach(self._submit(pool, handle).cancel)
        else:  # cancelled while it was held
            handle._ended()

    def _submit(self, pool: WorkerPool, handle: TaskHandle) -> Future[Any]:
        future = pool.submit(lambda: handle._work())
        future.add_done_callback(lambda ended: self._worked(handle, ended))
        return future

    def _run_on_loop(self, make: Make[T], handle: TaskHandle) -> None:
        loop = self._running_loop()
        handle._work = make
        self._working.add(handle)

        def begin() -> None:
            if not handle.running:
                self._send(handle, _FAILED, None)
                return
            task = loop.create_task(_ended_well(handle._work, handle._report))
            task.add_done_callback(lambda ended: self._awaited(handle, ended))
            handle._attach(lambda: _post(loop, task.cancel))

        loop.call_soon_threadsafe(begin)

    def _running_loop(self) -> asyncio.AbstractEventLoop:
        import asyncio  # with all of TLS behind it: not before something is awaited

        if self._loop is None:
            loop = asyncio.new_event_loop()
            loop.set_default_executor(self._pool)
            self._loop = loop
            self._thread = threading.Thread(target=_serve, args=(loop,), name="asyncio", daemon=True)
            self._thread.start()
        return self._loop

    def _awaited(self, handle: TaskHandle, ended: asyncio.Task[Any]) -> None:
        if ended.cancelled():
            self._send(handle, _FAILED, TaskStopped("the work was stopped before it had a result"))
            return
        error = ended.exception()
        if error is None:
            self._send(handle, _DONE, ended.result())
        else:
            self._send(handle, _FAILED, _as_exception(error))

    def _worked(self, handle: TaskHandle, ended: Future[Any]) -> None:
        if ended.cancelled():  # on the main thread: only `cancel` of a handle does so
            handle._ended()
            return
        error = ended.exception()
        if error is None:
            self._send(handle, _DONE, ended.result())
        else:
            self._send(handle, _FAILED, _as_exception(error))

    def _send(self, handle: TaskHandle, kind: str, value: object) -> None:
        """From any thread. How it ended is sent though nobody waits: what was asked for is let go with it."""
        with self._sending:
            if not self._closed and (handle._open or kind != _NEWS) and shiboken6.isValid(self):
                self._delivered.emit((handle, kind, value))

    def _deliver(self, parcel: tuple[TaskHandle, str, object]) -> None:
        handle, kind, value = parcel
        handle._arrived(kind, value)

    def _forget(self, handle: TaskHandle) -> None:
        self._handles.discard(handle)
        for place in [place for place, kept in self._keys.items() if kept is handle]:
            del self._keys[place]


def _nothing(*_: object) -> Any:
    """In place of what was asked for, once it is over."""
    raise TaskStopped("the work was over before it began")


async def _ended_well(make: Make[T], report: Report) -> T:
    """Calls `make` on the loop's thread, so that even its first line may not hold up the window."""
    return await make(report)


def _serve(loop: asyncio.AbstractEventLoop) -> None:
    import asyncio

    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
    finally:
        loop.close()


def _end(loop: asyncio.AbstractEventLoop) -> None:
    """On the loop's thread: cancels what is left, gives it one turn to tidy up, then stops."""
    import asyncio

    left = [task for task in asyncio.all_tasks(loop) if not task.done()]
    for task in left:
        task.cancel()

    async def settle() -> None:
        if left:
            await asyncio.wait(left, timeout=1.0)
        loop.stop()

    loop.create_task(settle())


def _post(loop: asyncio.AbstractEventLoop, work: Callable[[], object]) -> None:
    try:
        loop.call_soon_threadsafe(work)
    except RuntimeError:  # the loop has closed, and all its tasks with it
        return


def _as_exception(error: BaseException) -> Exception:
    return error if isinstance(error, Exception) else TaskStopped(type(error).__name__)
