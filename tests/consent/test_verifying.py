"""`engage consent verify`: whatever somebody with the keys of the database changes, the first broken place is named."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from engage.consent.models import ConsentEvent, Evidence, Standing
from engage.consent.rules import Action, Route
from engage.db import db
from tests.cli.test_commands import Desk
from tests.consent.test_ledger import unguard
from tests.factories.accounts import a_staff_user
from tests.factories.consent import a_decision
from tests.factories.people import a_person
from tests.support.postbox import Postbox


@pytest.fixture
def desk(app: Flask, database_url: str, postbox: Postbox) -> Desk:
    return Desk(database_url, postbox.url)


CHANGES = {
    "event 2: changed": sa.update(ConsentEvent).where(ConsentEvent.ordinal == 2).values(expires_on=date(2099, 1, 1)),
    "event 3: changed": sa.update(ConsentEvent)
    .where(ConsentEvent.ordinal == 3)
    .values(effective_at=datetime(2020, 1, 1, tzinfo=UTC)),
    "event 1: missing": sa.delete(ConsentEvent).where(ConsentEvent.ordinal == 1),
    "event 3: evidence missing": sa.delete(Evidence),
    "event 3: evidence changed": sa.update(Evidence).values(text="Another note"),
    "event 0: what stands is not what was decided": sa.update(Standing).values(given=True),
}


@pytest.mark.parametrize("found", sorted(CHANGES))
def test_whatever_is_changed_is_found_and_names_nobody(app: Flask, desk: Desk, found: str) -> None:
    sam = a_person("Sam Okoro")
    a_person("Pat Example")
    officer = a_staff_user()
    for action, by in ((Action.GIVEN, None), (Action.RENEWED, None), (Action.WITHDRAWN, officer.id)):
        a_decision(sam, action=action, route=Route.PHONE if by else Route.WEB, recorded_by=by, evidence="A call" if by else None)
    told = desk.type("consent", "verify", "--json")
    assert (told.exit_code, json.loads(told.stdout)) == (0, {"people": 2, "events": 3, "flaws": []})
    with app.app_context():
        unguard()
        db.session.execute(CHANGES[found])
        db.session.commit()
        number = db.session.execute(sa.text("SELECT number FROM person WHERE full_name = 'Sam Okoro'")).scalar_one()
    told = desk.type("consent", "verify")
    assert told.exit_code == 1
    assert told.stdout.splitlines()[0] == f"{number}, {found}"
    assert "Okoro" not in told.output
    one = desk.type("consent", "verify", "--person", str(sam))
    assert (one.exit_code, found in one.stdout) == (1, True)
