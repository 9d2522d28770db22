"""What to say on the phone: the version, where one is, the codes spelled out, and what they may ask first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app import __version__
from app.checks.model import Finding
from app.guidance.contacts import contact
from app.guidance.findings import finding_wording
from app.storage.paths import APP_NAME
from app.ui import theme
from app.ui.widgets.card import Card
from app.ui.widgets.clearing import clear
from app.ui.widgets.code_tag import spelled
from app.ui.widgets.copy_text import CopyText
from app.ui.widgets.finding_panel import headline
from app.ui.widgets.text import Role, grows_with_its_words, label, readable

MOST_CODES = 6


@dataclass(frozen=True, slots=True)
class CodeToSay:
    """One code with what it is about."""

    code: str
    spoken: str
    title: str
    first_question: str


@dataclass(frozen=True, slots=True)
class PhoneWords:
    """Everything the panel shows."""

    line: str
    codes: tuple[CodeToSay, ...]
    desk: str
    copy_text: str


def phone_words(step: str, findings: Sequence[Finding], tally: str, desk_id: str = "wonde") -> PhoneWords:
    """The words for a call about `step`; `tally` is how the checks ended, empty before they ran."""
    first: dict[str, Finding] = {}
    for entry in findings:
        first.setdefault(entry.code, entry)
    codes = tuple(
        CodeToSay(code, spelled(code), headline(entry)[0], finding_wording(code).first_question)
        for code, entry in list(first.items())[:MOST_CODES]
    )
    said = ", ".join(entry.code for entry in codes) or "no codes"
    line = f"{APP_NAME} {__version__} · {step} · {said}"
    desk = contact(desk_id)
    copied = [line, f"Checks: {tally}" if tally else "The checks have not been run."]
    copied += [f"{entry.code}: {entry.title}" for entry in codes]
    return PhoneWords(line, codes, f"{desk.line}. {desk.when}", "\n".join(copied))


class PhonePanel(Card):
    """A card within the page: it can stay open while the call goes on and the checks run again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("What to say on the phone", parent=parent)
        self.setObjectName("phone-panel")
        grows_with_its_words(self)
        self._line = readable("", Role.SECTION)
        self._line.setObjectName("phone-line")
        self.add(self._line)
        self._codes = QWidget(self)
        self._grid = QGridLayout(self._codes)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.space(4))
        self._grid.setVerticalSpacing(theme.space(2))
        self._grid.setColumnStretch(1, 1)
        self.add(self._codes)
        self._desk = readable("", Role.SECONDARY)
        self.add(self._desk)
        self.text = CopyText("", button="Copy this", parent=self)
        self.text.field.setVisible(False)
        self.text.button.setObjectName("phone-copy")
        self.add(self.text)

    def show_words(self, words: PhoneWords) -> None:
        """Shows these; nothing that is said already flickers."""
        if self._line.text() == words.line and self._grid.count():
            return
        self._line.setText(words.line)
        self._desk.setText(words.desk)
        self.text.set_text(words.copy_text)
        clear(self._grid)
        for place, code in enumerate(words.codes):
            said = label(code.code, Role.CODE, wrap=False)
            said.setAccessibleName(f"Code {code.spoken}")
            self._grid.addWidget(said, place, 0, Qt.AlignmentFlag.AlignTop)
            about = QWidget(self._codes)
            column = QVBoxLayout(about)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(theme.px(2))
            column.addWidget(label(code.title, Role.STRONG))
            column.addWidget(label(f"They may ask: {code.first_question}", Role.SMALL))
            self._grid.addWidget(about, place, 1)
        self._codes.setVisible(bool(words.codes))
        self.setAccessibleDescription(words.copy_text)
