"""The receipt is read whatever its layout, shown before it is noted, and never believed blindly."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.journey.events import ApprovalReceipt
from app.practice.lifecycle import Receipt
from app.practice.wonde_portal import receipt_text
from app.ui.pages.wonde_approval.receipt import (
    Understood,
    moment_in,
    receipt_event,
    understand,
    written_moment,
)

TEN_PAST_TWO = datetime(2026, 11, 3, 14, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "Approved by: Jane Ó'Neill-Byrne\nPosition: Headteacher\nDate: 3 November 2026 14:10",
        "Name | Jane Ó'Neill-Byrne\nRole | Headteacher\nDate and time | 03/11/2026 2:10pm",
        "itslearning was approved by Jane Ó'Neill-Byrne (Headteacher) on 3rd of November 2026 at 14.10.",
        "The app has been authorised by Jane Ó'Neill-Byrne, Headteacher on Tue, 3 Nov 2026 14:10:22 GMT",
        "> Approved by:  Jane Ó'Neill-Byrne, Headteacher\n> When:  2026-11-03T14:10:00Z",
    ],
)
def test_layouts_that_a_receipt_may_have(text: str) -> None:
    found = understand(text)
    assert (found.who, found.position) == ("Jane Ó'Neill-Byrne", "Headteacher")
    assert found.when == "3 November 2026, 14:10"


def test_a_receipt_of_the_practice_portal() -> None:
    receipt = Receipt(
        reference="PR-1A2B",
        who="Ada Byte",
        position="Headteacher",
        at=datetime(2026, 7, 3, 13, 10, tzinfo=UTC),
        people=1354,
        granted=("Students read", "Students upn read"),
        withheld=("Students email read",),
        mode="all",
    )
    found = understand(receipt_text(receipt, "Larkmoor School"))
    assert found == Understood("Ada Byte", "Headteacher", "3 July 2026, 14:10", "PR-1A2B", 2, 1354)
    made = receipt_event(found.who, found.position, found.when, found.reference)
    assert made == ApprovalReceipt(
        who="Ada Byte", position="Headteacher", when=receipt.at, reference="PR-1A2B"
    )


def test_counts_are_read_in_either_order() -> None:
    assert understand("14 permissions, 1,354 people").permissions == 14
    assert understand("Permissions granted: 14\nPeople: 1,354").people == 1354


def test_an_address_or_a_sentence_is_not_taken_for_a_name() -> None:
    assert understand("Approved by: ada.byte@school.example").who == ""
    assert understand("By: 0123456789").who == ""


def test_what_can_not_be_noted_says_what_is_wrong_with_each_field() -> None:
    wrong = receipt_event("", "Head 2 head", "soon", "no number")
    assert isinstance(wrong, dict)
    assert sorted(wrong) == ["position", "reference", "when", "who"]
    assert all("." in text for text in wrong.values())


def test_days_come_before_months() -> None:
    moment = moment_in("04/03/2026")
    assert moment is not None
    assert (moment.day, moment.month) == (4, 3)
    assert moment_in("31/02/2026") is None


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))
def test_a_moment_is_read_back_as_it_was_written(moment: datetime) -> None:
    read = moment_in(written_moment(moment))
    assert read is not None
    assert written_moment(read) == written_moment(moment)


@given(st.text(max_size=400))
def test_any_text_is_survived(text: str) -> None:
    found = understand(text)
    made = receipt_event(found.who, found.position, found.when, found.reference)
    assert isinstance(made, (ApprovalReceipt, dict))


def test_a_long_paste_takes_no_time() -> None:
    for text in ("approved by " * 200_000, "a:" * 200_000, ("x" * 400 + "\n") * 5_000, "1/" * 300_000):
        understand(text)
