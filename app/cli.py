"""The commands: a contract that scripts and tests rely on. No logic here: options in, documents out.

Exit codes: 0 fine, 1 needs attention, 2 must fix / failed / held, 3 could not run, 130 cancelled.
Errors of use and of input are one line on stderr; a fault of our own is one line with an id, its trace in
the log. The window and everything heavy are imported by the command that needs them.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any
from uuid import uuid4

import typer

from app import __version__
from app.asking import chosen_journey, journeys, loaded_roster, paths_for, practice_school, run_checks
from app.cli_baseline import baseline, compare
from app.cli_files import data_test, export, mapping
from app.options import (
    ApiUrlOption,
    JourneyOption,
    JsonOption,
    MappingOption,
    PracticeOption,
    SchoolOption,
    SourceArgument,
)
from app.output import CannotWrite, answer, cannot_write, plain, say, speak_utf8
from app.storage.paths import app_paths

MUST_FIX = 2
COULD_NOT_RUN = 3
CANCELLED = 130

SeptemberOption = Annotated[
    str | None,
    typer.Option(help="The school after the next summer: `ordinary`, or `accidents` to find."),
]

commands = typer.Typer(
    name="provisioning-wizard",
    help="Connects a school's MIS by Wonde to Fronter 19 / itslearning.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
practice_commands = typer.Typer(help="The practice school.")
journeys_commands = typer.Typer(help="Journeys of many schools.")
commands.add_typer(practice_commands, name="practice")
commands.add_typer(journeys_commands, name="journeys")
commands.command()(export)
commands.command()(mapping)
commands.command("data-test")(data_test)
commands.command()(baseline)
commands.command()(compare)

_Misuse: type[Exception] = next(
    base for base in typer.BadParameter.__mro__ if base.__name__ == "ClickException"
)
"""What every wrong use is raised as. Typer carries its own copy of the class and does not export it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What stood before the command's name and holds for any command."""

    practice: bool = False
    journey: Path | None = None
    token: str | None = field(default=None, repr=False)
    """From the environment, which no longer has it: nothing started from here inherits it."""


def run(arguments: list[str]) -> int:
    """Runs one command and returns its exit code; never raises and never prints a traceback."""
    speak_utf8()
    try:
        result = typer.main.get_command(commands).main(
            args=arguments, prog_name="provisioning-wizard", standalone_mode=False
        )
    except typer.Exit as ended:
        return ended.exit_code
    except (typer.Abort, KeyboardInterrupt, asyncio.CancelledError):
        return CANCELLED
    except _Misuse as misuse:
        return _refuse(f"{_message(misuse)} See provisioning-wizard --help.")
    except Exception as problem:
        return _refuse(*_one_line(problem))
    return result if isinstance(result, int) else 0


def _message(misuse: Exception) -> str:
    words = misuse.format_message() if hasattr(misuse, "format_message") else str(misuse)
    return f"{words.rstrip('.')}."


def _one_line(problem: Exception) -> tuple[str, int]:
    from app.checks.catalogue import UnknownFamily
    from app.formats.errors import InputError
    from app.guidance.content import ContentError
    from app.journey.errors import JourneyError
    from app.practice.errors import PracticeError
    from app.roster.errors import NothingToShow, RosterError
    from app.storage.errors import SealedError
    from app.transport.errors import TransportError
    from app.wonde.errors import EmptyAnswer, WondeError

    if isinstance(problem, WondeError):
        line = f"{problem.summary.rstrip('.')}. {problem.remedy}"
        return line, MUST_FIX if isinstance(problem, EmptyAnswer) else COULD_NOT_RUN
    if isinstance(problem, NothingToShow):
        return str(problem), MUST_FIX
    known = (
        InputError,
        RosterError,
        JourneyError,
        PracticeError,
        TransportError,
        UnknownFamily,
        CannotWrite,
        SealedError,
    )
    if isinstance(problem, known):
        return str(problem), COULD_NOT_RUN
    if isinstance(problem, ContentError):
        return f"{problem}. Mend that place in the file, then try again.", COULD_NOT_RUN
    return _own_fault(problem), COULD_NOT_RUN


