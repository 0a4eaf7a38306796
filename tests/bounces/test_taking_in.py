"""What a mail that arrives changes: only what we sent ourselves, once, and never more than it may."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engage import clock as time
from engage.bounces import actions, queries
from engage.bounces.models import CameBack, StopReply
from engage.bounces.rules import Lasting, Read, Why
from engage.consent import queries as consent
from engage.db import db
from engage.outbox.models import Outgoing
from engage.outbox.rules import Answer, Channel, Letter, Reason, State, Stop
from engage.people import actions as people_actions
from engage.people import queries as people
from engage.people.models import ContactPoint
from engage.people.rules import ErasedBecause
from engage.pool import queries as pool
from tests.factories.accounts import a_staff_user
from tests.factories.bounces import a_sent_message, it_comes_back, take_in
from tests.factories.outbox import state_of
from tests.factories.people import a_person
from tests.factories.pool import a_member
from tests.support.clock import Clock
from tests.support.returned import FORMS, returned, written


@pytest.fixture(autouse=True)
def _within(app: Flask) -> Any:
    with app.test_request_context("/"):
        yield


def the_email(person_id: UUID) -> ContactPoint:
    point = people.email(person_id)
    assert point is not None
    return point


def the_answer(person_id: UUID) -> Answer:
    letter = Letter(uuid.uuid4(), "test", person_id, person_id, 0, time.today(), "newsletter", Channel.EMAIL)
    return pool.may_go(letter, time.now())


def test_one_final_failure_is_written_down_and_blocks_nothing_and_the_second_does(clock: Clock) -> None:
    person_id = a_member("Sam Example", email="sam@people.example")
    first, second = a_sent_message(person_id), a_sent_message(person_id)
    assert it_comes_back(first) is Read.CAME_BACK
    assert state_of(first) == (State.BOUNCED, Reason.NO_SUCH_ADDRESS)
    assert the_email(person_id).came_back_at is None
    assert [it_comes_back(first) for _ in range(3)] == [Read.KNOWN] * 3
    assert not isinstance(the_answer(person_id), Stop)

    clock.forward(days=29)
    assert it_comes_back(second) is Read.CAME_BACK
    db.session.expire_all()
    assert the_email(person_id).came_back_at is not None
    assert the_answer(person_id) == Stop(Reason.CAME_BACK)
    people_actions.verify(the_email(person_id), at=time.now())
    clock.forward(minutes=1)
    assert it_comes_back(a_sent_message(person_id)) is Read.CAME_BACK
    assert the_email(person_id).came_back_at is None


@pytest.mark.parametrize(
    ("reports", "is_blocked"),
    [
        (["4.4.7", "4.4.7"], False),
        (["4.4.7", "delayed", "5.2.2"], True),
        (["5.1.1", "delayed"], False),
        (["5.1.1", "delayed", "delayed"], True),
        (["5.1.1", "+31 days", "5.1.1"], False),
        (["delayed", "delayed", "+31 days", "delayed"], False),
    ],
)
def test_how_many_failures_say_that_nothing_arrives(reports: list[str], is_blocked: bool, clock: Clock) -> None:
    person_id = a_person()
    for report in reports:
        if report.startswith("+"):
            clock.forward(days=31)
        elif report == "delayed":
            it_comes_back(a_sent_message(person_id), status="4.4.1", action="delayed")
        else:
            it_comes_back(a_sent_message(person_id), status=report)
    db.session.expire_all()
    assert (the_email(person_id).came_back_at is not None) is is_blocked


def test_many_notices_about_one_message_are_one_and_a_delay_leaves_it_sent() -> None:
    person_id = a_person()
    outgoing_id = a_sent_message(person_id)
    assert it_comes_back(outgoing_id, status="4.4.1", action="delayed") is Read.NOTED
    assert [it_comes_back(outgoing_id, status="4.4.1", action="delayed") for _ in range(4)] == [Read.KNOWN] * 4
    assert state_of(outgoing_id) == (State.ACCEPTED, None)
    assert it_comes_back(outgoing_id, status="4.4.7") is Read.CAME_BACK
    found = queries.about_message(outgoing_id)
    assert found is not None
    assert (found.lasting, found.why, found.status) == (Lasting.FOR_NOW, Why.NOT_IN_TIME, "4.4.7")
    assert state_of(outgoing_id) == (State.BOUNCED, Reason.NOT_IN_TIME)


def test_an_address_it_does_not_name_is_not_held_against_anybody() -> None:
    person_id = a_person(email="sam@people.example")
    for _ in range(3):
        outgoing_id = a_sent_message(person_id)
        ours = db.session.get_one(Outgoing, outgoing_id).message_id
        raw = returned(FORMS["postfix"], ours=ours, to="old@people.example")
        assert take_in(raw) is Read.CAME_BACK
        assert state_of(outgoing_id)[0] is State.BOUNCED
    assert the_email(person_id).came_back_at is None


def test_a_report_nobody_of_us_sent_for_changes_nothing() -> None:
    person_id = a_person(email="sam@people.example")
    outgoing_id = a_sent_message(person_id)
    forged = returned(FORMS["postfix"], ours="0" * 32, to="sam@people.example")
    assert [take_in(forged) for _ in range(3)] == [Read.SET_ASIDE] * 3
    assert state_of(outgoing_id) == (State.ACCEPTED, None)
    assert db.session.scalars(sa.select(CameBack)).all() == []


def test_what_is_still_in_our_hands_is_asked_about_later_and_what_was_uncertain_must_have_been_sent() -> None:
    sending, uncertain, waiting = (
        a_sent_message(a_person(), state=each) for each in (State.SENDING, State.UNCERTAIN, State.QUEUED)
    )
    db.session.commit()
    with pytest.raises(actions.NotYet):
        it_comes_back(sending)
    db.session.rollback()
    assert it_comes_back(uncertain) is Read.CAME_BACK
    assert state_of(uncertain)[0] is State.BOUNCED
    assert it_comes_back(waiting) is Read.SET_ASIDE
    assert state_of(waiting)[0] is State.QUEUED


def test_mail_to_staff_and_to_people_who_are_gone_only_moves_the_message() -> None:
    to_staff = a_sent_message(a_staff_user().id)
    gone = a_person()
    to_gone = a_sent_message(gone)
    people_actions.erase(gone, because=ErasedBecause.ASKED, at=time.now())
    db.session.commit()
    assert [it_comes_back(each) for each in (to_staff, to_gone)] == [Read.CAME_BACK] * 2
    assert db.session.scalars(sa.select(CameBack)).all() == []


def test_a_signed_request_stops_one_kind_at_once_and_reading_it_twice_changes_nothing() -> None:
    person_id = a_member(gives=("newsletter", "surveys"))
    person = people.person(person_id)
    assert person is not None
    token = consent.stop_links(person, purpose="newsletter", outgoing_id=person_id).one_press
    assert [take_in(written(f"stop {token}")) for _ in range(2)] == [Read.STOPPED, Read.KNOWN]
    assert {code for code, _ in consent.given(person_id)} == {"surveys"}
    assert take_in(written("Re: News", f"See you\r\n\r\n> https://trust.example.org/u/{token}")) is Read.SET_ASIDE
    assert take_in(written(f"stop {token[:-1]}A", "x")) is not Read.STOPPED


def test_a_request_without_a_signature_waits_for_a_person_and_keeps_no_text(clock: Clock) -> None:
    person_id = a_member(email="sam@people.example")
    outgoing_id = a_sent_message(person_id)
    ours = db.session.get_one(Outgoing, outgoing_id).message_id
    mails = [written("Please stop", "Quince", answers=ours), written("Stop", "Quince", sender="who@elsewhere.example")]
    assert [take_in(mail) for mail in mails + mails] == [Read.ASKED] * 2 + [Read.KNOWN] * 2
    assert take_in(written("Stop it now", "again", sender="sam@people.example")) is Read.KNOWN
    known, unknown = db.session.scalars(sa.select(StopReply).order_by(StopReply.person_id.is_(None))).all()
    assert (known.person_id, known.outgoing_id, known.sender) == (person_id, outgoing_id, None)
    assert (unknown.person_id, unknown.sender) == (None, "who@elsewhere.example")
    assert consent.given(person_id)
    actions.not_asked(unknown, by=person_id, at=time.now())
    db.session.commit()
    db.session.expire_all()
    assert unknown.sender is None
    clock.forward(days=31)
    assert actions.forget_old(time.now()) == 1


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(st.binary(max_size=500), st.sampled_from(sorted(FORMS)).flatmap(lambda name: st.tuples(st.just(name), st.binary())))
)
def test_no_bytes_that_do_not_hold_our_message_id_change_anything(given_: Any) -> None:
    raw = given_ if isinstance(given_, bytes) else returned(FORMS[given_[0]], ours=given_[1].hex()[:32], to="a@people.example")
    before = db.session.scalar(sa.select(sa.func.count()).select_from(Outgoing).where(Outgoing.state == State.BOUNCED))
    assert actions.take_in(raw, at=time.now()) in (Read.SET_ASIDE, Read.KNOWN, Read.ASKED)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Outgoing).where(Outgoing.state == State.BOUNCED)) == before
    assert db.session.scalar(sa.select(sa.func.count()).select_from(CameBack)) == 0


def test_a_mark_by_hand_can_be_taken_back_and_what_it_did_with_it() -> None:
    person_id, by = a_person(), a_staff_user().id
    outgoing_id = a_sent_message(person_id)
    it_comes_back(a_sent_message(person_id))
    actions.mark_message(outgoing_id, on=time.today(), why=Why.NO_SUCH_ADDRESS, by=by, at=time.now() + timedelta(seconds=1))
    db.session.commit()
    assert state_of(outgoing_id) == (State.BOUNCED, Reason.MARKED_BY_HAND)
    assert the_email(person_id).came_back_at is not None
    mark = queries.about_message(outgoing_id)
    assert mark is not None
    actions.take_back(mark, by=by, at=time.now())
    db.session.commit()
    assert state_of(outgoing_id) == (State.ACCEPTED, Reason.MARKED_BY_MISTAKE)
    assert the_email(person_id).came_back_at is None
    with pytest.raises(actions.NotPossible):
        actions.take_back(mark, by=by, at=time.now())
