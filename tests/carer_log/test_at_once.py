"""The same showing of the form arriving in two workers at once is one contact, also with somebody new."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from uuid import UUID

import sqlalchemy as sa
from flask import Flask

from engage import clock
from engage.carer_log.actions.logging import Told, With, log_contact
from engage.carer_log.models import CarerContact, CarerContactItem, FollowUp
from engage.carer_log.rules import About, How
from engage.db import db
from engage.teams.models import Team
from tests.factories.accounts import StaffUser
from tests.factories.carers import a_carer


def test_two_workers_make_one_contact_of_one_showing(app: Flask, priya: StaffUser, ashford: Team) -> None:
    jo = a_carer(ashford)
    said = Told(
        "one-showing", ashford.id, With(jo.id, jo.carer_id), How.PHONE, (About.LISTENING,), datetime(2027, 3, 2, 9, tzinfo=UTC),
        follow_up_on=datetime(2027, 3, 9, tzinfo=UTC).date(),
    )  # fmt: skip
    together, made = threading.Barrier(4), list[UUID]()

    def work() -> None:
        with app.app_context():
            together.wait()
            made.append(log_contact(said, by=priya.id, at=clock.now()).id)
            db.session.commit()
            db.session.remove()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(made) == 4
    assert len(set(made)) == 1
    with app.app_context():
        for table in (CarerContact, CarerContactItem, FollowUp):
            assert db.session.scalar(sa.select(sa.func.count()).select_from(table)) == 1
