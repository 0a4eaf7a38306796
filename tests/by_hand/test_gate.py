"""Why something may not go by hand: set-wise for a list, and one by one before it goes, the same answer for everybody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import sqlalchemy as sa
from flask import Flask

from engage import clock as the_clock
from engage.by_hand.queries.waiting import verdict
from engage.by_hand.rules import why_not
from engage.consent.rules import Action
from engage.db import db
from engage.needs import actions as needs
from engage.needs.models import AccessNeed
from engage.needs.queries import channel_of
from engage.outbox.models import Outgoing
from engage.outbox.rules import Channel, Letter, Reason, State
from engage.people.models import ContactPoint, Person
from engage.pool import queries as pool
from engage.pool.models import Member
from engage.pool.rules import Standing
from tests.factories.consent import a_decision
from tests.factories.needs import needs_of
from tests.factories.outbox import a_message
from tests.factories.pool import a_member

BY_HAND = (Channel.POST, Channel.PHONE, Channel.TEXT)


def in_every_state() -> Iterator[UUID]:
    """Somebody in each state that matters, reached by everything but for one of them."""
    reach = {"phone": "01632 960 001", "post": "1 Sample Street", "text": "07700 900 001"}
    some = [a_member(f"Person {number}", email=f"p{number}@people.example", **reach) for number in range(6)]
    changed = ({"erased_at": the_clock.now()}, {"merged_into": some[5]}, {"died_on": date(2027, 1, 1)})
    for person_id, values in zip(some, changed, strict=False):
        db.session.execute(sa.update(Person).where(Person.id == person_id).values(values))
    back = sa.update(ContactPoint).where(ContactPoint.person_id == some[3], ContactPoint.kind == "post")
    db.session.execute(back.values(came_back_at=the_clock.now()))
    a_decision(some[4], action=Action.WITHDRAWN, channel=Channel.PHONE)
    db.session.commit()
    yield from some
    yield a_member("Left", email="left@people.example", standing=Standing.LEFT, **reach)
    yield a_member("No Way", email="none@people.example")
    yield a_member("Not Asked", email="asked@people.example", gives=[], **reach)


def test_a_list_says_what_the_gate_says(app: Flask) -> None:
    with app.app_context():
        said: set[Reason | None] = set()
        for person_id in in_every_state():
            for purpose in ("newsletter", None):
                made = a_message(person_id, purpose=purpose, state=State.SUPPRESSED)
                for channel in BY_HAND:
                    said.add(by_list(made, channel))
                    letter = Letter(made, "test", person_id, person_id, 0, the_clock.today(), purpose, channel)
                    assert by_list(made, channel) == why_not(pool.may_go(letter, the_clock.now())), (person_id, channel, purpose)
        assert said >= {None, Reason.ERASED, Reason.MERGED, Reason.DIED, Reason.LEFT, Reason.NO_ADDRESS, Reason.CAME_BACK,
                        Reason.WITHDRAWN, Reason.NO_CONSENT}  # fmt: skip


def by_list(outgoing_id: UUID, channel: Channel) -> Reason | None:
    why = db.session.scalar(
        sa.select(verdict(channel, hidden_too=True)).select_from(Outgoing)
        .join(Person, Person.id == Outgoing.recipient_id).outerjoin(Member, Member.person_id == Person.id)
        .where(Outgoing.id == outgoing_id)
    )  # fmt: skip
    return Reason(why) if why else None


def test_by_what_somebody_is_reached_also_of_an_earlier_version(app: Flask) -> None:
    both = a_member("Both", email="both@people.example", phone="01632 960 002", post="2 Sample Street")
    letters = a_member("Letters", email="letters@people.example", phone="01632 960 003", post="3 Sample Street")
    fine = a_member("Fine", email="fine@people.example", post="4 Sample Street")
    needs_of(both, "by-letter", "by-relay")
    needs_of(letters, "by-letter", "breaks")
    needs_of(fine, "by-phone", "by-email")
    with app.app_context():
        assert [channel(each) for each in (both, letters, fine)] == ["phone", "post", "post"]
        db.session.execute(sa.update(AccessNeed).values(instead=None))
        assert channel(letters) == "phone", "until the next night, by what they gave us"
        assert needs.note_what_they_say_about_email(most=100) == 4
        assert [channel(each) for each in (both, letters)] == ["phone", "post"]


def channel(person_id: UUID, purpose: str | None = None) -> str | None:
    return db.session.scalar(sa.select(channel_of(Person.id, sa.literal(purpose))).where(Person.id == person_id))


YES, NO, GONE = [Action.GIVEN], [Action.REFUSED], [Action.GIVEN, Action.WITHDRAWN]
# without an e-mail address: what they gave us, what came back, what they said by which channel; then why, and by what
ON_PAPER: list[tuple[str, str, dict[str, list[Action]], str, str]] = [
    ("post phone text", "", {"post": YES, "phone": YES}, "needs_another_way", "post"),
    ("post phone text", "", {"phone": YES, "text": YES}, "needs_another_way", "phone"),
    ("post phone text", "", {"post": GONE, "text": YES}, "needs_another_way", "text"),
    ("post phone", "post", {"post": YES, "phone": YES}, "needs_another_way", "phone"),
    ("post phone", "post", {"post": YES}, "no_consent", "phone"),
    ("supporter", "", {"phone": YES}, "needs_another_way", "phone"),
    ("text", "", {"text": YES}, "needs_another_way", "text"),
    ("post", "", {"post": GONE}, "withdrawn", "post"),
    ("post phone", "", {"phone": GONE}, "no_consent", "post"),
    ("post", "", {"post": NO}, "no_consent", "post"),
    ("post", "", {"post": [*YES, Action.EXPIRED]}, "run_out", "post"),
    ("post", "", {"email": YES}, "no_consent", "post"),
    ("post", "", {}, "no_consent", "post"),
    ("post", "post", {"post": YES}, "came_back", "post"),
    ("", "", {"phone": YES}, "no_address", "phone"),
]
VALUES = {"phone": "01632 960 001", "post": "1 Sample Street", "text": "07700 900 001", "supporter": "Kim, 01632 960 002"}


def test_without_an_email_address_somebody_is_reached_by_what_they_gave_us_and_agreed_to(app: Flask) -> None:
    with app.app_context():
        people = [on_paper(*row[:3]) for row in ON_PAPER]
        db.session.commit()
        letters = [of_newsletter(person_id) for person_id in people]
        together = pool.may_go_all(letters, the_clock.now())
        for letter, (gave, back, _, reason, way) in zip(letters, ON_PAPER, strict=True):
            by_hand = Channel(channel(letter.recipient_id, "newsletter") or "")
            assert (why_not(pool.may_go(letter, the_clock.now())), by_hand) == (Reason(reason), Channel(way)), (gave, back)
            assert together[letter.outgoing_id] == pool.may_go(letter, the_clock.now())
            made = a_message(letter.recipient_id, purpose="newsletter", state=State.SUPPRESSED)
            assert by_list(made, by_hand) == (None if reason == "needs_another_way" else Reason(reason)), (gave, back)
            needs_none = replace(letter, purpose=None)
            works = set(gave.split()) - {back}
            assert (why_not(pool.may_go(needs_none, the_clock.now())) is Reason.NEEDS_ANOTHER_WAY) == bool(works)


def on_paper(gave: str, back: str, told: dict[str, list[Action]]) -> UUID:
    person_id = a_member("On Paper", gives=[], **{kind: VALUES[kind] for kind in gave.split()})
    points = sa.delete(ContactPoint).where(ContactPoint.person_id == person_id, ContactPoint.kind.not_in(gave.split()))
    db.session.execute(points)
    if back:
        came = sa.update(ContactPoint).where(ContactPoint.person_id == person_id, ContactPoint.kind == back)
        db.session.execute(came.values(came_back_at=the_clock.now()))
    for way, actions in told.items():
        for action in actions:
            a_decision(person_id, action=action, channel=Channel(way))
    return person_id


def of_newsletter(person_id: UUID) -> Letter:
    return Letter(uuid4(), "test", person_id, person_id, 0, the_clock.today(), "newsletter", Channel.EMAIL)
