"""Fills a roster from Wonde.

Everything is asked for at once: the school, its permissions and access control beside page 1 of all four
lists; what follows streams in while earlier pages are stored on a thread of their own. Cancelling the task
stops the requests at once and frees what was stored.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from typing import Any, Protocol, TypeVar
from urllib.parse import urlsplit

from app.formats.records import CLASS, PersonKind
from app.roster import from_wonde
from app.roster.database import Roster, RosterBuilder
from app.roster.errors import NothingToShow
from app.roster.facts import Difference, LoadFacts, Origin, PermissionSeen, School, SourceKind
from app.roster.progress import OnProgress, Progress
from app.roster.wonde_rows import selections
from app.wonde.client import WondeClient
from app.wonde.errors import NotPermitted, TokenRefused, WondeError

T = TypeVar("T")


class _Stream(Protocol):
    """What is used of the client's stream of pages."""

    @property
    def total(self) -> int | None: ...

    @property
    def report(self) -> Any: ...

    def __aiter__(self) -> AsyncIterator[Any]: ...


async def load_wonde(
    client: WondeClient,
    school_id: str,
    progress: OnProgress | None = None,
    *,
    now: datetime | None = None,
) -> Roster:
    """Everyone Wonde would share of one school.

    Raises WondeError (EmptyAnswer where there are no students), NothingToShow. A list of staff, groups or
    classes that Wonde refuses by permission is noted, not fatal. Cancellable at any await.
    """
    loading = _WondeLoad(client, school_id, progress, now or datetime.now(UTC))
    try:
        return await loading.run()
    except BaseException:
        loading.give_up()
        raise
    finally:
        loading.end()


