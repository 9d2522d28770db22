"""Ids for formats in which one list holds what a source keeps apart, such as students and staff."""

from __future__ import annotations

from app.formats.plain_text import plain_line

_SEPARATOR = "~"


class UniqueIds:
    """Gives each (kind, key) an id that nothing else has: its key, wherever that is still free.

    Ids are given in the order they are asked for, so the same source gives the same ids.
    """

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._other: dict[tuple[str, str], str] = {}
        """Only those whose id is not their key."""

    def give(self, kind: str, key: str) -> str:
        """A new id for something met for the first time."""
        id_ = plain_line(key) or kind
        while id_ in self._taken:
            id_ = f"{kind.lower()}-{id_}"
        self._taken.add(id_)
        if id_ != key:
            self._other[kind, key] = id_
        return id_

    def of(self, kind: str, key: str) -> str:
        """The id that was given."""
        return self._other.get((kind, key), key)


def joined_id(*parts: str) -> str:
    """One id from several that no others give: "A1", "23" and "A12", "3" stay apart."""
    return _SEPARATOR.join(
        part.replace("%", "%25").replace(_SEPARATOR, "%7E") if _SEPARATOR in part or "%" in part else part
        for part in parts
    )