def _own_fault(problem: Exception) -> str:
    from app.storage.logs import start_logging

    error_id = uuid4().hex[:8]
    start_logging(app_paths())
    logging.getLogger("app").error("fault %s", error_id, exc_info=problem)
    return (
        f"Something went wrong inside the wizard (fault {error_id}). Nothing was changed. Try again; if it "
        f"happens again, quote the number to support. The log is in {app_paths().logs}."
    )


def _refuse(line: str, code: int = COULD_NOT_RUN) -> int:
    print(plain(" ".join(line.split())), file=sys.stderr)
    return code


def _version(wanted: bool) -> None:
    if wanted:
        say(__version__)
        raise typer.Exit


@commands.callback(invoke_without_command=True)
def window(
    context: typer.Context,
    practice: PracticeOption = False,
    journey: JourneyOption = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and leave.")
    ] = False,
) -> int:
    """Opens the window, where no command is named."""
    from app.wonde.token import take_token_from_environment

    context.obj = Choice(practice=practice, journey=journey, token=take_token_from_environment())
    if context.invoked_subcommand is not None:
        return 0
    from app.ui.app import run_window

    return run_window(practice=practice, journey=journey)


@practice_commands.command("serve")
def practice_serve(
    port: Annotated[int, typer.Option(help="0 takes a free one.", min=0, max=65535)] = 0,
    students: Annotated[int, typer.Option(min=1, max=100_000)] = 1200,
    seed: Annotated[int, typer.Option(min=0)] = 7,
    phase: Annotated[str, typer.Option(help="primary, secondary or all-through.")] = "secondary",
    latency_ms: Annotated[int, typer.Option(min=0, max=60_000)] = 0,
    faults: Annotated[str | None, typer.Option(help="How the server misbehaves, as `flaky`.")] = None,
    september: SeptemberOption = None,
    tls: Annotated[bool, typer.Option("--tls", help="HTTPS, with a certificate of its own.")] = False,
    state: Annotated[Path | None, typer.Option(help="Keeps what is done on the portals.")] = None,
    until_stdin_closes: Annotated[bool, typer.Option("--until-stdin-closes", hidden=True)] = False,
) -> int:
    """Serves the practice school on this PC only; the first line says where."""
    from app.practice.serve import ServeOptions, serve

    options = ServeOptions(
        port=port,
        students=students,
        seed=seed,
        phase=phase,
        latency_ms=latency_ms,
        faults=faults,
        september=september,
        tls=tls,
        state=state,
        until_stdin_closes=until_stdin_closes,
    )
    return serve(options, _announce)


def _announce(document: dict[str, Any]) -> None:
    print(json.dumps(document), flush=True)


@practice_commands.command("report")
def practice_report(
    output: Annotated[Path, typer.Option(help="The folder to write to.")],
    students: Annotated[int, typer.Option(min=1, max=100_000)] = 1200,
    seed: Annotated[int, typer.Option(min=0)] = 7,
    phase: Annotated[str, typer.Option(help="primary, secondary or all-through.")] = "secondary",
    september: SeptemberOption = None,
) -> int:
    """Writes the practice school's MIS report, as a school office would export it."""
    from app.practice.report import write_report
    from app.practice.serve import ServeOptions, make_school

    options = ServeOptions(students=students, seed=seed, phase=phase, september=september)
    for path in write_report(make_school(options), output):
        say(str(path))
    return 0


