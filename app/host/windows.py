"""Facts about a Windows PC, read without administrator's rights and without changing anything.

Services come from the registry, which any user may read, with psutil adding what only the service manager
knows (running or not). A service that refuses to be asked is still listed, with what the registry says.
"""

from __future__ import annotations

import os
import platform
import socket
from collections.abc import Callable, Mapping, Sequence

from app.host.facts import Machine, NotRead, ProfileKind, Program, Read, Reading, Service, mentions
from app.host.network_addresses import network_addresses
from app.host.registry import Hive, RegistryReader, View
from app.host.windows_values import manual_proxy, profile_of, program_entry, service_of, windows_name
from app.transport.proxy import environment_proxy

_SERVICES = r"SYSTEM\CurrentControlSet\Services"
_UNINSTALL = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall"
_VERSION = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion"
_PROFILES = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList"
_INTERNET = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings"
_PLACES_OF_PROGRAMS = ((Hive.MACHINE, View.BITS_64), (Hive.MACHINE, View.BITS_32), (Hive.USER, View.BITS_64))

LiveService = Callable[[str], Mapping[str, object]]
"""What the service manager says about one service, as psutil names it; empty where it won't say."""


class WindowsHost:
    """A `Host` for Windows, given the registry and the service manager so that both can be stood in for."""

    def __init__(self, registry: RegistryReader, live_service: LiveService) -> None:
        self._registry = registry
        self._live_service = live_service

    @property
    def is_windows(self) -> bool:
        """Always, here."""
        return True

    def machine(self) -> Reading[Machine]:
        """Name, edition and build."""
        try:
            name, build = windows_name(self._registry.values(Hive.MACHINE, _VERSION))
        except OSError as problem:
            return _refused("Windows’ version", problem)
        return Read(Machine(socket.gethostname(), name, build, platform.machine()))

    def services_like(self, patterns: Sequence[str]) -> Reading[tuple[Service, ...]]:
        """Matching services, by name. A key that can't be read is passed over: it is not one of Wonde's."""
        try:
            names = self._registry.subkeys(Hive.MACHINE, _SERVICES)
        except OSError as problem:
            return _refused("the list of services", problem)
        found = []
        for name in sorted(names, key=str.casefold):
            values = self._service_values(name)
            on_paper = service_of(name, values, {})
            # Drivers are in the same list; only what has a start type and a program is a service.
            if mentions(patterns, name, on_paper.display_name, on_paper.path):
                found.append(service_of(name, values, self._live_service(name)))
        return Read(tuple(found))

    def _service_values(self, name: str) -> Mapping[str, object]:
        try:
            return self._registry.values(Hive.MACHINE, rf"{_SERVICES}\{name}")
        except OSError:
            return {}

    def programs_like(self, patterns: Sequence[str]) -> Reading[tuple[Program, ...]]:
        """Matching programs of all users and of this one, from both registries, each once."""
        found: dict[Program, None] = {}
        try:
            for hive, view in _PLACES_OF_PROGRAMS:
                for key in self._registry.subkeys(hive, _UNINSTALL, view):
                    entry = program_entry(self._registry.values(hive, rf"{_UNINSTALL}\{key}", view))
                    if entry and mentions(patterns, entry.name, entry.publisher, entry.folder):
                        found[entry] = None
        except OSError as problem:
            return _refused("the list of installed programs", problem)
        return Read(tuple(found))

    def network_addresses(self) -> Reading[tuple[str, ...]]:
        """As elsewhere."""
        return network_addresses()

    def proxy_for(self, url: str) -> str | None:
        """The environment's proxy, else the manual one of Internet options. PAC is not read yet."""
        named = environment_proxy(url)
        if named:
            return named
        try:
            return manual_proxy(self._registry.values(Hive.USER, _INTERNET), url)
        except OSError:
            return None

    def profile_kind(self) -> Reading[ProfileKind]:
        """From the ProfileList entry whose folder is this user's."""
        folder = os.environ.get("USERPROFILE", "")
        try:
            for sid in self._registry.subkeys(Hive.MACHINE, _PROFILES):
                values = self._registry.values(Hive.MACHINE, rf"{_PROFILES}\{sid}")
                path = os.path.expandvars(str(values.get("profileimagepath", "")))
                if folder and path.casefold() == folder.casefold():
                    return Read(profile_of(values.get("state"), values.get("centralprofile"), folder))
        except OSError as problem:
            return _refused("the list of user profiles", problem)
        if not folder:
            return NotRead("Windows does not say where this user’s profile is")
        return Read(profile_of(None, None, folder))

    def is_temporary_or_roaming_profile(self) -> Reading[bool]:
        """True for temporary, roaming and mandatory profiles alike."""
        kind = self.profile_kind()
        return kind if isinstance(kind, NotRead) else Read(not kind.value.keeps_files)


def _refused(what: str, problem: OSError) -> NotRead:
    return NotRead(f"Windows would not show {what} ({type(problem).__name__})")
