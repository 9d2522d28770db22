"""Keeps names off the screen and out of documents until someone chooses to show them.

Bullets are of one length whatever stands behind them, so that a length never hints at a name. A
registration group is never shown beside a person, masked or not: thirty people and a birthday are enough
to find one.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.roster.people import GroupView, PersonView

BULLETS = "•" * 8
SPOKEN = "name hidden"
"""What a screen reader says for bullets."""

_IDENTIFYING_GROUPS = frozenset({"REGISTRATION"})


def mask(view: PersonView) -> PersonView:
    """The same row with every name and identifier as bullets, those that are blank included."""
    return view._replace(
        name=BULLETS,
        forename=BULLETS,
        surname=BULLETS,
        email=BULLETS,
        username=BULLETS,
        key=BULLETS,
        upi=BULLETS,
        mis_id=BULLETS,
        upn=BULLETS,
        admission_number=BULLETS,
        masked=True,
    )


def beside_a_name(groups: Iterable[GroupView]) -> list[GroupView]:
    """The groups that may stand beside one person: all but registration groups."""
    return [group for group in groups if group.type not in _IDENTIFYING_GROUPS]
