"""The commands that write files of people, and of what we ask itslearning to set up. No logic here."""

from __future__ import annotations

import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from app.asking import loaded_roster
from app.options import (
    ApiUrlOption,
    JsonOption,
    MappingOption,
    OverwriteOption,
    PracticeOption,
    SchoolOption,
    SourceArgument,
)
from app.output import answer, writing
from app.roster.export_format import ExportFormat


def export(
    context: typer.Context,
    format: Annotated[ExportFormat, typer.Option("--format", help="What to write.")],
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            help="A file; for csv and oneroster a folder or a .zip, and for csv also a .csv of people alone.",
        ),
    ],
    source: SourceArgument = None,
    mapping: MappingOption = None,
    school_year: Annotated[
        int | None,
        typer.Option(min=2000, max=2100, help="For oneroster: the year it ends in. This year's otherwise."),
    ] = None,
    overwrite: OverwriteOption = False,
    school: SchoolOption = None,
    api_url: ApiUrlOption = None,
    practice: PracticeOption = False,
    as_json: JsonOption = False,
) -> int:
    """Writes who would be shared into a file that other systems, or people, can read."""
    from app.roster.export import ExportRequest, check_output, export_roster
    from app.roster.export_document import export_document, export_level
    from app.roster.mapping import Mapping, read_mapping
    from app.terminal import export_text

    started = time.monotonic()
    in_practice = practice or context.obj.practice
    chosen = read_mapping(mapping) if mapping else Mapping()
    request = ExportRequest(
        format, output, datetime.now(UTC), overwrite, chosen, school_year, practice=in_practice
    )
    with writing(output, source):
        check_output(request)
    with loaded_roster(source, in_practice, context.obj.token, api_url, school) as (roster, practised):
        request = ExportRequest(
            format, output, request.when, overwrite, chosen, school_year, practice=practised
        )
        with writing(output):
            exported = export_roster(roster, request)
        document = export_document(roster, request, exported, time.monotonic() - started)
        answer(document, as_json, export_text)
        return export_level(exported)


def data_test(
    context: typer.Context,
    output: Annotated[Path, typer.Option("--output", help="A .html file to print, or an .xlsx workbook.")],
    source: SourceArgument = None,
    people: Annotated[int, typer.Option(min=0, max=500, help="How many to take at random.")] = 10,
    seed: Annotated[int, typer.Option(min=0, help="The same seed takes the same people.")] = 1,
    overwrite: OverwriteOption = False,
    school: SchoolOption = None,
    api_url: ApiUrlOption = None,
    practice: PracticeOption = False,
    as_json: JsonOption = False,
) -> int:
    """Writes a sheet of people to look up in the MIS: some at random, and those that tend to go wrong."""
    from app.evidence.data_test_sheet import (
        data_test_sheet,
        sheet_words,
        write_sheet_html,
        write_sheet_workbook,
    )
    from app.formats.errors import InputError
    from app.roster.sample import sample
    from app.terminal import data_test_text

    writers = {".html": write_sheet_html, ".htm": write_sheet_html, ".xlsx": write_sheet_workbook}
    write = writers.get(output.suffix.casefold())
    if write is None:
        raise InputError(
            "is neither a page nor a workbook by its name", output.name, "End the name in .html or .xlsx."
        )
    in_practice = practice or context.obj.practice
    with loaded_roster(source, in_practice, context.obj.token, api_url, school) as (roster, practised):
        taken = sample(roster, at_random=people, seed=seed)
        with writing(output, source):
            write(
                data_test_sheet(roster, taken, datetime.now(UTC), practice=practised),
                output,
                replace=overwrite,
            )
    counted = Counter(str(why) for one in taken.people for why in one.why)
    document = {
        "output": str(output),
        "people": len(taken.people),
        "seed": seed,
        "practice": practised,
        "why": [
            {"id": entry.id, "title": entry.title, "people": counted[entry.id]} for entry in sheet_words().why
        ],
    }
    answer(document, as_json, data_test_text)
    return 0


def mapping(
    output: Annotated[Path, typer.Option("--output", help="The file to write, as mapping.toml.")],
    chosen: MappingOption = None,
    school_name: Annotated[str, typer.Option("--school-name", help="Stands in the file's first line.")] = "",
    overwrite: OverwriteOption = False,
    as_json: JsonOption = False,
) -> int:
    """Writes what we ask itslearning to set up, with what each choice means, to be read, changed and sent."""
    from app.roster.mapping import Mapping, assumption, read_mapping
    from app.roster.mapping_file import save_mapping
    from app.terminal import mapping_text

    asked = read_mapping(chosen) if chosen else Mapping()
    with writing(output):
        save_mapping(asked, output, school_name, datetime.now(UTC), replace=overwrite)
    document = {
        "output": str(output),
        "mapping": asked.model_dump(mode="json"),
        "confirmed_by_itslearning": asked.confirmed_by_itslearning,
        "note": "" if asked.confirmed_by_itslearning else assumption(),
    }
    answer(document, as_json, mapping_text)
    return 0


def accounts(
    context: typer.Context,
    listed: Annotated[Path, typer.Argument(metavar="LIST.csv", help="Accounts of USO, one a row.")],
    source: SourceArgument = None,
    output: Annotated[
        Path | None, typer.Option("--output", help="A CSV of whoever wants looking at, with names.")
    ] = None,
    overwrite: OverwriteOption = False,
    school: SchoolOption = None,
    api_url: ApiUrlOption = None,
    practice: PracticeOption = False,
    as_json: JsonOption = False,
) -> int:
    """Compares a list of USO accounts with a source: who is in one and not in the other, in numbers."""
    from app.formats.account_list import read_account_list
    from app.roster.accounts import accounts_document, compare_accounts, save_accounts_csv
    from app.terminal import accounts_text

    read = read_account_list(listed)
    in_practice = practice or context.obj.practice
    with loaded_roster(source, in_practice, context.obj.token, api_url, school) as (roster, practised):
        compared = compare_accounts(roster, read)
    if output is not None:
        with writing(output, source, listed):
            save_accounts_csv(compared, output, replace=overwrite)
    document = {**accounts_document(compared, output), "practice": practised}
    answer(document, as_json, accounts_text)
    return int(document["exit_code"])
