"""Carers, seen from above: what all rooms hold about one, forgetting one everywhere, and who is forgotten at night."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID

from engage import clock
from engage.carer_log.actions import forgetting as log_forgetting
from engage.carer_log.queries import keeping as log
from engage.carer_log.rules import HOW_WORDS
from engage.carers import queries as carers
from engage.carers.actions import forgetting
from engage.carers.actions.holding import MustBeKept
from engage.carers.models import Carer
from engage.carers.queries import holds, records
from engage.carers.rules.roof import Held, Roof
from engage.carers.rules.settings import IDENTIFIED, Settings, forget_on
from engage.consent.rules import months_later
from engage.db import db, reading_only
from engage.sharing.actions import forgetting as sharing_forgetting
from engage.sharing.queries.held import held as decided
from engage.timetable.rules import Tally


def held(carer_id: UUID) -> Held:
    """What other rooms hold about a carer."""
    logged = log.held(carer_id)
    return Held([*logged.sections, *decided(carer_id)], logged.last_contacts)


def forget(carer_id: UUID, by: UUID | None, at: datetime) -> bool:
    """Forget a carer in every room; whether they were still there. Raises MustBeKept."""
    carer = carers.hold(carer_id)
    if carer is not None and holds.is_held(carer_id):
        raise MustBeKept
    return carer is not None and _forget(carer, by=by, at=at)


def forget_again(carer_id: UUID, at: datetime) -> bool:
    """Forget a carer whom a restored backup brought back; whether they were still there.

    A legal hold does not stop it: nobody is forgotten under one, so it had been lifted by the time they were.
    """
    carer = carers.hold(carer_id)
    return carer is not None and _forget(carer, by=None, at=at, again=True)


def _forget(carer: Carer, *, by: UUID | None, at: datetime, again: bool = False) -> bool:
    log_forgetting.forget(carer, by=by, at=at)
    sharing_forgetting.forget(carer.id)
    forgetting.forget(carer, by=by, at=at, again=again)
    return True


def forget_carers(now: datetime) -> Tally:
    """Forget carers whose day has come, one by one; who was contacted meanwhile stays."""
    today = clock.day_of(now)
    with reading_only():
        settings = carers.settings()
        whom = [carer_id for some in _long_known(settings, today) for carer_id in some]
        db.session.rollback()
    forgotten = 0
    for carer_id in whom:
        if not _stays(carer_id, settings, today):
            forgotten += forget(carer_id, None, now)
        db.session.commit()
    return {"forgotten": forgotten}


def _long_known(settings: Settings, today: date) -> Iterator[list[UUID]]:
    """Whose day has come, some at a time."""
    last, latest = None, months_later(today, -settings.months(IDENTIFIED))
    while some := records.identified_until(latest, after=last):
        contacts = log.last_contacts_of([carer_id for carer_id, _ in some])
        yield [carer_id for carer_id, on in some if forget_on(on, contacts.get(carer_id, {}), settings) <= today]
        last = some[-1][0]


def _stays(carer_id: UUID, settings: Settings, today: date) -> bool:
    carer = carers.hold(carer_id)
    return (
        carer is None or holds.is_held(carer_id) or forget_on(carer.identified_on, log.last_contacts(carer_id), settings) > today
    )


CARERS = Roof({how.value: words for how, words in HOW_WORDS.items()}, log.last_contacts, held, forget)
