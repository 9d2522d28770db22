"""Which way Windows' settings give for an address: in Windows' own order, for people and for services."""

from __future__ import annotations

import struct
from collections.abc import Mapping

import pytest

from app.host.facts import NotRead, Read, Reading
from app.host.proxies import OwnProxy, ProxySource
from app.host.registry import Hive, View
from app.host.windows import WindowsHost
from app.host.windows_proxy import INTERNET
from app.host.winhttp import NO_SCRIPT_FOUND, script_problem
from tests.fakes.windows_pc import Keys, no_script, pc

URL = "https://api.wonde.com/"
USER = (Hive.USER, View.BITS_64, INTERNET)
USER_FLAGS = (Hive.USER, View.BITS_64, rf"{INTERNET}\Connections")
SYSTEM = (Hive.USERS, View.BITS_64, rf"S-1-5-18\{INTERNET}")
WINHTTP = (Hive.MACHINE, View.BITS_64, rf"{INTERNET}\Connections")
POLICY = (Hive.MACHINE, View.BITS_64, r"SOFTWARE\Policies\Microsoft\Windows\CurrentVersion\Internet Settings")
MACHINE = (Hive.MACHINE, View.BITS_64, INTERNET)
VARIABLES = (Hive.MACHINE, View.BITS_64, r"SYSTEM\CurrentControlSet\Control\Session Manager\Environment")
MANUAL: Mapping[str, object] = {"proxyenable": 1, "proxyserver": "manual:8080", "proxyoverride": "*.local"}
SCRIPT = "http://user:secret@wpad.school.test/proxy.pac?x=1"


def flags(number: int, server: str = "", script: str = "") -> dict[str, object]:
    """One of Windows' binary connection settings."""
    texts = b"".join(struct.pack("<I", len(text)) + text.encode() for text in (server, "", script))
    return {"defaultconnectionsettings": struct.pack("<III", 70, 1, number) + texts}


def scripted(answers: Mapping[str, Reading[str | None]]) -> object:
    """A network on which scripts, by address ("" for one that is found), give these answers."""

    def script(_url: str, address: str) -> Reading[str | None]:
        return answers.get(address) or no_script(_url, address)

    return script


FOUND: Mapping[str, Reading[str | None]] = {"": Read("found:1; second:2"), SCRIPT: Read("scripted:3")}


@pytest.mark.parametrize(
    ("keys", "answers", "setting", "source"),
    [
        ({}, FOUND, None, ProxySource.NONE),
        ({USER: MANUAL}, {}, "http://manual:8080", ProxySource.MANUAL),
        ({USER: MANUAL, USER_FLAGS: flags(8)}, {}, "http://manual:8080", ProxySource.MANUAL),
        ({USER: MANUAL, USER_FLAGS: flags(8)}, FOUND, "found:1; second:2", ProxySource.DETECTED),
        ({USER: {**MANUAL, "autoconfigurl": SCRIPT}}, FOUND, "scripted:3", ProxySource.SCRIPT),
        (
            {USER: {"autoconfigurl": SCRIPT}, USER_FLAGS: flags(12)},
            {SCRIPT: Read(None)},
            None,
            ProxySource.SCRIPT,
        ),
        ({USER: {**MANUAL, "autoconfigurl": SCRIPT}}, {}, "http://manual:8080", ProxySource.MANUAL),
        (
            {POLICY: {"proxysettingsperuser": 0}, MACHINE: MANUAL, USER: {}},
            {},
            "http://manual:8080",
            ProxySource.POLICY,
        ),
    ],
)
def test_the_users_way(
    keys: Keys, answers: Mapping[str, Reading[str | None]], setting: str | None, source: ProxySource
) -> None:
    host = pc(keys, script=scripted(answers))
    way = host.way_for(URL)
    assert (way.setting, way.source) == (setting, source)
    assert host.proxy_for(URL) == setting


def test_a_script_that_fails_is_passed_over_and_said_to_have_failed() -> None:
    way = pc({USER: {**MANUAL, "autoconfigurl": SCRIPT}}).way_for(URL)
    assert way.problem == "the proxy script could not be fetched: http://wpad.school.test/proxy.pac"
    assert pc({USER: {"autoconfigurl": SCRIPT}}).way_for(URL).problem == way.problem
    assert pc({USER: MANUAL, USER_FLAGS: flags(8)}).way_for(URL).problem == "", "none found is usual"
    broken = scripted({"": NotRead(script_problem(12178))})
    assert "service" in pc({USER_FLAGS: flags(8)}, script=broken).way_for(URL).problem


