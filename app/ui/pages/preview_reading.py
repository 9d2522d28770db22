"""What the preview asks a roster. All of it runs on worker threads; the window paints the answers."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.formats.records import FieldState
from app.roster.database import Roster
from app.roster.facts import Counts, Origin, School
from app.roster.masking import beside_a_name, mask
from app.roster.people import PeopleQuery, PersonView, YearCount
from app.roster.tree import TreeNode, build_tree
from app.ui.models.fields_model import FieldLine
from app.ui.pages.preview_model import IssueLine, field_lines, issue_lines, kind_words
from app.ui.pages.preview_people import PersonDetail

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
    fields: tuple[FieldLine, ...]
    tree: TreeNode
    levels: int
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
    issues = roster.issues()
    named = {issue.code: len(roster.people_ids(PeopleQuery(issue=issue.code))) for issue in issues}
    return Content(
        origin=roster.origin,
        school=roster.school,
        counts=roster.counts(),
        years=roster.years(),
        issues=issue_lines(issues, named),
        fields=field_lines(roster.fields(), roster.origin),
        tree=tree,
        levels=depth(tree),
        notes=(*roster.facts.notes, *(difference.title for difference in roster.differences)),
        field_states=tuple(row.state for row in roster.fields()),
        differences=len(roster.differences),
    )


def depth(node: TreeNode) -> int:
    """Levels below the top of a tree."""
    if not node.children:
        return 0
    return 1 + max(depth(child) for child in node.children)


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
        harmless = {group.id for group in beside_a_name(self._roster.groups())}
        return self._group_id not in harmless


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
        groups=tuple(group.title for group in groups if group.type != _CLASS),
        courses=tuple(group.title for group in groups if group.type == _CLASS),
        registration_kept_back=len(groups) < len(every),
        names_shown=names,
    )
