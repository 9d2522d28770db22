"""Reading whole lists: every row exactly once, whatever the page size and whatever goes wrong beside it."""

from __future__ import annotations

import asyncio
import gc
import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.transport.client import Transport
from app.wonde.client import WondeClient
from app.wonde.errors import EndlessPaging, NotWondeJson, WondeError
from app.wonde.paging import PageStream
from app.wonde.shapes import Pagination
from app.wonde.tally import Fetched, Page
from tests.fakes.wire import Asked, Said, said
from tests.fakes.wonde_server import SCHOOL_ID, TOKEN, FakeWonde, people

MakeClient = Callable[..., WondeClient]


class Source:
    """A list in memory, paged; `shift` may change it while it is read."""

    host = "test"

    def __init__(self, rows: list[dict[str, Any]], size: int = 10, *, counted: bool = True) -> None:
        self.rows = rows
        self.size = size
        self.counted = counted
        self.cursors = False
        self.asked: list[int] = []
        self.shift: Callable[[int], None] = lambda number: None
        self.gate: asyncio.Event | None = None
        self.enough = 0
        self.asked_enough = asyncio.Event()
        self.dice = random.Random(1)

    async def page(self, number: int) -> Fetched:
        self.asked.append(number)
        if len(self.asked) == self.enough:
            self.asked_enough.set()
        for _ in range(self.dice.randrange(4)):
            await asyncio.sleep(0)
        if self.gate is not None and number > 1:
            await self.gate.wait()
        start = (number - 1) * self.size
        cut = list(self.rows[start : start + self.size])
        more = start + self.size < len(self.rows)
        self.shift(number)
        where = f"cursor={number + 1}" if self.cursors else f"page={number + 1}"
        link = f"https://test/x?{where}" if more else None
        present = more or number > 1
        return Fetched(cut, Pagination(present, link, more, self.size, number), len(cut))

    async def follow(self, link: str) -> Fetched:
        return await self.page(int(link.rpartition("=")[2]))

    async def count(self) -> int | None:
        return len(self.rows) if self.counted else None

    async def on_empty(self, count: int | None) -> None:
        return

    def effort(self) -> tuple[int, int]:
        return 0, 1


async def _read(stream: PageStream) -> list[str]:
    return [row["id"] async for page in stream for row in page.rows]


def _run(stream: PageStream) -> list[str]:
    return asyncio.run(_read(stream))


@given(
    st.integers(0, 130),
    st.integers(1, 40),
    st.one_of(st.none(), st.integers(0, 300)),
    st.integers(2, 12),
    st.booleans(),
    st.booleans(),
)
@settings(max_examples=60)
def test_every_row_exactly_once(
    number: int, size: int, hint: int | None, window: int, cursors: bool, counted: bool
) -> None:
    rows = people(number)
    source = Source(rows, size, counted=counted)
    source.cursors = cursors
    stream = PageStream(source, "students", hint=hint, window=window)
    assert _run(stream) == [row["id"] for row in rows], "in the list's own order, none missing, none twice"
    report = stream.report
    assert (report.rows, report.duplicates, report.without_id) == (number, 0, 0)
    if hint in (None, number):
        assert report.differences == ()
        assert report.passes == 1
    assert asyncio.run(_nothing_runs())


async def _nothing_runs() -> bool:
    return len(asyncio.all_tasks()) == 1


