"""How fast a school loads over HTTP, as ratios within one run. `python -m tests.benchmarks.load_over_wonde`.

A practice server in a process of its own serves 4,000 students at 80 ms a round trip, 200 rows a page.
Reported, each the median of seven:

- one by one ÷ ours: the same pages fetched one after another and stored (wanted: at least 3);
- ours ÷ critical path: two round trips plus our own load of the same bytes at zero latency (at most 1.5);
- both are of the people and their memberships; with the rules, which come after the last page and cost both
  ways the same, the first is given a second time;
- the longest gap of a second thread that wants its turn every millisecond, in loads of their own, since it
  slows what it watches. How a real window fares: `window_during_load`.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import threading
import time
from typing import Any, NamedTuple

from app.practice.process import PracticeAddress, PracticeProcess
from app.practice.serve import ServeOptions
from app.roster import rules
from app.roster.wonde_load import load_wonde
from app.transport.client import Transport
from app.wonde.client import WondeClient

STUDENTS = 4000
LATENCY_MS = 80
RUNS = 7


class Took(NamedTuple):
    """Seconds of one whole load, and those of them that the rules took at its end."""

    whole: float
    rules: float

    @property
    def loading(self) -> float:
        """Until people and memberships were there, settled and indexed."""
        return self.whole - self.rules


class RulesWatch:
    """Remembers how long the rules took when they last ran."""

    def __init__(self) -> None:
        self.took_s = 0.0
        self._judge = rules.judge
        rules.judge = self._timed

    def _timed(self, *asked: Any) -> Any:
        started = time.perf_counter()
        answer = self._judge(*asked)
        self.took_s = time.perf_counter() - started
        return answer


WATCH = RulesWatch()


async def timed_load(address: PracticeAddress, concurrency: int) -> Took:
    """One whole load; `concurrency` 1 fetches one page after another."""
    async with Transport() as transport:
        client = WondeClient(transport, api_url=address.api_url, token=address.token, concurrency=concurrency)
        started = time.perf_counter()
        roster = await load_wonde(client, address.school_id)
        took = time.perf_counter() - started
        if roster.counts().students != STUDENTS:
            raise SystemExit(f"only {roster.counts().students} students arrived")
        roster.close()
        return Took(took, WATCH.took_s)


class GapWatch:
    """A thread that wants its turn every millisecond and remembers the longest wait for it."""

    def __init__(self) -> None:
        self.longest_s = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> GapWatch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        before = time.perf_counter()
        while not self._stop.wait(0.001):
            now = time.perf_counter()
            self.longest_s = max(self.longest_s, now - before - 0.001)
            before = now


def several(address: PracticeAddress, concurrency: int) -> Took:
    """The medians of several loads."""
    all_ = [asyncio.run(timed_load(address, concurrency)) for _ in range(RUNS)]
    return Took(*(statistics.median(column) for column in zip(*all_, strict=True)))


def main() -> None:
    """Prints one JSON document."""
    with PracticeProcess.start(ServeOptions(students=STUDENTS, latency_ms=0)) as near:
        asyncio.run(timed_load(near.address, 24))
        at_zero = several(near.address, 24)
    with PracticeProcess.start(ServeOptions(students=STUDENTS, latency_ms=LATENCY_MS)) as far:
        asyncio.run(timed_load(far.address, 24))
        one_by_one = several(far.address, 1)
        ours = several(far.address, 24)
        with GapWatch() as gaps:
            several(far.address, 24)
    critical = 2 * LATENCY_MS / 1000 + at_zero.loading
    print(
        json.dumps(
            {
                "students": STUDENTS,
                "latency_ms": LATENCY_MS,
                "one_by_one_s": round(one_by_one.loading, 3),
                "ours_s": round(ours.loading, 3),
                "at_zero_latency_s": round(at_zero.loading, 3),
                "rules_s": round(ours.rules, 3),
                "one_by_one_over_ours": round(one_by_one.loading / ours.loading, 2),
                "with_rules_one_by_one_over_ours": round(one_by_one.whole / ours.whole, 2),
                "ours_over_critical_path": round(ours.loading / critical, 2),
                "longest_thread_gap_ms": round(gaps.longest_s * 1000, 1),
            }
        )
    )


if __name__ == "__main__":
    main()
