"""Reading Windows' event log through one small door. Looks, and never writes or clears."""

from __future__ import annotations

import sys
from typing import Protocol


class EventLog(Protocol):
    """One log of this PC."""

    def newest(self, channel: str, query: str, most: int) -> tuple[str, ...]:
        """At most `most` entries as Windows' event XML, newest first. `query` is XPath as the event viewer
        takes it. Blocks; raises OSError if the log cannot be read."""
        ...


if sys.platform == "win32":
    import ctypes
    from collections.abc import Iterator
    from contextlib import contextmanager
    from ctypes import wintypes

    from app.host.windows_library import library, refusal

    _BY_CHANNEL, _NEWEST_FIRST = 0x1, 0x200
    _AS_XML = 1
    _NO_MORE, _BUFFER_TOO_SMALL = 259, 122
    _LARGEST_ENTRY = 1024 * 1024
    """Bytes. An entry holds at most 64 KiB of strings; anything larger is not looked at."""

    class WindowsEventLog:
        """The real one, by the API of the event viewer. The logs Application and System need no admin."""

        def newest(self, channel: str, query: str, most: int) -> tuple[str, ...]:
            """As `EventLog.newest`."""
            api = _api()
            found: list[str] = []
            with _closing(api, api.EvtQuery(None, channel, query, _BY_CHANNEL | _NEWEST_FIRST)) as results:
                while len(found) < most:
                    entry = _next(api, results)
                    if entry is None:
                        break
                    with _closing(api, entry):
                        found.append(_as_xml(api, entry))
            return tuple(found)

    def _api() -> ctypes.WinDLL:
        api = library("wevtapi", "EvtQuery", "EvtNext", "EvtRender", "EvtClose")
        handle, number = ctypes.c_void_p, wintypes.DWORD
        api.EvtQuery.argtypes = (handle, wintypes.LPCWSTR, wintypes.LPCWSTR, number)
        api.EvtQuery.restype = handle
        pointer = ctypes.POINTER(number)
        api.EvtNext.argtypes = (handle, number, ctypes.POINTER(handle), number, number, pointer)
        api.EvtRender.argtypes = (handle, handle, number, number, ctypes.c_void_p, pointer, pointer)
        api.EvtClose.argtypes = (handle,)
        return api

    @contextmanager
    def _closing(api: ctypes.WinDLL, handle: int | None) -> Iterator[int]:
        if not handle:
            raise refusal()
        try:
            yield handle
        finally:
            api.EvtClose(handle)

    def _next(api: ctypes.WinDLL, results: int) -> int | None:
        handle, count = ctypes.c_void_p(), wintypes.DWORD()
        if api.EvtNext(results, 1, ctypes.byref(handle), 0, 0, ctypes.byref(count)):
            return handle.value
        if ctypes.get_last_error() == _NO_MORE:
            return None
        raise refusal()

    def _as_xml(api: ctypes.WinDLL, entry: int) -> str:
        used, properties = wintypes.DWORD(), wintypes.DWORD()
        size = 0
        while True:
            text = ctypes.create_string_buffer(size) if size else None
            if api.EvtRender(None, entry, _AS_XML, size, text, ctypes.byref(used), ctypes.byref(properties)):
                return "" if text is None else text.raw[: used.value].decode("utf-16-le").rstrip("\0")
            if ctypes.get_last_error() != _BUFFER_TOO_SMALL or not size < used.value <= _LARGEST_ENTRY:
                raise refusal()
            size = used.value
