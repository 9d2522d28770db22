"""Keyed hashes of values: the same value under the same key is the same hash, and nothing else is told.

BLAKE2b with a key of the baseline's own (a message authentication code). The key lies inside the sealed file,
so that another PC can compare next year. Whoever can open the file could try names against it: that is why it
is sealed, kept for a limited time, and purged by one button. Hashes of different fields are never alike.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b

KEY_BYTES = 32
HASH = 8
"""Bytes of a value's hash: of 100,000 people, two are alike by chance once in four thousand million times."""
ABSENT = b"\0" * HASH
"""Stands for a blank value."""
_MOST_KEPT = 50_000


def hasher(key: bytes, field: str) -> Callable[[str | None], bytes]:
    """Makes the hash function of one field: text to `HASH` bytes, `ABSENT` for None. Not thread-safe.

    Values that come again, as forenames do, are remembered; never more than some tens of thousands.
    """
    start = blake2b(digest_size=HASH, key=key, person=field.encode("ascii")[:16])
    kept: dict[str, bytes] = {}

    def hash_of(value: str | None) -> bytes:
        if value is None:
            return ABSENT
        found = kept.get(value)
        if found is None:
            made = start.copy()
            made.update(value.encode("utf-8", "surrogatepass"))
            found = made.digest()
            if found == ABSENT:  # would read as blank
                found = b"\1" * HASH
            if len(kept) < _MOST_KEPT:
                kept[value] = found
        return found

    return hash_of
