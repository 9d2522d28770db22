"""An evidence pack as one self-contained HTML page and as A4 sheets of PDF."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import datetime

from fpdf.enums import VAlign
from fpdf.fonts import FontFace

from app.evidence.pack.content import Pack, Section, Table
from app.evidence.pages import page
from app.evidence.sheets import FONT, MARGIN, Sheet, line_height

_TEXT, _CELL = 9.5, 8.0
"""Points."""
_GAP, _PADDING = 1.2, 1.2
_SHORT, _LONG = 32.0, 90.0
"""Millimetres: columns up to the first are as wide as their texts; none counts for more than the second."""
_RULE, _BAND = 150, (236, 239, 243)
"""Colours: of lines, and behind headings."""


def pack_html(pack: Pack) -> str:
    """One page that fetches nothing, for the screen and for A4 paper. Raises ContentError."""
    return page("evidence-pack.html").render(pack=pack)


def pack_pdf(pack: Pack, at: datetime) -> bytes:
    """As many A4 pages as it takes, with bookmarks. Takes a second or so: not for the window's thread."""
    with closing(_PackSheet(pack, at)) as sheet:
        return bytes(sheet.output())


class _PackSheet(Sheet):
    def __init__(self, pack: Pack, at: datetime) -> None:
        super().__init__(f"{pack.title}: {pack.school}", at)
        self._foot = f"{pack.practice or pack.title} · {pack.school}"
        self.set_auto_page_break(True, MARGIN + line_height(_CELL) * 2)
        self.add_page()
        self._line(pack.title, bold=True, scale=1.7)
        for text, bold in ((pack.practice, True), (pack.warning, True), (pack.for_school, False)):
            if text:
                self._line(text, bold=bold)
        self._line(pack.purpose)
        for section in pack.sections:
            self._section(section)
        self.ln(3)
        self._line(pack.searched)
        self._line(pack.foot)

    def footer(self) -> None:
        """Whose it is, and which page, at the foot of each."""
        self.set_y(-MARGIN)
        self.set_font(FONT, "", _CELL)
        self.cell(0, line_height(_CELL), f"{self._foot} · {self.page_no()}", align="L")

    def _section(self, section: Section) -> None:
        self.ln(_GAP * 3)
        if self.will_page_break(line_height(_TEXT) * 8):
            self.add_page()
        self.start_section(section.title)
        self._line(section.title, bold=True, scale=1.25)
        for text in section.text:
            self._line(text)
        for table in section.tables:
            self._table(table, section.title)

    def _table(self, table: Table, title: str) -> None:
        if table.caption != title:
            self.ln(_GAP)
            if self.will_page_break(line_height(_TEXT) * 8):
                self.add_page()
            self._line(table.caption, bold=True)
        self.set_font(FONT, "", _CELL)
        self.set_draw_color(_RULE)
        with self.table(
            headings_style=FontFace(emphasis="BOLD", fill_color=_BAND),
            line_height=line_height(_CELL),
            text_align="LEFT",
            v_align=VAlign.T,
            padding=_PADDING,
            col_widths=self._widths(table),
        ) as drawn:
            for cells in (table.headings, *table.rows):
                row = drawn.row()
                for cell in cells:
                    row.cell(cell)
        self.ln(_GAP)

    def _widths(self, table: Table) -> tuple[float, ...]:
        """How wide each column is beside the others: whole where its texts are short, so that no date is
        broken; the others share what is left, by their longest text."""
        room = 2 * _PADDING + 1
        columns = zip(table.headings, *table.rows, strict=True)
        wanted = [self._widest(heading, texts) + room for heading, *texts in columns]
        left = self.epw - sum(wide for wide in wanted if wide <= _SHORT)
        long = [min(wide, _LONG) for wide in wanted if wide > _SHORT]
        return tuple(
            wide if wide <= _SHORT else max(_SHORT, left * min(wide, _LONG) / sum(long)) for wide in wanted
        )

    def _widest(self, heading: str, texts: Sequence[str]) -> float:
        """The width of a column's longest text in one line; a heading may take two, but no word is broken."""
        self.set_font(FONT, "B", _CELL)
        words = max(
            self.get_string_width(f"{heading} ") / 2,
            *(self.get_string_width(f"{word} ") for word in heading.split()),
        )
        self.set_font(FONT, "", _CELL)
        return max([words, *(self.get_string_width(f"{text} ") for text in texts)])

    def _line(self, text: str, *, bold: bool = False, scale: float = 1.0) -> None:
        points = _TEXT * scale
        self.set_font(FONT, "B" if bold else "", points)
        self.multi_cell(0, line_height(points), text, align="L", new_x="LMARGIN", new_y="NEXT")
        self.ln(_GAP)
