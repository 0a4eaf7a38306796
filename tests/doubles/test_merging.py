"""Merging two records of one person, and taking it back."""

from __future__ import annotations

import importlib
import pkgutil
import uuid
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import engage
from engage import clock as the_clock
from engage.consent import actions as consent
from engage.consent import queries as stands
from engage.consent.models import Standing
from engage.consent.rules import Action, Route
from engage.db import Row, db
from engage.doubles import actions, queries
from engage.doubles.models import Merge
from engage.doubles.rules import TABLES, NotNow
from engage.equality import actions as equality
from engage.equality.queries import answers
from engage.outbox import actions as outbox
from engage.outbox.models import Outgoing
from engage.outbox.rules import Due, Reason, State
from engage.people.models import Person
from engage.reminders import actions as reminders
from engage.reminders.models import NotAgain
from tests.factories.accounts import a_staff_user
from tests.factories.consent import an_offer
from tests.factories.needs import needs_of
from tests.factories.outbox import state_of
from tests.factories.pool import a_member, the_account_of
from tests.support.browser import Browser
from tests.support.clock import Clock

WISHES = ("newsletter", "surveys")
WAYS = ("email", "phone")
HERE = Callable[[], object]
SAID = st.lists(st.tuples(st.sampled_from(WISHES), st.sampled_from(WAYS), st.booleans()), max_size=6)


def test_every_table_with_a_person_in_it_is_named() -> None:
    for module in pkgutil.walk_packages(engage.__path__, "engage."):
        if module.name.endswith(".models"):
            importlib.import_module(module.name)
    tables = Row.metadata.tables.values()
    whose = {
        table.name
        for table in tables
        if "person_id" in table.c or any(key.column.table.name == "person" for key in table.foreign_keys)
    }
    assert whose - TABLES.keys() == set(), "say in engage/doubles/rules.py what a merge does to these tables"
    assert TABLES.keys() - {table.name for table in tables} == set()


def decide(person_id: UUID, said: list[tuple[str, str, bool]]) -> None:
    for purpose, channel, yes in said:
        told = consent.Told(person_id, Route.WEB, the_clock.now())
        consent.decide(told, [an_offer(purpose).entry(channel, Action.GIVEN if yes else Action.WITHDRAWN)])


def merged(kept: UUID, gone: UUID, by: UUID, **choices: str) -> Merge:
    merge = actions.prepare(kept, gone, choices, by=by)
    actions.confirm(merge, by=by)
    db.session.commit()
    return merge


def yes_of(person_id: UUID) -> set[tuple[str, str]]:
    chosen = sa.select(Standing.purpose, Standing.channel).where(Standing.person_id == person_id, Standing.given.is_(True))
    return {(purpose, channel) for purpose, channel in db.session.execute(chosen)}


def standing_of(person_id: UUID) -> set[tuple[object, ...]]:
    columns = (Standing.purpose, Standing.channel, Standing.given, Standing.since, Standing.event_id, Standing.expires_on)
    return {tuple(row) for row in db.session.execute(sa.select(*columns).where(Standing.person_id == person_id))}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ours=SAID, theirs=SAID, email=st.sampled_from(["first", "second"]), is_same=st.booleans())
def test_a_merge_never_widens_consent_and_an_undo_gives_the_same_rows(
    app: Flask, ours: list[tuple[str, str, bool]], theirs: list[tuple[str, str, bool]], email: str, is_same: bool
) -> None:
    kept = a_member("Sam Okoro", gives=(), phone="01632 960 001", email=f"{uuid.uuid4().hex}@example.org")
    number = "01632 960 001" if is_same else "01632 960 002"
    gone = a_member("Samuel Okoro", gives=("surveys",), phone=number, email=f"{uuid.uuid4().hex}@example.org")
    lead = a_staff_user()
    needs_of(gone, "breaks")
    with app.app_context():
        decide(kept, ours)
        decide(gone, theirs)
        db.session.commit()
        before, stood = queries.rows_of([kept, gone]), [standing_of(kept), standing_of(gone)]
        said = yes_of(kept), yes_of(gone)
        merge = merged(kept, gone, lead.id, name="second", email=email, phone="first")
        assert yes_of(kept) <= said[0] | said[1]
        assert yes_of(gone) == set()
        assert not yes_of(kept) & {pair for pair in said[0] ^ said[1] if _was_asked(pair, kept if pair in said[1] else gone)}
        actions.take_back(merge, by=lead.id)
        db.session.commit()
        assert queries.rows_of([kept, gone]) == before
        assert [standing_of(kept), standing_of(gone)] == stood
        assert (stands.first_flaw(kept), stands.first_flaw(gone)) == (None, None)


