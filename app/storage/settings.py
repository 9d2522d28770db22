"""This user's settings: addresses, looks, where journeys were moved to. Never a secret."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from app.storage.atomic import write_atomic
from app.storage.paths import AppPaths

LARGEST_SETTINGS = 1024 * 1024


def _safe_address(text: str) -> str:
    """HTTPS, or HTTP to this PC (the practice school); no user name in it, since that could be a secret."""
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


Address = Annotated[str, AfterValidator(_safe_address)]


def _plain_proxy(text: str) -> str:
    """Nothing, `direct`, or a proxy's address; no user name in it, since that could be a secret."""
    text = text.strip()
    if not text or text.lower() == "direct":
        return text.lower()
    parts = urlsplit(text if "://" in text else f"http://{text}")
    if parts.username or parts.password:
        raise ValueError("a proxy's address may hold no user name or password")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.port is None:
        raise ValueError("a proxy is written as proxy.school:8080, or direct for none")
    return text


ProxyChoice = Annotated[str, AfterValidator(_plain_proxy)]


class Settings(BaseModel):
    """Everything this user can set. Frozen: change with `model_copy(update=…)` and save."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    api_url: Address = "https://api.wonde.com/v1.0"
    wonde_portal_url: Address = "https://school.wonde.com/login"
    atomwide_portal_url: Address = "https://support.atomwide.com"
    proxy: ProxyChoice = ""
    """The proxy this program uses whatever Windows says: `proxy.school:8080`, or `direct` for none. Empty, as
    it should nearly always be, follows Windows."""
    theme: Literal["system", "light", "dark"] = "system"
    text_percent: int = Field(default=100, ge=90, le=200)
    journey_folders: tuple[str, ...] = ()
    """Journeys kept elsewhere than under this user's data folder."""
    last_journey: str | None = None
    """Folder of the journey open last."""
    practice_without_token: bool = False
    """Whether the practice school's token is kept back, as in most schools, which hold none."""
    mis_columns: dict[str, dict[str, str]] = {}
    """Per MIS id: which column of its report holds which field."""


def load_settings(paths: AppPaths) -> tuple[Settings, str | None]:
    """The settings, and one line on what was wrong with their file, if anything. Never raises.

    A value that doesn't fit is left at its default and the others are kept. A file that can't be read at all
    is set aside as settings.json.bad, and the defaults are used.
    """
    file = paths.settings_file
    try:
        with file.open("rb") as stream:
            data = stream.read(LARGEST_SETTINGS + 1)
    except FileNotFoundError:
        return Settings(), None
    except OSError as problem:
        reason = problem.strerror or type(problem).__name__
        return Settings(), f"{file}: the settings can't be read ({reason}). The usual ones are used for now."
    try:
        raw = json.loads(data.decode("utf-8-sig")) if len(data) <= LARGEST_SETTINGS else None
    except (ValueError, RecursionError):
        raw = None
    if not isinstance(raw, dict):
        return Settings(), _set_aside(file, data)
    return _salvaged(file, raw)


def save_settings(paths: AppPaths, settings: Settings) -> None:
    """Replaces the settings file, whole or not at all. Raises OSError."""
    text = json.dumps(settings.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n"
    write_atomic(paths.settings_file, text.encode("utf-8"))


def _salvaged(file: Path, raw: Mapping[str, Any]) -> tuple[Settings, str | None]:
    known = {name: value for name, value in raw.items() if name in Settings.model_fields}
    try:
        return Settings.model_validate(known), None
    except ValidationError as problem:
        bad = sorted({str(error["loc"][0]) for error in problem.errors()})
    kept = {name: value for name, value in known.items() if name not in bad}
    return Settings.model_validate(kept), (
        f"{file}: {', '.join(bad)} had a value that doesn't fit. The usual value is used; "
        "change it in the settings to keep your own."
    )


def _set_aside(file: Path, data: bytes) -> str:
    aside = file.with_name(file.name + ".bad")
    try:
        write_atomic(aside, data[:LARGEST_SETTINGS])
        file.unlink()
    except OSError:
        return f"{file}: the settings are damaged. The usual ones are used; set them again to replace it."
    return f"{file}: the settings were damaged and are kept as {aside.name}. The usual ones are used."
