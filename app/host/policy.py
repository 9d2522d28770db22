r"""What an administrator has set for this PC, which beats what a user sets.

It is read from HKLM\Software\Policies\Provisioning Wizard, where group policy and management tools write; the
template is installers/windows/policies. A value that doesn't fit is named and left out, never guessed at.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from app.host.proxies import OwnProxy, ProxySource
from app.host.registry import Hive, RegistryReader
from app.storage.settings import safe_address
from app.transport.errors import ProxyUnsupported
from app.transport.proxy import parse_proxy

KEY = r"Software\Policies\Provisioning Wizard"
DIRECT = "direct"
"""The proxy's value that means none."""

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Policy:
    """Every value an administrator can set; None where there is none."""

    api_url: str | None = None
    proxy: str | None = None
    """`http://host:port`, or `direct`."""
    guide_pack: Path | None = None
    practice: bool = True
    problems: tuple[str, ...] = ()
    """One sentence for each value that was set and can't be used."""

    @property
    def told(self) -> tuple[str, ...]:
        """What is set, in the words a person is told it by."""
        kinds = (
            (self.api_url, "the address of Wonde’s API"),
            (self.proxy, "the proxy"),
            (self.guide_pack, "the portal guides"),
            (not self.practice, "no practice school"),
        )
        return tuple(words for value, words in kinds if value)

    @property
    def sentence(self) -> str:
        """One sentence for the window and the terminal; empty where nothing is set."""
        return f"Set by your administrator: {', '.join(self.told)}." if self.told else ""

    def guides(self, users: str | None) -> Path | None:
        """The folder of portal guides: the administrator's where one is set, else what its user chose."""
        return self.guide_pack or (Path(users) if users else None)

    @property
    def which_guides(self) -> str:
        """What `guides` are called: "The guides …"."""
        return f"that your administrator set ({self.guide_pack})" if self.guide_pack else "that you chose"

    def own_proxy(self, users: str) -> OwnProxy:
        """The proxy of this program: the administrator's where one is set, else what its user set."""
        if self.proxy is None:
            return OwnProxy(users)
        return OwnProxy(self.proxy, ProxySource.ADMINISTRATOR)


def read_policy(registry: RegistryReader) -> Policy:
    """The policy as the registry holds it. Never raises: a key that can't be read is a problem to tell."""
    try:
        values = registry.values(Hive.MACHINE, KEY)
    except OSError as problem:
        return Policy(problems=(f"Your administrator’s settings can’t be read ({type(problem).__name__}).",))
    problems: list[str] = []
    return Policy(
        api_url=_used(values, "ApiAddress", _address, problems),
        proxy=_used(values, "Proxy", _proxy, problems),
        guide_pack=_used(values, "GuidePack", _folder, problems),
        practice=_used(values, "PracticeMode", _switch, problems) is not False,
        problems=tuple(problems),
    )


def this_policy() -> Policy:
    """The policy of this PC; an empty one everywhere but on Windows."""
    if sys.platform == "win32":
        from app.host.registry import WindowsRegistry

        return read_policy(WindowsRegistry())
    else:
        return Policy()


class _DoesNotFit(ValueError):
    """Says what would fit."""


def _used(
    values: Mapping[str, object], name: str, fit: Callable[[object], _Value], problems: list[str]
) -> _Value | None:
    given = values.get(name.lower())
    if given is None or given == "":
        return None
    try:
        return fit(given)
    except _DoesNotFit as wanted:
        problems.append(f"Your administrator’s setting {name} is left out: {wanted}. Ask them to mend it.")
        return None


def _text(given: object) -> str:
    if not isinstance(given, str):
        raise _DoesNotFit("it has to be text")
    return given.strip()


def _address(given: object) -> str:
    text = _text(given)
    try:
        return safe_address(text)
    except ValueError as problem:
        raise _DoesNotFit(str(problem)) from None


def _proxy(given: object) -> str:
    text = _text(given)
    if text.lower() == DIRECT:
        return DIRECT
    try:
        proxy = parse_proxy(text, host="")
    except ProxyUnsupported as problem:
        raise _DoesNotFit(problem.reason) from None
    if proxy.username or proxy.password:
        raise _DoesNotFit("it holds a user name or password, which everyone on this PC could read")
    return text


def _folder(given: object) -> Path:
    folder = Path(os.path.expandvars(_text(given)))
    if not folder.is_absolute():
        raise _DoesNotFit("it has to be the whole path of a folder, from its drive or share on")
    return folder


def _switch(given: object) -> bool:
    if given not in (0, 1):
        raise _DoesNotFit("it has to be 0 or 1")
    return bool(given)