def _was_asked(pair: tuple[str, str], person_id: UUID) -> bool:
    return any(event.purpose == pair[0] and event.channel == pair[1] for event in stands.history(person_id))


def test_a_merge_is_a_route_of_its_own_that_nobody_chooses_or_corrects_alone(app: Flask, browser: Browser) -> None:
    kept = a_member("Sam Okoro", gives=("newsletter",), email="sam@example.org")
    gone = a_member("Samuel Okoro", gives=(), email="samuel@example.org")
    robin = a_staff_user(name="Robin Hart")
    with app.app_context():
        decide(gone, [("newsletter", "email", False)])
        merged(kept, gone, robin.id, name="first", area="first", email="first")
        ours = next(each for each in stands.history(kept) if each.purpose == "newsletter")
        assert (ours.action, ours.route, ours.recorded_by) == (Action.WITHDRAWN, Route.MERGE, robin.id)
        place = ours.ordinal
        with pytest.raises(consent.NotToBeCorrected):
            consent.correct(consent.Told(kept, Route.MERGE, the_clock.now(), robin.id), ours)
    page = browser.sign_in_as(robin).open(f"/team/people/{kept}/consent")
    assert "by merging two records, written down by Robin Hart" in page.text
    assert f"consent/{place}/correct" not in page.html
    assert "erging two records" not in browser.open(f"/team/people/{kept}/consent/record").text
    page = browser.sign_in_as(the_account_of(kept)).open("/me/choices/history")
    assert "By merging two records, written down by Robin Hart" in page.text


@pytest.fixture
def two(app: Flask) -> tuple[UUID, UUID, UUID]:
    kept = a_member("Sam Okoro", email="sam@example.org", area="Ashford")
    gone = a_member("Samuel Okoro", email="samuel@example.org", phone="01632 960 002", area="Dover")
    return kept, gone, a_staff_user().id


def test_what_was_chosen_is_kept_and_the_account_goes_with_the_address(app: Flask, two: tuple[UUID, UUID, UUID]) -> None:
    kept, gone, lead = two
    theirs = the_account_of(gone).id
    with app.app_context():
        merged(kept, gone, lead, name="first", area="second", email="second")
        both = queries.records([kept, gone], hidden_too=True)
        person, place = both[kept].person, both[kept].member
        assert (person.full_name, place and place.area) == ("Sam Okoro", "Dover")
        assert {point.value for point in both[kept].points} == {"samuel@example.org", "01632 960 002"}
        assert (both[gone].points, both[gone].member, both[gone].person.merged_into) == ([], None, kept)
    assert the_account_of(kept).id == theirs
    assert the_account_of(gone).suspended_at is not None


def test_nobody_is_mailed_twice_about_one_thing(app: Flask, two: tuple[UUID, UUID, UUID], clock: Clock) -> None:
    kept, gone, lead = two
    with app.app_context():
        for place, (who, state) in enumerate([(gone, State.QUEUED), (gone, State.ACCEPTED), (kept, State.QUEUED)]):
            outbox.put(_due(who, place))
            db.session.execute(sa.update(Outgoing).where(Outgoing.kind == f"demo.{place}").values(state=state))
        outbox.put(_due(kept, 1))
        outbox.put(_due(gone, 3))
        db.session.execute(sa.update(Outgoing).where(Outgoing.kind == "demo.3").values(state=State.ACCEPTED))
        db.session.commit()
        merged(kept, gone, lead, name="first", area="first", email="first")
        chosen = sa.select(Outgoing.kind, Outgoing.recipient_id, Outgoing.state, Outgoing.reason).where(
            Outgoing.kind.like("demo.%")
        )
        states = {(kind, who == kept): (state, reason) for kind, who, state, reason in db.session.execute(chosen)}
        assert states == {
            ("demo.0", False): (State.SUPPRESSED, "merged"), ("demo.1", False): (State.ACCEPTED, None),
            ("demo.1", True): (State.SUPPRESSED, "merged"), ("demo.2", True): (State.QUEUED, None),
            ("demo.3", False): (State.ACCEPTED, None), ("demo.3", True): (State.SUPPRESSED, "merged"),
        }  # fmt: skip
        assert outbox.put(_due(kept, 3)) is None


