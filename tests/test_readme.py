"""README against the program: its table names every command and option, and none that is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer.main

from app import cli

README = Path(__file__).parent.parent / "README.md"


def leaves(group: Any, said: str = "") -> Iterator[tuple[str, Any]]:
    """Every command that does something, with the words that call it."""
    inside = getattr(group, "commands", None)
    if inside is None:
        yield said, group
        return
    for name, command in inside.items():
        yield from leaves(command, f"{said} {name}".strip())


def options(command: Any) -> set[str]:
    return {
        name
        for parameter in command.params
        if parameter.param_type_name == "option" and not getattr(parameter, "hidden", False)
        for name in parameter.opts
        if name.startswith("--")
    }


def section(title: str) -> str:
    return README.read_text(encoding="utf-8").split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]


def test_it_opens_with_what_the_program_is_a_picture_and_two_commands() -> None:
    text = README.read_text(encoding="utf-8")
    picture = re.search(r"!\[[^]]+\]\(([^)]+)\)", text)
    assert picture is not None
    shown = README.parent / picture[1]
    assert shown.is_file()
    assert shown.stat().st_size < 200_000
    assert (
        text.index("A desktop wizard") < picture.start() < text.index("## Try it") < text.index("## Commands")
    )


def test_its_table_names_every_command_and_every_option() -> None:
    root, table = typer.main.get_command(cli.commands), section("Commands")
    known = options(root) | {"--help"}
    for said, command in leaves(root):
        assert re.search(rf"\| `{re.escape(said)}\b", table), f"no row for {said}"
        missing = {name for name in options(command) if name not in table}
        assert not missing, f"{said}: {missing}"
        known |= options(command)
    assert options(root) <= set(re.findall(r"--[a-z-]+[a-z]", table))
    assert set(re.findall(r"--[a-z-]+[a-z]", table)) <= known
