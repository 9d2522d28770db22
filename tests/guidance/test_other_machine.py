"""The commands to send: each reads and nothing else, is one line, and asks for no secret."""

from __future__ import annotations

import re

import pytest

from app.guidance.content import ContentError
from app.guidance.messages import message
from app.guidance.other_machine import Command, Gives, commands_document, other_machine_commands

EVERY = [(each.id, command) for each in other_machine_commands().set for command in each.command]
READS_ONLY = (
    "Get-CimInstance ", "Get-ItemProperty ", "Where-Object {", "Format-List ", "Test-NetConnection ",
    "powercfg /query ", "sc query ", "sc qc ", "findstr ", "reg query ", "echo ", "ver", '"', "'",
)  # fmt: skip
"""What each part of a line may begin with: commands that look, and texts that are printed."""


@pytest.mark.parametrize(("set_id", "command"), EVERY)
def test_a_command_only_reads(set_id: str, command: Command) -> None:
    for part in re.split(r"[|&;]", command.text):
        assert part.strip().startswith(READS_ONLY), part
    assert not re.search(r"(?<!-)>", command.text), "writes to a file"
    assert "\n" not in command.text
    assert "<pattern>" not in command.text


def test_no_command_shows_the_command_line_of_a_service() -> None:
    for _, command in EVERY:
        if "PathName" in command.line:
            assert "PathName" not in command.line.split("Format-List")[1]
        assert "sc qc" not in command.line or "findstr /v BINARY_PATH_NAME" in command.line


def test_the_word_looked_for_is_the_catalogues() -> None:
    assert any("'wonde'" in command.text for _, command in EVERY)


def test_every_set_asks_for_the_service_and_the_first_for_everything() -> None:
    catalogue = other_machine_commands()
    assert {command.gives for command in catalogue.set[0].command} == set(Gives)
    for each in catalogue.set:
        assert Gives.SERVICES in {command.gives for command in each.command}
        assert each.text.startswith(each.how)
        assert all(command.text in each.text for command in each.command)
    assert catalogue.get("powershell") is catalogue.set[0]
    with pytest.raises(ContentError):
        catalogue.get("shell")


def test_the_document_holds_them_all() -> None:
    lines = [command["line"] for each in commands_document()["sets"] for command in each["commands"]]
    assert lines == [command.text for _, command in EVERY]


def test_a_line_that_is_two_is_refused() -> None:
    with pytest.raises(ValueError, match="one line"):
        Command(gives=Gives.SLEEP, reads="x", line="a\nb")
    assert all(what.words for what in Gives)


def test_the_message_to_whoever_runs_the_machine_carries_the_commands_whole() -> None:
    wanted = other_machine_commands().get("powershell")
    filled = message("ask-other-machine").fill(school="Brookfield", commands=wanted.text, sender="Bo Fern")
    assert wanted.text in filled.body
    assert filled.subject.startswith("Brookfield")
