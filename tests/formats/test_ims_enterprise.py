"""IMS Enterprise as it arrives: itslearning's, plain, old Fronter's, in any order, with any damage."""

from __future__ import annotations

import random
import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.formats.errors import InputError
from app.formats.records import PersonStanding
from tests.fakes.rows import Rows, ims_rows

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def person(
    key: str, role: str | None = "Student", given: str = "Ada", family: str = "Byte", more: str = ""
) -> str:
    said = f'<institutionrole primaryrole="Yes" institutionroletype="{role}"/>' if role else ""
    return (
        f"<person><sourcedid><source>s</source><id>{key}</id></sourcedid>\n"
        f"<name><n><family>{family}</family><given>{given}</given></n></name>{more}{said}</person>\n"
    )


def group(key: str, title: str, parent: str = "school", type_: str = "Unspecified", level: int = 2) -> str:
    return (
        f"<group><sourcedid><source>s</source><id>{key}</id></sourcedid><grouptype><scheme>itslearning</scheme>"
        f'<typevalue level="{level}">{type_}</typevalue></grouptype><description><short>{title}</short>'
        f'</description><relationship relation="1"><sourcedid><source>s</source><id>{parent}</id></sourcedid>'
        "<label>x</label></relationship></group>\n"
    )


def member(key: str, role: str = "01", more: str = "", idtype: int = 1) -> str:
    return (
        f"<member><sourcedid><source>s</source><id>{key}</id></sourcedid><idtype>{idtype}</idtype>"
        f'<role roletype="{role}">{more}</role></member>\n'
    )


def membership(key: str, *members: str) -> str:
    return f"<membership><sourcedid><id>{key}</id></sourcedid>{''.join(members)}</membership>\n"


PARTS = (
    person("P1"),
    person("P2", given="Bo"),
    person("T1", "Staff", "Tom", "Sample"),
    group("school", "Example School", "root", "School", 1),
    group("Y7", "Year 7"),
    group("C1", "7a/Sc1", type_="Course"),
    group("CLUB", "Chess"),
    membership("Y7", member("P1"), member("P2")),
    membership("C1", member("P1"), member("T1", "02")),
)


def document(folder: Path, *parts: str, head: str = HEAD, encoding: str = "utf-8") -> Path:
    path = folder / "people.xml"
    path.write_bytes((head + "<enterprise>\n" + "".join(parts) + "</enterprise>\n").encode(encoding))
    return path


def held(rows: Rows) -> tuple[set[object], set[object], set[object]]:
    return set(rows.all_people), set(rows.all_groups), set(rows.all_memberships)


def test_the_sample_gives_its_own_numbers(samples: Path) -> None:
    rows, facts = ims_rows(samples / "ims-enterprise-itslearning.xml")
    ada, tom = rows.people()
    assert (ada.key, ada.kind, ada.username, ada.date_of_birth, ada.year_label) == (
        "WA000001", "student", "aexample.304", "2013-11-02", "7",
    )  # fmt: skip
    assert (tom.kind, tom.teaching, tom.date_of_birth) == ("staff", None, None)
    assert [(one.key, one.type, one.name) for one in rows.groups()] == [("Y7", "YEAR", "Year 7")]
    assert [(one.person_key, one.role) for one in rows.memberships()] == [
        ("WA000001", "learner"), ("WA900001", "teacher"),
    ]  # fmt: skip
    assert facts.school == ("3049999", "Example High School")
    assert (facts.people, facts.carers, facts.others, facts.complaints) == (2, 1, 0, ())


@given(st.randoms())
def test_any_order_of_elements_means_the_same(
    tmp_path_factory: pytest.TempPathFactory, shuffle: random.Random
) -> None:
    folder = tmp_path_factory.mktemp("order")
    usual, _ = ims_rows(document(folder, *PARTS))
    mixed = list(PARTS)
    shuffle.shuffle(mixed)
    rows, facts = ims_rows(document(folder, *mixed))
    assert held(rows) == held(usual)
    assert facts.complaints == ()


