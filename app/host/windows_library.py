"""Loads a library of Windows, so that one that is too old to have a function is a refusal like any other."""

from __future__ import annotations

import sys

if sys.platform == "win32":
    import ctypes

    def library(name: str, *functions: str) -> ctypes.WinDLL:
        """The library, with its last error kept for `refusal`. Raises OSError where it lacks a function."""
        found = ctypes.WinDLL(name, use_last_error=True)
        for function in functions:
            if not hasattr(found, function):
                raise OSError(f"{name} has no {function}")
        return found

    def refusal() -> OSError:
        """The error of the call that just failed."""
        return ctypes.WinError(ctypes.get_last_error())
