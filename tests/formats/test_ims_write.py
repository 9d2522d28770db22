"""IMS Enterprise as itslearning documents it: element order, profiles, roles, limits."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from app.formats.ims_write import GroupOut, ImsWriter
from app.formats.losses import Held, Losses
from app.formats.packages import About
from app.formats.records import Group, Membership, Person
from app.roster.export import Exported, ExportFormat, ExportRequest, export_roster
from app.roster.mapping import Mapping, Role, SyncKey
from tests.fakes.small_school import GROUPS, MEMBERSHIPS, PEOPLE, WHEN, small_school

ORDER = {
    "enterprise": ("comments", "properties", "person", "group", "membership"),
    "properties": ("comments", "datasource", "target", "type", "datetime", "extension"),
    "person": (
        "comments", "sourcedid", "userid", "name", "demographics", "email", "url", "tel", "adr", "photo",
        "systemrole", "institutionrole", "datasource", "extension",
    ),
    "sourcedid": ("source", "id"),
    "name": ("fn", "sort", "nickname", "n"),
    "n": ("family", "given", "other", "prefix", "suffix", "partname"),
    "demographics": ("gender", "bday", "disability"),
    "group": (
        "comments", "sourcedid", "grouptype", "description", "org", "timeframe", "enrollcontrol", "email",
        "url", "relationship", "datasource", "extension",
    ),
    "grouptype": ("scheme", "typevalue"),
    "description": ("short", "long", "full"),
    "relationship": ("sourcedid", "label"),
    "membership": ("comments", "sourcedid", "member"),
    "member": ("comments", "sourcedid", "idtype", "role"),
    "role": ("subrole", "status", "userid", "comments", "datetime", "timeframe"),
}  # fmt: skip


def exported(
    path: Path,
    mapping: Mapping | None = None,
    people: tuple[Person, ...] = PEOPLE,
    groups: tuple[Group, ...] = GROUPS,
    memberships: tuple[Membership, ...] = MEMBERSHIPS,
) -> tuple[ET.Element, Exported]:
    with small_school(people, groups, memberships) as roster:
        request = ExportRequest(ExportFormat.IMS_ENTERPRISE, path, WHEN, mapping=mapping or Mapping())
        told = export_roster(roster, request)
    return ET.parse(path).getroot(), told


def check_order(element: ET.Element) -> None:
    """Every child of every element is one that may be there, and stands after those before it."""
    allowed = ORDER.get(element.tag, ())
    places = [allowed.index(child.tag) for child in element]
    assert places == sorted(places), element.tag
    for child in element:
        check_order(child)


def by_id(root: ET.Element, tag: str) -> dict[str, ET.Element]:
    found = {element.findtext("sourcedid/id") or "": element for element in root.findall(tag)}
    assert len(found) == len(root.findall(tag)), "an id stands twice"
    return found


def test_elements_stand_in_the_order_of_the_format(tmp_path: Path) -> None:
    root, _ = exported(tmp_path / "x.xml")
    check_order(root)
    assert root.findtext("properties/datasource") == "Provisioning Wizard"


def test_people_have_profiles_and_only_what_was_said(tmp_path: Path) -> None:
    root, _ = exported(tmp_path / "x.xml")
    people = by_id(root, "person")
    assert people.keys() == {"P1", "P2", "P3", "P4", "S1", "S2", "staff-P1"}
    zoe = people["P1"]
    role = zoe.find("institutionrole")
    assert role is not None
    assert role.attrib == {"primaryrole": "Yes", "institutionroletype": "Student"}
    assert (zoe.get("recstatus"), zoe.findtext("userid"), zoe.findtext("name/fn")) == (
        "1",
        "zobrien.304",
        "Zoë O’Brien",
    )
    assert (zoe.findtext("demographics/gender"), zoe.findtext("demographics/bday")) == ("1", "2015-03-01")
    assert people["P2"].find("demographics") is None, "an empty date of birth is refused"
    assert people["S1"].findtext("name/n/prefix") == "Mr"
    assert not any("password" in user.attrib for user in root.iter("userid"))


def test_the_hierarchy_has_parents_before_children_and_says_their_level(tmp_path: Path) -> None:
    root, _ = exported(tmp_path / "x.xml")
    groups = by_id(root, "group")
    seen: dict[str, str] = {}
    for key, group in groups.items():
        value = group.find("grouptype/typevalue")
        parent, label = group.findtext("relationship/sourcedid/id"), group.findtext("relationship/label")
        assert value is not None
        assert parent in seen or parent == key == "root"
        assert label == seen.get(parent or "", "0")
        seen[key] = value.get("level") or ""
    assert [seen[key] for key in ("root", "A1930499999", "Y7", "R7A", "C1")] == ["0", "1", "2", "2", "2"]
    assert {key for key, group in groups.items() if group.findtext("grouptype/typevalue") == "Course"} == {
        "C1", "C2", "C3",
    }  # fmt: skip
    assert groups["R7A"].findtext("relationship/sourcedid/id") == "Y7"


def test_members_have_the_mapping_s_roles(tmp_path: Path) -> None:
    mapping = Mapping(other_staff=Role(profile="Guest", role="04"))
    root, told = exported(tmp_path / "x.xml", mapping)
    (taught,) = (one for one in root.findall("membership") if one.findtext("sourcedid/id") == "C1")
    roles = {one.findtext("sourcedid/id"): one.find("role") for one in taught.findall("member")}
    assert {key: role.get("roletype") for key, role in roles.items() if role is not None} == {
        "P1": "01", "S1": "02", "S2": "04",
    }  # fmt: skip
    assert {one.findtext("idtype") for one in taught.findall("member")} == {"1"}
    school = next(one for one in root.findall("membership") if one.findtext("sourcedid/id") == "A1930499999")
    assert len(school.findall("member")) == 7, "everyone belongs to the school itself"
    profile = by_id(root, "person")["S2"].find("institutionrole")
    assert profile is not None
    assert profile.get("institutionroletype") == "Guest"
    assert told.files == {"people": 7, "groups": 12, "memberships": 18}


def test_what_the_mapping_does_not_ask_for_is_left_out_and_counted(tmp_path: Path) -> None:
    root, told = exported(tmp_path / "x.xml")
    assert "CLUB" not in by_id(root, "group")
    lost = {(one.kind, one.field, one.why): one.count for one in told.not_held}
    assert lost["group", "", "The mapping does not ask for groups of the type MISC."] == 1
    assert lost["membership", "", "The mapping does not ask for groups of the type DEPARTMENT."] == 1


def test_itslearning_s_limits_are_kept_and_said(tmp_path: Path) -> None:
    people = (Person("K" * 70, "student", "T" * 40, "F" * 70, "S" * 64, year_label="7"),)
    root, told = exported(
        tmp_path / "x.xml", people=people, groups=(Group("G", "CLASS", "N" * 80),), memberships=()
    )
    (person,) = root.findall("person")
    texts = [person.findtext(f"name/n/{part}") or "" for part in ("given", "family", "prefix")]
    assert [len(text) for text in texts] == [64, 64, 32]
    assert person.findtext("sourcedid/id") == "K" * 70, "an id is never cut"
    title = by_id(root, "group")["G"].find("description")
    assert title is not None
    assert (title.findtext("short"), title.findtext("long")) == ("N" * 64, "N" * 80)
    held = {(one.field, one.held) for one in told.not_held}
    assert {("forename", Held.CHANGED), ("title", Held.CHANGED), ("key", Held.DOUBTFUL)} <= held
    assert not {one for one in held if one[0] in ("surname", "name")}


def test_whoever_lacks_the_sync_key_is_left_out_and_said_loudly(tmp_path: Path) -> None:
    root, told = exported(tmp_path / "x.xml", Mapping(sync_key=SyncKey.MIS_ID))
    assert by_id(root, "person").keys() == {"007", "5", "6"}
    left = [(one.kind, one.count) for one in told.not_held if one.held is Held.LEFT_OUT and not one.field]
    assert sorted(left) == [("membership", 4), ("staff", 1), ("student", 3)]


def test_two_people_of_one_sync_key_are_never_both_written(tmp_path: Path) -> None:
    people = tuple(Person(f"P{number}", "student", mis_id="9", surname="x") for number in range(2))
    root, told = exported(tmp_path / "x.xml", Mapping(sync_key=SyncKey.MIS_ID), people, (), ())
    assert len(root.findall("person")) == 1
    assert any("Someone else has the same key" in one.why for one in told.not_held)


def test_a_primary_school_s_registration_groups_stand_in_for_courses_under_ids_of_their_own(
    tmp_path: Path,
) -> None:
    groups = tuple(group for group in GROUPS if group.type != "CLASS")
    members = tuple(member for member in MEMBERSHIPS if member.group_type != "CLASS")
    root, told = exported(tmp_path / "x.xml", groups=groups, memberships=members)
    courses = {
        key
        for key, group in by_id(root, "group").items()
        if group.findtext("grouptype/typevalue") == "Course"
    }
    assert courses == {"provisioning-wizard:course:R7A"}
    assert any("stand in" in note for note in told.notes)


def test_the_parts_of_a_document_can_not_be_asked_for_out_of_order() -> None:
    writer = ImsWriter(io.BytesIO(), About("s", "School", WHEN), Losses())
    writer.group(GroupOut("g", "g", "G", "Site", 0, 0))
    with pytest.raises(ValueError, match="people can't follow groups"):
        writer.person(PEOPLE[0], "P1", "Student", sync_field="key")
    writer.close()
    with pytest.raises(ValueError, match="can't follow"):
        writer.membership("g", [])
