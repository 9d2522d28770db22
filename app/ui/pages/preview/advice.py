"""What to export from the MIS, in parts that can be taken in one by one."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.formats.report_columns import advice_caution, export_advice
from app.ui import theme
from app.ui.pages.two_up import TwoUp
from app.ui.widgets.text import Role, label


@dataclass(frozen=True, slots=True)
class AdviceWords:
    """What holds for any MIS, and what is typical of this one; parts without words are empty."""

    general: str = ""
    students: str = ""
    staff: str = ""
    mis: str = ""
    text: str = ""
    typical: str = ""


def advice_words(mis: str | None) -> AdviceWords:
    """The advice for a school's MIS, from the catalogue."""
    general, own = AdviceWords(), AdviceWords()
    for advice in export_advice(mis):
        if advice.mis == "any":
            general = AdviceWords(advice.text, ", ".join(advice.students), ", ".join(advice.staff))
        else:
            typical = (
                f"Typical names: {', '.join(advice.typical)}. {advice_caution()}" if advice.typical else ""
            )
            own = AdviceWords(mis=advice.title, text=advice.text, typical=typical)
    return AdviceWords(general.general, general.students, general.staff, own.mis, own.text, own.typical)


class ExportAdvice(QWidget):
    """The advice, shown until there is a report to look at."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, theme.px(6))
        column.setSpacing(theme.px(14))
        self._general = label("", Role.SECONDARY, parent=self)
        self._students, self._staff = (
            _Part(who, self) for who in ("For each student", "For each member of staff")
        )
        self._own = _Part("", self)
        self._typical = label("", Role.SMALL, parent=self)
        self._own.add(self._typical)
        column.addWidget(self._general)
        column.addWidget(TwoUp(self._students, self._staff, from_px=520, gap=28, parent=self))
        column.addWidget(self._own)
        self.words = AdviceWords()

    def show_words(self, words: AdviceWords) -> None:
        """Shows another school's advice."""
        self.words = words
        self._general.setText(words.general)
        self._students.say(words.students)
        self._staff.say(words.staff)
        self._own.say(words.text, f"From {words.mis}")
        self._typical.setText(words.typical)
        self._typical.setVisible(bool(words.typical))


class _Part(QWidget):
    """A heading with what belongs under it."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(3))
        self._title = label(title, Role.STRONG, parent=self)
        self._text = label("", Role.SECONDARY, parent=self)
        self._column.addWidget(self._title)
        self._column.addWidget(self._text)
        self._column.addStretch(1)

    def add(self, widget: QWidget) -> None:
        """Puts something under the text."""
        self._column.insertWidget(self._column.count() - 1, widget)

    def say(self, text: str, title: str = "") -> None:
        """Says something else; without text there is nothing to see."""
        self._text.setText(f"{text[:1].upper()}{text[1:]}{'' if text.endswith('.') else '.'}")
        if title:
            self._title.setText(title)
        self.setVisible(bool(text))
