"""The headteacher's brief as a self-contained HTML page and as an A4 sheet; its tasks in large print."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import datetime

from app.evidence.brief import Brief, Section, brief_words
from app.evidence.codes import squares, svg
from app.evidence.errors import NotADocument
from app.evidence.pages import page
from app.evidence.sheets import FONT, MARGIN, Sheet, line_height
from app.guidance.content import fill

_SIZES = (10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0)
"""Points, from the one that reads best; the first at which everything is on one page."""
_GAP, _CODE = 5.0, 24.0
_LITTLE, _INSIDE, _LINE = 1.5, 3.0, 8.0
"""Millimetres: between parts, inside a frame, and for a line to be written on."""


def brief_html(brief: Brief) -> str:
    """One page that fetches nothing, for the screen and for A4 paper. Raises ContentError."""
    return page("brief.html").render(brief=brief, code=svg(brief.portal))


def tasks_html(brief: Brief) -> str:
    """The tasks alone, each with its picture, in large print: a page that fetches nothing. Raises
    ContentError."""
    words = brief_words().large
    about = fill(words.about, {"portal": brief.portal})
    return page("tasks.html").render(brief=brief, words=words, about=about)


def brief_pdf(brief: Brief, at: datetime) -> bytes:
    """One A4 page. Takes a second or so: not for the window's thread. Raises NotADocument where the words are
    too many for one page."""
    for size in _SIZES:
        with closing(_Sheet(brief, size, at)) as sheet:
            if sheet.fits:
                return bytes(sheet.output())
    raise NotADocument(
        "The brief does not fit on one page: the school’s name or the guide’s words are too long",
        "Print the HTML page instead.",
    )


class _Sheet(Sheet):
    """A page drawn top to bottom; `fits` says whether the end was reached on it."""

    def __init__(self, brief: Brief, size: float, at: datetime) -> None:
        super().__init__(f"{brief.title}: {brief.school}", at)
        self.size = size
        self.set_auto_page_break(False)
        self.add_page()
        self.fits = self._draw(brief)

    def _draw(self, brief: Brief) -> bool:
        self._line(brief.title, bold=True, scale=1.6)
        if brief.practice:
            self._line(brief.practice, bold=True)
        self.ln(_LITTLE)
        self._line(brief.for_school)
        self._line(brief.purpose, bold=True)
        self.ln(_LITTLE * 2)
        self._two_columns(brief.sections)
        self._rule()
        self._line(brief.tasks_title, bold=True, scale=1.1)
        for number, task in enumerate(brief.tasks, start=1):
            self.ln(_LITTLE / 2)
            self._line(f"{number}. {task.title}", bold=True)
            self._line(f"{task.look} ({task.called})" if task.called else task.look, indent=4)
        self.ln(_LITTLE)
        self._line(f"{brief.stuck.title}. {brief.stuck.text}")
        self._answer(brief)
        return self._code(brief)

    def _rule(self) -> None:
        self.set_draw_color(150)
        self.line(MARGIN, self.get_y(), MARGIN + self.epw, self.get_y())
        self.set_draw_color(0)
        self.ln(_LITTLE * 2)

    def _answer(self, brief: Brief) -> None:
        """What comes back, in a frame of its own."""
        self.ln(_LITTLE * 2)
        top = self.get_y()
        self.ln(_LITTLE * 1.5)
        self.set_left_margin(MARGIN + _INSIDE)
        self.set_right_margin(MARGIN + _INSIDE)
        self._line(brief.reply.title, bold=True, scale=1.1)
        self._line(brief.reply.text)
        self._choices(brief.choices)
        self._signed(brief.signed)
        self.set_margins(MARGIN, MARGIN, MARGIN)
        self.rect(MARGIN, top, self.epw, self.get_y() - top)
        self.ln(_LITTLE * 2)

    def _line(self, text: str, *, bold: bool = False, scale: float = 1.0, indent: float = 0) -> None:
        points = self.size * scale
        self.set_font(FONT, "B" if bold else "", points)
        self.set_x(self.l_margin + indent)
        self.multi_cell(0, line_height(points), text, align="L", new_x="LMARGIN", new_y="NEXT")

    def _two_columns(self, sections: Sequence[Section]) -> None:
        wide = (self.epw - _GAP) / 2
        for left, right in zip(sections[::2], [*sections[1::2], None], strict=False):
            top, lowest = self.get_y(), self.get_y()
            for section, x in ((left, MARGIN), (right, MARGIN + wide + _GAP)):
                if section is None:
                    continue
                self.set_y(top)
                for text, style in ((section.title, "B"), (section.text, "")):
                    self.set_x(x)
                    self.set_font(FONT, style, self.size)
                    self.multi_cell(wide, line_height(self.size), text, align="L", new_x="LEFT", new_y="NEXT")
                lowest = max(lowest, self.get_y())
            self.set_y(lowest + _LITTLE * 1.5)

    def _choices(self, choices: Sequence[str]) -> None:
        for choice in choices:
            self._line(f"□  {choice}", indent=2)

    def _signed(self, lines: Sequence[str]) -> None:
        self.ln(_LINE)
        wide = (self.epw - _GAP * (len(lines) - 1)) / len(lines)
        top, lowest = self.get_y(), self.get_y()
        self.set_font(FONT, "", self.size * 0.85)
        for number, line in enumerate(lines):
            x = self.l_margin + number * (wide + _GAP)
            self.line(x, top, x + wide, top)
            self.set_xy(x, top + 0.5)
            self.multi_cell(wide, line_height(self.size * 0.85), line, align="L", new_x="LEFT", new_y="NEXT")
            lowest = max(lowest, self.get_y())
        self.set_y(lowest + 1)

    def _code(self, brief: Brief) -> bool:
        top = self.get_y()
        rows = squares(brief.portal)
        each = _CODE / len(rows)
        self.set_fill_color(0)
        for y, row in enumerate(rows):
            for x, dark in enumerate(row):
                if dark:
                    self.rect(MARGIN + x * each, top + y * each, each, each, style="F")
        self.set_xy(MARGIN + _CODE + _GAP, top + 4)
        self.set_font(FONT, "", self.size)
        wide = self.epw - _CODE - _GAP
        for text in (brief.code, brief.foot):
            self.set_x(MARGIN + _CODE + _GAP)
            self.multi_cell(wide, line_height(self.size), text, align="L", new_x="LEFT", new_y="NEXT")
        return max(top + _CODE, self.get_y()) <= self.h - MARGIN
