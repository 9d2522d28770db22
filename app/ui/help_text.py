"""A help page in the window's own type: sizes, spaces and colours of the theme."""

from __future__ import annotations

from PySide6.QtGui import QFont, QTextBlockFormat, QTextCursor, QTextDocument, QTextListFormat

from app.ui import theme
from app.ui.stylesheet import HEADING, SECTION

_SIZES = {1: HEADING, 2: SECTION}
LINE_PERCENT = 118


def lay_out(document: QTextDocument) -> None:
    """Gives a page read from Markdown our type: Qt's own headings are far larger than the window's."""
    document.setDocumentMargin(theme.px(18))
    document.setIndentWidth(theme.px(18))
    block = document.begin()
    while block.isValid():
        cursor = QTextCursor(block)
        level = block.blockFormat().headingLevel()
        listed = block.textList() is not None
        cursor.setBlockFormat(
            _spaced(block.blockFormat(), level, listed=listed, first=block == document.begin())
        )
        if level:
            cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
            form = cursor.charFormat()
            form.setFontPointSize(theme.points(_SIZES.get(level, SECTION)))
            form.setFontWeight(QFont.Weight.DemiBold)
            form.clearProperty(form.Property.FontSizeAdjustment)
            cursor.setCharFormat(form)
        block = block.next()
    _tighten_lists(document)


def _spaced(given: QTextBlockFormat, level: int, *, listed: bool, first: bool) -> QTextBlockFormat:
    made = QTextBlockFormat(given)
    made.setLineHeight(LINE_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    made.setTopMargin(0 if first else theme.px(16 if level else 2 if listed else 6))
    made.setBottomMargin(theme.px(4 if level else 2 if listed else 6))
    return made


def _tighten_lists(document: QTextDocument) -> None:
    block = document.begin()
    while block.isValid():
        found = block.textList()
        if found is not None and found.format().indent() != 1:
            form = QTextListFormat(found.format())
            form.setIndent(1)
            found.setFormat(form)
        block = block.next()
