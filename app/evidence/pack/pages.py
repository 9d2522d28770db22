"""An evidence pack as one self-contained HTML page and as A4 sheets of PDF."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime

from fpdf.fonts import FontFace

from app.evidence.pack.content import Pack, Section, Table
from app.evidence.pages import page
from app.evidence.sheets import FONT, MARGIN, Sheet, line_height

_TEXT, _CELL = 9.5, 8.0
"""Points."""


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
        self.ln(3)
        if self.will_page_break(line_height(_TEXT) * 6):
            self.add_page()
        self.start_section(section.title)
        self._line(section.title, bold=True, scale=1.25)
        for text in section.text:
            self._line(text)
        for table in section.tables:
            self._table(table, section.title)

    def _table(self, table: Table, title: str) -> None:
        if table.caption != title:
            if self.will_page_break(line_height(_TEXT) * 5):
                self.add_page()
            self._line(table.caption, bold=True)
        self.ln(1)
        self.set_font(FONT, "", _CELL)
        with self.table(
            headings_style=FontFace(emphasis="BOLD"),
            line_height=line_height(_CELL),
            text_align="LEFT",
            padding=0.8,
            col_widths=_widths(table),
        ) as drawn:
            for cells in (table.headings, *table.rows):
                row = drawn.row()
                for cell in cells:
                    row.cell(cell)
        self.ln(1.5)

    def _line(self, text: str, *, bold: bool = False, scale: float = 1.0) -> None:
        points = _TEXT * scale
        self.set_font(FONT, "B" if bold else "", points)
        self.multi_cell(0, line_height(points), text, align="L", new_x="LMARGIN", new_y="NEXT")


def _widths(table: Table) -> tuple[int, ...]:
    """How wide each column is beside the others: by its longest text, within reason."""
    columns = zip(table.headings, *table.rows, strict=True)
    return tuple(min(max(18, *map(len, cells)), 44) for cells in columns)
