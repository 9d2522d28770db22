"""The ledger's file: what is written, what is refused, what a damaged or half-written one comes to."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import pytest
from filelock import FileLock

from app.journey import ledger as ledger_module
from app.journey.chain import DamageKind, read_chain
from app.journey.errors import LedgerBusy, LedgerError, LedgerNotWritten, LedgerUnreadable, RecordRefused
from app.journey.events import (
    ApprovalReceipt,
    ApprovalSeen,
    ClientChecked,
    JourneyFinished,
    NamesShown,
    PreviewTaken,
    UnknownPayload,
)
from app.journey.ledger import Entry, Ledger
from app.journey.lines import GENESIS, LONGEST_LINE, NotALine, decode
from app.journey.model import How, StepId
from app.journey.people import PROGRAM, Actor, Role
from app.journey.verify import Against, verify_bytes
from tests.fakes.ledgers import APPROVED, SCHOOL, SEEN_BEFORE, START, TECHNICIAN, Story

HEAD = Actor(name="A. O’Head-Smith", role=Role.HEADTEACHER)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "journey" / "ledger.jsonl")


def note(ledger: Ledger, count: int = 1) -> None:
    ledger.append(NamesShown(count=count), actor=TECHNICIAN, how=How.MEASURED, at=START)


def test_a_line_has_the_agreed_keys_and_its_hash_can_be_checked_by_hand(ledger: Ledger) -> None:
    event = ledger.append(APPROVED, actor=HEAD, how=How.MEASURED, at=START, step=StepId.WONDE_APPROVAL)
    line = ledger.path.read_bytes()
    raw = json.loads(line)
    assert list(raw) == ["seq", "at", "actor", "kind", "step", "data", "how", "prev", "hash"]
    assert raw["at"] == "2026-11-03T10:00:00.000Z"
    assert raw["prev"] == GENESIS
    body = line.rstrip(b"\n").replace(f',"hash":"{raw["hash"]}"'.encode(), b"")
    assert hashlib.sha256(body).hexdigest() == raw["hash"] == event.hash == ledger.head_hash
    assert ledger.read().events == (event,)


def test_only_an_approval_keeps_the_name_of_whoever_acted(ledger: Ledger) -> None:
    assert ledger.append(APPROVED, actor=HEAD, how=How.MEASURED, at=START).actor == HEAD
    event = ledger.append(NamesShown(count=1), actor=HEAD, how=How.MEASURED, at=START)
    assert event.actor == Actor(name=None, role=Role.HEADTEACHER)
    assert ledger.path.read_text(encoding="utf-8").count("O’Head") == 1


def test_lines_follow_one_another(ledger: Ledger) -> None:
    for count in range(5):
        note(ledger, count)
    events = ledger.read().events
    assert [event.seq for event in events] == [1, 2, 3, 4, 5]
    assert [event.prev for event in events[1:]] == [event.hash for event in events[:-1]]
    found = ledger.verify()
    assert (found.sound, found.events, found.exit_code) == (True, 5, 0)
    assert found.lines == ("All 5 events follow one another as they were written.",)


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        (Entry(APPROVED, TECHNICIAN, How.TOLD, START), "can’t be told, only measured"),
        (Entry(SEEN_BEFORE, TECHNICIAN, How.READ_OFF, START), "can’t be read-off"),
        (Entry(APPROVED, Actor(None, Role.UNKNOWN), How.MEASURED, START), "nobody is named"),
        (Entry(APPROVED, TECHNICIAN, How.MEASURED, datetime(2026, 1, 1)), "no time zone"),
        (Entry(UnknownPayload(kind="x.y", raw={}), TECHNICIAN, How.TOLD, START), "not a kind"),
    ],
)
def test_what_may_not_be_written_is_refused_and_nothing_is_written(
    ledger: Ledger, entry: Entry, says: str
) -> None:
    with pytest.raises(RecordRefused, match=says):
        ledger.append_all((Entry(NamesShown(count=1), TECHNICIAN, How.MEASURED, START), entry))
    assert not ledger.path.exists()


def test_an_event_too_long_for_a_line_is_refused(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    note(ledger)
    before = ledger.path.read_bytes()
    monkeypatch.setattr(ledger_module, "LONGEST_LINE", 300)
    receipt = ApprovalReceipt(who="A" * 80, position="B" * 80, when=START)
    with pytest.raises(RecordRefused, match="too long"):
        ledger.append(receipt, actor=HEAD, how=How.TOLD, at=START)
    assert ledger.path.read_bytes() == before


def test_the_longest_event_there_can_be_fits_in_a_line(ledger: Ledger) -> None:
    preview = PreviewTaken(
        phase="before",
        source="mis-report",
        students=9,
        staff=9,
        groups={f"{n:064}": 9_999_999 for n in range(30)},
    )
    ledger.append(preview, actor=HEAD, how=How.MEASURED, at=START)
    checked = ClientChecked(place="this-pc", outcome="fail", client="stopped", codes=("C" * 64,) * 100)
    ledger.append(checked, actor=HEAD, how=How.MEASURED, at=START)
    assert ledger.verify().sound


class TestTornLine:
    def test_it_is_cut_off_kept_beside_and_reported(self, ledger: Ledger) -> None:
        note(ledger)
        whole = ledger.path.read_bytes()
        with ledger.path.open("ab") as stream:
            stream.write(b'{"seq":2,"at":"2026-')
        assert ledger.read().torn
        assert ledger.verify().exit_code == 1
        assert "cut short" in ledger.verify().lines[0]
        note(ledger)
        assert ledger.path.read_bytes().startswith(whole)
        events = ledger.read().events
        assert [event.kind for event in events] == ["names.shown", "ledger.repaired", "names.shown"]
        repaired = events[1]
        assert repaired.actor == PROGRAM
        kept = ledger.path.with_name(repaired.data.kept_as)  # type: ignore[attr-defined]
        assert kept.read_bytes() == b'{"seq":2,"at":"2026-'
        assert ledger.verify().sound

    def test_one_that_lacks_only_its_end_is_completed_and_nothing_is_lost(self, ledger: Ledger) -> None:
        note(ledger, 1)
        note(ledger, 2)
        ledger.path.write_bytes(ledger.path.read_bytes()[:-1])
        note(ledger, 3)
        counts = [e.data.count for e in ledger.read().events if isinstance(e.data, NamesShown)]
        assert counts == [1, 2, 3]
        assert ledger.verify().sound
        assert not list(ledger.path.parent.glob("*.part"))

    def test_a_tail_of_zeros_as_after_a_power_cut(self, ledger: Ledger) -> None:
        note(ledger)
        with ledger.path.open("ab") as stream:
            stream.write(bytes(4096))
        note(ledger)
        assert ledger.verify().sound
        assert len(ledger.read().events) == 3

    def test_a_long_torn_tail_leaves_nothing_behind_the_new_line(self, ledger: Ledger) -> None:
        with_tail = b"x" * 5000
        ledger.path.parent.mkdir()
        ledger.path.write_bytes(with_tail)
        note(ledger)
        assert ledger.path.read_bytes().count(b"x" * 10) == 0
        assert [event.seq for event in ledger.read().events] == [1, 2]


class TestDamage:
    def lines(self) -> list[bytes]:
        return Story().add(SCHOOL).add(APPROVED).add(SEEN_BEFORE).data.splitlines(keepends=True)

    def test_a_changed_line_is_shown_and_counts_as_told_at_best(self) -> None:
        lines = self.lines()
        lines[2] = lines[2].replace(b'"approved":true', b'"approved":false')
        reading = read_chain(b"".join(lines))
        assert [(d.line, d.kind) for d in reading.damage] == [(3, DamageKind.ALTERED)]
        assert reading.events[2].counts_as is How.TOLD
        assert reading.events[2].how is How.MEASURED

    def test_a_removed_line_is_shown_where_it_is_missing(self) -> None:
        lines = self.lines()
        del lines[1]
        assert [(d.line, d.kind) for d in read_chain(b"".join(lines)).damage] == [(2, DamageKind.BROKEN_LINK)]

    def test_swapped_lines(self) -> None:
        lines = self.lines()
        lines[1], lines[2] = lines[2], lines[1]
        assert {d.kind for d in read_chain(b"".join(lines)).damage} == {DamageKind.BROKEN_LINK}

    def test_rubbish_is_shown_and_what_follows_still_reads(self) -> None:
        lines = self.lines()
        lines[1] = b"rubbish\n"
        reading = read_chain(b"".join(lines))
        assert reading.damage[0].kind is DamageKind.UNREADABLE
        assert len(reading.events) == 3
        assert str(reading.damage[0]).startswith("Line 2 ")

    def test_other_line_ends_and_a_mark_at_the_start_change_nothing_that_was_said(self) -> None:
        data = b"\xef\xbb\xbf" + b"".join(self.lines()).replace(b"\n", b"\r\n")
        reading = read_chain(data)
        assert {d.kind for d in reading.damage} == {DamageKind.REFORMATTED}
        assert all(event.intact for event in reading.events)
        assert verify_bytes(data, b"".join(self.lines())).against.result is Against.SAME  # type: ignore[union-attr]

    def test_adding_to_a_damaged_ledger_is_allowed_and_the_damage_stays(self, ledger: Ledger) -> None:
        for count in range(3):
            note(ledger, count)
        lines = ledger.path.read_bytes().splitlines(keepends=True)
        ledger.path.write_bytes(lines[0] + b"rubbish\n")
        note(ledger)
        found = ledger.verify()
        assert [d.line for d in found.damage] == [2]
        assert (found.exit_code, found.sound) == (2, False)
        assert ledger.read().events[-1].seq == 3

    @pytest.mark.parametrize(
        "line",
        [
            b"",
            b"{}",
            b"x" * (LONGEST_LINE + 1),
            b'{"a":1,"hash":"' + b"0" * 64 + b'"}',
            b'[1],"hash":"' + b"0" * 64 + b'"}',
            b'{"seq":"1","at":"2026-11-03T10:00:00Z","actor":{"role":"wonde"},"kind":"a","step":null,"data":{},'
            b'"how":"told","prev":"","hash":"' + b"0" * 64 + b'"}',
            b'{"x":' + b"[" * 20_000 + b',"hash":"' + b"0" * 64 + b'"}',
        ],
    )
    def test_what_is_no_line_at_all(self, line: bytes) -> None:
        with pytest.raises(NotALine):
            decode(line)


class TestFromANewerVersion:
    def written(self, old: bytes, new: bytes) -> bytes:
        """A story's last line with its text changed and sealed again, as a newer version would have it."""
        *before, last = Story().add(NamesShown(count=1)).data.splitlines(keepends=True)
        body = last[: last.rindex(b',"hash"')] + b"}"
        assert old in body
        body = body.replace(old, new)
        digest = hashlib.sha256(body).hexdigest().encode()
        return b"".join(before) + body[:-1] + b',"hash":"' + digest + b'"}\n'

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            (b'"names.shown"', b'"moon.seen"'),
            (b'"count":1', b'"count":"many"'),
            (b'"how":"measured"', b'"how":"sworn"'),
        ],
    )
    def test_an_unknown_event_is_kept_shown_and_claims_nothing(self, old: bytes, new: bytes) -> None:
        reading = read_chain(self.written(old, new))
        assert not reading.damage
        assert not reading.events[-1].known
        assert reading.events[-1].data.claims() == ()
        assert verify_bytes(self.written(old, new)).unknown == 1

    def test_a_field_that_was_added_is_left_aside(self) -> None:
        assert read_chain(self.written(b'"count":1', b'"count":1,"shade":"blue"')).events[-1].known

    def test_a_role_and_a_step_that_were_added(self) -> None:
        event = read_chain(self.written(b'"role":"technician"', b'"role":"astronaut"')).events[-1]
        assert event.actor.role is Role.UNKNOWN
        assert read_chain(self.written(b'"step":null', b'"step":"moon"')).events[-1].step is None

    def test_a_proof_stronger_than_its_kind_allows_counts_as_told(self) -> None:
        event = read_chain(self.written(b'"how":"measured"', b'"how":"read-off"')).events[-1]
        assert event.counts_as is How.TOLD


