"""Whom to ring or write to, and when."""

from __future__ import annotations

import functools

from app.guidance.content import Content, Sureness, Words, entry_with_id, read_content


class Contact(Content):
    """One support desk."""

    id: Words
    name: Words
    phone: str | None = None
    phone_option: str | None = None
    """What to press or say, as “option 2”."""
    email: str | None = None
    when: Words
    """When this is the right desk to turn to."""
    have_ready: tuple[str, ...] = ()
    """What they will ask for first."""
    sureness: Sureness
    source: Words
    note: str = ""

    @property
    def line(self) -> str:
        """Name, number and address on one line, as for a document's foot."""
        option = f" ({self.phone_option})" if self.phone_option else ""
        ways = [f"{self.phone}{option}" if self.phone else "", self.email or ""]
        return f"{self.name}: {', '.join(way for way in ways if way) or 'no number known'}"


class _Contacts(Content):
    version: Words
    contact: tuple[Contact, ...]


@functools.cache
def contacts() -> tuple[Contact, ...]:
    """All desks, in the order to show them. Raises ContentError."""
    return read_content(_Contacts, "catalogues", "contacts.toml").contact


def contact(contact_id: str) -> Contact:
    """One desk: `itslearning`, `wonde`, `lgfl`. Raises ContentError for an unknown id."""
    return entry_with_id(contacts(), contact_id, "contacts.toml")
