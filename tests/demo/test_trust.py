"""The invented trust: complete, visibly invented, the same for the same seed, and never beside real people."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pyotp
import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from engage import clock
from engage.accounts.models import User
from engage.accounts.rules import STAFF_ROLES
from engage.consent.models import Break, ConsentEvent, Standing
from engage.consent.queries import first_flaw, may_contact
from engage.consent.rules import MEANS_YES, Action
from engage.db import db
from engage.demo.bulk import FILLED
from engage.demo.staff import sign_in_list
from engage.demo.stories import ODD_ENDS
from engage.demo.trust import DataAlready, NotInProduction, fill, is_empty
from engage.outbox.models import Occasion, Outgoing, Step
from engage.outbox.rules import NEXT, Channel, State
from engage.people.models import ContactPoint, Person
from engage.people.rules import SPOKEN, Kind
from engage.pool import rules as pool
from engage.pool.models import Member
from engage.profile import queries as profile
from engage.profile.models import Profile
from engage.profile.rules import Payment
from engage.settings import Mode
from engage.staff.rules import matches, why_refused
from tests.support import databases
from tests.support.databases import NOWHERE
from tests.support.installation import installed

PEOPLE, BY_CHANCE = 120, 4
"""How many people are invented from the seed, and the version of the ids of those few whom the application itself took in."""


@pytest.fixture
def trust(app: Flask, demonstrate: Callable[..., None]) -> Iterator[Flask]:
    """An invented trust of 120 people, and a context to look at it."""
    demonstrate(PEOPLE, seed=7)
    with app.app_context():
        yield app


def all_of(column: Any) -> set[Any]:
    return set(db.session.scalars(sa.select(column)))


def test_some_people_have_said_how_they_would_like_to_take_part(trust: Flask) -> None:
    said = [profile.summary(person_id) for person_id in all_of(Profile.person_id)]
    assert {each.profile.payment for each in said if each.profile} == set(Payment)
    assert [each.talk.name for each in said if each.talk] == ["Kim Friendly"]
    assert all(each.interests for each in said)


def test_every_standing_and_every_way_to_be_reached_is_there(trust: Flask) -> None:
    assert all_of(Member.standing) == set(pool.Standing)
    assert all_of(ContactPoint.kind) == set(Kind)
    assert len([person_id for person_id in all_of(Person.id) if person_id.version != BY_CHANCE]) == PEOPLE
    ways = db.session.execute(sa.select(ContactPoint.person_id, ContactPoint.kind)).all()
    alone = {kind for person, kind in ways if sum(person == other for other, _ in ways) == 1}
    assert {Kind.EMAIL, Kind.PHONE, Kind.POST} <= alone


def test_breaks_with_and_without_an_end_addresses_that_came_back_or_were_never_confirmed(trust: Flask) -> None:
    assert {until is None for until in all_of(Break.until)} == {True, False}
    assert {moment is None for moment in all_of(ContactPoint.came_back_at)} == {True, False}
    mail = sa.select(ContactPoint.verified_at.is_(None)).where(ContactPoint.kind == Kind.EMAIL)
    assert set(db.session.scalars(mail)) == {True, False}


def test_people_have_waited_one_day_and_eight_days_for_their_welcome(trust: Flask) -> None:
    joined = db.session.scalars(sa.select(Member.applied_at).where(Member.standing == pool.Standing.APPLIED))
    assert {1, 8} <= {(clock.now() - moment).days for moment in joined}


def test_somebody_agreed_to_everything_somebody_to_nothing_and_somebody_stopped_the_newsletter(trust: Flask) -> None:
    given: dict[object, set[bool]] = {}
    for person, yes in db.session.execute(sa.select(Standing.person_id, Standing.given)):
        given.setdefault(person, set()).add(yes)
    assert {True} in given.values()
    assert {False} in given.values()
    stopped = sa.select(ConsentEvent.purpose).where(ConsentEvent.action == Action.WITHDRAWN)
    assert set(db.session.scalars(stopped)) == {"newsletter"}


def test_what_stands_is_what_the_last_event_says(trust: Flask) -> None:
    lives = ConsentEvent.person_id.in_(sa.select(Person.id).where(Person.merged_into.is_(None)))
    last = {
        (event.person_id, event.purpose, event.channel): (event.id, event.action in MEANS_YES, event.effective_at)
        for event in db.session.scalars(sa.select(ConsentEvent).where(lives).order_by(ConsentEvent.ordinal))
    }
    standing = db.session.scalars(sa.select(Standing))
    assert {(row.person_id, row.purpose, row.channel): (row.event_id, row.given, row.since) for row in standing} == last


def test_every_ledger_is_whole(trust: Flask) -> None:
    for person_id in all_of(Person.id):
        assert first_flaw(person_id) is None


def test_messages_have_come_to_rest_in_every_state_with_every_reason(trust: Flask) -> None:
    assert all_of(Outgoing.state) == set(State) - {State.QUEUED, State.CLAIMED, State.SENDING}
    assert {story.reason for story in ODD_ENDS} <= all_of(Outgoing.reason)


def test_every_step_of_every_message_is_on_the_diagram(trust: Flask) -> None:
    taken: dict[object, list[State]] = {}
    for step in db.session.scalars(sa.select(Step).order_by(Step.outgoing_id, Step.number)):
        taken.setdefault(step.outgoing_id, [State.PLANNED]).append(step.state)
    for outgoing in db.session.scalars(sa.select(Outgoing)):
        path = taken.get(outgoing.id, [State.PLANNED])
        assert path[-1] is outgoing.state
        assert outgoing.steps == len(path) - 1
        for before, after in pairwise(path):
            assert after in NEXT[before] | (NEXT[State.QUEUED] if before is State.PLANNED else set())


def test_the_next_newsletter_waits_for_those_who_agreed_and_for_nobody_else(trust: Flask) -> None:
    waiting = set(db.session.scalars(sa.select(Outgoing.recipient_id).where(Outgoing.state == State.PLANNED)))
    agreed = sa.select(Standing.person_id).where(Standing.purpose == "newsletter", Standing.channel == "email", Standing.given)
    assert waiting
    assert waiting <= set(db.session.scalars(agreed))
    assert all(may_contact(person_id, "newsletter", Channel.EMAIL) for person_id in waiting)
    due = db.session.scalar(sa.select(sa.func.max(Occasion.due_at)).where(Occasion.kind == "demo.newsletter"))
    assert due is not None
    assert clock.london(due).hour == 9


def test_no_address_and_no_number_could_be_anybodys(trust: Flask) -> None:
    shapes = {
        Kind.EMAIL: r"[a-z0-9.\-]+@(letters|mail|post|words)\.example",
        **dict.fromkeys(SPOKEN, r"01632 960\d{3}"),
        Kind.TEXT: r"07700 900\d{3}",
        Kind.POST: r"\d+ [A-Z][a-z]+ \w+\n[A-Za-z ]+\nZZ\d+ \dZZ",
    }
    for point in db.session.scalars(sa.select(ContactPoint)):
        assert re.fullmatch(shapes[point.kind], point.value), point.value
    for account in db.session.scalars(sa.select(User).where(User.email.is_not(None))):
        assert str(account.email).endswith("@invented-vale.example")


def test_what_is_printed_lets_every_role_in(trust: Flask) -> None:
    lines = {line.email: line for line in sign_in_list()}
    found = db.session.scalars(sa.select(User).where(User.password_hash.is_not(None))).all()
    assert {user.role for user in found} == set(STAFF_ROLES)
    for user in found:
        line = lines[str(user.email)]
        assert matches(user.password_hash, line.password)
        assert pyotp.TOTP(str(user.second_factor)).verify(line.code, for_time=clock.now())
        assert why_refused(line.password) is None


def test_a_trust_without_people_has_staff_only(app: Flask) -> None:
    with app.app_context():
        fill(people=0, seed=1)
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Outgoing)) == 0
        assert set(STAFF_ROLES) <= all_of(User.role)


def test_filling_twice_is_refused_and_adds_nothing(trust: Flask) -> None:
    before = all_of(Person.id)
    with pytest.raises(DataAlready):
        fill(people=5, seed=7)
    assert all_of(Person.id) == before


def test_production_refuses_it(app: Flask) -> None:
    app.extensions["settings"] = replace(app.extensions["settings"], mode=Mode.PRODUCTION)
    with app.app_context():
        with pytest.raises(NotInProduction):
            fill(people=1, seed=1)
        assert is_empty()


def _is_drawn(row_id: UUID) -> bool:
    """Whether the application drew an id, at random or beginning with a moment of these days, and not the seed."""
    return row_id.version == BY_CHANCE or row_id.int >> 80 > (clock.now() - timedelta(days=7)).timestamp() * 1000


def everything(url: str, *, seed: int) -> dict[str, list[tuple[object, ...]]]:
    """Every row that is invented for a trust of 30 people on an empty database, save what is salted."""
    app = installed(database_url=url, smtp_url=NOWHERE)
    with app.app_context():
        fill(people=30, seed=seed)
        columns = {row.__tablename__: row.__table__.c for row in FILLED}
        kept = {
            name: db.session.execute(sa.select(*(c for c in all_columns if c.name != "password_hash"))).all()
            for name, all_columns in columns.items()
        }
        db.session.remove()
        db.engine.dispose()
        invented = {name: [tuple(row) for row in rows if not _is_drawn(row.id)] for name, rows in kept.items()}
        return {name: sorted(rows, key=repr) for name, rows in invented.items()}


def test_the_same_seed_gives_the_same_trust_and_another_seed_another(maker: databases.Maker) -> None:
    trusts = []
    with time_machine.travel(clock.now(), tick=False):
        for seed in (3, 3, 4):
            with maker.fresh() as url:
                trusts.append(everything(url, seed=seed))
    assert trusts[0] == trusts[1]
    assert trusts[0]["person"] != trusts[2]["person"]
