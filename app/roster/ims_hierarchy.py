"""The groups of an IMS Enterprise file, from the tree of the preview: parents first, each under one id.

Branches that only hold others together, such as the houses, are no groups of the MIS; they get ids of this
program's own, which stay the same from one export to the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2s

from app.formats import ims_words as words
from app.formats.identifiers import parse_year
from app.formats.ims_groups import OTHER
from app.formats.ims_write import GroupOut
from app.formats.packages import About
from app.formats.plain_text import plain_line
from app.formats.records import CLASS, SCHOOL, Group
from app.formats.unique_ids import UniqueIds
from app.roster.tree import TreeNode

_SITE = "SITE"
_BRANCHES = {"Houses": words.HOUSES, "Courses": words.COURSES}


@dataclass(frozen=True, slots=True)
class Placed:
    """A group with its place, and who is in it."""

    out: GroupOut
    group_id: int | None = None
    """The roster's group whose members it has."""
    year: str | None = None
    """The year whose students it has, where the source has no group for that."""
    everyone: bool = False
    stands_in: bool = False
    """A registration group once more, as a course."""
    type: str = ""
    """The type a reader will take it for."""
    subject: str | None = None
    """The subject a reader will take it to be of."""


def hierarchy(top: TreeNode, groups: Mapping[int, Group], about: About, site_key: str) -> Iterator[Placed]:
    """Every group to write, in the order to write them."""
    ids = UniqueIds()
    title = plain_line(about.school_name) or "School"
    site = ids.give(_SITE, site_key)
    school = ids.give(SCHOOL, about.school_id or "school")
    yield Placed(GroupOut(site, site, title, "Site", 0, 0))
    yield Placed(GroupOut(school, site, title, "School", 1, 0), everyone=True)
    yield from _Below(ids, groups).nodes(top.children, school, 1)


class _Below:
    def __init__(self, ids: UniqueIds, groups: Mapping[int, Group]) -> None:
        self._ids = ids
        self._groups = groups
        self._placed: set[int] = set()

    def nodes(
        self,
        nodes: tuple[TreeNode, ...],
        parent: str,
        level: int,
        branch: str = "",
        subject: TreeNode | None = None,
        stand_in: bool = False,
    ) -> Iterator[Placed]:
        """The nodes under one parent; `branch` is the branch of the school that they are on."""
        for node in nodes:
            if node.group_id is None:
                yield from self._branch(node, parent, level, branch, stand_in)
                continue
            if node.group_id in self._placed and not stand_in:
                continue
            placed = self._group(node, node.group_id, parent, level, branch, subject, stand_in)
            yield placed
            yield from self.nodes(node.children, placed.out.id, 2)

    def _branch(
        self, node: TreeNode, parent: str, level: int, branch: str, stand_in: bool
    ) -> Iterator[Placed]:
        year = parse_year(node.title) if node.type == "Year" else None
        if year is not None:
            key = f"{words.YEAR}{year.code.lower()}"
        elif node.type == "Subject":
            key = _subject_key(node.title)
        else:
            key = _BRANCHES.get(node.type, words.REGISTRATION)
        id_ = self._ids.give("branch", key)
        out = GroupOut(id_, parent, node.title, "Unspecified", 2, level)
        yield Placed(out, year=node.title if year else None)
        inside = branch or ("" if year else key)
        subject = node if node.type == "Subject" and key != words.NO_SUBJECT else None
        yield from self.nodes(node.children, id_, 2, inside, subject, stand_in or bool(node.note))

    def _group(
        self,
        node: TreeNode,
        group_id: int,
        parent: str,
        level: int,
        branch: str,
        subject: TreeNode | None,
        stand_in: bool,
    ) -> Placed:
        group = self._groups[group_id]
        course = branch == words.COURSES
        key = f"{words.STAND_IN}{group.key}" if stand_in else group.key
        type_ = CLASS if course else _TYPES.get(branch) or ("REGISTRATION" if branch else "")
        if not stand_in:
            self._placed.add(group_id)
        out = GroupOut(
            self._ids.give(group.type, key),
            parent,
            node.title,
            "Course" if course else "Unspecified",
            2,
            level,
            plain_line(group.description or ""),
        )
        return Placed(
            out,
            group_id,
            stands_in=stand_in,
            type=type_ or _by_place(node),
            subject=plain_line(subject.title) if subject else None,
        )


_TYPES = {words.HOUSES: "HOUSE", words.REGISTRATION: "REGISTRATION"}


def _by_place(node: TreeNode) -> str:
    """What a group that is on no branch is taken for: a year by its name, and what is below one."""
    if node.type != "Year":
        return "REGISTRATION"
    return "YEAR" if parse_year(node.title) and not node.title.strip().isdecimal() else OTHER


def _subject_key(title: str) -> str:
    if title == "No subject":
        return words.NO_SUBJECT
    return f"{words.SUBJECT}{blake2s(title.casefold().encode(), digest_size=6).hexdigest()}"
