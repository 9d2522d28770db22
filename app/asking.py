"""Where a command gets its answers: the practice school, Wonde, the checks, and this user's journeys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from app.storage.paths import AppPaths, app_paths

if TYPE_CHECKING:
    from app.checks.model import Result
    from app.journey.folder import JourneyFolder
    from app.journey.listing import JourneySummary
    from app.practice.process import PracticeAddress
    from app.roster.database import Roster
    from app.wonde.client import TokenScope


@contextmanager
def practice_school(wanted: bool) -> Iterator[PracticeAddress | None]:
    """The practice school's server while the block runs, where it was asked for."""
    if not wanted:
        yield None
        return
    from app.practice.process import PracticeProcess

    school = PracticeProcess.start()
    try:
        yield school.address
    finally:
        school.stop()


def _token(practice: PracticeAddress | None, given: str | None) -> str | None:
    """The token to use: the practice school's, the one given, or the keyring's."""
    if practice is not None:
        return practice.token
    if given is not None:
        return given
    from app.storage.secrets import WONDE, TokenStore

    return TokenStore().get(WONDE)


def _api_url(given: str | None, practice: PracticeAddress | None) -> str:
    from app.storage.settings import load_settings

    if given:
        return given
    return practice.api_url if practice is not None else load_settings(app_paths())[0].api_url


async def load_from_wonde(
    practice: PracticeAddress | None, given_token: str | None, api_url: str | None, school: str | None
) -> Roster:
    """Everyone Wonde would share of one school. Raises InputError where no token is held, WondeError."""
    from app.formats.errors import InputError
    from app.host import this_host
    from app.roster.wonde_load import load_wonde
    from app.transport.client import Transport
    from app.wonde.client import WondeClient

    token = _token(practice, given_token)
    if not token:
        raise InputError(
            "No Wonde token is held for this school, which is usual",
            "",
            "Preview a report from your MIS instead, or ask itslearning for a token for this one school.",
        )
    async with Transport(proxy_for=this_host().proxy_for) as transport:
        client = WondeClient(transport, api_url=_api_url(api_url, practice), token=token)
        school_id = school or (practice.school_id if practice else await only_school(client))
        return await load_wonde(client, school_id)


@contextmanager
def loaded_roster(
    source: str | None, in_practice: bool, given_token: str | None, api_url: str | None, school: str | None
) -> Iterator[tuple[Roster, bool]]:
    """Everyone of a source, and whether they are the practice school's; freed when the block ends.

    Raises InputError, NothingToShow, WondeError.
    """
    import asyncio

    from app.formats.errors import InputError
    from app.roster.sources import load_file, open_source

    if source is None and not in_practice:
        raise InputError("No source was named", "", "Say `wonde`, the path of a report, or --practice.")
    opened = open_source(source or "wonde")
    practised = in_practice and opened.path is None
    if opened.path is not None:
        roster = load_file(opened)
    else:
        with practice_school(in_practice) as served:
            roster = asyncio.run(load_from_wonde(served, given_token, api_url, school))
    with roster:
        yield roster, practised


class KnowsItsScope(Protocol):
    """The one question put to Wonde here; `WondeClient` answers it."""

    async def token_scope(self) -> TokenScope:
        """Whether the token opens one school, several or none."""
        ...


async def only_school(client: KnowsItsScope) -> str:
    """Wonde's id of the one school the token opens. Raises InputError where that is not one, WondeError."""
    from app.formats.errors import InputError
    from app.wonde.client import Opens

    scope = await client.token_scope()
    if scope.school is not None:
        return scope.school.id
    if scope.opens is Opens.NONE:
        raise InputError(
            "This token opens no school yet",
            "",
            "Look in Wonde's school portal whether itslearning is approved, then try again.",
        )
    raise InputError(
        "This token opens several schools", "", "Say which one with --school and Wonde's id of it."
    )


async def run_checks(
    practice: PracticeAddress | None,
    given_token: str | None,
    only: str | None,
    hosts_file: Path | None,
    school: str | None,
    api_url: str | None,
) -> tuple[tuple[Result, ...], dict[str, Any]]:
    """Runs the checks asked for; gives their results and the document that says so. Raises UnknownFamily."""
    from datetime import UTC, datetime

    from app.checks.catalogue import checks_for, heading_for
    from app.checks.context import ClientPlace, Context
    from app.checks.engine import Engine
    from app.checks.report import as_document
    from app.guidance.hosts import HostEntry, hosts_to_check, read_hosts_file
    from app.host import this_host
    from app.transport.client import Transport
    from app.wonde.client import WondeClient

    address = _api_url(api_url, practice)
    if hosts_file is not None:
        hosts = read_hosts_file(hosts_file)
    elif practice is not None:
        hosts = (HostEntry.from_url(practice.api_url, purpose="the practice school"),)
    else:
        hosts = hosts_to_check()
    host, token = this_host(), _token(practice, given_token)
    place = ClientPlace.NOT_KNOWN
    async with Transport(proxy_for=host.proxy_for) as transport:
        context = Context(
            transport=transport,
            host=host,
            hosts=hosts,
            wonde=WondeClient(transport, api_url=address, token=token) if token else None,
            api_url=address,
            school_id=school or (practice.school_id if practice else None),
            client_place=place,
        )
        results = await Engine(checks_for(only, hosts)).run(context)
    document = as_document(results, heading=heading_for(place), machine=host.machine(), at=datetime.now(UTC))
    return results, document


def paths_for(practice: bool) -> AppPaths:
    """Practice journeys are kept apart from real ones."""
    return app_paths().for_practice() if practice else app_paths()


def journeys(paths: AppPaths) -> tuple[JourneySummary, ...]:
    """All that this user has, last touched first."""
    from app.journey.listing import list_journeys
    from app.storage.settings import load_settings

    return list_journeys(paths, load_settings(app_paths())[0])


def chosen_journey(folder: Path | None, paths: AppPaths) -> JourneyFolder:
    """The journey asked for, or the only one there is. Raises JourneyError."""
    from app.journey.errors import JourneyError
    from app.journey.folder import JourneyFolder

    if folder is not None:
        return JourneyFolder.open(folder)
    found = journeys(paths)
    if len(found) == 1:
        return JourneyFolder.open(found[0].path)
    if found:
        raise JourneyError(f"There are {len(found)} journeys here", "Name one with --journey FOLDER.")
    raise JourneyError(
        "There is no journey here", "Start one in the window, or name one with --journey FOLDER."
    )
