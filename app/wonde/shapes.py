"""Wonde's answers as typed values, accepting every form the same fact is known to come in.

Identifiers are text whatever Wonde sends (text, number, object). A flag that is missing, null or unreadable
is None, "not said", never False. Keys this program does not know are ignored. `WrongShape` is raised only
where an answer cannot be what was asked for; the client turns it into NotWondeJson.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pydantic_core

from app.wonde.rows import Row, date10, flag, id_of, key_of, number, one, text

if TYPE_CHECKING:
    from app.wonde.selection import Selection


class WrongShape(ValueError):
    """The JSON is not what this endpoint answers; the message says in a few words what it is instead."""


def decode(body: bytes, only: Selection | None = None) -> Any:
    """The JSON value of a body; of a list's rows `only` what this selects, where they are of its shape.

    Raises WrongShape for anything that is not JSON.
    """
    plain = body.removeprefix(b"\xef\xbb\xbf")
    selected = only.of(plain) if only is not None else None
    if selected is not None:
        return selected
    try:
        return pydantic_core.from_json(plain)
    except ValueError:
        raise WrongShape("broken or cut-off JSON" if body.strip() else "an empty answer") from None


@dataclass(frozen=True, slots=True)
class Pagination:
    """What the envelope says about further pages. Absent altogether means that this page is all."""

    present: bool = False
    next: str | None = None
    more: bool | None = None
    per_page: int | None = None
    current_page: int | None = None

    @property
    def has_more(self) -> bool:
        """Whether either sign says there is another page; one alone is enough, so that nothing is missed."""
        return self.more is True or self.next is not None

    def linking_to(self, link: str) -> Pagination:
        """The same with `next` made absolute."""
        return replace(self, next=link)


def pagination_of(envelope: Any) -> Pagination:
    """The pagination of an envelope; `[]`, null and other forms of nothing count as absent."""
    meta = envelope.get("meta") if isinstance(envelope, dict) else None
    raw = meta.get("pagination") if isinstance(meta, dict) else None
    if not isinstance(raw, dict) or not raw:
        return Pagination()
    return Pagination(
        present=True,
        next=text(raw.get("next")),
        more=flag(raw.get("more")),
        per_page=number(raw.get("per_page")),
        current_page=number(raw.get("current_page")),
    )


def rows_in(envelope: Any) -> list[Row]:
    """The rows of a list answer; raises WrongShape unless `data` is a list of objects."""
    if not isinstance(envelope, dict):
        raise WrongShape("JSON of another shape")
    data = envelope.get("data")
    if not isinstance(data, list):
        raise WrongShape("JSON without a list of data")
    if not all(row.__class__ is dict for row in data):
        raise WrongShape("a list holding something other than records")
    return data


def object_in(envelope: Any) -> Row:
    """The object of a single answer; raises WrongShape unless `data` is an object with something in it."""
    data = envelope.get("data") if isinstance(envelope, dict) else None
    if not isinstance(data, dict) or not data:
        raise WrongShape("JSON without the record asked for")
    return data


@dataclass(frozen=True, slots=True)
class School:
    """One school as Wonde knows it. Everything but the id may be unknown."""

    id: str
    name: str | None = None
    urn: str | None = None
    establishment_number: str | None = None
    la_code: str | None = None
    phase: str | None = None
    """Wonde's own word in capitals; the list of words grows, so compare loosely."""
    mis: str | None = None
    """A name for display, such as "SIMS"."""
    timezone: str | None = None
    town: str | None = None
    postcode: str | None = None
    region_code: str | None = None
    region_domain: str | None = None
    """The host that holds this school's data; asking another one gives empty lists, not errors."""
    audited_on: str | None = None
    """YYYY-MM-DD, if Wonde's audit is recorded."""


def school_of(raw: Row) -> School:
    """A school; raises WrongShape if it has no id."""
    school_id = id_of(raw)
    if school_id is None:
        raise WrongShape("a school without an id")
    region = one(raw, "region") or {}
    identifiers = one(region, "identifiers") or {}
    address = one(raw, "address") or {}
    extended = one(raw, "extended") or {}

    def identifier(key: str) -> str | None:
        return key_of(raw.get(key)) or key_of(identifiers.get(key))

    return School(
        id=school_id,
        name=text(raw.get("name")),
        urn=identifier("urn"),
        establishment_number=identifier("establishment_number"),
        la_code=identifier("la_code"),
        phase=text(raw.get("phase_of_education")),
        mis=_name_of(raw, "mis"),
        timezone=text(raw.get("timezone")),
        town=text(address.get("address_town")),
        postcode=text(address.get("address_postcode")),
        region_code=text(region.get("code")),
        region_domain=_domain(region),
        audited_on=date10(extended.get("audit_approved_at")),
    )


