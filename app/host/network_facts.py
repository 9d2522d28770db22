"""What a PC's own settings say about the way out: proxies as they stand in Windows, and trusted authorities.

These are settings as they were read, not what a given address gets: a proxy script has to be asked for that.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class WhoseProxy(StrEnum):
    """Where a proxy setting was read; each is what a different program goes by."""

    USER = "the signed-in user"
    """Internet options of this user, which browsers and this program follow."""
    MACHINE = "every user of this PC, by policy"
    """Internet options of the PC, where an administrator made them count for everyone."""
    SYSTEM = "services that run as SYSTEM"
    """Internet options of the SYSTEM account, which has no user to set them."""
    WINHTTP = "services that use WinHTTP"
    """What `netsh winhttp show proxy` shows."""


@dataclass(frozen=True, slots=True)
class ProxySettings:
    """One place where Windows keeps a proxy setting, as it was read."""

    whose: WhoseProxy
    server: str = ""
    """The manual proxy that is switched on, as written: `host:port` or `http=…;https=…`; "" for none."""
    bypass: tuple[str, ...] = ()
    """Hosts that are reached without the manual proxy, as written: `*.local`, `<local>`."""
    script: str = ""
    """The address of a proxy script (PAC); "" for none."""
    detects: bool = False
    """Whether Windows looks for a script by itself (WPAD)."""

    @property
    def direct(self) -> bool:
        """True where nothing names or could find a proxy."""
        return not (self.server or self.script or self.detects)


class TrustedBy(StrEnum):
    """Who trusts an authority: what only the user trusts, a service as SYSTEM does not."""

    MACHINE = "every program on this PC"
    USER = "programs of the signed-in user only"


@dataclass(frozen=True, slots=True)
class TrustedRoot:
    """One authority in Windows' list of trusted roots."""

    fingerprint: str
    """SHA-256 of the certificate, lower-case hex: the same form as in `app.transport.certificates`."""
    trusted_by: TrustedBy
    der: bytes = field(default=b"", repr=False, compare=False)
    """The certificate itself, to see whose signature leads to it."""
