"""Asking Windows itself which proxy a proxy script (PAC) gives for an address, by way of WinHTTP.

WinHTTP fetches the script, or looks for one on the network (WPAD, by DHCP and DNS), runs it, and remembers
it. That takes seconds at worst and cannot be interrupted: call it on a daemon thread, never on the window's.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from app.host.facts import NotRead, Read, Reading

ProxyScript = Callable[[str, str], Reading[str | None]]
"""What the script at an address gives for a URL, or the script found on the network where the address is "":
a list of proxies as WinHTTP writes it, or None for none. Never raises."""

NO_SCRIPT_FOUND = "no proxy script was found on the network"
"""The usual outcome of looking for one: not a fault."""

_REASONS = {
    12166: "the proxy script has a mistake in it",
    12167: "the proxy script could not be fetched",
    12178: "Windows’ service for proxy scripts is not running",
    12180: NO_SCRIPT_FOUND,
    12006: "Windows does not fetch proxy scripts from addresses of that kind",
    12002: "looking for the proxy script took too long",
    12007: "the proxy script’s server could not be looked up",
    12015: "the proxy script’s server asks for a sign-in",
    12029: "the proxy script’s server does not answer",
}
"""ERROR_WINHTTP_… as winhttp.h numbers them."""
LOGIN_FAILURE = 12015


def script_problem(error: int) -> str:
    """A WinHTTP error as a plain clause."""
    return _REASONS.get(error, f"Windows could not run the proxy script (error {error})")


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _NO_PROXY, _NAMED_PROXY = 1, 3
    _AUTO_DETECT, _CONFIG_URL = 1, 2
    _BY_DHCP_AND_DNS = 3
    _PATIENCE_MS = 5000

    class _Options(ctypes.Structure):
        """WINHTTP_AUTOPROXY_OPTIONS."""

        _fields_ = (
            ("flags", wintypes.DWORD),
            ("detect", wintypes.DWORD),
            ("script", wintypes.LPCWSTR),
            ("reserved", ctypes.c_void_p),
            ("reserved_too", wintypes.DWORD),
            ("sign_in", wintypes.BOOL),
        )

    class _Answer(ctypes.Structure):
        """WINHTTP_PROXY_INFO, with pointers kept as such, since they have to be given back."""

        _fields_ = (
            ("access", wintypes.DWORD),
            ("proxy", ctypes.c_void_p),
            ("bypass", ctypes.c_void_p),
        )

    def proxy_by_script(url: str, script: str) -> Reading[str | None]:
        """As `ProxyScript`."""
        try:
            api = _api()
            session = api.WinHttpOpen("ProvisioningWizard", _NO_PROXY, None, None, 0)
            if not session:
                return NotRead(script_problem(ctypes.get_last_error()))
            try:
                api.WinHttpSetTimeouts(session, _PATIENCE_MS, _PATIENCE_MS, _PATIENCE_MS, _PATIENCE_MS)
                # Signing in to the script's server is tried only where it is asked for, as Microsoft advises:
                # it is slow, and it turns off what WinHTTP remembers.
                answer = _ask(api, session, url, script, sign_in=False)
                if answer == LOGIN_FAILURE:
                    answer = _ask(api, session, url, script, sign_in=True)
                return NotRead(script_problem(answer)) if isinstance(answer, int) else Read(answer or None)
            finally:
                api.WinHttpCloseHandle(session)
        except OSError as problem:
            return NotRead(f"Windows could not be asked about the proxy script ({type(problem).__name__})")

    def _ask(api: ctypes.WinDLL, session: int, url: str, script: str, *, sign_in: bool) -> str | int:
        """The list of proxies, "" for none; or the error's number."""
        options = _Options(
            flags=_CONFIG_URL if script else _AUTO_DETECT,
            detect=0 if script else _BY_DHCP_AND_DNS,
            script=script or None,
            sign_in=sign_in,
        )
        answer = _Answer()
        if not api.WinHttpGetProxyForUrl(session, url, ctypes.byref(options), ctypes.byref(answer)):
            return ctypes.get_last_error()
        named = ctypes.wstring_at(answer.proxy) if answer.proxy and answer.access == _NAMED_PROXY else ""
        for pointer in (answer.proxy, answer.bypass):
            if pointer:
                ctypes.windll.kernel32.GlobalFree(ctypes.c_void_p(pointer))
        return named

    def _api() -> ctypes.WinDLL:
        api = ctypes.WinDLL("winhttp", use_last_error=True)
        api.WinHttpOpen.argtypes = (
            wintypes.LPCWSTR,
            wintypes.DWORD,
            wintypes.LPCWSTR,
            wintypes.LPCWSTR,
            wintypes.DWORD,
        )
        api.WinHttpOpen.restype = ctypes.c_void_p
        api.WinHttpSetTimeouts.argtypes = (ctypes.c_void_p, *(ctypes.c_int,) * 4)
        api.WinHttpCloseHandle.argtypes = (ctypes.c_void_p,)
        api.WinHttpGetProxyForUrl.argtypes = (
            ctypes.c_void_p,
            wintypes.LPCWSTR,
            ctypes.POINTER(_Options),
            ctypes.POINTER(_Answer),
        )
        api.WinHttpGetProxyForUrl.restype = wintypes.BOOL
        return api
