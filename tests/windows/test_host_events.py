"""Windows' log: sources in the real registry, and the real call sequence of its API.

Wine keeps no event log, so the entries come from functions of the documented form, called through real
pointers; on Windows the real log is read as well.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from app.host.facts import NotRead, Read, Service, ServiceState, StartType
from app.host.here import this_host

pytestmark = [
    pytest.mark.windows,
    pytest.mark.skipif(sys.platform != "win32", reason="needs Windows or Wine"),
]

if sys.platform == "win32":
    from ctypes import wintypes

    from app.host import event_log
    from app.host.event_log import WindowsEventLog
    from app.host.registry import WindowsRegistry
    from app.host.windows_events import sources_of
    from tests.windows.host_registry import MACHINE, registry_values

SOURCES = r"SYSTEM\CurrentControlSet\Services\EventLog\Application"
WONDE = Service(
    "wzd-test", "WZD test", r"C:\wzd-test\client.exe", ServiceState.STOPPED, StartType.AUTOMATIC, ""
)
NO_MORE, TOO_SMALL = 259, 122


def test_sources_that_are_registered_for_a_service() -> None:
    with (
        registry_values(MACHINE, rf"{SOURCES}\WZD test", {"TypesSupported": 7}),
        registry_values(MACHINE, rf"{SOURCES}\Connector", {"EventMessageFile": r"C:\wzd-test\text.dll"}),
        registry_values(MACHINE, rf"{SOURCES}\Another", {"EventMessageFile": r"C:\another\text.dll"}),
    ):
        assert set(sources_of(WONDE, WindowsRegistry())) == {"WZD test", "Connector"}
    assert sources_of(WONDE, WindowsRegistry()) == ()


def test_the_log_of_this_pc_is_read_or_refused_in_words() -> None:
    found = this_host().service_events([WONDE], datetime.now(UTC) - timedelta(days=7))
    if isinstance(found, NotRead):
        assert found.because.startswith("Windows would not show its log of events")
    else:
        assert found == Read(())


class PretendLog:
    """The four functions of wevtapi, by their documentation, over texts held in Python."""

    def __init__(self, *entries: str, fails_with: int = 0) -> None:
        self.entries = [entry.encode("utf-16-le") + b"\0\0" for entry in entries]
        self.fails_with = fails_with
        self.given = 0
        self.open: set[int] = set()
        self.asked: list[tuple[str, str, int]] = []

    def functions(self) -> SimpleNamespace:
        """As a loaded library has them."""
        handle, number, text = ctypes.c_void_p, wintypes.DWORD, wintypes.LPCWSTR
        numbers = ctypes.POINTER(number)

        def made(result: Any, *arguments: Any) -> Callable[[Callable[..., Any]], Any]:
            return ctypes.WINFUNCTYPE(result, *arguments, use_last_error=True)

        return SimpleNamespace(
            EvtQuery=made(handle, handle, text, text, number)(self.query),
            EvtNext=made(ctypes.c_int, handle, number, ctypes.POINTER(handle), number, number, numbers)(
                self.next
            ),
            EvtRender=made(ctypes.c_int, handle, handle, number, number, handle, numbers, numbers)(
                self.render
            ),
            EvtClose=made(ctypes.c_int, handle)(self.close),
        )

    def query(self, session: int | None, channel: str, query: str, flags: int) -> int | None:
        self.asked.append((channel, query, flags))
        if self.fails_with:
            return _failed(self.fails_with) or None
        self.open.add(1)
        return 1

    def next(self, results: int, size: int, events: Any, timeout: int, flags: int, count: Any) -> int:
        assert results in self.open
        if self.given == len(self.entries):
            return _failed(NO_MORE)
        self.given += 1
        handle = 0x7FFF_0000_0000 + self.given  # more than 32 bits: a handle cut short would not be known
        events[0], count[0] = handle, 1
        self.open.add(handle)
        return 1

    def render(
        self,
        context: int | None,
        event: int,
        flags: int,
        size: int,
        buffer: int | None,
        used: Any,
        count: Any,
    ) -> int:
        assert event in self.open
        assert flags == 1
        text = self.entries[event - 0x7FFF_0000_0001]
        used[0], count[0] = len(text), 0
        if size < len(text):
            return _failed(TOO_SMALL)
        ctypes.memmove(buffer, text, len(text))
        return 1

    def close(self, handle: int) -> int:
        self.open.remove(handle)
        return 1


def _failed(error: int) -> int:
    ctypes.set_last_error(error)
    return 0


@pytest.fixture
def pretend(monkeypatch: pytest.MonkeyPatch) -> Callable[[PretendLog], PretendLog]:
    """Puts a pretended log in the place of wevtapi."""

    def put(log: PretendLog) -> PretendLog:
        functions = log.functions()
        monkeypatch.setattr(event_log, "library", lambda *_: functions)
        return log

    return put


def test_entries_come_whole_and_every_handle_is_closed(pretend: Callable[[PretendLog], PretendLog]) -> None:
    log = pretend(PretendLog("<a>ÄÖ €</a>", "<b/>", "<c/>"))
    assert WindowsEventLog().newest("System", "*[x]", 10) == ("<a>ÄÖ €</a>", "<b/>", "<c/>")
    assert log.asked == [("System", "*[x]", 0x201)]
    assert log.open == set()


def test_no_more_are_read_than_wanted(pretend: Callable[[PretendLog], PretendLog]) -> None:
    log = pretend(PretendLog("<a/>", "<b/>", "<c/>"))
    assert WindowsEventLog().newest("System", "*", 2) == ("<a/>", "<b/>")
    assert log.open == set()


def test_a_refusal_is_raised_as_what_it_is(pretend: Callable[[PretendLog], PretendLog]) -> None:
    pretend(PretendLog(fails_with=5))
    with pytest.raises(PermissionError):
        WindowsEventLog().newest("Security", "*", 2)


def test_an_entry_of_unlikely_size_is_refused_and_nothing_is_left_open(
    pretend: Callable[[PretendLog], PretendLog],
) -> None:
    log = pretend(PretendLog("x" * 600_000))
    with pytest.raises(OSError, match="122"):
        WindowsEventLog().newest("System", "*", 2)
    assert log.open == set()
