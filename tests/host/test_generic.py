"""A PC that is not Windows: what can be read is read, the rest says why not."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import psutil
import pytest

from app.host.facts import NotRead, ProfileKind, Read
from app.host.generic import GenericHost
from app.host.here import this_host
from app.host.network_addresses import leads_somewhere, network_addresses


@pytest.mark.elsewhere
def test_this_host_is_the_generic_one_elsewhere() -> None:
    assert isinstance(this_host(), GenericHost)


def test_what_can_be_read_and_what_not() -> None:
    host = GenericHost()
    assert not host.is_windows
    machine = host.machine()
    assert isinstance(machine, Read)
    assert machine.value.name
    windows_only = (
        host.services_like(["wonde"]),
        host.programs_like(["wonde"]),
        host.service_events([], datetime.now(UTC)),
        host.power_plan(),
        host.pending_restart(),
        host.dotnet_release(),
        host.small_text("%WINDIR%/win.ini"),
        host.trusted_roots(),
        host.service_ways_for("https://api.wonde.com"),
    )
    for reading in windows_only:
        assert isinstance(reading, NotRead)
        assert "on Windows only" in reading.because
    space = host.disk_space()
    assert isinstance(space, Read)
    assert 0 < space.value.free <= space.value.total
    assert host.proxy_settings() == ()
    assert host.profile_kind() == Read(ProfileKind.LOCAL)
    assert host.is_temporary_or_roaming_profile() == Read(False)


def test_the_proxy_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert GenericHost().proxy_for("https://api.wonde.com") is None
    monkeypatch.setenv("https_proxy", "http://proxy:3128")
    assert GenericHost().proxy_for("https://api.wonde.com") == "http://proxy:3128"


@pytest.mark.parametrize(
    ("address", "leads"),
    [
        ("192.168.4.20", True),
        ("10.0.0.5", True),
        ("2001:db8::1", True),
        ("127.0.0.1", False),
        ("::1", False),
        ("169.254.10.20", False),
        ("fe80::1", False),
        ("0.0.0.0", False),
        ("not an address", False),
    ],
)
def test_addresses_that_lead_somewhere(address: str, leads: bool) -> None:
    assert leads_somewhere(address) is leads


def test_networks_that_are_down_do_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    def address(text: str, family: int = socket.AF_INET) -> SimpleNamespace:
        return SimpleNamespace(address=text, family=family)

    interfaces = {
        "up": [address("192.168.4.20"), address("fe80::1%up", socket.AF_INET6), address("aa:bb", -1)],
        "down": [address("10.0.0.9")],
        "unknown": [address("10.0.0.7")],
    }
    states = {"up": SimpleNamespace(isup=True), "down": SimpleNamespace(isup=False)}
    monkeypatch.setattr(psutil, "net_if_addrs", lambda: interfaces)
    monkeypatch.setattr(psutil, "net_if_stats", lambda: states)
    host = GenericHost()
    assert host.network_addresses() == Read(("10.0.0.7", "192.168.4.20"))


def test_a_list_of_networks_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise PermissionError

    monkeypatch.setattr(psutil, "net_if_addrs", refuse)
    assert isinstance(network_addresses(), NotRead)
