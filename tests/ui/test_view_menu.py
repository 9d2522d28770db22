"""The View menu: what it offers, what it marks, and what choosing does."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from app.ui.view_menu import ViewButton


def opened(button: ViewButton) -> dict[str, QAction]:
    menu = button.menu()
    assert isinstance(menu, QMenu)
    menu.popup(button.mapToGlobal(button.rect().bottomLeft()))
    menu.close()
    return {action.text(): action for action in menu.actions() if action.isCheckable()}


def marked(button: ViewButton) -> list[str]:
    return [text for text, action in opened(button).items() if action.isChecked()]


def test_it_marks_what_was_chosen_each_time_it_opens(qtbot: QtBot) -> None:
    button = ViewButton("view")
    qtbot.addWidget(button)
    button.show_choice(125, "light")
    assert marked(button) == ["125 %", "Light"]
    button.show_choice(100, "system")
    assert marked(button) == ["100 %", "As Windows is set"]


def test_choosing_says_what_was_chosen(qtbot: QtBot) -> None:
    button = ViewButton("view")
    qtbot.addWidget(button)
    sizes, schemes = list[object](), list[object]()
    button.size_chosen.connect(sizes.append)
    button.scheme_chosen.connect(schemes.append)
    offered = opened(button)
    offered["150 %"].trigger()
    offered["Dark"].trigger()
    assert (sizes, schemes) == ([150], ["dark"])
