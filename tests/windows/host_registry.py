"""Puts values into the real registry for the length of a test, and everything back as it was."""

from __future__ import annotations

import contextlib
import winreg
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

MACHINE, USER, USERS = winreg.HKEY_LOCAL_MACHINE, winreg.HKEY_CURRENT_USER, winreg.HKEY_USERS
BITS_64, BITS_32 = winreg.KEY_WOW64_64KEY, winreg.KEY_WOW64_32KEY
_KINDS = {str: winreg.REG_SZ, int: winreg.REG_DWORD, bytes: winreg.REG_BINARY, list: winreg.REG_MULTI_SZ}


@contextmanager
def registry_values(
    root: int, path: str, values: Mapping[str, object], view: int = BITS_64
) -> Iterator[None]:
    """A key with these values; keys that had to be made are removed again, values that were there return."""
    made = _missing(root, path, view)
    with winreg.CreateKeyEx(root, path, access=winreg.KEY_ALL_ACCESS | view) as key:
        before = {name: _value(key, name) for name in values}
        for name, value in values.items():
            winreg.SetValueEx(key, name, 0, _KINDS[type(value)], value)
        try:
            yield
        finally:
            for name, kept in before.items():
                if kept is None:
                    winreg.DeleteValue(key, name)
                else:
                    winreg.SetValueEx(key, name, 0, kept[1], kept[0])
    for gone in made:
        with contextlib.suppress(OSError):
            winreg.DeleteKeyEx(root, gone, view)


def _value(key: winreg.HKEYType, name: str) -> tuple[object, int] | None:
    try:
        return winreg.QueryValueEx(key, name)
    except FileNotFoundError:
        return None


def _missing(root: int, path: str, view: int) -> list[str]:
    """The keys on the way to `path` that do not exist yet, the deepest first."""
    parts = path.split("\\")
    missing = []
    for length in range(len(parts), 0, -1):
        there = "\\".join(parts[:length])
        try:
            winreg.OpenKey(root, there, access=winreg.KEY_READ | view).Close()
        except FileNotFoundError:
            missing.append(there)
        else:
            break
    return missing
