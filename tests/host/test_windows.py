"""A Windows PC made of a registry in a dictionary; and, on Windows, the real one."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from app.host.facts import NotRead, Program, Read, ServiceState
from app.host.registry import Hive, View
from tests.fakes.windows_pc import PROFILES, SERVICES, UNINSTALL, VERSION, Keys, machine_key, pc


def test_services_are_found_by_name_display_name_or_path() -> None:
    host = pc(
        {
            machine_key(rf"{SERVICES}\WondeSync"): {"imagepath": "C:\\A\\a.exe", "start": 2},
            machine_key(rf"{SERVICES}\Sync"): {"displayname": "WONDE sync", "start": 3},
            machine_key(rf"{SERVICES}\Other"): {"imagepath": "C:\\Program Files\\Wonde\\c.exe --k s"},
            machine_key(rf"{SERVICES}\Spooler"): {"displayname": "Print Spooler"},
            machine_key(rf"{SERVICES}\Locked"): {"displayname": "Wonde but locked"},
        },
        rf"{SERVICES}\Locked",
        live={"WondeSync": {"status": "running"}},
    )
    found = host.services_like(["wonde"])
    assert isinstance(found, Read)
    assert [entry.name for entry in found.value] == ["Other", "Sync", "WondeSync"]
    assert found.value[2].state is ServiceState.RUNNING
    assert found.value[0].path.endswith("c.exe")


def test_programs_come_from_both_registries_and_this_user_each_once() -> None:
    entry = {"displayname": "Wonde Client", "displayversion": "3.1"}
    host = pc(
        {
            machine_key(rf"{UNINSTALL}\{{1}}"): entry,
            machine_key(rf"{UNINSTALL}\{{2}}", View.BITS_32): {
                "displayname": "Old",
                "publisher": "Wonde Ltd",
            },
            (Hive.USER, View.BITS_64, rf"{UNINSTALL}\{{3}}"): entry,
            machine_key(rf"{UNINSTALL}\{{4}}"): {"displayname": "Paint"},
            machine_key(rf"{UNINSTALL}\{{5}}"): {},
        }
    )
    found = host.programs_like(["wonde"])
    assert found == Read((Program("Wonde Client", "3.1", "", ""), Program("Old", "", "Wonde Ltd", "")))


@pytest.mark.parametrize("path", [SERVICES, UNINSTALL, VERSION, PROFILES])
def test_what_windows_refuses_is_said_not_guessed(path: str) -> None:
    host = pc({}, path)
    readings = {
        SERVICES: lambda: host.services_like(["x"]),
        UNINSTALL: lambda: host.programs_like(["x"]),
        VERSION: host.machine,
        PROFILES: host.is_temporary_or_roaming_profile,
    }
    reading = readings[path]()
    assert isinstance(reading, NotRead)
    assert "Windows would not show" in reading.because


def test_the_machine() -> None:
    host = pc({machine_key(VERSION): {"productname": "Windows 10 Pro", "currentbuild": "22631", "ubr": 1}})
    reading = host.machine()
    assert isinstance(reading, Read)
    assert reading.value.os == "Windows 11 Pro"
    assert host.is_windows


def test_a_roaming_profile_is_found_by_its_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("USERPROFILE", r"C:\Users\Ann")
    keys: Keys = {
        machine_key(rf"{PROFILES}\S-1"): {"profileimagepath": r"C:\Users\bob", "centralprofile": ""},
        machine_key(rf"{PROFILES}\S-2"): {
            "profileimagepath": r"C:\users\ann",
            "centralprofile": r"\\srv\p\ann",
            "state": 0,
        },
    }
    assert pc(keys).is_temporary_or_roaming_profile() == Read(True)
    assert pc({}).is_temporary_or_roaming_profile() == Read(False)
    monkeypatch.delenv("USERPROFILE")
    assert isinstance(pc({}).profile_kind(), NotRead)


def test_networks_are_read_the_same_way() -> None:
    assert isinstance(pc({}).network_addresses(), Read | NotRead)


@pytest.mark.windows
@pytest.mark.skipif(sys.platform != "win32", reason="needs Windows or Wine")
def test_the_real_registry_answers() -> None:
    from app.host.here import this_host

    host = this_host()
    assert host.is_windows
    machine = host.machine()
    assert isinstance(machine, Read)
    assert machine.value.os.startswith("Windows")
    assert isinstance(host.services_like(["no such service here"]), Read)
    everything = host.services_like([""])
    assert isinstance(everything, Read)
    assert everything.value
    assert isinstance(host.programs_like([""]), Read)
    assert isinstance(host.profile_kind(), Read)
    assert Path(os.environ["USERPROFILE"]).exists()
