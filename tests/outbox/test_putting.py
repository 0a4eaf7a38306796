"""A message enters the outbox once, and is taken back while it waits."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Iterator
from datetime import time as wall
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from engage import clock
from engage.db import db
from engage.outbox import actions, queries
from engage.outbox.models import Occasion, Outgoing
from engage.outbox.rules import Category, Due, Reason, State, occasion_hex
from tests.factories.outbox import KIND, a_due, a_message, state_of


def test_asking_twice_queues_once(app: Flask) -> None:
    due = a_due()
    with app.app_context():
        assert actions.put(due) is not None
        assert actions.put(due) is None
        db.session.commit()
        assert actions.put(due) is None
        assert len(queries.messages_to(due.recipient_id)) == 1


def test_a_thousand_are_put_set_wise_and_again_adds_none(app: Flask) -> None:
    dues = [a_due(ordinal=number) for number in range(1200)]
    with app.app_context():
        assert len(set(actions.put_many(dues))) == 1200
        assert actions.put_many(reversed(dues)) == []
        assert queries.not_put_yet([*dues, extra := a_due()]) == [extra]


def test_what_is_due_later_is_planned(app: Flask) -> None:
    with app.app_context():
        later = actions.put(a_due(due_at=clock.now() + timedelta(hours=1)))
        now = actions.put(a_due())
        assert later is not None
        assert now is not None
        assert state_of(later)[0] is State.PLANNED
        assert state_of(now)[0] is State.QUEUED


def test_stopping_a_purpose_stops_what_has_not_begun_for_it_and_nothing_else(app: Flask) -> None:
    somebody, somebody_else = uuid.uuid4(), uuid.uuid4()
    news = a_message(somebody, purpose="newsletter")
    planned = a_message(somebody, purpose="newsletter", state=State.PLANNED)
    service = a_message(somebody)
    surveys = a_message(somebody, purpose="surveys")
    theirs = a_message(somebody_else, purpose="newsletter")
    claimed = a_message(somebody, purpose="newsletter", state=State.CLAIMED)
    begun = a_message(somebody, purpose="newsletter", state=State.SENDING)
    with app.app_context():
        assert actions.suppress_waiting(somebody, purpose="newsletter", reason=Reason.WITHDRAWN) == 3
        for stopped in (news, planned, claimed):
            assert state_of(stopped) == (State.SUPPRESSED, Reason.WITHDRAWN)
        assert [state_of(each)[0] for each in (service, surveys, theirs, begun)] == [
            State.QUEUED, State.QUEUED, State.QUEUED, State.SENDING,
        ]  # fmt: skip


def test_leaving_stops_everything_that_waits(app: Flask) -> None:
    somebody = uuid.uuid4()
    for purpose in (None, "newsletter", "surveys"):
        a_message(somebody, purpose=purpose)
    with app.app_context():
        assert actions.suppress_waiting(somebody, reason=Reason.LEFT) == 3
        assert queries.waiting_for(somebody) == []


def test_calling_off_stops_every_message_about_it(app: Flask) -> None:
    about = uuid.uuid4()
    first, second = a_message(about=about), a_message(about=about, ordinal=1)
    other = a_message()
    with app.app_context():
        assert actions.cancel(KIND, about) == 2
        assert state_of(first) == state_of(second) == (State.CANCELLED, Reason.CALLED_OFF)
        assert state_of(other)[0] is State.QUEUED


def test_switching_a_kind_off_keeps_what_somebody_asked_for(app: Flask) -> None:
    reminder, asked_for = a_message(), a_message(category=Category.SECURITY)
    with app.app_context():
        actions.suppress_kind(KIND)
        assert state_of(reminder) == (State.SUPPRESSED, Reason.SWITCHED_OFF)
        assert state_of(asked_for)[0] is State.QUEUED


def test_a_message_id_says_nothing_and_stays(app: Flask) -> None:
    outgoing_id = uuid.uuid4()
    first = actions.message_id(outgoing_id)
    assert first == actions.message_id(outgoing_id)
    assert first != actions.message_id(uuid.uuid4())
    assert outgoing_id.hex[:8] not in first


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(picks=some.lists(some.tuples(some.integers(0, 2), some.integers(0, 2), some.integers(0, 1)), max_size=20))
def test_however_often_it_is_said_there_is_one_row_each(app: Flask, picks: list[tuple[int, int, int]]) -> None:
    dues = [a_due(uuid.UUID(int=who), about=uuid.UUID(int=what), ordinal=which) for who, what, which in picks]
    with app.app_context():
        new = [actions.put(due) for due in dues] + actions.put_many(dues)
        assert len([each for each in new if each]) == len(set(picks))
        db.session.rollback()


def test_the_same_for_many_people_is_put_as_it_is_for_each(app: Flask) -> None:
    about, ids = uuid.uuid4(), [uuid.uuid4() for _ in range(620)]
    alike = [a_due(each, about=about, category=Category.NEWS, purpose="newsletter", ordinal=3) for each in ids]
    alike = [dataclasses.replace(due, due_at=alike[0].due_at, not_after=alike[0].not_after) for due in alike]
    with app.app_context():
        first = actions.put(alike[0])
        new = actions.put_many([*alike, *alike])
        assert len({*new, first}) == len(ids)
        rows = {row.id: row for row in db.session.scalars(sa.select(Outgoing))}
        assert {row.recipient_id for row in rows.values()} == set(ids)
        for new_id in new:
            assert rows[new_id].message_id == actions.message_id(new_id)
        columns = [column.name for column in sa.inspect(Outgoing).local_table.columns]
        own = {"id", "recipient_id", "message_id", "created_at"}
        shapes = {tuple(getattr(row, name) for name in columns if name not in own) for row in rows.values()}
        assert len(shapes) == 1
        assert actions.put_many(alike) == []
        more = [uuid.uuid4() for _ in range(3)]
        assert actions.put_to_all(alike[0], [*ids, *more, more[0]]) == 3
        assert actions.put_to_all(alike[0], []) == 0
        added = db.session.scalars(sa.select(Outgoing).where(Outgoing.recipient_id.in_(more))).all()
        assert {tuple(getattr(row, name) for name in columns if name not in own) for row in added} == shapes
        assert all(row.message_id == actions.message_id(row.id) for row in added)


def test_many_that_differ_are_put_as_they_are_said_in_two_statements_for_those_that_are_alike(app: Flask) -> None:
    noon = clock.at(clock.today(), wall(12))
    dues = [
        Due(
            f"test.kind{number % 2}", uuid.UUID(int=number // 3), uuid.uuid4(), clock.london(noon + timedelta(minutes=number)),
            noon + timedelta(days=2, seconds=number), clock.today() + timedelta(days=number), ordinal=number % 5,
            category=Category.CHANGE, purpose="newsletter" if number % 2 else None,
        )
        for number in range(60)
    ]  # fmt: skip
    said: list[str] = []
    with app.app_context(), clock.supposing(noon - timedelta(minutes=1)):
        sa.event.listen(db.engine, "before_cursor_execute", lambda _c, _cursor, words, *_: said.append(words))
        assert actions.put_all(dues) == 60
        assert len([words for words in said if words.startswith("INSERT")]) == 4
        assert actions.put_all(dues) == 0
        found = {row.recipient_id: (row, occasion) for row, occasion in _with_occasions()}
        for due in dues:
            row, occasion = found[due.recipient_id]
            assert occasion.id == actions.occasion_id(due.kind, due.about, due.ordinal)
            assert (row.kind, row.category, row.purpose, row.channel) == (due.kind, due.category, due.purpose, due.channel)
            assert (row.state, row.next_at, row.created_at) == (State.PLANNED, due.due_at, clock.now())
            assert (occasion.kind, occasion.about, occasion.ordinal) == (due.kind, due.about, due.ordinal)
            assert occasion.created_at == clock.now()
            assert (row.turn, row.steps, row.attempts, row.message_id) == (0, 0, 0, actions.message_id(row.id))
        alone = found[dues[59].recipient_id][1]
        assert (alone.due_at, alone.not_after, alone.due_on) == (dues[59].due_at, dues[59].not_after, dues[59].due_on)
        with pytest.raises(ValueError, match="naive"):
            actions.put(dataclasses.replace(a_due(), not_after=noon.replace(tzinfo=None)))


def _with_occasions() -> Iterator[tuple[Outgoing, Occasion]]:
    rows = db.session.execute(sa.select(Outgoing, Occasion).join(Occasion, Occasion.id == Outgoing.occasion_id))
    return ((row[0], row[1]) for row in rows)


def test_the_number_of_an_occasion_is_worked_out_in_one_way(app: Flask) -> None:
    for number in range(300):
        about = uuid.uuid4()
        assert occasion_hex("a.kind", about, number) == actions.occasion_id("a.kind", about, number).hex
