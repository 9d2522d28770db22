"""A check file from another machine: whole, altered, old, of this PC, of the practice school, or hostile."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.checks.check_file import LARGEST, read_check_file
from app.checks.model import Finding, Mender, Outcome, Remedy, Result, Severity
from app.checks.other_machine import as_document as shown
from app.checks.report import as_document, exit_level, rows
from app.checks.sealing import is_whole, sealed
from app.checks.wording import finding
from app.formats.errors import HostileFile, InputError, NotRecognised
from app.host.facts import Machine, NotRead, Read

AT = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
NOW = AT + timedelta(hours=2)
MACHINE = Read(Machine("SIMS-SRV", "Windows Server 2022 Standard", "20348.1", "AMD64"))
STOPPED = Result(
    "client.running",
    "Wonde’s client is running",
    Outcome.FAIL,
    (finding("CLI-02", evidence={"Account": "LocalSystem"}, service="Wonde Sync", state="stopped"),),
    duration_s=0.25,
)
SKIPPED = Result("mis.database", "Database", Outcome.SKIPPED, note="why", because="mis.settings")
BROKE = Result("x.y", "X", Outcome.CRASHED, (finding("CHK-02", title="X", error_id="ab12"),), error_id="ab12")


def document(*results: Result, at: datetime = AT, machine: object = MACHINE, **more: Any) -> dict[str, Any]:
    return as_document(results or (STOPPED, SKIPPED), heading="", machine=machine, at=at, **more)  # type: ignore[arg-type]


@pytest.fixture
def written(tmp_path: Path) -> Callable[[object], Path]:
    """Writes a file as `check --output` does."""

    def write(content: object) -> Path:
        path = tmp_path / "checks.json"
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(json.dumps(content, ensure_ascii=False, indent=2), encoding="utf-8")
        return path

    return write


def codes(results: tuple[Result, ...]) -> list[str]:
    return [found.code for result in results for found in result.findings]


def test_a_whole_file_gives_the_same_results_as_were_found(written: Callable[[object], Path]) -> None:
    read = read_check_file(written(document(STOPPED, SKIPPED, BROKE)), now=NOW, this_machine="OFFICE-3")
    assert read.found == (STOPPED, SKIPPED, BROKE)
    assert read.reliable
    assert (read.name, read.system, read.checked_at) == ("SIMS-SRV", "Windows Server 2022 Standard", AT)
    assert read.about.outcome is Outcome.PASS
    assert "not who wrote it" in read.about.note
    assert read.heading == (
        "About SIMS-SRV, checked 26 November 2026, 09:00 UTC. “This PC” below means that machine."
    )
    assert read.summary.client == "stopped"
    assert exit_level(read.results) == 2
    assert next(line.title for line in rows(read.results)) == "The check file"
    assert shown(read)["checks"][1]["findings"][0]["code"] == "CLI-02"


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d["checks"][0].update(result="pass", findings=[]),
        lambda d: d["machine"].update(name="OTHER-SRV"),
        lambda d: d.update(checked_at="2026-11-26T10:00:00+00:00"),
        lambda d: d["checks"].pop(),
        lambda d: d.pop("integrity"),
        lambda d: d.update(integrity="none"),
        lambda d: d.update(added=1),
    ],
)
def test_any_change_is_noticed_and_nothing_it_says_is_relied_on(
    change: Callable[[dict[str, Any]], None], written: Callable[[object], Path]
) -> None:
    altered = document()
    change(altered)
    read = read_check_file(written(altered), now=NOW)
    assert codes((read.about,)) == ["OTH-01"]
    assert not read.reliable
    assert exit_level(read.results) == 2


@pytest.mark.parametrize(
    "resaved",
    [
        lambda d: json.dumps(d).encode("utf-8"),
        lambda d: json.dumps(d, ensure_ascii=False, indent=4).encode("utf-16"),
        lambda d: json.dumps(d, ensure_ascii=False, sort_keys=True).encode("utf-8-sig"),
        lambda d: json.dumps(d, ensure_ascii=False, indent=1).replace("\n", "\r\n").encode("utf-8"),
    ],
)
def test_how_it_was_saved_is_no_change(
    resaved: Callable[[dict[str, Any]], bytes], written: Callable[[object], Path]
) -> None:
    assert read_check_file(written(resaved(document())), now=NOW).reliable


def test_an_old_file_is_shown_as_old(written: Callable[[object], Path]) -> None:
    path = written(document())
    assert codes((read_check_file(path, now=AT + timedelta(days=3)).about,)) == []
    read = read_check_file(path, now=AT + timedelta(days=9, hours=2))
    assert codes((read.about,)) == ["OTH-02"]
    assert "9 days 2 hours" in read.about.findings[0].title
    assert read.reliable


def test_a_file_from_the_future(written: Callable[[object], Path]) -> None:
    read = read_check_file(written(document()), now=AT - timedelta(hours=2))
    assert codes((read.about,)) == ["OTH-04"]
    assert codes((read_check_file(written(document()), now=AT - timedelta(minutes=5)).about,)) == []


def test_a_file_of_this_very_pc(written: Callable[[object], Path]) -> None:
    assert codes((read_check_file(written(document()), now=NOW, this_machine="sims-srv").about,)) == [
        "OTH-03"
    ]


def test_a_file_of_the_practice_school(written: Callable[[object], Path]) -> None:
    read = read_check_file(written(document(practice=True)), now=NOW)
    assert codes((read.about,)) == ["OTH-05"]
    assert not read.reliable


def test_a_machine_that_could_not_be_read(written: Callable[[object], Path]) -> None:
    read = read_check_file(written(document(machine=NotRead("it was refused"))), now=NOW)
    assert read.heading.startswith("About another machine, checked")


def test_who_can_mend_it_and_how_much_it_matters_are_as_that_run_decided(
    written: Callable[[object], Path],
) -> None:
    made = finding("NET-21", host="a.test", port=443, purpose="x")
    assert made.remedy is not None
    softer = Finding(
        made.code, Severity.LOOK_AT, made.summary, title=made.title, args=made.args,
        remedy=Remedy(Mender.WONDE, "x"),
    )  # fmt: skip
    result = Result("net.tcp.a.test", "Port: a.test", Outcome.WARN, (softer,))
    (found,) = read_check_file(written(document(result)), now=NOW).found[0].findings
    assert found.severity is Severity.LOOK_AT
    assert found.remedy is not None
    assert found.remedy.who is Mender.WONDE
    assert found.remedy.text == made.remedy.text


def test_a_finding_without_a_remedy_has_the_catalogues(written: Callable[[object], Path]) -> None:
    bare = document()
    bare["checks"][0]["findings"][0]["remedy"] = None
    assert read_check_file(written(sealed(bare)), now=NOW).found[0] == STOPPED


def test_words_come_from_the_catalogue_and_not_from_the_file(written: Callable[[object], Path]) -> None:
    forged = document()
    entry = forged["checks"][0]["findings"][0]
    entry |= {
        "title": "Ring this number",
        "summary": "Pay here",
        "remedy": {**entry["remedy"], "text": "Pay"},
    }
    read = read_check_file(written(sealed(forged)), now=NOW)
    told = str(read.found)
    assert "Pay" not in told
    assert "Ring" not in told
    assert read.found == (STOPPED, SKIPPED)


def test_a_code_of_another_version_is_shown_in_its_own_words_and_said_to_be(
    written: Callable[[object], Path],
) -> None:
    newer = document()
    newer["checks"][0]["findings"] = [
        {
            "code": "NEW-77",
            "severity": "look-at",
            "title": "Something\nnew\x1b[31m",
            "summary": "That this version does not know.",
            "evidence": {"La\nbel": "va\nlue"},
            "args": {"a\nb": "c\nd"},
            "remedy": {
                "who": "Wonde",
                "text": "Ask\nthem.",
                "steps": ["One\nstep"],
                "copy_text": "Dear\nall",
            },
        },
        {"code": "NEW-78", "severity": "fine", "summary": "Fine"},
    ]
    read = read_check_file(written(sealed({**newer, "version": "9.9"})), now=NOW)
    assert codes((read.about,)) == ["OTH-06"]
    assert "NEW-77, NEW-78" in read.about.findings[0].summary
    first, second = read.found[0].findings
    assert first.title == "Something new [31m"
    assert first.evidence == {"La bel": "va lue"}
    assert first.args == {"a b": "c d"}
    assert first.remedy == Remedy(Mender.WONDE, "Ask them.", ("One step",), "Dear all")
    assert second.remedy is None
    assert second.title == "Fine"


@pytest.mark.parametrize("args", [{}, {"code": "X", "service": "a", "state": "b"}, {"evidence": "x"}])
def test_arguments_that_do_not_fit_a_code_are_no_crash(
    args: dict[str, str], written: Callable[[object], Path]
) -> None:
    odd = document()
    odd["checks"][0]["findings"][0]["args"] = args
    read = read_check_file(written(sealed(odd)), now=NOW)
    assert codes((read.about,)) == ["OTH-06"]
    assert read.found[0].findings[0].code == "CLI-02"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"\xff\xfe", "was cut off"),
        (b"not json", "no check file"),
        (b'{"checks": [', "was cut off"),
        (b"[]", "no check file"),
        (b"[" * 100_000, "no check file"),
        (b'{"a":' * 40 + b"1" + b"}" * 40, "no check file"),
        (b"{}", "machine does not fit"),
        (b"\x80abc", "no check file"),
        ({**document(), "checks": []}, "checks does not fit"),
        ({**document(), "checked_at": "yesterday"}, "checked_at does not fit"),
        ({**document(), "checked_at": "2026-11-26T09:00:00"}, "checked_at does not fit"),
        ({**document(), "checks": [{"id": "A B", "title": "x", "result": "pass"}]}, "checks.0.id"),
        ({**document(), "checks": [{"id": "a.b", "title": "x", "result": "good"}]}, "checks.0.result"),
        ({**document(), "checks": [{"id": "a.b", "title": "x" * 999, "result": "pass"}]}, "checks.0.title"),
    ],
)
def test_what_is_no_check_file_is_refused_in_one_line(
    content: object, says: str, written: Callable[[object], Path]
) -> None:
    with pytest.raises(NotRecognised) as refused:
        read_check_file(written(content), now=NOW)
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)
    assert "checks.json" in str(refused.value)


def test_a_file_that_is_far_too_large_and_one_that_is_not_there(
    written: Callable[[object], Path], tmp_path: Path
) -> None:
    with pytest.raises(HostileFile):
        read_check_file(written(b" " * (LARGEST + 1)), now=NOW)
    with pytest.raises(InputError, match="cannot be read"):
        read_check_file(tmp_path / "gone.json", now=NOW)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(st.text(max_size=10), _JSON, max_size=6))
def test_a_sealed_document_is_whole_after_any_round_trip(content: dict[str, Any]) -> None:
    whole = sealed(content)
    assert is_whole(whole)
    assert is_whole(json.loads(json.dumps(whole)))
    assert sealed(whole) == whole


@given(st.dictionaries(st.text(max_size=10), _JSON, min_size=1, max_size=6), st.data())
def test_a_sealed_document_with_a_value_changed_is_not(content: dict[str, Any], data: st.DataObject) -> None:
    content.pop("integrity", None)
    whole = sealed(content)
    name = data.draw(st.sampled_from(sorted(whole)))
    other = data.draw(_JSON)
    changed = {**whole, name: other}
    assert is_whole(changed) == (json.dumps(other, sort_keys=True) == json.dumps(whole[name], sort_keys=True))


@given(st.binary(max_size=400))
def test_no_bytes_can_break_the_reader(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.json"
    path.write_bytes(data)
    with pytest.raises(InputError):
        read_check_file(path, now=NOW)
