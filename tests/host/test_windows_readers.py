"""What is read of a Windows PC beside services and programs: power, restarts, .NET, proxies, trust, files."""

from __future__ import annotations

import hashlib
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.host import windows as windows_module
from app.host.facts import NotRead, Program, Read, ServiceState
from app.host.network_facts import ProxySettings, TrustedBy, TrustedRoot, WhoseProxy
from app.host.pc_facts import DiskSpace, PowerPlan, RestartReason
from app.host.registry import Hive, View
from app.host.small_files import LARGEST, small_text
from app.host.windows_proxy import connection_of
from app.host.windows_services import file_of
from tests.fakes.windows_pc import INTERNET, UNINSTALL, VERSION, Keys, machine_key, no_answer, pc

POWER = r"SYSTEM\CurrentControlSet\Control\Power"
PLANS = rf"{POWER}\User\PowerSchemes"
POLICIES = r"SOFTWARE\Policies\Microsoft\Power\PowerSettings"
SLEEP_GROUP = "238c9fa8-0aad-41ed-83f4-97be242c8f20"
SLEEP = "29f6c1db-86da-48c5-9fdb-f2b67b1f44da"
HIBERNATE = "9d7815a6-7ee4-497e-8888-515a05f02364"
LID_GROUP, LID = "4f971e89-eebd-4455-a8de-9e59040e7347", "5ca83367-6e45-459f-a27b-476b1d01c936"
BALANCED = "381b4222-f694-41f0-9685-ff5bb260df2e"


# -- power -------------------------------------------------------------------------------------------


def test_the_power_api_is_asked_first() -> None:
    host = pc({}, power=lambda group, setting: {SLEEP: 1800, HIBERNATE: 0, LID: 1}[setting], battery=True)
    assert host.power_plan() == Read(PowerPlan(1800, 0, lid_sleeps=True, portable=True))


def test_a_desktop_has_no_lid() -> None:
    host = pc({}, power=lambda group, setting: 1)
    assert host.power_plan() == Read(PowerPlan(1, 1, lid_sleeps=False, portable=False))


def test_the_registry_keeps_the_same_numbers() -> None:
    usual = rf"{POWER}\PowerSettings\{SLEEP_GROUP}\{HIBERNATE}\DefaultPowerSchemeValues\{BALANCED}"
    lid = rf"{POWER}\PowerSettings\{LID_GROUP}\{LID}\DefaultPowerSchemeValues\{BALANCED}"
    host = pc(
        {
            machine_key(PLANS): {"activepowerscheme": BALANCED},
            machine_key(rf"{PLANS}\{BALANCED}\{SLEEP_GROUP}\{SLEEP}"): {"acsettingindex": 900},
            machine_key(usual): {"acsettingindex": 10800, "provacsettingindex": 0},
            machine_key(lid): {"acsettingindex": 0},
        },
        battery=True,
    )
    assert host.power_plan() == Read(PowerPlan(900, 0, lid_sleeps=False, portable=True))


def test_a_policy_counts_before_the_plan() -> None:
    host = pc({machine_key(rf"{POLICIES}\{SLEEP}"): {"acsettingindex": 60}}, power=lambda group, setting: 0)
    assert host.power_plan() == Read(PowerPlan(60, 0, lid_sleeps=False, portable=False))


def test_power_that_nobody_tells() -> None:
    assert pc({}).power_plan() == NotRead("Windows does not say when this PC goes to sleep")
    refused = pc({}, rf"{POLICIES}\{SLEEP}").power_plan()
    assert refused == NotRead("Windows would not show the power settings (PermissionError)")
    strange: Keys = {machine_key(PLANS): {"activepowerscheme": b"\x00"}}
    assert isinstance(pc(strange).power_plan(), NotRead)


def test_the_soonest_of_sleep_and_hibernation() -> None:
    assert PowerPlan(1800, 600, lid_sleeps=False, portable=False).soonest_s == 600
    assert PowerPlan(0, 600, lid_sleeps=False, portable=False).soonest_s == 600
    assert PowerPlan(None, 0, lid_sleeps=False, portable=False).soonest_s == 0


# -- restarts and .NET -------------------------------------------------------------------------------

