"""A small stand-in for Wonde's API on loopback: one school, real paging, and hooks to make it misbehave."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from tests.fakes.wire import Asked, Said, WireServer, said

TOKEN = "0123456789abcdef0123456789abcdef01234567"
SCHOOL_ID = "A100"
Row = dict[str, Any]


def people(number: int, prefix: str = "P") -> list[Row]:
    """Rows that hold nothing but an id and an invented name."""
    return [{"id": f"{prefix}{index:06}", "forename": f"Ann{index}"} for index in range(number)]


class FakeWonde(WireServer):
    """`async with FakeWonde() as wonde`; change its attributes to change what it answers."""

    def __init__(self, **lists: list[Row]) -> None:
        super().__init__(self._answer)
        self.token = TOKEN
        self.lists: dict[str, list[Row]] = {"students": people(3), "employees": people(2, "E"), **lists}
        self.school: Row = {"id": SCHOOL_ID, "name": "Example High School", "region": {"domain": None}}
        self.schools: list[Row] = [self.school]
        self.state: Row = {"online": True, "approved": True, "audited": True}
        self.permissions: list[Row] = [
            {"identity": "1", "name": "Students forename read", "group": "Students read", "approved": True},
            {"identity": "2", "name": "Employee forename read", "group": "Employee read", "approved": True},
        ]
        self.access: Any = {"mode": None, "ids": []}
        self.counts: dict[str, Any] = {}
        """Overrides of the true counts; None hides one."""
        self.most_per_page = 1000
        self.cursors = False
        self.latency_s = 0.0
        self.before: Callable[[Asked], Said | None] = lambda asked: None
        """Answers in the server's place when it returns something."""
        self.after_page: Callable[[str, int], None] = lambda kind, number: None
        """Called after a page was cut from its list: the moment to change the list."""

    @property
    def api_url(self) -> str:
        return f"{self.url}/v1.0"

    def paths(self) -> list[str]:
        """The paths asked for, without /v1.0."""
        return [asked.path.removeprefix("/v1.0") for asked in self.asked]

    async def _answer(self, asked: Asked) -> Said:
        if self.latency_s:
            await asyncio.sleep(self.latency_s)
        instead = self.before(asked)
        if instead is not None:
            return instead
        if asked.headers.get("authorization") != f"Bearer {self.token}":
            return said({"error": "invalid_token"}, 401)
        return self._route(asked, asked.path.removeprefix("/v1.0").strip("/").split("/"))

    def _route(self, asked: Asked, path: list[str]) -> Said:
        match path:
            case [""]:
                return said({"data": []})
            case ["schools"] | [
                "schools",
                "all" | "pending" | "audited" | "offline" | "revoked" | "declined",
            ]:
                return self._page(asked, "schools", self.schools)
            case ["schools", school] if school == SCHOOL_ID:
                return said({"data": self.school, "meta": {"includes": []}})
            case ["schools", school, "counts"] if school == SCHOOL_ID:
                return said({"data": self._counted(asked.query.get("include", ""))})
            case ["schools", school, "request-access"] if asked.method == "POST":
                return said({"success": True, "state": "pending", "message": f"asked {school}"})
            case ["schools", school, "revoke-access"] if asked.method == "DELETE":
                return said({"success": True, "state": "revoked", "message": f"left {school}"})
            case ["meta", "schools", school] if school == SCHOOL_ID:
                return said({"data": self.state})
            case ["meta", "schools", school, "permissions"] if school == SCHOOL_ID:
                return said({"data": self.permissions})
            case ["meta", "schools", school, "acl"] if school == SCHOOL_ID:
                return said({"data": self.access})
            case ["schools", school, *kind] if school == SCHOOL_ID and "/".join(kind) in self.lists:
                return self._page(asked, "/".join(kind), self.lists["/".join(kind)])
        return said({"error": {"message": "not_found"}}, 404)

    def _counted(self, names: str) -> Row:
        found = {name: self.counts.get(name, len(self.lists.get(name, []))) for name in names.split(",")}
        return {name: {"data": {"count": count}} for name, count in found.items() if count is not None}

    def _page(self, asked: Asked, kind: str, rows: list[Row]) -> Said:
        asked_for = asked.query.get("per_page")
        size = min(int(asked_for or 50), self.most_per_page)
        place = int(asked.query.get("cursor_at", 0)) or (int(asked.query.get("page", 1)) - 1) * size
        cut = rows[place : place + size]
        more = place + size < len(rows)
        self.after_page(kind, place // size + 1)
        answer: Row = {"data": list(cut), "meta": {"includes": []}}
        if asked_for is not None or more or place:
            where = f"page={place // size + 2}"
            if self.cursors or "cursor" in asked.query:
                where = f"cursor=opaque&cursor_at={place + size}"
            link = f"{self.url}{asked.path}?per_page={size}&{where}" if more else None
            answer["meta"]["pagination"] = {
                "next": link,
                "previous": None,
                "more": more,
                "per_page": size,
                "current_page": place // size + 1,
            }
        return said(answer)
