"""Makes, runs and removes real Windows services, by the service manager's own calls."""

from __future__ import annotations

import ctypes
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import wintypes
from pathlib import Path

AUTOMATIC, MANUAL, DISABLED = 2, 3, 4
CHILD = Path(__file__).with_name("host_service_child.py")
_ALL, _OWN_PROCESS, _IGNORE_ERRORS = 0xF01FF, 0x10, 0
_UNCHANGED = 0xFFFFFFFF
_RUNNING, _STOPPED, _STOP = 4, 1, 1
PATIENCE_S = 30.0


class _Status(ctypes.Structure):
    _fields_ = tuple(
        (name, wintypes.DWORD) for name in ("kind", "state", "accepts", "exit", "own_exit", "point", "hint")
    )


class RealService:
    """One service the test has made."""

    def __init__(self, api: ctypes.WinDLL, handle: int) -> None:
        self._api, self._handle = api, handle

    def start(self) -> None:
        """Starts it, and waits until it runs."""
        _must(self._api.StartServiceW(self._handle, 0, None))
        self._wait_for(_RUNNING)

    def set_start(self, start: int) -> None:
        """Changes its start type, whether it runs or not."""
        texts = [None] * 7
        _must(self._api.ChangeServiceConfigW(self._handle, _UNCHANGED, start, _UNCHANGED, *texts))

    def remove(self) -> None:
        """Stops it where it runs, and takes it away."""
        status = _Status()
        if self._api.ControlService(self._handle, _STOP, ctypes.byref(status)):
            self._wait_for(_STOPPED)
        self._api.DeleteService(self._handle)
        self._api.CloseServiceHandle(self._handle)

    def _wait_for(self, state: int) -> None:
        until = time.monotonic() + PATIENCE_S
        status = _Status()
        while time.monotonic() < until:
            _must(self._api.QueryServiceStatus(self._handle, ctypes.byref(status)))
            if status.state == state:
                return
            time.sleep(0.05)
        raise TimeoutError(f"the service is in state {status.state} and not in {state}")


@contextmanager
def real_service(
    name: str, display_name: str, *, start: int = AUTOMATIC, command: str | None = None
) -> Iterator[RealService]:
    """A service entry that is gone afterwards; `command` is what it runs, else one that just runs."""
    api = _api()
    manager = api.OpenSCManagerW(None, None, 0xF003F)
    _must(manager)
    runs = command or f'"{sys.executable}" "{CHILD}"'
    handle = api.CreateServiceW(
        manager, name, display_name, _ALL, _OWN_PROCESS, start, _IGNORE_ERRORS, runs,
        None, None, None, None, None,
    )  # fmt: skip
    try:
        _must(handle)
        made = RealService(api, handle)
        try:
            yield made
        finally:
            made.remove()
    finally:
        api.CloseServiceHandle(manager)


def _api() -> ctypes.WinDLL:
    api = ctypes.WinDLL("advapi32", use_last_error=True)
    handle, text, number = ctypes.c_void_p, wintypes.LPCWSTR, wintypes.DWORD
    status = ctypes.POINTER(_Status)
    api.OpenSCManagerW.argtypes, api.OpenSCManagerW.restype = (text, text, number), handle
    api.CreateServiceW.argtypes = (
        handle, text, text, number, number, number, number, text, text, handle, text, text, text,
    )  # fmt: skip
    api.CreateServiceW.restype = handle
    api.StartServiceW.argtypes = (handle, number, handle)
    api.ChangeServiceConfigW.argtypes = (
        handle, number, number, number, text, text, handle, text, text, text, text,
    )  # fmt: skip
    api.ControlService.argtypes = (handle, number, status)
    api.QueryServiceStatus.argtypes = (handle, status)
    api.DeleteService.argtypes = api.CloseServiceHandle.argtypes = (handle,)
    return api


def _must(answer: object) -> None:
    if not answer:
        raise ctypes.WinError(ctypes.get_last_error())