SERVICING = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing"
UPDATE = r"SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate\Auto Update"
SESSION = r"SYSTEM\CurrentControlSet\Control\Session Manager"
NAMES = r"SYSTEM\CurrentControlSet\Control\ComputerName"
DOTNET = r"SOFTWARE\Microsoft\NET Framework Setup\NDP\v4\Full"


@pytest.mark.parametrize(
    ("keys", "reason"),
    [
        ({machine_key(rf"{UPDATE}\RebootRequired"): {}}, RestartReason.UPDATES),
        ({machine_key(rf"{SERVICING}\RebootPending"): {}}, RestartReason.PARTS),
        (
            {
                machine_key(rf"{NAMES}\ActiveComputerName"): {"computername": "OLD"},
                machine_key(rf"{NAMES}\ComputerName"): {"computername": "NEW"},
            },
            RestartReason.NEW_NAME,
        ),
        (
            {machine_key(SESSION): {"pendingfilerenameoperations": [r"\??\C:\a.dll", ""]}},
            RestartReason.FILES,
        ),
    ],
)
def test_each_sign_of_a_restart(keys: Keys, reason: RestartReason) -> None:
    assert pc(keys).pending_restart() == Read((reason,))


def test_no_sign_and_signs_that_are_none() -> None:
    keys: Keys = {
        machine_key(rf"{NAMES}\ActiveComputerName"): {"computername": "SAME"},
        machine_key(rf"{NAMES}\ComputerName"): {"computername": "same"},
        machine_key(SESSION): {"pendingfilerenameoperations": ["", ""]},
    }
    assert pc(keys).pending_restart() == Read(())
    assert pc({}).pending_restart() == Read(())


def test_a_sign_that_cannot_be_looked_for_hides_no_other() -> None:
    waiting: Keys = {machine_key(rf"{UPDATE}\RebootRequired"): {}}
    assert pc(waiting, SERVICING, SESSION).pending_restart() == Read((RestartReason.UPDATES,))
    everything = (UPDATE, SERVICING, SESSION, rf"{NAMES}\ActiveComputerName")
    assert isinstance(pc({}, *everything).pending_restart(), NotRead)


def test_which_dotnet() -> None:
    assert pc({machine_key(DOTNET): {"release": 533320}}).dotnet_release() == Read(533320)
    assert pc({}).dotnet_release() == Read(None)
    assert isinstance(pc({}, DOTNET).dotnet_release(), NotRead)


# -- proxies -----------------------------------------------------------------------------------------

POLICY = r"SOFTWARE\Policies\Microsoft\Windows\CurrentVersion\Internet Settings"
SYSTEM_USER = rf"S-1-5-18\{INTERNET}"
USER = (Hive.USER, View.BITS_64)


def blob(flags: int, *texts: str) -> bytes:
    """A binary connection setting as Windows keeps it."""
    head = struct.pack("<III", 0x46, 3, flags)
    return head + b"".join(struct.pack("<I", len(text)) + text.encode("ascii") for text in texts)


def settings(keys: Keys, *refused: str) -> list[object]:
    return [each.value if isinstance(each, Read) else each for each in pc(keys, *refused).proxy_settings()]


def test_a_pc_without_any_proxy() -> None:
    found = settings({})
    assert found == [
        ProxySettings(WhoseProxy.USER),
        ProxySettings(WhoseProxy.SYSTEM),
        ProxySettings(WhoseProxy.WINHTTP),
    ]
    assert all(isinstance(each, ProxySettings) and each.direct for each in found)


def test_every_place_is_read_for_itself() -> None:
    keys: Keys = {
        (*USER, INTERNET): {
            "proxyenable": 1,
            "proxyserver": "proxy:8080",
            "proxyoverride": "*.local; 10.*;<local>",
            "autoconfigurl": "http://wpad/x.pac",
        },
        (*USER, rf"{INTERNET}\Connections"): {"defaultconnectionsettings": blob(0x2 | 0x8, "proxy:8080")},
        (Hive.USERS, View.BITS_64, SYSTEM_USER): {"autoconfigurl": "http://s/y.pac"},
        machine_key(rf"{INTERNET}\Connections"): {
            "winhttpsettings": blob(3, "http=a:1;https=b:2", "*.x;<local>")
        },
    }
    assert settings(keys) == [
        ProxySettings(WhoseProxy.USER, "proxy:8080", ("*.local", "10.*", "<local>"), "", detects=True),
        ProxySettings(WhoseProxy.SYSTEM, script="http://s/y.pac"),
        ProxySettings(WhoseProxy.WINHTTP, "http=a:1;https=b:2", ("*.x", "<local>")),
    ]


