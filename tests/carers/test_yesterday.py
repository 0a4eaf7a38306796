"""Carers, their ties and what was decided about sharing live through the step that added to them, down and up again."""

from __future__ import annotations

from uuid import uuid4

import sqlalchemy as sa
from flask import Flask

from engage import clock
from engage.accounts.rules import Role
from engage.carer_log.models import CarerContact
from engage.carers.models import Carer, CarerLink
from engage.db import db
from engage.sharing.models import SharingOverride, SharingPreference
from tests.coverage.test_matrix import an_override
from tests.factories.accounts import a_staff_user
from tests.factories.carers import a_carer, a_preference, a_team
from tests.factories.follow_ups import a_follow_up
from tests.support.databases import migrate, migrate_back


def test_rows_that_point_at_a_tie_survive(app: Flask, database_url: str) -> None:
    link = a_carer(a_team())
    a_preference(link), a_follow_up(link, champion := a_staff_user(Role.CHAMPION).id)
    gone = a_carer(a_team())
    for each in (link, gone):
        an_override(each.id, uuid4(), champion)
    with app.app_context():
        db.session.execute(sa.update(Carer).where(Carer.id == gone.carer_id).values(name="", forgotten_at=clock.now()))
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    migrate_back(database_url, to="0033_told_without_an_agreement")
    migrate(database_url)
    with app.app_context():
        kept = [db.session.scalar(sa.select(sa.func.count()).select_from(each)) for each in (CarerLink, CarerContact)]
        assert kept == [2, 1]
        assert db.session.scalars(sa.select(SharingPreference.link_id)).one() == link.id
        who = sa.select(SharingOverride.authorised_by, SharingOverride.authorised_as)
        assert db.session.execute(who.where(SharingOverride.link_id == link.id)).one() == ("Dr Example", "Consultant")
        assert db.session.execute(who.where(SharingOverride.link_id == gone.id)).one() == (None, None)
