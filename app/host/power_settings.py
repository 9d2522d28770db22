"""Reading the power plan in force through one small door."""

from __future__ import annotations

import sys
from collections.abc import Callable

PowerValue = Callable[[str, str], int]
"""`(subgroup, setting)`, GUIDs without braces: what the plan in force says on mains power. Raises OSError."""


if sys.platform == "win32":
    import ctypes
    import uuid
    from ctypes import wintypes

    from app.host.windows_library import library

    def mains_value(subgroup: str, setting: str) -> int:
        """As `PowerValue`, by Windows' own power API. Needs no admin and changes nothing."""
        api = library("powrprof", "PowerGetActiveScheme", "PowerReadACValueIndex")
        kernel = library("kernel32", "LocalFree")
        api.PowerGetActiveScheme.argtypes = (wintypes.HANDLE, ctypes.POINTER(ctypes.c_void_p))
        api.PowerReadACValueIndex.argtypes = (wintypes.HANDLE, *([ctypes.c_void_p] * 3), wintypes.LPDWORD)
        kernel.LocalFree.argtypes = (ctypes.c_void_p,)
        kernel.LocalFree.restype = ctypes.c_void_p
        scheme, value = ctypes.c_void_p(), wintypes.DWORD()
        _must(api.PowerGetActiveScheme(None, ctypes.byref(scheme)))
        try:
            group, wanted = _guid(subgroup), _guid(setting)
            _must(api.PowerReadACValueIndex(None, scheme, group, wanted, ctypes.byref(value)))
        finally:
            kernel.LocalFree(scheme)
        return value.value

    def _guid(text: str) -> ctypes.Array[ctypes.c_char]:
        return ctypes.create_string_buffer(uuid.UUID(text).bytes_le, 16)

    def _must(status: int) -> None:
        if status:
            raise ctypes.WinError(status)
