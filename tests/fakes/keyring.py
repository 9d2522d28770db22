"""A keyring that forgets: stands in for the operating system's own outside the keyring tests."""

from __future__ import annotations

from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError


class MemoryKeyring(KeyringBackend):
    """Keeps secrets in this process only. `limit` refuses longer ones, as Windows does."""

    priority = 1  # type: ignore[assignment]

    def __init__(self, limit: int | None = None) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.limit = limit

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.limit is not None and len(password) > self.limit:
            raise OSError(1783, "The stub received bad data")
        self.kept[(service, username)] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.kept:
            raise PasswordDeleteError("not found")
        del self.kept[(service, username)]


class LockedKeyring(MemoryKeyring):
    """Holds secrets and says nothing of them while it is `locked`."""

    locked = True

    def get_password(self, service: str, username: str) -> str | None:
        self._say_nothing()
        return super().get_password(service, username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self._say_nothing()
        super().set_password(service, username, password)

    def delete_password(self, service: str, username: str) -> None:
        self._say_nothing()
        super().delete_password(service, username)

    def _say_nothing(self) -> None:
        if self.locked:
            raise KeyringLocked("the collection is locked")
