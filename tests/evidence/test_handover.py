"""Hand-over files: signed, pinned, used once; whatever is wrong with one is said in one line."""

from __future__ import annotations

import contextlib
import json
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import keyring
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cli import run
from app.evidence.errors import EvidenceError, HandOverRefused, NotADocument, Refusal
from app.evidence.handover.exchange import COUNTS_FOR, Answer, ask, open_request, reply, take
from app.evidence.handover.files import Reply, read_reply, read_request
from app.evidence.handover.installation import MEMORY, Installation, MemoryDamaged
from app.evidence.handover.words import handover_words, spoken
from app.evidence.redaction import Guard
from app.guidance.content import ContentError, checked
from app.journey.events import SsoApproved
from app.journey.folder import JourneyFolder
from app.journey.levels import decision_of
from app.journey.model import How, StepId
from app.storage.paths import app_paths
from tests.fakes.installations import Two, installation, two
from tests.fakes.journeys import NOW, TECHNICIAN
from tests.fakes.keyring import LockedKeyring, MemoryKeyring
from tests.fakes.late_journeys import live, tell

YES = Answer("approved", "Jane Example", "headteacher", ("declaration", "enabled", "unheard-of"))


@pytest.fixture
def both(tmp_path: Path) -> Two:
    return two(tmp_path)


@pytest.fixture
def journey(tmp_path: Path) -> JourneyFolder:
    return tell(tmp_path / "journeys", live())


def asked(journey: JourneyFolder, both: Two, name: str = "ask.handover.json") -> Path:
    path = both.post / name
    ask(journey, path, here=both.technician, actor=TECHNICIAN, now=NOW, guard=Guard())
    return path


def answered(
    journey: JourneyFolder, both: Two, answer: Answer = YES, name: str = "answer.handover.json"
) -> Path:
    request = open_request(asked(journey, both), here=both.head, now=NOW, compared=True)
    path = both.post / name
    reply(request, answer, path, here=both.head, now=NOW)
    return path


def refused(call: object, *args: object, **told: object) -> HandOverRefused:
    with pytest.raises(HandOverRefused) as raised:
        call(*args, **told)  # the calls under test differ
    assert "\n" not in str(raised.value)
    assert str(raised.value).count(". ") >= 1, "what is so, then what to do"
    return raised.value


def taking(
    journey: JourneyFolder, path: Path, both: Two, *, compared: bool = True, days: int = 0
) -> HandOverRefused:
    before = len(journey.events())
    problem = refused(
        take, journey, path, here=both.technician, now=NOW + timedelta(days=days), compared=compared
    )
    assert len(journey.events()) == before, "nothing is recorded"
    return problem


def test_there_and_back(journey: JourneyFolder, both: Two) -> None:
    said, events = take(journey, answered(journey, both), here=both.technician, now=NOW, compared=True)
    assert said.decision == "approved"
    assert [event.kind for event in events] == ["sso.task-done", "sso.task-done", "sso.approved"]
    decision = decision_of(journey.facts())
    assert decision is not None
    assert (decision.level, decision.who) == ("returned", "Jane Example")
    assert decision.words == "Returned by Jane Example, headteacher, from their own copy"
    assert journey.state(NOW).step(StepId.SSO_APPROVAL).situation == "approved"


def test_the_files_hold_no_pupil_and_no_folder(journey: JourneyFolder, both: Two, tmp_path: Path) -> None:
    path = answered(journey, both)
    text = (both.post / "ask.handover.json").read_text("utf-8") + path.read_text("utf-8")
    assert str(tmp_path) not in text
    assert "PRIVATE" not in text
    assert set(json.loads(path.read_text("utf-8"))["body"]) == set(Reply.model_fields)


def test_first_contact_compares_words_and_then_the_key_is_pinned(journey: JourneyFolder, both: Two) -> None:
    path = asked(journey, both)
    problem = refused(open_request, path, here=both.head, now=NOW, compared=False)
    assert problem.reason is Refusal.NOT_COMPARED
    assert both.technician.words in str(problem), "what the technician reads out"
    assert len(both.technician.words.split()) == 4
    open_request(path, here=both.head, now=NOW, compared=True)
    open_request(path, here=both.head, now=NOW, compared=False)


def test_two_windows_of_one_copy_forget_nothing_of_each_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, read = installation(tmp_path, "technician"), Installation._memory
    both_have_read = threading.Barrier(2)

    def together(self: Installation) -> dict[str, Any]:
        memory = read(self)
        with contextlib.suppress(threading.BrokenBarrierError):  # the other one waits, as it should
            both_have_read.wait(0.3)
        return memory

    assert here.public
    with monkeypatch.context() as patch:
        patch.setattr(Installation, "_memory", together)
        pinning = threading.Thread(
            target=lambda: here.trust("a" * 32, "ab" * 32, "answer.json", compared=True)
        )
        pinning.start()
        here.note_answer("b" * 64)
        pinning.join()
    assert here.forget("a" * 32)
    assert here.answered("b" * 64)


def test_other_keys_have_other_words() -> None:
    assert spoken(b"a" * 32) != spoken(b"b" * 32)


