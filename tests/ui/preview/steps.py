"""What tests of the preview do again and again: choose a report, read it, wait, and look at what is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.ui.pages.preview.page import PreviewPage
from app.ui.pages.preview.source import ReadFrom
from app.ui.services import Services
from tests.fakes.mis_reports import NAMES
from tests.fakes.wonde_server import TOKEN

Open = Callable[[], PreviewPage]


def choose_report(qtbot: QtBot, page: PreviewPage, paths: tuple[Path, ...]) -> None:
    page.source.choose(ReadFrom.FILES)
    page.source.drop.chosen.emit(paths)
    qtbot.waitUntil(lambda: bool(page.source.sheets()) or not page.source.notice.isHidden())


def give_token(qtbot: QtBot, page: PreviewPage) -> None:
    """Chooses Wonde and has the token checked."""
    page.source.choose(ReadFrom.WONDE)
    page.source.token.setText(TOKEN)
    page.source.check_token.click()
    qtbot.waitUntil(lambda: bool(page.source.token_state.accessibleName()))


def load(qtbot: QtBot, page: PreviewPage) -> None:
    action = page.primary
    assert action is not None
    assert action.enabled, action.because
    assert action.run is not None
    action.run()
    qtbot.waitUntil(lambda: page.valid or page.error is not None, timeout=20_000)
    qtbot.waitUntil(lambda: not page.services.tasks.busy)


def texts(top: QWidget) -> Iterator[str]:
    """Everything a widget and what is in it shows, says or holds for copying."""
    for widget in (top, *top.findChildren(QWidget)):
        yield from (widget.accessibleName(), widget.accessibleDescription(), widget.toolTip())
        if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
            yield widget.text()
        if isinstance(widget, QComboBox):
            yield from (widget.itemText(place) for place in range(widget.count()))
        if isinstance(widget, QAbstractItemView) and widget.model() is not None:
            yield from cells(widget.model())


def cells(model: QAbstractItemModel, parent: QModelIndex | None = None) -> Iterator[str]:
    above = parent or QModelIndex()
    for row in range(model.rowCount(above)):
        for column in range(1 if isinstance(model, QAbstractListModel) else model.columnCount(above)):
            index = model.index(row, column, above)
            for role in (
                Qt.ItemDataRole.DisplayRole,
                Qt.ItemDataRole.ToolTipRole,
                Qt.ItemDataRole.AccessibleTextRole,
            ):
                yield str(index.data(role) or "")
        if not isinstance(model, QAbstractListModel):
            yield from cells(model, model.index(row, 0, above))


def names_in(top: QWidget) -> set[str]:
    everything = "\n".join(texts(top))
    return {name for name in NAMES if name in everything}


def settle(qtbot: QtBot, services: Services) -> None:
    """Until nothing is asked and every page that was painted has arrived."""
    for _ in range(5):
        qtbot.wait(10)
        qtbot.waitUntil(lambda: not services.tasks.busy and services.tasks.wait_written(0))
