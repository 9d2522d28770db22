"""A tree's columns: as wide as their words need, in every size of text."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.roster.tree import TreeNode
from app.ui.models.tree_model import KIND_COLUMN, TreeModel
from app.ui.theme import Theme
from app.ui.widgets.calm_tree import CalmTree
from app.ui.widgets.stack import ShownStack


@pytest.mark.parametrize("seen", [True, False])
def test_columns_grow_and_shrink_with_the_text(qapp: QApplication, qtbot: QtBot, seen: bool) -> None:
    theme = Theme(qapp, "light", 100)
    window = ShownStack()
    qtbot.addWidget(window)
    tree = CalmTree(window)
    window.addWidget(QWidget(window))
    window.addWidget(tree)
    theme.dress(window)
    window.resize(700, 300)
    window.show()
    model = TreeModel(parent=tree)
    tree.setModel(model)
    model.set_tree(TreeNode("Brookfield High School", "School", 1200, 122))
    tree.fit_columns(KIND_COLUMN)
    window.setCurrentIndex(int(seen))
    try:
        assert cut_off(tree) == []
        for percent in (200, 90, 150, 100):
            theme.set_text_percent(percent)
            qtbot.waitUntil(lambda: cut_off(tree) == [])
    finally:
        theme.set_text_percent(100)


def cut_off(tree: CalmTree) -> list[int]:
    """Columns that are narrower, or a good deal wider, than their words and headings need."""
    header = tree.header()
    shown = [place for place in range(1, header.count()) if not header.isSectionHidden(place)]
    needs = {place: max(tree.sizeHintForColumn(place), header.sectionSizeHint(place)) for place in shown}
    return [place for place, needed in needs.items() if header.sectionSize(place) != needed]
