"""A list of USO accounts beside a roster: who is in one feed and not in the other, and nobody guessed."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cli import run
from app.formats.account_list import ACCOUNT_KEYS, Account, AccountList, read_account_list
from app.formats.errors import InputError
from app.formats.records import Person, PersonStanding
from app.roster.accounts import (
    AccountComparison,
    Outcome,
    account_words,
    accounts_document,
    compare_accounts,
    save_accounts_csv,
)
from tests.fakes.small_school import small_school

UPN, OTHER = "C304123424001", "G20436142501A"
REPORT = f"""\
UPN,Forename,Surname,Year Group,Username,Email
{UPN},Quilla,Fetherstone,Year 7,q.304,q@school.example
{OTHER},Peregrin,Vantongeren,Year 7,p.304,p@school.example
"""


def listed(tmp_path: Path, text: str, name: str = "uso.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def compared(
    people: tuple[Person, ...], *accounts: tuple[str | None, str | None, str | None]
) -> AccountComparison:
    rows = tuple(Account(line, *account, "", "") for line, account in enumerate(accounts, start=2))
    with small_school(people, (), ()) as roster:
        return compare_accounts(roster, AccountList("uso.csv", (), rows, ()))


def pupil(key: str, **details: Any) -> Person:
    return Person(key, "student", forename="Fore", surname=f"Sur{key}", **details)


def staff(key: str, **details: Any) -> Person:
    return Person(key, "staff", forename="Fore", surname=f"Sur{key}", **details)


def counts(found: AccountComparison) -> dict[str, int]:
    return {str(outcome): found.count(outcome) for outcome in Outcome if found.count(outcome)}


def test_who_is_in_one_and_not_in_the_other(tmp_path: Path) -> None:
    path = listed(
        tmp_path,
        f"USO Username,UPN,E-mail,First name,Last name,Status\n"
        f"ZOBRIEN.304,{UPN.lower()},,Zoë,O'Brien,live\nnew.304,,,New,Comer,live\ng.304,,,Gone,Leaver,live\n"
        "tsample.304,,T@School.example,Tom,Sample,live\n",
    )
    read = read_account_list(path)
    assert {one.header: one.field for one in read.columns}["USO Username"] == "username"
    with small_school() as roster:
        found = compare_accounts(roster, read)
    assert found.keys == ACCOUNT_KEYS
    assert found.matched == {"student": 1, "staff": 1}
    assert found.by_key == {"upn": 1, "email": 1, "username": 3}
    assert counts(found) == {"only-in-list": 1, "only-in-source": 4, "leaver": 1}
    assert found.count(Outcome.ONLY_IN_SOURCE, "student") == 2
    assert found.may_be_same == 0


def test_details_are_used_only_as_far_as_both_sides_hold_them() -> None:
    people = (pupil("1", upn=UPN), pupil("2", upn=OTHER), staff("3", email="s@x.example"))
    found = compared(people, (UPN, None, "a.304"), (None, None, "b.304"))
    assert found.keys == ("upn",), "nobody in the roster has a username, and no account an e-mail address"
    assert counts(found) == {"only-in-source": 1, "not-told": 2}
    assert found.may_be_same == 1
    assert "Up to 1" in " ".join(found.notes)


def test_without_a_detail_in_common_nothing_is_claimed() -> None:
    found = compared((pupil("1", upn=UPN),), (None, None, "a.304"))
    assert (found.keys, found.found) == ((), ())
    assert found.notes == (account_words().no_common,)
    assert accounts_document(found, None)["exit_code"] == 2


def test_two_feeds_that_speak_of_the_same_people_in_different_details() -> None:
    """One account by username alone, one pupil by e-mail alone: they may be the same, and that is said."""
    people = (pupil("1", email="p@x.example"), staff("2", username="s.304", email="s@x.example"))
    found = compared(people, (None, None, "p.304"), (None, "s@x.example", "s.304"))
    assert counts(found) == {"only-in-list": 1, "only-in-source": 1}
    assert found.may_be_same == 1


@pytest.mark.parametrize(
    ("people", "accounts", "expected"),
    [
        ((pupil("1", username="a.304"), pupil("2", username="A.304 ")), [(None, None, "a.304")], 1),
        ((pupil("1", username="a.304"),), [(None, None, "a.304"), (None, None, "A.304")], 2),
        (
            (pupil("1", upn=UPN, username="a.304"), pupil("2", upn=OTHER, username="b.304")),
            [(UPN, None, "b.304")],
            1,
        ),
        ((pupil("1", upn=UPN, username="a.304"),), [(OTHER, None, "a.304")], 1),
    ],
    ids=["two people, one username", "two accounts, one person", "details of two people", "another UPN"],
)
def test_nothing_is_guessed(
    people: tuple[Person, ...], accounts: list[tuple[str | None, str | None, str | None]], expected: int
) -> None:
    found = compared(people, *accounts)
    assert counts(found) == {"unclear": expected}
    assert account_words().differs in found.notes


def test_a_leaver_without_an_account_is_as_it_should_be() -> None:
    gone = pupil("1", username="a.304", standing=PersonStanding.LEAVER)
    found = compared((gone, pupil("2", username="b.304")), (None, None, "b.304"))
    assert counts(found) == {}
    assert accounts_document(found, None)["exit_code"] == 0


def test_another_kind_of_username_is_suspected() -> None:
    found = compared((pupil("1", username="network1"),), (None, None, "a.304"))
    assert any("username" in note and "different kinds" in note for note in found.notes)


details = st.tuples(*[st.none() | st.sampled_from(["a", "b", "c", "d"])] * 3)


@given(st.lists(details, max_size=6), st.lists(details, min_size=1, max_size=6))
def test_everybody_is_accounted_for_once(
    people: list[tuple[str | None, ...]], accounts: list[tuple[str | None, str | None, str | None]]
) -> None:
    made = tuple(
        pupil(str(number), **dict(zip(ACCOUNT_KEYS, given_, strict=True)))
        for number, given_ in enumerate([*people, (None, None, None)])
    )
    found = compared(made, *accounts)
    if not found.keys:
        return
    listed_lines = [one.account.line for one in found.found if one.account]
    assert len(listed_lines) == len(set(listed_lines)), "no account is listed twice"
    alone = [one.person.key for one in found.found if one.person and not one.account]
    assert len(alone) == len(set(alone))
    assert sum(found.matched.values()) + len(listed_lines) == len(accounts)
    assert sum(found.matched.values()) + len(alone) <= len(made)


def test_the_list_with_names_is_safe_and_holds_no_upn(tmp_path: Path) -> None:
    people = (
        Person("1", "student", forename="=1+1", surname="Formula", upn=UPN, username="f.304"),
        Person("2", "staff", forename="Eva", surname="Help", username="e.304"),
    )
    found = compared(people, (OTHER, None, "@new.304"))
    path = tmp_path / "look.csv"
    assert save_accounts_csv(found, path, replace=False) == 3
    text = path.read_bytes().decode("utf-8-sig")
    assert UPN not in text
    assert OTHER not in text
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["Username"] for row in rows] == ["'@new.304", "f.304", "e.304"]
    assert [row["Line in the account list"] for row in rows] == ["2", "", ""]
    assert rows[1]["Forename"] == "'=1+1"
    assert rows[2]["Student or staff"] == "Staff"
    with pytest.raises(FileExistsError):
        save_accounts_csv(found, path, replace=False)


def test_whoever_an_unclear_account_could_mean_is_in_the_list(tmp_path: Path) -> None:
    people = (pupil("1", username="a.304"), pupil("2", username="A.304"), pupil("3", username="b.304"))
    path = tmp_path / "look.csv"
    assert save_accounts_csv(compared(people, (None, None, "a.304")), path, replace=False) == 4
    rows = list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"))))
    assert [row["Surname"] for row in rows] == ["Sur3", "", "Sur1", "Sur2"]
    assert [row["Line in the account list"] for row in rows] == ["", "2", "2", "2"]


@pytest.mark.parametrize(
    "text",
    [
        "Username\na.304\n",
        "sep=;\nUsername;UPN\na.304;\n",
        "Accounts of Brookfield\n\nUser name\tForename\na.304\tAda\n",
        "\ufeffLogin name,Status\na.304,live\n",
    ],
)
def test_columns_are_guessed_leniently(tmp_path: Path, text: str) -> None:
    (only,) = read_account_list(listed(tmp_path, text)).accounts
    assert only.username == "a.304"


def test_a_workbook_does_too(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (("UPN", "Name"), (UPN, "Fetherstone, Quilla")):
        sheet.append(row)
    book.save(tmp_path / "uso.xlsx")
    (only,) = read_account_list(tmp_path / "uso.xlsx").accounts
    assert (only.upn, only.surname, only.forename, only.line) == (UPN, "Fetherstone", "Quilla", 2)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"Forename,Surname,Year Group\nAda,Oduya,7\n", "no column gives a username"),
        (b"Username,UPN\n", "no accounts under them"),
        (b"a.304,Ada,Oduya\n", "no list of people"),
        (b"%PDF-1.7 x", "PDF"),
        (b"<html><table><tr><td>Username</td></tr></table></html>", "web page"),
        (b"PK\x03\x04broken", "zip"),
        (b"Username,Username\na,b\n", "same name"),
        (b"Username,UPN\n" + b"x" * (2 * 1024 * 1024) + b"\n", "line over 1 MB"),
        (b'Username,UPN\n"a.304,\n' + b"b.304,\n" * 80, "quotation"),
        (b"\x00\x01\x02\x03" * 400, "not a text file"),
    ],
    ids=[
        "empty",
        "no key",
        "no rows",
        "no headings",
        "pdf",
        "html",
        "zip",
        "twice",
        "long",
        "quote",
        "binary",
    ],
)
def test_odd_and_hostile_files_are_refused_in_one_line(tmp_path: Path, data: bytes, says: str) -> None:
    path = tmp_path / "uso.csv"
    path.write_bytes(data)
    with pytest.raises(InputError) as refused:
        read_account_list(path)
    line = str(refused.value)
    assert says in line
    assert "\n" not in line
    assert "uso.csv" in line
    assert "Oduya" not in line


def test_by_command_only_numbers_are_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    report = listed(tmp_path, REPORT, "students.csv")
    path = listed(tmp_path, f"Username,UPN\nq.304,{UPN}\nzz.304,\n")
    assert run(["accounts", str(path), str(report), "--json"]) == 1
    told = capsys.readouterr().out
    document = json.loads(told)
    assert document["accounts"] == 2
    assert document["matched"] == {"student": 1, "staff": 0}
    assert {one["id"]: one["count"] for one in document["outcomes"] if one["count"]} == {
        "only-in-list": 1,
        "only-in-source": 1,
    }
    assert [(one["heading"], one["field"]) for one in document["columns"]] == [
        ("Username", "username"),
        ("UPN", "upn"),
    ]
    output = tmp_path / "look.csv"
    assert run(["accounts", str(path), str(report), "--output", str(output)]) == 1
    said = capsys.readouterr().out
    assert f"Written: {output}" in said
    assert "“Username”: username" in said
    for name in ("Quilla", "Fetherstone", "Vantongeren", "q.304", "zz.304", UPN):
        assert name not in told + said, "nobody is named in the answer"
    assert "Vantongeren" in output.read_text(encoding="utf-8-sig")
    assert run(["accounts", str(path), str(report), "--output", str(output)]) == 3
    assert "already there" in capsys.readouterr().err


def test_by_command_trouble_is_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    report = listed(tmp_path, REPORT, "students.csv")
    for arguments in (
        ["accounts", str(tmp_path / "gone.csv"), str(report)],
        ["accounts", str(report), str(tmp_path / "gone.csv")],
        ["accounts", str(report)],
    ):
        assert run(arguments) == 3
        captured = capsys.readouterr()
        assert captured.out == ""
        assert len(captured.err.splitlines()) == 1
