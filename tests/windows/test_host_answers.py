"""What Windows' own commands really print, read by the reader of pasted answers."""

from __future__ import annotations

import subprocess
import sys

import pytest

from app.host.facts import Program, ServiceState
from app.host.pasted_answer import answer_in

pytestmark = [
    pytest.mark.windows,
    pytest.mark.skipif(sys.platform != "win32", reason="needs Windows or Wine"),
]

UNINSTALL = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall"


def printed(line: str) -> str:
    """What one line says at the Command Prompt."""
    ended = subprocess.run(["cmd", "/c", line], capture_output=True, check=False, timeout=60)
    return ended.stdout.decode("cp850")


def test_services_as_sc_prints_them() -> None:
    from tests.windows.host_services import real_service

    with real_service("wzd-wonde", "A Wonde client") as made:
        stopped = answer_in(printed("sc query wzd-wonde"))
        made.start()
        running = answer_in(printed("sc query wzd-wonde"))
    assert [(each.name, each.state) for each in stopped.services] == [("wzd-wonde", ServiceState.STOPPED)]
    assert [(each.name, each.state) for each in running.services] == [("wzd-wonde", ServiceState.RUNNING)]


def test_programs_as_reg_prints_them() -> None:
    from tests.windows.host_registry import MACHINE, registry_values

    values = {"DisplayName": "Wonde Client", "DisplayVersion": "3.1", "Publisher": "Wonde Ltd", "Size": 7}
    with registry_values(MACHINE, rf"{UNINSTALL}\{{WZD-1}}", values):
        found = answer_in(printed(rf"reg query HKLM\{UNINSTALL} /s & echo Programs^Listed : yes"))
    assert Program("Wonde Client", "3.1", "Wonde Ltd", "") in found.programs
    assert found.programs_listed


def test_the_machine_as_the_prompt_prints_it() -> None:
    import os

    found = answer_in(printed("echo CSName : %COMPUTERNAME%"))
    assert found.machine == os.environ["COMPUTERNAME"]
