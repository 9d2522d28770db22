"""Keeps count while a list is read, so that no row is handed over twice and every difference is named."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.wonde.rows import Row, id_of
from app.wonde.shapes import Pagination
from app.wonde.wording import difference


@dataclass(frozen=True, slots=True)
class Fetched:
    """One page as it arrived."""

    rows: list[Row]
    pagination: Pagination
    bytes: int


@dataclass(frozen=True, slots=True)
class Page:
    """Rows never seen before in this stream. `number` counts from 1; `bytes` is the size on arrival."""

    rows: list[dict[str, Any]]
    bytes: int
    number: int


@dataclass(frozen=True, slots=True)
class StreamReport:
    """What reading a list came to; complete only after the stream is exhausted."""

    kind: str
    rows: int = 0
    """Different rows handed over."""
    duplicates: int = 0
    """Rows that came more than once within one reading (the worst, if there were several), kept once."""
    without_id: int = 0
    """Rows handed over that carry no id, so that repeats among them cannot be told."""
    pages: int = 0
    bytes: int = 0
    passes: int = 1
    """How often the list was read; more than once after signs that it changed meanwhile."""
    retries: int = 0
    concurrency_low_water: int = 0
    hint: int | None = None
    """The count before reading."""
    recounted: int | None = None
    """The count after reading; None where Wonde counts no such thing."""
    late: int = 0
    """Rows found only by reading again."""
    vanished: frozenset[str] = field(default=frozenset(), repr=False)
    """Ids handed over early that the last reading no longer had: gone from Wonde by then."""
    differences: tuple[str, ...] = ()
    """What does not add up, each a sentence fit to show. Empty: everything agrees."""

    @property
    def present(self) -> int:
        """How many rows Wonde still had at the end."""
        return self.rows - len(self.vanished)


class Tally:
    """The ids seen in each reading of one list, and what the counts before and after say."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.hint: int | None = None
        self.recounted: int | None = None
        self.rows = 0
        self.stale = 0
        """Pages in a row that brought nothing new in this reading and promised more."""
        self._everything: set[str] = set()
        self._now: set[str] = set()
        self._before: set[str] | None = None
        self._count_before: int | None = None
        self._passes = 0
        self._page_size = 0
        self._short_page = False
        self._repeats_now = 0
        self._repeats = 0
        self._without_id = 0
        self._nameless_now = 0
        self._late = 0
        self._pages = 0
        self._bytes = 0

    @property
    def expected(self) -> int | None:
        """How many rows the next reading should bring."""
        return self.recounted if self.recounted is not None else self.hint

    def begin_pass(self) -> None:
        """Starts another reading of the list from its first page."""
        if self._passes:
            self._before = self._now
            self._count_before = self.recounted
        self._passes += 1
        self._now = set()
        self._page_size = self._repeats_now = self._nameless_now = self.stale = 0
        self._short_page = False

    def take(self, fetched: Fetched) -> list[Row]:
        """The rows of a page that were never handed over before."""
        rows = fetched.rows
        self._pages += 1
        self._bytes += fetched.bytes
        self._page_size = self._page_size or len(rows)
        if fetched.pagination.has_more and len(rows) < self._page_size:
            self._short_page = True
        fresh: list[Row] = []
        new_in_pass = 0
        for row in rows:
            key = id_of(row)
            if key is None:
                self._nameless_now += 1
                if self._passes == 1:  # in later readings they could only be the same ones again
                    self._without_id += 1
                    fresh.append(row)
            elif key in self._now:
                self._repeats_now += 1
                self._repeats = max(self._repeats, self._repeats_now)
            else:
                self._now.add(key)
                new_in_pass += 1
                if key not in self._everything:
                    self._everything.add(key)
                    fresh.append(row)
        if self._passes > 1:
            self._late += len(fresh)
        self.rows += len(fresh)
        self.stale = 0 if new_in_pass or not fetched.pagination.has_more else self.stale + 1
        return fresh

    def is_worth_another_pass(self, most: int) -> bool:
        """Whether the list shows signs of having shifted, and reading it again may still mend that."""
        if self._passes >= most or not self.rows or not self._has_signs():
            return False
        same_again = self._before is not None and self._before == self._now
        return not (same_again and self._count_before == self.recounted)

    def _has_signs(self) -> bool:
        before = self.hint if self._passes == 1 else self._count_before
        count_moved = before is not None and self.recounted is not None and before != self.recounted
        return self._repeats_now > 0 or self._short_page or count_moved or self._count_disagrees()

    def _count_disagrees(self) -> bool:
        return self.recounted is not None and self.recounted != len(self._now) + self._nameless_now

    def _vanished(self) -> frozenset[str]:
        """Only a last reading without any sign of shifting can say that something is gone."""
        if self._passes < 2 or self._has_signs():
            return frozenset()
        return frozenset(self._everything - self._now)

    def report(self, retries: int, concurrency_low_water: int) -> StreamReport:
        """What it came to so far."""
        vanished = self._vanished()
        return StreamReport(
            kind=self.kind,
            rows=self.rows,
            duplicates=self._repeats,
            without_id=self._without_id,
            pages=self._pages,
            bytes=self._bytes,
            passes=max(1, self._passes),
            retries=retries,
            concurrency_low_water=concurrency_low_water,
            hint=self.hint,
            recounted=self.recounted,
            late=self._late,
            vanished=vanished,
            differences=self._differences(len(vanished)),
        )

    def _differences(self, vanished: int) -> tuple[str, ...]:
        what = self.kind.replace("-", " ")
        stable = self._before is not None and self._before == self._now
        told: list[str] = []
        if self._count_disagrees() and self.recounted is not None:
            name = "count-differs-again" if stable else "count-differs"
            numbers = {
                "counted": self.recounted,
                "arrived": len(self._now) + self._nameless_now,
                "shown": self.rows - vanished,
            }
            told.append(difference(name, what=what, **{key: f"{n:,}" for key, n in numbers.items()}))
        elif self._passes > 1 and self._has_signs() and not stable:
            told.append(difference("still-changing", what=what, passes=self._passes))
        if self.hint is not None and self.recounted is not None and self.hint != self.recounted:
            after = f"{self.recounted:,}"
            told.append(difference("count-moved", what=what, before=f"{self.hint:,}", after=after))
        for name, number in (
            ("repeated", self._repeats),
            ("late", self._late),
            ("vanished", vanished),
            ("without-id", self._without_id),
        ):
            if number:
                told.append(difference(name, what=what, number=f"{number:,}"))
        return tuple(told)
