"""A mailing is written for many at once, and each gets exactly what they would have got alone."""

from __future__ import annotations

from flask import Flask

from engage import clock
from engage.accounts.rules import Role
from engage.db import db
from engage.jobs import KINDS, at_work, tick
from engage.jobs.sending import post_of
from engage.mailings.rules import KIND
from engage.outbox import actions
from engage.outbox.actions.writing import Writer
from engage.outbox.rules import Go
from tests.factories.accounts import a_staff_user
from tests.factories.pool import a_member
from tests.mailings.test_writing import written
from tests.support.browser import Browser

NAMES = ("Sam Okoro", "Zoë Fable-Nowak", "Bea O’Hara", "Lee {called}", "Ama <b>Bold</b>", "A" * 200)


def test_each_gets_what_they_would_have_got_alone(browser: Browser, app: Flask) -> None:
    for number, name in enumerate(NAMES):
        a_member(name, email=f"p{number}@people.example", gives=["newsletter"])
    browser.sign_in_as(a_staff_user(Role.OFFICER))
    written(browser, opening="You asked us, {called}: {called}.")
    browser.submit(f"Send to {len(NAMES)} people", when="now")
    kind = KINDS[KIND]
    assert kind.bulk is not None
    with at_work(app):
        tick(only="mailings")
        from_now = clock.now()
        claims = actions.claim_set(KIND, from_now, most=9)
        assert len(claims) == len(NAMES)
        letters = [claim.letter for claim in claims]
        together = kind.bulk.facts_all(letters)
        assert together == {letter.outgoing_id: kind.facts(letter) for letter in letters}
        assert kind.bulk.may_go_all(letters, from_now) == {
            letter.outgoing_id: kind.may_go(letter, from_now) for letter in letters
        }
        writer = Writer(kind, post_of(app).sender, from_now)
        for claim in claims:
            facts = together[claim.letter.outgoing_id]
            assert writer.write(claim, Go(), facts).parcel.body == writer._by_itself(claim, facts)[0]
        assert sum(form is not None for form in writer._forms.values()) >= 1
        db.session.rollback()
