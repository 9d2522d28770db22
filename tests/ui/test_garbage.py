"""Python's collector leaves the window alone: it runs on its thread, between loads, and only when due."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.ui.garbage import GarbageWatch
from app.wonde.collector import collector_held

pytestmark = pytest.mark.usefixtures("python_collects")


@pytest.fixture
def watch(qtbot: QtBot) -> Iterator[GarbageWatch]:
    made = GarbageWatch()
    yield made
    made.stop()
    made.deleteLater()
    gc.unfreeze()


class Ring:
    """Garbage that only the collector can free; notes on which thread it was."""

    def __init__(self, freed_on: list[str]) -> None:
        self.freed_on = freed_on
        self.me = self

    def __del__(self) -> None:
        self.freed_on.append(threading.current_thread().name)


def make_rings(freed_on: list[str]) -> None:
    for _ in range(gc.get_threshold()[0] * 3):
        Ring(freed_on)


def test_garbage_made_on_any_thread_is_freed_on_the_windows(qtbot: QtBot, watch: GarbageWatch) -> None:
    watch.begin()
    freed_on: list[str] = []
    with ThreadPoolExecutor(1) as others:
        others.submit(make_rings, freed_on).result()
    assert freed_on == [], "nothing is collected where it was made"
    qtbot.waitUntil(lambda: len(freed_on) > 0)
    assert set(freed_on) == {threading.main_thread().name}


def test_nothing_is_collected_while_a_load_asks_for_rest(watch: GarbageWatch) -> None:
    watch.begin()
    freed_on: list[str] = []
    with collector_held():
        make_rings(freed_on)
        watch.look()
        assert freed_on == []
    assert not gc.isenabled(), "a load that ends leaves it to the window"
    watch.look()
    assert freed_on


def test_little_garbage_waits(watch: GarbageWatch) -> None:
    watch.begin()
    gc.collect()
    freed_on: list[str] = []
    Ring(freed_on)
    watch.look()
    assert freed_on == []


def test_python_takes_over_again(qtbot: QtBot) -> None:
    parent = QObject()
    watch = GarbageWatch(parent)
    assert not gc.isenabled()
    watch.stop()
    assert gc.isenabled()
    parent.deleteLater()
