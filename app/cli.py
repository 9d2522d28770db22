"""The commands: a contract that scripts and tests rely on. No logic here: options in, documents out.

Exit codes: 0 fine, 1 needs attention, 2 must fix / failed / held, 3 could not run, 130 cancelled.
Errors of use and of input are one line on stderr; a fault of our own is one line with an id, its trace in
the log. The window and everything heavy are imported by the command that needs them.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from app import __version__
from app.asking import (
    CheckOrder,
    chosen_journey,
    journeys,
    load_from_wonde,
    other_machine,
    paths_for,
    practice_school,
    run_checks,
)
from app.output import CannotWrite, cannot_write, plain, say, speak_utf8, write_document
from app.storage.paths import app_paths

MUST_FIX = 2
COULD_NOT_RUN = 3
CANCELLED = 130

JsonOption = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
PracticeOption = Annotated[bool, typer.Option("--practice", help="Use the practice school.")]
JourneyOption = Annotated[Path | None, typer.Option("--journey", help="The folder of a journey.")]
ApiUrlOption = Annotated[str | None, typer.Option("--api-url", help="Where Wonde's API is.")]
ClientPlaces = Literal["this-pc", "elsewhere", "not-needed", "dont-know"]
SchoolOption = Annotated[str | None, typer.Option("--school", help="Wonde's id of the school.")]
StudentsOption = Annotated[int, typer.Option(metavar="N", help="How many students.", min=1, max=100_000)]
SeedOption = Annotated[int, typer.Option(metavar="N", help="The same number invents the same school.", min=0)]
PhaseOption = Annotated[str, typer.Option(metavar="PHASE", help="primary, secondary or all-through.")]

ABOUT = """Walks a school through connecting its MIS by Wonde to Fronter 19 / itslearning, and shows whose
data would be shared. Without a command it opens the window.

A token for Wonde comes from the keyring or from PROVISIONING_WIZARD_TOKEN, and is never taken as an argument.

Exit codes: 0 fine, 1 needs attention, 2 must fix, failed or held, 3 could not run, 130 cancelled.
"""

commands = typer.Typer(
    name="provisioning-wizard",
    help=ABOUT,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
practice_commands = typer.Typer(help="Serves the practice school, or writes its reports.")
journeys_commands = typer.Typer(help="Starts journeys for many schools at once.")
commands.add_typer(practice_commands, name="practice")
commands.add_typer(journeys_commands, name="journeys")

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
    from app.storage.logs import start_logging, stop_logging

    speak_utf8()
    start_logging(app_paths(), late=True)
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
    finally:
        stop_logging()
    return result if isinstance(result, int) else 0


def _message(misuse: Exception) -> str:
    words = misuse.format_message() if hasattr(misuse, "format_message") else str(misuse)
    return f"{words.rstrip('.')}."


def _one_line(problem: Exception) -> tuple[str, int]:
    from app.checks.catalogue import UnknownFamily
    from app.formats.errors import InputError
    from app.guidance.content import ContentError, ContentNotRead
    from app.journey.errors import JourneyError
    from app.practice.errors import PracticeError
    from app.roster.errors import NothingToShow, RosterError
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
    )
    if isinstance(problem, known):
        return str(problem), COULD_NOT_RUN
    if isinstance(problem, ContentNotRead):
        return f"{problem}. Check its name and that you may open it.", COULD_NOT_RUN
    if isinstance(problem, ContentError):
        return f"{problem}. Mend that place in the file, then try again.", COULD_NOT_RUN
    return _own_fault(problem), COULD_NOT_RUN


def _own_fault(problem: Exception) -> str:
    from app.storage.logs import LOG_NAME, fault_text, log_fault

    fault, file = log_fault(problem), app_paths().logs / LOG_NAME
    return fault_text(fault, file if file.is_file() else None)


def _refuse(line: str, code: int = COULD_NOT_RUN) -> int:
    print(plain(" ".join(line.split())), file=sys.stderr)
    return code


def _say(document: dict[str, Any], as_json: bool, as_text: Callable[[dict[str, Any]], str]) -> None:
    say(json.dumps(document, ensure_ascii=False) if as_json else plain(as_text(document)))


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
    from app.ui.screen import need_a_screen

    need_a_screen()
    from app.ui.app import run_window

    return run_window(practice=practice, journey=journey)


@practice_commands.command("serve", short_help="Serves the practice school on this PC only.")
def practice_serve(
    port: Annotated[int, typer.Option(metavar="N", help="0 takes a free one.", min=0, max=65535)] = 0,
    students: StudentsOption = 1200,
    seed: SeedOption = 7,
    phase: PhaseOption = "secondary",
    latency_ms: Annotated[
        int, typer.Option(metavar="N", help="Milliseconds that each answer is held back.", min=0, max=60_000)
    ] = 0,
    faults: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="How the server misbehaves, as `flaky`; a wrong name lists all."),
    ] = None,
    tls: Annotated[bool, typer.Option("--tls", help="HTTPS, with a certificate of its own.")] = False,
    state: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Keeps what is done on the portals, for the next time."),
    ] = None,
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
        tls=tls,
        state=state,
        until_stdin_closes=until_stdin_closes,
    )
    return serve(options, _announce)


def _announce(document: dict[str, Any]) -> None:
    print(json.dumps(document), flush=True)


@practice_commands.command("report", short_help="Writes the practice school’s MIS report.")
def practice_report(
    output: Annotated[Path, typer.Option(metavar="FOLDER", help="The folder to write to.")],
    students: StudentsOption = 1200,
    seed: SeedOption = 7,
    phase: PhaseOption = "secondary",
) -> int:
    """Writes the practice school's MIS report, as a school office would export it."""
    from app.practice.report import write_report
    from app.practice.school import SchoolSpec, generate

    school = generate(SchoolSpec(students=students, seed=seed, phase=phase))
    try:
        written = write_report(school, output)
    except OSError as problem:
        raise cannot_write(str(output), problem) from None
    for path in written:
        say(str(path))
    return 0


