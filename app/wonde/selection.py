"""Reads only what is wanted of a list's rows, so that all the rest of a page costs next to nothing.

Much of what Wonde sends are times of creation and change that nobody here asks about, and making Python
objects of them holds up every other thread. What a selection names comes out exactly as the plain decoder
gives it; an answer of a shape that it does not foresee is left to that one, so nothing is ever refused here.
"""

from __future__ import annotations

from types import GenericAlias
from typing import Any

import msgspec


class Selection:
    """One kind of row: a `TypedDict` that names the keys wanted, `Any` where all beneath a key is.

    Safe from any thread.
    """

    def __init__(self, row: type) -> None:
        rows = GenericAlias(list, (row,))
        envelope = msgspec.defstruct("Envelope", [("data", rows), ("meta", Any, None)])
        self._decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(envelope)

    def of(self, body: bytes) -> dict[str, Any] | None:
        """The envelope with its rows so reduced; None for an answer that is not of this shape."""
        try:
            found = self._decoder.decode(body)
        except (msgspec.DecodeError, ValueError, RecursionError):
            return None
        return {"data": found.data, "meta": found.meta}
