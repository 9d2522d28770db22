"""Messages ready to send, with the school's own particulars filled in."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

from app.guidance.content import Content, Template, Words, entry_with_id, fill, placeholders, read_content


@dataclass(frozen=True, slots=True)
class FilledMessage:
    """A message with nothing left to fill in."""

    to: str
    subject: str
    body: str

    @property
    def text(self) -> str:
        """Subject and body, as for the clipboard."""
        return f"Subject: {self.subject}\n\n{self.body}\n"


class Message(Content):
    """A message as a template."""

    id: Words
    title: Words
    """What the button and the help page call it."""
    to: Words
    reminds: tuple[Words, ...] = ()
    """The parties, as the journey names them, that it reminds of what is waited for."""
    subject: Template
    body: Template

    @property
    def needs(self) -> frozenset[str]:
        """The names of the values to give to `fill`."""
        return placeholders(self.subject) | placeholders(self.body)

    def fill(self, **values: str) -> FilledMessage:
        """The message ready to send. A value left out stands as a gap to fill by hand: “[school]”."""
        return self.fill_from(values)

    def fill_from(self, values: Mapping[str, str]) -> FilledMessage:
        """As `fill`, from a mapping; extra values are ignored, empty ones stand as gaps."""
        whole = {name: values.get(name) or gap(name) for name in self.needs}
        return FilledMessage(to=self.to, subject=fill(self.subject, whole), body=fill(self.body, whole))


_GAPS = {"sender": "your name", "mis": "MIS", "urn": "URN", "dfe_number": "DfE number"}
"""What a gap is called where the value's own name says little."""


def gap(name: str) -> str:
    """What stands in a message for a value that is to be filled in by hand: “[your name]”."""
    return f"[{_GAPS.get(name, name.replace('_', ' '))}]"


class _Messages(Content):
    version: Words
    message: tuple[Message, ...]


@functools.cache
def messages() -> tuple[Message, ...]:
    """All messages. Raises ContentError."""
    return read_content(_Messages, "catalogues", "messages.toml").message


def message(message_id: str) -> Message:
    """One message, as `ask-authority`. Raises ContentError for an unknown id."""
    return entry_with_id(messages(), message_id, "messages.toml")


def reminder_to(party: str) -> str | None:
    """The id of the message that reminds a party, as `wonde`; None where none does. Raises ContentError."""
    return next((entry.id for entry in messages() if party in entry.reminds), None)
