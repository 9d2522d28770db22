"""The commands that tell others where a school stands: status, briefs, hand-over, packs. No logic here."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from app.asking import (
    chosen_journey,
    followed_sign_in,
    journeys,
    loaded_roster,
    other_machine,
    paths_for,
    use_newer_guides,
)
from app.options import MUST_FIX, JourneyOption, JsonOption, OverwriteOption, PracticeOption
from app.output import answer, reading, writing
from app.storage.paths import app_paths

if TYPE_CHECKING:
    from app.evidence.handover.installation import Installation
    from app.evidence.redaction import Guard
    from app.journey.folder import JourneyFolder

handover_commands = typer.Typer(
    callback=use_newer_guides, help="Signed files to and from the headteacher's own copy of this program."
)
SameWordsOption = Annotated[
    bool,
    typer.Option(
        "--same-words", help="The four words were read to each other by telephone and are the same."
    ),
]
PeopleOption = Annotated[
    str | None,
    typer.Option("--people", help="Search it for everyone in this source: a report, export or `wonde`."),
]


def status(
    context: typer.Context,
    journey: JourneyOption = None,
    verify: Annotated[bool, typer.Option("--verify", help="Check that the ledger is whole.")] = False,
    against: Annotated[Path | None, typer.Option(help="Compare with a copy kept elsewhere.")] = None,
    shared: Annotated[
        Path | None, typer.Option("--folder", help="All schools whose status files are in this folder.")
    ] = None,
    write_to: Annotated[
        Path | None, typer.Option("--write-to", help="Also write this journey's status file to a folder.")
    ] = None,
    practice: PracticeOption = False,
    as_json: JsonOption = False,
) -> int:
    """Where a journey stands, how each thing is known, and whether its ledger is whole."""
    from datetime import UTC, datetime

    from app.journey.status import listing_document, status_document, verification_document
    from app.terminal import listing_text, status_text, verification_text

    if shared is not None:
        return _folder_status(shared, as_json)
    use_newer_guides()
    now = datetime.now(UTC)
    asked_for = journey or context.obj.journey
    paths = paths_for(practice or context.obj.practice)
    if asked_for is None and not verify and against is None and write_to is None:
        summaries = journeys(paths)
        if len(summaries) != 1:
            document = listing_document(summaries)
            answer(document, as_json, listing_text)
            return int(document["exit_code"])
    folder = chosen_journey(asked_for, paths)
    document = status_document(folder, now)
    if write_to is not None:
        from app.evidence.trust import write_status_file

        with writing(write_to):
            guard = _guard(None, context.obj.token)
            document["written"] = str(write_status_file(folder.reading(), write_to, now=now, guard=guard))
    if verify or against is not None:
        document["verification"] = verification_document(folder.verify(against))
    answer(document, as_json, verification_text if "verification" in document else status_text)
    return int(document.get("verification", document)["exit_code"])


def _folder_status(folder: Path, as_json: bool) -> int:
    from app.evidence.trust import folder_document
    from app.evidence.words import folder_text

    document = folder_document(folder)
    answer(document, as_json, folder_text)
    return int(document["exit_code"])


def filter_request_for(
    folder: Annotated[Path, typer.Option("--folder", help="The folder of the schools' status files.")],
    as_json: JsonOption = False,
) -> int:
    """One request to whoever runs the web filter, for all schools in a folder of status files."""
    from app.evidence.trust import filter_request, folder_document, schools_of
    from app.evidence.words import message_text

    document = folder_document(folder)
    asked = filter_request(tuple(schools_of(document)))
    told = {"to": asked.to, "subject": asked.subject, "body": asked.body, "problems": document["problems"]}
    answer(told, as_json, message_text)
    return int(bool(document["problems"]))


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


def evidence(
    context: typer.Context,
    output: Annotated[Path, typer.Option("--output", help="The ZIP to write.")],
    journey: JourneyOption = None,
    people: PeopleOption = None,
    draft: Annotated[
        bool, typer.Option("--draft", help="The draft for the data protection officer, before approval.")
    ] = False,
    overwrite: OverwriteOption = False,
    practice: PracticeOption = False,
    as_json: JsonOption = False,
) -> int:
    """Writes the evidence pack: what was agreed, about which data, and how each thing is known."""
    from datetime import UTC, datetime

    from app.evidence.pack.draft import draft_pack
    from app.evidence.pack.files import evidence_pack, write_pack
    from app.evidence.words import pack_text
    from app.journey.status import verification_document
    from app.journey.verify import verify_bytes

    ledger = _journey(context, journey, practice).ledger.contents()
    guard = _guard(people, context.obj.token)
    make = draft_pack if draft else evidence_pack
    made = make(ledger, now=datetime.now(UTC), searched=guard.searched)
    with writing(output):
        write_pack(made, output, guard=guard, replace=overwrite)
    verified = verification_document(verify_bytes(ledger))
    answer({"written": str(output), **made.manifest, "verification": verified}, as_json, pack_text)
    return int(verified["exit_code"])


def help_page(
    output: Annotated[Path, typer.Option("--output", help="The HTML file to write.")],
    overwrite: OverwriteOption = False,
    as_json: JsonOption = False,
) -> int:
    """Writes all help pages as one web page, to read without the program."""
    from app.evidence.help_site import help_html
    from app.evidence.words import written_text
    from app.storage.atomic import new_file

    with writing(output), new_file(output, replace=overwrite) as stream:
        stream.write(help_html().encode())
    answer({"written": str(output)}, as_json, written_text)
    return 0


def brief(
    context: typer.Context,
    output: Annotated[Path, typer.Option("--output", help="The folder to write to.")],
    every: Annotated[bool, typer.Option("--all", help="A brief for every journey that wants one.")] = False,
    journey: JourneyOption = None,
    overwrite: OverwriteOption = False,
    practice: PracticeOption = False,
    as_json: JsonOption = False,
) -> int:
    """Writes the headteacher's brief: one HTML page to send, one A4 sheet to print, and the tasks in large
    print."""
    from datetime import UTC, datetime

    from app.evidence.brief_files import write_brief, write_briefs
    from app.evidence.words import briefs_text
    from app.storage.settings import load_settings

    use_newer_guides()
    paths, now = paths_for(practice or context.obj.practice), datetime.now(UTC)
    portal = load_settings(app_paths())[0].atomwide_portal_url
    guard = _guard(None, context.obj.token)
    with writing(output):
        if every:
            document = write_briefs(
                journeys(paths), output, now=now, portal=portal, guard=guard, replace=overwrite
            )
        else:
            folder = _journey(context, journey, practice)
            made = write_brief(folder, output, now=now, portal=portal, guard=guard, replace=overwrite)
            document = {"briefs": [made], "left_out": []}
    answer(document, as_json, briefs_text)
    return int(not document["briefs"])


def sign_in_page(
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="Where people begin to sign in.")],
    expected: Annotated[
        str | None, typer.Option("--expect", help="The host at which they should sign in.")
    ] = None,
    as_json: JsonOption = False,
) -> int:
    """Follows the way to a sign-in page, without signing in: is it reached, or where does it stop?"""
    import asyncio

    from app.evidence.words import way_text

    seen = asyncio.run(followed_sign_in(address, expected))
    document = {
        "outcome": str(seen.outcome),
        "text": seen.text,
        "do": seen.do,
        "limit": seen.limit,
        "stops": list(seen.stops),
        "elapsed_s": round(seen.elapsed_s, 3),
    }
    answer(document, as_json, way_text)
    return 0 if seen.outcome == "reached" else MUST_FIX


def _guard(people: str | None, given_token: str | None) -> Guard:
    """A guard for everyone in a source, where one is named, and for the tokens held here."""
    from app.evidence.redaction import Guard
    from app.storage.secrets import WONDE, TokenStore

    tokens = [token for token in (given_token, TokenStore().get(WONDE)) if token]
    if people is None:
        return Guard.of(None, tokens=tokens)
    with loaded_roster(people, False, given_token, None, None) as (roster, _):
        return Guard.of(roster, tokens=tokens)


@handover_commands.command("ask", short_help="Writes the request that is sent to the headteacher.")
def handover_ask(
    context: typer.Context,
    output: Annotated[Path, typer.Option("--output", help="The file to send to the headteacher.")],
    journey: JourneyOption = None,
    overwrite: OverwriteOption = False,
    practice: PracticeOption = False,
    as_json: JsonOption = False,
) -> int:
    """Writes a signed request for the headteacher's own copy, and notes it."""
    from datetime import UTC, datetime

    from app.evidence.handover.exchange import ask
    from app.evidence.words import asked_text
    from app.journey.people import Actor, Role

    folder = _journey(context, journey, practice)
    here = _installation()
    guard = _guard(None, context.obj.token)
    actor = Actor(name=None, role=Role.TECHNICIAN)
    with writing(output):
        request = ask(
            folder, output, here=here, actor=actor, now=datetime.now(UTC), guard=guard, replace=overwrite
        )
    document = {"written": str(output), "words": here.words, "expires": request.expires.isoformat()}
    answer(document, as_json, asked_text)
    return 0


