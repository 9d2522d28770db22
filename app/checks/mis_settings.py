"""Finds the settings of an MIS kept on site on this PC, and reads its database server out of them."""

from __future__ import annotations

import ntpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.guidance.mis import LocalSettings
from app.host.facts import NotRead, Read, Reading

ReadFile = Callable[[str], Reading[str | None]]
"""The text of a settings file; None where there is none."""
_MOST_REDIRECTS = 4
_HERE = frozenset({".", "(local)", "localhost", "127.0.0.1", "::1"})
_SERVER = re.compile(
    r"(?:(?:tcp|np|lpc):)?(?P<host>\([^()]*\)|\[[0-9A-Fa-f:.]+\]|[^\\,;:\s]+)"
    r"(?:\\(?P<instance>[^\\,;\s]+))?(?:\s*,\s*(?P<port>[0-9]{1,5}))?"
)


@dataclass(frozen=True, slots=True)
class DatabaseAddress:
    """Where a database server is, as `server\\instance,port` puts it."""

    host: str
    instance: str = ""
    port: int | None = None

    @property
    def is_here(self) -> bool:
        """Whether it is on this very PC."""
        return self.host.casefold() in _HERE

    @property
    def place(self) -> str:
        """As people read it."""
        return f"{self.host}\\{self.instance}" if self.instance else self.host


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings that were found."""

    file: str
    server: str
    """As written; "" where the file names none."""
    database: str

    @property
    def address(self) -> DatabaseAddress | None:
        """The server taken apart; None where it is of no form that is known."""
        return address_of(self.server)


def find_settings(local: LocalSettings, read: ReadFile) -> Reading[Settings | None]:
    """The MIS's own settings on this PC; None where there are none. Follows redirects, a few of them."""
    folders = list(local.folders)
    for pointer in local.pointer_files:
        text = read(pointer)
        if isinstance(text, NotRead):
            return text
        named = ini_values(text.value or "").get(
            (local.pointer_section.casefold(), local.pointer_key.casefold())
        )
        if named:
            folders.insert(0, named)
    for folder in folders:
        found = _in_folder(local, folder, read, _MOST_REDIRECTS)
        if isinstance(found, NotRead) or found.value is not None:
            return found
    return Read(None)


def _in_folder(local: LocalSettings, folder: str, read: ReadFile, redirects: int) -> Reading[Settings | None]:
    file = ntpath.join(folder, local.file)
    text = read(file)
    if isinstance(text, NotRead) or text.value is None:
        return text if isinstance(text, NotRead) else Read(None)
    values = ini_values(text.value)
    section = local.section.casefold()
    server, database, onward = (
        values.get((section, key.casefold()), "")
        for key in (local.server_key, local.database_key, local.redirect_key)
    )
    if not server and onward and redirects:
        further = _in_folder(local, onward, read, redirects - 1)
        if isinstance(further, NotRead) or further.value is not None:
            return further
        return NotRead(f"{file} leads on to {onward}, where there is no {local.file}")
    return Read(Settings(file, server, database))


def ini_values(text: str) -> Mapping[tuple[str, str], str]:
    """(section, key), both without case, to value; the first of its name counts, as Windows reads it. Never
    raises: what is no setting is passed over."""
    found: dict[tuple[str, str], str] = {}
    section = ""
    for line in text.splitlines():
        words = line.strip().lstrip("\ufeff")
        if words.startswith("[") and "]" in words:
            section = words[1 : words.index("]")].strip().casefold()
        elif "=" in words and not words.startswith((";", "#")):
            key, _, value = words.partition("=")
            found.setdefault((section, key.strip().casefold()), value.strip().strip('"').strip())
    return found


def address_of(server: str) -> DatabaseAddress | None:
    """A server as SQL Server's programs write it: `SRV`, `SRV\\INSTANCE`, `tcp:SRV,1433`, `(local)`."""
    match = _SERVER.fullmatch(server.strip())
    if match is None:
        return None
    port = int(match["port"]) if match["port"] else None
    if port is not None and not 0 < port < 65536:
        return None
    return DatabaseAddress(match["host"].strip("[]"), match["instance"] or "", port)