def test_used_twice(journey: JourneyFolder, both: Two) -> None:
    path = answered(journey, both)
    take(journey, path, here=both.technician, now=NOW, compared=True)
    assert taking(journey, path, both).reason is Refusal.USED


def test_answered_twice(journey: JourneyFolder, both: Two) -> None:
    answered(journey, both)
    again = refused(open_request, both.post / "ask.handover.json", here=both.head, now=NOW, compared=True)
    assert again.reason is Refusal.USED


def test_replayed_into_another_schools_journey(journey: JourneyFolder, both: Two, tmp_path: Path) -> None:
    other = tell(tmp_path / "others", live())
    assert taking(other, answered(journey, both), both).reason is Refusal.FOREIGN


def test_an_answer_to_an_older_request(journey: JourneyFolder, both: Two) -> None:
    path = answered(journey, both)
    asked(journey, both, "again.handover.json")
    assert taking(journey, path, both).reason is Refusal.OLD


def test_old(journey: JourneyFolder, both: Two) -> None:
    path = answered(journey, both)
    assert taking(journey, path, both, days=COUNTS_FOR.days).reason is Refusal.OLD
    late = NOW + COUNTS_FOR
    other = asked(journey, both, "other.handover.json")
    assert refused(open_request, other, here=both.head, now=late, compared=True).reason is Refusal.OLD


def test_a_request_that_was_never_made(journey: JourneyFolder, both: Two) -> None:
    request = open_request(asked(journey, both), here=both.head, now=NOW, compared=True)
    path = both.post / "made-up.json"
    reply(request.model_copy(update={"nonce": "0" * 32}), YES, path, here=both.head, now=NOW)
    assert taking(journey, path, both).reason is Refusal.NOT_ASKED


def test_forged_with_another_key(journey: JourneyFolder, both: Two, tmp_path: Path) -> None:
    """Once the headteacher’s key is pinned, nobody else’s counts, even after “the words are the same”."""
    take(journey, answered(journey, both), here=both.technician, now=NOW, compared=True)
    forger = installation(tmp_path, "forger")
    request = open_request(asked(journey, both, "b.json"), here=forger, now=NOW, compared=True)
    path = both.post / "forged.json"
    reply(request, Answer("withdrawn", "Jane Example", "headteacher"), path, here=forger, now=NOW)
    assert taking(journey, path, both).reason is Refusal.FORGED


def test_a_new_headteacher_with_a_new_copy(journey: JourneyFolder, both: Two, tmp_path: Path) -> None:
    take(journey, answered(journey, both), here=both.technician, now=NOW, compared=True)
    new = installation(tmp_path, "new head")
    request = open_request(asked(journey, both, "b.json"), here=new, now=NOW, compared=True)
    path = both.post / "new.json"
    reply(request, Answer("withdrawn", "Sam Example", "headteacher"), path, here=new, now=NOW)
    assert taking(journey, path, both).reason is Refusal.FORGED
    assert both.technician.forget(request.journey_id)
    assert not both.technician.forget(request.journey_id)
    assert taking(journey, path, both, compared=False).reason is Refusal.NOT_COMPARED
    said, _ = take(journey, path, here=both.technician, now=NOW, compared=True)
    assert said.who == "Sam Example"
    assert journey.state(NOW).step(StepId.SSO_APPROVAL).situation == "declined"


def test_a_reply_signed_by_the_own_copy_confirms_nothing(journey: JourneyFolder, both: Two) -> None:
    path = asked(journey, both)
    own = refused(open_request, path, here=both.technician, now=NOW, compared=True)
    assert own.reason is Refusal.OWN_COPY
    reply(read_request(path), YES, both.post / "own.json", here=both.technician, now=NOW)
    assert taking(journey, both.post / "own.json", both).reason is Refusal.OWN_COPY
    assert decision_of(journey.facts()) is None


def test_any_octet_changed_is_noticed(journey: JourneyFolder, both: Two) -> None:
    path = answered(journey, both)
    whole = path.read_bytes()
    reasons = set()
    for at in range(len(whole)):
        for other in {whole[at] ^ 1, whole[at] ^ 0x20, 0x20} - {whole[at]}:
            path.write_bytes(whole[:at] + bytes([other]) + whole[at + 1 :])
            reasons.add(refused(read_reply, path).reason)
    assert reasons <= {Refusal.ALTERED, Refusal.NOT_OURS, Refusal.NEWER}
    path.write_bytes(whole)
    assert read_reply(path).decision == "approved"


@pytest.mark.parametrize("change", [b"", b" ", b"\n", b"{}"])
def test_added_or_cut_off(journey: JourneyFolder, both: Two, change: bytes) -> None:
    path = answered(journey, both)
    path.write_bytes(path.read_bytes()[: None if change else -1] + change)
    assert taking(journey, path, both).reason in (Refusal.ALTERED, Refusal.NOT_OURS)


def test_a_request_is_no_answer_and_a_letter_is_neither(journey: JourneyFolder, both: Two) -> None:
    assert taking(journey, asked(journey, both), both).reason is Refusal.NOT_OURS
    for data in (b"Dear colleague", b"[]", b"\xff\xfe", b"x" * 70_000, b"{}", b"[" * 9_000):
        (both.post / "letter.txt").write_bytes(data)
        assert taking(journey, both.post / "letter.txt", both).reason is Refusal.NOT_OURS