def test_groups_are_told_by_what_the_file_says_of_them(tmp_path: Path) -> None:
    rows, facts = ims_rows(document(tmp_path, *PARTS))
    assert {one.key: one.type for one in rows.groups()} == {"Y7": "YEAR", "C1": "CLASS", "CLUB": "MISC"}
    assert facts.school == ("school", "Example School")
    assert {one.key: one.year_label for one in rows.people()} == {"P1": "7", "P2": "7", "T1": None}
    assert any("named like a year" in note for note in facts.notes)


def test_someone_in_two_years_has_none_that_is_known(tmp_path: Path) -> None:
    parts = (*PARTS, group("Y8", "Year 8"), membership("Y8", member("P2")))
    rows, _ = ims_rows(document(tmp_path, *parts))
    assert {one.key: one.year_label for one in rows.people()} == {"P1": "7", "P2": None, "T1": None}


FRONTER = """<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE ENTERPRISE PUBLIC "IMS Enterprise/LMS Interoperability DTD" "http://nowhere.invalid/ims.dtd">
<ENTERPRISE>
<PROPERTIES><DATASOURCE>VLE</DATASOURCE><TARGET>ClassFronter/School</TARGET></PROPERTIES>
<PERSON recstatus="1"><SOURCEDID><SOURCE>VLE</SOURCE><ID>zo&eacute;b</ID></SOURCEDID>
<USERID pwencryptiontype="4">zoeb</USERID><NAME><FN>Zoë Byte</FN></NAME>
<EXTENSION><USERACCESS accesstype="User"/></EXTENSION></PERSON>
<PERSON recstatus="1"><SOURCEDID><SOURCE>VLE</SOURCE><ID>tsample</ID></SOURCEDID>
<NAME><FN>Tom Sample</FN><N><FAMILY>Sample</FAMILY><GIVEN>Tom</GIVEN></N></NAME></PERSON>
<PERSON recstatus="3"><SOURCEDID><SOURCE>VLE</SOURCE><ID>gone</ID></SOURCEDID></PERSON>
<PERSON recstatus="1"><SOURCEDID><SOURCE>VLE</SOURCE><ID>nobody</ID></SOURCEDID>
<NAME><FN>X</FN></NAME></PERSON>
<GROUP recstatus="1"><SOURCEDID><ID>7a</ID></SOURCEDID><GROUPTYPE><SCHEME>FronterStructure1.0</SCHEME>
<TYPEVALUE level="2"/></GROUPTYPE><DESCRIPTION><SHORT/>
<LONG>A title that is far longer than sixty characters, and so stands here</LONG></DESCRIPTION></GROUP>
<GROUP recstatus="1"><SOURCEDID><ID>room</ID></SOURCEDID><GROUPTYPE><SCHEME>FronterStructure1.0</SCHEME>
<TYPEVALUE level="4"/></GROUPTYPE><GROUPTYPE><SCHEME>Roomprofile1.0</SCHEME>
<TYPEVALUE>UNI</TYPEVALUE></GROUPTYPE><DESCRIPTION><SHORT>Room</SHORT></DESCRIPTION>
<RELATIONSHIP relation="1"><SOURCEDID><ID>7a</ID></SOURCEDID></RELATIONSHIP></GROUP>
<MEMBERSHIP><SOURCEDID><ID>room</ID></SOURCEDID>
<MEMBER><SOURCEDID><ID>zo&eacute;b</ID></SOURCEDID><IDTYPE>1</IDTYPE>
<ROLE recstatus="1" roletype="02"><STATUS>1</STATUS></ROLE></MEMBER>
<MEMBER><SOURCEDID><ID>tsample</ID></SOURCEDID><IDTYPE>1</IDTYPE>
<ROLE recstatus="1" roletype="07"><STATUS>1</STATUS></ROLE></MEMBER>
<MEMBER><SOURCEDID><ID>7a</ID></SOURCEDID><IDTYPE>2</IDTYPE>
<ROLE recstatus="1" roletype="01"><STATUS>1</STATUS></ROLE></MEMBER>
</MEMBERSHIP>
</ENTERPRISE>
"""


