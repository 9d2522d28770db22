"""This user's settings: addresses, looks, where journeys were moved to. Never a secret.

They are checked here by hand: the window reads them before anything shows, and pydantic alone takes longer to
import than all that is left of the start.
"""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from app.storage.atomic import changing, write_atomic
from app.storage.paths import AppPaths

LARGEST_SETTINGS = 1024 * 1024
LOOKS = ("system", "light", "dark")
SMALLEST, LARGEST = 90, 200
"""Of the text, in per cent."""


def safe_address(given: object) -> str:
    """HTTPS, or HTTP to this PC (the practice school); no user name in it, since that could be a secret.
    Raises ValueError with what would fit."""
    text = _text(given)
    parts = urlsplit(text)
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("an address may hold no user name, password, query or fragment")
    if parts.scheme == "https" and parts.hostname:
        return text
    if parts.scheme == "http" and _is_loopback(parts.hostname or ""):
        return text
    raise ValueError("an address starts with https://")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _plain_proxy(given: object) -> str:
    """Nothing, `direct`, or a proxy's address; no user name in it, since that could be a secret."""
    text = _text(given).strip()
    if not text or text.lower() == "direct":
        return text.lower()
    parts = urlsplit(text if "://" in text else f"http://{text}")
    if parts.username or parts.password:
        raise ValueError("a proxy's address may hold no user name or password")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.port is None:
        raise ValueError("a proxy is written as proxy.school:8080, or direct for none")
    return text


def _text(given: object) -> str:
    if not isinstance(given, str):
        raise ValueError("it has to be text")
    return given


def _look(given: object) -> str:
    if given not in LOOKS:
        raise ValueError(f"it has to be one of {', '.join(LOOKS)}")
    return _text(given)


def _percent(given: object) -> int:
    if not isinstance(given, int) or isinstance(given, bool) or not SMALLEST <= given <= LARGEST:
        raise ValueError(f"it has to be a whole number from {SMALLEST} to {LARGEST}")
    return given


def _switch(given: object) -> bool:
    if not isinstance(given, bool):
        raise ValueError("it has to be true or false")
    return given


def _folders(given: object) -> tuple[str, ...]:
    if not isinstance(given, (list, tuple)):
        raise ValueError("it has to be a list of folders")
    return tuple(_text(folder) for folder in given)


def _one_folder(given: object) -> str | None:
    return None if given is None else _text(given)


def _columns(given: object) -> dict[str, dict[str, str]]:
    if not isinstance(given, Mapping):
        raise ValueError("it has to be a table")
    return {_text(mis): _words(held) for mis, held in given.items()}


def _words(given: object) -> dict[str, str]:
    if not isinstance(given, Mapping):
        raise ValueError("it has to be a table")
    return {_text(name): _text(words) for name, words in given.items()}


@dataclass(frozen=True)
class Settings:
    """Everything this user can set. Frozen: change with `changed` and save. Raises ValueError, naming the
    setting, for a value that doesn't fit."""

    api_url: str = "https://api.wonde.com/v1.0"
    wonde_portal_url: str = "https://school.wonde.com/login"
    atomwide_portal_url: str = "https://support.atomwide.com"
    proxy: str = ""
    """The proxy this program uses whatever Windows says: `proxy.school:8080`, or `direct` for none. Empty, as
    it should nearly always be, follows Windows."""
    theme: str = "system"
    """One of `LOOKS`."""
    text_percent: int = 100
    journey_folders: tuple[str, ...] = ()
    """Journeys kept elsewhere than under this user's data folder."""
    last_journey: str | None = None
    """Folder of the journey open last."""
    status_folder: str | None = None
    """Where a trust's schools write their status files."""
    guide_pack: str | None = None
    """Folder of newer portal guides that this user took in; an administrator's come before it."""
    practice_without_token: bool = False
    """Whether the practice school's token is kept back, as in most schools, which hold none."""
    mis_columns: dict[str, dict[str, str]] = field(default_factory=dict)
    """Per MIS id: which column of its report holds which field."""

    def __post_init__(self) -> None:
        for name, fit in _FITS.items():
            try:
                fitting = fit(getattr(self, name))
            except ValueError as wanted:
                raise ValueError(f"{name}: {wanted}") from None
            object.__setattr__(self, name, fitting)  # as it is kept: without spaces round it, a tuple

    def changed(self, **changes: Any) -> Settings:
        """The same with other values. Raises ValueError as the settings themselves do."""
        return replace(self, **changes)


