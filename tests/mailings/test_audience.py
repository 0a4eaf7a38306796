"""Whom an audience means: ties, area, standing; nobody who hides where they live; and needs that an earlier version wrote."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import sqlalchemy as sa
from flask import Flask

from engage import clock as the_clock
from engage.consent.rules import Action
from engage.db import db
from engage.mailings.models import Mailing
from engage.mailings.queries import audience, counting
from engage.mailings.rules import counted
from engage.needs.models import AccessNeed
from engage.outbox.rules import Channel, Reason
from engage.people.models import ContactPoint, Person
from engage.people.rules import Kind
from engage.pool.models import Member
from engage.pool.rules import Standing, Tie
from tests.factories.consent import a_decision
from tests.factories.needs import needs_of
from tests.factories.pool import a_member
from tests.mailings.test_whom import a_mailing
from tests.pool.test_many import NOON, in_every_state
from tests.support.clock import Clock

Tick = Callable[[], object]


def test_an_audience_is_narrowed_by_ties_area_and_standing_and_area_finds_nobody_who_hides_it(app: Flask) -> None:
    carer = a_member("Kim Sample", ties=[Tie.CARED], area="ME14", standing=Standing.ACTIVE)
    hidden = a_member("Lee Example", ties=[Tie.USES], area="Ashford")
    user = a_member("Sam Okoro", ties=[Tie.USED], area="ashford")
    with app.app_context():
        db.session.execute(sa.update(Person).where(Person.id == hidden).values(restricted_at=the_clock.now()))
        db.session.commit()
    asked = [
        ({"groups": ["carers"]}, {carer}), ({"groups": ["service users"]}, {hidden, user}), ({"areas": ["Ashford"]}, {user}),
        ({"areas": ["ME14", "Ashford"]}, {carer, user}), ({"welcomed": True}, {carer}), ({}, {carer, hidden, user}),
    ]  # fmt: skip
    with app.app_context():
        for criteria, expected in asked:
            mailing = Mailing(written_by=uuid4(), criteria=criteria, purpose="newsletter", left_out={})
            db.session.add(mailing)
            db.session.flush()
            assert set(audience.next_people(mailing, after=None, most=10)) == expected
        db.session.rollback()


def test_needs_of_an_earlier_version_are_counted_after_the_night(app: Flask, tick: Tick) -> None:
    sam = a_member("Sam Okoro", email="sam@people.example")
    needs_of(sam, "by-phone")
    a_decision(sam, channel=Channel.PHONE)
    with app.app_context():
        db.session.execute(sa.update(AccessNeed).values(about_email=None))
        db.session.commit()
    tick()
    with app.app_context():
        mailing = db.session.get_one(Mailing, a_mailing([sam]))
        assert counting.count(mailing).by_hand == 1
        assert db.session.scalar(sa.select(ContactPoint.kind).where(ContactPoint.person_id == sam)) is Kind.EMAIL
        db.session.rollback()


def test_the_numbers_are_those_of_the_pages_with_names_whatever_the_audience(app: Flask, clock: Clock) -> None:
    clock.move_to(NOON)
    with app.app_context():
        ids = in_every_state()
        a_decision(ids[9], "surveys", Action.EXPIRED)
        hidden = sa.update(Person).where(Person.id == ids[11]).values(restricted_at=the_clock.now())
        db.session.execute(hidden)
        db.session.execute(sa.update(Member).where(Member.person_id.in_(ids[:12:2])).values(area_key="ashford", cares=True))
        db.session.execute(sa.update(Member).where(Member.person_id == ids[11]).values(area_key="ashford"))
        db.session.commit()
        seen = set()
        for criteria in ({}, {"welcomed": True}, {"groups": ["carers"]}, {"areas": ["Ashford"]}, {"topics": [str(uuid4())]}):
            for purpose in ("newsletter", "surveys", "made up"):
                mailing = Mailing(id=uuid4(), written_by=uuid4(), criteria=criteria, purpose=purpose, left_out={})
                asked = audience.verdicts_of(mailing)
                rows = db.session.execute(sa.select(asked.c.verdict, sa.func.count()).group_by(asked.c.verdict))
                named = counted({row[0]: row[1] for row in rows})
                assert counting.count(mailing) == named, (criteria, purpose)
                seen |= {*named.left_out, named.by_email > 0, named.by_hand > 0}
        assert seen >= {
            True, Reason.DIED, Reason.UNVERIFIED, Reason.CAME_BACK, Reason.ON_A_BREAK, Reason.NO_CONSENT, Reason.WITHDRAWN,
            Reason.RUN_OUT,
        }  # fmt: skip
