from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engage import clock
from engage.consent import actions, queries
from engage.consent.models import ConsentEvent, Standing
from engage.consent.rules import Action, Route
from engage.db import db
from engage.outbox.rules import Channel
from tests.factories.consent import a_decision, an_offer
from tests.factories.people import a_person
from tests.support.clock import Clock

PRESSES = st.lists(st.sampled_from(["yes", "no", "stop", "stop everything", "break", "back", "undo"]), min_size=1, max_size=12)


@given(presses=PRESSES)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_last_decision_stands_whatever_came_before(app: Flask, presses: list[str]) -> None:
    sam = a_person()
    yes, away, undone = False, False, False
    with app.app_context():
        batch, before = None, False
        for press in presses:
            told = actions.Told(sam, Route.WEB, clock.now())
            if press == "break":
                actions.take_break(sam, months=1, at=clock.now())
                away = True
            elif press == "back":
                actions.end_break(sam, at=clock.now())
                away = False
            elif press == "undo":
                if batch is not None and not undone and yes != before:
                    actions.undo(told, batch)
                    yes, undone = before, True
            else:
                before, undone = yes, False
                batch, yes = decided(told, press)
            db.session.commit()
            assert queries.may_contact(sam, "newsletter", Channel.EMAIL) is (yes and not away)
        assert queries.first_flaw(sam) is None


def decided(told: actions.Told, press: str) -> tuple[UUID, bool]:
    offer = an_offer("newsletter")
    if press == "stop":
        return actions.stop(told, offer), False
    if press == "stop everything":
        return actions.stop_everything(told), False
    if press == "yes":
        return actions.start(told, offer, [Channel.EMAIL]), True
    return actions.decide(told, [offer.entry(Channel.EMAIL, Action.REFUSED)]), False


def test_who_was_not_asked_is_not_contacted(app: Flask) -> None:
    sam = a_person()
    with app.app_context():
        assert not queries.may_contact(sam, "newsletter", Channel.EMAIL)


def test_a_yes_by_e_mail_is_no_yes_by_phone_nor_to_anything_else(app: Flask) -> None:
    sam = a_person()
    a_decision(sam)
    with app.app_context():
        assert queries.may_contact(sam, "newsletter", Channel.EMAIL)
        assert not queries.may_contact(sam, "newsletter", Channel.PHONE)
        assert not queries.may_contact(sam, "surveys", Channel.EMAIL)


def test_a_yes_runs_out_after_two_years(app: Flask, clock: Clock) -> None:
    sam = a_person()
    a_decision(sam)
    clock.forward(days=729)
    with app.app_context():
        assert queries.may_contact(sam, "newsletter", Channel.EMAIL)
    clock.forward(days=3)
    with app.app_context():
        assert not queries.may_contact(sam, "newsletter", Channel.EMAIL)


@pytest.mark.parametrize(
    ("column", "value"), [("action", Action.GIVEN), ("route", "email link"), ("notice_sha256", "0" * 64), ("purpose", "surveys")]
)
def test_a_changed_row_is_found(app: Flask, column: str, value: str) -> None:
    sam = a_person()
    for action in (Action.REFUSED, Action.REFUSED, Action.REFUSED):
        a_decision(sam, action=action)
    with app.app_context():
        unguard()
        db.session.execute(sa.update(ConsentEvent).where(ConsentEvent.ordinal == 2).values({column: value}))
        assert queries.first_flaw(sam) == queries.Flaw(2, "changed")


def test_a_row_taken_out_is_found(app: Flask) -> None:
    sam = a_person()
    for _ in range(3):
        a_decision(sam)
    with app.app_context():
        unguard()
        db.session.execute(sa.delete(ConsentEvent).where(ConsentEvent.ordinal == 2))
        assert queries.first_flaw(sam) == queries.Flaw(2, "missing")


def test_a_yes_written_beside_the_ledger_is_found(app: Flask) -> None:
    sam = a_person()
    a_decision(sam, action=Action.REFUSED)
    with app.app_context():
        db.session.execute(sa.update(Standing).values(given=True))
        assert queries.first_flaw(sam) == queries.Flaw(0, "what stands is not what was decided")


def test_the_database_itself_refuses_to_change_the_ledger(app: Flask) -> None:
    a_decision(a_person())
    for statement in (sa.update(ConsentEvent).values(purpose="surveys"), sa.delete(ConsentEvent)):
        with app.app_context(), pytest.raises(sa.exc.DBAPIError, match="only ever added to"):
            db.session.execute(statement)


def test_what_stood_on_a_day_is_what_had_been_decided_by_its_end(app: Flask, clock: Clock) -> None:
    sam = a_person()
    first = clock.now.date()
    a_decision(sam)
    clock.forward(days=3)
    a_decision(sam, action=Action.WITHDRAWN)
    with app.app_context():
        stood = [[said.action for said in queries.stood_on(sam, first + timedelta(days=days))] for days in (-1, 0, 2, 3, 9)]
    assert stood == [[], [Action.GIVEN], [Action.GIVEN], [Action.WITHDRAWN], [Action.WITHDRAWN]]


def test_undo_is_for_ten_minutes_and_for_ones_own_press(app: Flask, clock: Clock) -> None:
    sam, pat = a_person(), a_person()
    batch = a_decision(sam)
    with app.app_context(), pytest.raises(actions.TooLateToUndo):
        actions.undo(actions.Told(pat, Route.WEB, clock.now), batch)
    clock.forward(minutes=11)
    with app.app_context(), pytest.raises(actions.TooLateToUndo):
        actions.undo(actions.Told(sam, Route.WEB, clock.now), batch)


def test_what_was_decided_since_is_not_undone(app: Flask, clock: Clock) -> None:
    sam = a_person()
    batch = a_decision(sam)
    a_decision(sam, action=Action.WITHDRAWN)
    with app.app_context(), pytest.raises(actions.TooLateToUndo):
        actions.undo(actions.Told(sam, Route.WEB, clock.now), batch)


def test_notices_are_kept_as_they_were_worded(app: Flask) -> None:
    a_decision(a_person())
    with app.app_context():
        event = db.session.scalars(sa.select(ConsentEvent)).one()
        offer = an_offer("newsletter")
        assert (event.notice_id, event.notice_sha256) == (offer.notice_id, offer.notice_sha256)


def unguard() -> None:
    """Do what somebody with the keys of the database could do."""
    if db.engine.dialect.name == "sqlite":
        db.session.execute(sa.text("DROP TRIGGER consent_event_no_update"))
        db.session.execute(sa.text("DROP TRIGGER consent_event_no_delete"))
    else:
        db.session.execute(sa.text("DROP TRIGGER consent_event_added_only ON consent_event"))
