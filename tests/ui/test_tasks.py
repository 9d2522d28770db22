"""Work off the main thread: results come back, and nothing comes back that nobody wants any more."""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot

from app.ui.tasks import Report, TaskRunner
from app.ui.workers import WorkerPool


class Page(QObject):
    """Collects what is delivered, and on which thread."""

    def __init__(self) -> None:
        super().__init__()
        self.results: list[object] = []
        self.problems: list[Exception] = []
        self.news: list[object] = []
        self.threads: set[QThread] = set()

    def done(self, result: object) -> None:
        self.results.append(result)
        self.threads.add(QThread.currentThread())

    def failed(self, problem: Exception) -> None:
        self.problems.append(problem)

    def progress(self, news: object) -> None:
        self.news.append(news)


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[TaskRunner]:
    runner = TaskRunner()
    yield runner
    runner.close()


@pytest.fixture
def page(qtbot: QtBot) -> Page:
    return Page()


def test_results_arrive_on_the_main_thread(tasks: TaskRunner, page: Page, qtbot: QtBot) -> None:
    async def answer(_: Report) -> tuple[int, str]:
        await asyncio.sleep(0)
        return 2**40, threading.current_thread().name

    tasks.start(answer, owner=page, done=page.done)
    tasks.call(lambda: threading.current_thread().name, owner=page, done=page.done)
    qtbot.waitUntil(lambda: len(page.results) == 2)
    assert page.threads == {page.thread()}
    assert (2**40, "asyncio") in page.results
    assert any(str(result).startswith("worker") for result in page.results)
    assert not tasks.busy


def test_progress_is_merged_and_the_newest_wins(tasks: TaskRunner, page: Page, qtbot: QtBot) -> None:
    async def count(report: Report) -> str:
        for number in range(10_000):
            report(number)
        return "counted"

    tasks.start(count, owner=page, done=page.done, progress=page.progress)
    qtbot.waitUntil(lambda: page.results == ["counted"])
    assert len(page.news) < 10_000
    assert page.news == sorted(page.news, key=str) or page.news[-1] == 9_999


def test_after_cancel_nothing_is_delivered(tasks: TaskRunner, page: Page, qtbot: QtBot) -> None:
    began, stopped = threading.Event(), threading.Event()

    async def wait(_: Report) -> None:
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()

    handle = tasks.start(wait, owner=page, done=page.done, failed=page.failed)
    qtbot.waitUntil(began.is_set)
    handle.cancel()
    qtbot.waitUntil(stopped.is_set)
    handle.cancel()
    assert not handle.running
    assert not page.results
    assert not page.problems


def test_a_task_cancelled_before_it_began_never_begins(tasks: TaskRunner, page: Page, qtbot: QtBot) -> None:
    began = []

    async def begin(_: Report) -> None:
        began.append(True)

    hold = threading.Event()

    async def hold_the_loop(_: Report) -> None:
        hold.wait(5)  # blocks the loop's thread on purpose

    tasks.start(hold_the_loop, owner=page, done=page.done)
    tasks.start(begin, owner=page, done=page.done).cancel()
    hold.set()
    qtbot.waitUntil(lambda: page.results == [None])
    assert began == []


def test_a_newer_task_of_the_same_key_replaces_the_older(tasks: TaskRunner, page: Page, qtbot: QtBot) -> None:
    async def say(what: str) -> str:
        await asyncio.sleep(0)
        return what

    for number in range(20):
        tasks.start(lambda _, n=number: say(str(n)), owner=page, done=page.done, key="search")
    qtbot.waitUntil(lambda: page.results == ["19"])


def test_owner_deleted_while_waiting(tasks: TaskRunner, qtbot: QtBot) -> None:
    owner, results = QObject(), []
    under_way, stopped, gone = threading.Event(), threading.Event(), threading.Event()
    owner.destroyed.connect(lambda: gone.set())

    async def wait(_: Report) -> None:
        try:
            under_way.set()
            await asyncio.Event().wait()
        finally:
            stopped.set()

    tasks.start(wait, owner=owner, done=results.append)
    late = tasks.call(lambda: gone.wait(10), owner=owner, done=results.append)
    assert under_way.wait(10)  # what never began has nothing to stop
    owner.deleteLater()
    qtbot.waitUntil(stopped.is_set)
    assert not late.running
    assert results == []
    assert not tasks.busy


def test_errors_go_to_whoever_asked(tasks: TaskRunner, page: Page, qtbot: QtBot) -> None:
    async def fail(_: Report) -> None:
        raise LookupError("no such school")

    def fail_blocking() -> None:
        raise OSError("the share went away")

    tasks.start(fail, owner=page, done=page.done, failed=page.failed)
    tasks.call(fail_blocking, owner=page, done=page.done, failed=page.failed)
    qtbot.waitUntil(lambda: len(page.problems) == 2)
    assert {type(problem) for problem in page.problems} == {LookupError, OSError}
    assert not page.results


def test_errors_nobody_asked_about_reach_the_exception_hook(
    tasks: TaskRunner, page: Page, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, _error, _trace: heard.append(kind))

    async def fail(_: Report) -> None:
        raise LookupError

    tasks.start(fail, owner=page)
    qtbot.waitUntil(lambda: heard == [LookupError])


def test_a_task_ended_from_inside_is_a_failure_not_silence(
    tasks: TaskRunner, page: Page, qtbot: QtBot
) -> None:
    async def give_up(_: Report) -> None:
        raise asyncio.CancelledError

    tasks.start(give_up, owner=page, done=page.done, failed=page.failed)
    qtbot.waitUntil(lambda: len(page.problems) == 1)


