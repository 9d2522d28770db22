"""What the preview asks a roster. All of it runs on worker threads; the window paints the answers."""

from __future__ import annotations

import itertools
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.formats.records import FieldState
from app.roster.database import Roster
from app.roster.facts import Counts, Origin, School
from app.roster.masking import beside_a_name, mask
from app.roster.people import GroupView, PeopleQuery, PersonView, YearCount
from app.roster.text import fold
from app.roster.tree import NOT_COUNTED, TreeNode, build_tree, node_of
from app.ui.models.fields_model import FieldLine
from app.ui.pages.preview.model import (
    BeyondNeed,
    IssueLine,
    beyond_words,
    field_lines,
    issue_lines,
    kind_words,
)
from app.ui.pages.preview.people import InGroup, PersonDetail

HIDDEN_NAME = "Name hidden"
_CLASS = "CLASS"


@dataclass(frozen=True, slots=True)
class Content:
    """Everything the tabs show that is not a list of people."""

    origin: Origin
    school: School
    counts: Counts
    years: tuple[YearCount, ...]
    issues: tuple[IssueLine, ...]
    not_judged: tuple[str, ...]
    """Titles of what this source can't tell."""
    fields: tuple[FieldLine, ...]
    beyond: BeyondNeed
    tree: TreeNode
    notes: tuple[str, ...]
    field_states: tuple[FieldState, ...]
    differences: int
    """How many numbers did not agree while loading."""

    @property
    def people(self) -> int:
        """Students and staff together."""
        return self.counts.students + self.counts.staff


def read_content(roster: Roster) -> Content:
    """Asks a roster for all the tabs at once."""
    tree = build_tree(roster)
    return Content(
        origin=roster.origin,
        school=roster.school,
        counts=roster.counts(),
        years=roster.years(),
        issues=issue_lines(roster.issues(), roster.cases()),
        not_judged=roster.not_judged(),
        fields=field_lines(roster.fields(), roster.origin),
        beyond=beyond_words(roster.facts.permissions),
        tree=tree,
        notes=_notes(roster),
        field_states=tuple(row.state for row in roster.fields()),
        differences=len(roster.differences),
    )


def _notes(roster: Roster) -> tuple[str, ...]:
    """All that was assumed, repaired or left out, and where counts differ."""
    facts = roster.facts
    left_out = (entry.sentence for entry in facts.left_out)
    return (*left_out, *facts.notes, *(difference.title for difference in roster.differences))


def found_groups(roster: Roster, tree: TreeNode, text: str) -> tuple[TreeNode | None, int, TreeNode | None]:
    """The part of a tree that a text is found in, with what stands above it, how many groups that is, and the
    first of them from the top down."""
    ids, words = roster.groups_found(text), fold(text).split()
    found: dict[int, TreeNode] = {}
    """By their place from the top down."""
    places = itertools.count()

    def narrowed(node: TreeNode) -> TreeNode | None:
        place, title = next(places), fold(node.title)
        itself = node.group_id in ids or all(word in title for word in words)
        under = [kept for child in node.children if (kept := narrowed(child)) is not None]
        if not itself and not under:
            return None
        made = replace(node, children=tuple(under))
        if itself:
            found[place] = made
        return made

    top = narrowed(tree)
    return top, len(found), found[min(found)] if found else None


def listed_groups(title: str, groups: Sequence[GroupView]) -> TreeNode:
    """Groups without their hierarchy, under a title."""
    return TreeNode(title, "Groups", NOT_COUNTED, NOT_COUNTED, tuple(node_of(group) for group in groups))


def may_stand_beside_names(roster: Roster, group_id: int) -> bool:
    """Whether a group may be named together with one of its people."""
    return bool(beside_a_name(roster.groups_among((group_id,))))


class RosterPeople:
    """A roster as the people table asks it: masked unless names are shown."""

    def __init__(self, roster: Roster) -> None:
        self._roster = roster

    def ids(self, query: PeopleQuery, *, names: bool) -> array[int]:
        """Ids that match; a search by text needs names shown."""
        asked = query if names else replace(query, text="")
        return self._roster.people_ids(asked, names_shown=names)

    def rows(self, ids: Sequence[int], *, names: bool) -> Sequence[PersonView]:
        """Rows for these ids, bullets for names unless they are shown."""
        views = self._roster.people(ids)
        return views if names else [mask(view) for view in views]


class GroupPeople:
    """The people of one group. Where the group would identify beside a name, names stay bullets."""

    def __init__(self, roster: Roster, group_id: int) -> None:
        self._roster = roster
        self._group_id = group_id

    def ids(self, query: PeopleQuery, *, names: bool) -> array[int]:
        """Ids in the group, in the order of the query."""
        asked = replace(query, group_id=self._group_id, text="")
        return self._roster.people_ids(asked, names_shown=False)

    def rows(self, ids: Sequence[int], *, names: bool) -> Sequence[PersonView]:
        """Rows for these ids."""
        views = self._roster.people(ids)
        return views if names and not self._identifies() else [mask(view) for view in views]

    def _identifies(self) -> bool:
        return not may_stand_beside_names(self._roster, self._group_id)


def detail_of(roster: Roster, person_id: int, *, names: bool) -> PersonDetail | None:
    """One person for the pane; None for someone the roster does not have."""
    views = roster.people((person_id,))
    if not views:
        return None
    view = views[0] if names else mask(views[0])
    every = roster.groups_of(person_id)
    groups = beside_a_name(every)
    fields = [("Kind", kind_words(view.kind)), ("Year", view.year)]
    if names:
        fields += [("E-mail", view.email or "none"), ("Username", view.username or "none")]
    if view.issue:
        fields.append(("Issue", view.issue))
    return PersonDetail(
        id=person_id,
        heading=view.name if names else HIDDEN_NAME,
        fields=tuple((title, value) for title, value in fields if value),
        groups=tuple(InGroup(group.title, group.id) for group in groups if group.type != _CLASS),
        courses=tuple(InGroup(group.title, group.id) for group in groups if group.type == _CLASS),
        registration_kept_back=len(groups) < len(every),
        names_shown=names,
    )
