"""One of Wonde's lists as a source of pages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from urllib.parse import urlsplit

from app.wonde.errors import NotWondeJson
from app.wonde.exchange import Exchange
from app.wonde.shapes import WrongShape, pagination_of, rows_in
from app.wonde.tally import Fetched

if TYPE_CHECKING:
    from app.wonde.selection import Selection

T = TypeVar("T")

COUNTED = frozenset({"students", "contacts", "classes", "employees"})
"""What /counts is known to count."""
NEVER_EMPTY = frozenset({"students", "employees"})
"""A school without these is never taken as fine. Classes and groups may be missing in a primary."""


class OnHost(Protocol):
    """Runs a request on the right base address."""

    async def __call__(self, request: Callable[[str], Awaitable[T]], /) -> T:
        """What `request(base)` gives."""
        ...


class ListSource:
    """Pages of one list, by number or by link; see `paging.PageSource`."""

    def __init__(
        self,
        exchange: Exchange,
        path: str,
        kind: str,
        params: Mapping[str, str | int],
        on_host: OnHost,
        count: Callable[[], Awaitable[int | None]],
        on_empty: Callable[[int | None], Awaitable[None]],
        *,
        counted: bool,
        only: Selection | None = None,
    ) -> None:
        self.counted = counted
        self._only = only
        self._exchange = exchange
        self._path = path
        self._what = kind.replace("-", " ")
        self._params = params
        self._on_host = on_host
        self._count = count
        self._on_empty = on_empty
        self._retries = 0
        self._base = ""

    @property
    def host(self) -> str:
        """The host last asked."""
        return urlsplit(self._base).hostname or self._exchange.reach.configured.host

    async def page(self, number: int) -> Fetched:
        """The page with this number."""

        async def ask(base: str) -> Fetched:
            self._base = base
            params = {**self._params, "page": number} if number > 1 else self._params
            return await self._fetched(f"{base}{self._path}", params)

        return await self._on_host(ask)

    async def follow(self, link: str) -> Fetched:
        """The page a link names; it was checked when it arrived."""
        return await self._fetched(link, None)

    async def count(self) -> int | None:
        """Wonde's count of this list now."""
        return await self._count()

    async def on_empty(self, count: int | None) -> None:
        """Raises EmptyAnswer if this list cannot be empty."""
        await self._on_empty(count)

    def effort(self) -> tuple[int, int]:
        """(retries for this list, lowest number of requests in flight)."""
        return self._retries, self._exchange.pace.low_water

    async def _fetched(self, url: str, params: Mapping[str, str | int] | None) -> Fetched:
        answer, size = await self._exchange.json(
            "GET", url, what=self._what, params=params, on_retry=self._retried, only=self._only
        )
        return self._read(answer, size, url)

    def _read(self, answer: Any, size: int, url: str) -> Fetched:
        try:
            rows = rows_in(answer)
        except WrongShape as error:
            raise NotWondeJson(self._what, host=urlsplit(url).hostname or "", got=str(error)) from None
        pagination = pagination_of(answer)
        if pagination.next is not None:
            # Refused on arrival, whether it would be followed or not: something is wrong with this answer.
            pagination = pagination.linking_to(self._exchange.check_link(pagination.next, url))
        return Fetched(rows, pagination, size)

    def _retried(self) -> None:
        self._retries += 1
