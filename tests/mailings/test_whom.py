"""Who gets a mailing: nobody who may not, everybody who may; killed halfway, withdrawn before it leaves, never twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy.exc import SQLAlchemyError

from engage import clock as the_clock
from engage import jobs
from engage.consent import actions as consent
from engage.consent.rules import Action, Route
from engage.db import db
from engage.jobs import mailings as worker
from engage.mailings.actions import sending, writing
from engage.mailings.models import Mailing, Text
from engage.mailings.queries import audience, counting, report
from engage.mailings.rules import KIND, Audience, Fate, State
from engage.mailings.rules.words import Words
from engage.outbox.models import Outgoing
from engage.outbox.rules import Channel, Go, Letter, Reason, Stop, occasion_id
from engage.people.models import ContactPoint, Person
from engage.pool.models import Member
from engage.pool.queries import may_go
from engage.pool.rules import Standing
from tests.factories.accounts import a_staff_user
from tests.factories.consent import an_offer
from tests.factories.needs import needs_of
from tests.factories.people import a_person
from tests.factories.pool import a_member
from tests.pool.test_may_go import OPTIONAL, on_a_break
from tests.support.clock import Clock
from tests.support.postbox import Postbox

Tick = Callable[[], object]
WORDS = Words("News", "You asked for news.", "Here it is.")
SAID = ("never asked", "refused", "yes", "withdrawn", "run out", "expired", "yes again")
ENDS = ("", "died", "erased", "merged", "left", "not real")


@dataclass(frozen=True)
class Somebody:
    """One person in some state."""

    said: str
    address: str
    needs: tuple[str, ...]
    on_a_break: bool
    ends: str
    gave: tuple[str, ...]
    by: tuple[str, ...]


PEOPLE = some.lists(
    some.builds(
        Somebody, said=some.sampled_from(SAID), address=some.sampled_from(("good", "none", "unverified", "came back")),
        needs=some.sampled_from(((), ("by-phone",), ("by-letter",), ("by-letter", "by-email"), ("breaks",))),
        on_a_break=some.booleans(),
        ends=some.sampled_from(ENDS), gave=some.sampled_from(((), ("post",), ("phone", "text"), ("post", "phone", "text"))),
        by=some.sampled_from((("email",), ("post",), ("phone", "text"), ("email", "text"))),
    ),
    min_size=1, max_size=5,
)  # fmt: skip


def said(person_id: UUID, *actions: Action, by: tuple[str, ...] = ("email",)) -> None:
    for action in actions:
        told = consent.Told(person_id, Route.WEB, the_clock.now())
        consent.decide(told, [an_offer("newsletter").entry(channel, action) for channel in by])


def made(state: Somebody) -> UUID:
    """Somebody as they are described, in the transaction that is open."""
    email = {} if state.address == "none" else {"email": f"{uuid4().hex}@people.example"}
    reach = {"post": "1 Sample Street", "phone": "01632 960 011", "text": "07700 900 011"}
    given_us = email | {kind: reach[kind] for kind in state.gave} or {"post": "nowhere"}
    person_id = a_member(confirmed=state.address != "unverified", gives=(), standing=Standing.ACTIVE, **given_us)
    if not email and not state.gave:
        db.session.execute(sa.delete(ContactPoint).where(ContactPoint.person_id == person_id))
    steps = {"never asked": (), "refused": (), "yes": (Action.GIVEN,), "withdrawn": (Action.GIVEN, Action.WITHDRAWN),
             "run out": (Action.GIVEN,), "expired": (Action.GIVEN, Action.EXPIRED),
             "yes again": (Action.GIVEN, Action.WITHDRAWN, Action.GIVEN)}  # fmt: skip
    if state.said == "never asked":
        db.session.execute(sa.text("DELETE FROM consent_standing WHERE person_id = :id"), {"id": person_id.hex})
    said(person_id, *steps[state.said], by=state.by)
    if state.said == "run out":
        db.session.execute(sa.text("UPDATE consent_standing SET expires_on = '2020-01-01'"))
    if state.needs:
        needs_of(person_id, *state.needs)
    if state.on_a_break:
        consent.take_break(person_id, months=1, at=the_clock.now())
    if state.address == "came back":
        db.session.execute(
            sa.update(ContactPoint).where(ContactPoint.person_id == person_id).values(came_back_at=the_clock.now())
        )
    _end(person_id, state.ends)
    return person_id


def _end(person_id: UUID, ends: str) -> None:
    persons = {
        "died": {"died_on": the_clock.today()},
        "erased": {"erased_at": the_clock.now()},
        "merged": {"merged_into": a_person()},
    }
    places = {"left": {"standing": Standing.LEFT, "left_at": the_clock.now()}, "not real": {"standing": Standing.NOT_REAL}}
    if ends in persons:
        db.session.execute(sa.update(Person).where(Person.id == person_id).values(persons[ends]))
    if ends in places:
        db.session.execute(sa.update(Member).where(Member.person_id == person_id).values(places[ends]))


def a_mailing(people: list[UUID], *, to: Audience | None = None, purpose: str = "newsletter") -> UUID:
    """A mailing that is told to go now."""
    by = a_staff_user().id
    mailing = writing.begin(to or Audience(named=True), people, by=by)
    writing.speak_about(mailing, purpose)
    text = writing.write(mailing, WORDS, by=by)
    sending.tell_to_go(mailing, text, at=the_clock.now(), count=len(people), by=by)
    return mailing.id


def letter(mailing_id: UUID, person_id: UUID) -> Letter:
    return Letter(uuid4(), KIND, mailing_id, person_id, 0, the_clock.today(), "newsletter", Channel.EMAIL)


@given(states=PEOPLE)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nobody_gets_a_row_whom_the_last_question_would_refuse_and_the_counts_say_what_it_says(
    app: Flask, states: list[Somebody]
) -> None:
    with app.app_context():
        people = [made(state) for state in states]
        mailing = db.session.get_one(Mailing, a_mailing(people))
        expected: dict[str, int] = {}
        may: set[UUID] = set()
        for person_id in people:
            answer = may_go(letter(mailing.id, person_id), the_clock.now())
            why = answer.reason.value if isinstance(answer, Stop) else ""
            if why not in (Reason.ERASED, Reason.MERGED):
                expected[why] = expected.get(why, 0) + 1
            if isinstance(answer, Go) or why == Reason.NEEDS_ANOTHER_WAY:
                may.add(person_id)
        count = counting.count(mailing)
        told = {"": count.by_email, "needs_another_way": count.by_hand} | {why.value: of for why, of in count.left_out.items()}
        assert {why: of for why, of in told.items() if of} == expected
        sending.begin(mailing, count, now=the_clock.now())
        while some_of_them := audience.next_people(mailing, after=mailing.reached, most=2):
            sending.put_some(mailing, some_of_them, now=the_clock.now())
        rows = db.session.scalars(
            sa.select(Outgoing.recipient_id).where(Outgoing.occasion_id == occasion_id(KIND, mailing.id, 0))
        )
        assert sorted(rows) == sorted(may)
        db.session.rollback()


@pytest.fixture
def pool(app: Flask) -> list[UUID]:
    """Five people who said yes to the newsletter."""
    return [a_member(f"Sam Example {number}", email=f"sam{number}@people.example") for number in range(5)]


def started(app: Flask, people: list[UUID], to: Audience | None = None) -> UUID:
    with app.app_context():
        mailing_id = a_mailing(people, to=to)
        db.session.commit()
    return mailing_id


def test_a_worker_killed_between_two_parts_leaves_nobody_out_and_nobody_gets_it_twice(
    app: Flask, pool: list[UUID], clock: Clock, tick: Tick, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "PEOPLE_AT_ONCE", 2)
    mailing_id, put, calls = started(app, pool, Audience()), sending.put_some, []

    def killed(*given: object, **named: object) -> int:
        calls.append(put(*given, **named))  # type: ignore[arg-type] - whatever it is called with
        if len(calls) == 2:
            raise SQLAlchemyError("killed before its commit")
        return calls[-1]

    monkeypatch.setattr(sending, "put_some", killed)
    tick()
    with app.app_context():
        assert db.session.get_one(Mailing, mailing_id).put_count == 2
    for _ in range(3):
        clock.forward(minutes=2)
        tick()
    assert sorted(mail.to for mail in postbox.all()) == [f"sam{number}@people.example" for number in range(5)]
    with app.app_context():
        mailing = db.session.get_one(Mailing, mailing_id)
        assert (mailing.state, mailing.put_count) == (State.SENT, 5)


def test_who_stops_between_planning_and_sending_gets_nothing_and_the_report_says_so(
    app: Flask, pool: list[UUID], tick: Tick, postbox: Postbox
) -> None:
    mailing_id = started(app, pool)
    with jobs.at_work(app):
        jobs.tick(only="mailings")
        said(pool[0], Action.WITHDRAWN)
        db.session.commit()
    tick()
    assert "sam0@people.example" not in [mail.to for mail in postbox.all()]
    with app.app_context():
        told = report.report(mailing_id)
        assert told.fates == {Fate.SENT: 4, Fate.NOT_SENT: 1}
        assert told.why_not == {Reason.WITHDRAWN: 1}
        assert db.session.scalar(sa.text("SELECT count(*) FROM mailing_named")) == 0


def test_whatever_happens_to_people_after_planning_stops_their_message_and_each_reason_is_kept(
    app: Flask, tick: Tick, postbox: Postbox
) -> None:
    happenings = sorted(OPTIONAL, key=lambda pair: pair[0] is not on_a_break)  # a break wakes what waits, so it comes first
    people = [a_member(f"Sam Example {place}", email=f"sam{place}@people.example") for place in range(len(happenings))]
    mailing_id = started(app, people)
    with jobs.at_work(app):
        jobs.tick(only="mailings")
        for (happens, _), person_id in zip(happenings, people, strict=True):
            happens(person_id)
        db.session.commit()
    tick()
    assert postbox.all() == []
    with app.app_context():
        rows = db.session.execute(sa.select(Outgoing.recipient_id, Outgoing.reason).where(Outgoing.kind == KIND)).all()
        assert {row[0]: row[1] for row in rows} == {who: why for who, (_, why) in zip(people, happenings, strict=True)}
        told = report.report(mailing_id).fates
        assert told == {Fate.NOT_SENT: len(people) - 1, Fate.BY_HAND: 1}


def test_stopped_in_the_middle_what_has_not_left_does_not_leave(
    app: Flask, pool: list[UUID], clock: Clock, tick: Tick, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "PEOPLE_AT_ONCE", 2)
    monkeypatch.setattr(worker, "PARTS_A_TICK", 1)
    mailing_id = started(app, pool, Audience())
    tick()
    assert len(postbox.all()) == 2
    with jobs.at_work(app):
        jobs.tick(only="mailings")
        sending.stop(db.session.get_one(Mailing, mailing_id), by=uuid4())
        db.session.commit()
    for _ in range(4):
        clock.forward(minutes=2)
        tick()
    assert len(postbox.all()) == 2
    with app.app_context():
        told, mailing = report.report(mailing_id), db.session.get_one(Mailing, mailing_id)
        assert told.fates == {Fate.SENT: 2, Fate.NOT_SENT: 2}
        assert (mailing.state, mailing.ended_at is not None) == (State.STOPPED, True)


def test_it_begins_in_the_morning_when_its_time_comes_at_night(
    app: Flask, pool: list[UUID], clock: Clock, tick: Tick, postbox: Postbox
) -> None:
    clock.move_to(clock.now.replace(hour=20))
    mailing_id = started(app, pool)
    tick()
    with app.app_context():
        assert db.session.get_one(Mailing, mailing_id).state is State.WAITING
    clock.forward(hours=13)
    tick()
    assert len(postbox.all()) == 5


def test_words_that_were_told_to_go_stay_as_they_are(app: Flask, pool: list[UUID]) -> None:
    mailing_id = started(app, pool)
    for change in ("UPDATE mailing_text SET body = 'else'", "DELETE FROM mailing_text"):
        with app.app_context(), pytest.raises(SQLAlchemyError, match="as it was sent"):
            db.session.execute(sa.text(change))
    with app.app_context():
        assert db.session.scalars(sa.select(Text.body).where(Text.mailing_id == mailing_id)).all() == [WORDS.body]
