"""Invented schools: always the same, exactly counted, with troublesome names and only the planted trouble."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from re import fullmatch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.formats.identifiers import is_temporary_upn, parse_year, upn_problem
from app.practice.content import all_permissions, curriculum, dirt_kinds, names
from app.practice.errors import SpecNotPossible
from app.practice.people import FIRST_ESTABLISHMENT, LA_CODE, UpnIssuer
from app.practice.school import School, SchoolSpec, cohort_sizes, generate
from tests.fakes.practice import school_for

PHASES = ("primary", "secondary", "all-through")


def fingerprint(school: School) -> str:
    """Everything about a school in a few characters."""
    parts = [*school.students, *school.staff, *school.groups, *school.classes, *school.subjects]
    parts += [*school.leavers, *school.future_starters, *school.former_staff, *school.future_staff]
    text = "\n".join(map(repr, [*parts, *school.deletions, *school.answer_key, school.identity]))
    return hashlib.sha256(text.encode()).hexdigest()


def test_the_same_specification_is_the_same_school() -> None:
    spec = SchoolSpec(students=400, seed=11, phase="all-through")
    assert fingerprint(generate(spec)) == fingerprint(generate(spec))


def test_another_seed_is_another_school() -> None:
    assert fingerprint(school_for(SchoolSpec(seed=1))) != fingerprint(school_for(SchoolSpec(seed=2)))


@pytest.mark.parametrize("hash_seed", ["0", "4711"])
def test_pythons_hash_seed_takes_no_part(hash_seed: str) -> None:
    code = (
        "from app.practice.school import *\n"
        "s = generate(SchoolSpec(students=200, seed=3))\n"
        "told = [(x.id, x.upn, x.surname, x.classes) for x in s.students]\n"
        "print(repr(told), s.answer_key, s.counts())"
    )
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONIOENCODING": "utf-8"}
    root = Path(__file__).resolve().parents[2]
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, env=environment, cwd=root, check=True, timeout=120
    )
    school = generate(SchoolSpec(students=200, seed=3))
    told = [(x.id, x.upn, x.surname, x.classes) for x in school.students]
    expected = f"{told!r} {school.answer_key} {school.counts()}"
    assert run.stdout.decode("utf-8").strip() == expected


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("size", [1, 5, 30, 250, 1300])
@pytest.mark.parametrize("dirt", [True, False])
def test_counts_are_what_is_there(phase: str, size: int, dirt: bool) -> None:
    school = school_for(SchoolSpec(students=size, phase=phase, dirt=dirt))
    counts = school.counts()
    assert counts["students"] == size == len(school.students)
    assert counts["staff"] == len(school.staff) >= 5
    assert counts["groups"] == dict(sorted(Counter(group.type for group in school.groups).items()))
    assert counts["classes"] == len(school.classes) > 0
    pairs = {("s", s.id, "g", school.groups[g].id) for s in school.students for g in s.groups}
    pairs |= {("s", s.id, "c", school.classes[c].id) for s in school.students for c in s.classes}
    pairs |= {("e", e.id, "g", school.groups[g].id) for e in school.staff for g in e.groups}
    pairs |= {("e", e.id, "c", school.classes[c].id) for e in school.staff for c in e.classes}
    assert counts["memberships"] == len(pairs)


@pytest.mark.parametrize("phase", PHASES)
def test_both_sides_of_every_class_agree(phase: str) -> None:
    school = school_for(SchoolSpec(students=700, phase=phase))
    for number, taught in enumerate(school.classes):
        assert len(set(taught.students)) == len(taught.students)
        assert all(number in school.students[s].classes for s in taught.students)
        assert all(school.staff[t].classes[number] is main for t, main in taught.teachers.items())
    assert sum(len(c.students) for c in school.classes) == sum(len(s.classes) for s in school.students)
    assert sum(len(c.teachers) for c in school.classes) == sum(len(e.classes) for e in school.staff)


def test_ids_and_keys_are_unique() -> None:
    school = school_for(SchoolSpec(students=3000))
    people = [*school.students, *school.leavers, *school.future_starters]
    ids = [row.id for row in (*people, *school.staff, *school.groups, *school.classes, *school.subjects)]
    assert len(set(ids)) == len(ids)
    assert len({p.mis_id for p in people}) == len(people)
    assert len({e.mis_id for e in school.staff}) == len(school.staff)
    folded = [c.name.casefold() for c in school.classes]
    assert len(set(folded)) == len(folded)
    assert len({(g.type, g.name.casefold()) for g in school.groups}) == len(school.groups)
    assert not any(mark in name for name in folded for mark in ";|,")


def test_every_clean_upn_is_valid_and_fictional() -> None:
    school = school_for(SchoolSpec(students=5000, dirt=False, phase="all-through"))
    people = [*school.students, *school.leavers, *school.future_starters]
    upns = [student.upn or "" for student in people]
    assert len(set(upns)) == len(upns)
    for upn in upns:
        assert upn_problem(upn) is None
        assert upn[1:4] == LA_CODE
        assert int(upn[4:8]) >= FIRST_ESTABLISHMENT


@given(st.integers(0, 2**32), st.integers(1, 30_000), st.integers(1990, 2090), st.booleans())
@settings(max_examples=40)
def test_issued_upns_are_valid_and_never_repeat(seed: int, cohort: int, year: int, temporary: bool) -> None:
    from random import Random

    issuer = UpnIssuer(Random(seed), cohort)
    issued = [issuer.issue(year, temporary=temporary) for _ in range(min(cohort, 300))]
    assert len(set(issued)) == len(issued)
    assert all(upn_problem(upn) is None and is_temporary_upn(upn) is temporary for upn in issued)


@given(st.integers(1, 100_000), st.sampled_from(PHASES))
def test_cohorts_add_up(total: int, phase: str) -> None:
    plan = next(p for p in curriculum().phase if p.id == phase)
    sizes = cohort_sizes(total, plan.years, plan.share)
    assert sum(size for _, size in sizes) == total
    assert all(size >= min(4, total) for _, size in sizes)


@pytest.mark.parametrize("phase", PHASES)
def test_troublesome_names_are_there(phase: str) -> None:
    school = school_for(SchoolSpec(students=120, phase=phase, dirt=False))
    forenames = [s.forename or "" for s in school.students]
    surnames = [s.surname or "" for s in school.students]
    both = [*forenames, *surnames]
    assert any("'" in name or "’" in name for name in both)
    assert any("-" in name for name in both)
    assert any(not name.isascii() for name in both)
    assert any(set(name) & set("ŵŷŴŶ") for name in both)
    assert any(one == other for one, other in zip(forenames, surnames, strict=True)), "one-word names"
    assert any(len(f) + len(s) > 40 for f, s in zip(forenames, surnames, strict=True))
    assert all(name and len(name) <= 64 and name == name.strip() for name in both)
    assert all(unicodedata.is_normalized("NFC", name) for name in both)


def test_every_address_is_on_an_example_domain() -> None:
    school = school_for(SchoolSpec(students=900))
    people = [*school.students, *school.staff, *school.leavers, *school.former_staff]
    assert all((p.email or "x.example").endswith(".example") for p in people)


@pytest.mark.parametrize("phase", PHASES)
def test_a_clean_school_has_no_trouble(phase: str) -> None:
    school = school_for(SchoolSpec(students=640, phase=phase, dirt=False))
    assert school.answer_key == ()
    assert all(len(c.students) > 1 and c.teachers for c in school.classes)
    assert all(s.classes and s.year_label == s.year and s.email and not s.dangling for s in school.students)
    assert all(e.classes for e in school.staff if e.teaching)
    mails = [p.email for p in (*school.students, *school.staff)]
    assert len(set(mails)) == len(mails)
    for student in school.students:
        year = parse_year(student.year)
        assert year is not None
        assert student.date_of_birth is not None
        expected = 2026 - max(year.order, -1) - 5
        assert f"{expected}-09-01" <= student.date_of_birth <= f"{expected + 1}-08-31"


def test_dual_roles_share_upi_and_mis_id() -> None:
    school = school_for(SchoolSpec(students=1200))
    by_upi = {student.upi: student for student in school.students if student.upi}
    planted = {key for entry in school.answer_key if entry.code == "dual-role" for key in entry.ids}
    duals = [employee for employee in school.staff if employee.id in planted]
    assert duals
    for employee in duals:
        student = by_upi[employee.upi]
        assert employee.mis_id == student.mis_id
        assert employee.id != student.id
        assert employee.also_student
        assert student.year in ("12", "13")


def test_there_are_co_teachers_support_staff_leavers_and_starters() -> None:
    school = school_for(SchoolSpec(students=1200))
    assert any(len(c.teachers) > 1 and sum(c.teachers.values()) == 1 for c in school.classes)
    assert any(not employee.teaching for employee in school.staff)
    assert all(leaver.leaving_date and not leaver.classes for leaver in school.leavers)
    assert all(starter.admission_date > "2027" for starter in school.future_starters)
    assert school.former_staff
    assert school.future_staff


def test_a_school_without_classes() -> None:
    school = school_for(SchoolSpec(students=210, phase="primary", classes=False))
    assert school.classes == []
    assert school.counts()["groups"]["REGISTRATION"] > 0
    assert not {"student-in-no-class", "class-without-teacher"} & {entry.code for entry in school.answer_key}


def _twice(values: Iterable[str | None]) -> set[str]:
    return {value for value, count in Counter(values).items() if value and count > 1}


def _found(school: School) -> dict[str, set[str]]:
    """Every planted kind that can be told by looking at the rows, found by looking at the rows."""
    students, staff, classes = school.students, school.staff, school.classes
    people = [*students, *staff]
    emails, names = _twice(p.email for p in people), _twice(s.username.strip().lower() for s in students)
    upns, upis = _twice(s.upn for s in students), _twice(s.upi for s in students)
    texts = {s.id: f"{s.forename}{s.surname}" for s in students}
    upn_ok = {s.id: s.upn for s in students if s.upn and len(s.upn) == 13 and not upn_problem(s.upn)}
    on_roll = {s.upi for s in students if s.year not in ("12", "13")} & {e.upi for e in staff}
    domains = {"students." + school.identity.domain, school.identity.domain}
    return {
        "email-missing": {p.id for p in people if p.email is None},
        "email-shared": {p.id for p in people if p.email in emails},
        "email-wrong-form": {p.id for p in people if p.email and not fullmatch(r"[^@ ]+@[^@ ]+", p.email)},
        "email-elsewhere": {
            p.id
            for p in people
            if p.email and fullmatch(r"[^@ ]+@[^@ ]+", p.email) and p.email.split("@")[1] not in domains
        },
        "username-missing": {s.id for s in students if not s.username},
        "username-clash": {s.id for s in students if s.username.strip().lower() in names},
        "upi-missing": {s.id for s in students if not s.upi},
        "upi-shared": {s.id for s in students if s.upi in upis},
        "upn-missing": {s.id for s in students if s.upn is None},
        "upn-check-letter": {s.id for s in students if s.upn and len(s.upn) == 13 and s.id not in upn_ok},
        "upn-wrong-form": {s.id for s in students if s.upn and len(s.upn) != 13},
        "upn-unknown-la": {key for key, upn in upn_ok.items() if upn[1:4] != LA_CODE},
        "upn-temporary": {key for key, upn in upn_ok.items() if is_temporary_upn(upn)},
        "upn-shared-by-two": {s.id for s in students if s.upn in upns},
        "name-blank": {s.id for s in students if not (s.surname or "").strip()},
        "name-too-long": {s.id for s in students if len(s.forename or "") > 64},
        "name-spaces": {s.id for s in students if (s.forename or "").startswith(" ")},
        "name-not-nfc": {key for key, text in texts.items() if not unicodedata.is_normalized("NFC", text)},
        "text-invisible": {key for key, text in texts.items() if "\u200b" in text},
        "year-odd-label": {
            s.id
            for s in students
            if s.year_label not in (None, s.year) and (parse_year(s.year_label or "") == parse_year(s.year))
        },
        "year-unreadable": {s.id for s in students if s.year_label and parse_year(s.year_label) is None},
        "year-unknown": {s.id for s in students if s.year_group is None},
        "year-against-group": {
            s.id
            for s in students
            if (year := parse_year(s.year_label or "")) is not None and year != parse_year(s.year)
        },
        "dob-missing": {s.id for s in students if s.date_of_birth is None},
        "dob-not-fitting-year": {
            s.id for s in students if s.date_of_birth and not _is_of_age(s.date_of_birth, s.year)
        },
        "student-in-no-class": {s.id for s in students if not s.classes},
        "student-in-too-many-classes": {s.id for s in students if len(s.classes) > 25},
        "student-in-no-registration-group": {s.id for s in students if s.registration is None},
        "leaver-with-classes": {s.id for s in students if s.leaving_date and s.leaving_date < "2027"},
        "future-starter": {s.id for s in students if s.admission_date > "2026-10"},
        "membership-dangling": {s.id for s in students if s.dangling},
        "staff-also-on-roll": {p.id for p in people if p.upi in on_roll},
        "prefix-too-long": {e.id for e in staff if len(e.title or "") > 32},
        "teacher-in-no-class": {e.id for e in staff if e.teaching and not e.classes},
        "teacher-of-too-many-classes": {e.id for e in staff if len(e.classes) > 50},
        "class-without-teacher": {c.id for c in classes if not c.teachers},
        "class-without-students": {c.id for c in classes if not c.students},
        "class-with-one-student": {c.id for c in classes if len(c.students) == 1},
        "class-too-large": {c.id for c in classes if len(c.students) > 50},
        "title-too-long": {c.id for c in classes if len(c.name) > 64},
    }


def _is_of_age(born: str, year: str) -> bool:
    order = {"R": 0, "N2": -1}.get(year)
    begins = 2026 - (int(year) if order is None else order) - 5
    return f"{begins}-09-01" <= born <= f"{begins + 1}-08-31"


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("seed", [7, 21])
def test_the_answer_key_is_all_the_trouble_there_is(phase: str, seed: int) -> None:
    school = school_for(SchoolSpec(students=1500, phase=phase, seed=seed))
    told: dict[str, set[str]] = {}
    for entry in school.answer_key:
        told.setdefault(entry.code, set()).update(entry.ids)
    for code, found in _found(school).items():
        assert found == told[code], code
    by_chance = {"same-name-in-year", "listed-twice"} | ({"dual-role"} if phase != "primary" else set())
    assert set(told) == set(_found(school)) | by_chance
    assert set(told) >= {kind.code for kind in dirt_kinds()}


@pytest.mark.parametrize("phase", PHASES)
def test_most_of_a_school_stays_clean(phase: str) -> None:
    school = school_for(SchoolSpec(students=1500, phase=phase))
    touched = {i for entry in school.answer_key if entry.kind == "student" for i in entry.ids}
    assert 0.02 < len(touched) / 1500 < 0.12


@pytest.mark.parametrize(("students", "phase"), [(0, "secondary"), (100_001, "secondary"), (9, "nursery")])
def test_an_impossible_school_is_refused_in_one_line(students: int, phase: str) -> None:
    with pytest.raises(SpecNotPossible) as refused:
        SchoolSpec(students=students, phase=phase)
    assert "\n" not in str(refused.value)


def test_content_is_whole() -> None:
    plan = curriculum()
    taught = {year for stage in plan.stage for year in stage.years}
    for phase in plan.phase:
        assert set(phase.years) <= taught
        assert len(phase.years) == len(phase.share)
    assert {style.style for style in names().special} >= {
        "apostrophe",
        "hyphen",
        "diacritic",
        "welsh",
        "long",
    }
    listed = [permission.name for permission in all_permissions()]
    assert len(set(listed)) == len(listed)