def test_a_script_whose_box_is_not_ticked_does_not_count() -> None:
    def user(flags: int) -> object:
        return settings(
            {
                (*USER, INTERNET): {"autoconfigurl": "http://wpad/x.pac", "proxyserver": "left:1"},
                (*USER, rf"{INTERNET}\Connections"): {"defaultconnectionsettings": blob(flags)},
            }
        )[0]

    assert user(0x1) == ProxySettings(WhoseProxy.USER)
    assert user(0x5) == ProxySettings(WhoseProxy.USER, script="http://wpad/x.pac")


def test_a_policy_for_the_whole_pc_takes_the_users_place() -> None:
    keys: Keys = {
        machine_key(POLICY): {"proxysettingsperuser": 0},
        machine_key(INTERNET): {"proxyenable": 1, "proxyserver": "pc:3128"},
        (*USER, INTERNET): {"proxyenable": 1, "proxyserver": "user:3128"},
    }
    assert settings(keys)[0] == ProxySettings(WhoseProxy.MACHINE, "pc:3128")


def test_winhttp_with_a_script_and_without_a_proxy() -> None:
    keys: Keys = {
        machine_key(rf"{INTERNET}\Connections"): {"winhttpsettings": blob(0xD, "a:1", "b", "http://p")}
    }
    assert settings(keys)[2] == ProxySettings(WhoseProxy.WINHTTP, script="http://p", detects=True)


def test_places_that_are_refused_say_so_one_by_one() -> None:
    found = settings({}, INTERNET, SYSTEM_USER, rf"{INTERNET}\Connections")
    assert [isinstance(each, NotRead) for each in found] == [True, True, True]
    assert settings({}, SYSTEM_USER)[0] == ProxySettings(WhoseProxy.USER)


@given(st.one_of(st.binary(max_size=80), st.none(), st.text(), st.integers()))
def test_no_bytes_can_break_the_reader(kept: object) -> None:
    connection_of(kept)


@given(st.integers(0, 15), st.lists(st.text("abc:;=.*<>", max_size=20), max_size=3))
def test_what_windows_writes_comes_back(flags: int, texts: list[str]) -> None:
    found = connection_of(blob(flags, *texts))
    assert found is not None
    assert (found.server, found.bypass, found.script) == (*texts, "", "", "")[:3]
    assert found.flags == flags


# -- trust, versions, files --------------------------------------------------------------------------


def test_who_trusts_an_authority() -> None:
    held = {TrustedBy.MACHINE: (b"pc",), TrustedBy.USER: (b"pc", b"mine")}
    assert pc({}, roots=lambda place: held[place]).trusted_roots() == Read(
        (
            TrustedRoot(hashlib.sha256(b"pc").hexdigest(), TrustedBy.MACHINE, b"pc"),
            TrustedRoot(hashlib.sha256(b"mine").hexdigest(), TrustedBy.USER, b"mine"),
        )
    )
    assert isinstance(pc({}, roots=no_answer).trusted_roots(), NotRead)


def test_an_account_without_a_store_of_its_own() -> None:
    def roots(place: TrustedBy) -> tuple[bytes, ...]:
        if place is TrustedBy.USER:
            raise FileNotFoundError(2, "no such store")
        return (b"pc",)

    found = pc({}, roots=roots).trusted_roots()
    assert isinstance(found, Read)
    assert len(found.value) == 1


