"""Streams XML from outside through defusedxml: nothing is fetched, nothing expanded, nothing large held.

Refused: entities of a document's own, in any form; one tag, comment or text over 1 MiB; nesting over 64 deep;
over 60 million tags and texts. A document type may be named, as old exporters do, and is not looked up.
Without an encoding of its own a document is UTF-8 or, if it can't be, Windows-1252; a mix of the two is
refused.
"""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Callable, Iterator
from typing import Any, Protocol
from xml.parsers.expat import XML_PARAM_ENTITY_PARSING_NEVER
from xml.sax import SAXException

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from app.formats.archives import Member
from app.formats.errors import Complaints, HostileFile, InputError, Weight, Where
from app.formats.textfiles import mixed_encodings

PIECE_LIMIT = 1024 * 1024
"""Bytes of one tag or comment, characters of one text."""
DEPTH_LIMIT = 64
PIECES_LIMIT = 60_000_000
_CHUNK = 64 * 1024
_DECLARED = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["']([A-Za-z0-9._:-]+)["']""")
_UNICODE_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_EIGHT_BIT_PIECE = re.compile(rb"[^<>\n]*[\x80-\xff][^<>\n]*")
_NAMES = 1_000
"""Names kept in lower case; a document with more of them pays for it itself."""


class Handler(Protocol):
    """What is told of a document. Names come in lower case and without prefix."""

    def start(self, name: str, attributes: dict[str, str], line: Callable[[], int]) -> None:
        """An element begins; `line` tells where."""
        ...

    def end(self, text: str) -> None:
        """The element that began last and has not ended, ends; `text` stood right before its end."""
        ...


def read_xml(member: Member, handler: Handler, complaints: Complaints) -> None:
    """Tells `handler` of every element of a document. Raises InputError, HostileFile with the line."""
    events = _Events(handler, member.name, complaints)
    parser = events.parser
    try:
        fed = 0
        for chunk in _chunks(member, complaints):
            before = events.count
            parser.feed(chunk)
            fed = 0 if events.count != before else fed + len(chunk)
            if fed > PIECE_LIMIT:
                raise events.refused("holds one tag or comment of over 1 MB")
        parser.close()
    except DefusedXmlException as problem:
        raise events.refused("declares entities of its own, which no export needs") from problem
    except SAXException as problem:
        raise InputError(
            f"is no well-formed XML ({problem.getMessage()})",
            Where(member.name, parser.getLineNumber()),
            "It may be cut off or of two encodings: export it again.",
        ) from problem
    except (LookupError, UnicodeError) as problem:
        raise InputError(
            "is in an encoding that is not known", Where(member.name), "Export it again as UTF-8."
        ) from problem


class _Parser(DefusedExpatParser):
    """defusedxml's parser, its C part calling our own methods without SAX's layers in between (twice as
    fast)."""

    _parser: Any
    """pyexpat's own, which the stubs leave out."""

    def __init__(self, events: _Events) -> None:
        self._events = events
        super().__init__(forbid_dtd=False, forbid_entities=True, forbid_external=True)

    def reset(self) -> None:
        super().reset()
        expat = self._parser
        expat.buffer_text = True
        expat.StartElementHandler = self._events.start
        expat.EndElementHandler = self._events.end
        expat.CharacterDataHandler = self._events.text
        expat.SkippedEntityHandler = self._events.unexplained
        expat.DefaultHandlerExpand = self._events.other
        # A document type somewhere else is named, not read: nothing is fetched for it.
        expat.SetParamEntityParsing(XML_PARAM_ENTITY_PARSING_NEVER)


class _Events:
    """Counts and bounds what the parser finds, and passes it on."""

    def __init__(self, handler: Handler, file: str, complaints: Complaints) -> None:
        self.count = 0
        """Grows with everything found: a document that only grows itself is holding one huge piece."""
        self._start, self._end = handler.start, handler.end
        self._file = file
        self._complaints = complaints
        self._names: dict[str, str] = {}
        self._pieces: list[str] = []
        self._length = 0
        self._depth = 0
        self.parser = _Parser(self)
        self._line: Callable[[], int] = self.parser.getLineNumber

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        self._depth += 1
        if self._depth > DEPTH_LIMIT:
            raise self.refused(f"is nested over {DEPTH_LIMIT} deep")
        if self.count > PIECES_LIMIT:
            raise self.refused(f"holds over {PIECES_LIMIT:,} tags and texts")
        if self._pieces:
            self._forget()
        if attributes:
            attributes = {key.lower(): value for key, value in attributes.items()}
        self._start(self._names.get(name) or self._plain(name), attributes, self._line)

    def end(self, _: str) -> None:
        self._depth -= 1
        if self._pieces:
            text = "".join(self._pieces)
            self._forget()
            self._end(text)
        else:
            self._end("")

    def text(self, data: str) -> None:
        self.count += 1
        self._length += len(data)
        if self._length > PIECE_LIMIT:
            raise self.refused("holds one text of over 1 MB")
        self._pieces.append(data)

    def other(self, _: str) -> None:
        """Comments, instructions, the document type."""
        self.count += 1

    def unexplained(self, name: str, of_type: bool) -> None:
        """An entity that only a document type elsewhere explains, as &eacute; in old exports."""
        if of_type:
            return
        meant = html.unescape(f"&{name};")
        what = "is not explained, and stands as it is" if meant.startswith("&") else "was read as in HTML"
        self._complaints.add(Weight.REPAIRED, f"an entity {what}", Where(self._file, self._line()))
        self.text(meant)

    def refused(self, what: str) -> HostileFile:
        """The error for a document that is not read further."""
        return HostileFile(
            what,
            Where(self._file, self._line()),
            "It was not opened. Export it again, or ask whoever sent it.",
        )

    def _forget(self) -> None:
        self._pieces.clear()
        self._length = 0

    def _plain(self, name: str) -> str:
        plain = name.rpartition(":")[2].lower()
        if len(self._names) < _NAMES:
            self._names[name] = plain
        return plain


# -- encodings ------------------------------------------------------------


def _chunks(member: Member, complaints: Complaints) -> Iterator[bytes]:
    """The document's bytes, turned into UTF-8 where they are Windows-1252 and do not say so."""
    with member.open() as stream:
        head = stream.read(1024)
    eight_bit = _may_be_eight_bit(head) and _is_eight_bit(member)
    if eight_bit:
        complaints.add(Weight.REPAIRED, "was not UTF-8 and was read as Windows-1252", Where(member.name))
    with member.open() as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk.decode("cp1252", errors="replace").encode() if eight_bit else chunk


def _may_be_eight_bit(head: bytes) -> bool:
    """Whether a document leaves it open, or says UTF-8 and may be mistaken."""
    if head.startswith(_UNICODE_MARKS) or b"\0" in head[:4]:
        return False
    declared = _DECLARED.match(head)
    return declared is None or declared.group(1).lower() in (b"utf-8", b"utf8")


def _is_eight_bit(member: Member) -> bool:
    """Whether the bytes can't be UTF-8 and, piece by piece, are all of the other kind. Raises InputError."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with member.open() as stream:
        try:
            while chunk := stream.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
            return False
        except UnicodeDecodeError:
            pass
    line, rest = 1, b""
    with member.open() as stream:
        while chunk := stream.read(_CHUNK):
            block = rest + chunk
            cut = max(block.rfind(b"<"), block.rfind(b"\n")) + 1
            rest = block[cut:] if len(block) - cut < PIECE_LIMIT else b""
            for piece in _EIGHT_BIT_PIECE.finditer(block[: cut or len(block)]):
                try:
                    piece.group().decode("utf-8")
                except UnicodeDecodeError:
                    continue
                raise mixed_encodings(Where(member.name, line + block.count(b"\n", 0, piece.start())))
            line += block.count(b"\n", 0, cut or len(block))
    return True
