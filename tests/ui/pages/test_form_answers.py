"""What people type into the forms: days, references and names."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.journey.wording import whole_day
from app.ui.pages import form_answers as said

NOW = datetime(2026, 11, 24, 10, 42, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["5 November 2026", "5/11/2026", "05-11-26", "5.11.2026", "2026-11-05", " 5th nov 2026 ", "5 Nov. 2026"],
)
def test_a_day_as_people_write_it(text: str) -> None:
    assert said.parse_day(text) == date(2026, 11, 5)


@pytest.mark.parametrize("text", ["", "soon", "31/2/2026", "11/31/2026", "5 Movember 2026", "1/1/0"])
def test_what_is_no_day(text: str) -> None:
    assert said.parse_day(text) is None
    assert said.day_problem(text, NOW) == said.NOT_A_DAY


def test_a_day_that_has_not_come() -> None:
    assert said.day_problem("25/11/2026", NOW) == said.AHEAD
    assert said.day_problem("24/11/2026", NOW) == ""
    late = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    assert said.today(late) == date(2026, 7, 2), "by a clock in a UK school"


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31)))
def test_a_day_reads_back_as_it_is_written(day: date) -> None:
    assert said.parse_day(whole_day(day)) == day


@given(st.text(max_size=40))
def test_no_text_upsets_the_forms(text: str) -> None:
    said.parse_day(text)
    said.reference_problem(text)
    said.name_problem(text)


def test_references_and_names() -> None:
    assert said.reference_problem("") == said.reference_problem(" INC-1042 ") == ""
    assert said.reference_problem("see my mail") == said.reference_problem("mail") == said.NOT_A_REFERENCE
    assert said.name_problem("") == said.name_problem("Siân O’Brien-Lee") == ""
    assert said.name_problem("Jane <jane@school>") == said.NOT_A_NAME