@handover_commands.command("show", short_help="Shows what a request asks, on the headteacher's side.")
def handover_show(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The request that was sent.")],
    same_words: SameWordsOption = False,
    as_json: JsonOption = False,
) -> int:
    """Shows what the headteacher is asked, on the headteacher's own copy."""
    from datetime import UTC, datetime

    from app.evidence.handover.exchange import open_request
    from app.evidence.words import request_text

    with reading(file):
        request = open_request(file, here=_installation(), now=datetime.now(UTC), compared=same_words)
    answer(request.model_dump(mode="json", exclude={"key", "nonce"}), as_json, request_text)
    return 0


@handover_commands.command("answer", short_help="Answers a request, and signs the answer.")
def handover_answer(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The request that was sent.")],
    decision: Annotated[
        Literal["approved", "declined", "withdrawn"], typer.Option("--decision", help="What is decided.")
    ],
    name: Annotated[str, typer.Option("--name", help="Who decides.")],
    output: Annotated[Path, typer.Option("--output", help="The file to send back.")],
    role: Annotated[
        Literal["headteacher", "headteacher's proxy", "trust officer"],
        typer.Option("--as", help="In which part."),
    ] = "headteacher",
    done: Annotated[list[str] | None, typer.Option("--done", help="A task that was done, by its id.")] = None,
    same_words: SameWordsOption = False,
    overwrite: OverwriteOption = False,
    as_json: JsonOption = False,
) -> int:
    """Answers a request, on the headteacher's own copy, and signs the answer."""
    from datetime import UTC, datetime

    from app.evidence.handover.exchange import Answer, open_request, reply
    from app.evidence.words import answered_text

    here, now = _installation(), datetime.now(UTC)
    with reading(file):
        request = open_request(file, here=here, now=now, compared=same_words)
    said = Answer(decision, name, role, tuple(done or ()))
    with writing(output):
        reply(request, said, output, here=here, now=now, replace=overwrite)
    answer({"written": str(output), "words": here.words, "decision": decision}, as_json, answered_text)
    return 0


