"""Reads a whole list, many pages at once, and tells afterwards how far it can be trusted.

Page 1 shows the page size really used; with a count as hint the remaining pages are asked for in one wave,
and reading goes on past the hint until Wonde says there is no more. Without page arithmetic `next` is
followed. Lists shift while they are read: a record removed on page 2 moves one from page 3 into a place
already read. So rows are told apart by id, the signs of a shift are looked for, and if there are any the list
is read again, a bounded number of times. What remains different is said in `StreamReport.differences`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Coroutine
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar
from urllib.parse import parse_qs, urlsplit

from app.wonde.collector import collector_held
from app.wonde.errors import EndlessPaging, WondeError
from app.wonde.tally import Fetched, Page, StreamReport, Tally

T = TypeVar("T")

MOST_PASSES = 3
_FIRST_GUESS = 4
"""Pages asked for at once when nothing says how many there are; doubled as long as there are more."""
_STALE_PAGES = 5
"""Pages in a row that bring nothing new and still promise more: the list is going round in circles."""
_PAGE_CAP = 5_000


class PageSource(Protocol):
    """Where pages come from: the client, or a test."""

    @property
    def host(self) -> str:
        """The host asked, for errors."""
        ...

    async def page(self, number: int) -> Fetched:
        """The page with this number, from 1."""
        ...

    async def follow(self, link: str) -> Fetched:
        """The page a `next` link names; refuses links that lead elsewhere."""
        ...

    async def count(self) -> int | None:
        """How many rows Wonde counts now; None if it doesn't say."""
        ...

    async def on_empty(self, count: int | None) -> None:
        """Called when not a single row arrived; raises if that cannot be right."""
        ...

    def effort(self) -> tuple[int, int]:
        """(retries so far, lowest number of requests in flight)."""
        ...


Hint = int | None | Awaitable[int | None]


