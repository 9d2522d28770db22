"""Wonde's API v1.0 as calls: schools, one school's state and permissions, and its data as streams of pages.

Asynchronous, for one event loop. Every call raises a WondeError (see `errors`) and nothing else; cancelling
takes effect at once. Facts about the API are from public material collected in 2026, not from Wonde itself.
"""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote, urlsplit

from app.transport.client import Timeouts, Transport
from app.transport.retry import Retrier, RetryPolicy
from app.wonde.diagnosis import empty_causes
from app.wonde.errors import (
    EmptyAnswer,
    ForeignLink,
    NotFound,
    NotPermitted,
    NotWondeJson,
    TokenRefused,
    WondeError,
)
from app.wonde.exchange import Exchange, Params
from app.wonde.lists import COUNTED, NEVER_EMPTY, ListSource
from app.wonde.pace import Pace
from app.wonde.paging import Hint, PageStream
from app.wonde.shapes import (
    AccessAnswer,
    AccessControl,
    Contact,
    Deletion,
    Permission,
    School,
    SchoolState,
    WrongShape,
    access_answer_of,
    access_control_of,
    counts_of,
    deletion_of,
    object_in,
    permission_of,
    school_of,
    state_of,
)
from app.wonde.token import AuthForm, Reach, Token

if TYPE_CHECKING:
    from app.wonde.selection import Selection

T = TypeVar("T")

PER_PAGE = 200
"""Rows a page: the largest number seen to work everywhere; some endpoints take more, none is published."""
_SCHOOL_LISTS = {"approved": "", "all": "all"} | {
    name: name for name in ("pending", "audited", "offline", "revoked", "declined")
}
_FILTERS_THAT_KEEP_ALL = frozenset({"cursor", "include", "page", "per_page"})
_KIND = re.compile(r"[a-z]+(-[a-z]+)*(/[a-z]+(-[a-z]+)*)?")


_DICE = random.SystemRandom().random


def _now() -> datetime:
    return datetime.now(UTC)


class Opens(StrEnum):
    """How many schools a token opens."""

    NONE = "none"
    ONE = "one"
    SEVERAL = "several"


@dataclass(frozen=True, slots=True)
class TokenScope:
    """What a token opens. Only one that opens exactly one school is that school's own, and may be saved."""

    opens: Opens
    school: School | None = None
    """The school, if it is exactly one."""

    @property
    def may_be_saved(self) -> bool:
        """False for a vendor's token for many schools: it is not the school's to keep."""
        return self.opens is Opens.ONE


