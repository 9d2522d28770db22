"""The commands that keep a baseline of a school and compare next year's with it. No logic here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from app.asking import loaded_roster
from app.formats.dates import read_date
from app.options import (
    ApiUrlOption,
    JsonOption,
    OverwriteOption,
    PracticeOption,
    SchoolOption,
    SourceArgument,
)
from app.output import answer, writing

PassphraseOption = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-file",
        help="A file whose first line is the recovery passphrase: it opens the baseline on any PC.",
    ),
]


def _day(text: str) -> date:
    """A day as it is typed here or there: 2027-12-31, 31/12/2027, 31 Dec 2027."""
    read = read_date(text)
    if read is None:
        raise typer.BadParameter(f"{text!r} is not a day; write it as 31/12/2027 or 2027-12-31")
    return date.fromisoformat(read)


def baseline(
    context: typer.Context,
    output: Annotated[Path, typer.Option("--output", help="The sealed file to write.")],
    source: SourceArgument = None,
    passphrase_file: PassphraseOption = None,
    keep_until: Annotated[
        date | None,
        typer.Option(parser=_day, metavar="DAY", help="The day after which it should be purged: 31/12/2027."),
    ] = None,
    overwrite: OverwriteOption = False,
    school: SchoolOption = None,
    api_url: ApiUrlOption = None,
    practice: PracticeOption = False,
    as_json: JsonOption = False,
) -> int:
    """Keeps what a school looks like now, as counts and keyed hashes without names, to compare next year's
    with."""
    from app.roster.baseline.document import baseline_document
    from app.roster.baseline.keeping import check_place, keep, usual_last_day
    from app.storage.locks import Locks
    from app.storage.secrets import TokenStore
    from app.terminal_baseline import baseline_text

    passphrase = _passphrase(passphrase_file)
    in_practice = practice or context.obj.practice
    today = date.today()
    last_day = keep_until or usual_last_day(today)
    with writing(output, source):
        check_place(output, last_day, today, replace=overwrite)
    with loaded_roster(source, in_practice, context.obj.token, api_url, school) as (roster, practised):
        with writing(output):
            head = keep(
                roster, output, Locks(TokenStore(), passphrase), keep_until=last_day, replace=overwrite
            )
        document = baseline_document(roster, head, output)
        document["practice"] = practised
        answer(document, as_json, baseline_text)
    return 0


def compare(
    context: typer.Context,
    baseline: Annotated[Path, typer.Option("--baseline", help="What `baseline` wrote.")],
    source: SourceArgument = None,
    passphrase_file: PassphraseOption = None,
    school: SchoolOption = None,
    api_url: ApiUrlOption = None,
    practice: PracticeOption = False,
    as_json: JsonOption = False,
) -> int:
    """Compares a school with its baseline: what the new school year explains, what is left, and whether that
    is too much to let anything through."""
    from app.roster.baseline.keeping import read
    from app.roster.comparison.compare import compare as compared
    from app.roster.comparison.document import comparison_document, exit_level, of_file
    from app.storage.locks import Locks
    from app.storage.secrets import TokenStore
    from app.terminal_baseline import comparison_text

    passphrase = _passphrase(passphrase_file)
    in_practice = practice or context.obj.practice
    with _reading(baseline):
        kept = read(baseline, Locks(TokenStore(), passphrase))
    with loaded_roster(source, in_practice, context.obj.token, api_url, school) as (roster, practised):
        comparison = compared(roster, kept)
    document = comparison_document(comparison)
    document["baseline"] |= of_file(kept.head, date.today())
    document["practice"] = practised
    answer(document, as_json, comparison_text)
    return exit_level(comparison, outlived=document["baseline"]["outlived"])


def purge(
    baseline: Annotated[Path, typer.Argument(metavar="BASELINE", help="What `baseline` wrote.")],
    as_json: JsonOption = False,
) -> int:
    """Deletes a baseline and its key, at once and for good, and says what that means for copies of it."""
    from app.roster.baseline.purging import purge_baseline, purge_document
    from app.storage.secrets import TokenStore
    from app.terminal_baseline import purge_text

    with _reading(baseline):
        document = purge_document(purge_baseline(baseline, TokenStore()))
    answer(document, as_json, purge_text)
    return 0


def _passphrase(file: Path | None) -> str | None:
    from app.storage.locks import read_passphrase

    if file is None:
        return None
    with _reading(file):
        return read_passphrase(file)


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Says in one line why a file can't be read: InputError instead of OSError."""
    from app.formats.errors import InputError

    try:
        yield
    except FileNotFoundError:
        raise InputError("there is no such file", path.name, "Check the path.") from None
    except OSError as problem:
        why = problem.strerror or type(problem).__name__
        raise InputError(f"can't be read ({why})", path.name, "Check the path and who may read it.") from None
