"""Whether the power plan in force lets a Windows PC go to sleep when nobody is at it.

Windows' power API is asked first. Where it will not answer, the registry keeps the same numbers: a policy's,
else the plan's own, else the plan's defaults. A policy always counts first.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.host.facts import NotRead, Read, Reading
from app.host.pc_facts import PowerPlan
from app.host.power_settings import PowerValue
from app.host.registry import Hive, RegistryReader
from app.host.windows_values import refused

_POWER = r"SYSTEM\CurrentControlSet\Control\Power"
_PLANS = rf"{_POWER}\User\PowerSchemes"
_SETTINGS = rf"{_POWER}\PowerSettings"
_POLICIES = r"SOFTWARE\Policies\Microsoft\Power\PowerSettings"

# Windows' own names for these settings, the same on every PC and in every language.
_SLEEP_GROUP = "238c9fa8-0aad-41ed-83f4-97be242c8f20"
_SLEEP_AFTER = (_SLEEP_GROUP, "29f6c1db-86da-48c5-9fdb-f2b67b1f44da")
_HIBERNATE_AFTER = (_SLEEP_GROUP, "9d7815a6-7ee4-497e-8888-515a05f02364")
_LID_CLOSED = ("4f971e89-eebd-4455-a8de-9e59040e7347", "5ca83367-6e45-459f-a27b-476b1d01c936")
_LID_DOES_NOTHING = 0


def power_plan(registry: RegistryReader, mains: PowerValue, *, has_battery: bool) -> Reading[PowerPlan]:
    """The settings of the plan in force; not read where neither sleep nor hibernation could be."""
    try:
        sleep, hibernate = (_value(registry, mains, *each) for each in (_SLEEP_AFTER, _HIBERNATE_AFTER))
        lid = _value(registry, mains, *_LID_CLOSED) if has_battery else None
    except OSError as problem:
        return refused("the power settings", problem)
    if sleep is None and hibernate is None:
        return NotRead("Windows does not say when this PC goes to sleep")
    return Read(
        PowerPlan(
            sleep_after_s=sleep,
            hibernate_after_s=hibernate,
            lid_sleeps=lid is not None and lid != _LID_DOES_NOTHING,
            portable=has_battery,
        )
    )


def _value(registry: RegistryReader, mains: PowerValue, group: str, setting: str) -> int | None:
    by_policy = _number(registry.values(Hive.MACHINE, rf"{_POLICIES}\{setting}"), "acsettingindex")
    if by_policy is not None:
        return by_policy
    try:
        return mains(group, setting)
    except OSError:
        return _kept(registry, group, setting)


def _kept(registry: RegistryReader, group: str, setting: str) -> int | None:
    """What the registry keeps for the plan in force."""
    plan = registry.values(Hive.MACHINE, _PLANS).get("activepowerscheme")
    if not isinstance(plan, str) or not plan:
        return None
    own = registry.values(Hive.MACHINE, rf"{_PLANS}\{plan}\{group}\{setting}")
    usual = registry.values(Hive.MACHINE, rf"{_SETTINGS}\{group}\{setting}\DefaultPowerSchemeValues\{plan}")
    numbers = (
        _number(own, "acsettingindex"),
        _number(usual, "provacsettingindex"),
        _number(usual, "acsettingindex"),
    )
    return next((number for number in numbers if number is not None), None)


def _number(values: Mapping[str, object], name: str) -> int | None:
    value = values.get(name)
    return value if isinstance(value, int) else None
