"""Rules about UPNs, each on its case and beside it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.formats.identifiers import is_temporary_upn, upn_check_letter, upn_problem
from app.guidance.authorities import la_numbers
from app.roster.rules.upns import AUTHORITY, FORM, LETTER, TEMPORARY, verdict
from tests.fakes.clean_school import CleanSchool, Spoil, changed, counts_of, issues_of, together, upn_of


def with_letter(body: str) -> str:
    return upn_check_letter(body) + body


NURSERY = together(
    changed("s01", year_label="N2", upn=None, date_of_birth="2023-01-01"),
    lambda school: school.leave("s01", only=lambda row: row.group_type == "YEAR"),
)


@pytest.mark.parametrize(
    ("code", "who", "spoil"),
    [
        ("upn-wrong-form", {"s01"}, changed("s01", upn=upn_of(1)[1:])),
        ("upn-wrong-form", {"s01"}, changed("s01", upn="unknown")),
        ("upn-check-letter", {"s01"}, changed("s01", upn="A304123424001")),
        ("upn-unknown-la", {"s01"}, changed("s01", upn=with_letter("999990020001"))),
        ("upn-temporary", {"s01"}, changed("s01", upn=with_letter("30499002000A"))),
        ("upn-shared-by-two", {"s01", "s02"}, changed("s01", upn=f" {upn_of(2).lower()} ")),
        ("upn-missing", {"s01"}, changed("s01", upn=None)),
    ],
)
def test_it_names_exactly_those_concerned(code: str, who: set[str], spoil: Spoil) -> None:
    assert issues_of(spoil) == {code: who}


@pytest.mark.parametrize(
    ("code", "spoil"),
    [
        ("upn-check-letter", changed("s01", upn=f" {upn_of(99).lower()} ")),
        ("upn-wrong-form", changed("s01", upn=None)),
        ("upn-unknown-la", changed("s01", upn=with_letter("668990020001"))),
        ("upn-unknown-la", changed("s01", upn=with_letter("943990020001"))),
        ("upn-unknown-la", changed("s01", upn="A999990020001")),  # the letter is what is wrong there
        ("upn-temporary", changed("s01", upn=upn_of(99))),
        ("upn-shared-by-two", lambda school: school.change_all("student", upn=None)),
        ("upn-missing", changed("s01", upn=None, standing="future")),
        ("upn-missing", NURSERY),
        ("upn-missing", together(changed("s01", upn=None), CleanSchool.from_report)),
    ],
)
def test_it_keeps_quiet_beside_its_case(code: str, spoil: Spoil) -> None:
    assert code not in counts_of(spoil)


@given(
    st.text(alphabet="0123456789", min_size=11, max_size=11),
    st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUVWXYZ"),
)
def test_every_upn_gets_the_gravest_word_that_fits(digits: str, last: str) -> None:
    body = digits + last
    upn = with_letter(body)
    word = verdict(upn)
    assert upn_problem(upn) is None
    if body[:3] not in la_numbers():
        assert word == AUTHORITY
    else:
        assert word == (TEMPORARY if is_temporary_upn(upn) else None)
    assert verdict(upn[:-1]) == FORM
    wrong = "B" if upn[0] == "A" else "A"
    assert verdict(wrong + body) == LETTER
