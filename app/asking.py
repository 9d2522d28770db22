"""Where a command gets its answers: the practice school, Wonde, the checks, and this user's journeys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from app.output import tell
from app.storage.paths import AppPaths, app_paths

if TYPE_CHECKING:
    from app.checks.model import Result
    from app.checks.other_machine import OtherMachine
    from app.checks.sign_in_page import WayThere
    from app.host.facts import Host
    from app.host.policy import Policy
    from app.journey.events import SchoolDescribed
    from app.journey.folder import JourneyFolder
    from app.journey.listing import JourneySummary
    from app.practice.process import PracticeAddress
    from app.roster.database import Roster
    from app.wonde.client import TokenScope


def administrator() -> Policy:
    """What is set for this PC, told on standard error: whoever reads an answer should know what made it."""
    from app.host.policy import this_policy

    policy = this_policy()
    for line in filter(None, (policy.sentence, *policy.problems)):
        tell(line)
    return policy


def allow_practice() -> None:
    """Raises PracticeOff where the administrator has switched the practice school off."""
    from app.host.policy import this_policy
    from app.practice.errors import PracticeOff

    if not this_policy().practice:
        raise PracticeOff


def use_newer_guides() -> None:
    """Has portal guides read from the administrator's folder, or this user's, as the window does. Why that
    can't be is told on standard error, and ours are read."""
    from app.host.policy import this_policy
    from app.storage.settings import load_settings

    policy = this_policy()
    folder = policy.guides(load_settings(app_paths())[0].guide_pack)
    if folder is None:
        return
    from app.guidance.portal import use_pack

    if problem := use_pack(folder, which=policy.which_guides):
        tell(problem)


@contextmanager
def practice_school(wanted: bool) -> Iterator[PracticeAddress | None]:
    """The practice school's server while the block runs, where it was asked for. Raises PracticeError."""
    if not wanted:
        yield None
        return
    allow_practice()
    from app.practice.process import PracticeProcess

    school = PracticeProcess.start()
    try:
        yield school.address
    finally:
        school.stop()


def _token(practice: PracticeAddress | None, given: str | None) -> str | None:
    """The token to use: the practice school's, the one given, or the keyring's. Raises NoAnswer."""
    if practice is not None:
        return practice.token
    if given is not None:
        return given
    from app.storage.secrets import WONDE, TokenStore

    return TokenStore().ask(WONDE)


def _api_url(given: str | None, practice: PracticeAddress | None, policy: Policy) -> str:
    """Where Wonde's API is. Raises InputError for another than the administrator has set."""
    from app.formats.errors import InputError
    from app.storage.settings import load_settings

    if practice is not None:
        return given or practice.api_url
    if policy.api_url is None:
        return given or load_settings(app_paths())[0].api_url
    if given and given != policy.api_url:
        raise InputError(
            "The address of Wonde’s API is set by your administrator, and --api-url names another",
            "",
            "Leave --api-url out, or ask your administrator to change it.",
        )
    return policy.api_url


def _host(policy: Policy) -> Host:
    """This PC, with the proxy that its administrator or this user set for this program, if any."""
    from app.host.here import this_host
    from app.storage.settings import load_settings

    return this_host(policy.own_proxy(load_settings(app_paths())[0].proxy))


async def load_from_wonde(
    practice: PracticeAddress | None, given_token: str | None, api_url: str | None, school: str | None
) -> Roster:
    """Everyone Wonde would share of one school. Raises InputError where no token is held or the keyring does
    not say, WondeError."""
    policy = administrator()
    from app.formats.errors import InputError
    from app.roster.wonde_load import load_wonde
    from app.storage.secrets import NoAnswer
    from app.transport.client import Transport
    from app.wonde.client import WondeClient

    try:
        token = _token(practice, given_token)
    except NoAnswer:
        raise InputError(
            "This PC’s keyring did not answer, so it is not known whether a Wonde token is held",
            "",
            "Unlock the keyring and try once more, or preview a report from your MIS instead.",
        ) from None
    if not token:
        raise InputError(
            "No Wonde token is held for this school, which is usual",
            "",
            "Preview a report from your MIS instead, or ask itslearning for a token for this one school.",
        )
    async with Transport(proxy_for=_host(policy).proxy_for) as transport:
        client = WondeClient(transport, api_url=_api_url(api_url, practice, policy), token=token)
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
    opened = open_source("wonde" if source is None else source)
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
            "Look in Wonde’s school portal whether itslearning is approved, then try again.",
        )
    raise InputError(
        "This token opens several schools", "", "Say which one with --school and Wonde’s id of it."
    )


@dataclass(frozen=True, slots=True)
class CheckOrder:
    """Which checks to run, and what the person who runs them says of the school."""

    only: str | None = None
    hosts_file: Path | None = None
    school: str | None = None
    """Wonde's id of the school."""
    api_url: str | None = None
    client_place: str | None = None
    """Where Wonde's client runs; None takes the journey's answer."""
    mis: str | None = None
    """The MIS, by id or name; None takes the journey's answer."""
    journey: Path | None = None
    """None takes the only journey there is, if there is just one."""