class WondeClient:
    """Talks to Wonde with one token. Holds nothing open: closing the `transport` is its owner's business.

    `concurrency` is the most requests in flight; it shrinks by itself on 429. `clock`, `now`, `sleep` and
    `jitter` can be replaced in tests. Raises AddressNotAllowed or TokenUnusable at once for a bad address or
    token.
    """

    def __init__(
        self,
        transport: Transport,
        *,
        api_url: str,
        token: str,
        concurrency: int = 24,
        auth: AuthForm = "bearer",
        policy: RetryPolicy | None = None,
        timeouts: Timeouts | None = None,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = _now,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        jitter: Callable[[], float] = _DICE,
    ) -> None:
        self.api_url = api_url.rstrip("/")
        self._window = 2 * concurrency
        self._exchange = Exchange(
            transport,
            reach=Reach(api_url),
            token=Token(token),
            auth=auth,
            pace=Pace(concurrency, clock),
            retrier=Retrier(policy or RetryPolicy(), clock=now, sleep=sleep, dice=jitter),
            timeouts=timeouts,
        )
        self._bases: dict[str, str] = {}
        self._finding_base = asyncio.Lock()

    def __repr__(self) -> str:
        return f"WondeClient({self._exchange.reach.configured})"

    async def token_works(self) -> bool:
        """Whether Wonde accepts the token; False only for a plain 401."""
        try:
            await self._exchange.reply("GET", self.api_url, what="the token check")
        except TokenRefused:
            return False
        return True

    async def token_scope(self) -> TokenScope:
        """Whether the token opens one school, several or none."""
        schools = await self.schools(limit=2)
        if len(schools) == 1:
            return TokenScope(Opens.ONE, schools[0])
        return TokenScope(Opens.SEVERAL if schools else Opens.NONE)

    async def schools(
        self, which: str = "approved", *, limit: int | None = None, filters: Params | None = None
    ) -> list[School]:
        """Schools in one of Wonde's lists: approved, all, pending, audited, offline, revoked, declined.

        `filters` are Wonde's own: urn, la_code, establishment_number, postcode (a prefix), updated_after…
        """
        path = f"/schools/{_SCHOOL_LISTS[which]}".rstrip("/")
        per_page = min(limit, PER_PAGE) if limit is not None else PER_PAGE
        found: list[School] = []
        source = self._source(None, path, "schools", {**(filters or {}), "per_page": per_page})
        async with PageStream(source, "schools", window=self._window) as pages:
            async for page in pages:
                found += [self._learned(self._shaped(school_of, row, "schools")) for row in page.rows]
                if limit is not None and len(found) >= limit:
                    return found[:limit]
        return found

    async def school(self, school_id: str) -> School:
        """One school."""
        answer = await self._get(self.api_url, f"/schools/{_quoted(school_id)}", what="this school")
        return self._learned(self._shaped(lambda a: school_of(object_in(a)), answer, "this school"))

    async def state(self, school_id: str) -> SchoolState:
        """Whether the school's connection is online, and whether it approved and Wonde audited."""
        what = "the school's state"
        answer = await self._get(self.api_url, f"/meta/schools/{_quoted(school_id)}", what=what)
        return self._shaped(lambda a: state_of(object_in(a)), answer, what)

    async def permissions(self, school_id: str) -> list[Permission]:
        """What the app may ask for, and what of it the school approved.

        A permission that is not listed was not approved either: Wonde may leave those out.
        """
        path = f"/meta/schools/{_quoted(school_id)}/permissions"
        source = self._source(None, path, "permissions", {})
        stream = PageStream(source, "permissions", passes=1)
        return [permission_of(row) async for page in stream for row in page.rows]

    async def access_control(self, school_id: str) -> AccessControl:
        """Which people the school leaves out of, or lets into, what the app sees."""
        what, path = "the access list", f"/meta/schools/{_quoted(school_id)}/acl"
        answer = await self._get(self.api_url, path, {"with_user_type": "true"}, what=what)
        data = answer.get("data") if isinstance(answer, dict) else None
        if data == []:  # PHP writes an empty object like this
            return AccessControl()
        return self._shaped(lambda a: access_control_of(object_in(a)), answer, what)

    async def counts(
        self, school_id: str, names: Iterable[str] = ("students", "employees", "classes")
    ) -> dict[str, int | None]:
        """How many of each Wonde has; None for a name it gives no count for.

        Known names: students, contacts, classes, employees.
        """
        wanted = tuple(names)
        what = "the counts"

        async def ask(base: str) -> dict[str, int | None]:
            path = f"/schools/{_quoted(school_id)}/counts"
            answer = await self._get(base, path, {"include": ",".join(wanted)}, what=what)
            return self._shaped(lambda a: counts_of(a, wanted), answer, what)

        return await self._on_data_host(school_id, ask)

    def stream(
        self,
        school_id: str,
        kind: str,
        include: Iterable[str] = (),
        params: Params | None = None,
        hint: Hint = None,
        per_page: int = PER_PAGE,
        *,
        allow_empty: bool = False,
        only: Selection | None = None,
    ) -> PageStream:
        """A school's list (`students`, `employees`, `groups`, `classes`…) as pages of rows never seen before.

        Nothing is sent until it is iterated. Without a `hint` the count is asked for together with page 1,
        where Wonde counts this kind and no filter is set. No rows at all raises EmptyAnswer with its likely
        causes for students and employees, and for any kind whose count is not zero, unless `allow_empty`.
        `only` leaves out of the rows what nobody will read.
        """
        if not _KIND.fullmatch(kind):
            raise ValueError(f"not the name of a list: {kind!r}")
        asked: dict[str, str | int] = {**(params or {}), "per_page": per_page}
        if include:
            asked["include"] = ",".join(include)
        whole = not set(asked) - _FILTERS_THAT_KEEP_ALL
        source = self._source(
            school_id,
            f"/schools/{_quoted(school_id)}/{kind}",
            kind,
            asked,
            counted=whole and kind in COUNTED,
            may_be_empty=allow_empty or not whole or kind not in NEVER_EMPTY,
            only=only,
        )
        return PageStream(source, kind, hint=hint, count_first=source.counted, window=self._window)

    async def deletions(
        self, school_id: str, kind: str | None = None, updated_after: datetime | None = None
    ) -> list[Deletion]:
        """Records that left since a moment (UTC). Children of a deleted record get no row of their own."""
        params: dict[str, str | int] = {"per_page": PER_PAGE}
        if kind is not None:
            params["type"] = kind
        if updated_after is not None:
            moment = updated_after.astimezone(UTC) if updated_after.tzinfo is not None else updated_after
            params["updated_after"] = moment.strftime("%Y-%m-%d %H:%M:%S")
        path = f"/schools/{_quoted(school_id)}/deletions"
        source = self._source(school_id, path, "deletions", params)
        stream = PageStream(source, "deletions", window=self._window)
        return [deletion_of(row) async for page in stream for row in page.rows]

    async def request_access(self, school_id: str, contacts: Iterable[Contact] = ()) -> AccessAnswer:
        """Asks the school for access. Sent once: a lost answer is not tried again by itself."""
        people = [contact.as_json() for contact in contacts]
        url = f"{self.api_url}/schools/{_quoted(school_id)}/request-access"
        what = "the request for access"
        answer, _ = await self._exchange.json(
            "POST", url, what=what, json={"contacts": people} if people else {}
        )
        return self._shaped(access_answer_of, answer, what)

    async def revoke_access(self, school_id: str) -> AccessAnswer:
        """Gives the app's access to the school up."""
        url = f"{self.api_url}/schools/{_quoted(school_id)}/revoke-access"
        what = "the end of access"
        answer, _ = await self._exchange.json("DELETE", url, what=what)
        return self._shaped(access_answer_of, answer, what)

    async def why_empty(self, school_id: str, kind: str, count: int | None = None) -> EmptyAnswer:
        """The error for a list that came back empty, with causes drawn from Wonde's other answers."""
        asked = self._bases.get(school_id, self.api_url)
        return EmptyAnswer(kind, await empty_causes(self, school_id, kind, count, urlsplit(asked).netloc))

    def _source(
        self,
        school_id: str | None,
        path: str,
        kind: str,
        params: Mapping[str, str | int],
        *,
        counted: bool = False,
        may_be_empty: bool = True,
        only: Selection | None = None,
    ) -> ListSource:
        async def fetch(request: Callable[[str], Awaitable[T]]) -> T:
            if school_id is None:
                return await request(self.api_url)
            return await self._on_data_host(school_id, request)

        async def count() -> int | None:
            return (await self.counts(school_id or "", (kind,)))[kind] if counted else None

        async def on_empty(counted_rows: int | None) -> None:
            if school_id is not None and (not may_be_empty or (counted_rows or 0) > 0):
                raise await self.why_empty(school_id, kind, counted_rows)

        return ListSource(
            self._exchange, path, kind, params, fetch, count, on_empty, counted=counted, only=only
        )

    async def _get(self, base: str, path: str, params: Params | None = None, *, what: str) -> Any:
        answer, _ = await self._exchange.json("GET", f"{base}{path}", what=what, params=params)
        return answer

    def _shaped(self, shape: Callable[[Any], T], answer: Any, what: str) -> T:
        try:
            return shape(answer)
        except WrongShape as error:
            raise NotWondeJson(what, host=self._exchange.reach.configured.host, got=str(error)) from None

    def _learned(self, school: School) -> School:
        """Remembers where a school's data is kept. Only Wonde's own address is ever exchanged for another."""
        reach = self._exchange.reach
        if reach.configured.is_wonde and school.region_domain is not None:
            base = f"https://{school.region_domain}{urlsplit(self.api_url).path}"
            if not reach.allows(base):
                raise ForeignLink(host=reach.configured.host, target=school.region_domain)
            self._bases[school.id] = base
        return school

    async def _on_data_host(self, school_id: str, request: Callable[[str], Awaitable[T]]) -> T:
        """What `request(base)` gives on the host that holds the school's data.

        The wrong host answers with empty lists. While the right one is not known it is looked up beside the
        first request, which is then made again if it went to the wrong place: no round trip is lost.
        """
        if not self._exchange.reach.configured.is_wonde:
            return await request(self.api_url)
        if school_id in self._bases:
            return await request(self._bases[school_id])
        outcome: list[T] = []
        failures: list[WondeError] = []

        async def optimistic() -> None:
            try:
                outcome.append(await request(self.api_url))
            except WondeError as error:
                failures.append(error)

        async def find_base() -> None:
            try:
                await self._find_base(school_id)
            except ForeignLink as error:
                failures.insert(0, error)
                outcome.clear()

        async with asyncio.TaskGroup() as group:
            group.create_task(optimistic())
            group.create_task(find_base())
        if failures and isinstance(failures[0], ForeignLink):
            raise failures[0]
        base = self._bases.get(school_id, self.api_url)
        if base != self.api_url:
            return await request(base)
        if failures:
            raise failures[0]
        return outcome[0]

    async def _find_base(self, school_id: str) -> None:
        async with self._finding_base:
            if school_id in self._bases:
                return
            try:
                await self.school(school_id)
            except (NotFound, NotPermitted):
                self._bases[school_id] = self.api_url  # it will not tell; do not ask before every page
            except ForeignLink:
                raise
            except WondeError:
                return  # passing trouble: the request itself will show it, and the next one asks again
            self._bases.setdefault(school_id, self.api_url)


def _quoted(school_id: str) -> str:
    return quote(school_id, safe="")
