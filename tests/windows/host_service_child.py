"""A Windows service that does nothing but run until it is told to stop. Started by the service manager alone.

Only the standard library: a service has none of its starter's environment.
"""

from __future__ import annotations

import ctypes
import sys
import threading
from ctypes import wintypes

_OWN_PROCESS, _RUNNING, _STOPPED, _ACCEPTS_STOP = 0x10, 4, 1, 1
_TOLD_TO_STOP = 1


class _Status(ctypes.Structure):
    _fields_ = tuple(
        (name, wintypes.DWORD) for name in ("kind", "state", "accepts", "exit", "own_exit", "point", "hint")
    )


def main() -> int:
    """Runs the service; returns at once where it was not the service manager that started this."""
    api = ctypes.WinDLL("advapi32", use_last_error=True)
    told = threading.Event()
    handler_type = ctypes.WINFUNCTYPE(
        wintypes.DWORD, wintypes.DWORD, wintypes.DWORD, ctypes.c_void_p, ctypes.c_void_p
    )
    main_type = ctypes.WINFUNCTYPE(None, wintypes.DWORD, ctypes.POINTER(wintypes.LPWSTR))
    api.RegisterServiceCtrlHandlerExW.argtypes = (wintypes.LPCWSTR, handler_type, ctypes.c_void_p)
    api.RegisterServiceCtrlHandlerExW.restype = ctypes.c_void_p
    api.SetServiceStatus.argtypes = (ctypes.c_void_p, ctypes.POINTER(_Status))

    def handle(control: int, *_: object) -> int:
        if control == _TOLD_TO_STOP:
            told.set()
        return 0

    keep = handler_type(handle)

    def serve(count: int, names: object) -> None:
        status = api.RegisterServiceCtrlHandlerExW(names[0], keep, None)
        api.SetServiceStatus(status, ctypes.byref(_Status(_OWN_PROCESS, _RUNNING, _ACCEPTS_STOP)))
        told.wait()
        api.SetServiceStatus(status, ctypes.byref(_Status(_OWN_PROCESS, _STOPPED)))

    entry = main_type(serve)

    class _Table(ctypes.Structure):
        _fields_ = (("name", wintypes.LPWSTR), ("main", main_type))

    table = (_Table * 2)()
    table[0].name, table[0].main = "", entry
    return 0 if api.StartServiceCtrlDispatcherW(table) else 1


if __name__ == "__main__":
    sys.exit(main())
