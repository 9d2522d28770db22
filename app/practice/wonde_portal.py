"""Practice pages for what a school does in Wonde's portal: see what itslearning asks for, and decide.

Forms and fields (all POST, besides the hidden `word`):

    /portal/sign-in                          role (administrator | read-only), name, position
    /portal/apps/itslearning/permissions     permission (each one that is on), next (stay | approve)
    /portal/apps/itslearning/access          mode (all | exclude | only), add, remove (ids), group, next
    /portal/apps/itslearning/approve         authority (yes)
    /portal/apps/itslearning/decline         -
    /portal/apps/itslearning/update          -
    /portal/apps/itslearning/revoke          -

Only an administrator may send any but the first.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.practice.access import ALL, MODES, Access
from app.practice.content import all_permissions, granted_at_first, permission_groups
from app.practice.lifecycle import PracticeState, Receipt, Stage
from app.practice.portal_pages import Form, Pages, Session, value_of, values_of
from app.practice.sign_in import Entrance, SignIn

ROLES = {"administrator": "Administrator", "read-only": "Read-only administrator"}
APP = "/portal/apps/itslearning"
FOUND_AT_MOST = 50
ENTRANCE = Entrance(
    portal="wonde",
    address="/portal",
    home="/portal/apps",
    template="sign-in.html",
    roles=ROLES,
    looks_only="read-only",
    refusal="A read-only administrator can look, and change nothing. An administrator can.",
    asks_position=True,
    incomplete="Choose a role, and give a name and a position. Any will do: this is practice.",
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A person in an access list or a search."""

    id: str
    name: str
    what: str


def wonde_routes(pages: Pages) -> list[Route]:
    """The routes."""
    portal = _Portal(pages)
    needed = portal.sign_in.needed
    get, both = ["GET"], ["GET", "POST"]
    return [
        Route("/portal", needed(portal.home), methods=get),
        *portal.sign_in.routes(),
        Route("/portal/apps", needed(portal.apps), methods=get),
        Route("/portal/status", needed(portal.status), methods=get),
        Route(APP, needed(portal.documents), methods=get),
        Route(APP + "/permissions", needed(portal.permissions), methods=both),
        Route(APP + "/access", needed(portal.access), methods=both),
        Route(APP + "/approve", needed(portal.approve), methods=both),
        Route(APP + "/decline", needed(portal.decline), methods=both),
        Route(APP + "/update", needed(portal.update), methods=both),
        Route(APP + "/revoke", needed(portal.revoke), methods=both),
        Route(APP + "/receipt", needed(portal.receipt), methods=get),
    ]