def test_old_fronter_s_dialect_is_read_and_its_guesses_are_said(tmp_path: Path) -> None:
    path = tmp_path / "fronter.xml"
    path.write_bytes(FRONTER.encode("iso-8859-1"))
    rows, facts = ims_rows(path)
    assert [(one.key, one.kind, one.username) for one in rows.people()] == [
        ("zoéb", "student", "zoeb"), ("tsample", "staff", "tsample"),
    ]  # fmt: skip
    assert (rows.all_people[0].forename, rows.all_people[0].surname) == ("Zoë", "Byte")
    assert {one.key: (one.type, one.parent_key) for one in rows.groups()} == {
        "7a": ("MISC", None), "room": ("ROOM", "7a"),
    }  # fmt: skip
    assert rows.all_groups[0].name is not None
    assert rows.all_groups[0].name.startswith("A title that is far longer")
    assert [(one.person_key, one.role) for one in rows.memberships()] == [
        ("zoéb", "learner"), ("tsample", "teacher"),
    ]  # fmt: skip
    assert facts.others == 1
    assert any("which may be wrong" in note for note in facts.notes)
    assert any("old Fronter" in note for note in facts.notes)
    assert any("may enter rooms" in note for note in facts.notes)
    said = [str(one) for one in facts.complaints]
    assert any("marked for deletion" in one for one in said)
    assert any("an entity was read as in HTML" in one and "line 5" in one for one in said)


def test_people_without_a_role_are_what_their_roles_in_groups_say(tmp_path: Path) -> None:
    parts = (
        person("A", None), person("B", None), person("C", None),
        membership("G", member("A"), member("B"), member("B", "02")),
        group("G", "Group"),
    )  # fmt: skip
    rows, facts = ims_rows(document(tmp_path, *parts))
    assert {one.key: one.kind for one in rows.people()} == {"A": "student", "B": "staff"}
    assert facts.others == 1


def test_roles_decide_who_is_there(tmp_path: Path) -> None:
    two = '<institutionrole institutionroletype="Staff"/>'
    parts = (
        person("S", "Learner"), person("F", "Faculty"), person("N", "ProspectiveStudent"),
        person("C", "Carer"), person("G", "Guest"), person("A", "Administrator"),
        person("D", "Student", more=two), membership("X", member("D"), member("D", "02")), group("X", "X"),
    )  # fmt: skip
    rows, facts = ims_rows(document(tmp_path, *parts))
    assert [(one.key, one.kind, one.teaching) for one in rows.people()] == [
        ("S", "student", None), ("F", "staff", 1), ("N", "student", None), ("A", "staff", None),
        ("D", "student", None), ("D", "staff", None),
    ]  # fmt: skip
    assert rows.all_people[2].standing is PersonStanding.FUTURE
    assert (facts.carers, facts.others) == (1, 1)
    assert [(one.person_kind, one.role) for one in rows.memberships()] == [
        ("student", "learner"), ("staff", "teacher"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("<person><name><fn>x</fn></name></person>", "a person has no id"),
        (person("P1", given="Cy"), "a second person of one id"),
        (group("C1", "twice"), "a second group of one id"),
        (person("Z", more="<demographics><bday>31/02/2014</bday></demographics>"), "is not a date"),
        (membership("C1", member("P9")), "names a person who is not there"),
        (membership("C9", member("P1")), "names a group that is not there"),
        (membership("C1", member("P2", more="<status>0</status>")), "is not active"),
    ],
)
def test_every_complaint_has_its_line_and_reading_goes_on(tmp_path: Path, part: str, said: str) -> None:
    rows, facts = ims_rows(document(tmp_path, *PARTS, part))
    assert {"P1", "P2", "T1"} <= {one.key for one in rows.people()}
    (found,) = [str(one) for one in facts.complaints if said in str(one)]
    assert re.search(r"people\.xml, line \d+, column \w+: ", found)
    assert int(re.findall(r"line (\d+)", found)[0]) > "".join(PARTS).count("\n")
    assert "Byte" not in found
    assert "P9" not in found


