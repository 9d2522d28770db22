"""What `from_wonde` reads of Wonde's rows, key by key; whatever is not named here is not even decoded.

A key that a conversion reads and that is missing here would look withheld: a test holds both together.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, TypedDict

from app.wonde.selection import Selection

Scalar = str | int | float | bool | None


class Related(TypedDict, total=False):
    """A group or class, in a list of its own or beside a person."""

    id: Any
    type: Any
    name: Any
    code: Any
    description: Any
    subject: Any
    mis_id: Any
    meta: Any


class Wrapped(Related, total=False):
    """An include: the related rows under `data`, or one related row bare."""

    data: list[Related] | Related | Scalar


Include = Wrapped | list[Related] | Scalar


class PersonRow(TypedDict, total=False):
    """A student or a member of staff."""

    id: Any
    upi: Any
    mis_id: Any
    name: Any
    title: Any
    forename: Any
    surname: Any
    middle_names: Any
    legal_forename: Any
    legal_surname: Any
    gender: Any
    date_of_birth: Any
    education_details: Any
    employment_details: Any
    contact_details: Any
    identifiers: Any
    year: Include
    registration: Include
    house: Include
    groups: Include
    classes: Include


@cache
def selections() -> Mapping[str, Selection]:
    """By the name of the list at Wonde."""
    people, others = Selection(PersonRow), Selection(Related)
    return MappingProxyType({"students": people, "employees": people, "groups": others, "classes": others})
