"""Holds Python's garbage collector still while a list is read.

Decoding pages makes hundreds of thousands of objects, none of them in cycles, and the collector walks all of
them again and again: measured, that alone stopped every thread, the window's too, for 60 to 150 ms at a time,
and for 15 ms without it. Reference counting still frees the rows at once.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_holders = 0
_was_enabled = False


def collector_is_held() -> bool:
    """Whether anybody holds it now."""
    return _holders > 0


@contextmanager
def collector_held() -> Iterator[None]:
    """Cyclic collection is off until the last holder leaves, and then as it was. From any thread."""
    global _holders, _was_enabled
    with _lock:
        if _holders == 0:
            _was_enabled = gc.isenabled()
            gc.disable()
        _holders += 1
    try:
        yield
    finally:
        with _lock:
            _holders -= 1
            if _holders == 0 and _was_enabled:
                gc.enable()


def collect_what_is_due() -> None:
    """Collects what Python would have collected by now: the oldest generation that is due, if any."""
    due = [count > limit for count, limit in zip(gc.get_count(), gc.get_threshold(), strict=True)]
    if due[0]:
        gc.collect(2 if due[1] and due[2] else 1 if due[1] else 0)
