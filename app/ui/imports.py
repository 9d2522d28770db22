"""How modules are imported in a process with a window: as Python does by itself."""

from __future__ import annotations

import builtins
from importlib import import_module


def import_plainly() -> None:
    """Takes PySide6's hand off Python's `import`. Call it on the main thread, before pages are imported.

    For the sake of `from __feature__ import …`, which nothing here uses, PySide6 looks for the source of
    every module that anybody imports and reads it through for its own name. That is a fifth of the time our
    own modules take, and in the frozen program, which carries no sources, a search on disk for each. The way
    back is the one PySide6 keeps: `__orig_import__`, set in shibokensupport/signature/loader.py. Where there
    is none, nothing is changed.
    """
    import_module("PySide6.QtCore")  # lays that hand on
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
