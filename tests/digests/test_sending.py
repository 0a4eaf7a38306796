"""Whom the weekly digest reaches: each once a week, with what is new for them, and nobody who may not get it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from engage import clock as the_clock
from engage.consent.rules import Action
from engage.db import db
from engage.digests import actions, queries
from engage.digests.models import Item, Sent, Week
from engage.digests.rules import KIND, Words, monday_of
from engage.jobs import KINDS, at_work, tick
from engage.mailings.rules import Audience
from engage.outbox import actions as outbox
from engage.outbox.models import Outgoing
from engage.outbox.rules import Channel, Reason, State
from tests.factories import saves
from tests.factories.consent import a_decision
from tests.factories.needs import needs_of
from tests.factories.outbox import a_message
from tests.factories.pool import a_member
from tests.support.clock import Clock
from tests.support.postbox import Postbox

Tick = Callable[[], object]
TEN = datetime(2027, 3, 4, 10, 1, tzinfo=UTC)
WEEK = timedelta(days=7)


@saves
def an_item(title: str, *, until: date = date(2027, 5, 1), audience: Audience = Audience()) -> UUID:  # noqa: B008 - frozen
    item = actions.begin(Words(title, "What it is.", until, "Call us"), audience, by=uuid4())
    actions.publish(item, by=uuid4())
    return item.id


def put_the_digest() -> None:
    """Only what plans the digest; nothing is sent."""
    tick(only="weekly digest")


def has_digest(postbox: Postbox, address: str) -> bool:
    """Whether a digest arrived there."""
    return any("ways to get involved" in subject for subject in postbox.subjects_to(address))


@pytest.fixture
def sam(app: Flask) -> UUID:
    return a_member("Sam Okoro", email="sam@people.example", gives=["opportunities"], area="Ashford")


def rows() -> list[tuple[State, Reason | None]]:
    return [(row.state, row.reason) for row in db.session.scalars(sa.select(Outgoing).where(Outgoing.kind == KIND))]


def test_five_go_newest_first_the_others_a_week_later_and_nothing_twice(
    sam: UUID, app: Flask, clock: Clock, tick: Tick, postbox: Postbox
) -> None:
    for number in range(1, 8):
        an_item(f"Number {number}")
        clock.forward(minutes=1)
    an_item("Too late", until=date(2027, 3, 3))
    an_item("Elsewhere", audience=Audience(areas=("Maidstone",)))
    clock.move_to(TEN - timedelta(minutes=2))
    tick()
    assert postbox.all() == []
    clock.move_to(TEN)
    tick()
    tick()
    an_item("After ten")
    clock.forward(days=2)
    tick()
    [mail] = postbox.to("sam@people.example")
    places = [mail.text.find(f"Number {number}") for number in (7, 6, 5, 4, 3)]
    assert places == sorted(places)
    assert places[0] > 0
    for word in ("Number 2", "Too late", "Elsewhere", "After ten"):
        assert word not in mail.text
    clock.move_to(TEN + WEEK)
    tick()
    second = postbox.latest_to("sam@people.example")
    assert [title for title in ("After ten", "Number 2", "Number 1", "Number 3") if title in second.text] == [
        "After ten", "Number 2", "Number 1",
    ]  # fmt: skip
    clock.move_to(TEN + 2 * WEEK)
    tick()
    assert len(postbox.to("sam@people.example")) == 2


def test_a_week_that_was_missed_is_caught_up_on_until_sunday_and_not_on_monday(
    sam: UUID, app: Flask, clock: Clock, tick: Tick, postbox: Postbox
) -> None:
    an_item("Plan the garden")
    clock.move_to(datetime(2027, 3, 8, 10, tzinfo=UTC))
    tick()
    assert postbox.all() == []
    clock.move_to(datetime(2027, 3, 14, 18, 30, tzinfo=UTC))
    tick()
    assert len(postbox.to("sam@people.example")) == 1
    clock.move_to(datetime(2027, 3, 18, 10, tzinfo=UTC))
    tick()
    assert len(postbox.to("sam@people.example")) == 1


def test_two_workers_and_one_that_died_halfway_make_one_digest(
    sam: UUID, app: Flask, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    kim = a_member("Kim Sample", email="kim@people.example", gives=["opportunities"])
    an_item("Plan the garden")
    clock.move_to(TEN)
    monkeypatch.setattr("engage.jobs.digests.PEOPLE_AT_ONCE", 1)
    monkeypatch.setattr("engage.jobs.digests.PARTS_A_TICK", 1)
    with at_work(app):
        now, monday = the_clock.now(), monday_of(TEN.date())
        assert [actions.begin_week(monday, now=now), actions.begin_week(monday, now=now)] == [True, False]
        db.session.rollback()
        for _ in range(4):
            put_the_digest()
        week = db.session.scalars(sa.select(Week)).one()
        assert (week.put_count, week.put_at is not None) == (2, True)
        assert set(db.session.scalars(sa.select(Sent.person_id))) == {sam, kim}
        assert len(rows()) == 2


def test_who_says_no_in_between_gets_none_and_who_needs_another_way_is_told_by_hand(
    sam: UUID, app: Flask, clock: Clock, tick: Tick, postbox: Postbox
) -> None:
    kim = a_member("Kim Sample", email="kim@people.example", gives=["opportunities"])
    needs_of(kim, "by-phone")
    a_decision(kim, "opportunities", channel=Channel.PHONE)
    an_item("Plan the garden")
    clock.move_to(TEN)
    with at_work(app):
        put_the_digest()
    a_decision(sam, "opportunities", Action.WITHDRAWN)
    tick()
    assert postbox.to("kim@people.example") == []
    assert not has_digest(postbox, "sam@people.example")
    with app.app_context():
        assert {state for state, _ in rows()} == {State.SUPPRESSED}
        assert Reason.NEEDS_ANOTHER_WAY in {reason for _, reason in rows()}


def test_a_full_week_lets_the_mail_go_and_its_items_are_new_again(
    sam: UUID, app: Flask, clock: Clock, tick: Tick, postbox: Postbox
) -> None:
    an_item("Plan the garden")
    for _ in range(3):
        a_message(sam, kind="consent.changed", purpose="opportunities")
    tick()
    clock.move_to(TEN)
    tick()
    assert not has_digest(postbox, "sam@people.example")
    clock.move_to(datetime(2027, 3, 8, 9, 30, tzinfo=UTC))
    tick()
    with app.app_context():
        assert [state for state, _ in rows()] == [State.EXPIRED]
    clock.move_to(TEN + WEEK)
    tick()
    assert "Plan the garden" in postbox.latest_to("sam@people.example").text


def test_what_closed_in_between_is_left_out_and_each_gets_what_they_would_have_got_alone(
    sam: UUID, app: Flask, clock: Clock
) -> None:
    a_member("Zoë Fable", email="zoe@people.example", gives=["opportunities"], area="Upper Fiction")
    an_item("For all")
    gone = an_item("Closed early", audience=Audience(areas=("Ashford",)))
    clock.move_to(TEN)
    kind = KINDS[KIND]
    assert kind.bulk is not None
    with at_work(app):
        put_the_digest()
        item = queries.held(gone)
        assert item is not None
        actions.close(item, by=uuid4())
        db.session.commit()
        letters = [claim.letter for claim in outbox.choose_set(KIND, the_clock.now(), most=9)]
        together = kind.bulk.facts_all(letters)
        assert together == {letter.outgoing_id: kind.facts(letter) for letter in letters}
        assert {words.title for facts in together.values() for words in facts.items} == {"For all"}
        assert len(together) == 2
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Item)) == 2
        db.session.rollback()