@handover_commands.command("take", short_help="Takes a signed answer into the journey, once.")
def handover_take(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The answer that came back.")],
    journey: JourneyOption = None,
    same_words: SameWordsOption = False,
    practice: PracticeOption = False,
    as_json: JsonOption = False,
) -> int:
    """Takes a signed answer into the journey, once."""
    from datetime import UTC, datetime

    from app.evidence.handover.exchange import take
    from app.evidence.words import taken_text

    folder = _journey(context, journey, practice)
    with reading(file):
        said, events = take(folder, file, here=_installation(), now=datetime.now(UTC), compared=same_words)
    told = {"decision": said.decision, "who": said.who, "role": said.role, "level": "returned"}
    answer({**told, "events": [event.seq for event in events]}, as_json, taken_text)
    return 0


@handover_commands.command("forget", short_help="Forgets the other side's key, as for a new headteacher.")
def handover_forget(
    context: typer.Context,
    journey: JourneyOption = None,
    practice: PracticeOption = False,
    as_json: JsonOption = False,
) -> int:
    """Forgets the other side's key: for a new headteacher or a new PC, whose words are compared again."""
    from app.evidence.words import forgotten_text

    forgot = _installation().forget(_journey(context, journey, practice).facts().journey_id or "")
    answer({"forgot": forgot}, as_json, forgotten_text)
    return 0


def _journey(context: typer.Context, journey: Path | None, practice: bool) -> JourneyFolder:
    paths = paths_for(practice or context.obj.practice)
    return chosen_journey(journey or context.obj.journey, paths)


def _installation() -> Installation:
    from app.evidence.handover.installation import Installation

    return Installation.here(app_paths())
