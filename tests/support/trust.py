"""The invented trust for tests: filled once a run, copied for whoever wants to look at it or change it."""

from __future__ import annotations

import time_machine

from engage.db import db
from engage.demo import trust
from tests.support.clock import START
from tests.support.databases import NOWHERE, Filling
from tests.support.installation import installed

SEED = 3


def trust_of(people: int, *, seed: int = SEED, contacts: int | None = None) -> Filling:
    """The trust of so many people, as it is at the moment at which every test begins; `contacts`: so many with carers."""
    return Filling(f"trust-{people}-{seed}-{contacts or 0}", lambda url: _fill(url, people, seed, contacts))


def _fill(url: str, people: int, seed: int, contacts: int | None) -> None:
    app = installed(database_url=url, smtp_url=NOWHERE)
    with time_machine.travel(START), app.app_context():
        trust.fill(people=people, seed=seed, contacts=contacts)
        db.session.remove()
        db.engine.dispose()