_FITS: Mapping[str, Callable[[object], Any]] = {
    "api_url": safe_address,
    "wonde_portal_url": safe_address,
    "atomwide_portal_url": safe_address,
    "proxy": _plain_proxy,
    "theme": _look,
    "text_percent": _percent,
    "journey_folders": _folders,
    "last_journey": _one_folder,
    "status_folder": _one_folder,
    "guide_pack": _one_folder,
    "practice_without_token": _switch,
    "mis_columns": _columns,
}
"""What each setting has to be: returns it as it is kept, or raises ValueError with what would fit."""


def load_settings(paths: AppPaths) -> tuple[Settings, str | None]:
    """The settings, and one line on what was wrong with their file, if anything. Never raises.

    A value that doesn't fit is left at its default and the others are kept. A file that can't be read at all
    is set aside as settings.json.bad, and the defaults are used.
    """
    file = paths.settings_file
    try:
        data = _bytes(file)
    except FileNotFoundError:
        return Settings(), None
    except OSError as problem:
        reason = problem.strerror or type(problem).__name__
        return Settings(), f"{file}: the settings can’t be read ({reason}). The usual ones are used for now."
    raw = _parsed(data)
    return _salvaged(file, raw) if raw is not None else (Settings(), _set_aside(file, data))


def save_settings(paths: AppPaths, settings: Settings) -> None:
    """Replaces the settings file, whole or not at all. Raises OSError."""
    text = json.dumps(asdict(settings), ensure_ascii=False, indent=2) + "\n"
    write_atomic(paths.settings_file, text.encode("utf-8"))


def keep_changes(paths: AppPaths, before: Settings, after: Settings) -> None:
    """Writes what is other in `after` than in `before`; all else stays as it is in the file by now, since
    another window may have changed it. Whole or not at all. Blocks; raises OSError.
    """
    file = paths.settings_file
    with changing(file):
        try:
            raw = _parsed(_bytes(file))
        except FileNotFoundError:
            raw = None
        there = _salvaged(file, raw)[0] if raw is not None else before
        changed = {
            name: _merged(getattr(before, name), getattr(after, name), getattr(there, name))
            for name in _FITS
            if getattr(before, name) != getattr(after, name)
        }
        save_settings(paths, there.changed(**changed))


def _merged(before: Any, after: Any, there: Any) -> Any:
    """One setting with the same done to it as made `before` into `after`."""
    if isinstance(after, tuple):
        added = [one for one in after if one not in before]
        gone = {*before} - {*after}
        return (*(one for one in there if one not in gone and one not in added), *added)
    if isinstance(after, Mapping):
        kept = {name: value for name, value in there.items() if name in after or name not in before}
        return kept | {
            name: _merged(before.get(name, {}), value, kept.get(name, {}))
            for name, value in after.items()
            if before.get(name) != value
        }
    return after


def _bytes(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(LARGEST_SETTINGS + 1)


def _parsed(data: bytes) -> Mapping[str, Any] | None:
    """None for what is no settings file."""
    try:
        raw = json.loads(data.decode("utf-8-sig")) if len(data) <= LARGEST_SETTINGS else None
    except (ValueError, RecursionError):
        return None
    return raw if isinstance(raw, dict) else None


def _salvaged(file: Path, raw: Mapping[str, Any]) -> tuple[Settings, str | None]:
    known = {name: raw[name] for name in _FITS if name in raw}
    bad = sorted(name for name, value in known.items() if not _fits(name, value))
    settings = Settings(**{name: value for name, value in known.items() if name not in bad})
    if not bad:
        return settings, None
    return settings, (
        f"{file}: {', '.join(bad)} had a value that doesn’t fit. The usual value is used; "
        "change it in the settings to keep your own."
    )


def _fits(name: str, value: object) -> bool:
    try:
        _FITS[name](value)
    except ValueError:
        return False
    return True


def _set_aside(file: Path, data: bytes) -> str:
    aside = file.with_name(file.name + ".bad")
    try:
        write_atomic(aside, data[:LARGEST_SETTINGS])
        file.unlink()
    except OSError:
        return f"{file}: the settings are damaged. The usual ones are used; set them again to replace it."
    return f"{file}: the settings were damaged and are kept as {aside.name}. The usual ones are used."
