"""The commands that find out what is true right now: `check`, and `--self-test`. No logic here."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated, Literal

import typer

from app import __version__
from app.asking import CheckOrder, other_machine, practice_school, run_checks
from app.options import (
    COULD_NOT_RUN,
    MUST_FIX,
    ApiUrlOption,
    JourneyOption,
    JsonOption,
    PracticeOption,
    SchoolOption,
)
from app.output import answer, tell, write_document

ClientPlaces = Literal["this-pc", "elsewhere", "not-needed", "dont-know"]


def check(
    context: typer.Context,
    only: Annotated[str | None, typer.Option(help="A family of checks, as `net`.")] = None,
    hosts: Annotated[Path | None, typer.Option(help="A list of hosts to check instead.")] = None,
    output: Annotated[Path | None, typer.Option(help="Also write the JSON to this file.")] = None,
    client_place: Annotated[
        ClientPlaces | None, typer.Option(help="Where Wonde's client runs; else as the journey says.")
    ] = None,
    mis: Annotated[str | None, typer.Option(help="The school's MIS; else as the journey says.")] = None,
    school: SchoolOption = None,
    api_url: ApiUrlOption = None,
    journey: JourneyOption = None,
    from_file: Annotated[
        Path | None, typer.Option("--from", help="Show what --output wrote on another machine.")
    ] = None,
    pasted: Annotated[
        Path | None, typer.Option(help="Show what the answer to --commands says; - for standard input.")
    ] = None,
    to_send: Annotated[
        bool, typer.Option("--commands", help="Show read-only commands to send to another machine.")
    ] = False,
    practice: PracticeOption = False,
    as_json: JsonOption = False,
) -> int:
    """Checks this PC, its network and, with a token, Wonde. Changes nothing.

    Exit codes: 0 fine, 1 something to look at, 2 something to mend, 3 where not one check could be made: as
    `--only wonde` without a token.
    """
    from app.checks.catalogue import asked_for
    from app.checks.report import exit_level, why_nothing
    from app.terminal import checks_text

    ways = sum((from_file is not None, pasted is not None, to_send))
    if ways > 1 or (ways and any(each is not None for each in (only, hosts, output))):
        raise typer.BadParameter("--from, --pasted and --commands each stand alone")
    if to_send:
        return _commands_to_send(as_json)
    if ways:
        return _other_machine(from_file, pasted, as_json)
    in_practice = practice or context.obj.practice
    order = CheckOrder(
        only=only,
        hosts_file=hosts,
        school=school,
        api_url=api_url,
        client_place=client_place,
        mis=mis,
        journey=journey or context.obj.journey,
    )
    with practice_school(in_practice) as served:
        results, document = asyncio.run(run_checks(served, context.obj.token, order))
    if output is not None:
        write_document(output, document)
    answer(document, as_json, lambda about: checks_text(results, about))
    level = exit_level(results)
    if level != MUST_FIX and (nothing := why_nothing(asked_for(results, only))):
        tell(nothing)
        return COULD_NOT_RUN
    return level


def _other_machine(file: Path | None, pasted: Path | None, as_json: bool) -> int:
    from app.checks.other_machine import as_document
    from app.checks.report import exit_level
    from app.terminal import checks_text

    machine = other_machine(file, pasted)
    answer(as_document(machine), as_json, lambda about: checks_text(machine.results, about))
    return exit_level(machine.results)


def _commands_to_send(as_json: bool) -> int:
    from app.guidance.other_machine import commands_document
    from app.terminal import commands_text

    answer(commands_document(), as_json, commands_text)
    return 0


def self_test(as_json: bool) -> int:
    from app.checks.report import exit_level
    from app.self_test import self_test as try_out
    from app.terminal import checks_text

    results, document = asyncio.run(try_out())
    heading = {"heading": f"Provisioning Wizard {__version__}", "practice": False}
    answer(document, as_json, lambda _: checks_text(results, heading))
    return exit_level(results)