class _WondeLoad:
    """One load in progress: the builder is only ever touched on the single thread of `_store`."""

    def __init__(
        self, client: WondeClient, school_id: str, progress: OnProgress | None, now: datetime
    ) -> None:
        self._client = client
        self._school_id = school_id
        self._progress = progress
        self._now = now
        self._today = now.astimezone().date().isoformat()
        self._store = ThreadPoolExecutor(1, thread_name_prefix="roster")
        self._builder = RosterBuilder()
        self._seen = from_wonde.Seen({}, {})
        self._unreadable: list[str] = []
        self._differences: list[Difference] = []
        self._counted: dict[str, int] = {}
        self._streams: dict[str, _Stream] = {}
        self._done: dict[str, int] = {}

    async def run(self) -> Roster:
        """Fetches, stores and seals."""
        (school, permissions, control, listed), *_ = await _together(
            self._about_the_school(),
            self._people("students", from_wonde.STUDENT_INCLUDES, from_wonde.students),
            self._optional(
                "employees", self._people("employees", from_wonde.EMPLOYEE_INCLUDES, from_wonde.employees)
            ),
            self._optional("groups", self._groups("groups", (), from_wonde.groups)),
            self._optional("classes", self._groups("classes", from_wonde.CLASS_INCLUDES, from_wonde.classes)),
        )
        facts = LoadFacts(
            Origin(SourceKind.WONDE, self._now, urlsplit(self._client.api_url).hostname or ""),
            school,
            permissions,
            unreadable=tuple(self._unreadable),
            differences=tuple(self._differences),
            notes=control,
            counted=self._counted,
            access_listed=listed,
        )
        self._tell("Checking and sorting")
        roster = await self._on_store(lambda: self._seal(facts))
        if not roster.counts().students:
            roster.close()
            raise NothingToShow(
                "Wonde answered, and there are no students in it",
                "Look in Wonde’s portal whether access is approved and audited, and who is left out of it.",
            )
        return roster

    def give_up(self) -> None:
        """Frees what was stored, once the page being stored is through."""
        self._store.submit(self._builder.discard)

    def end(self) -> None:
        """Lets the thread go; never waits for it."""
        self._store.shutdown(wait=False)

    def _seal(self, facts: LoadFacts) -> Roster:
        builder, seen = self._builder, self._seen
        if "groups" in self._unreadable or not self._done.get("groups"):
            builder.add_groups(seen.groups.values())
        if "classes" in self._unreadable or not self._done.get("classes"):
            builder.add_groups(seen.classes.values())
        return builder.seal(facts)

    async def _about_the_school(
        self,
    ) -> tuple[School, tuple[PermissionSeen, ...] | None, tuple[str, ...], int]:
        school, permissions, control = await asyncio.gather(
            _or_none(self._client.school(self._school_id)),
            _or_none(self._client.permissions(self._school_id)),
            _or_none(self._client.access_control(self._school_id)),
        )
        named = School(self._school_id, (school.name if school else None) or "")
        seen = None
        if permissions is not None:
            seen = tuple(
                PermissionSeen(
                    entry.name or entry.identity or "",
                    entry.group or "",
                    False if entry.declined else entry.approved,
                    bool(entry.optional),
                )
                for entry in permissions
            )
        notes: list[str] = []
        if control is not None and control.listed:
            notes.append(
                f"Access control in Wonde’s portal names {control.listed} people who are left out or let in: "
                "the numbers here are of those whom it lets through."
            )
        return named, seen, tuple(notes), control.listed if control is not None else 0

    async def _optional(self, kind: str, work: Awaitable[None]) -> None:
        try:
            await work
        except NotPermitted:
            self._unreadable.append(kind)

    async def _people(
        self,
        kind: str,
        include: Sequence[str],
        convert: Callable[[list[dict[str, Any]], str, from_wonde.Seen], from_wonde.Batch],
    ) -> None:
        person_kind = PersonKind.STUDENT if kind == "students" else PersonKind.STAFF

        def store(rows: list[dict[str, Any]]) -> None:
            batch = convert(rows, self._today, self._seen)
            self._builder.add_people(batch.people)
            self._builder.add_memberships(batch.memberships)

        await self._read(kind, include, store, person_kind)

    async def _groups(
        self, kind: str, include: Sequence[str], convert: Callable[[list[dict[str, Any]]], list[Any]]
    ) -> None:
        def store(rows: list[dict[str, Any]]) -> None:
            self._builder.add_groups(convert(rows))

        await self._read(kind, include, store, CLASS if kind == "classes" else "group")

    async def _read(
        self, kind: str, include: Sequence[str], store: Callable[[list[dict[str, Any]]], None], own: str
    ) -> None:
        # No staff or no classes is judged by the rules, beside everything else that did arrive.
        stream = self._client.stream(
            self._school_id,
            kind,
            include=include,
            allow_empty=kind != "students",
            only=selections()[kind],
        )
        self._streams[kind] = stream
        self._done[kind] = 0
        async with stream:
            async for page in stream:
                rows = page.rows
                await self._on_store(partial(store, rows))
                self._done[kind] += len(rows)
                self._tell("Reading students and staff")
        report = stream.report
        if report.recounted is not None:
            self._counted[kind] = report.recounted
        if report.vanished:
            await self._on_store(lambda: self._builder.withdraw(own, report.vanished))
        self._differences.extend(
            Difference(f"{kind}-differ", sentence, report.recounted, report.present)
            for sentence in report.differences
        )

    async def _on_store(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._store, work)

    def _tell(self, what: str) -> None:
        if self._progress is None:
            return
        people = [self._streams.get(kind) for kind in ("students", "employees")]
        totals = [stream.total if stream is not None else None for stream in people]
        done = self._done.get("students", 0) + self._done.get("employees", 0)
        known = [total for total in totals if total is not None]
        total = max(sum(known), done) if len(known) == len(totals) else None
        self._progress(Progress(done, total, what))


async def _or_none(work: Awaitable[T]) -> T | None:
    """An answer that the load can do without; a dead token still ends it."""
    try:
        return await work
    except TokenRefused:
        raise
    except WondeError:
        return None


async def _together(*work: Awaitable[Any]) -> list[Any]:
    """All at once; the first failure cancels the rest and is raised as itself."""
    tasks = [asyncio.ensure_future(one) for one in work]
    try:
        return list(await asyncio.gather(*tasks))
    except BaseException:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise
