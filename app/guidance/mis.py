"""The management information systems schools use, and what is known about how Wonde reads each."""

from __future__ import annotations

import functools
from enum import StrEnum

from pydantic import Field, model_validator

from app.guidance.content import Content, Sureness, Words, read_content


class ClientNeed(StrEnum):
    """Whether Wonde's on-site client is needed. Never certain: Wonde decides with the school."""

    LIKELY = "likely"
    UNLIKELY = "unlikely"
    NOT_KNOWN = "not-known"


class Hint(Content):
    """One thing worth knowing about an MIS on this journey, with how sure we are."""

    text: Words
    sureness: Sureness


class LocalSettings(Content):
    """Where an MIS kept on site writes down its database on the PCs that use it, as far as is public."""

    pointer_files: tuple[Words, ...]
    """Files that name the program's folder; `%NAME%` is filled in from the environment."""
    pointer_section: Words
    pointer_key: Words
    folders: tuple[Words, ...] = ()
    """Where the program is usually put, for where no file names its folder."""
    file: Words
    """The settings file in that folder."""
    section: Words
    server_key: Words
    database_key: Words
    redirect_key: Words
    """Names another folder, whose settings file counts instead."""
    port: int = Field(ge=1, le=65535)
    """Where its kind of database listens unless set otherwise."""
    finder_port: int = Field(ge=1, le=65535)
    """Where its kind of database tells (by UDP) on which port a named instance listens."""
    sureness: Sureness
    source: Words


class Mis(Content):
    """One MIS as the school page, the checks and the report reader know it."""

    id: Words
    """Stable, lower case; kept in ledgers and settings."""
    name: Words
    also_called: tuple[str, ...] = ()
    """Other names, compared without case: older names, and what Wonde's own `mis` text may say."""
    client: ClientNeed
    client_sureness: Sureness
    client_source: Words
    supported_sureness: Sureness
    """How sure it is that Wonde reads this MIS at all."""
    hints: tuple[Hint, ...] = ()
    local: LocalSettings | None = None
    """None where nothing is known of settings on this PC."""

    @model_validator(mode="after")
    def _likelihood_is_never_certain(self) -> Mis:
        if self.client is ClientNeed.NOT_KNOWN and self.client_sureness is not Sureness.NOT_KNOWN:
            raise ValueError("client “not-known” needs client_sureness “not-known”")
        return self


class NeedWording(Content):
    """What to say about each likelihood. `{mis}` is the name of the MIS."""

    likely: Words
    unlikely: Words
    not_known: Words


class MisCatalogue(Content):
    """All MISs, in the order to offer them."""

    version: Words
    wording: NeedWording
    mis: tuple[Mis, ...]

    @model_validator(mode="after")
    def _ids_differ(self) -> MisCatalogue:
        ids = [entry.id for entry in self.mis]
        if len(ids) != len(set(ids)):
            raise ValueError("two MISs share an id")
        return self

    def get(self, mis_id: str | None) -> Mis | None:
        """The entry with this id, or None."""
        return next((entry for entry in self.mis if entry.id == mis_id), None)

    def find(self, name: str | None) -> Mis | None:
        """The entry a display name means (as Wonde's `mis` text), without case; None where unsure."""
        wanted = (name or "").strip().casefold()
        for entry in self.mis:
            if wanted and wanted in {
                entry.name.casefold(),
                *(other.casefold() for other in entry.also_called),
            }:
                return entry
        return None

    def client_advice(self, mis_id: str | None) -> str:
        """One or two sentences on whether the on-site client is needed, worded no surer than we are."""
        entry = self.get(mis_id)
        if entry is None or entry.client is ClientNeed.NOT_KNOWN:
            text = self.wording.not_known
        else:
            text = self.wording.likely if entry.client is ClientNeed.LIKELY else self.wording.unlikely
        return text.replace("{mis}", entry.name if entry else "your MIS")


@functools.cache
def mis_catalogue() -> MisCatalogue:
    """The MIS catalogue. Raises ContentError."""
    return read_content(MisCatalogue, "catalogues", "mis.toml")
