"""Making sense of what Windows holds, tried on any system."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.host.facts import ProfileKind, ServiceState, StartType
from app.host.windows_values import (
    manual_proxy,
    profile_of,
    program_entry,
    program_of,
    service_of,
    windows_name,
)


@pytest.mark.parametrize(
    ("line", "program"),
    [
        (r'"C:\Program Files\Wonde\client.exe" --key secret', r"C:\Program Files\Wonde\client.exe"),
        (r"C:\Program Files\Wonde\client.exe /token=secret", r"C:\Program Files\Wonde\client.exe"),
        (r"C:\Windows\system32\svchost.exe -k netsvcs", r"C:\Windows\system32\svchost.exe"),
        (r"\SystemRoot\System32\drivers\x.sys", r"\SystemRoot\System32\drivers\x.sys"),
        ("strange thing", "strange"),
        ("", ""),
    ],
)
def test_a_services_program_never_carries_its_arguments(line: str, program: str) -> None:
    assert program_of(line) == program


def test_a_service_from_the_registry_alone() -> None:
    found = service_of(
        "WondeSvc",
        {
            "displayname": "Wonde Client",
            "imagepath": '"C:\\W\\w.exe" -x',
            "start": 2,
            "objectname": "LocalSystem",
        },
        {},
    )
    assert (found.display_name, found.path, found.account) == ("Wonde Client", "C:\\W\\w.exe", "LocalSystem")
    assert (found.state, found.start) == (ServiceState.NOT_KNOWN, StartType.AUTOMATIC)


def test_what_the_service_manager_says_counts_first() -> None:
    live = {
        "display_name": "Wonde Live",
        "binpath": "C:\\L\\l.exe",
        "status": "stopped",
        "start_type": "disabled",
        "username": "SCHOOL\\wonde",
    }
    found = service_of("W", {"displayname": "@%x%\\y.dll,-1", "start": 3}, live)
    assert found.display_name == "Wonde Live"
    assert (found.state, found.start) == (ServiceState.STOPPED, StartType.DISABLED)
    assert found.account == "SCHOOL\\wonde"


@pytest.mark.parametrize("name", ["@%SystemRoot%\\x.dll,-101", "", None])
def test_a_name_from_a_string_table_gives_way_to_the_plain_one(name: object) -> None:
    assert service_of("Plain", {"displayname": name}, {}).display_name == "Plain"


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("running", ServiceState.RUNNING),
        ("start_pending", ServiceState.CHANGING),
        ("odd", ServiceState.NOT_KNOWN),
    ],
)
def test_states(status: str, state: ServiceState) -> None:
    assert service_of("W", {}, {"status": status}).state is state


def test_programs_that_windows_does_not_list_are_left_out() -> None:
    full = {
        "displayname": " Wonde Client ",
        "displayversion": "3.1",
        "publisher": "Wonde",
        "installlocation": "C:\\W",
    }
    entry = program_entry(full)
    assert entry is not None
    assert (entry.name, entry.version, entry.publisher, entry.folder) == (
        "Wonde Client",
        "3.1",
        "Wonde",
        "C:\\W",
    )
    assert program_entry({**full, "systemcomponent": 1}) is None
    assert program_entry({**full, "parentkeyname": "Something"}) is None
    assert program_entry({"displayversion": "1"}) is None


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (
            {"productname": "Windows 10 Pro", "currentbuild": "22631", "ubr": 4317, "displayversion": "23H2"},
            ("Windows 11 Pro 23H2", "22631.4317"),
        ),
        (
            {"productname": "Windows 10 Education", "currentbuildnumber": "18362", "releaseid": "1903"},
            ("Windows 10 Education 1903", "18362"),
        ),
        ({}, ("Windows", "")),
    ],
)
def test_windows_own_name(values: dict[str, object], expected: tuple[str, str]) -> None:
    assert windows_name(values) == expected


@pytest.mark.parametrize(
    ("state", "central", "folder", "kind"),
    [
        (0, None, r"C:\Users\ann", ProfileKind.LOCAL),
        (0x800, None, r"C:\Users\ann", ProfileKind.TEMPORARY),
        (None, None, r"C:\Users\TEMP", ProfileKind.TEMPORARY),
        (None, None, r"C:\Users\TEMP.SCHOOL.001", ProfileKind.TEMPORARY),
        (0x1, None, r"C:\Users\ann", ProfileKind.MANDATORY),
        (None, None, r"C:\Users\pupil.man", ProfileKind.MANDATORY),
        (0, r"\\server\profiles\ann", r"C:\Users\ann", ProfileKind.ROAMING),
        (None, None, "", ProfileKind.LOCAL),
    ],
)
def test_profiles(state: object, central: object, folder: str, kind: ProfileKind) -> None:
    assert profile_of(state, central, folder) is kind
    assert kind.keeps_files is (kind is ProfileKind.LOCAL)


def settings(server: str, override: str = "", enable: object = 1) -> dict[str, object]:
    return {"proxyenable": enable, "proxyserver": server, "proxyoverride": override}


@pytest.mark.parametrize(
    ("values", "url", "expected"),
    [
        (settings("proxy.school:8080"), "https://api.wonde.com/v1.0", "http://proxy.school:8080"),
        (settings("proxy.school:8080", enable=0), "https://api.wonde.com", None),
        (settings(""), "https://api.wonde.com", None),
        ({}, "https://api.wonde.com", None),
        (settings("http=a:80;https=b:443"), "https://api.wonde.com", "http://b:443"),
        (settings("http=a:80"), "https://api.wonde.com", None),
        (settings("socks=s:1080"), "https://api.wonde.com", "socks://s:1080"),
        (settings("https=https://tls.proxy:443"), "https://api.wonde.com", "https://tls.proxy:443"),
        (settings("p:1", "*.wonde.com;10.*"), "https://api.wonde.com", None),
        (settings("p:1", "https://api.wonde.com"), "https://api.wonde.com", None),
        (settings("p:1", "10.*"), "https://10.1.2.3/x", None),
        (settings("p:1", "<local>"), "https://intranet/x", None),
        (settings("p:1", "<local>"), "https://api.wonde.com/x", "http://p:1"),
        (settings("p:1", "<local>"), "https://[2001:db8::1]/x", "http://p:1"),
        (settings("p:1", ";;"), "https://api.wonde.com/x", "http://p:1"),
        (settings("p:1"), "http://127.0.0.1:8000/v1.0", None),
        (settings("p:1"), "https://localhost/", None),
        (settings("p:1"), "https://[broken/", None),
        (settings("p:1"), "nonsense", None),
    ],
)
def test_the_manual_proxy(values: dict[str, object], url: str, expected: str | None) -> None:
    assert manual_proxy(values, url) == expected


_ODD: st.SearchStrategy[Any] = st.one_of(
    st.none(), st.integers(), st.text(max_size=40), st.binary(max_size=8)
)


@given(
    values=st.dictionaries(st.sampled_from(["proxyenable", "proxyserver", "proxyoverride"]), _ODD),
    url=st.text(),
)
def test_no_setting_and_no_url_can_make_the_proxy_look_up_fail(values: dict[str, Any], url: str) -> None:
    found = manual_proxy({**values, "proxyenable": 1}, url)
    assert found is None or "://" in found


@given(
    registry=st.dictionaries(st.sampled_from(["displayname", "imagepath", "start", "objectname"]), _ODD),
    live=st.dictionaries(
        st.sampled_from(["display_name", "binpath", "status", "start_type", "username"]), _ODD
    ),
)
def test_no_registry_value_can_make_a_service_unreadable(
    registry: dict[str, Any], live: dict[str, Any]
) -> None:
    assert service_of("Name", registry, live).name == "Name"