class _Portal:
    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        self.world = pages.world
        self.lifecycle = pages.world.lifecycle
        self.sign_in = SignIn(pages, ENTRANCE)
        self._known: dict[str, Listed] | None = None

    @property
    def state(self) -> PracticeState:
        return self.lifecycle.state

    # -- looking

    async def home(self, request: Request, session: Session) -> Response:
        return self.pages.go(request, session, "/portal/apps")

    async def apps(self, request: Request, session: Session) -> Response:
        return self.pages.show(request, session, "apps.html", title="My apps", **self._common(session))

    async def status(self, request: Request, session: Session) -> Response:
        values = self._common(session)
        values |= {"audited_at": self.lifecycle.audited_at, "online_at": self.lifecycle.online_at}
        return self.pages.show(request, session, "status.html", title="Status", **values)

    async def documents(self, request: Request, session: Session) -> Response:
        return self.pages.show(
            request, session, "documents.html", title="itslearning: documents", **self._common(session)
        )

    async def receipt(self, request: Request, session: Session) -> Response:
        receipt = self.state.receipt
        if receipt is None:
            return self.pages.go(request, session, APP, "There is no approval yet, and so no receipt.")
        return self.pages.show(
            request, session, "receipt.html", title="Approval receipt", receipt=receipt,
            text=receipt_text(receipt, self.world.school.identity.name), **self._common(session),
        )  # fmt: skip

    # -- choosing

    async def permissions(self, request: Request, session: Session) -> Response:
        if request.method == "POST":
            form = await self.pages.form(request, session)
            ticked = frozenset(values_of(form, "permission"))
            chosen = tuple(sorted(p.name for p in all_permissions() if p.required or p.name in ticked))
            self.lifecycle.change(draft_granted=chosen)
            return self._onward(request, session, form, "permissions")
        return self.pages.show(
            request, session, "permissions.html", title="itslearning: permissions",
            groups=permission_groups(), on=self._draft().granted, **self._common(session),
        )  # fmt: skip

    async def access(self, request: Request, session: Session) -> Response:
        if request.method == "POST":
            form = await self.pages.form(request, session)
            self._choose_people(form)
            return self._onward(request, session, form, "access")
        asked = request.query_params.get("q", "").strip()[:100]
        return self.pages.show(
            request, session, "access.html", title="itslearning: access control",
            draft=self._draft(), listed=self._people(self.state.draft_listed), found=self._found(asked),
            asked=asked, most=FOUND_AT_MOST, registration=self._registrations(), **self._common(session),
        )  # fmt: skip

    def _choose_people(self, form: Form) -> None:
        mode = value_of(form, "mode")
        chosen = dict.fromkeys(self.state.draft_listed)
        chosen |= dict.fromkeys(row_id for row_id in values_of(form, "add") if self._exists(row_id))
        group = value_of(form, "group")
        if group.isdigit() and int(group) < len(self.world.school.groups):
            number = int(group)
            chosen |= dict.fromkeys(s.id for s in self.world.school.students if number in s.groups)
        removed = frozenset(values_of(form, "remove"))
        if value_of(form, "clear") == "yes":
            chosen = {}
        self.lifecycle.change(
            draft_mode=mode if mode in MODES else self.state.draft_mode,
            draft_listed=tuple(row_id for row_id in chosen if row_id not in removed),
        )

    def _onward(self, request: Request, session: Session, form: Form, here: str) -> Response:
        if value_of(form, "next") == "approve":
            return self.pages.go(request, session, f"{APP}/{'update' if self._agreed else 'approve'}")
        return self.pages.go(
            request, session, f"{APP}/{here}", "Your choices are kept. Nothing is shared by them yet."
        )

    # -- deciding

    async def approve(self, request: Request, session: Session) -> Response:
        if self.world.stage is not Stage.PENDING:
            return self.pages.go(request, session, APP, "itslearning is not waiting for approval.")
        if request.method == "POST":
            form = await self.pages.form(request, session)
            if value_of(form, "authority") == "yes":
                self._agree(session)
                return self.pages.go(request, session, APP + "/receipt", "itslearning is approved.")
            session.messages.append("Confirm first that you have the authority to approve.")
        return self.pages.show(
            request, session, "confirm.html", title="Approve itslearning?", act="approve",
            draft=self._draft(), **self._common(session),
        )  # fmt: skip

    async def update(self, request: Request, session: Session) -> Response:
        if not self._agreed:
            return self.pages.go(request, session, APP)
        if request.method == "POST":
            await self.pages.form(request, session)
            self._agree(session, again=True)
            return self.pages.go(request, session, APP + "/receipt", "The application is updated.")
        return self.pages.show(
            request, session, "confirm.html", title="Update application?", act="update",
            draft=self._draft(), **self._common(session),
        )  # fmt: skip

    async def decline(self, request: Request, session: Session) -> Response:
        if self.world.stage is not Stage.PENDING:
            return self.pages.go(request, session, APP, "itslearning is not waiting for approval.")
        if request.method == "POST":
            await self.pages.form(request, session)
            self.lifecycle.change(decision="declined")
            return self.pages.go(
                request, session, "/portal/apps", "itslearning is declined. Nothing is shared."
            )
        return self.pages.show(
            request, session, "confirm.html", title="Decline itslearning?", act="decline",
            draft=self._draft(), **self._common(session),
        )  # fmt: skip

    async def revoke(self, request: Request, session: Session) -> Response:
        if not self._agreed:
            return self.pages.go(request, session, APP, "There is no approval to revoke.")
        if request.method == "POST":
            await self.pages.form(request, session)
            self.lifecycle.change(decision="revoked", approved_at=None, audited_at=None, online_at=None)
            return self.pages.go(request, session, "/portal/apps", "itslearning’s access is revoked.")
        return self.pages.show(
            request, session, "confirm.html", title="Revoke itslearning’s access?", act="revoke",
            draft=self._draft(), **self._common(session),
        )  # fmt: skip

    def _agree(self, session: Session, *, again: bool = False) -> None:
        who, draft, now = self.sign_in.who(session), self._draft(), self.lifecycle.now()
        if who is None:
            return
        receipt = Receipt(
            reference=f"PRACTICE-{secrets.token_hex(3).upper()}",
            who=who.name,
            position=who.position,
            at=now,
            people=sum(self.world.shared_people(draft)),
            granted=tuple(p.name for p in all_permissions() if p.name in draft.granted),
            withheld=tuple(p.name for p in all_permissions() if p.name not in draft.granted),
            mode=draft.mode,
        )
        once = {} if again else {"approved_at": now, "audited_at": None, "online_at": None}
        self.lifecycle.change(
            decision="approved",
            granted=tuple(sorted(draft.granted)),
            mode=draft.mode,
            listed=self.state.draft_listed if draft.mode != ALL else (),
            receipt=receipt,
            **once,
        )

    # -- facts for the pages

    @property
    def _agreed(self) -> bool:
        return self.world.stage.agreed

    def _draft(self) -> Access:
        """What would be agreed to now."""
        state = self.state
        granted = granted_at_first() if state.draft_granted is None else frozenset(state.draft_granted)
        return Access(granted, state.draft_mode, frozenset(state.draft_listed))

    def _common(self, session: Session) -> dict[str, Any]:
        students, staff = self.world.shared_people(self._draft())
        return {
            "may_change": self.sign_in.may_change(session),
            "roles": ROLES,
            "state": self.state,
            "students": students,
            "staff": staff,
            "of_students": len(self.world.school.students),
            "of_staff": len(self.world.school.staff),
            "permission_count": len(self._draft().granted),
            "permission_total": len(all_permissions()),
        }

    def _exists(self, row_id: str) -> bool:
        return row_id in self._by_id()

    def _by_id(self) -> dict[str, Listed]:
        if self._known is None:
            school = self.world.school
            rows = [
                Listed(
                    s.id, f"{s.forename or ''} {s.surname or ''}".strip() or "(no name)", _title(s.year_label)
                )
                for s in school.students
            ]
            rows += [
                Listed(e.id, f"{e.title or ''} {e.forename or ''} {e.surname or ''}".strip(), e.role)
                for e in school.staff
            ]
            self._known = {row.id: row for row in rows}
        return self._known

    def _people(self, ids: Iterable[str]) -> list[Listed]:
        known = self._by_id()
        return [known[row_id] for row_id in ids if row_id in known]

    def _found(self, asked: str) -> list[Listed]:
        words = asked.casefold().split()
        if not words:
            return []
        listed = frozenset(self.state.draft_listed)
        found = (
            row
            for row in self._by_id().values()
            if row.id not in listed and all(word in row.name.casefold() for word in words)
        )
        return [row for row, _ in zip(found, range(FOUND_AT_MOST), strict=False)]

    def _registrations(self) -> list[tuple[int, str]]:
        groups = enumerate(self.world.school.groups)
        return [(number, group.name) for number, group in groups if group.type in ("YEAR", "REGISTRATION")]


def _title(year: str | None) -> str:
    return f"Student, year {year}" if year else "Student"


def receipt_text(receipt: Receipt, school: str) -> str:
    """The receipt as text to copy, as the portal would e-mail it to the school's administrators."""
    modes = {"all": "everyone", "exclude": "everyone but those listed", "only": "only those listed"}
    granted = "\n".join(f"  - {name}" for name in receipt.granted)
    withheld = "\n".join(f"  - {name}" for name in receipt.withheld) or "  (none)"
    return (
        f"PRACTICE approval receipt {receipt.reference}\n"
        f"School: {school}\n"
        f"Application: itslearning\n"
        f"Approved by: {receipt.who}, {receipt.position}\n"
        f"Date and time: {receipt.at:%Y-%m-%d %H:%M:%S} UTC\n"
        f"Access control: {modes[receipt.mode]} ({receipt.people} people)\n"
        f"Permissions approved:\n{granted}\n"
        f"Permissions not approved:\n{withheld}\n"
    )
