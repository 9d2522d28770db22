"""Windows' log: which entries belong to a service, and what is kept of them (never their texts)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.host.facts import NotRead, Read, Service, ServiceState, StartType
from app.host.pc_facts import ServiceError, ServiceEvent
from app.host.windows_events import entry_of, query_for, sources_of
from tests.fakes.windows_pc import DictRegistry, FakeLog, Keys, machine_key, pc

SOURCES = r"SYSTEM\CurrentControlSet\Services\EventLog\Application"
NAMESPACE = "http://schemas.microsoft.com/win/2004/08/events/event"
WONDE = Service(
    "WondeSync",
    "Wonde Sync",
    r"C:\Program Files\Wonde\sync.exe",
    ServiceState.STOPPED,
    StartType.AUTOMATIC,
    "",
)
SINCE = datetime.now(UTC) - timedelta(days=7)


def entry(
    provider: str, number: int, *texts: str, at: str = "2026-11-25T08:00:00.1234567Z", alias: str = ""
) -> str:
    data = "".join(f"<Data Name='param{n}'>{text}</Data>" for n, text in enumerate(texts, 1))
    other = f" EventSourceName='{alias}'" if alias else ""
    return (
        f"<Event xmlns='{NAMESPACE}'><System><Provider Name='{provider}'{other}/>"
        f"<EventID Qualifiers='49152'>{number}</EventID><Level>2</Level>"
        f"<TimeCreated SystemTime='{at}'/></System><EventData>{data}</EventData></Event>"
    )


def events(log: FakeLog, keys: Keys | None = None, services: tuple[Service, ...] = (WONDE,)) -> object:
    found = pc(keys or {}, log=log).service_events(services, SINCE)
    return found.value if isinstance(found, Read) else found


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (7038, ServiceError.COULD_NOT_SIGN_IN),
        (7034, ServiceError.STOPPED_UNEXPECTEDLY),
        (7000, ServiceError.DID_NOT_START),
    ],
)
@pytest.mark.parametrize("named", ["Wonde Sync", "wondesync"])
def test_what_the_service_manager_says_of_a_service(number: int, kind: ServiceError, named: str) -> None:
    log = FakeLog({"System": (entry("Service Control Manager", number, named, "2"),)})
    at = datetime(2026, 11, 25, 8, 0, 0, 123456, tzinfo=UTC)
    assert events(log) == (ServiceEvent("WondeSync", kind, at, "Service Control Manager", number),)


def test_what_it_says_of_others_or_with_other_numbers_is_not_ours() -> None:
    others = (
        entry("Service Control Manager", 7034, "Print Spooler", "1"),
        entry("Service Control Manager", 7036, "Wonde Sync", "stopped"),
        entry("Service Control Manager", 7034, "Wonde Sync Updater"),
        "<not xml",
        "<Event/>",
        entry("Service Control Manager", 7034, "Wonde Sync", at="yesterday"),
    )
    assert events(FakeLog({"System": others})) == ()


def test_a_service_that_writes_under_its_own_name_or_from_its_own_folder() -> None:
    registry = DictRegistry(
        {
            machine_key(rf"{SOURCES}\WONDESYNC"): {},
            machine_key(rf"{SOURCES}\Connector"): {
                "eventmessagefile": r'"C:\Program Files\Wonde\messages.dll"'
            },
            machine_key(rf"{SOURCES}\Other"): {"eventmessagefile": r"C:\Program Files\Other\messages.dll"},
            machine_key(rf"{SOURCES}\Numbers"): {"eventmessagefile": 7},
        }
    )
    assert sources_of(WONDE, registry) == ("Connector", "WONDESYNC")


def test_a_service_of_windows_own_folder_does_not_own_all_that_is_there() -> None:
    shared = Service(
        "WondeX", "X", r"C:\Windows\System32\svchost.exe", ServiceState.RUNNING, StartType.AUTOMATIC, ""
    )
    registry = DictRegistry(
        {machine_key(rf"{SOURCES}\Chkdsk"): {"eventmessagefile": r"C:\Windows\System32\x.dll"}}
    )
    assert sources_of(shared, registry) == ()


def test_own_errors_and_crashes_newest_first() -> None:
    class BySource(FakeLog):
        def newest(self, channel: str, query: str, most: int) -> tuple[str, ...]:
            self.asked.append((channel, query))
            if "WondeSync" in query:
                return (entry("WondeSync", 5, "a pupil’s name", at="2026-11-25T07:00:00Z"),)
            if ".NET Runtime" in query:
                crash = r"Application: SYNC.EXE Framework Version: v4"
                return (
                    entry(".NET Runtime", 1026, crash, at="2026-11-25T09:00:00Z"),
                    entry("Application Error", 1000, "other.exe", at="2026-11-25T10:00:00Z"),
                )
            return ()

    log = BySource()
    found = events(log, {machine_key(rf"{SOURCES}\WondeSync"): {}})
    assert [(each.kind, each.source, each.event_id) for each in found] == [  # type: ignore[attr-defined]
        (ServiceError.PROGRAM_FAILED, ".NET Runtime", 1026),
        (ServiceError.OWN_ERROR, "WondeSync", 5),
    ]
    assert "pupil" not in str(found)
    assert all("Level=1 or Level=2" in query and "timediff" in query for _, query in log.asked)


def test_no_services_is_nothing_to_ask() -> None:
    log = FakeLog(problem=PermissionError(5, "denied"))
    assert events(log, services=()) == ()
    assert log.asked == []


def test_a_log_that_is_refused() -> None:
    found = events(FakeLog(problem=PermissionError(5, "denied")))
    assert found == NotRead("Windows would not show its log of events (PermissionError)")


@pytest.mark.parametrize(
    ("source", "quoted"),
    [("Plain", "@Name='Plain'"), ("It's", '@Name="It\'s"'), ('"q"', "@Name='\"q\"'"), ("a'b\"c", "")],
)
def test_no_name_can_break_out_of_a_query(source: str, quoted: str) -> None:
    query = query_for([source], timedelta(days=1))
    assert (quoted in query) if quoted else query == ""
    assert "86400000" in query or not quoted


@given(st.text(max_size=400))
def test_no_text_can_break_the_reader(text: str) -> None:
    entry_of(text)


def test_hostile_xml_is_no_entry() -> None:
    bomb = "<!DOCTYPE a [<!ENTITY b 'c'>]>" + entry("X", 1)
    assert entry_of(bomb) is None
    assert entry_of(entry("X", 1).replace(">1<", ">１<")) is None


def test_the_older_name_of_a_source_is_the_one_people_see() -> None:
    found = entry_of(entry("Microsoft-Windows-Thing", 9, alias="Thing", at="2026-11-25T07:00:00"))
    assert found is not None
    assert found.source == "Thing"
