"""The version that a Windows program carries inside itself."""

from __future__ import annotations

import sys
from collections.abc import Callable

FileVersion = Callable[[str], str]
"""The version of the program at a path, as “3.1.0.7”; "" where it carries none. Raises OSError."""


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    from app.host.windows_library import library, refusal

    class _Fixed(ctypes.Structure):
        """VS_FIXEDFILEINFO, as far as it is read."""

        _fields_ = (
            ("signature", wintypes.DWORD),
            ("structure", wintypes.DWORD),
            ("file_high", wintypes.DWORD),
            ("file_low", wintypes.DWORD),
        )

    _SIGNATURE = 0xFEEF04BD
    _NO_RESOURCES = (1812, 1813, 1814)
    """The program has no version inside; that is an answer, not a failure."""

    def file_version(path: str) -> str:
        """As `FileVersion`."""
        api = library("version", "GetFileVersionInfoSizeW", "GetFileVersionInfoW", "VerQueryValueW")
        ignored = wintypes.DWORD()
        size = api.GetFileVersionInfoSizeW(wintypes.LPCWSTR(path), ctypes.byref(ignored))
        if not size:
            error = ctypes.get_last_error()
            if error in _NO_RESOURCES:
                return ""
            raise ctypes.WinError(error)
        data = ctypes.create_string_buffer(size)
        if not api.GetFileVersionInfoW(wintypes.LPCWSTR(path), 0, size, data):
            raise refusal()
        found, length = ctypes.c_void_p(), wintypes.UINT()
        if not api.VerQueryValueW(data, wintypes.LPCWSTR("\\"), ctypes.byref(found), ctypes.byref(length)):
            return ""
        if not found.value or length.value < ctypes.sizeof(_Fixed):
            return ""
        fixed = _Fixed.from_address(found.value)
        if fixed.signature != _SIGNATURE:
            return ""
        high, low = fixed.file_high, fixed.file_low
        return ".".join(str(part) for part in (high >> 16, high & 0xFFFF, low >> 16, low & 0xFFFF))
