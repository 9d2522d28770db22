"""School objects, permissions and access lists as Wonde's API shows them."""

from __future__ import annotations

import hashlib
from typing import Any

from app.practice.access import EXCLUDE, ONLY
from app.practice.content import permission_groups
from app.practice.lifecycle import Stage
from app.practice.wonde_details import php_date
from app.practice.world import NeighbourSchool, World

MODES_SERVED = {EXCLUDE: "exclude", ONLY: "include"}
"""Our words: Wonde's were not found. Everyone is null."""


_NO_EXTRAS = {"allows_writeback": False, "has_timetables": False, "has_lesson_attendance": False}


def school_row(world: World, base: str) -> dict[str, Any]:
    """The practice school. `base` is the API's address, as `http://127.0.0.1:8000/v1.0`."""
    identity = world.school.identity
    extended: dict[str, Any] = {
        "allows_writeback": False,
        "has_timetables": True,
        "has_lesson_attendance": False,
    }
    audited = world.lifecycle.audited_at
    if world.stage in (Stage.AUDITED, Stage.ONLINE) and audited is not None:
        extended["audit_approved_at"] = php_date(f"{audited:%Y-%m-%d %H:%M:%S}", micros=False)
    return {
        "id": identity.id,
        "name": identity.name,
        "establishment_number": identity.establishment_number,
        "urn": identity.urn,
        "phase_of_education": identity.phase_title,
        "la_code": identity.la_code,
        "timezone": "Europe/London",
        "mis": "SIMS",
        "address": {
            "address_line_1": "1 Marsh Lane",
            "address_line_2": None,
            "address_town": "Larkmoor",
            "address_postcode": "ZZ9 9ZZ",
            "address_country": {"code": "GBR", "name": "England"},
        },
        "extended": extended,
        "region": _region("GBR", base, identity.id, identity.establishment_number, identity.urn),
    }


def neighbour_row(neighbour: NeighbourSchool, base: str) -> dict[str, Any]:
    """A school beside it, with the gaps such records have."""
    about = neighbour.about
    foreign = f"https://{about.domain}/v1.0" if about.domain else base
    number = neighbour.establishment_number
    return {
        "id": neighbour.id,
        "name": about.name,
        "establishment_number": int(number),
        "urn": neighbour.urn,
        "phase_of_education": about.phase or None,
        "la_code": "304",
        "timezone": None,
        "mis": None,
        "address": {
            "address_line_1": None,
            "address_line_2": None,
            "address_town": None,
            "address_postcode": "ZZ9 8ZZ",
            "address_country": {"code": "GBR", "name": "England"},
        },
        "extended": dict(_NO_EXTRAS),
        "region": _region("AUS" if about.domain else "GBR", foreign, neighbour.id, number, neighbour.urn),
    }  # fmt: skip


def _region(code: str, base: str, school_id: str, number: str, urn: int) -> dict[str, Any]:
    return {
        "code": code,
        "domain": base.split("//", 1)[1].split("/", 1)[0],
        "school_url": f"{base}/schools/{school_id}",
        "identifiers": {"la_code": "304", "establishment_number": number, "urn": urn},
    }


def which_lists(world: World, neighbour: NeighbourSchool | None = None) -> frozenset[str]:
    """The school lists a school stands in: approved, pending, audited, offline, declined, revoked, all."""
    if neighbour is not None:
        names = {"all", neighbour.about.state}
        if neighbour.about.state == "approved":
            names |= {"audited"} if neighbour.about.online else {"offline"}
        return frozenset(names)
    stage = world.stage
    names = {"all"}
    if stage.agreed:
        names.add("approved")
        if stage is not Stage.APPROVED:
            names.add("audited")
        if not is_online(world):
            names.add("offline")
    elif stage is not Stage.NOT_REQUESTED:
        names.add(stage.value)
    return frozenset(names)


def is_online(world: World) -> bool:
    """Whether the connection to the MIS shows as working."""
    waiting = world.stage in (Stage.APPROVED, Stage.AUDITED)
    return world.lifecycle.state.connected and not waiting


def state_row(world: World) -> dict[str, bool]:
    """The flags of `/meta/schools/{id}`."""
    stage = world.stage
    return {
        "online": is_online(world),
        "approved": stage.agreed,
        "audited": stage in (Stage.AUDITED, Stage.ONLINE),
        "custom_attendance_codes": False,
    }


def neighbour_state_row(neighbour: NeighbourSchool) -> dict[str, bool]:
    """The same for a school beside it."""
    agreed = neighbour.about.state == "approved"
    return {"online": neighbour.about.online, "approved": agreed, "audited": agreed,
            "custom_attendance_codes": False}  # fmt: skip


def permission_rows(world: World) -> list[dict[str, Any]]:
    """Every permission asked for. One that was not granted says `declined` in the place of `audited`."""
    agreed = world.stage.agreed
    audited = world.stage in (Stage.AUDITED, Stage.ONLINE)
    granted = frozenset(world.lifecycle.state.granted)
    since = php_date(f"{world.school.spec.academic_year}-09-01")
    rows: list[dict[str, Any]] = []
    for group in permission_groups():
        scope = next((identity_of(p.name) for p in group.permissions if p.scope), None)
        for permission in group.permissions:
            given = agreed and permission.name in granted
            last = {"audited": audited} if given or not agreed else {"declined": True}
            rows.append(
                {
                    "identity": identity_of(permission.name),
                    "name": permission.name,
                    "description": permission.text,
                    "parent": None if permission.scope else scope,
                    "group": group.name,
                    "active_from": since,
                    "optional": not permission.required,
                    "approved": given,
                    **last,
                }
            )
    return rows


def identity_of(name: str) -> str:
    """An opaque key; Wonde's own were not found."""
    return hashlib.blake2b(name.encode(), digest_size=8).hexdigest()


def access_list(world: World, *, with_types: bool) -> dict[str, Any]:
    """Who is left out or let in; ids alone, or with whether each is a student or an employee."""
    state = world.lifecycle.state
    students = {student.id for student in world.school.students} if with_types else frozenset()
    ids: list[Any] = [
        {"id": row_id, "type": "student" if row_id in students else "employee"} if with_types else row_id
        for row_id in state.listed
    ]
    mode = MODES_SERVED.get(state.mode)
    return {"mode": mode, "ids": ids if mode is not None else []}
