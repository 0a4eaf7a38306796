"""No permission, no message: every kind that goes to people against every reason, through the real sending."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from engage import clock as the_clock
from engage import jobs
from engage.consent import actions as consent
from engage.consent.rules import Action, Route
from engage.db import db
from engage.outbox import actions as outbox
from engage.outbox.models import Outgoing
from engage.outbox.rules import Channel, Due, State
from engage.people.models import ContactPoint, Person
from engage.pool import actions
from engage.pool.models import Member
from engage.pool.rules import Standing
from tests.factories.consent import a_decision, an_offer
from tests.factories.needs import needs_of
from tests.factories.people import a_person
from tests.factories.pool import a_member
from tests.support.clock import Clock
from tests.support.postbox import Postbox

Tick = Callable[[], object]
SAM = "sam@people.example"
TO_STAFF = ("staff.", "privacy.", "teams.", "carers.", "sharing.", "carer_log.", "coverage.")


def withdrawn(person_id: UUID) -> None:
    told = consent.Told(person_id, Route.WEB, the_clock.now())
    consent.decide(told, [an_offer("newsletter").entry("email", Action.WITHDRAWN)])


def on_a_break(person_id: UUID) -> None:
    consent.take_break(person_id, months=1, at=the_clock.now())
    db.session.execute(sa.update(Outgoing).values(state=State.QUEUED, reason=None, settled_at=None))


def left(person_id: UUID) -> None:
    change(Member, person_id, standing=Standing.LEFT, left_at=the_clock.now())


def not_real(person_id: UUID) -> None:
    change(Member, person_id, standing=Standing.NOT_REAL)


def unverified(person_id: UUID) -> None:
    change(ContactPoint, person_id, verified_at=None)


def came_back(person_id: UUID) -> None:
    change(ContactPoint, person_id, came_back_at=the_clock.now())


def no_address(person_id: UUID) -> None:
    db.session.execute(sa.delete(ContactPoint).where(ContactPoint.person_id == person_id))


def erased(person_id: UUID) -> None:
    db.session.execute(sa.update(Person).where(Person.id == person_id).values(erased_at=the_clock.now()))


def merged(person_id: UUID) -> None:
    db.session.execute(sa.update(Person).where(Person.id == person_id).values(merged_into=a_person()))


def phone_only(person_id: UUID) -> None:
    needs_of(person_id, "by-phone", "breaks")
    a_decision(person_id, channel=Channel.PHONE)


def nothing(person_id: UUID) -> None:
    pass


def change(row: type[Member | ContactPoint], person_id: UUID, **values: object) -> None:
    db.session.execute(sa.update(row).where(row.person_id == person_id).values(**values))


SERVICE = [
    (left, "left"), (not_real, "left"), (unverified, "unverified"), (came_back, "came_back"), (no_address, "no_address"),
    (erased, "erased"), (merged, "merged"), (phone_only, "needs_another_way"),
]  # fmt: skip
OPTIONAL = [*SERVICE, (withdrawn, "withdrawn"), (on_a_break, "on_a_break")]


def waiting(app: Flask, person_id: UUID, *, purpose: str | None, kind: str = "consent.changed") -> None:
    with app.app_context():
        at = the_clock.now() + timedelta(minutes=1)
        outbox.put(Due(kind, person_id, person_id, at, at + timedelta(days=1), at.date(), purpose=purpose))
        db.session.commit()


def outcome(app: Flask) -> tuple[str, str | None]:
    with app.app_context():
        outgoing = db.session.scalars(sa.select(Outgoing)).one()
        return outgoing.state, outgoing.reason


@pytest.mark.parametrize("kind", ["consent.changed", "welcome.welcomed"])
@pytest.mark.parametrize(
    ("purpose", "happens", "reason"),
    [("newsletter", *pair) for pair in OPTIONAL] + [(None, *pair) for pair in SERVICE] + [("surveys", nothing, "no_consent")],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_nothing_is_sent_without_permission_and_the_reason_is_kept(
    app: Flask, postbox: Postbox, tick: Tick, clock: Clock, kind: str, purpose: str | None,
    happens: Callable[[UUID], None], reason: str,
) -> None:  # fmt: skip
    sam = a_member("Sam Okoro", email=SAM)
    waiting(app, sam, purpose=purpose, kind=kind)
    with app.app_context():
        happens(sam)
        db.session.commit()
    clock.forward(minutes=2)
    tick()
    assert outcome(app) == ("suppressed", reason)
    assert postbox.all() == []


@pytest.mark.parametrize("purpose", ["newsletter", None])
def test_with_permission_it_is_sent(app: Flask, postbox: Postbox, tick: Tick, clock: Clock, purpose: str | None) -> None:
    waiting(app, a_member("Sam Okoro", email=SAM), purpose=purpose)
    clock.forward(minutes=2)
    tick()
    assert outcome(app) == ("accepted", None)
    assert len(postbox.to(SAM)) == 1


def test_a_break_does_not_hold_back_what_is_essential(app: Flask, postbox: Postbox, tick: Tick, clock: Clock) -> None:
    sam = a_member("Sam Okoro", email=SAM)
    waiting(app, sam, purpose=None)
    with app.app_context():
        on_a_break(sam)
        db.session.commit()
    clock.forward(minutes=2)
    tick()
    assert len(postbox.to(SAM)) == 1


def test_at_night_a_message_waits_for_the_morning(app: Flask, postbox: Postbox, tick: Tick, clock: Clock) -> None:
    sam = a_member("Sam Okoro", email=SAM)
    clock.move_to(clock.now.replace(hour=20))
    waiting(app, sam, purpose="newsletter")
    clock.forward(minutes=2)
    tick()
    assert postbox.all() == []
    clock.forward(hours=12)
    tick()
    assert postbox.all() == []
    clock.forward(hours=1)
    tick()
    assert len(postbox.to(SAM)) == 1


def test_withdrawing_after_planning_stops_the_message_with_its_reason(
    app: Flask, postbox: Postbox, tick: Tick, clock: Clock
) -> None:
    sam = a_member("Sam Okoro", email=SAM)
    waiting(app, sam, purpose="newsletter")
    with app.app_context():
        consent.stop_everything(consent.Told(sam, Route.WEB, the_clock.now()))
        db.session.commit()
    assert outcome(app) == ("suppressed", "withdrawn")
    clock.forward(minutes=2)
    tick()
    assert postbox.all() == []


def test_every_kind_that_goes_to_people_is_tried_here(app: Flask) -> None:
    """A new kind of message is to be added to the tables above, or here with the place where it is tested."""
    own_tests = {
        "pool.confirm",
        "pool.left",
        "consent.break_over",
        "accounts.sign_in",
        "welcome.waiting",
        "demo.newsletter",
        "digests.weekly",
        "mailings.message",
        "mailings.test",
        "needs.review",
        "consent.renew",
        "contacts.confirm",
        "contacts.changed",
        "mailings.date_changed",
        "mailings.date_cancelled",
        "message_templates.test",
    }
    to_people = {name for name in jobs.KINDS if not name.startswith(TO_STAFF)}
    assert to_people - own_tests == {"consent.changed", "welcome.welcomed"}


def test_who_withdrew_is_not_called_about_it_instead(app: Flask, tick: Tick, clock: Clock) -> None:
    sam = a_member("Sam Okoro", email=SAM)
    needs_of(sam, "by-phone")
    waiting(app, sam, purpose="surveys")
    clock.forward(minutes=2)
    tick()
    assert outcome(app) == ("suppressed", "no_consent")


def test_the_last_message_goes_only_to_somebody_who_left(app: Flask, postbox: Postbox, tick: Tick) -> None:
    sam = a_member("Sam Okoro", email=SAM)
    with app.app_context():
        actions.leave(sam, route=Route.WEB, at=the_clock.now())
        actions.come_back(sam, at=the_clock.now())
        db.session.commit()
    tick()
    assert postbox.all() == []