def test_the_program_of_a_service_is_looked_at(tmp_path: Path) -> None:
    there = tmp_path / "wonde.exe"
    there.write_bytes(b"MZ")
    path = r"SYSTEM\CurrentControlSet\Services"
    keys: Keys = {
        machine_key(rf"{path}\WondeThere"): {"imagepath": f'"{there}"', "start": 2},
        machine_key(rf"{path}\WondeGone"): {"imagepath": f'"{there}.gone"', "start": 2},
        machine_key(rf"{path}\WondeNone"): {"start": 2},
        machine_key(rf"{path}\WondeOdd"): {"imagepath": '"a\0wonde.exe"', "start": 2},
    }
    found = pc(keys, version=lambda file: "3.1.0.7").services_like(["wonde"])
    assert isinstance(found, Read)
    seen = {entry.name: (entry.program_there, entry.version) for entry in found.value}
    assert seen == {
        "WondeThere": (True, "3.1.0.7"),
        "WondeGone": (False, ""),
        "WondeNone": (None, ""),
        "WondeOdd": (None, ""),
    }
    unversioned = pc(keys).services_like(["wondethere"])
    assert isinstance(unversioned, Read)
    assert (unversioned.value[0].program_there, unversioned.value[0].version) == (True, "")
    assert unversioned.value[0].state is ServiceState.NOT_KNOWN


def test_paths_as_the_kernel_writes_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYSTEMROOT", r"D:\Win")
    assert file_of(r"\??\C:\A\a.exe") == r"C:\A\a.exe"
    assert file_of(r"\SystemRoot\System32\a.exe") == r"D:\Win\System32\a.exe"
    assert file_of(r"System32\svchost.exe") == r"D:\Win\System32\svchost.exe"


def test_one_place_of_programs_that_is_refused_hides_no_other() -> None:
    class HalfRefused:
        def subkeys(self, hive: Hive, path: str, view: View = View.BITS_64) -> tuple[str, ...]:
            if hive is Hive.USER:
                raise PermissionError(5, "Access is denied")
            return ("{1}",)

        def values(self, hive: Hive, path: str, view: View = View.BITS_64) -> dict[str, object]:
            return {"displayname": "Wonde Client"}

    from app.host.windows_services import programs_like

    assert programs_like(["wonde"], HalfRefused()) == Read((Program("Wonde Client", "", "", ""),))
    refused = programs_like(["something else"], HalfRefused())
    assert isinstance(refused, NotRead)
    assert isinstance(pc({}, UNINSTALL).programs_like(["wonde"]), NotRead)


@pytest.mark.parametrize(
    ("values", "edition"),
    [
        ({"editionid": "Education", "installationtype": "Client"}, "Education"),
        ({"editionid": "ServerStandard", "installationtype": "Server"}, "ServerStandard"),
        ({"editionid": "Standard", "installationtype": "Server Core"}, "Server Standard"),
        ({}, ""),
    ],
)
def test_the_edition(values: dict[str, object], edition: str) -> None:
    machine = pc({machine_key(VERSION): values}).machine()
    assert isinstance(machine, Read)
    assert machine.value.edition == edition


def test_settings_files(tmp_path: Path) -> None:
    def read(name: str, data: bytes | None = None) -> object:
        if data is not None:
            (tmp_path / name).write_bytes(data)
        found = small_text(f"%Folder%/{name}", {"FOLDER": str(tmp_path)})
        return found.value if isinstance(found, Read) else found.because

    assert read("a.ini", b"x=1") == "x=1"
    assert read("b.ini", "\ufeffé".encode()) == "é"
    assert read("c.ini", "é".encode("utf-16")) == "é"
    assert read("d.ini", "é".encode("cp1252")) == "é"
    assert read("gone.ini") is None
    assert read("") is None
    assert "larger than any settings file" in str(read("big.ini", b"x" * (LARGEST + 1)))
    assert small_text("%NOWHERE%/a.ini", {}) == Read(None)
    assert "could not be read" in str(small_text("a\0b", {}))


def test_settings_files_that_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "denied")

    monkeypatch.setattr("builtins.open", refuse)
    assert small_text("sims.ini", {}) == NotRead("sims.ini could not be read (PermissionError)")


def test_room_and_battery(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    found = windows_module.disk_space(str(tmp_path))
    assert isinstance(found, Read)
    assert isinstance(found.value, DiskSpace)
    assert 0 < found.value.free <= found.value.total
    assert isinstance(windows_module.disk_space(str(tmp_path / "gone")), NotRead)
    monkeypatch.setattr(windows_module.psutil, "sensors_battery", lambda: None, raising=False)
    assert not windows_module.has_battery()
    monkeypatch.setattr(windows_module.psutil, "sensors_battery", no_answer, raising=False)
    assert not windows_module.has_battery()
