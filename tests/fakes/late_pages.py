"""Walking the late pages of the real window by keyboard."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.journey.events import Payload
from app.journey.model import How
from app.ui.open_journey import OpenJourney
from tests.fakes.windows import Window, interactive

Key = Qt.Key


def visible(shown: Window, name: str) -> QWidget:
    """The control of that name that can be seen: a page may hold others that are folded away."""
    found = [widget for widget in shown.shell.findChildren(QWidget, name) if widget.isVisible()]
    assert len(found) == 1, (name, len(found))
    return found[0]


def reach(shown: Window, name: str) -> QWidget:
    """Presses Tab until the control has the keyboard."""
    for _ in range(120):
        if shown.focus().objectName() == name:
            return shown.focus()
        shown.qtbot.keyClick(shown.focus(), Key.Key_Tab)
    raise AssertionError(
        f"Tab never reached {name}; there are {[w.objectName() for w in interactive(shown.shell)]}"
    )


def press(shown: Window, name: str) -> None:
    """Reaches a button and presses Space, then waits until all is written."""
    shown.qtbot.keyClick(reach(shown, name), Key.Key_Space)
    shown.idle()


def choose(shown: Window, name: str, of: str) -> None:
    """Reaches a group of buttons by Tab and goes to one of them with the arrows, below or beside."""
    reach(shown, of)
    for arrow in (*(Key.Key_Down,) * 6, *(Key.Key_Right,) * 2):
        if shown.focus().objectName() == name:
            break
        shown.qtbot.keyClick(shown.focus(), arrow)
    assert shown.focus().objectName() == name, f"{shown.focus().objectName()}, not {name}"
    shown.qtbot.keyClick(shown.focus(), Key.Key_Space)
    shown.idle()


def fill(shown: Window, name: str, text: str) -> None:
    """Reaches a field and types over what it holds."""
    field = reach(shown, name)
    shown.qtbot.keyClick(field, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    shown.qtbot.keyClicks(field, text)


def go_on(shown: Window) -> None:
    """Presses the primary action with Ctrl+Enter, from wherever the keyboard is."""
    shown.qtbot.keyClick(shown.focus(), Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    shown.idle()


def journey(shown: Window) -> OpenJourney:
    found = shown.shell.services.journey
    assert found is not None
    return found


def kinds(shown: Window) -> list[str]:
    """The kinds of everything that happened."""
    return [event.kind for event in journey(shown).events]


def last(shown: Window) -> Payload:
    """What the last event says."""
    return journey(shown).events[-1].data


def hows(shown: Window, *of: str) -> set[How]:
    """How the events of these kinds are known."""
    return {event.how for event in journey(shown).events if event.kind in of}
