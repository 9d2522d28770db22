"""The commands that tell others where a school stands: status, briefs, hand-over, bundles. No logic here."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.asking import chosen_journey, journeys, loaded_roster, other_machine, paths_for
from app.options import JourneyOption, JsonOption, OverwriteOption, PracticeOption
from app.output import answer, writing
from app.storage.paths import app_paths

if TYPE_CHECKING:
    from app.evidence.redaction import Guard

PeopleOption = Annotated[
    str | None,
    typer.Option("--people", help="Search it for everyone in this source: a report, export or `wonde`."),
]


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


def bundle(
    context: typer.Context,
    output: Annotated[
        Path | None, typer.Option("--output", help="The ZIP to write; without it, shows what it would hold.")
    ] = None,
    journey: JourneyOption = None,
    checks: Annotated[
        Path | None, typer.Option("--checks", help="What `check --output` wrote, to take along as codes.")
    ] = None,
    people: PeopleOption = None,
    overwrite: OverwriteOption = False,
    practice: PracticeOption = False,
    as_json: JsonOption = False,
) -> int:
    """Gathers what support needs, without anybody's data: shows it, and with --output saves it."""
    from datetime import UTC, datetime

    from app.checks.other_machine import as_document
    from app.evidence.bundle import support_bundle, write_bundle
    from app.evidence.words import bundle_text
    from app.storage.logs import LOG_NAME

    paths = paths_for(practice or context.obj.practice)
    asked_for = journey or context.obj.journey
    folder = chosen_journey(asked_for, paths) if asked_for or journeys(paths) else None
    found = as_document(other_machine(checks, None)) if checks is not None else None
    guard = _guard(people, context.obj.token)
    made = support_bundle(
        folder.reading() if folder else None,
        now=datetime.now(UTC),
        guard=guard,
        checks=found,
        log=app_paths().logs / LOG_NAME,
    )
    if output is not None:
        with writing(output):
            write_bundle(made, output, guard=guard, replace=overwrite)
    document = {**made.manifest, "ticket": made.ticket, "written": str(output) if output else None}
    answer(document, as_json, bundle_text)
    return 0


def _guard(people: str | None, given_token: str | None) -> Guard:
    """A guard for everyone in a source, where one is named, and for the tokens held here."""
    from app.evidence.redaction import Guard
    from app.storage.secrets import WONDE, TokenStore

    tokens = [token for token in (given_token, TokenStore().get(WONDE)) if token]
    if people is None:
        return Guard.of(None, tokens=tokens)
    with loaded_roster(people, False, given_token, None, None) as (roster, _):
        return Guard.of(roster, tokens=tokens)
