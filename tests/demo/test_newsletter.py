"""Stopping the newsletter of the invented trust visibly stops it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from engage.accounts.models import User
from engage.accounts.rules import Role
from engage.db import db
from engage.demo.newsletter import KIND
from engage.outbox.models import Occasion, Outgoing
from engage.outbox.rules import State
from engage.people.models import ContactPoint
from engage.people.rules import Kind
from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.postbox import Postbox

SUBJECT = "News from the participation team"


@pytest.fixture
def agreed(app: Flask, demonstrate: Callable[..., None]) -> list[tuple[User, str]]:
    """Two members of an invented trust for whom the newsletter waits, with their addresses."""
    demonstrate(40)
    with app.app_context():
        rows = db.session.execute(
            sa.select(User, ContactPoint.value)
            .join(Outgoing, Outgoing.recipient_id == User.person_id)
            .join(Occasion, Occasion.id == Outgoing.occasion_id)
            .join(ContactPoint, ContactPoint.person_id == User.person_id)
            .where(Occasion.kind == KIND, Outgoing.state == State.PLANNED, User.role == Role.MEMBER)
            .where(ContactPoint.kind == Kind.EMAIL)
            .order_by(User.id)
            .limit(2)
        ).all()
        db.session.expunge_all()
        return [(user, address) for user, address in rows]


def test_whoever_stops_the_newsletter_gets_none_and_the_others_get_one(
    agreed: list[tuple[User, str]], browser: Browser, clock: Clock, tick: Callable[[], object], postbox: Postbox
) -> None:
    (stops, stopped), (_, goes_on) = agreed
    browser.sign_in_as(stops)
    browser.open("/me/choices")
    browser.press("Stop: The newsletter")
    clock.forward(days=1)
    tick()
    tick()
    assert SUBJECT not in [mail.subject for mail in postbox.to(stopped)]
    assert [mail.subject for mail in postbox.to(goes_on)].count(SUBJECT) == 1


def test_the_newsletter_carries_its_own_way_out(
    agreed: list[tuple[User, str]], clock: Clock, tick: Callable[[], object], postbox: Postbox
) -> None:
    clock.forward(days=1)
    tick()
    mail = next(mail for mail in postbox.to(agreed[0][1]) if mail.subject == SUBJECT)
    assert "/c/" in mail.text
