"""How the headteacher's answer comes back: by reply, by file, beside the technician; and all that goes wrong.

Two copies of the program take part, the technician's and the headteacher's, with data folders and keyrings
apart. What is known afterwards is never more than what came back proves.
"""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.guidance.portal import guide
from app.journey.chain import read_chain
from app.journey.events import ApprovalSeen
from app.journey.folder import JourneyFolder
from app.journey.lines import encode
from app.journey.model import How, Status, StepId
from app.ui.page import Place, Route, View
from app.ui.pages.headteacher.page import HeadteacherPage
from app.ui.pages.single_sign_on.page import SingleSignOnPage
from tests.fakes.journeys import TECHNICIAN as TECHNICIAN_ACTOR
from tests.fakes.late_journeys import HANDED, live, previewed, tasks
from tests.fakes.late_pages import choose, fill, go_on, press
from tests.fakes.said import said_by, said_in
from tests.journeys.desks import HEAD, TECHNICIAN, Desks, decision, step_of
from tests.ui.conftest import OFFSCREEN_NOTES

pytestmark = [pytest.mark.story, pytest.mark.qt_log_ignore(OFFSCREEN_NOTES, extend=True)]

STATED = "Stated at this PC for Jane Example, headteacher; not confirmed by a reply of their own"
RETURNED = "Returned by Jane Example, headteacher, from their own copy"
SEEN = "Seen to work. "


