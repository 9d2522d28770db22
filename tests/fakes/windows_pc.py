"""A Windows PC made of a registry in a dictionary, and doors that answer as they are told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.host.facts import NotRead, Reading
from app.host.network_facts import TrustedBy
from app.host.proxies import NOT_SET, OwnProxy
from app.host.registry import Hive, View
from app.host.windows import WindowsDoors, WindowsHost
from app.host.winhttp import NO_SCRIPT_FOUND, ProxyScript, script_problem

SERVICES = r"SYSTEM\CurrentControlSet\Services"
UNINSTALL = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall"
VERSION = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion"
PROFILES = rf"{VERSION}\ProfileList"
INTERNET = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings"

Keys = dict[tuple[Hive, View, str], Mapping[str, object]]


class DictRegistry:
    """A registry held in a dictionary; some keys may be refused."""

    def __init__(self, keys: Keys, refused: frozenset[str] = frozenset()) -> None:
        self.keys = keys
        self.refused = refused

    def subkeys(self, hive: Hive, path: str, view: View = View.BITS_64) -> tuple[str, ...]:
        self._ask(path)
        found = {
            key[len(path) + 1 :].split("\\")[0]
            for at, in_view, key in self.keys
            if (at, in_view) == (hive, view) and key.startswith(path + "\\")
        }
        return tuple(sorted(found))

    def values(self, hive: Hive, path: str, view: View = View.BITS_64) -> Mapping[str, object]:
        self._ask(path)
        return self.keys.get((hive, view, path), {})

    def _ask(self, path: str) -> None:
        if path in self.refused:
            raise PermissionError(5, "Access is denied", path)


def machine_key(path: str, view: View = View.BITS_64) -> tuple[Hive, View, str]:
    return (Hive.MACHINE, view, path)


@dataclass
class FakeLog:
    """An event log that gives the entries of a channel, and keeps what it was asked."""

    entries: dict[str, tuple[str, ...]] = field(default_factory=dict)
    problem: OSError | None = None
    asked: list[tuple[str, str]] = field(default_factory=list)

    def newest(self, channel: str, query: str, most: int) -> tuple[str, ...]:
        self.asked.append((channel, query))
        if self.problem is not None:
            raise self.problem
        return self.entries.get(channel, ())[:most]


def no_answer(*_: object) -> Any:
    """A door behind which Windows refuses everything."""
    raise PermissionError(5, "Access is denied")


def no_roots(_: TrustedBy) -> tuple[bytes, ...]:
    return ()


def no_script(_url: str, script: str) -> Reading[str | None]:
    """A network that offers no proxy script."""
    return NotRead(script_problem(12167) if script else NO_SCRIPT_FOUND)


def pc(
    keys: Keys,
    *refused: str,
    live: Mapping[str, Mapping[str, object]] | None = None,
    log: FakeLog | None = None,
    power: Callable[[str, str], int] = no_answer,
    version: Callable[[str], str] = no_answer,
    roots: Callable[[TrustedBy], tuple[bytes, ...]] = no_roots,
    battery: bool = False,
    script: ProxyScript = no_script,
    own_proxy: OwnProxy = NOT_SET,
) -> WindowsHost:
    """A Windows PC; keys named in `refused` cannot be read."""
    return WindowsHost(
        WindowsDoors(
            registry=DictRegistry(keys, frozenset(refused)),
            live_service=lambda name: (live or {}).get(name, {}),
            event_log=log or FakeLog(),
            power=power,
            file_version=version,
            root_certificates=roots,
            has_battery=lambda: battery,
            proxy_script=script,
        ),
        own_proxy,
    )
