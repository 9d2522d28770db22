"""The token: where it may go, and how it is kept out of every text.

It goes over HTTPS to wonde.com and its subdomains, or to the exact origin (scheme, host and port) the user or
administrator configured; plain HTTP only to this PC itself, and only as that configured origin.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote, urlsplit

from app.transport.proxy import is_loopback
from app.wonde.errors import AddressNotAllowed, TokenUnusable

HIDDEN = "[token]"
WONDE_DOMAIN = "wonde.com"

AuthForm = Literal["bearer", "basic"]


class Token:
    """A token that never shows itself: no repr, no str, no pickling."""

    __slots__ = ("_needles", "_value")

    def __init__(self, value: str) -> None:
        value = value.strip()
        if not value or not all(33 <= ord(c) < 127 for c in value):
            raise TokenUnusable()
        self._value = value
        encoded = base64.b64encode(f"{value}:".encode("ascii")).decode("ascii")
        needles = {value, quote(value, safe=""), encoded, encoded.rstrip("="), encoded[: len(value) * 4 // 3]}
        self._needles = tuple(sorted((n for n in needles if len(n) >= 4), key=len, reverse=True))

    def header(self, form: AuthForm) -> dict[str, str]:
        """The Authorization header. Only for a request whose address `Reach.allows`."""
        if form == "basic":
            pair = base64.b64encode(f"{self._value}:".encode("ascii")).decode("ascii")
            return {"Authorization": f"Basic {pair}"}
        return {"Authorization": f"Bearer {self._value}"}

    def scrub(self, text: str) -> str:
        """The text with the token, in each form it could be echoed in, replaced."""
        for needle in self._needles:
            text = text.replace(needle, HIDDEN)
        return text

    def __repr__(self) -> str:
        return HIDDEN

    def __reduce__(self) -> str:
        raise TypeError("a token is not written anywhere")


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme, host and port of an address."""

    scheme: str
    host: str
    port: int

    @classmethod
    def of(cls, url: str) -> Origin | None:
        """The origin of a web address; None if it is not one, or carries a user name."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            return None
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
            return None
        if any(ord(c) <= 32 or ord(c) == 127 or c == "\\" for c in url):
            return None
        return cls(parts.scheme, parts.hostname, port or (443 if parts.scheme == "https" else 80))

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        default = 443 if self.scheme == "https" else 80
        return f"{self.scheme}://{host}" + ("" if self.port == default else f":{self.port}")

    @property
    def is_wonde(self) -> bool:
        """Whether this is wonde.com or below it, over HTTPS on its usual port."""
        under = self.host == WONDE_DOMAIN or self.host.endswith(f".{WONDE_DOMAIN}")
        return under and self.scheme == "https" and self.port == 443


class Reach:
    """Where the token may go. Made from the configured address; raises AddressNotAllowed for a bad one."""

    def __init__(self, api_url: str) -> None:
        origin = Origin.of(api_url)
        if origin is None or not (origin.scheme == "https" or is_loopback(origin.host)):
            raise AddressNotAllowed(target=str(origin) if origin is not None else "given")
        self.configured = origin

    def allows(self, url: str) -> bool:
        """Whether the token may be sent to this address."""
        origin = Origin.of(url)
        if origin is None:
            return False
        # Practice tokens must not reach Wonde, nor Wonde's tokens another server: only Wonde may mean Wonde.
        return origin == self.configured or (self.configured.is_wonde and origin.is_wonde)
