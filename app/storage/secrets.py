"""Tokens and keys: in the operating system's own keyring, or in memory for this session. Never in a file.

A keyring may look usable and still refuse (Windows holds at most 2,560 bytes a secret; a Linux session may
have none, or a locked one), so a secret counts as kept only after one of the same size came back unchanged.
"""

from __future__ import annotations

import contextlib
import secrets
import threading
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "Provisioning Wizard"
WONDE = "wonde"
"""The name under which the school's own Wonde token is kept."""
_PROBE = "probe"
_NOT_STORES = ("keyring.backends.fail", "keyring.backends.null", "keyrings.alt")
"""Backends that keep nothing, or keep it in a file that others can read."""


class Place(StrEnum):
    """Where a secret is."""

    KEYRING = "keyring"
    SESSION_ONLY = "session-only"


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a secret is kept, and why not in the keyring where it isn't."""

    place: Place
    reason: str = ""
    """One plain sentence; empty for the keyring."""

    @property
    def in_keyring(self) -> bool:
        """Whether it will still be there after the program is closed."""
        return self.place is Place.KEYRING


class NoAnswer(Exception):
    """There is a keyring and it did not answer: what it holds is not known. A locked one is an example."""


@dataclass(slots=True)
class TokenStore:
    """Secrets by name. Any thread may use it; a call may block while the system asks to unlock its keyring,
    so keep it off the window's thread. Shows no secret when printed."""

    service: str = SERVICE
    _session: dict[str, str] = field(default_factory=dict, init=False, repr=False)
    _lock: threading.RLock = field(default_factory=threading.RLock, init=False, repr=False)

    def probe(self, size: int = 64) -> Kept:
        """Whether the keyring holds a secret of `size` characters: one is stored, read back and removed."""
        with self._lock:
            backend, reason = _backend()
            if backend is None:
                return Kept(Place.SESSION_ONLY, reason)
            reason = _trial(backend, self.service, size)
            return Kept(Place.SESSION_ONLY, reason) if reason else Kept(Place.KEYRING)

    def save(self, name: str, secret: str) -> Kept:
        """Keeps a secret, in the keyring if that really holds it, else for this session. Never raises for a
        keyring's trouble. Raises ValueError for an empty secret."""
        if not secret:
            raise ValueError("an empty secret can't be kept")
        with self._lock:
            kept = self.probe(len(secret))
            if kept.in_keyring:
                kept = self._store(name, secret)
            if kept.in_keyring:
                self._session.pop(name, None)
            else:
                # An older secret of the same name would come back at the next start in place of this one.
                self._forget_in_keyring(name)
                self._session[name] = secret
            return kept

    def get(self, name: str) -> str | None:
        """The secret, or None where there is none or the keyring doesn't answer."""
        try:
            return self.ask(name)
        except NoAnswer:
            return None

    def ask(self, name: str) -> str | None:
        """As `get`, where it matters that there is none: raises NoAnswer if the keyring doesn't say."""
        with self._lock:
            if name in self._session:
                return self._session[name]
            backend, _ = _backend()
            if backend is None:
                return None
            try:
                return backend.get_password(self.service, name)
            except Exception as problem:
                # Not chained: a backend's own text may hold what it was given.
                raise NoAnswer(type(problem).__name__) from None

    def forget(self, name: str) -> None:
        """Removes a secret wherever it is; one that isn't there is no error."""
        with self._lock:
            self._session.pop(name, None)
            self._forget_in_keyring(name)

    def _store(self, name: str, secret: str) -> Kept:
        backend, reason = _backend()
        if backend is None:
            return Kept(Place.SESSION_ONLY, reason)
        try:
            backend.set_password(self.service, name, secret)
            if backend.get_password(self.service, name) == secret:
                return Kept(Place.KEYRING)
        except Exception as problem:
            return Kept(Place.SESSION_ONLY, _refused(problem))
        return Kept(Place.SESSION_ONLY, _CHANGED)

    def _forget_in_keyring(self, name: str) -> None:
        backend, _ = _backend()
        if backend is not None:
            # Backends raise different things for "not there"; none of them matters here.
            with contextlib.suppress(Exception):
                backend.delete_password(self.service, name)


_CHANGED = (
    "This PC’s keyring did not give back what it was given, so it is kept only until the wizard is closed."
)


def _backend() -> tuple[KeyringBackend | None, str]:
    """The keyring to use, or None and why not. Imported late: some backends take a second to load."""
    try:
        import keyring

        backend: KeyringBackend = keyring.get_keyring()
    except Exception as problem:
        return None, _refused(problem)
    members = getattr(backend, "backends", None)
    if isinstance(members, (list, tuple)):
        usable = [member for member in members if not _keeps_nothing(member)]
        return (usable[0], "") if usable else (None, _NONE)
    return (None, _NONE) if _keeps_nothing(backend) else (backend, "")


_NONE = "This PC offers no keyring, so it is kept only until the wizard is closed."


def _keeps_nothing(backend: object) -> bool:
    return type(backend).__module__.startswith(_NOT_STORES)


def _trial(backend: KeyringBackend, service: str, size: int) -> str:
    """Why a secret of `size` characters can't be kept; empty if it can. The trial is removed either way."""
    name, trial = f"{_PROBE}-{secrets.token_hex(4)}", secrets.token_hex(size // 2 + 1)[:size]
    try:
        backend.set_password(service, name, trial)
        came_back = backend.get_password(service, name)
    except Exception as problem:
        return _refused(problem)
    finally:
        with contextlib.suppress(Exception):
            backend.delete_password(service, name)
    return "" if came_back == trial else _CHANGED


def _refused(problem: Exception) -> str:
    """By the kind of error alone: a backend's own text may hold what it was given."""
    return (
        f"This PC’s keyring refused it ({type(problem).__name__}), "
        "so it is kept only until the wizard is closed."
    )
