"""How a thing is known, in a mark and a word, wherever something is claimed."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.journey.model import How
from app.ui import theme
from app.ui.widgets.mark import Mark, mark_of
from app.ui.widgets.text import Role, label

WORDS = {How.MEASURED: "Measured", How.READ_OFF: "Read off", How.TOLD: "Told"}


def words_of(how: How | None, detail: str = "") -> str:
    """ "Measured: answered by Wonde at 10:44"; "Not known yet" while nothing has been claimed."""
    if how is None:
        return "Not known yet"
    return f"{WORDS[how]}: {detail}" if detail else WORDS[how]


class HowKnown(QWidget):
    """A mark with its word and, where there is one, who or what and when."""

    def __init__(self, how: How | None, detail: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        self.mark = Mark(mark_of(how), self)
        self._words = label("", Role.SECONDARY)
        row.addWidget(self.mark)
        row.addWidget(self._words, 1)
        self.set_how(how, detail)

    def set_how(self, how: How | None, detail: str = "") -> None:
        """Shows another proof."""
        self.mark.set_kind(mark_of(how))
        text = words_of(how, detail)
        self._words.setText(text)
        self.setAccessibleName(text)
