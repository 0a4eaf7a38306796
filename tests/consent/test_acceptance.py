"""What other systems got wrong: 1, a stop between planning and sending; 2, not by text, one or many; 23, merging."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from engage import clock as the_clock
from engage.accounts.rules import Role
from engage.consent import actions, queries
from engage.consent.actions import Told
from engage.consent.rules import Action, Route
from engage.db import db
from engage.outbox import actions as outbox
from engage.outbox.rules import Channel, Reason, State
from engage.people.models import Person
from engage.people.rules import ErasedBecause
from engage.pool import actions as pool
from tests.factories.accounts import a_staff_user
from tests.factories.consent import a_decision, an_offer
from tests.factories.outbox import a_due, a_kind, a_message, state_of, wired
from tests.factories.people import a_person
from tests.factories.pool import a_member
from tests.journeys.walks import put
from tests.support.clock import Clock
from tests.support.postbox import Postbox

Tick = Callable[[], object]


def test_1_a_stop_between_planning_and_sending_sends_nothing_and_says_why(
    app: Flask, tick: Tick, clock: Clock, postbox: Postbox
) -> None:
    sam = a_member(email="sam@example.org")
    planned = put(app, sam, "newsletter")
    a_decision(sam, action=Action.WITHDRAWN)
    with wired(a_kind("test.message", answers=queries.letter_may_go)):
        clock.forward(days=1, minutes=1)
        tick()
    with app.app_context():
        assert state_of(planned) == (State.SUPPRESSED, Reason.WITHDRAWN)
    assert postbox.all() == []


def test_2_not_by_text_holds_for_one_and_for_many(app: Flask) -> None:
    sam, pat = (a_member(name, email=f"{name.casefold()}@example.org", text="07700 900 001") for name in ("Sam", "Pat"))
    a_decision(sam, "surveys", channel=Channel.TEXT)
    a_decision(pat, "surveys", channel=Channel.TEXT)
    assert reached(app, "surveys", Channel.TEXT) == {sam, pat}
    a_decision(sam, "surveys", Action.WITHDRAWN, channel=Channel.TEXT)
    with app.app_context():
        assert not queries.may_contact(sam, "surveys", Channel.TEXT)
        assert queries.may_contact(pat, "surveys", Channel.TEXT)
        assert queries.audience_count("surveys", Channel.TEXT) == 1
        single = outbox.put(a_due(sam, purpose="surveys"))
        assert single is not None
    assert reached(app, "surveys", Channel.TEXT) == {pat}


def reached(app: Flask, purpose: str, channel: Channel) -> set[UUID]:
    """Everybody in an audience, page by page, one at a time."""
    found: list[UUID] = []
    with app.app_context():
        while page := queries.audience(purpose, channel, after=found[-1] if found else None, most=1):
            found += page
        assert queries.audience_count(purpose, channel) == len(found) == len(set(found))
    return set(found)


def test_an_audience_leaves_out_whoever_may_not_be_written_to_for_any_reason(app: Flask, clock: Clock) -> None:
    names = ("Stays", "Left", "Erased", "Merged", "Died", "Away", "Old")
    who = {name: a_member(name, email=f"{name.casefold()}@example.org") for name in names[:-1]}
    who["Old"] = a_member("Old", email="old@example.org", at=clock.now - timedelta(days=731))
    with app.app_context():
        now = the_clock.now()
        pool.leave(who["Left"], route=Route.WEB, at=now)
        for name, values in (("Erased", {"erased_at": now, "erased_reason": ErasedBecause.ASKED}),
                             ("Merged", {"merged_into": who["Stays"]}), ("Died", {"died_on": now.date()})):  # fmt: skip
            db.session.execute(sa.update(Person).where(Person.id == who[name]).values(values))
        actions.take_break(who["Away"], months=1, at=now)
        db.session.commit()
    assert reached(app, "newsletter", Channel.EMAIL) == {who["Stays"]}
    assert reached(app, "membership", Channel.EMAIL) == set()


MERGES = [
    ("yes", "yes", True, True), ("yes", "no", True, False), ("no", "yes", True, False), ("no", "no", True, False),
    ("yes", None, True, True), (None, "yes", True, True), (None, "no", True, False), ("no", None, True, False),
    ("yes", None, False, True), (None, "yes", False, False), ("yes", "no", False, False), (None, None, True, False),
]  # fmt: skip


@pytest.mark.parametrize(("into", "of", "same_address", "outcome"), MERGES)
@pytest.mark.one_database("sqlite")
def test_23_merging_keeps_the_most_restrictive(
    app: Flask, into: str | None, of: str | None, same_address: bool, outcome: bool
) -> None:
    by = a_staff_user(Role.LEAD).id
    one = a_person("Sam One", email="sam@example.org")
    other = a_person("Sam Other", email="sam@example.org" if same_address else "other@example.org")
    for person, said in ((one, into), (other, of)):
        if said is not None:
            a_decision(person, action=Action.GIVEN if said == "yes" else Action.WITHDRAWN)
    waiting = a_message(one, purpose="newsletter")
    with app.app_context():
        actions.take_stricter(into=one, of=other, told=Told(one, Route.WEB, the_clock.now(), by))
        db.session.commit()
        assert queries.may_contact(one, "newsletter", Channel.EMAIL) is outcome
        assert not queries.may_contact(one, "surveys", Channel.EMAIL)
        assert queries.first_flaw(one) is None
        if into == "yes" and not outcome:
            assert state_of(waiting) == (State.SUPPRESSED, Reason.WITHDRAWN)


def test_merging_takes_over_a_break_and_the_earlier_last_day(app: Flask, clock: Clock) -> None:
    by = a_staff_user(Role.LEAD).id
    one, other = a_person("Sam One", email="sam@example.org"), a_person("Sam Other", email="sam@example.org")
    a_decision(one)
    first = clock.now.date()
    clock.forward(days=100)
    a_decision(other)
    with app.app_context():
        actions.take_break(other, months=None, at=the_clock.now())
        actions.take_stricter(into=one, of=other, told=Told(one, Route.WEB, the_clock.now(), by))
        db.session.commit()
        assert queries.break_of(one) is not None
        [newsletter] = [each for each in queries.stood_on(one, clock.now.date()) if each.purpose == "newsletter"]
        assert newsletter.runs_out_on == first.replace(year=first.year + 2)
        assert an_offer("newsletter").months == 24
