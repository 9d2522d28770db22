"""The readers against the real registry: programs in both views, power, restarts, .NET, proxies."""

from __future__ import annotations

import struct
import sys

import pytest

from app.host.facts import Program, Read
from app.host.here import this_host
from app.host.network_facts import ProxySettings, WhoseProxy
from app.host.pc_facts import RestartReason
from tests.fakes.wine import under_wine

pytestmark = [
    pytest.mark.windows,
    pytest.mark.skipif(sys.platform != "win32", reason="needs Windows or Wine"),
]

if sys.platform == "win32":
    from tests.windows.host_registry import BITS_32, MACHINE, USER, USERS, registry_values

UNINSTALL = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall"
INTERNET = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings"
PLANS = r"SYSTEM\CurrentControlSet\Control\Power\User\PowerSchemes"
PLAN = "381b4222-f694-41f0-9685-ff5bb260df2e"
SLEEP = r"238c9fa8-0aad-41ed-83f4-97be242c8f20\29f6c1db-86da-48c5-9fdb-f2b67b1f44da"
HIBERNATE = r"238c9fa8-0aad-41ed-83f4-97be242c8f20\9d7815a6-7ee4-497e-8888-515a05f02364"
UPDATE = r"SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate\Auto Update"
SERVICING = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing"
DOTNET = r"SOFTWARE\Microsoft\NET Framework Setup\NDP\v4\Full"


def test_programs_of_both_views_and_of_this_user() -> None:
    def entry(name: str) -> dict[str, object]:
        return {
            "DisplayName": f"wzd-test {name}",
            "DisplayVersion": "3.1",
            "Publisher": "Test",
            "InstallLocation": rf"C:\{name}",
        }

    with (
        registry_values(MACHINE, rf"{UNINSTALL}\wzd-64", entry("sixty-four")),
        registry_values(MACHINE, rf"{UNINSTALL}\wzd-32", entry("thirty-two"), BITS_32),
        registry_values(USER, rf"{UNINSTALL}\wzd-user", entry("user")),
        registry_values(MACHINE, rf"{UNINSTALL}\wzd-part", {**entry("part"), "SystemComponent": 1}),
    ):
        found = this_host().programs_like(["WZD-TEST"])
    assert isinstance(found, Read)
    assert set(found.value) == {
        Program(f"wzd-test {name}", "3.1", "Test", rf"C:\{name}")
        for name in ("sixty-four", "thirty-two", "user")
    }
    assert this_host().programs_like(["wzd-test"]) == Read(())


def test_a_restart_that_is_waited_for() -> None:
    before = this_host().pending_restart()
    assert isinstance(before, Read)
    with (
        registry_values(MACHINE, rf"{UPDATE}\RebootRequired", {"x": 1}),
        registry_values(MACHINE, rf"{SERVICING}\RebootPending", {"x": 1}),
    ):
        during = this_host().pending_restart()
    assert isinstance(during, Read)
    assert set(during.value) >= {RestartReason.UPDATES, RestartReason.PARTS}
    assert this_host().pending_restart() == before


def test_which_dotnet() -> None:
    with registry_values(MACHINE, DOTNET, {"Release": 533320}):
        assert this_host().dotnet_release() == Read(533320)


@pytest.mark.skipif(sys.platform == "win32" and not under_wine(), reason="would change this PC’s power plan")
def test_a_power_plan_that_sleeps_after_half_an_hour() -> None:
    with (
        registry_values(MACHINE, PLANS, {"ActivePowerScheme": PLAN}),
        registry_values(MACHINE, rf"{PLANS}\{PLAN}\{SLEEP}", {"ACSettingIndex": 1800}),
        registry_values(MACHINE, rf"{PLANS}\{PLAN}\{HIBERNATE}", {"ACSettingIndex": 0}),
    ):
        found = this_host().power_plan()
    assert isinstance(found, Read)
    assert (found.value.sleep_after_s, found.value.hibernate_after_s) == (1800, 0)
    assert found.value.soonest_s == 1800


def test_the_power_plan_in_force_is_read_or_refused_in_words() -> None:
    found = this_host().power_plan()
    if isinstance(found, Read):
        assert found.value.soonest_s >= 0
    else:
        assert found.because == "Windows does not say when this PC goes to sleep"


def blob(flags: int, *texts: str) -> bytes:
    head = struct.pack("<III", 0x18, 0, flags)
    return head + b"".join(struct.pack("<I", len(text)) + text.encode("ascii") for text in texts)


def test_the_proxies_of_the_user_of_system_and_of_winhttp() -> None:
    system = rf"S-1-5-18\{INTERNET}"
    with (
        registry_values(
            USER,
            INTERNET,
            {"ProxyEnable": 1, "ProxyServer": "user:8080", "ProxyOverride": "*.local;<local>"},
        ),
        registry_values(USERS, system, {"AutoConfigURL": "http://wpad.test/proxy.pac"}),
        registry_values(MACHINE, rf"{INTERNET}\Connections", {"WinHttpSettings": blob(3, "svc:3128", "*.x")}),
    ):
        found = [each.value for each in this_host().proxy_settings() if isinstance(each, Read)]
        assert _as_winhttp_sees_it() == ("svc:3128", "*.x")
    assert found[0].whose is WhoseProxy.USER
    assert (found[0].server, found[0].bypass) == ("user:8080", ("*.local", "<local>"))
    assert found[1].script == "http://wpad.test/proxy.pac"
    assert found[2] == ProxySettings(WhoseProxy.WINHTTP, "svc:3128", ("*.x",))


def _as_winhttp_sees_it() -> tuple[str, str]:
    """What Windows itself makes of the same setting."""
    import ctypes
    from ctypes import wintypes

    class ProxyInfo(ctypes.Structure):
        _fields_ = (("kind", wintypes.DWORD), ("proxy", wintypes.LPWSTR), ("bypass", wintypes.LPWSTR))

    info = ProxyInfo()
    assert ctypes.WinDLL("winhttp").WinHttpGetDefaultProxyConfiguration(ctypes.byref(info))
    return info.proxy or "", info.bypass or ""