def test_windows_1252_without_saying_so_is_read_and_said(tmp_path: Path) -> None:
    path = document(tmp_path, person("P1", given="Zoë"), person("P2", family="O’Brien"), encoding="cp1252")
    rows, facts = ims_rows(path)
    assert [(one.forename, one.surname) for one in rows.people()] == [("Zoë", "Byte"), ("Ada", "O’Brien")]
    assert any("Windows-1252" in str(one) for one in facts.complaints)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_what_a_file_says_of_its_encoding_is_believed(tmp_path: Path, encoding: str) -> None:
    head = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>'
    path = document(tmp_path, person("P1", given="Zoë"), head=head, encoding=encoding)
    rows, facts = ims_rows(path)
    assert rows.all_people[0].forename == "Zoë"
    assert facts.complaints == ()


def test_a_file_in_a_zip_or_a_folder_is_found_and_two_are_not_guessed_between(tmp_path: Path) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    document(folder, *PARTS)
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.write(folder / "people.xml", "nested/people.xml")
    alone, _ = ims_rows(folder / "people.xml")
    for path in (folder, tmp_path / "export.zip"):
        assert held(ims_rows(path)[0]) == held(alone)
    (folder / "second.xml").write_text("<enterprise/>", encoding="utf-8")
    with pytest.raises(InputError, match="2 XML files"):
        ims_rows(folder)


def test_a_long_title_is_put_together_again_and_another_long_one_is_a_description(tmp_path: Path) -> None:
    one = group("A", "Short</short><long>Short and more")
    other = group("B", "7A</short><long>The form of Mr Sample")
    rows, _ = ims_rows(document(tmp_path, *PARTS, one.replace("more</short>", "more</long>"),
                                other.replace("Sample</short>", "Sample</long>")))  # fmt: skip
    named = {group.key: (group.name, group.description) for group in rows.groups()}
    assert named["A"] == ("Short and more", None)
    assert named["B"] == ("7A", "The form of Mr Sample")


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_in_one_line(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.mktemp("any") / "x.xml"
    path.write_bytes(b"<enterprise>" + data)
    refused = "", "-"
    try:
        ims_rows(path)
    except InputError as problem:
        refused = str(problem), problem.remedy
    assert "\n" not in refused[0]
    assert refused[1]


def test_a_group_in_a_group_is_below_it(tmp_path: Path) -> None:
    parts = (
        "<group><sourcedid><id>A</id></sourcedid></group>",
        "<group><sourcedid><id>B</id></sourcedid></group>",
        membership("A", member("B", idtype=2)), membership("B", member("A", idtype=2)),
    )  # fmt: skip
    rows, _ = ims_rows(document(tmp_path, person("P"), *parts))
    assert {one.key: one.parent_key for one in rows.groups()} == {"A": None, "B": "A"}
    assert rows.all_memberships == []


def test_a_membership_may_name_its_group_after_its_members_and_must_name_one(tmp_path: Path) -> None:
    bare = "<group><sourcedid><id>B</id></sourcedid></group>\n"
    late = f"<membership>{member('P1')}{member('B', idtype=2)}<sourcedid><id>C1</id></sourcedid>"
    late += "</membership>\n"
    none = f"<membership>{member('P2')}{member('T1')}</membership>\n"
    parts = (*PARTS[:7], bare, late, none, membership("CLUB", member("P2")))
    rows, facts = ims_rows(document(tmp_path, *parts))
    assert [(one.person_key, one.group_key) for one in rows.memberships()] == [("P1", "C1"), ("P2", "CLUB")]
    assert [str(one) for one in facts.complaints if "names no group" in one.what]
    assert next(one for one in rows.groups() if one.key == "B").parent_key == "C1"
