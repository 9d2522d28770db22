"""The read-only Windows commands to send to whoever runs a machine on which nothing of ours may be run."""

from __future__ import annotations

import functools
import re
from enum import StrEnum
from typing import Any

from pydantic import Field, field_validator

from app.guidance.content import Content, Words, entry_with_id, read_content
from app.guidance.services import program_pattern

_PATTERN = "<pattern>"


class Gives(StrEnum):
    """What an answer tells about a machine."""

    MACHINE = "machine"
    SERVICES = "services"
    PROGRAMS = "programs"
    SLEEP = "sleep"
    REACH = "reach"

    @property
    def words(self) -> str:
        """As a person would ask for it."""
        return {
            Gives.MACHINE: "the machine’s name and Windows",
            Gives.SERVICES: "its services",
            Gives.PROGRAMS: "its list of programs",
            Gives.SLEEP: "its power settings",
            Gives.REACH: "whether Wonde can be reached from it",
        }[self]


class Command(Content):
    """One command."""

    gives: Gives
    reads: Words
    """Completes “reads …”."""
    line: Words

    @field_validator("line")
    @classmethod
    def _one_line(cls, line: str) -> str:
        if "\n" in line:
            raise ValueError("must be one line")
        return line

    @property
    def text(self) -> str:
        """The line with the words looked for filled in."""
        contains = program_pattern("wonde-client").contains
        # PowerShell takes a pattern, findstr words with spaces between: one plain word is the same to both.
        plain = [word for word in contains if re.fullmatch(r"[A-Za-z0-9]+", word)]
        return self.line.replace(_PATTERN, plain[0] if plain else contains[0])


class CommandSet(Content):
    """Commands for one kind of prompt."""

    id: Words
    title: Words
    how: Words
    command: tuple[Command, ...] = Field(min_length=1)

    @property
    def text(self) -> str:
        """All of them, to copy and send: what to do, then the lines."""
        lines = "\n".join(command.text for command in self.command)
        return f"{self.how}\n\n{lines}\n"


class OtherMachineCommands(Content):
    """Every set, the preferred one first."""

    version: Words
    intro: Words
    set: tuple[CommandSet, ...] = Field(min_length=1)

    def get(self, set_id: str) -> CommandSet:
        """One set by id, as `powershell`. Raises ContentError."""
        return entry_with_id(self.set, set_id, "other-machine.toml")


def commands_document() -> dict[str, Any]:
    """The commands as JSON prints them."""
    catalogue = other_machine_commands()
    sets = [
        {
            "id": each.id,
            "title": each.title,
            "how": each.how,
            "commands": [{"reads": command.reads, "line": command.text} for command in each.command],
        }
        for each in catalogue.set
    ]
    return {"intro": catalogue.intro, "sets": sets}


@functools.cache
def other_machine_commands() -> OtherMachineCommands:
    """The commands to send. Raises ContentError."""
    return read_content(OtherMachineCommands, "catalogues", "other-machine.toml")
