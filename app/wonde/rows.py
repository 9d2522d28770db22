"""Reads values out of Wonde's rows in every form they are known to come. Pure, and called millions of times.

Nothing here raises, whatever the JSON: a value that cannot be understood is None or empty, never a guess.
Forms come from the collected facts about Wonde's API: includes absent, null, wrapped, wrapped around nothing,
or unwrapped; ids as text, number or object; dates as PHP objects or plain text.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

Row = dict[str, Any]

EMAIL_KEYS = ("email", "primary", "work", "home")
_YES = frozenset({"true", "1", "yes", "y", "t"})
_NO = frozenset({"false", "0", "no", "n", "f"})


def text(value: object) -> str | None:
    """Trimmed text; numbers as written; None for blank, null, true/false, objects and lists."""
    if value.__class__ is str:
        return value.strip() or None
    if value is None or value is True or value is False:
        return None
    if isinstance(value, int):
        return _digits(value)
    if isinstance(value, float):
        return _digits(int(value)) if value.is_integer() else str(value)
    return None


def _digits(value: int) -> str | None:
    try:
        return str(value)
    except ValueError:  # Python refuses to print absurdly long numbers
        return None


def number(value: object) -> int | None:
    """A whole number, also from text such as "12"; None for anything else."""
    if value is None or value is True or value is False:
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    if isinstance(value, str):
        digits = value.strip()
        if len(digits) <= 18 and digits.removeprefix("-").isascii() and digits.removeprefix("-").isdigit():
            return int(digits)
    return None


def flag(value: object) -> bool | None:
    """True or False, also from 1, 0, "true", "no"; None for null and for what is neither."""
    if value is None or value is True or value is False:
        return value
    if isinstance(value, int | float):
        return True if value == 1 else False if value == 0 else None
    if isinstance(value, str):
        word = value.strip().lower()
        return True if word in _YES else False if word in _NO else None
    return None


def date10(value: object) -> str | None:
    """YYYY-MM-DD of a PHP date object, with or without micros, or of text; never shifted between zones.

    None for null, blank, impossible dates and other forms.
    """
    if value.__class__ is dict:
        value = value.get("date")
    if value.__class__ is not str:
        return None
    day: str = value.strip()[:10]
    if len(day) != 10 or day[4] != "-" or day[7] != "-":
        return None
    try:
        date.fromisoformat(day)
    except ValueError:
        return None
    return day


def key_of(value: object) -> str | None:
    """An identifier as text: from text, a number, `{"id": …}` or `{"data": …}`; None if there is none."""
    for _ in range(4):  # as deep as any known wrapping, and no deeper
        if value.__class__ is not dict:
            break
        inner = value.get("id")
        value = inner if inner is not None else value.get("data")
    return text(value)


def id_of(row: Row) -> str | None:
    """The row's own id as text."""
    value = row.get("id")
    return value if value.__class__ is str and value else key_of(value)


def one(row: Row, key: str) -> Row | None:
    """The single related object under `key`; None when absent, null, empty, or only an id.

    Accepts `{"data": {…}}`, `{"data": [{…}]}`, `[{…}]` and the bare object.
    """
    value = row.get(key)
    if value.__class__ is dict and "data" in value:
        value = value["data"]
    if value.__class__ is dict:
        return value or None
    if value.__class__ is list and value and value[0].__class__ is dict:
        return value[0] or None
    return None


def many(row: Row, key: str) -> list[Row]:
    """The related objects under `key`; [] when absent, null or empty. What is no object is left out.

    Accepts `{"data": […]}`, `{"data": {…}}` (a single one) and the bare list.
    """
    value = row.get(key)
    if value.__class__ is dict:
        value = value.get("data", value)
    if value.__class__ is list:
        for entry in value:
            if entry.__class__ is not dict:
                return [entry for entry in value if entry.__class__ is dict]
        return value
    if value.__class__ is dict and value:
        return [value]
    return []


def said(row: Row, key: str) -> bool:
    """Whether the row has anything but null under `key`: tells a missing include from an empty one."""
    return row.get(key) is not None


def pivot(row: Row) -> Row:
    """The `meta` of a related row (role, main teacher); {} when absent or PHP's empty `[]`."""
    value = row.get("meta")
    return value if value.__class__ is dict else {}


def main_teacher(row: Row) -> bool | None:
    """Whether the link between an employee and a class says main teacher; None when it does not say."""
    meta = pivot(row)
    answer = flag(meta.get("is_main_teacher"))
    if answer is not None:
        return answer
    roles = [meta.get("role"), *_texts(meta.get("all_roles"))]
    named = [role.strip().lower() for role in roles if isinstance(role, str)]
    return ("main class teacher" in named) if named else None


def _texts(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def subject_of(row: Row) -> tuple[str | None, str | None]:
    """(id, name) of a class's subject, which is an id without `include=subject` and an object with it."""
    value = row.get("subject")
    if value.__class__ is dict:
        inner = one(row, "subject")
        return (id_of(inner), text(inner.get("name"))) if inner is not None else (key_of(value), None)
    return text(value), None


def emails_of(contact_details: Row | None) -> Row:
    """The `emails` object of contact details, however it is wrapped; {} if there is none."""
    if contact_details is None:
        return {}
    return one(contact_details, "emails") or {}


def email_of(contact_details: Row | None, prefer: Iterable[str] = EMAIL_KEYS) -> str | None:
    """The first e-mail address filled in, in order of `prefer`; which key a MIS fills varies.

    Text with an @ goes before text without one; None if nothing is filled in.
    """
    emails = emails_of(contact_details)
    if not emails:
        return None
    fallback: str | None = None
    for key in prefer:
        value = text(emails.get(key))
        if value is not None:
            if "@" in value:
                return value
            fallback = fallback or value
    return fallback
