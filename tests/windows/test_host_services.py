"""Each way a service can be, made for real with Windows' service manager, and named by the right finding."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from app.checks.client import client_checks
from app.checks.context import ClientPlace, Context
from app.checks.engine import Engine
from app.checks.model import Outcome, Result
from app.checks.summary import summarise
from app.guidance import services as catalogue
from app.host.facts import Read, ServiceState, StartType
from app.host.here import this_host
from app.transport.client import Transport

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.windows,
    pytest.mark.skipif(sys.platform != "win32", reason="needs Windows or Wine"),
]

MARK = "wzd-test-client"
"""What the checks look for here in place of “wonde”, so that nothing real on this PC is in the way."""


@pytest.fixture(autouse=True)
def looked_for(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The checks look for the test's own services."""
    from app.checks import client

    real = catalogue.program_pattern("wonde-client")
    monkeypatch.setattr(client, "program_pattern", lambda _: real.model_copy(update={"contains": (MARK,)}))
    return


async def run() -> dict[str, Result]:
    context = Context(Transport(), this_host(), client_place=ClientPlace.THIS_PC)
    return {result.check_id: result for result in await Engine(client_checks()).run(context)}


def codes(results: dict[str, Result]) -> list[str]:
    return [found.code for result in results.values() for found in result.findings]


async def test_absent() -> None:
    results = await run()
    assert codes(results) == ["CLI-01"]
    assert summarise(results.values()).client == "not-found"


async def test_running_by_itself_is_fine() -> None:
    from tests.windows.host_services import real_service

    with real_service(MARK, "A client that runs") as made:
        made.start()
        results = await run()
        assert codes(results) == []
        assert results["client.running"].outcome is Outcome.PASS
        assert results["client.running"].note == "as LocalSystem"
        assert summarise(results.values()).client == "running"


async def test_stopped() -> None:
    from tests.windows.host_services import real_service

    with real_service(MARK, "A client that is stopped"):
        results = await run()
    assert codes(results) == ["CLI-02"]
    assert "A client that is stopped" in results["client.running"].findings[0].title


async def test_only_by_hand() -> None:
    from tests.windows.host_services import MANUAL, real_service

    with real_service(MARK, "A client by hand", start=MANUAL) as made:
        made.start()
        assert codes(await run()) == ["CLI-03"]


async def test_disabled() -> None:
    from tests.windows.host_services import DISABLED, real_service

    with real_service(MARK, "A client that is disabled", start=DISABLED):
        results = await run()
    assert codes(results) == ["CLI-08"]
    assert results["client.running"].because == "client.starts"


async def test_running_under_a_disabled_start_type() -> None:
    from tests.windows.host_services import DISABLED, real_service

    with real_service(MARK, "A client on its last legs") as made:
        made.start()
        made.set_start(DISABLED)
        results = await run()
    assert codes(results) == ["CLI-09"]
    assert results["client.running"].outcome is Outcome.PASS


async def test_two_that_match() -> None:
    from tests.windows.host_services import real_service

    with real_service(MARK, "The new client") as new, real_service("other", f"The old {MARK}"):
        new.start()
        results = await run()
    assert codes(results) == ["CLI-10"]
    assert results["client.running"].because == "client.single"


async def test_a_program_that_is_not_there() -> None:
    from tests.windows.host_services import real_service

    with real_service(MARK, "A client without a program", command=r"C:\gone\client.exe --key secret"):
        results = await run()
    assert codes(results) == ["CLI-13"]
    evidence = results["client.starts"].findings[0].evidence
    assert evidence["Program"] == r"C:\gone\client.exe"
    assert "secret" not in str(results)


async def test_found_by_the_path_of_its_program_alone() -> None:
    from tests.windows.host_services import real_service

    with real_service("plain", "Plain", command=rf"C:\{MARK}\client.exe"):
        found = this_host().services_like([MARK.upper()])
    assert isinstance(found, Read)
    (only,) = found.value
    assert (only.name, only.state, only.start) == ("plain", ServiceState.STOPPED, StartType.AUTOMATIC)
    assert (only.account, only.program_there) == ("LocalSystem", False)


def test_the_version_of_a_program() -> None:
    from ctypes import pythonapi

    from app.host.file_versions import file_version

    major, minor = sys.version_info[:2]
    assert file_version(_path_of(pythonapi._handle)).startswith(f"{major}.{minor}.")


def _path_of(module: int) -> str:
    import ctypes
    from ctypes import wintypes

    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.GetModuleFileNameW.argtypes = (ctypes.c_void_p, wintypes.LPWSTR, wintypes.DWORD)
    text = ctypes.create_unicode_buffer(1024)
    assert kernel.GetModuleFileNameW(module, text, len(text))
    return text.value