@commands.command()
def preview(
    context: typer.Context,
    source: SourceArgument = None,
    school: SchoolOption = None,
    mapping: MappingOption = None,
    api_url: ApiUrlOption = None,
    practice: PracticeOption = False,
    as_json: JsonOption = False,
) -> int:
    """Shows who would be shared."""
    from app.roster.document import exit_level, preview_document
    from app.roster.mapping import read_mapping
    from app.terminal import preview_text

    started = time.monotonic()
    chosen_mapping = read_mapping(mapping) if mapping else None
    in_practice = practice or context.obj.practice
    with loaded_roster(source, in_practice, context.obj.token, api_url, school) as (roster, practised):
        document = preview_document(roster, time.monotonic() - started, mapping=chosen_mapping)
        document["practice"] = practised
        answer(document, as_json, preview_text)
        return exit_level(roster)


@commands.command()
def check(
    context: typer.Context,
    only: Annotated[str | None, typer.Option(help="A family of checks, as `net`.")] = None,
    hosts: Annotated[Path | None, typer.Option(help="A list of hosts to check instead.")] = None,
    output: Annotated[Path | None, typer.Option(help="Also write the JSON to this file.")] = None,
    school: SchoolOption = None,
    api_url: ApiUrlOption = None,
    practice: PracticeOption = False,
    as_json: JsonOption = False,
) -> int:
    """Checks this PC, its network and, with a token, Wonde. Changes nothing."""
    from app.checks.report import exit_level
    from app.storage.atomic import write_atomic
    from app.terminal import checks_text

    in_practice = practice or context.obj.practice
    with practice_school(in_practice) as served:
        results, document = asyncio.run(run_checks(served, context.obj.token, only, hosts, school, api_url))
    document["practice"] = in_practice
    if output is not None:
        try:
            write_atomic(output, json.dumps(document, ensure_ascii=False, indent=2).encode("utf-8"))
        except OSError as problem:
            raise cannot_write(output.name, problem) from None
    answer(document, as_json, lambda about: checks_text(results, about))
    return exit_level(results)


@commands.command()
def status(
    context: typer.Context,
    journey: JourneyOption = None,
    verify: Annotated[bool, typer.Option("--verify", help="Check that the ledger is whole.")] = False,
    against: Annotated[Path | None, typer.Option(help="Compare with a copy kept elsewhere.")] = None,
    practice: PracticeOption = False,
    as_json: JsonOption = False,
) -> int:
    """Where a journey stands, how each thing is known, and whether its ledger is whole."""
    from datetime import UTC, datetime

    from app.journey.status import listing_document, status_document, verification_document
    from app.terminal import listing_text, status_text, verification_text

    now = datetime.now(UTC)
    asked_for = journey or context.obj.journey
    paths = paths_for(practice or context.obj.practice)
    if asked_for is None and not verify and against is None:
        summaries = journeys(paths)
        if len(summaries) != 1:
            document = listing_document(summaries)
            answer(document, as_json, listing_text)
            return int(document["exit_code"])
    folder = chosen_journey(asked_for, paths)
    document = status_document(folder, now)
    if verify or against is not None:
        document["verification"] = verification_document(folder.verify(against))
    answer(document, as_json, verification_text if "verification" in document else status_text)
    return int(document.get("verification", document)["exit_code"])


@journeys_commands.command("import")
def journeys_import(
    context: typer.Context,
    schools: Annotated[Path, typer.Argument(help="CSV: name, URN, DfE number, MIS, LGfL.")],
    practice: PracticeOption = False,
    as_json: JsonOption = False,
) -> int:
    """Starts a first set-up for each school in a list: all of them, or none."""
    from datetime import UTC, datetime

    from app.journey.importing import import_schools
    from app.journey.model import Owner
    from app.journey.people import Actor, Role
    from app.terminal import import_text

    in_practice = practice or context.obj.practice
    actor = Actor(name=None, role=Role(str(Owner.TECHNICIAN)))
    imported = import_schools(
        schools, paths_for(in_practice).journeys, practice=in_practice, actor=actor, at=datetime.now(UTC)
    )
    document = {
        "created": [str(folder) for folder in imported.created],
        "already_there": [
            {"line": entry.line, "urn": entry.urn, "folder": str(entry.folder)}
            for entry in imported.already_there
        ],
    }
    answer(document, as_json, import_text)
    return 0