def _name_of(raw: Row, key: str) -> str | None:
    inner = one(raw, key)
    return text(inner.get("name")) if inner is not None else text(raw.get(key))


def _domain(region: Row) -> str | None:
    """The region's host name; taken from `school_url` where `domain` is missing."""
    for written in (text(region.get("domain")), text(region.get("school_url"))):
        if written is None:
            continue
        try:
            host = urlsplit(written if "//" in written else f"//{written}").netloc
        except ValueError:
            continue
        if host and "@" not in host:
            return host.lower()
    return None


@dataclass(frozen=True, slots=True)
class SchoolState:
    """How far a school is. None means that Wonde did not say."""

    online: bool | None
    """The connection to the school's MIS works now."""
    approved: bool | None
    """The school approved this app."""
    audited: bool | None
    """Wonde has checked the data for completeness."""


def state_of(raw: Row) -> SchoolState:
    """The flags of /meta/schools/{id}; raises WrongShape if none of the three is there at all."""
    if not any(key in raw for key in ("online", "approved", "audited")):
        raise WrongShape("a record without the state of a school")
    return SchoolState(flag(raw.get("online")), flag(raw.get("approved")), flag(raw.get("audited")))


@dataclass(frozen=True, slots=True)
class Permission:
    """One thing the app may ask for, and whether this school agreed. Show `name`; `identity` is opaque."""

    identity: str | None
    name: str | None
    group: str | None
    description: str | None = None
    parent: str | None = None
    optional: bool | None = None
    approved: bool | None = None
    audited: bool | None = None
    declined: bool | None = None
    """Seen in place of `audited`; both are optional."""
    active_from: str | None = None
    """YYYY-MM-DD."""


def permission_of(raw: Row) -> Permission:
    """A permission. Never raises: one that says nothing is all None and grants nothing."""
    return Permission(
        identity=key_of(raw.get("identity")),
        name=text(raw.get("name")),
        group=_name_of(raw, "group"),
        description=text(raw.get("description")),
        parent=_name_of(raw, "parent"),
        optional=flag(raw.get("optional")),
        approved=flag(raw.get("approved")),
        audited=flag(raw.get("audited")),
        declined=flag(raw.get("declined")),
        active_from=date10(raw.get("active_from")),
    )


@dataclass(frozen=True, slots=True)
class AccessControl:
    """Which people the school leaves out or lets in. Wonde's words for the mode are not known."""

    mode: str | None = None
    student_ids: frozenset[str] = field(default=frozenset(), repr=False)
    employee_ids: frozenset[str] = field(default=frozenset(), repr=False)
    other_ids: frozenset[str] = field(default=frozenset(), repr=False)
    """Listed with another type or, in the plain form, with none."""

    @property
    def listed(self) -> int:
        """How many people are listed in all."""
        return len(self.student_ids) + len(self.employee_ids) + len(self.other_ids)

    @property
    def limits(self) -> bool:
        """Whether anything at all is set, so that people may be missing on purpose."""
        return self.listed > 0 or (self.mode or "all").lower() not in ("all", "none")


def access_control_of(raw: Row) -> AccessControl:
    """The access control list; ids may be text, numbers or objects with a type. Raises WrongShape."""
    if "ids" not in raw and "mode" not in raw:
        raise WrongShape("a record without an access list")
    listed = raw.get("ids")
    if isinstance(listed, dict):
        listed = listed.get("data")
    students, employees, others = set[str](), set[str](), set[str]()
    for entry in listed if isinstance(listed, list) else ():
        key = key_of(entry)
        if key is None:
            continue
        kind = (text(entry.get("type")) or "").lower() if isinstance(entry, dict) else ""
        target = (
            students if kind.startswith("student") else employees if kind.startswith("employee") else others
        )
        target.add(key)
    return AccessControl(text(raw.get("mode")), frozenset(students), frozenset(employees), frozenset(others))


