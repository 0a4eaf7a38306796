"""Yesterday's ledgers after the step that made them fuller: every chain still verifies, and every yes has its last day."""

from __future__ import annotations

import hashlib
import uuid
from datetime import date, datetime
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from engage import clock
from engage.consent import actions, queries
from engage.consent.rules import Action, Route
from engage.db import db
from tests.factories.accounts import a_staff_user
from tests.factories.consent import an_offer
from tests.factories.pool import a_member
from tests.support.databases import Maker, migrate, migrate_back
from tests.support.installation import installed

NOWHERE = "smtp://127.0.0.1:9"
SAM = UUID("5a3e0000-0000-4000-8000-000000000001")
# the last summer evening before midnight in London, the first instant after it, and a leap day
SAID = (
    ("newsletter", "given", "2025-07-31 22:59:59"),
    ("surveys", "given", "2025-07-31 23:00:00"),
    ("panels", "refused", "2025-08-02 09:00:00"),
    ("opportunities", "given", "2024-02-29 09:00:00"),
)


def test_ledgers_of_yesterday_still_verify_and_know_when_a_yes_runs_out(maker: Maker) -> None:
    with maker.bare() as url:
        migrate(url, to="0013_messages_by_hand")
        fill(url)
        migrate(url)
        assert what_runs_out(url) == {"newsletter": date(2027, 7, 31), "surveys": date(2027, 8, 1), "panels": None,
                                      "opportunities": date(2026, 2, 28)}  # fmt: skip
        migrate_back(url, to="0013_messages_by_hand")
        migrate(url)
        assert what_runs_out(url)["surveys"] == date(2027, 8, 1)


def what_runs_out(url: str) -> dict[str, date | None]:
    app = installed(database_url=url, smtp_url=NOWHERE)
    with app.app_context():
        assert queries.first_flaw(SAM) is None
        assert {offer.months for offer in queries.offers()} == {24}
        rows = db.session.execute(sa.text("SELECT purpose, expires_on FROM consent_standing")).all()
        event = queries.whole_ledger(SAM)[0][0]
        assert (event.hash_version, event.effective_at, event.route) == (1, event.at, Route.WEB)
        db.session.remove()
        db.engine.dispose()
    return {purpose: date.fromisoformat(str(day)) if day else None for purpose, day in rows}


def fill(url: str) -> None:
    """A person with four decisions, chained as version 1 chained them."""
    engine, known = sa.create_engine(url), sa.MetaData()
    with engine.begin() as connection:
        known.reflect(connection)
        sam = SAM.hex if engine.dialect.name == "sqlite" else SAM
        person = {"id": sam, "number": "AAAA-2222", "full_name": "Sam", "search_name": "sam", "link_serial": 0}
        connection.execute(known.tables["person"].insert(), person | {"created_at": datetime.fromisoformat(SAID[0][2])})
        previous, notice = "", known.tables["consent_notice"]
        for place, (purpose, action, said) in enumerate(SAID, start=1):
            found = connection.execute(sa.select(notice.c.id, notice.c.sha256).where(notice.c.purpose == purpose)).one()
            at, event_id = datetime.fromisoformat(said), uuid.uuid4()
            key = event_id.hex if engine.dialect.name == "sqlite" else event_id
            link = v1(previous, place, purpose, action, found, at)
            row = {"id": key, "person_id": sam, "purpose": purpose, "channel": "email"}
            written = {"ordinal": place, "action": action, "at": at, "route": "web", "batch": key, "hash": link}
            shown = {"notice_id": found.id, "notice_sha256": found.sha256, "previous_hash": previous}
            connection.execute(known.tables["consent_event"].insert(), row | written | shown)
            stands = {"given": action == "given", "since": at, "event_id": key}
            connection.execute(known.tables["consent_standing"].insert(), row | stands)
            previous = link
    engine.dispose()


def v1(previous: str, place: int, purpose: str, action: str, notice: sa.Row[tuple[object, str]], at: datetime) -> str:
    parts = (previous, SAM.hex, str(place), purpose, "email", action, UUID(str(notice.id)).hex, notice.sha256,
             f"{at.isoformat()}+00:00", "web", "")  # fmt: skip
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def test_what_a_merge_wrote_goes_down_marked_and_comes_up_verified(app: Flask, database_url: str) -> None:
    sam, by = a_member("Sam Example"), a_staff_user().id
    with app.app_context():
        told = actions.Told(sam, Route.MERGE, clock.now(), by, evidence="Merged with another record")
        actions.decide(told, [an_offer("newsletter").entry("email", Action.WITHDRAWN)])
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    migrate_back(database_url, to="0016_changed_addresses")
    routes = sa.text("SELECT route FROM consent_event ORDER BY ordinal DESC LIMIT 1")
    with app.app_context():
        assert db.session.scalar(routes) == "paper"
        db.session.remove()
        db.engine.dispose()
    migrate(database_url)
    with app.app_context():
        assert db.session.scalar(routes) == "merge"
        assert queries.first_flaw(sam) is None
        for statement in ("UPDATE consent_event SET route = 'web'", "DELETE FROM consent_event"):
            with pytest.raises(sa.exc.DBAPIError, match="only ever added to"):
                db.session.execute(sa.text(statement))
            db.session.rollback()
