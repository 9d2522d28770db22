"""Facts about a PC that is not Windows: what can be read is read, the rest says plainly why not."""

from __future__ import annotations

import platform
import socket
from collections.abc import Sequence

from app.host.facts import Machine, NotRead, ProfileKind, Program, Read, Reading, Service
from app.host.network_addresses import network_addresses
from app.transport.proxy import environment_proxy


class GenericHost:
    """A `Host` for every system but Windows."""

    @property
    def is_windows(self) -> bool:
        """Never, here."""
        return False

    def machine(self) -> Reading[Machine]:
        """Name, system and kernel."""
        return Read(
            Machine(
                name=socket.gethostname(),
                os=_system_name(),
                build=platform.release(),
                architecture=platform.machine(),
            )
        )

    def services_like(self, patterns: Sequence[str]) -> Reading[tuple[Service, ...]]:
        """Not read: Wonde's client is a Windows program."""
        return NotRead(f"this PC runs {_system_name()}, and Windows services exist on Windows only")

    def programs_like(self, patterns: Sequence[str]) -> Reading[tuple[Program, ...]]:
        """Not read: the list of installed programs is Windows'."""
        return NotRead(f"this PC runs {_system_name()}, and the list of programs looked in is Windows’ own")

    def network_addresses(self) -> Reading[tuple[str, ...]]:
        """As on Windows."""
        return network_addresses()

    def proxy_for(self, url: str) -> str | None:
        """From the environment."""
        return environment_proxy(url)

    def profile_kind(self) -> Reading[ProfileKind]:
        """Local: there are no roaming profiles here."""
        return Read(ProfileKind.LOCAL)

    def is_temporary_or_roaming_profile(self) -> Reading[bool]:
        """Never, here."""
        return Read(False)


def _system_name() -> str:
    return {"Darwin": "macOS"}.get(platform.system(), platform.system() or "another system")
