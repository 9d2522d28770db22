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
