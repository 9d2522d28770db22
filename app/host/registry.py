"""Reading Windows' registry through one small door, so that everything behind it can be tried anywhere."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from enum import Enum
from typing import Protocol


class Hive(Enum):
    """The roots that are read."""

    MACHINE = "HKEY_LOCAL_MACHINE"
    USER = "HKEY_CURRENT_USER"
    USERS = "HKEY_USERS"


class View(Enum):
    """Which of the two registries of a 64-bit Windows: programs of 32 bits write to their own."""

    BITS_64 = 64
    BITS_32 = 32


class RegistryReader(Protocol):
    """Looks, and never writes."""

    def subkeys(self, hive: Hive, path: str, view: View = View.BITS_64) -> tuple[str, ...]:
        """Names of the keys under `path`; empty if it does not exist. Raises OSError if refused."""
        ...

    def values(self, hive: Hive, path: str, view: View = View.BITS_64) -> Mapping[str, object]:
        """Values of one key by lower-case name; empty if it does not exist. Raises OSError if refused."""
        ...


if sys.platform == "win32":
    import winreg

    _ROOTS = {
        Hive.MACHINE: winreg.HKEY_LOCAL_MACHINE,
        Hive.USER: winreg.HKEY_CURRENT_USER,
        Hive.USERS: winreg.HKEY_USERS,
    }
    _VIEWS = {View.BITS_64: winreg.KEY_WOW64_64KEY, View.BITS_32: winreg.KEY_WOW64_32KEY}

    class WindowsRegistry:
        """The real one."""

        def subkeys(self, hive: Hive, path: str, view: View = View.BITS_64) -> tuple[str, ...]:
            """As `RegistryReader.subkeys`."""
            try:
                with winreg.OpenKey(_ROOTS[hive], path, access=winreg.KEY_READ | _VIEWS[view]) as key:
                    count = winreg.QueryInfoKey(key)[0]
                    return tuple(winreg.EnumKey(key, index) for index in range(count))
            except FileNotFoundError:
                return ()

        def values(self, hive: Hive, path: str, view: View = View.BITS_64) -> Mapping[str, object]:
            """As `RegistryReader.values`."""
            try:
                with winreg.OpenKey(_ROOTS[hive], path, access=winreg.KEY_READ | _VIEWS[view]) as key:
                    count = winreg.QueryInfoKey(key)[1]
                    entries = (winreg.EnumValue(key, index) for index in range(count))
                    return {name.lower(): value for name, value, _ in entries}
            except FileNotFoundError:
                return {}
