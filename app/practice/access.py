"""What the school lets the app see: granted permissions and access control, as plain questions.

Immutable; a change in the portal makes a new one, and whoever renders rows starts afresh with it.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.practice.content import granted_at_first, permission_groups

ALL, EXCLUDE, ONLY = "all", "exclude", "only"
MODES = (ALL, EXCLUDE, ONLY)


@dataclass(frozen=True, slots=True)
class Access:
    """Permissions by name, and who is left out or let in."""

    granted: frozenset[str]
    mode: str = ALL
    """all, exclude (all but the listed) or only (the listed)."""
    listed: frozenset[str] = frozenset()
    """Ids of students and staff."""

    @classmethod
    def at_first(cls) -> Access:
        """As a school approves that touches no switch."""
        return cls(granted_at_first())

    def lets_through(self, person_id: str) -> bool:
        """Whether this person is shared."""
        if self.mode == EXCLUDE:
            return person_id not in self.listed
        return self.mode != ONLY or person_id in self.listed

    def may_list(self, rows: str) -> bool:
        """Whether the whole list may be read: students, employees, groups, classes, contacts."""
        scopes = [
            permission.name
            for group in permission_groups()
            if group.rows == rows
            for permission in group.permissions
            if permission.scope
        ]
        return bool(scopes) and all(name in self.granted for name in scopes)

    def withheld(self, rows: str) -> frozenset[str]:
        """JSON names that are served as null: `upi`, `education_details.upn`."""
        return frozenset(
            field
            for group in permission_groups()
            if group.rows == rows
            for permission in group.permissions
            if permission.name not in self.granted
            for field in permission.fields
        )
