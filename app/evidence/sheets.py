"""PDF sheets of A4 with our own fonts, for print."""

from __future__ import annotations

from datetime import datetime

from fpdf import FPDF
from fpdf.fonts import TTFFont

from app.storage.paths import APP_NAME, resource

FONT = "DejaVu"
"""In regular and bold; has every letter of the languages of these islands."""
MARGIN = 12.0
"""Millimetres, on every side."""


class Sheet(FPDF):
    """An empty A4 document in British English. Close it, or its fonts' files stay open."""

    def __init__(self, title: str, at: datetime) -> None:
        super().__init__(format="A4")
        self.set_creator(APP_NAME)
        self.set_title(title)
        self.set_lang("en-GB")
        self.set_creation_date(at)
        self.add_font(FONT, "", resource("fonts", "DejaVuSans.ttf"))
        self.add_font(FONT, "B", resource("fonts", "DejaVuSans-Bold.ttf"))
        self.set_margins(MARGIN, MARGIN, MARGIN)
        self.c_margin = 0  # so that lines of text, rules and tables begin at the same edge
        self.set_line_width(0.2)

    def close(self) -> None:
        """Lets go of the fonts’ files, which would stay open as long as the sheet is."""
        for font in self.fonts.values():
            if isinstance(font, TTFFont):
                font.ttfont.close()


def line_height(points: float) -> float:
    """The height of a line of text, in millimetres."""
    return points * 0.3528 * 1.28
