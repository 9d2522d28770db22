"""Windows services and installed programs, from the registry that any user may read.

psutil adds what only the service manager knows (running or not). A service that refuses to be asked is still
listed, with what the registry says.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from app.host.facts import Program, Read, Reading, Service, mentions
from app.host.file_versions import FileVersion
from app.host.registry import Hive, RegistryReader, View
from app.host.windows_values import program_entry, refused, service_of

_SERVICES = r"SYSTEM\CurrentControlSet\Services"
_UNINSTALL = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall"
_PLACES_OF_PROGRAMS = (
    (Hive.MACHINE, View.BITS_64),
    (Hive.MACHINE, View.BITS_32),
    (Hive.USER, View.BITS_64),
    (Hive.USER, View.BITS_32),
)

LiveService = Callable[[str], Mapping[str, object]]
"""What the service manager says about one service, as psutil names it; empty where it won't say."""


def services_like(
    patterns: Sequence[str], registry: RegistryReader, live: LiveService, version: FileVersion
) -> Reading[tuple[Service, ...]]:
    """Matching services, by name. A key that can't be read is passed over: it is not one of Wonde's."""
    try:
        names = registry.subkeys(Hive.MACHINE, _SERVICES)
    except OSError as problem:
        return refused("the list of services", problem)
    found = []
    for name in sorted(names, key=str.casefold):
        values = _values(registry, name)
        on_paper = service_of(name, values, {})
        # Drivers are in the same list; only what has a start type and a program is a service.
        if mentions(patterns, name, on_paper.display_name, on_paper.path):
            found.append(_with_program(service_of(name, values, live(name)), version))
    return Read(tuple(found))


def _values(registry: RegistryReader, name: str) -> Mapping[str, object]:
    try:
        return registry.values(Hive.MACHINE, rf"{_SERVICES}\{name}")
    except OSError:
        return {}


def _with_program(service: Service, version: FileVersion) -> Service:
    """The service with what its program says of itself, as far as it can be looked at."""
    if not service.path:
        return service
    path = file_of(service.path)
    try:
        os.stat(path)
    except FileNotFoundError:
        return replace(service, program_there=False)
    except (OSError, ValueError):
        return service
    try:
        return replace(service, program_there=True, version=version(path))
    except OSError:
        return replace(service, program_there=True)


def file_of(service_path: str) -> str:
    """A service's program as a path that can be opened: the registry may have it as the kernel writes it."""
    path = os.path.expandvars(service_path.removeprefix("\\??\\"))
    root = os.environ.get("SYSTEMROOT", "C:\\Windows")
    if path.casefold().startswith("\\systemroot\\"):
        return root + path[len("\\systemroot") :]
    return f"{root}\\{path}" if path.casefold().startswith("system32\\") else path


def programs_like(patterns: Sequence[str], registry: RegistryReader) -> Reading[tuple[Program, ...]]:
    """Matching programs of all users and of this one, from both registries, each once."""
    found: dict[Program, None] = {}
    problem: OSError | None = None
    for hive, view in _PLACES_OF_PROGRAMS:
        try:
            for entry in _programs(registry, hive, view):
                if mentions(patterns, entry.name, entry.publisher, entry.folder):
                    found[entry] = None
        except OSError as refusal:
            problem = refusal
    if problem is not None and not found:
        return refused("the list of installed programs", problem)
    return Read(tuple(found))


def _programs(registry: RegistryReader, hive: Hive, view: View) -> Iterator[Program]:
    for key in registry.subkeys(hive, _UNINSTALL, view):
        entry = program_entry(registry.values(hive, rf"{_UNINSTALL}\{key}", view))
        if entry is not None:
            yield entry