@given(st.data())
@settings(max_examples=60)
def test_a_list_that_shifts_once_is_still_read_exactly(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 10))
    number = data.draw(st.integers(size + 1, 80))
    rows = people(number)
    source = Source(rows, size)
    at_page = data.draw(st.integers(1, -(-number // size)))
    removed = data.draw(st.integers(0, number - 1))
    grown = data.draw(st.integers(0, 3))
    done = False

    def shift(page: int) -> None:
        nonlocal done
        if page == at_page and not done:
            done = True
            del rows[removed]
            for extra in range(grown):
                rows.insert(0, {"id": f"NEW{extra}"})

    source.shift = shift
    stream = PageStream(source, "students", count_first=True, window=4)
    got = _run(stream)
    report = stream.report
    assert len(got) == len(set(got)), "never twice"
    if grown != 1:  # one out and one in leaves every count as it was: nothing to notice
        still_there = {row["id"] for row in rows}
        assert still_there <= set(got), "nobody who is still there is missing"
        assert set(got) - still_there == report.vanished
        assert report.present == len(rows)


def test_a_count_that_disagrees_for_good_is_said_after_a_second_look() -> None:
    class Fewer(Source):
        async def count(self) -> int | None:
            return 3600

    stream = PageStream(Fewer(people(3598), 200), "students", count_first=True)
    assert len(_run(stream)) == 3598
    assert stream.report.passes == 2
    assert stream.report.differences == (
        "Wonde’s count says 3,600 students, 3,598 arrived, and a second reading gave the same 3,598.",
    )


def test_a_list_that_never_rests_ends_and_says_so() -> None:
    source = Source(people(50), 7)
    fresh = iter(range(10_000))

    def shift(page: int) -> None:
        source.rows.insert(0, {"id": f"NEW{next(fresh)}"})
        del source.rows[-1]

    source.shift = shift
    stream = PageStream(source, "students", count_first=True)
    got = _run(stream)
    assert len(got) == len(set(got))
    assert stream.report.passes == 3
    assert stream.report.duplicates > 0
    assert stream.report.differences


def test_rows_without_an_id_are_kept_and_counted() -> None:
    rows: list[dict[str, Any]] = [
        {"id": None},
        {"forename": "Ann"},
        {"id": 7},
        {"id": "7"},
        {"id": {"id": 8}},
    ]
    source = Source(rows, 50)

    async def read() -> int:
        return sum([len(page.rows) async for page in stream])

    stream = PageStream(source, "groups")
    assert asyncio.run(read()) == 4
    assert (stream.report.without_id, stream.report.duplicates) == (2, 1)


def test_a_server_that_goes_round_in_circles_is_stopped() -> None:
    class Circle(Source):
        async def page(self, number: int) -> Fetched:
            page = await super().page(1)
            return Fetched(page.rows, Pagination(True, f"https://test/x?page={number + 1}", True, 10, 1), 1)

    with pytest.raises(EndlessPaging, match="no new ones after 10 rows"):
        _run(PageStream(Circle(people(30), 10, counted=False), "groups"))


def test_a_link_already_followed_ends_the_list() -> None:
    class Knot(Source):
        async def page(self, number: int) -> Fetched:
            page = await super().page(1)
            return Fetched(page.rows, Pagination(True, "https://test/x?cursor=1", True), 1)

    assert len(_run(PageStream(Knot(people(30), 10, counted=False), "groups", passes=1))) == 10


def test_all_further_pages_go_out_in_one_wave() -> None:
    async def story() -> None:
        source = Source(people(3600), 200)
        source.gate = asyncio.Event()
        source.enough = 18
        stream = PageStream(source, "students", count_first=True, window=40)
        pages = aiter(stream)
        assert (await anext(pages)).number == 1
        reading = asyncio.ensure_future(anext(pages))
        await source.asked_enough.wait()
        assert sorted(source.asked) == list(range(1, 19)), "and not one more than the count calls for"
        source.gate.set()
        await reading
        assert stream.total == 3600
        await stream.aclose()

    asyncio.run(story())


def test_a_slow_consumer_holds_the_reading_back() -> None:
    async def story() -> None:
        source = Source(people(1000), 10)
        stream = PageStream(source, "students", hint=1000, window=5)
        pages = aiter(stream)
        await anext(pages)
        await anext(pages)
        for _ in range(100):
            await asyncio.sleep(0)
        assert len(source.asked) <= 2 + 5
        await stream.aclose()

    asyncio.run(story())


@pytest.mark.usefixtures("python_collects")
@pytest.mark.parametrize("how", ["cancel", "break", "error"])
def test_stopping_leaves_nothing_running(how: str) -> None:
    async def story() -> None:
        source = Source(people(1000), 10)
        source.gate = asyncio.Event()
        stream = PageStream(source, "students", hint=asyncio.ensure_future(asyncio.sleep(0, 1000)))
        first = asyncio.Event()

        async def consume() -> None:
            async with stream as pages:
                async for _ in pages:
                    first.set()
                    if how == "break":
                        break
                    if how == "error":
                        raise RuntimeError

        task = asyncio.ensure_future(consume())
        await first.wait()
        if how == "cancel":
            task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await stream.aclose()
        await asyncio.sleep(0)
        assert len(asyncio.all_tasks()) == 1
        assert gc.isenabled()

    asyncio.run(story())


def test_several_failures_at_once_raise_one_and_hide_none(caplog: pytest.LogCaptureFixture) -> None:
    class Broken(Source):
        async def page(self, number: int) -> Fetched:
            if number > 1:
                raise NotWondeJson("students", host="test", got="a web page")
            return await super().page(number)

    with pytest.raises(NotWondeJson):
        _run(PageStream(Broken(people(500), 10), "students", hint=500))
    assert "never retrieved" not in caplog.text


@given(seed=st.integers(0, 10_000), size=st.integers(20, 90), cursors=st.booleans())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_over_the_wire_with_failures_the_ids_are_exact(seed: int, size: int, cursors: bool) -> None:
    """Real sockets: dropped connections, 5xx and 429 at random, one request in five."""
    dice = random.Random(seed)

    def trouble(asked: Asked) -> Said | None:
        roll = dice.random()
        if roll < 0.08:
            return said({}, dice.choice([500, 502, 503, 504]))
        if roll < 0.13:
            return said({}, 429, Retry_After="0")
        return Said(b'{"data": [' + b" " * 500, cut_after=20) if roll < 0.2 else None

    async def no_wait(_: float) -> None:
        await asyncio.sleep(0)

    async def story() -> tuple[list[str], Any]:
        async with FakeWonde(students=people(400)) as wonde, Transport() as transport:
            wonde.most_per_page, wonde.cursors, wonde.before = size, cursors, trouble
            client = WondeClient(transport, api_url=wonde.api_url, token=TOKEN, sleep=no_wait)
            stream = client.stream(SCHOOL_ID, "students")
            return await _read(stream), stream.report

    ids, report = asyncio.run(story())
    assert ids == [row["id"] for row in people(400)]
    assert report.differences == ()
    assert report.retries >= 0


@pytest.mark.anyio
async def test_too_many_requests_shrink_the_wave_and_it_grows_back(client_for: MakeClient) -> None:
    async with FakeWonde(students=people(5000)) as wonde:
        # three of every ten requests are one too many
        wonde.before = lambda asked: said({}, 429, Retry_After="1") if len(wonde.asked) % 10 > 6 else None
        client = client_for(wonde.api_url, concurrency=16)
        stream = client.stream(SCHOOL_ID, "students", per_page=50)
        ids = await _read(stream)
    assert len(set(ids)) == 5000
    assert stream.report.retries > 0
    assert 1 <= stream.report.concurrency_low_water < 16
    assert stream.report.differences == ()


@pytest.mark.anyio
async def test_no_pagination_means_one_page(client_for: MakeClient) -> None:
    async with FakeWonde() as wonde:
        for nothing in (None, [], {}, "x"):
            answer = {"data": people(3), "meta": {"pagination": nothing}}
            wonde.before = lambda asked, answer=answer: said(answer) if "students" in asked.path else None  # type: ignore[misc]
            assert len(await _read(client_for(wonde.api_url).stream(SCHOOL_ID, "students"))) == 3


@pytest.mark.anyio
async def test_the_page_size_really_used_counts(client_for: MakeClient) -> None:
    async with FakeWonde(students=people(430)) as wonde:
        wonde.most_per_page = 43
        stream = client_for(wonde.api_url).stream(SCHOOL_ID, "students")
        assert len(await _read(stream)) == 430
    pages = [asked.query.get("page", "1") for asked in wonde.asked if asked.path.endswith("/students")]
    assert sorted(map(int, pages)) == list(range(1, 11))


@pytest.mark.anyio
async def test_cancelling_over_the_wire(client_for: MakeClient) -> None:
    async with FakeWonde(students=people(2000)) as wonde:
        wonde.before = lambda asked: Said(hang=True) if "page" in asked.query else None
        stream = client_for(wonde.api_url).stream(SCHOOL_ID, "students")
        got: list[Page] = []
        before = asyncio.all_tasks()
        reading = asyncio.ensure_future(_collect(stream, got))
        async with wonde.changed:
            await wonde.changed.wait_for(lambda: wonde.in_flight >= 9)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        left = [task for task in asyncio.all_tasks() - before if "_accept" not in repr(task)]
    assert len(got) == 1
    assert left == []


async def _collect(stream: PageStream, into: list[Page]) -> None:
    async for page in stream:
        into.append(page)


@pytest.mark.anyio
async def test_a_count_that_cannot_be_had_does_not_stop_the_reading(client_for: MakeClient) -> None:
    async with FakeWonde(students=people(700)) as wonde:
        wonde.before = lambda asked: said({"error": "no"}, 403) if asked.path.endswith("/counts") else None
        stream = client_for(wonde.api_url).stream(SCHOOL_ID, "students")
        assert len(await _read(stream)) == 700
    assert stream.report.recounted is None
    assert stream.report.differences == ()


@pytest.mark.anyio
async def test_a_failing_page_fails_the_whole(client_for: MakeClient) -> None:
    async with FakeWonde(students=people(700)) as wonde:
        wonde.before = lambda asked: said({"data": "?"}) if asked.query.get("page") == "3" else None
        with pytest.raises(WondeError):
            await _read(client_for(wonde.api_url).stream(SCHOOL_ID, "students"))