async def run_checks(
    practice: PracticeAddress | None, given_token: str | None, order: CheckOrder
) -> tuple[tuple[Result, ...], dict[str, Any]]:
    """Runs the checks asked for; gives their results and the document that says so.

    Raises UnknownFamily, InputError for an MIS that is not known, JourneyError for a journey that is named
    and cannot be read.
    """
    from datetime import UTC, datetime

    from app.checks.catalogue import checks_for, heading_for
    from app.checks.context import ClientPlace, Context
    from app.checks.engine import Engine
    from app.checks.report import as_document
    from app.guidance.hosts import HostEntry, hosts_to_check, read_hosts_file
    from app.storage.secrets import NoAnswer
    from app.transport.client import Transport
    from app.wonde.client import WondeClient

    policy = administrator()
    address = _api_url(order.api_url, practice, policy)
    described = _described(order.journey, paths_for(practice is not None))
    if order.hosts_file is not None:
        hosts = read_hosts_file(order.hosts_file)
    elif practice is not None:
        hosts = (HostEntry.from_url(practice.api_url, purpose="the practice school"),)
    else:
        hosts = hosts_to_check(lgfl=described is not None and described.lgfl)
    host, token_unknown = _host(policy), False
    try:
        token = _token(practice, given_token)
    except NoAnswer:
        token, token_unknown = None, True
    place = ClientPlace(order.client_place or (described and described.client_place) or ClientPlace.NOT_KNOWN)
    async with Transport(proxy_for=host.proxy_for) as transport:
        context = Context(
            transport=transport,
            host=host,
            hosts=hosts,
            wonde=WondeClient(transport, api_url=address, token=token) if token else None,
            token_unknown=token_unknown,
            api_url=address,
            school_id=order.school or (practice.school_id if practice else None),
            client_place=place,
            mis=_mis_id(order.mis) or (described.mis if described else None),
        )
        results = await Engine(checks_for(order.only, hosts, address)).run(context)
    document = as_document(
        results,
        heading=heading_for(place),
        machine=host.machine(),
        at=datetime.now(UTC),
        place=place,
        practice=practice is not None,
        managed=policy.told,
    )
    return results, document


def _mis_id(said: str | None) -> str | None:
    """The id of the MIS that an id or a name means. Raises InputError."""
    from app.formats.errors import InputError
    from app.guidance.mis import mis_catalogue

    if said is None:
        return None
    catalogue = mis_catalogue()
    entry = catalogue.get(said.strip().casefold()) or catalogue.find(said)
    if entry is None:
        ids = ", ".join(each.id for each in catalogue.mis)
        raise InputError(f"There is no MIS called “{said[:60]}” here", "", f"Choose one of {ids}.")
    return entry.id


def _described(named: Path | None, paths: AppPaths) -> SchoolDescribed | None:
    """What a journey says of the school: the one named, or the only one there is. Raises JourneyError for
    one that is named and cannot be read; the checks need none."""
    from app.journey.errors import JourneyError
    from app.journey.folder import JourneyFolder

    if named is not None:
        return JourneyFolder.open(named).facts().school
    found = journeys(paths)
    if len(found) != 1:
        return None
    try:
        return JourneyFolder.open(found[0].path).facts().school
    except JourneyError:
        return None


def other_machine(file: Path | None, answer: Path | None) -> OtherMachine:
    """What another machine's check file, or the answer pasted from it, says. Raises InputError.

    `answer` may be `-`, for standard input.
    """
    import asyncio
    from datetime import UTC, datetime

    from app.checks.check_file import read_check_file
    from app.checks.pasted import read_pasted_answer
    from app.host.facts import NotRead
    from app.host.here import this_host

    now = datetime.now(UTC)
    if file is not None:
        machine = this_host().machine()
        name = "" if isinstance(machine, NotRead) else machine.value.name
        return read_check_file(file, now=now, this_machine=name)
    path = answer if answer is not None else Path("-")
    return asyncio.run(read_pasted_answer(_text_of(path), now=now, where=path.name))


def _text_of(path: Path) -> str:
    """A text as it was saved or piped in, in any usual encoding; no more of it than is ever read."""
    import sys

    from app.formats.archives import unreadable
    from app.formats.errors import InputError
    from app.host.pasted_text import LONGEST
    from app.host.small_files import decoded

    try:
        if str(path) == "-":
            if sys.stdin is None:  # the window build on Windows has none
                raise InputError("There is no standard input here", "", "Name a file instead.")
            return decoded(sys.stdin.buffer.read(4 * LONGEST))
        with path.open("rb") as stream:
            return decoded(stream.read(4 * LONGEST))
    except OSError as problem:
        raise unreadable(path.name, problem) from None


async def followed_sign_in(address: str, expected: str | None) -> WayThere:
    """The way from an address to a sign-in page. Raises AddressRefused."""
    from app.checks.sign_in_page import follow_sign_in
    from app.transport.client import Transport

    async with Transport(proxy_for=_host(administrator()).proxy_for) as transport:
        return await follow_sign_in(transport, address, expected=expected)


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