def test_close_cancels_everything_and_is_bounded_by_hung_work(page: Page, qtbot: QtBot) -> None:
    tasks, release = TaskRunner(), threading.Event()
    under_way, tidied = threading.Event(), threading.Event()

    async def patient(_: Report) -> None:
        try:
            under_way.set()
            await asyncio.Event().wait()
        finally:
            tidied.set()

    async def hung(_: Report) -> None:
        await asyncio.get_running_loop().run_in_executor(None, release.wait, 30)

    tasks.start(patient, owner=page, done=page.done, failed=page.failed)
    tasks.start(hung, owner=page, done=page.done, failed=page.failed)
    blocked = tasks.call(lambda: release.wait(30), owner=page, done=page.done)
    assert under_way.wait(10)  # what never began has nothing to tidy
    began = time.monotonic()
    assert tasks.close(within_s=5)
    assert time.monotonic() - began < 5
    assert tidied.is_set()
    assert not blocked.running
    release.set()
    after = tasks.call(lambda: 1, owner=page, done=page.done)
    assert not after.running
    assert not page.results
    assert not page.problems


def test_close_gives_up_on_a_loop_that_is_blocked(page: Page, qtbot: QtBot) -> None:
    tasks, release, blocked = TaskRunner(), threading.Event(), threading.Event()

    async def block_the_loop(_: Report) -> None:
        blocked.set()
        release.wait(30)

    tasks.start(block_the_loop, owner=page)
    assert blocked.wait(5)
    assert not tasks.close(within_s=0.05)
    release.set()


def test_a_closed_runner_may_go_while_threads_still_work(page: Page, qtbot: QtBot) -> None:
    """As at the end of the program: threads end their work while whom they would tell is being freed."""
    pool = WorkerPool(8)
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for _ in range(1500):
            runner, over = TaskRunner(), threading.Event()
            for _thread in range(8):
                runner.call(lambda over=over: over.wait(10), owner=page, done=page.done, on=pool)
            over.set()
            runner.close()
            shiboken6.delete(runner)
    finally:
        sys.setswitchinterval(before)
    assert page.problems == []


class Held:
    """What a page asks for holds a part of the window: this notes on which thread the last of it goes."""

    def __init__(self, freed_on: list[str]) -> None:
        self._freed_on = freed_on

    def __del__(self) -> None:
        self._freed_on.append(threading.current_thread().name)


@pytest.mark.parametrize("how", ["result", "error", "nobody waits", "cancelled before it began"])
@pytest.mark.parametrize("way", ["call", "start"])
def test_what_was_asked_for_is_let_go_on_the_main_thread(
    tasks: TaskRunner, page: Page, qtbot: QtBot, way: str, how: str
) -> None:
    """The thread is held up where it would be the last to let go, had it kept anything."""
    freed_on: list[str] = []
    pool, begun, go_on = WorkerPool(1), threading.Event(), threading.Event()
    ahead = pool.submit(go_on.wait, 10) if how == "cancelled before it began" else None

    def ask() -> None:
        held = Held(freed_on)

        def work() -> None:
            begun.set()
            assert held
            if how == "nobody waits":
                go_on.wait(10)
            if how == "error":
                raise ValueError("no")

        async def awaited(_: Report) -> None:
            work()

        if way == "call":
            handle = tasks.call(work, owner=page, done=page.done, failed=page.failed, on=pool)
        else:
            handle = tasks.start(awaited, owner=page, done=page.done, failed=page.failed)
        if how == "nobody waits":
            assert begun.wait(10)
            handle.cancel()
        if ahead is not None:
            handle.cancel()
        go_on.set()

    ask()

    def let_go() -> bool:
        page.problems.clear()  # an error holds what was under way when it happened
        return bool(freed_on)

    qtbot.waitUntil(let_go)
    assert freed_on == [threading.main_thread().name]


def test_a_pool_of_one_keeps_the_order() -> None:
    pool, seen = WorkerPool(1), []
    for number in range(50):
        pool.submit(seen.append, number)
    pool.submit(lambda: None).result(5)
    assert seen == list(range(50))


def test_no_work_waits_behind_hung_work_while_a_thread_is_to_be_had() -> None:
    """A thread that has taken work counts as busy from that moment: else what is asked for just then waits
    behind a share that never answers. The moment is short, so threads are made to take turns at every step.
    """
    before, over = sys.getswitchinterval(), threading.Event()

    def hinder() -> None:
        while not over.is_set():
            pass

    threading.Thread(target=hinder, daemon=True).start()
    sys.setswitchinterval(1e-6)
    try:
        for round_ in range(4000):
            if round_ % 50 == 0:
                pool = WorkerPool(2)
                pool.submit(int).result(5)
            freed = threading.Event()
            hung = pool.submit(freed.wait, 5)
            for _ in range(round_ % 200):
                pass
            pool.submit(freed.set)
            assert hung.result(10), f"round {round_}: the second piece of work waited for the first"
    finally:
        over.set()
        sys.setswitchinterval(before)


def test_no_thread_of_ours_keeps_the_process_alive(tasks: TaskRunner, page: Page, qtbot: QtBot) -> None:
    tasks.call(lambda: None, owner=page, done=page.done)
    tasks.start(lambda _: asyncio.sleep(0), owner=page, done=page.done)
    qtbot.waitUntil(lambda: len(page.results) == 2)
    ours = [t for t in threading.enumerate() if t.name == "asyncio" or t.name.startswith("worker")]
    assert ours
    assert all(thread.daemon for thread in ours)
