"""The state of a Windows PC that its registry shows: restarts it waits for, .NET Framework, the profile."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from app.host.facts import NotRead, ProfileKind, Read, Reading
from app.host.pc_facts import RestartReason
from app.host.registry import Hive, RegistryReader
from app.host.windows_values import profile_of, refused

_SERVICING = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing"
_UPDATE = r"SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate\Auto Update"
_SESSION = r"SYSTEM\CurrentControlSet\Control\Session Manager"
_NAMES = r"SYSTEM\CurrentControlSet\Control\ComputerName"
_DOTNET = r"SOFTWARE\Microsoft\NET Framework Setup\NDP\v4\Full"
_PROFILES = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList"


def pending_restart(registry: RegistryReader) -> Reading[tuple[RestartReason, ...]]:
    """Every sign that Windows waits for a restart; a sign that can't be looked for is not one."""
    found: list[RestartReason] = []
    problems: list[OSError] = []
    for reason, shows in _SIGNS.items():
        try:
            if shows(registry):
                found.append(reason)
        except OSError as problem:
            problems.append(problem)
    if len(problems) == len(_SIGNS):
        return refused("whether it waits for a restart", problems[0])
    return Read(tuple(found))


def _is_being_renamed(registry: RegistryReader) -> bool:
    now, next_time = (
        registry.values(Hive.MACHINE, rf"{_NAMES}\{key}").get("computername")
        for key in ("ActiveComputerName", "ComputerName")
    )
    return isinstance(now, str) and isinstance(next_time, str) and now.casefold() != next_time.casefold()


def _has_files_waiting(registry: RegistryReader) -> bool:
    waiting = registry.values(Hive.MACHINE, _SESSION).get("pendingfilerenameoperations")
    return isinstance(waiting, list) and any(isinstance(entry, str) and entry for entry in waiting)


def _has_updates_waiting(registry: RegistryReader) -> bool:
    return "RebootRequired" in registry.subkeys(Hive.MACHINE, _UPDATE)


def _has_parts_waiting(registry: RegistryReader) -> bool:
    return "RebootPending" in registry.subkeys(Hive.MACHINE, _SERVICING)


_SIGNS: Mapping[RestartReason, Callable[[RegistryReader], bool]] = {
    RestartReason.UPDATES: _has_updates_waiting,
    RestartReason.PARTS: _has_parts_waiting,
    RestartReason.NEW_NAME: _is_being_renamed,
    RestartReason.FILES: _has_files_waiting,
}


def dotnet_release(registry: RegistryReader) -> Reading[int | None]:
    """The number .NET Framework 4 goes by; None where it is not installed."""
    try:
        release = registry.values(Hive.MACHINE, _DOTNET).get("release")
    except OSError as problem:
        return refused("which .NET Framework is installed", problem)
    return Read(release if isinstance(release, int) else None)


def profile_kind(registry: RegistryReader, environment: Mapping[str, str]) -> Reading[ProfileKind]:
    """From the ProfileList entry whose folder is this user's."""
    folder = environment.get("USERPROFILE", "")
    try:
        for sid in registry.subkeys(Hive.MACHINE, _PROFILES):
            values = registry.values(Hive.MACHINE, rf"{_PROFILES}\{sid}")
            path = os.path.expandvars(str(values.get("profileimagepath", "")))
            if folder and path.casefold() == folder.casefold():
                return Read(profile_of(values.get("state"), values.get("centralprofile"), folder))
    except OSError as problem:
        return refused("the list of user profiles", problem)
    if not folder:
        return NotRead("Windows does not say where this user’s profile is")
    return Read(profile_of(None, None, folder))