def _due(person_id: UUID, place: int) -> Due:
    now = the_clock.now()
    return Due(f"demo.{place}", about=UUID(int=place), recipient_id=person_id, due_at=now, due_on=the_clock.today(),
               not_after=now + timedelta(days=1))  # fmt: skip


def test_what_was_decided_since_stays_and_a_no_counts_for_both(app: Flask, two: tuple[UUID, UUID, UUID], clock: Clock) -> None:
    kept, gone, lead = two
    with app.app_context():
        merge = merged(kept, gone, lead, name="first", area="first", email="first")
        clock.forward(days=3)
        decide(kept, [("newsletter", "email", False)])
        db.session.execute(sa.update(Person).where(Person.id == kept).values(full_name="Sam Okoro-Lee"))
        actions.take_back(merge, by=lead)
        db.session.commit()
        both = queries.records([kept, gone], hidden_too=True)
        assert [both[each].person.full_name for each in (kept, gone)] == ["Sam Okoro-Lee", "Samuel Okoro"]
        assert (yes_of(kept), yes_of(gone)) == (set(), {("newsletter", "phone")})


def test_it_can_be_taken_back_for_thirty_days_exactly_and_is_forgotten_then(
    app: Flask, two: tuple[UUID, UUID, UUID], clock: Clock
) -> None:
    kept, gone, lead = two
    with app.app_context():
        merge = merged(kept, gone, lead, name="first", area="first", email="first")
        with pytest.raises(NotNow):
            actions.prepare(kept, gone, {}, by=lead)
        assert merge.undo_until is not None
        assert actions.forget_old(merge.undo_until - timedelta(seconds=1)) == 0
        clock.move_to(merge.undo_until)
        with pytest.raises(NotNow):
            actions.take_back(merge, by=lead)
        assert actions.forget_old(the_clock.now()) == 1


def test_equality_answers_that_went_along_come_back_with_their_owner(app: Flask, two: tuple[UUID, UUID, UUID]) -> None:
    kept, gone, lead = two
    with app.app_context():
        equality.answer(gone, "sex", "male", own_words=None, on=the_clock.today())
        merge = merged(kept, gone, lead, name="first", area="first", email="first")
        assert (list(answers(kept)), list(answers(gone))) == (["sex"], [])
        actions.take_back(merge, by=lead)
        db.session.flush()
        assert (list(answers(kept)), list(answers(gone))) == ([], ["sex"])
        db.session.rollback()


def test_what_one_record_wanted_no_more_reminders_of_the_other_one_is_not_reminded_of(
    app: Flask, two: tuple[UUID, UUID, UUID]
) -> None:
    kept, gone, lead = two
    day, point = the_clock.today(), uuid.uuid4()
    with app.app_context():
        for about, kind in ((gone, "needs.review"), (point, "pool.confirm")):
            reminders.enough(gone, kind=kind, about=about, due_on=day)
        reminders.enough(kept, kind="pool.confirm", about=point, due_on=day)
        waits = outbox.put(Due("needs.review", kept, kept, the_clock.now(), the_clock.now() + timedelta(days=1), day))
        db.session.commit()
        merge = merged(kept, gone, lead)
        stops = sa.select(NotAgain.kind, NotAgain.about).where(NotAgain.person_id == kept)
        assert {tuple(row) for row in db.session.execute(stops)} == {("needs.review", kept), ("pool.confirm", point)}
        assert waits is not None
        assert state_of(waits) == (State.SUPPRESSED, Reason.NOT_AGAIN)
        actions.take_back(merge, by=lead)
        assert {tuple(row) for row in db.session.execute(stops)} == {("pool.confirm", point)}
        db.session.commit()