def test_a_newer_format(journey: JourneyFolder, both: Two) -> None:
    path = answered(journey, both)
    path.write_text(path.read_text("utf-8").replace('"format": 1', '"format": 2'), "utf-8")
    assert taking(journey, path, both).reason is Refusal.NEWER


def test_a_key_that_is_no_key(journey: JourneyFolder, both: Two) -> None:
    path = answered(journey, both)
    raw = json.loads(path.read_text("utf-8"))
    raw["signature"] = None
    path.write_text(json.dumps(raw), "utf-8")
    assert taking(journey, path, both).reason is Refusal.ALTERED


@given(st.binary(max_size=300))
def test_no_octets_are_trouble(data: bytes) -> None:
    path = app_paths().data / "x.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    refused(read_request, path)


def test_nothing_to_ask_of_a_school_outside_lgfl(both: Two, tmp_path: Path) -> None:
    journey = tell(tmp_path / "journeys", live(lgfl=False))
    with pytest.raises(NotADocument, match="LGfL"):
        ask(journey, both.post / "x", here=both.technician, actor=TECHNICIAN, now=NOW, guard=Guard())
    assert not (both.post / "x").exists()


def test_what_is_said_here_later_weakens_no_signed_answer(journey: JourneyFolder, both: Two) -> None:
    take(journey, answered(journey, both), here=both.technician, now=NOW, compared=True)
    journey.record(
        SsoApproved(who="Jane Example"), actor=TECHNICIAN, how=How.TOLD, at=NOW, step=StepId.SSO_APPROVAL
    )
    decision = decision_of(journey.facts())
    assert decision is not None
    assert decision.level == "returned"


def test_a_damaged_list_of_known_keys_trusts_nobody(journey: JourneyFolder, both: Two) -> None:
    path = asked(journey, both)
    both.head.folder.mkdir(parents=True, exist_ok=True)
    (both.head.folder / MEMORY).write_text("{", "utf-8")
    with pytest.raises(MemoryDamaged, match="compare the words"):
        open_request(path, here=both.head, now=NOW, compared=True)


def test_no_second_key_is_made_while_the_keyring_says_nothing_of_the_first(tmp_path: Path) -> None:
    ring = LockedKeyring()
    keyring.set_keyring(ring)
    ring.locked = False
    first = Installation(tmp_path).public
    ring.locked = True
    with pytest.raises(EvidenceError, match=r"did not answer.* Unlock the keyring"):
        Installation(tmp_path).key()
    ring.locked = False
    assert Installation(tmp_path).public == first


def test_where_no_keyring_ever_answered_a_key_lasts_for_the_session(tmp_path: Path) -> None:
    keyring.set_keyring(LockedKeyring())
    here = Installation(tmp_path)
    assert here.public == here.public
    assert Installation(tmp_path).public != here.public


def test_two_hundred_and_fifty_six_words() -> None:
    raw = {**handover_words().model_dump(), "telephone": {"words": "one two two"}}
    with pytest.raises(ContentError, match="256 different words"):
        checked(type(handover_words()), raw, "handover.toml")
    assert set(handover_words().refusals) == set(Refusal)


def test_by_command_from_two_pcs(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    homes = {name: (tmp_path / name, MemoryKeyring()) for name in ("technician", "head")}

    def at(name: str) -> None:
        home, ring = homes[name]
        monkeypatch.setenv("PROVISIONING_WIZARD_HOME", str(home))
        keyring.set_keyring(ring)

    def command(*arguments: str) -> dict[str, object]:
        assert run(["handover", *arguments, "--json"]) == 0
        return dict(json.loads(capsys.readouterr().out))

    question, back = str(tmp_path / "ask.json"), str(tmp_path / "answer.json")
    at("technician")
    tell(app_paths().journeys, live())
    words = command("ask", "--output", question)["words"]
    at("head")
    assert run(["handover", "show", question]) == 3
    assert str(words) in capsys.readouterr().err
    assert command("show", question, "--same-words")["school"] == "Brookfield High School"
    assert run(["handover", "show", question]) == 0
    assert "seven tasks" in capsys.readouterr().out
    head_words = command(
        "answer",
        question,
        "--decision",
        "approved",
        "--name",
        "Jane Example",
        "--done",
        "enabled",
        "--output",
        back,
    )["words"]
    at("technician")
    assert run(["handover", "take", back]) == 3
    assert str(head_words) in capsys.readouterr().err
    assert command("take", back, "--same-words")["level"] == "returned"
    assert run(["handover", "take", back, "--same-words"]) == 3
    assert "used already" in capsys.readouterr().err
    assert run(["handover", "take", str(tmp_path / "nowhere.json")]) == 3
    assert "cannot be read" in capsys.readouterr().err
    assert command("forget") == {"forgot": True}
    for arguments in (("forget",), ("ask", "--output", question, "--overwrite")):
        assert run(["handover", *arguments]) == 0
        assert capsys.readouterr().out
