"""Who gets the next digest and who does not and why: as the worker will choose them, and told to whoever asks afterwards."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from engage import clock as the_clock
from engage.accounts.rules import Role
from engage.consent.models import Break
from engage.consent.rules import Action
from engage.db import db
from engage.digests.models import Item, Sent
from engage.digests.queries import rehearsal
from engage.digests.rules import GETS_IT, KIND, NOTHING_NEW
from engage.jobs import at_work
from engage.mailings.rules import Audience
from engage.outbox.models import Outgoing
from engage.outbox.rules import Channel, Reason, State
from engage.people.models import ContactPoint, Person
from tests.digests.test_sending import TEN, WEEK, an_item, put_the_digest
from tests.factories import saves
from tests.factories.accounts import a_staff_user
from tests.factories.consent import a_decision
from tests.factories.needs import needs_of
from tests.factories.pool import a_member
from tests.support.browser import Browser
from tests.support.clock import Clock

NAMES = ("Ama", "Ben", "Cleo", "Dan", "Eve", "Fay", "Gus", "Hal", "Ida", "Jon")


@saves
def everybody() -> dict[str, UUID]:
    """Somebody in each state that matters, all but the last with a yes to be told of ways to get involved."""
    who = {name: a_member(f"{name} Sample", email=f"{name}@people.example", gives=["opportunities"], area="Ashford")
           for name in NAMES}  # fmt: skip
    who["None"] = a_member("None Sample", email="none@people.example", gives=[])
    a_decision(who["Ben"], "opportunities", Action.WITHDRAWN)
    db.session.add(Break(person_id=who["Cleo"], started_at=the_clock.now()))
    db.session.execute(sa.update(ContactPoint).where(ContactPoint.person_id == who["Dan"]).values(verified_at=None))
    db.session.execute(sa.update(ContactPoint).where(ContactPoint.person_id == who["Eve"]).values(came_back_at=the_clock.now()))
    db.session.execute(sa.update(Person).where(Person.id == who["Fay"]).values(died_on=the_clock.today()))
    for name in ("Gus", "Hal"):
        needs_of(who[name], "by-phone")
    a_decision(who["Gus"], "opportunities", channel=Channel.PHONE)
    return who


def by_verdict(coming: rehearsal.Ahead) -> dict[str, set[UUID]]:
    """Everybody on the pages of names, by what is said of them."""
    said = ["", NOTHING_NEW, Reason.NEEDS_ANOTHER_WAY.value, *(reason.value for reason in rehearsal.count(coming)[0].left_out)]
    pages = {each: rehearsal.people(coming, each, after=None, before=None).rows for each in said}
    return {each: {line.person_id for line in rows} for each, rows in pages.items() if rows}


def coming_now() -> rehearsal.Ahead:
    coming = rehearsal.ahead(the_clock.now())
    assert coming is not None
    return coming


def test_whoever_it_names_is_whom_it_is_planned_for_and_nobody_else(app: Flask, clock: Clock) -> None:
    who = everybody()
    first = an_item("First")
    clock.move_to(TEN)
    with at_work(app):
        put_the_digest()
        let_go = sa.update(Outgoing).where(Outgoing.recipient_id == who["Ida"])
        db.session.execute(let_go.values(state=State.EXPIRED, reason=Reason.TOO_LATE))
        db.session.commit()
    clock.forward(days=1)
    an_item("Elsewhere", audience=Audience(areas=("Maidstone",)))
    with at_work(app):
        assert by_verdict(coming_now())[""] == {who["Ida"]}, "what was let go is new again; all else was sent or is elsewhere"
    an_item("Second", audience=Audience(areas=("Ashford",)))
    with at_work(app):
        coming, before = coming_now(), set(db.session.scalars(sa.select(Outgoing.id)))
        assert coming.at == TEN.replace(minute=0) + WEEK
        named, (count, nothing_new) = by_verdict(coming), rehearsal.count(coming)
        assert (count.by_email, count.by_hand, nothing_new) == (len(named[""]), 1, len(named.get(NOTHING_NEW, ())))
        assert {reason.value: number for reason, number in count.left_out.items()} == {
            each: len(ids) for each, ids in named.items() if each not in ("", NOTHING_NEW, Reason.NEEDS_ANOTHER_WAY)
        }
        assert len(set().union(*named.values())) == sum(map(len, named.values())) == len(who)
        for said, ids in named.items():
            assert rehearsal.verdict(min(ids), coming) == said
        meant = named[""] | named[Reason.NEEDS_ANOTHER_WAY]
        what = rehearsal.what_for(sorted(meant), coming)
        clock.move_to(TEN + WEEK)
        put_the_digest()
        chosen = sa.select(Outgoing.recipient_id).where(Outgoing.kind == KIND, Outgoing.id.not_in(before))
        assert set(db.session.scalars(chosen)) == meant
        assert meant == {who[name] for name in ("Ama", "Gus", "Ida", "Jon")}
        newest = sa.select(sa.func.max(Outgoing.created_at)).scalar_subquery()
        rows = db.session.execute(
            sa.select(Sent.person_id, Item.title).join(Item, Item.id == Sent.item_id)
            .join(Outgoing, Outgoing.recipient_id == Sent.person_id)
            .where(Outgoing.created_at == newest, sa.or_(Item.id != first, Sent.person_id == who["Ida"]))
        )  # fmt: skip
        kept: dict[UUID, set[str]] = {}
        for person_id, title in rows:
            kept.setdefault(person_id, set()).add(title)
        assert kept == {person_id: set(titles) for person_id, titles in what.items()}


@pytest.mark.one_database("sqlite")
def test_the_team_sees_who_gets_it_and_reads_why_somebody_does_not(app: Flask, browser: Browser, clock: Clock) -> None:
    who = everybody()
    browser.sign_in_as(a_staff_user(Role.OFFICER)).open("/team/digest")
    browser.follow("See who gets it, and who does not")
    assert "Nothing is open then, so nobody gets one." in browser.here.text
    an_item("Plan the garden", audience=Audience(areas=("Ashford",)))
    a_member("Far Sample", email="far@people.example", gives=["opportunities"], area="Maidstone")
    browser.open("/team/reminders/rehearsal")
    browser.follow("See who gets the next digest, and who does not")
    assert "It goes on Thursday 4 March 2027 at 10am." in browser.here.text
    browser.follow("See who: Get it by e-mail")
    assert "Ama Sample" in browser.here.text
    assert "Plan the garden" in browser.here.text
    browser.open("/team/digest/rehearsal")
    browser.follow("See who: Do not get it. Nothing in it is new for them")
    assert "Far Sample" in browser.here.text
    browser.follow("Why not: Far Sample")
    assert browser.here.heading == "Weekly digest, week of 1 March 2027"
    assert "It has not begun, so nobody has been chosen yet. It goes on 4 March 2027 at 10am." in browser.here.text
    assert "nothing in it would be new for them" in browser.here.text
    clock.move_to(TEN)
    with at_work(app):
        put_the_digest()
        put_the_digest()
    clock.move_to(datetime(2027, 3, 5, 12, tzinfo=UTC))
    browser.sign_in_as(a_staff_user(Role.OFFICER))
    for name, words in {
        "Ben": "They stopped it on 2 March 2027",
        "Cleo": "They were on a break.",
        "None": "They said no on 2 March 2027",
    }.items():
        page = asked(browser, who[name])
        assert words in page
        assert "1 item was open. New for them, if they could be written to: “Plan the garden”." in page
    far = a_member("Late Sample", email="late@people.example", gives=["opportunities"], area="Maidstone")
    late = asked(browser, far)
    assert "They joined later, on 5 March 2027." in late
    assert "in their record today: “Plan the garden”. So there was nothing new for them." in late
    assert "It was planned for them" in asked(browser, who["Ama"])
    browser.open(f"/team/why/{who['Ama']}")
    browser.follow("Weekly digest, week of 22 February 2027")
    assert "never began: the worker was not at work until that Sunday was over." in browser.here.text
    browser.open(f"/team/why/{who['Ama']}")
    browser.follow("Weekly digest, week of 8 March 2027")
    assert "nothing in it would be new for them" in browser.here.text
    assert browser.open(f"/team/why/{who['Ama']}/digest/{UUID(int=1)}").status == 404
    assert browser.open("/team/digest/rehearsal/made-up").status == 404
    assert browser.open(f"/team/digest/rehearsal/{GETS_IT}").status == 200
    browser.sign_in_as(a_staff_user(Role.INFORMATION_GOVERNANCE))
    assert browser.open("/team/digest/rehearsal").status == 403


def asked(browser: Browser, person_id: UUID) -> str:
    """What is said of the digest of this week for somebody."""
    browser.open(f"/team/why/{person_id}")
    return browser.follow("Weekly digest, week of 1 March 2027").text
