"""Whatever happens to a ledger's bytes: nothing whole is lost, nothing changed goes unseen."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from app.journey.chain import read_chain
from app.journey.events import NamesShown
from app.journey.ledger import Ledger
from app.journey.model import How
from app.journey.verify import verify_bytes
from tests.fakes.ledgers import APPROVED, SCHOOL, SEEN_BEFORE, START, TECHNICIAN, Story

STORY = Story().add(SCHOOL).add(SEEN_BEFORE).add(APPROVED).data
LINES = STORY.splitlines(keepends=True)


@given(st.integers(0, len(STORY)))
def test_a_ledger_cut_anywhere_keeps_every_whole_line_and_can_go_on(cut: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        ledger = Ledger(Path(folder) / "ledger.jsonl")
        ledger.path.write_bytes(STORY[:cut])
        whole = STORY[:cut].count(b"\n")
        before = ledger.read()
        assert len(before.events) == whole
        assert not before.damage
        ledger.append(NamesShown(count=7), actor=TECHNICIAN, how=How.MEASURED, at=START)
        after = ledger.read()
        assert after.events[:whole] == before.events
        assert after.events[-1].data == NamesShown(count=7)
        assert ledger.verify().sound
        reported = any(event.kind == "ledger.repaired" for event in after.events)
        assert reported is before.torn


@given(st.integers(0, len(STORY) - 1), st.integers(1, 255))
def test_no_changed_byte_goes_unseen(place: int, change: int) -> None:
    data = bytearray(STORY)
    data[place] ^= change
    reading = read_chain(bytes(data))
    assert reading.damage or reading.torn
    assert not verify_bytes(bytes(data)).sound
    assert verify_bytes(bytes(data), STORY).exit_code != 0


@given(st.permutations(range(len(LINES))), st.sets(st.integers(0, len(LINES) - 1)))
def test_lines_moved_or_taken_out_are_seen_except_at_the_end(order: list[int], gone: set[int]) -> None:
    kept = [index for index in order if index not in gone]
    data = b"".join(LINES[index] for index in kept)
    untouched = kept == list(range(len(kept)))
    assert verify_bytes(data).sound is untouched
    # What was taken from the end leaves a sound chain: only a copy kept elsewhere shows it.
    if untouched and len(kept) < len(LINES):
        assert verify_bytes(data, STORY).exit_code == 2


@given(st.binary(max_size=400))
def test_anything_at_all_can_be_read_and_added_to(rubbish: bytes) -> None:
    reading = read_chain(rubbish)
    assert len(reading.lines) == rubbish.count(b"\n")
    with tempfile.TemporaryDirectory() as folder:
        ledger = Ledger(Path(folder) / "ledger.jsonl")
        ledger.path.write_bytes(rubbish)
        ledger.append(NamesShown(count=7), actor=TECHNICIAN, how=How.MEASURED, at=START)
        whole = rubbish[: rubbish.rfind(b"\n") + 1]
        assert ledger.path.read_bytes().startswith(whole)
        assert ledger.read().events[-1].data == NamesShown(count=7)


class LedgerLife(RuleBasedStateMachine):
    """A ledger that is written, torn, cut and scribbled on; a model remembers what must still be there."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.ledger = Ledger(Path(self.folder.name) / "ledger.jsonl")
        self.ledger.path.write_bytes(b"")
        self.counts: list[int] = []
        self.damaged = False

    def teardown(self) -> None:
        self.folder.cleanup()

    @rule(count=st.integers(0, 1000))
    def append(self, count: int) -> None:
        event = self.ledger.append(NamesShown(count=count), actor=TECHNICIAN, how=How.MEASURED, at=START)
        assert event.hash == self.ledger.head_hash
        self.counts.append(count)

    @rule(data=st.binary(min_size=1, max_size=60).filter(lambda data: b"\n" not in data))
    def tear(self, data: bytes) -> None:
        with self.ledger.path.open("ab") as stream:
            stream.write(data)

    @rule(data=st.binary(max_size=20))
    def scribble_a_line(self, data: bytes) -> None:
        with self.ledger.path.open("ab") as stream:
            stream.write(b"\n" + data.replace(b"\n", b"") + b"\n")
        self.damaged = True

    @invariant()
    def everything_acknowledged_is_there_in_order(self) -> None:
        reading = self.ledger.read()
        found = [event.data.count for event in reading.events if isinstance(event.data, NamesShown)]
        assert found == self.counts
        assert bool(reading.damage) is self.damaged


LedgerLife.TestCase.settings = settings(
    max_examples=25, stateful_step_count=15, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestLedgerLife = LedgerLife.TestCase
