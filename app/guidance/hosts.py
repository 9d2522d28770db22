"""The hosts a school's network must let through, what each is for, and how sure that is."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from app.guidance.content import Content, Sureness, Words, read_content, read_content_file

HostGroup = Literal["wonde", "itslearning", "lgfl", "other"]


class HostEntry(Content):
    """One host to reach: name, port, and why."""

    host: Words
    port: int = Field(default=443, ge=1, le=65535)
    scheme: Literal["https", "http"] = "https"
    """Plain http is accepted for this PC itself only, as the practice school."""
    path: str = "/"
    """What to ask for over HTTP; asked without a token."""
    purpose: Words
    """Completes “needed to …”."""
    group: HostGroup = "other"
    region: str = "uk"
    """`uk`, another region's short name, or `any`."""
    checked: bool = True
    """Checked unless the person chooses otherwise."""
    lgfl_only: bool = False
    gives_data: bool = False
    """Answers programs, not people: a web page from it is somebody else's answer."""
    inside: bool = False
    """A host of the school's own: a private address and an authority of its own are nothing to wonder at."""
    plain_port: int = Field(default=80, ge=1, le=65535)
    """Where plain HTTP would answer; only a network's own sign-in page is looked for there."""
    essential: bool = True
    """False where failing to reach it is something to look at rather than something to mend."""
    sureness: Sureness = Sureness.NOT_KNOWN
    source: str = ""

    @field_validator("host")
    @classmethod
    def _only_a_name(cls, host: str) -> str:
        if not host.isascii() or any(mark in host for mark in "/@?#% \\") or len(host) > 253:
            raise ValueError("write the host's name only, as api.wonde.com")
        return host.lower()

    @field_validator("path")
    @classmethod
    def _rooted(cls, path: str) -> str:
        if not path.startswith("/"):
            raise ValueError("must start with /")
        return path

    @property
    def name(self) -> str:
        """The host as people read it: with its port only where that is unusual."""
        usual = 443 if self.scheme == "https" else 80
        return self.host if self.port == usual else f"{self.host}:{self.port}"

    @property
    def url(self) -> str:
        """The address to ask over HTTP."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = 443 if self.scheme == "https" else 80
        return f"{self.scheme}://{host}{'' if self.port == usual else f':{self.port}'}{self.path}"

    @classmethod
    def from_url(cls, url: str, *, purpose: str, group: HostGroup = "other") -> HostEntry:
        """An entry for any http(s) address, as the practice school's. Raises ValueError for anything else."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("needs an address that starts with https://")
        scheme: Literal["https", "http"] = "https" if parts.scheme == "https" else "http"
        port = parts.port or (443 if scheme == "https" else 80)
        return cls(
            host=parts.hostname,
            port=port,
            scheme=scheme,
            path=parts.path or "/",
            purpose=purpose,
            group=group,
        )


class _Hosts(Content):
    version: str = ""
    host: tuple[HostEntry, ...] = Field(min_length=1)


@functools.cache
def hosts() -> tuple[HostEntry, ...]:
    """Every known host, with all regions. Raises ContentError."""
    return read_content(_Hosts, "catalogues", "hosts.toml").host


def hosts_to_check(*, region: str = "uk", lgfl: bool = False) -> tuple[HostEntry, ...]:
    """The hosts checked unless chosen otherwise, for one region; LGfL's only for LGfL schools."""
    return tuple(
        entry
        for entry in hosts()
        if entry.checked and entry.region in (region, "any") and (lgfl or not entry.lgfl_only)
    )


def read_hosts_file(path: Path) -> tuple[HostEntry, ...]:
    """An administrator's own list, in the shape of hosts.toml. Raises ContentError, one line."""
    return read_content_file(_Hosts, path).host