def counts_of(envelope: Any, names: Iterable[str]) -> dict[str, int | None]:
    """Each named count, or None where Wonde gave none; accepts the nested form and bare numbers.

    Raises WrongShape if the answer is about something else.
    """
    names = tuple(names)
    raw = {} if isinstance(envelope, dict) and envelope.get("data") in ([], {}) else object_in(envelope)
    if raw and not any(name in raw for name in names):
        raise WrongShape("JSON without the counts asked for")
    found: dict[str, int | None] = {}
    for name in names:
        inner = one(raw, name)
        value = number(inner.get("count")) if inner is not None else number(raw.get(name))
        found[name] = value if value is not None and value >= 0 else None
    return found


@dataclass(frozen=True, slots=True)
class Deletion:
    """A record that left Wonde; `restored_on` says that it came back. Children get no row of their own."""

    kind: str | None
    id: str | None
    mis_id: str | None = None
    deleted_on: str | None = None
    restored_on: str | None = None


def deletion_of(raw: Row) -> Deletion:
    """A deletion. Never raises."""
    return Deletion(
        kind=text(raw.get("type")),
        id=id_of(raw),
        mis_id=key_of(raw.get("mis_id")),
        deleted_on=date10(raw.get("deleted_at")),
        restored_on=date10(raw.get("restored_at")),
    )


@dataclass(frozen=True, slots=True)
class AccessAnswer:
    """What Wonde says after access was requested or revoked. `state` is its own word."""

    success: bool | None
    state: str | None
    message: str | None


def access_answer_of(envelope: Any) -> AccessAnswer:
    """The answer, wrapped in `data` or not; raises WrongShape if it says nothing."""
    if not isinstance(envelope, dict):
        raise WrongShape("JSON of another shape")
    raw = envelope if "success" in envelope or "state" in envelope else one(envelope, "data") or {}
    if "success" not in raw and "state" not in raw:
        raise WrongShape("JSON without an answer to the request")
    return AccessAnswer(flag(raw.get("success")), text(raw.get("state")), text(raw.get("message")))


@dataclass(frozen=True, slots=True)
class Contact:
    """Someone at the school whom Wonde may approach; naming one speeds approval up."""

    first_name: str
    last_name: str
    email_address: str
    phone_number: str | None = None
    notes: str | None = None

    def as_json(self) -> dict[str, str | None]:
        """As Wonde's request-access takes it."""
        return {
            "first_name": self.first_name,
            "last_name": self.last_name,
            "phone_number": self.phone_number,
            "email_address": self.email_address,
            "notes": self.notes,
        }


_MESSAGE_LIMIT = 200


def message_in(body: bytes) -> tuple[str, tuple[str, ...]]:
    """(message, field names) of an error body, whose form is not documented; ("", ()) for a web page.

    Tries `error`, `error.message`, `message` and `errors`, then the raw text. Not yet cleared of the token,
    and not yet shortened: call `shortened` after scrubbing.
    """
    try:
        value = pydantic_core.from_json(body.removeprefix(b"\xef\xbb\xbf"))
    except ValueError:
        raw = body[:4000].decode("utf-8", "replace").strip()
        return ("" if raw.startswith("<") else raw), ()
    if not isinstance(value, dict):
        return (value if isinstance(value, str) else ""), ()
    fields = _fields_in(value)
    return next(iter(_messages_in(value)), ", ".join(fields)), fields


def _messages_in(value: Row) -> Iterable[str]:
    error = value.get("error")
    inner = error.get("message") if isinstance(error, dict) else None
    description = value.get("error_description")
    for candidate in (inner, error, value.get("message"), description, *_listed(value.get("errors"))):
        words = candidate if isinstance(candidate, str) else None
        if words and words.strip():
            yield words


def _listed(errors: object) -> Iterable[object]:
    for entry in errors.values() if isinstance(errors, dict) else errors if isinstance(errors, list) else ():
        if isinstance(entry, list):
            yield from entry
        elif isinstance(entry, dict):
            yield from (entry.get("message"), entry.get("detail"), entry.get("title"))
        else:
            yield entry


def _fields_in(value: Row) -> tuple[str, ...]:
    errors = value.get("errors")
    if isinstance(errors, dict):
        return tuple(errors)[:20]
    known = {"error", "message", "errors", "status", "code", "success", "meta"}
    return tuple(key for key, entry in value.items() if key not in known and isinstance(entry, list))[:20]


def shortened(message: str) -> str:
    """One line of at most 200 characters, fit to quote."""
    line = " ".join("".join(c if c.isprintable() else " " for c in message).split())
    return line if len(line) <= _MESSAGE_LIMIT else f"{line[: _MESSAGE_LIMIT - 1]}…"
