"""Cuts a listing into pages in Wonde's envelope, and keeps finished pages so that they are rendered once.

50 rows a page unless asked; with 50 rows or fewer and no `per_page`, no pagination object at all.
`per_page` above a list's own limit is cut to it without a word. `cursor=true` gives `next` links that
carry the last id instead of a page number, and so miss and repeat nothing. There is no total.
"""

from __future__ import annotations

import base64
import binascii
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from app.practice.listings import Listing
from app.practice.wonde_details import dump
from app.practice.wonde_shape import Tree, tree_of

DEFAULT_PER_PAGE = 50
CACHE_BYTES = 96 * 1024 * 1024

Query = tuple[tuple[str, str], ...]
"""A request's parameters in the order they came."""


@dataclass(frozen=True, slots=True)
class PageRequest:
    """What a request for a page asked for."""

    per_page: int
    said_per_page: bool
    page: int
    cursor: bool
    after: tuple[int, str] | None
    """In cursor mode, where the last row already given stood, and its id."""
    include: str

    @classmethod
    def of(cls, query: Query, most: int) -> PageRequest:
        """Reads a query; nonsense counts as not asked."""
        values = dict(query)
        per_page = _whole(values.get("per_page"))
        cursor = values.get("cursor", "")
        after = _opened(cursor)
        return cls(
            per_page=min(per_page, most) if per_page else DEFAULT_PER_PAGE,
            said_per_page=per_page is not None,
            page=_whole(values.get("page")) or 1,
            cursor=cursor.lower() in ("true", "1") or after is not None,
            after=after,
            include=",".join(value for name, value in query if name == "include"),
        )


class PageMaker:
    """Renders pages; the least recently used ones are let go above `CACHE_BYTES`."""

    def __init__(self, limit: int = CACHE_BYTES) -> None:
        self._limit = limit
        self._size = 0
        self._kept: OrderedDict[tuple[object, ...], bytes] = OrderedDict()
        self._trees: dict[str, Tree] = {}

    def forget(self) -> None:
        """Lets go of everything: the rows may have changed."""
        self._kept.clear()
        self._size = 0

    def body(self, listing: Listing, url: str, query: Query) -> bytes:
        """The JSON of the page that `query` asks for. `url` is the address without query, for `next`."""
        request = PageRequest.of(query, listing.most_per_page)
        start = self._start(listing, request)
        count = len(listing.rows)
        end = min(start + request.per_page, count)
        data = self._data(listing, start, end, request.include)
        meta: dict[str, object] = {}
        if request.said_per_page or count > DEFAULT_PER_PAGE or request.cursor:
            meta["pagination"] = self._pagination(listing, request, url, query, start, end)
        meta["includes"] = list(listing.includes)
        return b'{"data":[' + data + b'],"meta":' + dump(meta) + b"}"

    def _data(self, listing: Listing, start: int, end: int, include: str) -> bytes:
        key = (listing.key, start, end, include)
        kept = self._kept.get(key)
        if kept is not None:
            self._kept.move_to_end(key)
            return kept
        tree = self._trees.setdefault(include, tree_of(include))
        made = b",".join(listing.render(row, tree) for row in listing.rows[start:end])
        self._kept[key] = made
        self._size += len(made)
        while self._size > self._limit:
            self._size -= len(self._kept.popitem(last=False)[1])
        return made

    def _start(self, listing: Listing, request: PageRequest) -> int:
        if request.after is not None:
            place, row_id = request.after
            rows, id_at = listing.rows, listing.id_at
            if place < len(rows) and id_at(rows[place]) == row_id:
                return place + 1
            return next((n + 1 for n, row in enumerate(rows) if id_at(row) == row_id), len(rows))
        return 0 if request.cursor else (request.page - 1) * request.per_page

    def _pagination(
        self, listing: Listing, request: PageRequest, url: str, query: Query, start: int, end: int
    ) -> dict[str, object]:
        more = end < len(listing.rows)
        following = previous = None
        if request.cursor:
            if more and end > start:
                following = _link(
                    url, query, "cursor", _closed(end - 1, listing.id_at(listing.rows[end - 1]))
                )
        else:
            if more:
                following = _link(url, query, "page", str(request.page + 1))
            if request.page > 1:
                previous = _link(url, query, "page", str(request.page - 1))
        return {
            "next": following,
            "previous": previous,
            "more": more,
            "per_page": request.per_page,
            "current_page": None if request.cursor else request.page,
        }


def _link(url: str, query: Query, name: str, value: str) -> str:
    dropped = {name, "page"} if name == "cursor" else {name}
    kept: Iterable[tuple[str, str]] = (pair for pair in query if pair[0] not in dropped)
    return f"{url}?{urlencode([*kept, (name, value)])}"


def _closed(place: int, row_id: str) -> str:
    return base64.urlsafe_b64encode(f"after:{place}:{row_id}".encode()).decode("ascii")


def _opened(cursor: str) -> tuple[int, str] | None:
    try:
        text = base64.urlsafe_b64decode(cursor.encode("ascii")).decode("utf-8")
    except (binascii.Error, ValueError):
        return None
    word, _, rest = text.partition(":")
    place, _, row_id = rest.partition(":")
    return (int(place), row_id) if word == "after" and place.isdigit() and len(place) < 9 else None


def _whole(text: str | None) -> int | None:
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 9:
        return None
    return int(text) or None