class PageStream:
    """`async for page in stream`, once; then `.report`. Also `async with`, to stop early for certain.

    `hint` is a count to go by, or something that will give one; `count_first` asks the source for it together
    with page 1.

    Requests run ahead of the consumer by at most `window` pages, so a slow consumer holds the reading back.
    Pages come in their order in the list. Leaving the loop, cancelling or an error cancels every request.
    """

    def __init__(
        self,
        source: PageSource,
        kind: str,
        *,
        hint: Hint = None,
        count_first: bool = False,
        window: int = 48,
        passes: int = MOST_PASSES,
    ) -> None:
        self._source = source
        self._hint: Hint = hint
        self._count_first = count_first and hint is None
        self._window = max(2, window)
        self._passes = max(1, passes)
        self._tally = Tally(kind)
        self._tasks: set[asyncio.Task[Any]] = set()
        self._recounting: asyncio.Task[int | None] | None = None
        self._pages = self._run()

    @property
    def report(self) -> StreamReport:
        """The report so far; final once the stream is exhausted."""
        retries, low_water = self._source.effort()
        return self._tally.report(retries, low_water)

    @property
    def total(self) -> int | None:
        """How many rows are expected, for progress; None while or where it is not known."""
        return self._tally.hint

    def __aiter__(self) -> AsyncIterator[Page]:
        return self._pages

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Stops reading and cancels what is on its way."""
        await self._pages.aclose()

    async def _run(self) -> AsyncGenerator[Page, None]:
        with collector_held():
            try:
                hinting = self._start_hinting()
                while True:
                    self._tally.begin_pass()
                    self._recounting = None
                    reader = _Reader(self._source, self._tally, self._start, hinting, self._window)
                    while (numbered := await reader.next()) is not None:
                        page = self._taken(reader, *numbered)
                        if page.rows:
                            yield page
                    await self._settle_counts(hinting)
                    hinting = None
                    if not self._tally.is_worth_another_pass(self._passes):
                        return
            finally:
                await self._cancel_all()

    def _taken(self, reader: _Reader, number: int, fetched: Fetched) -> Page:
        tally = self._tally
        fresh = tally.take(fetched)
        if self._recounting is None and reader.all_arrived:
            # asked now, so that its round trip passes while the consumer stores what it has
            self._recounting = self._start(_asked(self._source.count))
        if tally.stale >= _STALE_PAGES or number >= _PAGE_CAP:
            raise EndlessPaging(tally.kind, host=self._source.host, rows=tally.rows)
        return Page(fresh, fetched.bytes, number)

    async def _settle_counts(self, hinting: asyncio.Task[int | None] | None) -> None:
        if hinting is not None:
            self._tally.hint = await hinting
        if not self._tally.rows:
            await self._source.on_empty(self._tally.hint)
        self._tally.recounted = await (self._recounting or _asked(self._source.count))

    def _start_hinting(self) -> asyncio.Task[int | None] | None:
        hint, self._hint = self._hint, None
        if self._count_first:
            return self._start(_asked(self._source.count))
        if hint is None or isinstance(hint, int):
            self._tally.hint = hint
            return None
        if isinstance(hint, asyncio.Future):
            shared = hint
            return self._start(_asked(lambda: asyncio.shield(shared)))  # others may wait for it too
        only_ours = self._start(_awaited(hint))
        return self._start(_asked(lambda: only_ours))

    def _start(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._settle)
        return task

    def _settle(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # looked at, so that a failure beside the one raised is not logged as forgotten

    async def _cancel_all(self) -> None:
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class _Reader:
    """One reading of the list from page 1 to its end: many pages at once where page numbers lead on."""

    def __init__(
        self,
        source: PageSource,
        tally: Tally,
        start: Callable[[Coroutine[Any, Any, Fetched]], asyncio.Task[Fetched]],
        hinting: asyncio.Task[int | None] | None,
        window: int,
    ) -> None:
        self._source = source
        self._tally = tally
        self._start = start
        self._hinting = hinting
        self._window = window
        self._ahead: dict[int, asyncio.Task[Fetched]] = {1: start(source.page(1))}
        self._number = 0
        self._asked = 1
        self._last = 1
        self._wave = _FIRST_GUESS
        self._size = 0
        self._next_link: str | None = None
        self._followed: set[str] = set()

    @property
    def all_arrived(self) -> bool:
        """Whether nothing is on its way any more and, as far as is known, nothing more will be asked for."""
        if self._next_link is not None or self._asked < self._last:
            return False
        if not all(task.done() and not task.cancelled() for task in self._ahead.values()):
            return False
        final = self._ahead.get(self._last)
        return final is None or final.exception() is not None or not final.result().pagination.has_more

    async def next(self) -> tuple[int, Fetched] | None:
        """The next page in the list's own order, with its number; None at the end."""
        if self._next_link is not None:
            link, self._next_link = self._next_link, None
            self._number += 1
            page = await self._start(self._source.follow(link))
            self._look_for_link(page)
            return self._number, page
        number = self._number + 1
        if number not in self._ahead:
            return None
        await self._arrival(number)
        page = self._ahead.pop(number).result()
        self._number = number
        self._decide_further(number, page)
        self._ask_ahead()
        return number, page

    async def _arrival(self, number: int) -> None:
        """Waits for a page; a count arriving meanwhile widens the wave at once."""
        while not self._ahead[number].done():
            waited_for: set[asyncio.Task[Any]] = {self._ahead[number]}
            if self._hinting is not None and number > 1:
                waited_for.add(self._hinting)
            await asyncio.wait(waited_for, return_when=asyncio.FIRST_COMPLETED)
            if number > 1 and self._use_hint():
                self._ask_ahead()

    def _use_hint(self) -> bool:
        if self._hinting is None or not self._hinting.done():
            return False
        self._tally.hint, self._hinting = self._hinting.result(), None
        self._last = max(self._last, self._pages_hinted())
        return True

    def _pages_hinted(self) -> int:
        expected = self._tally.expected
        return min(-(-expected // self._size), _PAGE_CAP) if expected and self._size else 0

    def _decide_further(self, number: int, page: Fetched) -> None:
        more = page.pagination.has_more
        if number == 1 and more:
            if not _can_count_pages(page):
                self._look_for_link(page)
                return
            self._size = len(page.rows)
            self._use_hint()
            hinted = self._pages_hinted()
            self._last = max(2, hinted) if hinted else 1 + self._wave
            if hinted:
                self._wave = 1
        elif number == self._last and more and page.rows:
            self._last += self._wave
            self._wave *= 2
        elif not (more and page.rows):
            self._last = min(self._last, self._asked)  # what is on its way is read, nothing more is asked for

    def _ask_ahead(self) -> None:
        while self._asked < self._last and len(self._ahead) < self._window:
            self._asked += 1
            self._ahead[self._asked] = self._start(self._source.page(self._asked))

    def _look_for_link(self, page: Fetched) -> None:
        link = page.pagination.next
        if link is not None and link not in self._followed:
            self._followed.add(link)
            self._next_link = link


async def _asked(question: Callable[[], Awaitable[int | None]]) -> int | None:
    """A count; one that cannot be had is no reason not to read the list."""
    try:
        value = await question()
    except WondeError:
        return None
    return value if value is not None and value >= 0 else None


async def _awaited(value: Awaitable[T]) -> T:
    return await value


def _can_count_pages(first: Fetched) -> bool:
    """Whether page numbers lead on: not in cursor mode, and not when page 1 shows no size."""
    if not first.rows:
        return False
    link = first.pagination.next
    if link is None:
        return True
    try:
        query = parse_qs(urlsplit(link).query)
    except ValueError:
        return False
    return "page" in query and "cursor" not in query
