"""What the checks of a PC measure by: limits, until when Windows gets updates, versions of .NET Framework."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from datetime import date
from typing import Literal

from pydantic import Field

from app.guidance.content import Content, Sureness, Words, read_content

EditionGroup = Literal["home-pro", "enterprise", "ltsc", "server"]
"""Editions for which Microsoft sets one date."""


class Limits(Content):
    """Limits of our own choosing; the file says why each is what it is."""

    clock_wrong_s: int = Field(gt=0)
    disk_low_gib: int = Field(gt=0)
    disk_full_gib: int = Field(gt=0)
    errors_days: int = Field(gt=0, le=90)
    checks_old_days: int = Field(gt=0)


class WindowsRelease(Content):
    """One release of Windows."""

    name: Words
    build: int = Field(gt=0)
    server: bool
    source: Words
    sureness: Sureness
    updates_end: Mapping[EditionGroup, date] = Field(min_length=1)
    """The last day of security updates that come without paying extra."""


class DotNet(Content):
    """One version of .NET Framework 4."""

    release: int = Field(gt=0)
    """The lowest number it goes by."""
    version: Words


class ThisPc(Content):
    """The whole catalogue."""

    version: Words
    limits: Limits
    windows: tuple[WindowsRelease, ...]
    editions: Mapping[str, EditionGroup]
    dotnet: tuple[DotNet, ...]

    def release(self, build: int, edition: str) -> WindowsRelease | None:
        """The release a build is, told apart by whether the edition is a server's; None where not listed."""
        server = "server" in edition.casefold()
        return next((entry for entry in self.windows if (entry.build, entry.server) == (build, server)), None)

    def updates_end(self, build: int, edition: str) -> date | None:
        """The last day of updates for a build and Windows' word for its edition; None where not known."""
        release = self.release(build, edition)
        if release is None or not release.sureness.certain:
            return None
        group = "server" if release.server else self.editions.get(edition)
        return release.updates_end.get(group) if group else None

    def dotnet_version(self, release: int) -> str | None:
        """The name of a release of .NET Framework 4; None for one older than all that are listed."""
        named = [entry.version for entry in self.dotnet if entry.release <= release]
        return named[-1] if named else None


@functools.cache
def this_pc() -> ThisPc:
    """The catalogue. Raises ContentError."""
    return read_content(ThisPc, "catalogues", "this-pc.toml")