@commands.command()
def preview(
    context: typer.Context,
    source: Annotated[str | None, typer.Argument(help="`wonde`, or a file or folder.")] = None,
    school: SchoolOption = None,
    mapping: Annotated[Path | None, typer.Option(help="What we ask itslearning to set up.")] = None,
    api_url: ApiUrlOption = None,
    practice: PracticeOption = False,
    as_json: JsonOption = False,
) -> int:
    """Shows who would be shared."""
    from app.formats.errors import InputError
    from app.roster.document import exit_level, preview_document
    from app.roster.mapping import read_mapping
    from app.roster.sources import load_file, open_source
    from app.terminal import preview_text

    started = time.monotonic()
    in_practice = practice or context.obj.practice
    if source is None and not in_practice:
        raise InputError("No source was named", "", "Say `wonde`, the path of a report, or --practice.")
    chosen_mapping = read_mapping(mapping) if mapping else None
    opened = open_source("wonde" if source is None else source)
    if opened.path is not None:
        roster = load_file(opened)
    else:
        with practice_school(in_practice) as served:
            roster = asyncio.run(load_from_wonde(served, context.obj.token, api_url, school))
    try:
        document = preview_document(roster, time.monotonic() - started, mapping=chosen_mapping)
        document["practice"] = in_practice and opened.path is None
        _say(document, as_json, preview_text)
        return exit_level(roster)
    finally:
        roster.close()


@commands.command()
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
    _say(document, as_json, lambda about: checks_text(results, about))
    level = exit_level(results)
    if level != MUST_FIX and (nothing := why_nothing(asked_for(results, only))):
        return _refuse(nothing)
    return level


def _other_machine(file: Path | None, pasted: Path | None, as_json: bool) -> int:
    from app.checks.other_machine import as_document
    from app.checks.report import exit_level
    from app.terminal import checks_text

    machine = other_machine(file, pasted)
    _say(as_document(machine), as_json, lambda about: checks_text(machine.results, about))
    return exit_level(machine.results)


def _commands_to_send(as_json: bool) -> int:
    from app.guidance.other_machine import commands_document
    from app.terminal import commands_text

    _say(commands_document(), as_json, commands_text)
    return 0


@commands.command(short_help="Where a journey stands, and how each thing is known.")
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
            _say(document, as_json, listing_text)
            return int(document["exit_code"])
    folder = chosen_journey(asked_for, paths)
    document = status_document(folder, now)
    if verify or against is not None:
        document["verification"] = verification_document(folder.verify(against))
    _say(document, as_json, verification_text if "verification" in document else status_text)
    return int(document.get("verification", document)["exit_code"])


@journeys_commands.command("import", short_help="Starts a first set-up for each school in a list.")
def journeys_import(
    context: typer.Context,
    schools: Annotated[
        Path,
        typer.Argument(metavar="FILE.csv", help="Columns: name, urn, dfe_number, mis, lgfl (yes or no)."),
    ],
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
    _say(document, as_json, import_text)
    return 0
