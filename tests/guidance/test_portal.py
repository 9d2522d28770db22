"""The guides through the two portals and their drawings."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from app.guidance.contacts import contact
from app.guidance.content import ContentError
from app.guidance.messages import message
from app.guidance.pictures import DARK, LIGHT, TOKENS, coloured
from app.guidance.portal import Guide, GuideTask, guide
from app.storage.paths import resource

TASKS = [task for name in ("wonde-approval", "atomwide-sso") for task in guide(name).tasks]  # type: ignore[arg-type]
PICTURES = sorted(resource("guides", "pictures").glob("*.svg"))
SVG = "{http://www.w3.org/2000/svg}"
DRAWN_BY_QT = {"svg", "title", "desc", "rect", "text", "circle", "path"}


def test_the_briefs_seven_tasks_in_its_order() -> None:
    tasks = guide("atomwide-sso").tasks
    words = [
        ("data release self-determination", "Approve"),
        ("link", "Borough or Trust"),
        ("bottom", "Approve"),
        ("User Accounts", "Federation Data Release"),
        ("itslearning EU", "no longer greyed out"),
        ("slider", "green “Enabled”"),
        ("sign-in", "work"),
    ]
    assert len(tasks) == 7
    for task, wanted in zip(tasks, words, strict=True):
        assert all(word in task.title for word in wanted), task.title
    assert tasks[5].done_label == "It shows “Enabled”"
    assert "Declaration Management" in " ".join(tasks[0].also_called)


def test_the_five_tasks_on_wondes_portal() -> None:
    titles = [task.title for task in guide("wonde-approval").tasks]
    words = ["Administrator", "My apps", "Permissions", "Access control", "Approve app"]
    assert all(word in title for word, title in zip(words, titles, strict=True))


@pytest.mark.parametrize("name", ["wonde-approval", "atomwide-sso"])
def test_every_dead_end_leads_to_someone_with_a_message(name: str) -> None:
    whole = guide(name)  # type: ignore[arg-type]
    for end in whole.dead_ends:
        assert contact(end.contact)
        assert message(end.message)
        assert whole.dead_end(end.id) is end
    with pytest.raises(ContentError, match=name):
        whole.dead_end("nowhere")


def test_the_three_dead_ends_of_the_approval() -> None:
    assert [end.id for end in guide("wonde-approval").dead_ends] == ["no-login", "not-pending", "read-only"]


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.id)
def test_every_task_says_what_to_do_and_what_to_look_for(task: GuideTask) -> None:
    assert task.picture.is_file()
    assert task.address_setting in ("wonde_portal_url", "atomwide_portal_url")
    assert task.done_label not in ("Next", "OK")
    assert len(task.done_label) <= 40
    assert task.sureness.certain


def test_minutes_count_down_to_the_last_task() -> None:
    whole = guide("atomwide-sso")
    assert whole.minutes_left(1) == sum(task.minutes for task in whole.tasks)
    assert whole.minutes_left(7) == whole.tasks[6].minutes


def test_tasks_of_one_id_are_refused() -> None:
    fields = guide("atomwide-sso").model_dump()
    with pytest.raises(ValueError, match="share an id"):
        Guide.model_validate(fields | {"tasks": [fields["tasks"][0]] * 2})


def test_every_drawing_is_used() -> None:
    assert {path.name for path in PICTURES} == {task.picture_file for task in TASKS}


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.stem)
def test_drawings_use_only_what_qt_draws_and_only_our_colour_words(path) -> None:  # type: ignore[no-untyped-def]
    text = path.read_text(encoding="utf-8")
    root = ElementTree.fromstring(text)
    assert {node.tag.removeprefix(SVG) for node in root.iter()} <= DRAWN_BY_QT
    for node in root.iter():
        for name in ("fill", "stroke"):
            value = node.get(name, "none")
            assert value == "none" or value.removeprefix("token:") in TOKENS, value
        assert not {"class", "style", "filter", "href"} & set(node.keys())
    assert root.findtext(f"{SVG}title")
    assert root.findtext(f"{SVG}desc")
    assert "token:" in text
    assert "token:" not in coloured(text, LIGHT)


def test_both_palettes_hold_every_word_and_a_missing_one_is_named() -> None:
    assert set(LIGHT) == set(DARK) == set(TOKENS)
    assert all(
        re.fullmatch("#[0-9a-f]{6}", colour) for palette in (LIGHT, DARK) for colour in palette.values()
    )
    with pytest.raises(ContentError, match="glitter"):
        coloured('fill="token:glitter"', LIGHT)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.stem)
def test_drawings_come_out_on_screen(path, palette, qapp) -> None:  # type: ignore[no-untyped-def]
    svg = pytest.importorskip("PySide6.QtSvg")
    from PySide6.QtCore import QByteArray
    from PySide6.QtGui import QColor, QImage, QPainter

    drawing = svg.QSvgRenderer(QByteArray(coloured(path.read_text(encoding="utf-8"), palette).encode()))
    assert drawing.isValid()
    size = drawing.defaultSize()
    assert (size.width(), size.height()) == (900, 320)
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(QColor("magenta"))
    painter = QPainter(image)
    drawing.render(painter)
    painter.end()
    seen = {image.pixelColor(x, y).name() for x in range(4, 896, 3) for y in range(4, 316, 3)}
    assert "#ff00ff" not in seen
    assert palette["accent"] in seen
    assert palette["window"] in seen
