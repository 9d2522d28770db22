"""The preview's groups: the hierarchy as we would ask itslearning to set it up, and who is in each.

The tree can be searched, and narrowed to the groups that something else speaks of. From a group leads a way
to each of its people, as from a person to the groups.
"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from app.roster.mapping import assumption
from app.roster.tree import REGISTRATION, TreeNode
from app.ui import theme
from app.ui.models.people_model import COURSES_COLUMN, GROUPS_COLUMN, YEAR_COLUMN, PeopleModel
from app.ui.models.tree_model import KIND_COLUMN, NODE_ROLE, Node, TreeModel
from app.ui.widgets.calm_tree import CalmTree
from app.ui.widgets.card import Card
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.people_table import PeopleTable
from app.ui.widgets.search_box import SearchBox
from app.ui.widgets.split import TurningSplit
from app.ui.widgets.stack import ShownStack
from app.ui.widgets.text import Role, label

BESIDE_PX, TREE_PX = 620, 320
"""At 100 % text: with less there is no room for a list beside the tree, nor for names in the tree."""
KEPT_BACK = "Names stay hidden here: a registration group is never shown beside a person."
NOTHING_CHOSEN = "Choose a group to see who is in it"
NO_GROUP = "No group matches. Change the search to see more."
OPENED_WHOLE = 300
"""Groups found that are all opened; with more only the upper levels are."""


class GroupsTab(QWidget):
    """A tree beside the people of the group chosen.

    Signals: `chosen(object)` the tree node, or None; `asked(object)` the text to seek groups by, "" for all;
    `person(object)` the id of someone to be shown as a person.
    """

    chosen = Signal(object)
    asked = Signal(object)
    person = Signal(object)

    def __init__(self, members: PeopleModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        self.note: QLabel = label(assumption(), Role.SECONDARY)
        column.addWidget(self.note)
        column.addWidget(self._build_filters())
        self._whole: Node | None = None
        self._first: Node | None = None
        """Of what was found."""
        self.model = TreeModel(parent=self)
        self.tree = CalmTree(self)
        self.tree.setModel(self.model)
        self.tree.setAccessibleName("Groups and courses")
        self.tree.selectionModel().currentChanged.connect(self._choose)
        self.members = Card(parent=self)
        self.table = PeopleTable(members, self)
        self.table.setAccessibleName("People in this group")
        self.table.hide_columns(YEAR_COLUMN, GROUPS_COLUMN, COURSES_COLUMN)
        self.table.say_when_empty("Nobody is in this group.")
        nothing = EmptyState("people", NOTHING_CHOSEN, "Its people are listed here.", self)
        self._views = ShownStack(self)
        self._views.addWidget(nothing)
        self._views.addWidget(self.table)
        self._kept_back = label(KEPT_BACK, Role.SMALL, parent=self)
        self._kept_back.setVisible(False)
        self.members.add(self._kept_back)
        self.members.add(self._views, 1)
        self.show_person = QPushButton("Show this person", self)
        self.show_person.setObjectName("person-of-group")
        self.show_person.setProperty("link", True)
        self.show_person.setVisible(False)
        self.show_person.clicked.connect(lambda: self.person.emit(self.table.person_id))
        self.members.head.addWidget(self.show_person)
        self.table.person.connect(lambda person: self.show_person.setVisible(person is not None))
        self.table.activated.connect(lambda _index: self.show_person.click())
        self.tree.setMinimumWidth(theme.px(TREE_PX))
        split = TurningSplit(self.tree, self.members, beside=BESIDE_PX, shares=(1, 1), parent=self)
        column.addWidget(split, 1)
        members.listed.connect(self._listed)

    def _build_filters(self) -> QWidget:
        filters = FlowRow(self)
        self.search = SearchBox("Find a group", "Search groups and courses", self)
        self.search.setObjectName("search-groups")
        self.search.asked.connect(self.asked)
        self.search.to_first.connect(self._to_first)
        self.only = QPushButton("", self)
        self.only.setObjectName("all-groups")
        self.only.setAccessibleName("List all groups again")
        self.only.setVisible(False)
        self.only.clicked.connect(self.show_all)
        self.how_many = label("", Role.SECONDARY, wrap=False)
        for widget in (self.search, self.only, self.how_many):
            filters.add(widget)
        return filters

    def show_tree(self, top: Node | None) -> None:
        """Replaces the whole tree; its first level is open."""
        self._whole = top
        self.search.reset()
        self.show_all()

    @property
    def node(self) -> TreeNode | None:
        """The group chosen."""
        found = self.model.node_at(self.tree.currentIndex())
        return found if isinstance(found, TreeNode) else None

    def show_all(self) -> None:
        """Shows the whole tree again."""
        self.only.setVisible(False)
        self._show(self._whole)
        self.how_many.setText("")

    def show_found(self, top: Node | None, count: int, first: Node | None) -> None:
        """Shows what a search found, `count` groups, of which `first` is the first; None for nothing."""
        self.only.setVisible(False)
        self._show(top, found=count)
        self._first = first
        self.how_many.setText(f"{count:,} found" if count else NO_GROUP)
        self.search.answered(count)

    def _to_first(self) -> None:
        place = self.model.place_of(lambda node: node is self._first)
        if place is not None:
            self.tree.setCurrentIndex(place)
            self.tree.scrollTo(place)
            self.tree.setFocus()

    def show_only(self, title: str, top: Node) -> None:
        """Shows the groups that something speaks of, under its title; a button takes that back."""
        self.only.setText(f"×  {title if len(title) <= 40 else f'{title[:39]}…'}")
        self.only.setAccessibleName(f"Only: {title}. Press to list all groups")
        self.only.setVisible(True)
        self._show(top, found=len(top.children))
        self.how_many.setText(f"{len(top.children):,} groups" if len(top.children) != 1 else "1 group")
        if len(top.children) == 1:
            self.tree.setCurrentIndex(self.model.index(0, 0, self.model.index(0, 0)))

    def choose_group(self, group_id: int) -> bool:
        """Chooses a group in the whole tree; False where it is not part of it."""
        self.show_tree(self._whole)
        place = self.model.place_of(lambda node: getattr(node, "group_id", None) == group_id)
        if place is None:
            return False
        self.tree.setCurrentIndex(place)
        self.tree.scrollTo(place)
        return True

    def _show(self, top: Node | None, found: int | None = None) -> None:
        self.model.set_tree(top)
        if found is not None and found <= OPENED_WHOLE:
            self.tree.expandAll()
        else:
            self.tree.expandToDepth(0 if found is None else 1)
        self.tree.fit_columns(KIND_COLUMN)
        self._views.setCurrentIndex(0)
        self.show_person.setVisible(False)
        self.members.set_title("")
        self.members.set_aside("")

    def _choose(self, current: QModelIndex, _previous: QModelIndex) -> None:
        node = current.data(NODE_ROLE) if current.isValid() else None
        self.show_person.setVisible(False)
        # The school itself, or a subject, lists nobody.
        listed = node is not None and node.group_id is not None
        self._views.setCurrentIndex(1 if listed else 0)
        if node is not None:
            self.members.set_title(f"{node.title} · {node.type}" if node.type != node.title else node.title)
        self._kept_back.setVisible(node is not None and node.type == REGISTRATION)
        self.chosen.emit(node)

    def _listed(self, count: int) -> None:
        people = "1 person" if count == 1 else f"{count:,} people"
        self.members.set_aside(people if count else "")