def test_a_scripts_address_is_shown_without_its_sign_in() -> None:
    way = pc({USER: {"autoconfigurl": SCRIPT}}, script=scripted(FOUND)).way_for(URL)
    assert way.origin == "a proxy script (http://wpad.school.test/proxy.pac)"
    assert "secret" not in repr(way)


def test_the_environment_counts_where_windows_names_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://me:secret@env:3128")
    assert pc({USER: MANUAL}).way_for(URL).source is ProxySource.MANUAL
    way = pc({}).way_for(URL)
    assert (way.setting, way.source) == ("http://me:secret@env:3128", ProxySource.ENVIRONMENT)
    assert "secret" not in repr(way)
    refused = pc({USER: MANUAL}, INTERNET).way_for(URL)
    assert refused.source is ProxySource.ENVIRONMENT
    assert "would not show" in refused.problem


@pytest.mark.parametrize(
    ("own", "setting"), [("http://own:1", "http://own:1"), ("DIRECT", None), ("direct", None)]
)
def test_this_programs_own_setting_counts_before_all_others(own: str, setting: str | None) -> None:
    way = pc({USER: MANUAL}, own_proxy=OwnProxy(own)).way_for(URL)
    assert (way.setting, way.source) == (setting, ProxySource.OWN)
    assert pc({USER: MANUAL}, own_proxy=OwnProxy(own)).proxy_for("https://127.0.0.1:8/") is None
    assert OwnProxy().way(URL) is None


def test_that_the_network_offers_no_script_is_remembered() -> None:
    asked: list[str] = []

    def script(_url: str, address: str) -> Reading[str | None]:
        asked.append(address)
        return NotRead(NO_SCRIPT_FOUND)

    host = pc({USER_FLAGS: flags(8)}, script=script)
    assert [host.proxy_for(URL) for _ in range(3)] == [None, None, None]
    assert asked == [""], "looking takes seconds"


def test_this_pc_itself_never_has_a_proxy() -> None:
    host = pc({USER: MANUAL, USER_FLAGS: flags(8)}, script=scripted(FOUND))
    assert host.way_for("http://127.0.0.1:8123/").source is ProxySource.NONE


def ways(host: WindowsHost) -> list[tuple[str | None, ProxySource]]:
    read = host.service_ways_for(URL)
    assert isinstance(read, Read)
    return [(way.setting, way.source) for way in read.value]


def winhttp(server: str) -> dict[str, object]:
    text = struct.pack("<I", len(server)) + server.encode()
    return {"winhttpsettings": struct.pack("<III", 24, 0, 3) + text + struct.pack("<I", 0)}


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({USER: MANUAL}, [(None, ProxySource.NONE)]),
        (
            {WINHTTP: winhttp("machine:1")},
            [("http://machine:1", ProxySource.WINHTTP), (None, ProxySource.NONE)],
        ),
        ({SYSTEM: MANUAL}, [(None, ProxySource.NONE), ("http://manual:8080", ProxySource.SYSTEM)]),
        (
            {SYSTEM: MANUAL, WINHTTP: winhttp("manual:8080")},
            [("http://manual:8080", ProxySource.WINHTTP)],
        ),
        (
            {POLICY: {"proxysettingsperuser": 0}, MACHINE: MANUAL},
            [(None, ProxySource.NONE), ("http://manual:8080", ProxySource.POLICY)],
        ),
        (
            {VARIABLES: {"https_proxy": "env:3", "path": 7}},
            [(None, ProxySource.NONE), ("http://env:3", ProxySource.ENVIRONMENT)],
        ),
    ],
)
def test_the_ways_of_a_service(keys: Keys, expected: list[tuple[str | None, ProxySource]]) -> None:
    assert ways(pc(keys)) == expected


def test_what_windows_does_not_show_of_services() -> None:
    all_refused = pc({}, INTERNET, rf"{INTERNET}\Connections", rf"S-1-5-18\{INTERNET}")
    read = all_refused.service_ways_for(URL)
    assert isinstance(read, NotRead)
    assert "would not show" in read.because
    one_refused = pc({WINHTTP: winhttp("machine:1"), VARIABLES: {}}, rf"S-1-5-18\{INTERNET}", VARIABLES[2])
    assert ways(one_refused) == [("http://machine:1", ProxySource.WINHTTP)]


@pytest.mark.parametrize(("number", "says"), [(12167, "fetched"), (12166, "mistake"), (14007, "error 14007")])
def test_windows_errors_as_plain_clauses(number: int, says: str) -> None:
    assert says in script_problem(number)