class TestAgainstACopy:
    def test_the_same_earlier_missing_and_different(self, tmp_path: Path, ledger: Ledger) -> None:
        for count in range(3):
            note(ledger, count)
        copy = tmp_path / "copy.jsonl"
        copy.write_bytes(ledger.path.read_bytes())
        assert ledger.verify(copy).against.result is Against.SAME  # type: ignore[union-attr]
        assert "same" in ledger.verify(copy).lines[0]
        note(ledger, 4)
        found = ledger.verify(copy)
        assert (found.exit_code, found.against.events_since) == (0, 1)  # type: ignore[union-attr]
        assert "earlier state" in found.lines[0]
        ledger.path.write_bytes(b"".join(copy.read_bytes().splitlines(keepends=True)[:2]))
        found = ledger.verify(copy)
        assert (found.exit_code, found.against.first_difference) == (2, 3)  # type: ignore[union-attr]
        assert "not here" in found.lines[0]
        note(ledger, 99)
        found = ledger.verify(copy)
        assert (found.exit_code, found.against.result) == (2, Against.DIFFERENT)  # type: ignore[union-attr]
        assert "differ from line 3" in found.lines[0]

    def test_a_whole_chain_written_anew_is_found_out_by_the_copy_alone(self) -> None:
        ours, forged = Story().add(SCHOOL), Story().add(APPROVED)
        assert verify_bytes(forged.data).sound
        assert verify_bytes(forged.data, ours.data).exit_code == 2

    def test_an_empty_copy_proves_nothing(self) -> None:
        found = verify_bytes(Story().data, b"")
        assert found.exit_code == 3
        assert "right file" in found.lines[0]

    def test_a_file_that_is_no_ledger_is_the_wrong_file_not_a_difference(self) -> None:
        found = verify_bytes(Story().add(SCHOOL).data, b"name,urn\nBrookfield,123456\n")
        assert found.exit_code == 3
        assert "right file" in found.lines[0]

    def test_a_copy_that_is_not_there(self, tmp_path: Path, ledger: Ledger) -> None:
        note(ledger)
        with pytest.raises(LedgerUnreadable, match="no such file"):
            ledger.verify(tmp_path / "none.jsonl")


