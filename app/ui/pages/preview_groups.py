"""The preview's groups: the hierarchy as we would ask itslearning to set it up, and who is in each."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QHeaderView, QLabel, QVBoxLayout, QWidget

from app.roster.mapping import assumption
from app.roster.tree import REGISTRATION
from app.ui import theme
from app.ui.models.people_model import COURSES_COLUMN, GROUPS_COLUMN, YEAR_COLUMN, PeopleModel
from app.ui.models.tree_model import KIND_COLUMN, NODE_ROLE, Node, TreeModel
from app.ui.widgets.calm_tree import CalmTree
from app.ui.widgets.card import Card
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.people_table import PeopleTable
from app.ui.widgets.split import TurningSplit
from app.ui.widgets.stack import ShownStack
from app.ui.widgets.text import Role, label

BESIDE_PX, TREE_PX = 620, 320
"""At 100 % text: with less there is no room for a list beside the tree, nor for names in the tree."""
KEPT_BACK = "Names stay hidden here: a registration group is never shown beside a person."
NOTHING_CHOSEN = "Choose a group to see who is in it"


class GroupsTab(QWidget):
    """A tree beside the people of the group chosen. Signal `chosen(object)`: the tree node, or None."""

    chosen = Signal(object)

    def __init__(self, members: PeopleModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        self.note: QLabel = label(assumption(), Role.SECONDARY)
        column.addWidget(self.note)
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
        self.tree.setMinimumWidth(theme.px(TREE_PX))
        split = TurningSplit(self.tree, self.members, beside=BESIDE_PX, shares=(1, 1), parent=self)
        column.addWidget(split, 1)
        members.listed.connect(self._listed)

    def show_tree(self, top: Node | None) -> None:
        """Replaces the tree; its first two levels are open and its top is chosen."""
        self.model.set_tree(top)
        self.tree.expandToDepth(0)
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionHidden(KIND_COLUMN, True)
        for section in range(KIND_COLUMN + 1, self.model.columnCount()):
            header.setSectionResizeMode(section, QHeaderView.ResizeMode.ResizeToContents)
        header.setResizeContentsPrecision(50)
        self._views.setCurrentIndex(0)
        self.members.set_title("")
        self.members.set_aside("")

    def _choose(self, current: QModelIndex, _previous: QModelIndex) -> None:
        node = current.data(NODE_ROLE) if current.isValid() else None
        self._views.setCurrentIndex(0 if node is None else 1)
        if node is not None:
            self.members.set_title(f"{node.title} · {node.type}" if node.type != node.title else node.title)
        self._kept_back.setVisible(node is not None and node.type == REGISTRATION)
        self.chosen.emit(node)

    def _listed(self, count: int) -> None:
        self.members.set_aside(f"{count:,} people" if count else "")
