"""All that is said: by a part of the window, aloud as well as on screen, and by files of any kind."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from pypdf import PdfReader
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)


def said_by(part: QWidget | None, *, hidden: bool = False) -> str:
    """Texts, names, descriptions and tips of everything in it, a line each; `hidden` parts too if wanted."""
    assert part is not None
    lines: list[str] = []
    for widget in (part, *part.findChildren(QWidget)):
        if hidden or widget.isVisible():
            lines += _texts(widget)
            lines += (widget.accessibleName(), widget.accessibleDescription(), widget.toolTip())
    return "\n".join(dict.fromkeys(filter(None, lines)))


def said_in(folder: Path) -> dict[str, str]:
    """What every file under a folder says, by its path; members of archives each for themselves."""
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            for name, data in _members(path.relative_to(folder).as_posix(), path.read_bytes()):
                found[name] = _words(name, data)
    return found


def _texts(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
        yield widget.text()
    elif isinstance(widget, QPlainTextEdit | QTextEdit):
        yield widget.toPlainText()
    elif isinstance(widget, QComboBox):
        yield from (widget.itemText(place) for place in range(widget.count()))


def _members(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    if not name.endswith(".zip"):
        yield name, data
        return
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for member in archive.namelist():
            yield f"{name}/{member}", archive.read(member)


def _words(name: str, data: bytes) -> str:
    if name.endswith(".pdf"):
        pages = PdfReader(io.BytesIO(data)).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split())
    return data.decode("utf-8")
