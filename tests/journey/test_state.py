"""Whole journeys, told event by event: what each step says, who acts next, and how it is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.journey.claims import Claim, standing, weakest
from app.journey.events import (
    ApprovalAuthority,
    ApprovalDeadEnd,
    ApprovalReceipt,
    ApprovalRequested,
    ApprovalSeen,
    ClientChecked,
    ClientConfirmed,
    DataTestAsked,
    DataTestResult,
    JourneyFinished,
    MessageSent,
    NamesShown,
    PreviewTaken,
    SchoolDescribed,
    SsoApproved,
    SsoDeadEnd,
    SsoHandedOver,
    SsoSignInSeen,
    SsoStatement,
    SsoTaskDone,
    UnknownPayload,
)
from app.journey.facts import Facts, fold
from app.journey.model import How, JourneyKind, Owner, Status, StepId
from app.journey.state import evaluate, wait_over
from app.journey.steps import Wait, steps_of
from tests.fakes.ledgers import APPROVED, FLOWING, LIVE, SCHOOL, SEEN_AFTER, SEEN_BEFORE, START, Story

CLIENT, APPROVAL, PREVIEW = StepId.ONSITE_CLIENT, StepId.WONDE_APPROVAL, StepId.PREVIEW
TEST, SSO, FINISH = StepId.DATA_TEST, StepId.SSO_APPROVAL, StepId.FINISH


def portal(**flags: bool) -> ApprovalSeen:
    return ApprovalSeen(via="wonde-portal", **flags)


def checked(**values: object) -> ClientChecked:
    return ClientChecked.model_validate(
        {"place": "this-pc", "outcome": "pass", "client": "running", **values}
    )


def test_a_whole_first_set_up_with_no_token_ends_done_and_nowhere_solid() -> None:
    story = Story().add(SCHOOL, How.TOLD)
    assert story.state.current is CLIENT
    story.add(ClientConfirmed(basis="another-app-gets-data"), How.TOLD).add(SEEN_BEFORE)
    assert story.state.current is APPROVAL
    story.add(portal(approved=True), How.READ_OFF)
    assert story.step(APPROVAL).status is Status.WAITING
    assert story.state.current is TEST or story.state.acts_next is Owner.WONDE
    story.add(portal(audited=True, online=True), How.READ_OFF)
    assert story.state.current is PREVIEW
    story.add(PreviewTaken(phase="after", source="portal-numbers", students=1210, staff=97), How.READ_OFF)
    story.add(DataTestAsked(), How.TOLD).add(DataTestResult(outcome="pass"), How.TOLD).add(LIVE, How.TOLD)
    story.add(SsoHandedOver(to="headteacher", by="paper"), How.TOLD)
    story.add(SsoApproved(who="A. Head", position="Headteacher"), How.TOLD)
    for person in ("pupil", "staff"):
        story.add(SsoSignInSeen(person=person, worked=True), How.READ_OFF)
    assert story.state.current is FINISH
    story.add(JourneyFinished(), How.TOLD)
    state = story.state
    assert {step.status for step in state.steps} == {Status.DONE}
    assert not any(step.solid for step in state.steps)
    assert state.acts_next is None
    assert state.step(FINISH).how is How.TOLD


def test_with_a_token_what_was_measured_is_solid_and_what_was_told_is_not() -> None:
    story = Story(practice=True).add(SCHOOL, How.MEASURED).add(checked()).add(FLOWING).add(SEEN_AFTER)
    story.add(LIVE, How.TOLD)
    solid = {step.id for step in story.state.steps if step.solid}
    assert solid == {StepId.SCHOOL, CLIENT, APPROVAL, PREVIEW}
    assert story.step(TEST).status is Status.DONE
    assert story.state.practice
    assert story.state.school_name == "Brookfield High School"


def test_an_empty_ledger_still_has_a_state() -> None:
    state = evaluate(fold(()), START)
    assert state.current is StepId.SCHOOL
    assert state.step(StepId.SCHOOL).since is None
    assert state.school_name is None
    with pytest.raises(KeyError):
        evaluate(Facts(kind=JourneyKind.HELP_SESSION), START).step(StepId.SCHOOL)


class TestSchool:
    def test_describing_another_school_is_not_proven_by_the_first_proof(self) -> None:
        story = Story().add(SCHOOL, How.MEASURED)
        assert story.step(StepId.SCHOOL).solid
        story.add(SCHOOL.model_copy(update={"name": "Another School"}), How.TOLD)
        assert story.step(StepId.SCHOOL).how is How.TOLD
        assert story.step(StepId.SCHOOL).line == "Another School"

    def test_answering_more_of_the_early_questions_weakens_nothing(self) -> None:
        story = Story().add(SCHOOL, How.MEASURED)
        story.add(SCHOOL.model_copy(update={"client_place": "this-pc"}), How.TOLD)
        assert story.step(StepId.SCHOOL).solid


class TestOnsiteClient:
    def test_it_waits_for_the_school(self) -> None:
        step = Story().step(CLIENT)
        assert (step.status, step.blocked_by, step.acts_next) == (
            Status.BLOCKED,
            (StepId.SCHOOL,),
            Owner.TECHNICIAN,
        )
        assert step.line == "After Your school"

    @pytest.mark.parametrize(
        ("values", "situation"),
        [
            ({}, "done"),
            ({"outcome": "warn"}, "done"),
            ({"outcome": "fail", "mend": 2}, "failed"),
            ({"client": "stopped"}, "failed"),
            ({"client": "not-found"}, "checked"),
            ({"client": "not-read"}, "checked"),
            ({"place": "elsewhere", "outcome": "fail", "client": "not-found"}, "checked"),
            ({"place": "dont-know", "client": "running"}, "checked"),
        ],
    )
    def test_what_a_check_proves(self, values: dict[str, object], situation: str) -> None:
        assert Story().add(SCHOOL).add(checked(**values)).step(CLIENT).situation == situation

    def test_a_failing_check_says_how_much_there_is_to_mend(self) -> None:
        story = Story().add(SCHOOL).add(checked(outcome="fail", mend=3))
        assert story.step(CLIENT).line == "3 to mend"
        assert story.step(CLIENT).status is Status.ATTENTION

    def test_a_later_word_of_mouth_does_not_weaken_what_was_measured(self) -> None:
        story = Story().add(SCHOOL).add(checked()).add(ClientConfirmed(basis="cloud-mis"), How.TOLD)
        assert story.step(CLIENT).solid

    def test_wonde_showing_the_school_online_is_proof_and_offline_is_not_at_the_start(self) -> None:
        story = Story().add(SCHOOL).add(ApprovalSeen(via="wonde-api", online=False))
        assert story.step(CLIENT).situation == "not-online"
        assert story.add(ApprovalSeen(via="wonde-api", online=True)).step(CLIENT).solid
        story.add(ApprovalSeen(via="wonde-api", online=False))
        assert story.step(CLIENT).situation == "offline"
        assert story.add(checked()).step(CLIENT).situation == "done"

    def test_a_failure_after_it_was_online_needs_attention_until_it_is_online_again(self) -> None:
        story = Story().add(SCHOOL).add(ApprovalSeen(via="wonde-api", online=True))
        assert story.add(checked(outcome="fail")).step(CLIENT).situation == "failed"
        assert story.add(ApprovalSeen(via="wonde-api", online=True)).step(CLIENT).situation == "done"

    def test_someone_saying_it_does_not_work(self) -> None:
        story = Story().add(SCHOOL).add(ClientConfirmed(basis="wonde-says-online", working=False), How.TOLD)
        assert story.step(CLIENT).situation == "offline"

    def test_asking_wonde_starts_a_wait_that_a_later_check_ends(self) -> None:
        story = Story().add(SCHOOL).add(MessageSent(message="ask-wonde-client", to="wonde"), step=CLIENT)
        step = story.step(CLIENT)
        assert (step.status, step.acts_next) == (Status.WAITING, Owner.WONDE)
        assert story.add(checked(client="not-found")).step(CLIENT).situation == "checked"
        assert story.add(MessageSent(message="x", to="lgfl"), step=CLIENT).step(CLIENT).situation == "asked"


class TestWondeApproval:
    def story(self) -> Story:
        return Story().add(SCHOOL)

    def test_approved_is_not_flowing(self) -> None:
        story = self.story().add(APPROVED)
        step = story.step(APPROVAL)
        assert (step.situation, step.status, step.acts_next) == ("audit", Status.WAITING, Owner.WONDE)
        assert step.line == "Waiting for Wonde since Tuesday"
        assert step.chase_after == START + timedelta(hours=2 + 48)
        story.add(ApprovalSeen(via="wonde-api", audited=False)).step(APPROVAL)
        assert story.step(APPROVAL).situation == "audit"
        assert (
            story.add(ApprovalSeen(via="wonde-api", audited=True)).step(APPROVAL).situation
            == "online-not-read"
        )
        assert story.add(ApprovalSeen(via="wonde-api", online=False)).step(APPROVAL).situation == "online"
        assert story.add(ApprovalSeen(via="wonde-api", online=True)).step(APPROVAL).solid
        assert story.add(ApprovalSeen(via="wonde-api", online=False)).step(APPROVAL).situation == "offline"

    def test_done_is_known_as_its_weakest_link_and_since_its_last(self) -> None:
        story = self.story().add(APPROVED).add(portal(audited=True), How.TOLD)
        last = story.now
        story.add(ApprovalSeen(via="wonde-api", online=True))
        step = story.step(APPROVAL)
        assert (step.status, step.how, step.since) == (Status.DONE, How.TOLD, last)

    def test_a_receipt_shows_the_approval_only(self) -> None:
        receipt = ApprovalReceipt(who="A. Head", position="Headteacher", when=START)
        step = self.story().add(receipt, How.READ_OFF).step(APPROVAL)
        assert (step.situation, step.how) == ("audit", How.READ_OFF)

    @pytest.mark.parametrize(("flag", "situation"), [("declined", "declined"), ("revoked", "revoked")])
    def test_a_no_needs_attention_and_a_new_approval_ends_it(self, flag: str, situation: str) -> None:
        story = self.story().add(FLOWING).add(portal(**{flag: True}))
        step = story.step(APPROVAL)
        assert (step.situation, step.status) == (situation, Status.ATTENTION)
        assert story.step(TEST).status is Status.BLOCKED
        story.add(ApprovalRequested(to=Owner.HEADTEACHER))
        assert story.step(APPROVAL).situation == "asked"
        assert story.add(APPROVED).step(APPROVAL).status is Status.DONE

    def test_no_longer_approved_is_withdrawn_even_when_nobody_says_so(self) -> None:
        story = self.story().add(APPROVED).add(ApprovalSeen(via="wonde-api", approved=False))
        assert story.step(APPROVAL).situation == "revoked"

    @pytest.mark.parametrize(
        "beginning",
        [
            portal(pending=True),
            portal(approved=False),
            ApprovalAuthority(person="headteacher"),
            ApprovalAuthority(person="not-known"),
        ],
    )
    def test_begun(self, beginning: ApprovalSeen | ApprovalAuthority) -> None:
        assert self.story().add(beginning).step(APPROVAL).situation == "started"

    def test_asking_the_head_waits_for_the_head_and_a_second_asking_counts_afresh(self) -> None:
        story = self.story().add(ApprovalRequested(to=Owner.HEADTEACHER), How.TOLD)
        assert story.step(APPROVAL).line == "Waiting for the headteacher since Tuesday"
        assert story.step(APPROVAL).acts_next is Owner.HEADTEACHER
        again = story.after(days=10).now
        story.add(ApprovalRequested(to=Owner.DATA_PROTECTION_OFFICER), How.TOLD)
        assert story.step(APPROVAL).since == again
        assert story.step(APPROVAL).acts_next is Owner.DATA_PROTECTION_OFFICER

    def test_a_dead_end_needs_attention_then_waits_for_whoever_was_asked(self) -> None:
        story = (
            self.story().add(ApprovalRequested(to=Owner.HEADTEACHER)).add(ApprovalDeadEnd(which="no-login"))
        )
        assert story.step(APPROVAL).situation == "stuck"
        story.add(MessageSent(message="not-pending", to="itslearning"), step=APPROVAL)
        step = story.step(APPROVAL)
        assert (step.status, step.acts_next) == (Status.WAITING, Owner.ITSLEARNING)
        assert story.add(portal(pending=True)).step(APPROVAL).situation == "asked"
        assert story.add(ApprovalDeadEnd(which="read-only")).step(APPROVAL).situation == "stuck"
        assert story.add(ApprovalRequested(to=Owner.WONDE)).step(APPROVAL).situation == "asked"

    def test_after_the_normal_wait_the_line_says_so_and_a_chaser_starts_it_again(self) -> None:
        story = self.story().add(APPROVED).after(days=3)
        step = story.step(APPROVAL)
        assert step.overdue
        assert step.line.endswith("time to ask")
        story.add(MessageSent(message="chase-wonde", to="wonde"), step=APPROVAL)
        assert not story.step(APPROVAL).overdue
        assert story.step(APPROVAL).since == step.since


class TestPreview:
    def test_before_approval_is_a_beginning_and_after_is_the_end(self) -> None:
        story = Story().add(SCHOOL)
        assert story.step(PREVIEW).status is Status.READY
        story.add(SEEN_BEFORE)
        step = story.step(PREVIEW)
        assert (step.status, step.line) == (Status.IN_PROGRESS, "Seen before approval: 1,210 pupils")
        assert step.acts_next is Owner.TECHNICIAN
        assert story.add(APPROVED).step(PREVIEW).acts_next is Owner.WONDE
        assert story.add(FLOWING).step(PREVIEW).acts_next is Owner.TECHNICIAN
        assert story.add(SEEN_AFTER).step(PREVIEW).line == "Seen after approval: 1,200 pupils"

    def test_nobody_is_told_to_look_before_they_agree_once_they_have(self) -> None:
        story = Story().add(SCHOOL)
        assert story.step(PREVIEW).line == "Technician: see whose data"
        step = story.add(FLOWING).step(PREVIEW)
        assert (step.status, step.line) == (Status.READY, "Technician: see who is shared")

    def test_no_pupils_is_a_wait_for_first_data_and_later_an_alarm(self) -> None:
        empty = SEEN_AFTER.model_copy(update={"students": 0})
        story = Story().add(SCHOOL).add(empty)
        assert story.step(PREVIEW).situation == "first-data"
        assert story.step(PREVIEW).chase_after == START + timedelta(hours=2 + 4)
        assert story.add(SEEN_AFTER).step(PREVIEW).status is Status.DONE
        assert story.add(empty).step(PREVIEW).situation == "emptied"

    def test_numbers_are_those_of_the_proof_that_counts(self) -> None:
        typed = PreviewTaken(phase="after", source="portal-numbers", students=7, staff=1)
        story = Story().add(SCHOOL).add(SEEN_AFTER).add(typed, How.READ_OFF)
        assert story.step(PREVIEW).line == "Seen after approval: 1,200 pupils"
        assert story.step(PREVIEW).solid


class TestDataTest:
    def test_from_asking_to_production(self) -> None:
        story = Story().add(SCHOOL)
        assert story.step(TEST).blocked_by == (APPROVAL,)
        story.add(FLOWING)
        assert story.step(TEST).status is Status.READY
        story.add(DataTestAsked())
        assert story.step(TEST).acts_next is Owner.ITSLEARNING
        story.add(DataTestResult(outcome="problems"))
        assert story.step(TEST).status is Status.ATTENTION
        again = story.now
        story.add(DataTestAsked())
        assert (story.step(TEST).situation, story.step(TEST).since) == ("asked", again)
        story.add(DataTestResult(outcome="pass"))
        assert (story.step(TEST).situation, story.step(TEST).status) == ("passed", Status.WAITING)
        assert story.step(SSO).status is Status.BLOCKED
        assert story.add(LIVE).step(TEST).status is Status.DONE
        assert story.step(SSO).status is Status.READY

    def test_problems_found_without_having_asked(self) -> None:
        story = Story().add(SCHOOL).add(FLOWING).add(DataTestResult(outcome="problems"))
        assert story.step(TEST).situation == "problems"

    def test_problems_after_production_need_attention(self) -> None:
        story = Story().add(SCHOOL).add(FLOWING).add(LIVE).add(DataTestResult(outcome="problems"))
        assert story.step(TEST).situation == "problems"


class TestSingleSignOn:
    def live(self) -> Story:
        return Story().add(SCHOOL).add(FLOWING).add(LIVE)

    def test_other_schools_do_not_need_it(self) -> None:
        story = Story().add(SchoolDescribed(name="Elsewhere School", mis="arbor", lgfl=False))
        assert story.step(SSO).status is Status.NOT_NEEDED

    def test_it_is_blocked_until_provisioning_works_even_when_handed_over(self) -> None:
        story = Story().add(SCHOOL).add(SsoHandedOver(to="headteacher", by="paper"))
        assert story.step(SSO).blocked_by == (TEST,)

    def test_from_hand_over_to_two_sign_ins(self) -> None:
        story = self.live().add(SsoHandedOver(to="headteacher", by="beside"))
        assert story.step(SSO).acts_next is Owner.HEADTEACHER
        story.add(SsoTaskDone(task="declaration"))
        assert story.step(SSO).line == "Headteacher: 1 of 7 tasks"
        story.add(SsoTaskDone(task="enabled"), How.TOLD)
        assert (story.step(SSO).situation, story.step(SSO).acts_next) == ("approved", Owner.TECHNICIAN)
        story.add(SsoSignInSeen(person="pupil", worked=True), How.READ_OFF)
        assert story.step(SSO).situation == "half-seen"
        story.add(SsoSignInSeen(person="staff", worked=True), How.TOLD)
        assert (story.step(SSO).status, story.step(SSO).how) == (Status.DONE, How.TOLD)
        story.add(SsoSignInSeen(person="staff", worked=False), How.READ_OFF)
        assert story.step(SSO).status is Status.ATTENTION

    def test_a_no_from_the_head_stands_until_handed_over_again(self) -> None:
        story = self.live().add(SsoApproved(decision="declined"))
        assert story.step(SSO).situation == "declined"
        story.add(SsoHandedOver(to="proxy", by="e-mail"))
        assert story.step(SSO).situation == "handed-over"
        story.add(SsoApproved())
        assert story.step(SSO).situation == "approved"

    def test_putting_the_decision_off_leaves_the_head_to_act(self) -> None:
        story = (
            self.live().add(SsoHandedOver(to="headteacher", by="paper")).add(SsoApproved(decision="not-now"))
        )
        assert (story.step(SSO).situation, story.step(SSO).acts_next) == ("handed-over", Owner.HEADTEACHER)

    def test_withdrawing_undoes_sign_ins_seen_before(self) -> None:
        story = self.live()
        for person in ("pupil", "staff"):
            story.add(SsoSignInSeen(person=person, worked=True))
        assert story.step(SSO).status is Status.DONE
        assert story.add(SsoApproved(decision="withdrawn")).step(SSO).situation == "declined"

    def test_a_dead_end_and_asking_for_help(self) -> None:
        story = self.live().add(SsoDeadEnd(which="no-button"))
        assert story.step(SSO).situation == "stuck"
        story.add(MessageSent(message="sso-no-button", to="lgfl"), step=SSO)
        assert (story.step(SSO).situation, story.step(SSO).acts_next) == ("stuck-asked", Owner.LGFL)
        assert story.step(SSO).line.startswith("Asked the LGfL service desk for help on")
        assert story.add(SsoTaskDone(task="borough")).step(SSO).situation == "started"

    def test_on_its_own_it_wants_a_dated_statement(self) -> None:
        story = Story(JourneyKind.SINGLE_SIGN_ON_ONLY).add(SCHOOL)
        assert (story.step(SSO).situation, story.state.current) == ("no-statement", SSO)
        story.add(SsoStatement(since=START.date(), basis="seen-by-school"), How.READ_OFF)
        assert story.step(SSO).situation == "ready"


class TestFinish:
    def test_it_opens_again_when_something_it_rests_on_fails(self) -> None:
        story = Story().add(SCHOOL.model_copy(update={"lgfl": False})).add(checked()).add(FLOWING)
        story.add(SEEN_AFTER)
        assert story.step(FINISH).blocked_by == (TEST,)
        story.add(LIVE)
        assert story.step(FINISH).status is Status.READY
        story.add(JourneyFinished())
        assert (story.step(FINISH).status, story.step(FINISH).how) == (Status.DONE, How.READ_OFF)
        assert story.state.current is FINISH
        story.add(portal(revoked=True))
        assert story.step(FINISH).status is Status.BLOCKED
        assert story.state.current is APPROVAL

    def test_a_help_session_can_be_closed_with_nothing_done(self) -> None:
        story = Story(JourneyKind.HELP_SESSION)
        assert story.state.current is CLIENT
        story.add(JourneyFinished())
        assert (story.step(FINISH).status, story.step(FINISH).how) == (Status.DONE, How.TOLD)


def test_with_nobody_at_the_school_to_act_the_first_unfinished_step_opens() -> None:
    story = Story().add(SCHOOL).add(checked()).add(APPROVED).add(SEEN_BEFORE)
    assert story.state.current is APPROVAL
    assert story.state.acts_next is Owner.WONDE


def test_events_of_no_consequence_change_no_step() -> None:
    story = Story().add(SCHOOL)
    before = story.state.steps
    assert story.add(NamesShown(count=3)).state.steps == before


def test_two_creations_in_a_damaged_ledger_count_the_first() -> None:
    story = Story(JourneyKind.NEW_SCHOOL_YEAR)
    story.data += Story(JourneyKind.HELP_SESSION).data
    assert story.facts.kind is JourneyKind.NEW_SCHOOL_YEAR


def test_an_event_of_a_later_version_is_counted_and_changes_no_step() -> None:
    story = Story().add(SCHOOL)
    before = story.state.steps
    event = replace(story.reading.events[-1], data=UnknownPayload(kind="moon.seen", raw={}), kind="moon.seen")
    facts = fold((*story.reading.events, event))
    assert facts.unknown == 1
    assert evaluate(facts, story.now).steps == before


def test_a_message_without_a_step_starts_no_wait() -> None:
    assert not Story().add(MessageSent(message="chase-wonde", to="wonde")).facts.sent


def test_a_preview_that_is_not_there_has_no_numbers() -> None:
    assert Story().facts.preview(Claim.SEEN_AFTER) is None


def test_normal_waits_leave_weekends_out_unless_they_count() -> None:
    friday = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
    people = Wait(hours=48, says="x", sureness="seen", source="x")
    assert wait_over(friday, people) == datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
    assert wait_over(friday, people.model_copy(update={"weekends": True})) == friday + timedelta(hours=48)


@pytest.mark.parametrize("kind", list(JourneyKind))
def test_every_kind_of_journey_starts_with_something_the_school_can_do(kind: JourneyKind) -> None:
    state = Story(kind).state
    assert [step.id for step in state.steps] == [step.id for step in steps_of(kind)]
    assert state.step(state.current).status is Status.READY


def test_nothing_is_known_from_nothing() -> None:
    assert standing(()) is None
    assert weakest(()) is None
