"""Errors in Windows' log that belong to given services: which kind, when, how often. Never an entry's text.

Three places are looked in: what the service manager says of the service, what the service says itself (under
its own name, or a source whose messages come from its folder), and crashes of its program.
"""

from __future__ import annotations

import ntpath
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from app.host.event_log import EventLog
from app.host.facts import NotRead, Read, Reading, Service
from app.host.pc_facts import ServiceError, ServiceEvent
from app.host.registry import Hive, RegistryReader
from app.host.windows_values import program_of

_SOURCES = r"SYSTEM\CurrentControlSet\Services\EventLog\Application"
_SERVICE_MANAGER = "Service Control Manager"
_CRASHES = ("Application Error", ".NET Runtime", "Application Hang")
_NAMESPACE = "{http://schemas.microsoft.com/win/2004/08/events/event}"
_MOST = 300
"""Entries read of each place; a service that fails in a loop writes thousands."""

# The service manager's numbers, the same in every language of Windows.
_MANAGER_KINDS = {
    7038: ServiceError.COULD_NOT_SIGN_IN,
    7041: ServiceError.COULD_NOT_SIGN_IN,
    7031: ServiceError.STOPPED_UNEXPECTEDLY,
    7034: ServiceError.STOPPED_UNEXPECTEDLY,
    7023: ServiceError.STOPPED_UNEXPECTEDLY,
    7024: ServiceError.STOPPED_UNEXPECTEDLY,
    7000: ServiceError.DID_NOT_START,
    7001: ServiceError.DID_NOT_START,
    7009: ServiceError.DID_NOT_START,
    7011: ServiceError.DID_NOT_START,
    7022: ServiceError.DID_NOT_START,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """What is read of one entry, for as long as it takes to see whether it belongs."""

    source: str
    event_id: int
    at: datetime
    texts: tuple[str, ...]


def service_events(
    services: Sequence[Service], since: datetime, log: EventLog, registry: RegistryReader, now: datetime
) -> Reading[tuple[ServiceEvent, ...]]:
    """The services' errors since then, newest first. Not read where Windows refuses either log."""
    if not services:
        return Read(())
    age = max(now - since, timedelta())
    try:
        found = [
            *_from_the_manager(services, log, age),
            *_from_the_services(services, log, registry, age),
            *_from_crashes(services, log, age),
        ]
    except OSError as problem:
        return NotRead(f"Windows would not show its log of events ({type(problem).__name__})")
    return Read(tuple(sorted(found, key=lambda event: event.at, reverse=True)))


def _from_the_manager(services: Sequence[Service], log: EventLog, age: timedelta) -> Iterator[ServiceEvent]:
    for entry in _entries(log, "System", [_SERVICE_MANAGER], age):
        kind = _MANAGER_KINDS.get(entry.event_id)
        said = {text.casefold() for text in entry.texts}
        for service in services:
            if kind is not None and said & {service.name.casefold(), service.display_name.casefold()}:
                yield ServiceEvent(service.name, kind, entry.at, entry.source, entry.event_id)


def _from_the_services(
    services: Sequence[Service], log: EventLog, registry: RegistryReader, age: timedelta
) -> Iterator[ServiceEvent]:
    for service in services:
        sources = sources_of(service, registry)
        for entry in _entries(log, "Application", sources, age) if sources else ():
            yield ServiceEvent(service.name, ServiceError.OWN_ERROR, entry.at, entry.source, entry.event_id)


def _from_crashes(services: Sequence[Service], log: EventLog, age: timedelta) -> Iterator[ServiceEvent]:
    for entry in _entries(log, "Application", _CRASHES, age):
        said = " ".join(entry.texts).casefold()
        for service in services:
            program = ntpath.basename(service.path).casefold()
            if program and program != "svchost.exe" and program in said:
                kind = ServiceError.PROGRAM_FAILED
                yield ServiceEvent(service.name, kind, entry.at, entry.source, entry.event_id)


def sources_of(service: Service, registry: RegistryReader) -> tuple[str, ...]:
    """The names under which a service may write to the log Application. Raises OSError."""
    names = {service.name.casefold(), service.display_name.casefold()}
    folder = ntpath.dirname(service.path).casefold()
    found = []
    for source in registry.subkeys(Hive.MACHINE, _SOURCES):
        file = registry.values(Hive.MACHINE, rf"{_SOURCES}\{source}").get("eventmessagefile")
        writes_from = ntpath.dirname(program_of(file)).casefold() if isinstance(file, str) else ""
        own_folder = bool(folder) and "\\windows\\" not in f"{folder}\\" and writes_from == folder
        if source.casefold() in names or own_folder:
            found.append(source)
    return tuple(found)


def _entries(log: EventLog, channel: str, sources: Iterable[str], age: timedelta) -> Iterator[Entry]:
    """Errors and worse of these sources. Nothing to ask where no source can be written in a query."""
    query = query_for(sources, age)
    texts = log.newest(channel, query, _MOST) if query else ()
    for text in texts:
        entry = entry_of(text)
        if entry is not None:
            yield entry


def query_for(sources: Iterable[str], age: timedelta) -> str:
    """The event viewer's XPath for errors of `sources` no older than `age`; "" where none can be asked for.

    XPath has no escapes: a source with both kinds of quotes in its name is left out.
    """
    named = [f"@Name={quote}{source}{quote}" for source in sources for quote in _quote_for(source)]
    if not named:
        return ""
    milliseconds = int(age.total_seconds() * 1000)
    return (
        f"*[System[Provider[{' or '.join(named)}] and (Level=1 or Level=2)"
        f" and TimeCreated[timediff(@SystemTime) <= {milliseconds}]]]"
    )


def _quote_for(text: str) -> tuple[str, ...]:
    return next(((quote,) for quote in ("'", '"') if quote not in text), ())


def entry_of(xml: str) -> Entry | None:
    """One entry of the log; None for what is none. Never raises."""
    try:
        event = ElementTree.fromstring(xml)
    except (ParseError, DefusedXmlException, ValueError):
        return None
    system = event.find(f"{_NAMESPACE}System")
    if system is None:
        return None
    provider, created = system.find(f"{_NAMESPACE}Provider"), system.find(f"{_NAMESPACE}TimeCreated")
    number = system.findtext(f"{_NAMESPACE}EventID", "").strip()
    at = _time(created)
    if provider is None or at is None or not (number.isascii() and number.isdigit()):
        return None
    source = provider.get("EventSourceName") or provider.get("Name") or ""
    texts = tuple(
        text.strip() for data in event.iterfind(f"{_NAMESPACE}EventData/*") for text in data.itertext()
    )
    return Entry(source, int(number), at, texts)


def _time(created: Element | None) -> datetime | None:
    """Windows writes UTC with seven digits after the second; Python reads six."""
    text = "" if created is None else created.get("SystemTime", "")
    whole, dot, fraction = text.rstrip("Z").partition(".")
    try:
        return datetime.fromisoformat(f"{whole}.{fraction[:6]}" if dot else whole).replace(tzinfo=UTC)
    except ValueError:
        return None