@pytest.fixture
def desks(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Desks:
    return Desks(tmp_path, capsys, monkeypatch)


def asked(desks: Desks, name: str = "question.json") -> Path:
    """The technician writes a request and posts it."""
    desks.sit(TECHNICIAN)
    desks.says("handover", "ask", "--output", desks.post / name)
    return desks.post / name


def answered(
    desks: Desks, question: Path, decided: str = "approved", *, at: str = HEAD, name: str = "answer.json"
) -> Path:
    """Somebody answers a request at a desk of their own, the words compared by telephone."""
    desks.sit(at)
    who = ("--name", "Jane Example", "--same-words", "--output", desks.post / name)
    desks.says("handover", "answer", question, "--decision", decided, *who)
    return desks.post / name


def after_taking(desks: Desks, answer: Path) -> dict[str, object]:
    """What is known once the technician has taken the answer in."""
    desks.sit(TECHNICIAN)
    desks.says("handover", "take", answer, "--same-words")
    return known(desks)


def known(desks: Desks) -> dict[str, object]:
    """The step, how far the decision is known, and in which words."""
    desks.sit(TECHNICIAN)
    status = desks.status()
    found = decision(status) or {"level": None, "level_text": None}
    return {
        "situation": step_of(status)["situation"],
        "level": found["level"],
        "words": found["level_text"],
    }


def see_both_sign_in(desks: Desks, qapp: QApplication, qtbot: QtBot, folder: JourneyFolder) -> None:
    desks.sit(TECHNICIAN)
    with desks.window(qapp, qtbot, folder) as shown:
        choose(shown, "pupil-worked", "pupil-worked")
        choose(shown, "staff-worked", "staff-worked")
        go_on(shown)


def test_by_brief_and_reply(desks: Desks, qapp: QApplication, qtbot: QtBot) -> None:
    """The headteacher has no copy of the program: a page came by mail, and "it is enabled" goes back."""
    folder = desks.begin(live())
    made = desks.says("brief", "--output", desks.post)["briefs"][0]

    page = html.unescape(re.sub(r"<[^>]+>", " ", Path(made["html"]).read_text("utf-8")))
    for task in guide("atomwide-sso").tasks:
        assert task.title in page
    assert "You agree that USO" in page
    assert "If you say no" in page

    desks.sit(TECHNICIAN)
    with desks.window(qapp, qtbot, folder) as shown:
        press(shown, "hand-over-sent")
        fill(shown, "confirm-name", "Jane Example")
        page_shown = shown.shell.page
        assert isinstance(page_shown, SingleSignOnPage)
        page_shown.confirm.capacity.choose("headteacher")
        fill(shown, "confirm-reference", "MAIL-1")
        press(shown, "record-approval")
    assert known(desks) == {"situation": "approved", "level": "stated-here", "words": STATED}
    see_both_sign_in(desks, qapp, qtbot, folder)
    assert known(desks) == {"situation": "done", "level": "observed", "words": SEEN + STATED}


def test_by_hand_over_file(desks: Desks, qapp: QApplication, qtbot: QtBot) -> None:
    folder = desks.begin(live())
    question = asked(desks)
    desks.sit(HEAD)
    assert "read" in desks.refused("handover", "show", question), "first contact compares four words"
    answer = answered(desks, question)
    assert after_taking(desks, answer) == {"situation": "approved", "level": "returned", "words": RETURNED}
    with desks.window(qapp, qtbot, folder) as shown:
        assert RETURNED in said_by(shown.shell.page)
    see_both_sign_in(desks, qapp, qtbot, folder)
    assert known(desks) == {"situation": "done", "level": "observed", "words": SEEN + RETURNED}


def test_nothing_of_one_desk_is_at_the_other(desks: Desks) -> None:
    desks.begin(live())
    answered(desks, asked(desks))
    desks.sit(HEAD)
    assert "journey" in desks.refused("handover", "take", desks.post / "answer.json", "--same-words").lower()
    keys = {str(key): secret for ring in desks._keyrings.values() for key, secret in ring.kept.items()}
    written = b"".join(path.read_bytes() for path in desks.root.rglob("*") if path.is_file()).decode()
    assert len(set(keys.values())) == len(keys)
    assert not any(secret in written for secret in keys.values()), "a private key left its keyring"


def test_beside_the_technician(desks: Desks, qapp: QApplication, qtbot: QtBot) -> None:
    """Seven tasks in the headteacher's view at the technician's PC: anyone could have sat there."""
    folder = desks.begin(live())
    with desks.window(qapp, qtbot, folder) as shown:
        go_on(shown)
        assert not shown.shell.rail.isVisible()
        fill(shown, "head-name", "Jane Example")
        head = shown.shell.page
        assert isinstance(head, HeadteacherPage)
        head.screens.agree.capacity.choose("headteacher")
        head.screens.agree.capacity.picked.emit("headteacher")
        go_on(shown)
        for _task in range(6):
            go_on(shown)
    assert known(desks) == {"situation": "approved", "level": "stated-here", "words": STATED}


@pytest.mark.parametrize("decided", ["declined", "withdrawn"])
def test_the_headteacher_declines_by_file(
    desks: Desks, qapp: QApplication, qtbot: QtBot, decided: str
) -> None:
    folder = desks.begin(live())
    after_taking(desks, answered(desks, asked(desks), decided))
    status = desks.status()
    found = next(line for line in step_of(status)["known"] if line["level"])
    assert (found["level"], found["level_text"]) == ("returned", RETURNED)
    assert step_of(status)["situation"] == "declined"
    assert step_of(status)["status"] != "done"
    with desks.window(qapp, qtbot, folder) as shown:
        said = said_by(shown.shell.page)
        assert RETURNED in said
        assert "as stated here" not in said


def test_the_headteacher_declines_beside_the_technician(
    desks: Desks, qapp: QApplication, qtbot: QtBot
) -> None:
    folder = desks.begin([*live(), *HANDED])
    with desks.window(qapp, qtbot, folder) as shown:
        fill(shown, "confirm-name", "Jane Example")
        page = shown.shell.page
        assert isinstance(page, SingleSignOnPage)
        page.confirm.capacity.choose("headteacher")
        press(shown, "record-declined")
        assert STATED in said_by(shown.shell.page)
    assert known(desks)["situation"] == "declined"


def test_another_headteacher_comes_midway(desks: Desks, qapp: QApplication, qtbot: QtBot) -> None:
    """The old one did two tasks and answered nothing; the new one has a new PC, and is asked by name."""
    desks.begin([*live(), *HANDED, *tasks(2)])
    question = asked(desks)
    desks.sit(HEAD)
    desks.says("handover", "show", question, "--same-words")
    new = asked(desks, "second.json")
    answer = answered(desks, new, at="new head")
    assert after_taking(desks, answer)["level"] == "returned"
    assert (
        "older"
        in desks.refused("handover", "take", answered(desks, question, name="late.json"), "--same-words")
        or known(desks)["level"] == "returned"
    )


def test_a_new_headteacher_after_the_old_one_has_answered(desks: Desks) -> None:
    """The old one's key is pinned: the technician has to let go of it, and compare words again."""
    desks.begin(live())
    after_taking(desks, answered(desks, asked(desks)))
    again = answered(desks, asked(desks, "b.json"), "withdrawn", at="new head", name="c.json")
    desks.sit(TECHNICIAN)
    desks.refused("handover", "take", again, "--same-words")
    assert known(desks)["situation"] == "approved", "a stranger's answer changes nothing"
    desks.says("handover", "forget")
    assert "words" in desks.refused("handover", "take", again)
    assert after_taking(desks, again)["situation"] == "declined"


def test_a_file_altered_by_one_byte(desks: Desks) -> None:
    desks.begin(live())
    question = asked(desks)
    whole = question.read_bytes()
    at = whole.index(b"Brookfield")
    question.write_bytes(whole[:at] + b"C" + whole[at + 1 :])
    desks.sit(HEAD)
    assert "changed" in desks.refused("handover", "show", question, "--same-words")
    question.write_bytes(whole)
    answer = answered(desks, question, "declined")
    said = answer.read_bytes()
    answer.write_bytes(said.replace(b'"declined"', b'"approved"'))
    desks.sit(TECHNICIAN)
    assert "changed" in desks.refused("handover", "take", answer, "--same-words")
    assert known(desks)["level"] is None


def test_used_twice(desks: Desks) -> None:
    folder = desks.begin(live())
    answer = answered(desks, asked(desks))
    after_taking(desks, answer)
    events = len(folder.events())
    assert "used already" in desks.refused("handover", "take", answer, "--same-words")
    assert len(folder.events()) == events
    desks.sit(HEAD)
    desks.refused("handover", "show", desks.post / "question.json")


def test_forged_with_another_key(desks: Desks) -> None:
    """Someone who intercepted the request answers first, and cannot say the headteacher's words."""
    desks.begin(live())
    question = asked(desks)
    forged = answered(desks, question, at="stranger", name="forged.json")
    desks.sit(TECHNICIAN)
    words = desks.refused("handover", "take", forged)
    desks.sit(HEAD)
    heads_words = desks.says(
        "handover", "answer", question, "--decision", "declined", "--name", "Jane Example", "--same-words",
        "--output", desks.post / "true.json",
    )["words"]  # fmt: skip
    assert heads_words not in words, "read out by telephone, the forger's words differ"
    assert after_taking(desks, desks.post / "true.json")["situation"] == "declined"
    desks.refused("handover", "take", forged, "--same-words")
    assert known(desks)["situation"] == "declined"


def test_withdrawn_later(desks: Desks, qapp: QApplication, qtbot: QtBot) -> None:
    """By file, from the same headteacher: what was seen to work works no longer, and says so."""
    folder = desks.begin(live())
    after_taking(desks, answered(desks, asked(desks)))
    see_both_sign_in(desks, qapp, qtbot, folder)
    assert known(desks)["level"] == "observed"
    second = answered(desks, asked(desks, "b.json"), "withdrawn", name="c.json")
    assert after_taking(desks, second)["situation"] == "declined"
    assert desks.status()["current"] != "finish"
    with desks.window(qapp, qtbot, folder) as shown:
        said = said_by(shown.shell.page)
        assert "The approval was withdrawn" in said
        assert RETURNED in said


def test_wondes_audit_takes_nine_days(desks: Desks) -> None:
    """Approved is not flowing: nobody is told that it works, nobody is chased before it is normal to."""
    seen = ApprovalSeen(via="wonde-portal", approved=True, audited=False, online=True)
    approved = [*previewed()[:2], (seen, How.READ_OFF, StepId.WONDE_APPROVAL, TECHNICIAN_ACTOR)]
    folder = desks.begin(approved)
    since = folder.events()[-1].at
    first, overdue = folder.state(since + timedelta(hours=1)), []
    assert first.step(StepId.WONDE_APPROVAL).situation == "audit"
    for day in range(10):
        step = folder.state(since + timedelta(days=day, hours=1)).step(StepId.WONDE_APPROVAL)
        assert step.status is Status.WAITING
        assert str(step.acts_next) == "wonde"
        overdue.append(step.overdue)
    assert not overdue[0]
    assert overdue[9]
    assert overdue == sorted(overdue), "once it is time to ask, it stays so"
    preview = folder.state(since + timedelta(days=9)).step(StepId.DATA_TEST)
    assert preview.status is Status.BLOCKED
    flowing = seen.model_copy(update={"audited": True})
    folder.record(
        flowing,
        actor=TECHNICIAN_ACTOR,
        how=How.READ_OFF,
        at=since + timedelta(days=9, hours=2),
        step=StepId.WONDE_APPROVAL,
    )
    done = folder.state(since + timedelta(days=9, hours=3)).step(StepId.WONDE_APPROVAL)
    assert (done.status, done.how) == (Status.DONE, How.READ_OFF)


def test_a_school_outside_lgfl_never_sees_it(desks: Desks, qapp: QApplication, qtbot: QtBot) -> None:
    """No page, no document and no answer of a command speaks of the seven tasks."""
    folder = desks.begin(live(lgfl=False))
    assert "LGfL" in desks.refused("handover", "ask", "--output", desks.post / "x.json")
    desks.refused("brief", "--output", desks.post)
    assert not list(desks.post.iterdir())
    status = desks.status()
    assert step_of(status)["status"] == "not-needed"
    assert step_of(status)["known"] == []
    never = re.compile(r"Atomwide|Federation Data Release|declaration|slider|seven tasks")
    assert not never.search(desks.prints("status"))
    with desks.window(qapp, qtbot, folder) as shown:
        for to in (*StepId, Place.HEADTEACHER):
            view = View.HEADTEACHER if to is Place.HEADTEACHER else View.TECHNICIAN
            shown.go(Route(to, view))
            shown.idle()
            said = said_by(shown.shell.page)
            found = never.search(said) if to is not StepId.SCHOOL else None
            assert not found, (to, found)
    desks.says("evidence", "--output", desks.post / "pack.zip")
    desks.says("bundle", "--output", desks.post / "bundle.zip")
    assert not [text for text in said_in(desks.post).values() if never.search(text)]


def test_an_lgfl_school_walks_it(desks: Desks, qapp: QApplication, qtbot: QtBot) -> None:
    """From blocked, with one early ask, to seen to work: each turn is somebody's, and is said."""
    folder = desks.begin(previewed())
    with desks.window(qapp, qtbot, folder) as shown:
        press(shown, "early-ask-copy")
        assert "sign in" in QGuiApplication.clipboard().text()
        press(shown, "early-ask-sent")
    assert step_of(desks.status())["status"] == "blocked"
    for payload, how, step, actor in live()[len(previewed()) :]:
        folder.record(payload, actor=actor, how=how, step=step, at=datetime.now(UTC))
    assert step_of(desks.status())["situation"] == "ready"
    after_taking(desks, answered(desks, asked(desks)))
    see_both_sign_in(desks, qapp, qtbot, folder)
    assert step_of(desks.status())["status"] == "done"


def test_an_edited_line_breaks_the_chain(desks: Desks) -> None:
    folder = desks.begin(live())
    after_taking(desks, answered(desks, asked(desks), "declined"))
    path = folder.ledger.path
    assert desks.says("status", "--verify")["verification"]["sound"]
    path.write_bytes(path.read_bytes().replace(b'"decision":"declined"', b'"decision":"approved"'))
    found = desks.says("status", "--verify", code=2)["verification"]
    assert not found["sound"]
    assert found["damage"]
    assert "changed" in desks.prints("status", "--verify")


def test_a_wholly_rewritten_chain_differs_from_the_copy_outside(desks: Desks) -> None:
    """Whoever can write the file can write a chain that holds: a copy kept elsewhere tells."""
    folder = desks.begin(live())
    after_taking(desks, answered(desks, asked(desks), "declined"))
    path, outside = folder.ledger.path, desks.post / "ledger-copy.jsonl"
    outside.write_bytes(path.read_bytes())
    path.write_bytes(rewritten(path.read_bytes()))
    assert desks.says("status", "--verify")["verification"]["sound"], "alone, it holds"
    found = desks.says("status", "--verify", "--against", outside, code=2)["verification"]
    assert found["against"]["result"] == "different"
    assert found["against"]["first_difference"] > 1


def rewritten(ledger: bytes) -> bytes:
    """The same story with another decision, every hash made anew."""
    made = b""
    for event in read_chain(ledger).events:
        data = event.data
        if event.kind == "sso.approved":
            data = data.model_copy(update={"decision": "approved"})
        reading = read_chain(made)
        made += encode(
            data, seq=event.seq, at=event.at, actor=event.actor, how=event.how, step=event.step,
            prev=reading.head_hash,
        )  # fmt: skip
    return made
