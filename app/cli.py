"""The commands: a contract that scripts and tests rely on. No logic here: options in, documents out.

Exit codes: 0 fine, 1 needs attention, 2 must fix / failed / held, 3 could not run, 130 cancelled.
Errors of use and of input are one line on stderr; a fault of our own is one line with an id, its trace in
the log. The window and everything heavy are imported by the command that needs them.
"""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer

from app import __version__
from app.asking import loaded_roster, paths_for
from app.cli_baseline import baseline, compare, purge
from app.cli_checks import check, self_test
from app.cli_evidence import (
    brief,
    bundle,
    evidence,
    filter_request_for,
    handover_commands,
    help_page,
    sign_in_page,
    status,
)
from app.cli_files import accounts, data_test, export, mapping
from app.cli_practice import practice_commands
from app.options import (
    CANCELLED,
    COULD_NOT_RUN,
    MUST_FIX,
    ApiUrlOption,
    JourneyOption,
    JsonOption,
    MappingOption,
    PracticeOption,
    SchoolOption,
    SourceArgument,
)
from app.output import CannotRead, CannotWrite, answer, say, speak_utf8, tell
from app.storage.paths import app_paths

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
journeys_commands = typer.Typer(help="Starts journeys for many schools at once.")

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
        return refuse(problem)
    finally:
        stop_logging()
    return result if isinstance(result, int) else 0


def refuse(problem: Exception) -> int:
    """Says in one line what went wrong and returns the exit code; a fault of our own goes to the log too."""
    return _refuse(*_one_line(problem))


def _message(misuse: Exception) -> str:
    words = misuse.format_message() if hasattr(misuse, "format_message") else str(misuse)
    return f"{words.rstrip('.')}."


def _one_line(problem: Exception) -> tuple[str, int]:
    from app.checks.catalogue import UnknownFamily
    from app.evidence.errors import EvidenceError
    from app.formats.errors import InputError
    from app.guidance.content import ContentError, ContentNotRead
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
        CannotRead,
        CannotWrite,
        SealedError,
        EvidenceError,
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
    tell(line)
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
    try_out: Annotated[
        bool, typer.Option("--self-test", help="Try whether this copy of the program works on this PC.")
    ] = False,
    try_window: Annotated[bool, typer.Option("--self-test-window", hidden=True)] = False,
    as_json: JsonOption = False,
) -> int:
    """Opens the window, where no command is named."""
    from app.wonde.environment import take_token_from_environment

    if as_json and not try_out:
        raise typer.BadParameter("goes after a command's name, or with --self-test.", param_hint="--json")
    context.obj = Choice(practice=practice, journey=journey, token=take_token_from_environment())
    if context.invoked_subcommand is not None:
        return 0
    if try_out or try_window:
        return _self_test_window() if try_window else self_test(as_json)
    from app.ui.screen import need_a_screen

    need_a_screen()
    from app.ui.app import run_window

    return run_window(practice=practice, journey=journey)


def _self_test_window() -> int:
    from app.ui.first_paint import first_paint

    told = first_paint()
    say(json.dumps(told))
    return MUST_FIX if told["because"] else 0


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
    answer(document, as_json, import_text)
    return 0


for name, command, about in (
    ("check", check, "Checks this PC, its network and, with a token, Wonde."),
    ("preview", preview, "Shows who would be shared."),
    ("mapping", mapping, "Writes what we ask itslearning to set up."),
    ("export", export, "Writes who would be shared, for other programs."),
    ("data-test", data_test, "Writes a sheet of people to look up in the MIS."),
    ("accounts", accounts, "Compares a list of USO accounts with a source."),
    ("baseline", baseline, "Keeps what a school looks like now, without names."),
    ("compare", compare, "Compares a school with its baseline."),
    ("purge", purge, "Deletes a baseline and its key, for good."),
    ("status", status, "Where a journey stands, and how each thing is known."),
    ("brief", brief, "Writes the headteacher's brief, to send and to print."),
    ("evidence", evidence, "Writes the pack of what was agreed, or its draft."),
    ("sign-in-page", sign_in_page, "Follows the way to a sign-in page, without signing in."),
    ("filter-request", filter_request_for, "Writes one request to a web filter, for all schools."),
    ("bundle", bundle, "Gathers what support needs, without anybody's data."),
    ("help-page", help_page, "Writes all help pages as one web page."),
):  # in the order in which a school meets them
    commands.command(name, short_help=about)(command)
for name, group, about in (
    ("handover", handover_commands, "Signed files to and from the headteacher's own copy."),
    ("journeys", journeys_commands, "Starts journeys for many schools at once."),
    ("practice", practice_commands, "Serves the practice school, or writes its reports."),
):
    commands.add_typer(group, name=name, short_help=about)
