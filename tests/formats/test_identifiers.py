"""UPNs, URNs, DfE numbers and year labels: the arithmetic holds, and nothing uncertain is guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.formats.identifiers import (
    UPN_LETTERS,
    UpnFault,
    is_temporary_upn,
    normalise_laestab,
    parse_year,
    upn_check_letter,
    upn_problem,
    urn_problem,
    year_of_code,
)


@pytest.mark.parametrize(
    "upn",
    ["C304123424001", "G20436142501A", "T201361425017", "B801200005001", "H801200001001", " h801200001001 "],
)
def test_known_good_upns_pass(upn: str) -> None:
    assert upn_problem(upn) is None


@pytest.mark.parametrize(
    ("upn", "fault"),
    [
        ("A801200005001", UpnFault.CHECK_LETTER),
        ("B207000016049", UpnFault.CHECK_LETTER),
        ("C30412342400", UpnFault.FORM),
        ("I304123424001", UpnFault.FORM),
        ("", UpnFault.FORM),
        ("C304123424٠٠1", UpnFault.FORM),
    ],
)
def test_wrong_upns_say_what_is_wrong(upn: str, fault: UpnFault) -> None:
    assert upn_problem(upn) is fault


def test_a_final_letter_marks_a_temporary_upn() -> None:
    assert is_temporary_upn("G20436142501A")
    assert not is_temporary_upn("C304123424001")
    assert not is_temporary_upn("nonsense")


_bodies = st.tuples(
    st.text("0123456789", min_size=11, max_size=11), st.sampled_from("0123456789" + UPN_LETTERS)
).map("".join)


@given(_bodies)
def test_the_letter_made_for_a_body_passes_and_every_other_fails(body: str) -> None:
    right = upn_check_letter(body)
    assert upn_problem(right + body) is None
    for wrong in UPN_LETTERS.replace(right, ""):
        assert upn_problem(wrong + body) is UpnFault.CHECK_LETTER


@given(_bodies, st.integers(0, 10), st.integers(1, 9))
def test_one_wrong_digit_is_caught(body: str, place: int, shift: int) -> None:
    other = body[:place] + str((int(body[place]) + shift) % 10) + body[place + 1 :]
    assert upn_problem(upn_check_letter(body) + other) is UpnFault.CHECK_LETTER


def test_a_body_of_wrong_form_has_no_letter() -> None:
    with pytest.raises(ValueError, match="eleven digits"):
        upn_check_letter("123")


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("R", "R"), ("r", "R"), ("0", "R"), ("00", "R"), ("Reception", "R"), ("Year R", "R"), ("YR", "R"),
        ("Yr R", "R"), ("Girls Reception", "R"), ("Boys Reception", "R"), ("Reception Year", "R"),
        ("N1", "N1"), ("N2", "N2"), ("Nursery", "N"), ("Year N", "N"), ("Year N1", "N1"), ("Nursery 2", "N2"),
        ("7", "7"), ("07", "7"), ("Y7", "7"), ("Year 7", "7"), ("Year  7", "7"), ("Yr7", "7"), ("Yr. 7", "7"),
        ("Year 13", "13"), ("Year Group 11", "11"), ("NC Year 3", "3"), ("YEAR 10", "10"), ("14", "14"),
    ],
)  # fmt: skip
def test_labels_that_are_certain_are_read(label: str, code: str) -> None:
    year = parse_year(label)
    assert year is not None
    assert year.code == code


@pytest.mark.parametrize(
    "label",
    ["", "  ", "Rowan", "Robins", "RW", "7A", "7 Maple", "20", "40", "15", "Year", "Year Seven", "Sixth",
    "Rising",
     "Reception Rowan", "Year 7 Maple",
     "٧", "Nursery Ducks", "-1", "7.5", "R1", "Nurse", "Y", "7 Year", "100"],
)  # fmt: skip
def test_labels_that_are_not_certain_stay_unknown(label: str) -> None:
    assert parse_year(label) is None


@given(st.text(max_size=20))
def test_any_label_at_all_is_read_or_left_alone(label: str) -> None:
    year = parse_year(label)
    if year is not None:
        assert year_of_code(year.code) == year
        assert parse_year(year.code) == year
        assert parse_year(year.title) == year


def test_years_sort_from_nursery_up() -> None:
    labels = ["13", "Year R", "N2", "1", "N1", "Nursery"]
    years = sorted((parse_year(label) for label in labels), key=lambda year: year.order if year else 99)
    assert [year.code for year in years if year] == ["N1", "N2", "N", "R", "1", "13"]


@pytest.mark.parametrize("text", ["304/1234", "304-1234", "304 1234", "3041234", " 3041234 "])
def test_dfe_numbers_are_written_one_way(text: str) -> None:
    assert normalise_laestab(text) == "3041234"


@pytest.mark.parametrize("text", ["", "304123", "30412345", "304//1234", "ABC1234"])
def test_what_is_no_dfe_number_is_none(text: str) -> None:
    assert normalise_laestab(text) is None


def test_urns_are_six_digits() -> None:
    assert urn_problem(" 100001 ") is None
    assert urn_problem("10003") is None
    for wrong in ("", "12345678", "A12345", "012345"):
        assert urn_problem(wrong)
