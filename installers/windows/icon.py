"""Draws the program's .ico from the SVG that the window shows: the school, white on the accent colour."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from app.storage.paths import resource
from app.ui.tokens import LIGHT, Token

SIDES = (16, 20, 24, 32, 40, 48, 64, 96, 128, 256)
"""What Windows asks for, from the title bar at 100 % to the largest icons of Explorer."""
ROUNDED = 0.21
MARGIN = 0.15


def write_icon(target: Path) -> Path:
    """Writes the icon, each size drawn for itself, and returns its path."""
    drawings = [Image.open(io.BytesIO(_png(side))) for side in SIDES]
    target.parent.mkdir(parents=True, exist_ok=True)
    drawings[-1].save(
        target, format="ICO", sizes=[(side, side) for side in SIDES], append_images=drawings[:-1]
    )
    return target


def _png(side: int) -> bytes:
    drawing = resource("icons", "school.svg").read_text(encoding="utf-8")
    drawing = drawing.replace("token:ink", LIGHT[Token.ON_ACCENT])
    picture = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(LIGHT[Token.ACCENT]))
    painter.drawRoundedRect(QRectF(0, 0, side, side), side * ROUNDED, side * ROUNDED)
    inset = side * (MARGIN if side >= 32 else MARGIN / 2)
    inside = QRectF(picture.rect()).adjusted(inset, inset, -inset, -inset)
    QSvgRenderer(QByteArray(drawing.encode())).render(painter, inside)
    painter.end()
    written = QByteArray()
    buffer = QBuffer(written)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")
    return bytes(written.data())