class TestTheDisk:
    def test_an_absent_ledger_is_an_empty_one(self, ledger: Ledger) -> None:
        assert ledger.read().events == ()
        assert ledger.head_hash == GENESIS

    def test_a_folder_in_its_place(self, ledger: Ledger) -> None:
        ledger.path.mkdir(parents=True)
        with pytest.raises(LedgerUnreadable):
            ledger.read()
        with pytest.raises(LedgerNotWritten) as refused:
            note(ledger)
        assert "\n" not in str(refused.value)

    def test_something_far_too_large_in_its_place(
        self, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        note(ledger)
        monkeypatch.setattr(ledger_module, "LARGEST_LEDGER", 10)
        with pytest.raises(LedgerError, match="larger than any ledger"):
            ledger.read()
        with pytest.raises(LedgerError, match="larger than any ledger"):
            note(ledger)

    def test_someone_else_writing_for_too_long(self, tmp_path: Path) -> None:
        ledger = Ledger(tmp_path / "ledger.jsonl", patience_s=0.01)
        with FileLock(ledger.lock_path), pytest.raises(LedgerBusy, match="another program"):
            note(ledger)
        assert not ledger.path.exists()
        note(ledger)

    def test_a_place_where_no_folder_can_be_made(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("in the way", encoding="utf-8")
        with pytest.raises(LedgerNotWritten, match="nothing was recorded"):
            note(Ledger(tmp_path / "file" / "journey" / "ledger.jsonl"))

    def test_a_place_where_files_cannot_be_locked(
        self, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def no_locks(*_: object, **__: object) -> None:
            raise NotImplementedError

        monkeypatch.setattr(ledger_module.FileLock, "acquire", no_locks)
        with pytest.raises(LedgerNotWritten, match="can’t be locked"):
            note(ledger)

    @pytest.mark.parametrize("torn", [b"", b"torn", b"torn" * 5000], ids=["whole", "torn", "long"])
    def test_a_write_that_fails_half_way_leaves_the_file_as_it_was(
        self, ledger: Ledger, monkeypatch: pytest.MonkeyPatch, torn: bytes
    ) -> None:
        note(ledger)
        with ledger.path.open("ab") as stream:
            stream.write(torn)
        before = ledger.path.read_bytes()
        written = ledger_module._write_all

        def half(stream: BinaryIO, data: bytes) -> None:
            written(stream, data if data == torn else data[: len(data) // 2])
            if data != torn:
                raise OSError(28, "No space left on device")

        monkeypatch.setattr(ledger_module, "_write_all", half)
        with pytest.raises(LedgerNotWritten, match="No space left"):
            note(ledger)
        assert ledger.path.read_bytes() == before
        monkeypatch.undo()
        note(ledger)
        assert ledger.verify().sound

    @pytest.mark.elsewhere(reason="limits the size of files by a POSIX call")
    def test_a_full_disk_leaves_nothing_half_written(self, ledger: Ledger) -> None:
        note(ledger)
        before = ledger.path.read_bytes()
        most = len(before) + 40
        script = (
            f"{_APPEND}\nimport resource\n"
            f"resource.setrlimit(resource.RLIMIT_FSIZE, ({most}, {most}))\nappend(sys.argv[1])\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", script, str(ledger.path)], capture_output=True, text=True, check=False
        )
        assert "LedgerNotWritten" in done.stderr
        assert ledger.path.read_bytes() == before
        note(ledger)
        assert ledger.verify().sound

    @pytest.mark.elsewhere(reason="gives up root by a POSIX call")
    def test_a_folder_that_may_only_be_read(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            ledger = Ledger(folder / "ledger.jsonl")
            note(ledger)
            before = ledger.path.read_bytes()
            for path in (*folder.iterdir(), folder):
                path.chmod(0o555 if path.is_dir() else 0o444)
            script = f"{_APPEND}\nif os.getuid() == 0: os.setuid(65534)\nappend(sys.argv[1])\n"
            done = subprocess.run(
                [sys.executable, "-c", script, str(ledger.path)], capture_output=True, text=True, check=False
            )
            assert "LedgerNotWritten" in done.stderr
            assert ledger.path.read_bytes() == before
            folder.chmod(0o755)


_APPEND = """
import os, sys
from pathlib import Path
from app.journey.events import NamesShown
from app.journey.ledger import Ledger
from app.journey.model import How
from app.journey.people import PROGRAM
from datetime import datetime, UTC
def append(path):
    Ledger(Path(path)).append(NamesShown(count=1), actor=PROGRAM, how=How.MEASURED, at=datetime.now(UTC))
"""


@pytest.fixture(autouse=True)
def _child_finds_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).resolve().parents[2]))


def test_one_entry_that_may_not_be_written_stops_the_others(ledger: Ledger) -> None:
    bad = Entry(JourneyFinished(), Actor(None, Role.UNKNOWN), How.TOLD, START)
    with pytest.raises(RecordRefused):
        ledger.append_all((Entry(NamesShown(count=1), TECHNICIAN, How.MEASURED, START), bad))
    assert ledger.read().events == ()


def test_the_writer_may_be_told_to_refuse(tmp_path: Path) -> None:
    def refuse() -> None:
        raise LedgerError("not now")

    ledger = Ledger(tmp_path / "ledger.jsonl", before_write=refuse)
    with pytest.raises(LedgerError, match="not now"):
        note(ledger)
    assert not ledger.path.exists()
    assert ApprovalSeen(via="wonde-portal", online=True).allowed_how() == {How.READ_OFF, How.TOLD}
