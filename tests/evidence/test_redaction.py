"""Nobody's data leaves: ten thousand awkward people, in every form a value may hide in."""

from __future__ import annotations

import base64
import functools
import itertools
import json
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.evidence.errors import Leak, SearchBroken
from app.evidence.redaction import Guard
from app.evidence.redaction.index import Index
from app.evidence.redaction.own_wording import own_wording
from app.evidence.redaction.readings import TooTangled, as_words, readings
from app.evidence.redaction.values import birth_dates, full_names
from app.formats.records import Person, PersonKind
from app.storage.paths import resource
from tests.fakes.awkward_people import ORDINARY, awkward_people, forms, planted_values, token
from tests.fakes.small_school import PEOPLE, small_school

CROWD = 10_000


@functools.cache
def crowd() -> tuple[Person, ...]:
    return tuple(awkward_people(CROWD))


@functools.cache
def crowd_guard() -> Guard:
    guard = Guard(allowed=("Brookfield High School",))
    guard.watch(crowd())
    guard.watch_tokens(token())
    return guard


def a_person(**told: str | None) -> Person:
    return Person(**{"key": "K", "kind": PersonKind.STUDENT, **told})


ADA = a_person(forename="Ada", surname="Featherstonehaugh", upn="C304123424001")


def guarding(*people: Person, tokens: Iterable[str] = (), allowed: tuple[str, ...] = ()) -> Guard:
    guard = Guard(allowed=allowed)
    guard.watch(people)
    guard.watch_tokens(*tokens)
    return guard


def test_a_document_may_be_meant_to_hold_a_name_and_no_other_may() -> None:
    guard = guarding(ADA)
    letter = {"letter.txt": b"Approved by Ada Featherstonehaugh."}
    with pytest.raises(Leak):
        guard.check(letter)
    guard.allowing("Ada Featherstonehaugh").check(letter)
    with pytest.raises(Leak):
        guard.check(letter)


