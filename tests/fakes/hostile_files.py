"""Files meant to harm, or simply damaged, each made by a function that takes the folder to put it in."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

GOOD = b"UPN,Forename,Surname\nC304123424001,Ada,Byte\n"


def zipped(path: Path, *members: tuple[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return path


def bomb(folder: Path) -> Path:
    return zipped(folder / "bomb.zip", ("students.csv", GOOD + b"," * 50_000_000))


def traversal(folder: Path) -> Path:
    return zipped(folder / "t.zip", ("../../evil.csv", GOOD))


def absolute(folder: Path) -> Path:
    return zipped(folder / "t.zip", ("/etc/evil.csv", GOOD))


def drive(folder: Path) -> Path:
    return zipped(folder / "t.zip", ("C:evil.csv", GOOD))


def backslash(folder: Path) -> Path:
    return zipped(folder / "t.zip", ("..\\evil.csv", GOOD))


def link(folder: Path) -> Path:
    """A link by its mode alone: what it holds would be read if nobody looked at that."""
    path = folder / "link.zip"
    with zipfile.ZipFile(path, "w") as archive:
        info = zipfile.ZipInfo("students.csv")
        info.create_system = 3
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, GOOD)
    return path


def twins(folder: Path) -> Path:
    return zipped(folder / "twins.zip", ("students.csv", GOOD), ("Students.csv", GOOD))


def crowd(folder: Path) -> Path:
    return zipped(folder / "crowd.zip", *((f"{number}.csv", b"") for number in range(1001)))


def truncated(folder: Path) -> Path:
    path = zipped(folder / "cut.zip", ("students.csv", GOOD * 500))
    path.write_bytes(path.read_bytes()[:-40])
    return path


def damaged(folder: Path) -> Path:
    path = folder / "damaged.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("students.csv", GOOD * 500)
    data = bytearray(path.read_bytes())
    data[200] ^= 0xFF
    path.write_bytes(data)
    return path


def locked(folder: Path) -> Path:
    path = zipped(folder / "locked.zip", ("students.csv", GOOD))
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.index(mark) + offset
        struct.pack_into("<H", data, at, 1)
    path.write_bytes(data)
    return path


def long_line(folder: Path) -> Path:
    path = folder / "long.csv"
    path.write_bytes(GOOD + b"x" * (2 * 1024 * 1024) + b"\n")
    return path


def wide(folder: Path) -> Path:
    path = folder / "wide.csv"
    path.write_bytes(b"UPN,Surname" + b"," * 600 + b"\n")
    return path


def open_quote(folder: Path) -> Path:
    path = folder / "quote.csv"
    path.write_bytes(GOOD + b'"never closed\n' + b"C304123424001,Ada,Byte\n" * 20_000)
    return path


def binary(folder: Path) -> Path:
    path = folder / "b.csv"
    path.write_bytes(bytes(range(256)) * 40 + b"\0" * 4000)
    return path


def old_excel(folder: Path) -> Path:
    path = folder / "old.csv"
    path.write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 100)
    return path


def web_page(folder: Path) -> Path:
    path = folder / "page.csv"
    path.write_bytes(b"<html><table><tr><td>UPN")
    return path


def empty(folder: Path) -> Path:
    path = folder / "empty.csv"
    path.write_bytes(b"")
    return path


def missing(folder: Path) -> Path:
    return folder / "missing.csv"


def false_workbook(folder: Path) -> Path:
    path = folder / "false.xlsx"
    path.write_bytes(GOOD)
    return path


def workbook_of(folder: Path, change: Callable[[str, bytes], bytes]) -> Path:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["UPN", "Forename", "Surname"])
    sheet.append(["C304123424001", "Ada", "Byte"])
    plain = io.BytesIO()
    book.save(plain)
    with zipfile.ZipFile(plain) as source:
        parts = [(info.filename, change(info.filename, source.read(info))) for info in source.infolist()]
    return zipped(folder / "book.xlsx", *parts)


def entity_workbook(folder: Path) -> Path:
    declared = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'

    def declare(_: str, data: bytes) -> bytes:
        return data.replace(b"?>", b"?>" + declared, 1) if b"?>" in data else declared + data

    return workbook_of(folder, declare)


def broken_workbook(folder: Path) -> Path:
    return workbook_of(folder, lambda name, data: data[: len(data) // 2] if "sheet1" in name else data)


def bomb_workbook(folder: Path) -> Path:
    return workbook_of(folder, lambda name, data: data + b" " * 60_000_000 if "sheet1" in name else data)


MEBIBYTE = 1024 * 1024
XML = b'<?xml version="1.0" encoding="UTF-8"?>\n'
PERSON = (
    b'<person recstatus="1"><sourcedid><source>s</source><id>P1</id></sourcedid><name><n>'
    b"<family>Byte</family><given>Ada</given></n></name>"
    b'<institutionrole institutionroletype="Student"/></person>'
)


def xml_of(folder: Path, *parts: bytes) -> Path:
    path = folder / "people.xml"
    with path.open("wb") as stream:
        for part in parts:
            stream.write(part)
    return path


def entity_bomb(folder: Path) -> Path:
    layers = b"".join(
        b'<!ENTITY b%d "%s">' % (number, b"&b%d;" % (number - 1) * 10) for number in range(1, 12)
    )
    return xml_of(
        folder, XML, b'<!DOCTYPE enterprise [<!ENTITY b0 "ha">', layers, b"]>\n<enterprise>&b11;</enterprise>"
    )


def external_entity(folder: Path) -> Path:
    (folder / "secret.txt").write_text("SECRET-CANARY", encoding="utf-8")
    declared = f'<!DOCTYPE enterprise [<!ENTITY e SYSTEM "{(folder / "secret.txt").as_uri()}">]>'.encode()
    return xml_of(folder, XML, declared, b"<enterprise>", PERSON.replace(b"Ada", b"&e;"), b"</enterprise>")


def parameter_entity(folder: Path) -> Path:
    declared = b'<!DOCTYPE enterprise [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;]>'
    return xml_of(folder, XML, declared, b"<enterprise>", PERSON, b"</enterprise>")


def xml_of_one_text(folder: Path) -> Path:
    return xml_of(folder, XML, b"<enterprise><person><email>", *[b"x" * MEBIBYTE] * 64)


def xml_of_one_tag(folder: Path) -> Path:
    return xml_of(folder, XML, b'<enterprise x="', *[b"x" * MEBIBYTE] * 64)


def xml_of_one_comment(folder: Path) -> Path:
    return xml_of(folder, XML, b"<enterprise><!--", *[b"<" * MEBIBYTE] * 64)


def xml_of_cdata(folder: Path) -> Path:
    return xml_of(folder, XML, b"<enterprise><person><email><![CDATA[", *[b"<" * MEBIBYTE] * 64)


def xml_too_deep(folder: Path) -> Path:
    return xml_of(folder, XML, b"<enterprise>", b"<a>" * 1_000_000)


def xml_cut_off(folder: Path) -> Path:
    return xml_of(folder, XML, b"<enterprise>", PERSON, b"<group><sourcedid>")


def xml_of_two_encodings(folder: Path) -> Path:
    name = PERSON.replace(b"Ada", "Zoë".encode())
    other = PERSON.replace(b"P1", b"P2").replace(b"Ada", "Zoë".encode("cp1252"))
    return xml_of(folder, XML, b"<enterprise>\n", name, b"\n", other, b"</enterprise>")


def xml_of_another_kind(folder: Path) -> Path:
    return xml_of(folder, XML, b"<html><body>nothing</body></html>")


def xml_of_unknown_encoding(folder: Path) -> Path:
    return xml_of(folder, b'<?xml version="1.0" encoding="x-none"?>\n<enterprise>', PERSON, b"</enterprise>")


def xml_bomb_in_a_zip(folder: Path) -> Path:
    return zipped(folder / "people.zip", ("people.xml", XML + b"<enterprise>" + b" " * 60_000_000))


def huge_line(folder: Path) -> Path:
    """One line of a gigabyte."""
    path = folder / "huge.csv"
    with path.open("wb") as stream:
        stream.write(GOOD)
        stream.truncate(1024 * MEBIBYTE)
    return path


def very_long_line(folder: Path) -> Path:
    """As long as a line can be in a file that is not too large by itself, nearly."""
    path = folder / "very-long.csv"
    with path.open("wb") as stream:
        stream.write(GOOD)
        for _ in range(128):
            stream.write(b"x" * MEBIBYTE)
    return path


def duplicate_headers(folder: Path) -> Path:
    path = folder / "twice.csv"
    path.write_bytes(b"UPN,Forename,Surname,surname\nC304123424001,Ada,Byte,Bit\n")
    return path


def two_encodings(folder: Path) -> Path:
    path = folder / "two.csv"
    path.write_bytes(GOOD + "G20436142501A,Zoë,A\n".encode() + "T201361425017,Noël,B\n".encode("cp1252"))
    return path


def oneroster_duplicate_headers(folder: Path) -> Path:
    return zipped(
        folder / "or.zip",
        ("manifest.csv", b"propertyName,value\noneroster.version,1.1\n"),
        ("orgs.csv", b"sourcedId,name,type\no1,School,school\n"),
        ("users.csv", b"sourcedId,role,givenName,familyName,role\nu1,student,Ada,Byte,student\n"),
    )


def oneroster_two_encodings(folder: Path) -> Path:
    users = "sourcedId,role,givenName,familyName\nu1,student,Zoë,Byte\n".encode()
    return zipped(
        folder / "or.zip",
        ("manifest.csv", b"propertyName,value\noneroster.version,1.1\n"),
        ("orgs.csv", b"sourcedId,name,type\no1,School,school\n"),
        ("users.csv", users + "u2,student,Noël,Byte\n".encode("cp1252")),
    )


def false_export(folder: Path) -> Path:
    """Says that it is of our own making, and lacks what it needs."""
    return zipped(
        folder / "own.zip",
        ("about.csv", b"About this file,Answer\nFormat,Provisioning Wizard people 1\n"),
        ("students.csv", b"Source id,Forename\n1,Ada\n"),
    )


IN_TABLES = (
    bomb, traversal, absolute, drive, backslash, link, twins, crowd, truncated, damaged, locked,
    long_line, wide, open_quote, binary, old_excel, web_page, empty, missing,
    false_workbook, entity_workbook, broken_workbook, bomb_workbook, duplicate_headers, two_encodings,
)  # fmt: skip
"""Of MIS reports."""
OTHERS = (
    entity_bomb, external_entity, parameter_entity, xml_of_one_text, xml_of_one_tag, xml_of_one_comment,
    xml_of_cdata, xml_too_deep, xml_cut_off, xml_of_two_encodings, xml_of_another_kind,
    xml_of_unknown_encoding, xml_bomb_in_a_zip, huge_line, very_long_line, oneroster_duplicate_headers,
    oneroster_two_encodings, false_export,
)  # fmt: skip
"""Of every other format, and those too large to be made for every test."""
