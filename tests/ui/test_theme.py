"""Colours can be read, follow the reader's choice, and give way to a contrast theme."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
import shiboken6
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.journey.model import How, Owner, Status, StepId, StepState
from app.storage.paths import resource
from app.ui import icons
from app.ui.stylesheet import whole_sheet
from app.ui.theme import Theme
from app.ui.tokens import DARK, EDGE_ON_GROUND, LIGHT, TEXT_ON_GROUND, Palette, Token, contrast


@pytest.fixture
def look(qapp: QApplication) -> Iterator[Theme]:
    theme = Theme(qapp, "light")
    yield theme
    theme.set_text_percent(100)
    theme.deleteLater()


@pytest.mark.parametrize("table", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT_ON_GROUND)
def test_text_can_be_read(table: Palette, ink: Token, ground: Token) -> None:
    assert contrast(table[ink], table[ground]) >= 4.5


@pytest.mark.parametrize("table", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), EDGE_ON_GROUND)
def test_edges_can_be_seen(table: Palette, edge: Token, ground: Token) -> None:
    assert contrast(table[edge], table[ground]) >= 3.0


def test_contrast_is_wcags() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)


def test_every_pair_in_the_stylesheet_is_a_pair_that_was_proven() -> None:
    """Rules that set both a text colour and a ground may use listed pairs only."""
    sheet = whole_sheet({token: f"@{token.value}@" for token in Token}, str, round, "light")
    proven = {(ink.value, ground.value) for ink, ground in TEXT_ON_GROUND}
    for rule in re.findall(r"\{([^{}]*)\}", sheet):
        ink = re.search(r"(?<![-\w])color: @([a-z-]+)@", rule)
        ground = re.search(r"background: @([a-z-]+)@", rule)
        if ink and ground:
            assert (ink[1], ground[1]) in proven, rule


def test_dark_and_light_at_runtime(look: Theme, qtbot: QtBot) -> None:
    window = QFrame()
    qtbot.addWidget(window)
    label = QLabel("words", window)
    look.dress(window)
    window.show()
    with qtbot.waitSignal(look.changed):
        look.set_preference("dark")
    assert look.dark
    assert QApplication.palette().color(QPalette.ColorRole.Window) == QColor(DARK[Token.WINDOW])
    assert label.palette().color(label.foregroundRole()).name() == DARK[Token.TEXT]
    look.set_preference("light")
    assert label.palette().color(label.foregroundRole()).name() == LIGHT[Token.TEXT]
    assert DARK[Token.CARD] not in window.styleSheet()


def test_text_size_sets_the_font_and_the_sheet(look: Theme, qtbot: QtBot) -> None:
    window = QFrame()
    qtbot.addWidget(window)
    look.dress(window)
    look.set_text_percent(200)
    assert QApplication.font().pointSizeF() == pytest.approx(20)
    assert "40.00pt" in window.styleSheet()
    assert look.space(2) == 16
    look.set_text_percent(500)
    assert look.text_percent == 200


def test_a_contrast_theme_wins(qapp: QApplication, qtbot: QtBot) -> None:
    look = Theme(qapp, "light", contrast_theme=lambda: True)
    window = QFrame()
    qtbot.addWidget(window)
    button = QPushButton("words", window)
    look.dress(window)
    sheet = window.styleSheet()
    assert "#" not in sheet
    assert "background" not in sheet
    assert "font-size" in sheet
    tints = {look.colour(token).name() for token in Token if token.value.endswith("-tint")}
    assert tints == {button.palette().color(QPalette.ColorRole.Window).name()}
    look.deleteLater()


def test_a_wrong_preference_is_refused(look: Theme) -> None:
    with pytest.raises(ValueError, match="system, light, dark"):
        look.set_preference("sepia")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_marks_inside_controls_have_the_tables_colours(scheme: str) -> None:
    table = LIGHT if scheme == "light" else DARK
    allowed = {table[Token.ON_ACCENT], table[Token.SECONDARY]}
    for path in resource("icons", "controls", scheme).glob("*.svg"):
        found = set(re.findall(r"#[0-9a-f]{6}", path.read_text(encoding="utf-8")))
        assert found <= allowed, path.name
        assert found


def test_every_icon_is_plain_drawable_svg_in_words_of_colour(look: Theme) -> None:
    names = icons.icon_names()
    assert len(names) >= 30
    for name in names:
        text = resource("icons", f"{name}.svg").read_text(encoding="utf-8")
        tags = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(text).iter()}
        assert tags <= {"svg", "path", "circle", "rect"}, name
        assert set(re.findall(r"(?:fill|stroke)=\"([^\"]+)\"", text)) <= {
            "none",
            "token:ink",
            "token:paper",
        }, name
        image = icons.pixmap(name, 24, QColor("#ff0000")).toImage()
        assert any(image.pixelColor(x, y).alpha() for x in range(24) for y in range(24)), name


def test_an_icon_is_drawn_sharp_for_the_screen(look: Theme) -> None:
    picture = icons.pixmap("copy", 20, QColor("#123456"), 1.5)
    assert (picture.width(), picture.devicePixelRatio()) == (30, 1.5)
    assert icons.pixmap("copy", 20, QColor("#123456"), 1.5).cacheKey() == picture.cacheKey()
    with pytest.raises(icons.UnknownIcon):
        icons.pixmap("no-such-drawing", 20, QColor("#123456"))


def _state(status: Status, how: How | None = None) -> StepState:
    return StepState(StepId.PREVIEW, "Preview", Owner.TECHNICIAN, status, "", how=how)


def test_only_what_was_measured_gets_the_solid_tick() -> None:
    for status in Status:
        for how in (None, *How):
            state = _state(status, how)
            for current in (True, False):
                name, _, _ = icons.state_icon(state, current=current)
                assert (name == "tick-solid") == state.solid, state


def test_states_differ_in_shape_not_only_in_colour() -> None:
    shapes = [icons.state_icon(_state(status))[0] for status in Status if status is not Status.DONE]
    shapes += [icons.state_icon(_state(Status.DONE, how))[0] for how in How]
    assert len(shapes) == len(set(shapes))


def test_a_window_that_is_gone_is_dressed_no_more(look: Theme) -> None:
    window = QFrame()
    look.dress(window)
    shiboken6.delete(window)
    look.set_text_percent(150)
    assert look.text_percent == 150