def test_each_of_ten_thousand_people_is_found_in_one_form_or_another() -> None:
    """Every kind of value meets every form, many hundred times over."""
    guard = crowd_guard()
    missed: list[tuple[str, str]] = []
    for turn, person in enumerate(crowd()):
        values = list(planted_values(person).items())
        kind, value = values[turn // 12 % len(values)]
        form, written = forms(value)[turn % 12]
        if not guard.look(f'{{"seen": "x {written} y"}}'.encode()):
            missed.append((kind, form))
    assert not missed


@pytest.mark.parametrize("form", range(12))
def test_every_form_of_the_hardest_names(form: int) -> None:
    guard = crowd_guard()
    for person in crowd()[:60]:
        for value in (*planted_values(person).values(), token()):
            assert guard.look(f"[{forms(value)[form][1]}]".encode()), forms(value)[form][0]


def test_planting_one_makes_the_writer_refuse_and_name_nobody() -> None:
    person = a_person(forename="Zoë", surname="Featherstonehaugh")
    with pytest.raises(Leak) as refused:
        guarding(person).check({"status.json": b"{}", "notes.json": b'{"by": "Zoe Featherstonehaugh"}'})
    assert "notes.json" in str(refused.value)
    assert "full name" in str(refused.value)
    assert "Feather" not in str(refused.value)


def test_a_name_in_a_files_name_is_refused() -> None:
    with pytest.raises(Leak, match="full name"):
        guarding(a_person(forename="Ada", surname="Oduya")).check({"ada-oduya.json": b"{}"})


def test_all_that_the_program_says_is_nobody() -> None:
    """Help pages, catalogues and guides speak of reading, pages, power, short and long things."""
    guard = crowd_guard()
    for folder in ("help", "catalogues", "guides", "journeys", "documents"):
        for path in resource(folder).rglob("*.*"):
            if path.suffix in (".toml", ".md", ".html"):
                assert not guard.look(path.read_bytes()), path.name


def test_ordinary_words_are_nobody() -> None:
    guard = crowd_guard()
    for word in ORDINARY:
        for text in (
            f"The {word.lower()} way",
            f"{word} it",
            f"{word.upper()}: 12",
            f"a{word}b",
            f"Mark\n{word}s",
        ):
            assert not guard.look(text.encode()), text
    numbers = {"counts": {"students": 1212, "staff": 141}, "at": "2026-11-24T10:42:00Z", "events": 42}
    assert not guard.look(json.dumps(numbers).encode())


def test_jsons_own_words_are_nobody() -> None:
    guard = guarding(a_person(forename="Mark", surname="Null"))
    assert not guard.look(b'{"since": null, "mark": "none", "true": true}')
    assert guard.look(b'{"since": "Null, Mark"}') == {"full name"}
    assert guard.look(b"name: Mark Null") == {"full name"}


def test_a_name_that_our_own_wording_says_is_searched_as_names_are_written() -> None:
    """“Read off” is what this program says all day; “Read Off” written as a name is somebody."""
    assert " read off " in own_wording().words
    guard = guarding(a_person(forename="Read", surname="Off"))
    assert not guard.look(b"it was read off a portal")
    assert guard.look(b"it was Read Off") == {"full name"}
    assert guard.look(b"READ OFF") == {"full name"}


def test_a_name_that_cannot_be_told_from_our_wording_is_left_out_and_counted() -> None:
    words = own_wording().cased.split()
    first, last = next(
        (one, two) for one, two in itertools.pairwise(words) if one.istitle() and two.istitle()
    )
    guard = guarding(a_person(forename=first, surname=last))
    assert guard.searched.left_out > 0
    assert not guard.look(f"{first} {last}".encode())


def test_what_a_document_is_meant_to_name_is_no_leak() -> None:
    rose = a_person(forename="Rose", surname="Oduya")
    guard = guarding(rose, allowed=("Rose Oduya Primary School",))
    assert not guard.look(b"Rose Oduya Primary School")
    assert guard.look(b"Rose Oduya, Primary 2") == {"full name"}


@pytest.mark.parametrize(
    "told",
    [
        {"surname": "Featherstonehaugh"},
        {"forename": "Featherstonehaugh"},
        {"forename": "Ada", "surname": "Lom", "legal_forename": "Featherstonehaugh", "legal_surname": "Lom"},
    ],
)
def test_one_name_and_legal_names(told: dict[str, str]) -> None:
    legal = "Featherstonehaugh Lom" if len(told) > 1 else "Featherstonehaugh"
    assert guarding(a_person(**told)).look(legal.encode()) == {"full name"}


def test_nobody_without_a_name() -> None:
    assert not full_names(a_person())


def test_names_too_short_to_search_for_are_counted() -> None:
    assert guarding(a_person(forename="O")).searched.left_out == 2  # the name, and the key “K”


def test_identifiers_count_only_where_they_stand_alone() -> None:
    guard = guarding(a_person(mis_id="20131102", username="jsmith.304"))
    assert guard.look(b'"id": "20131102"') == {"identifier"}
    assert not guard.look(b'"sha256": "ab20131102cd"')
    assert guard.look(b"by jsmith.304, today") == {"identifier"}


def test_identifiers_that_also_stand_for_other_things_are_left_out_and_counted() -> None:
    guard = guarding(a_person(mis_id="1042", staff_code="JSM", username="password"))
    assert guard.searched.left_out == 4
    assert not guard.look(b"1042 events, password, JSM")


@pytest.mark.parametrize(
    "written", ["2013-11-02", "02/11/2013", "2.11.2013", "2 November 2013", "20131102", "02/11/13"]
)
def test_a_date_of_birth_in_the_ways_it_is_written(written: str) -> None:
    guard = guarding(a_person(date_of_birth="2013-11-02"))
    assert guard.look(f"born {written}.".encode()) == {"date of birth"}


def test_a_date_of_birth_that_is_no_date_is_searched_as_it_stands() -> None:
    assert list(birth_dates("some day")) == ["some day"]


def test_by_form_alone_where_nobody_is_loaded() -> None:
    guard = Guard()
    assert not guard.searched.whole
    assert guard.look(b"pupil C304123424001 moved") == {"UPN"}
    assert not guard.look(b"pupil A304123424001 moved"), "its check letter is wrong"
    assert guard.look(b"write to someone@school.example") == {"e-mail address"}
    assert not guard.look(b"write to support@wonde.com")


def test_how_much_was_searched_for() -> None:
    guard = crowd_guard()
    assert guard.searched.whole
    assert guard.searched.people == CROWD
    assert guard.searched.values > 5 * CROWD
    assert guard.searched.tokens == 1


def test_a_text_made_to_unfold_without_end_is_refused() -> None:
    endless = json.dumps("%2525 &amp;amp; \\\\ " * 5_000)
    with pytest.raises(TooTangled):
        list(readings(endless))
    with pytest.raises(Leak, match="more than can be looked through"):
        Guard().check({"x": endless.encode()})


def test_escapes_that_json_knows() -> None:
    assert 'a"b\\c d' in set(readings('a\\"b\\\\c\\td'))


def test_base64_that_a_mail_program_broke_into_lines() -> None:
    text = base64.encodebytes(b"." * 70 + b" for Ada Featherstonehaugh, who is new" + b"." * 60)
    assert text.count(b"\n") > 1
    assert guarding(ADA).look(text) == {"full name"}


def test_text_in_two_octets_a_letter() -> None:
    guard = guarding(a_person(forename="Ada", surname="Oduya"))
    assert guard.look("Ada Oduya".encode("utf-16-le")) == {"full name"}


def leaks(guard: Guard) -> bool:
    """Whether the writer lets a planted person through: what the tests above say can't happen."""
    try:
        guard.check({"notes.json": b'"Ada Featherstonehaugh"'})
    except (Leak, SearchBroken):
        return False
    return True


def test_with_redaction_switched_off_these_tests_fail_and_the_writer_refuses_everything(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    guard = guarding(ADA)
    assert not leaks(guard)
    with monkeypatch.context() as off:
        off.setattr(Guard, "look", lambda *_: frozenset())
        with pytest.raises(SearchBroken, match="overlooked"):
            guard.check({"status.json": b"{}"})
        off.setattr(Guard, "try_out", lambda *_: None)
        assert leaks(guard), "with the search and its trial both off, a planted person gets out"


@pytest.mark.parametrize("form", ["reversed", "URL-encoded", "base64", "JSON-escaped"])
def test_a_search_that_no_longer_sees_through_one_form_is_found_out(
    monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    import app.evidence.redaction.readings as module

    broken = {
        "reversed": [0], "URL-encoded": [1], "JSON-escaped": [3], "base64": [4]
    }[form]  # fmt: skip
    whole = module._unfolded
    monkeypatch.setattr(
        module, "_unfolded", lambda text: [one for at, one in enumerate(whole(text)) if at not in broken]
    )
    with pytest.raises(SearchBroken, match=form):
        Guard().try_out()


def test_a_guard_shows_nobody_when_printed() -> None:
    assert "Featherstonehaugh" not in repr(guarding(ADA))


def test_what_is_removed_from_an_index_is_not_found() -> None:
    index = Index(words=False)
    assert index.add("abcdef", "x")
    assert not index.add("ab", "x")
    index.remove("abcdef")
    assert not list(index.find("abcdef"))
    assert len(index) == 0


LETTERS = st.characters(categories=("Ll", "Lu", "Lo"))
NAMES = st.text(LETTERS, min_size=2, max_size=12).filter(lambda name: len(as_words(name)) > 4)


@given(NAMES, NAMES, st.integers(0, 11))
def test_any_name_in_any_form(first: str, last: str, form: int) -> None:
    guard = guarding(a_person(forename=first, surname=last))
    assert guard.look(f"({forms(f'{first} {last}')[form][1]})".encode()) or guard.searched.left_out > 1


@given(st.binary(max_size=400))
def test_any_octets_are_searched_without_trouble(data: bytes) -> None:
    assert guarding(ADA).look(data) <= {
        "UPN",
        "e-mail address",
    }


@given(st.text(st.sampled_from('abc 0129-/.:{}",\n'), max_size=300))
def test_words_and_numbers_are_nobody(text: str) -> None:
    assert not guarding(a_person(forename="Ada", surname="Featherstonehaugh", upn="C304123424001")).look(
        text.encode()
    )


def test_everyone_in_a_roster_is_searched_for() -> None:
    with small_school() as roster:
        guard = Guard.of(roster, tokens=(token(),), allowed=("Example High School",))
    assert guard.searched.people == len(PEOPLE)
    assert guard.look(b"O'Brien, Zoe") == {"full name"}
    assert guard.look(token().upper().encode()) == {"token"}
    assert not Guard.of(None).searched.whole
