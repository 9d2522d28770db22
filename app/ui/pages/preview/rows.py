"""A row that says what was found, why it matters and what to do, with the way to whom it concerns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.turning_row import TurningRow
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.mark import SPOKEN, Mark, MarkKind
from app.ui.widgets.pill import Pill
from app.ui.widgets.text import Role, grows_with_its_words, label

WORDS_PX = 380
"""At 100 % text: sentences that are narrower than that get a line of their own, above the buttons."""


@dataclass(frozen=True, slots=True)
class Way:
    """A button of a row: its object name, its words, what it is called aloud, what it does."""

    name: str
    words: str
    spoken: str
    run: Callable[[], None]


def whom(count: int, one: str, several: str) -> str:
    """ "Show this person", "Show these 4 people"."""
    return f"Show this {one}" if count == 1 else f"Show these {count:,} {several}"


class FoundRow(QFrame):
    """One thing found. `sentences` stand under the title, each in lines of its own."""

    def __init__(
        self,
        mark: MarkKind,
        title: str,
        sentences: tuple[str, ...],
        how_many: str,
        ways: tuple[Way, ...],
        *,
        line_above: bool,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setProperty("lineAbove", line_above)
        said = tuple(sentence for sentence in sentences if sentence)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, theme.px(9), 0, theme.px(9))
        across.setSpacing(theme.px(12))
        across.addWidget(Mark(mark, self), 0, Qt.AlignmentFlag.AlignTop)
        words = self._words(title, said)
        beside = self._beside(how_many, ways)
        across.addWidget(TurningRow(words, beside, left_least=WORDS_PX, parent=self) if beside else words, 1)
        self.setAccessibleName(f"{SPOKEN[mark]}: {title} {how_many}".strip())
        self.setAccessibleDescription(" ".join(said))

    def _words(self, title: str, sentences: tuple[str, ...]) -> QWidget:
        words = QWidget(self)
        grows_with_its_words(words)
        column = QVBoxLayout(words)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(2))
        column.addWidget(label(title, Role.STRONG, parent=words))
        for sentence in sentences:
            column.addWidget(label(sentence, Role.SECONDARY, parent=words))
        return words

    def _beside(self, how_many: str, ways: tuple[Way, ...]) -> QWidget | None:
        """How many, and the ways to them."""
        parts: list[QWidget] = [Pill(how_many, "quiet", self)] if how_many else []
        parts += [self._button(way) for way in ways]
        if not parts:
            return None
        beside = FlowRow(self, gap=10, right=True)
        for part in parts:
            beside.add(part)
        return beside

    def _button(self, way: Way) -> QPushButton:
        button = QPushButton(way.words, self)
        button.setObjectName(way.name)
        button.setAccessibleName(way.spoken)
        button.clicked.connect(way.run)
        return button
