"""Give, withdraw, renew, expire, correct, merge, take in, erase, in any order: unknown means no, and the stricter wins."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engage.consent import actions, queries
from engage.consent.actions import Told
from engage.consent.models import ConsentEvent
from engage.consent.rules import MEANS_YES, Action, Fact, Route, latest
from engage.db import db
from engage.outbox.rules import Channel
from tests.factories.accounts import a_staff_user
from tests.factories.consent import an_offer
from tests.factories.people import a_person
from tests.support.clock import Clock

WAYS = ("give", "refuse", "withdraw", "renew", "paper yes", "paper no", "import", "correct", "run out", "merge", "erase")
STEPS = st.lists(
    st.tuples(st.sampled_from(WAYS), st.integers(0, 1), st.sampled_from([0, 1, 40, 800])), min_size=1, max_size=14
)  # fmt: skip
ACTIONS = {
    "give": Action.GIVEN,
    "renew": Action.RENEWED,
    "paper yes": Action.GIVEN,
    "import": Action.GIVEN,
    "refuse": Action.REFUSED,
    "withdraw": Action.WITHDRAWN,
    "paper no": Action.WITHDRAWN,
}
START = datetime(2027, 3, 2, 10, tzinfo=UTC)


@dataclass
class Said:
    """The oracle: what one person said, in the simplest words there are."""

    when: datetime
    yes: bool
    until: datetime | None
    by_staff: bool
    counts: bool = True


@dataclass
class Somebody:
    """One person as the oracle knows them."""

    id: UUID
    said: list[Said] = field(default_factory=list)
    erased: bool = False

    def last(self) -> Said | None:
        known = [each for each in self.said if each.counts]
        return max(known, key=lambda each: each.when) if known else None

    def is_yes(self, now: datetime) -> bool:
        last = self.last()
        return not self.erased and last is not None and last.yes and (last.until is None or now < last.until)


@given(steps=STEPS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_unknown_means_no_and_the_stricter_wins(app: Flask, clock: Clock, steps: list[tuple[str, int, int]]) -> None:
    clock.move_to(START)
    by = a_staff_user().id
    people = [Somebody(a_person(email="same@people.example")), Somebody(a_person(email="same@people.example"))]
    for place, (way, who, days) in enumerate(steps):
        clock.forward(days=days, minutes=1)
        with app.app_context():
            take(way, people[who], people[1 - who], by, clock.now)
            db.session.commit()
            for each in people:
                assert queries.may_contact(each.id, "newsletter", Channel.EMAIL) is each.is_yes(clock.now), (place, way)
                if each.erased:
                    assert queries.permits(each.id) == {}
    with app.app_context():
        assert [queries.first_flaw(each.id) for each in people] == [None, None]
        assert not any(queries.may_contact(each.id, "surveys", Channel.EMAIL) for each in people), "nobody asked about surveys"


def take(way: str, one: Somebody, other: Somebody, by: UUID, now: datetime) -> None:
    """Do one thing to the ledger, and tell the oracle."""
    if one.erased or (way == "merge" and other.erased):
        return
    if way == "erase":
        one.erased = True
        actions.forget_standing(one.id)
        db.session.execute(sa.text("UPDATE person SET erased_at = created_at WHERE id = :id"), {"id": _key(one.id)})
    elif way == "run out":
        if actions.let_run_out(one.id, at=now):
            one.said.append(Said(now, yes=False, until=None, by_staff=False))
    elif way == "correct":
        correct(one, by, now)
    elif way == "merge":
        merge(one, other, by, now)
    else:
        say(way, one, by, now)


def _key(person_id: UUID) -> object:
    return person_id.hex if db.engine.dialect.name == "sqlite" else person_id


def say(way: str, one: Somebody, by: UUID, now: datetime) -> None:
    action = ACTIONS[way]
    route = {"paper yes": Route.PAPER, "paper no": Route.PAPER, "import": Route.IMPORT}.get(way, Route.WEB)
    staff = None if route is Route.WEB else by
    last = one.last()
    said = now - timedelta(days=20) if way == "paper yes" else now
    actions.decide(
        Told(one.id, route, now, staff, said, "a form" if staff else None), [an_offer("newsletter").entry("email", action)]
    )
    if way == "import" and last is not None and not last.yes:
        return
    months = 24 if action in MEANS_YES else None
    until = said.replace(year=said.year + 2, hour=0, minute=0) if months else None
    one.said.append(Said(said, action in MEANS_YES, until, by_staff=staff is not None))


def correct(one: Somebody, by: UUID, now: datetime) -> None:
    """Take out the last thing that staff wrote and that was not taken out."""
    out = {event.corrects for event, _ in queries.whole_ledger(one.id)}
    chosen = sa.select(ConsentEvent).where(ConsentEvent.person_id == one.id, ConsentEvent.route.in_([Route.PAPER, Route.IMPORT]))
    events = [
        each for each in db.session.scalars(chosen.order_by(ConsentEvent.ordinal)) if each.id not in out and each.corrects is None
    ]
    mine = [each for each in one.said if each.by_staff and each.counts]
    assert len(events) == len(mine)
    if events:
        actions.correct(Told(one.id, events[-1].route, now, by), events[-1])
        mine[-1].counts = False


def merge(one: Somebody, other: Somebody, by: UUID, now: datetime) -> None:
    """The other record becomes part of this one: both said yes, or only one was asked and said yes; otherwise no."""
    ours, theirs = one.last(), other.last()
    actions.take_stricter(into=one.id, of=other.id, told=Told(one.id, Route.WEB, now, by))
    said = [each for each in (ours, theirs) if each is not None]
    if said and all(each.yes for each in said):
        first = min(said, key=lambda each: each.until or datetime.max.replace(tzinfo=UTC))
        if first is not ours:
            one.said.append(Said(now, yes=True, until=first.until, by_staff=False))
    elif (ours is not None and ours.yes) or (theirs is not None and not theirs.yes):
        one.said.append(Said(now, yes=False, until=None, by_staff=False))


FACTS = st.lists(
    st.tuples(st.sampled_from(["newsletter", "surveys"]), st.sampled_from(list(Action)[:5]), st.integers(0, 50)), max_size=12
)  # fmt: skip


@given(facts=FACTS, out=st.integers(0, 11), order=st.randoms(use_true_random=False))
def test_what_stands_does_not_depend_on_the_order_of_reading_nor_on_what_was_corrected(
    facts: list[tuple[str, Action, int]], out: int, order: object
) -> None:
    ledger = [
        Fact(uuid4(), place, purpose, "email", action, START + timedelta(days=days))
        for place, (purpose, action, days) in enumerate(facts)
    ]
    shuffled = list(ledger)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    assert latest(shuffled) == latest(ledger)
    if out < len(ledger):
        wrong = ledger[out]
        fix = Fact(uuid4(), len(ledger), wrong.purpose, "email", Action.CORRECTED, START + timedelta(days=99), wrong.id)
        assert latest([*ledger, fix]) == latest(ledger[:out] + ledger[out + 1 :])
    assert set(latest(ledger)) == {(purpose, "email") for purpose, _, _ in facts}
