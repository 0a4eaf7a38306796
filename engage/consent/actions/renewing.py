"""A yes is said again, or runs out: by its age, or because its words changed and it was not said again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.consent import queries
from engage.consent.actions.choosing import put_receipt
from engage.consent.actions.deciding import Told, decide
from engage.consent.models import ConsentEvent, Notice, Standing
from engage.consent.queries import Renewal
from engage.consent.rules import Action, Change, Entry, Route, place_of
from engage.db import db
from engage.outbox import actions as outbox
from engage.outbox.rules import Due, Reason

_AT_ONCE = 5000


def renew(told: Told, renewal: Renewal) -> UUID:
    """Somebody says yes again, in the words in force, by the ways they had said yes to."""
    batch = decide(told, [renewal.offer.entry(channel, Action.RENEWED) for channel in renewal.channels])
    put_receipt(told)
    return batch


def let_run_out(person_id: UUID, *, at: datetime) -> int:
    """Write into the ledger what no longer counts, and stop what waits for it; how much. The caller holds the person."""
    entries = []
    for row in queries.run_out_of(person_id, clock.day_of(at)):
        event = db.session.get_one(ConsentEvent, row.event_id)
        entries.append(
            Entry(row.purpose, row.channel, Action.EXPIRED, event.notice_id, event.notice_sha256, row.version)
        )  # fmt: skip
        outbox.suppress_waiting(person_id, purpose=row.purpose, channel=row.channel, reason=Reason.RUN_OUT)
    decide(Told(person_id, Route.BY_ITSELF, at), entries)
    return len(entries)


def note_asked(dues: Sequence[Due]) -> None:
    """What asks whether a yes still holds is in the outbox: no tick looks at these people again before the next time.

    A row that somebody is changing at this moment is left; the next tick finds it.
    """
    asked: dict[tuple[date, int], list[UUID]] = {}
    for due in dues:
        asked.setdefault((due.due_on, place_of(due.ordinal)), []).append(due.recipient_id)
    for (last, place), people in asked.items():
        for first in range(0, len(people), queries.AT_ONCE):
            some = sa.select(Standing.id).where(
                Standing.person_id.in_(people[first:][: queries.AT_ONCE]), Standing.expires_on == last,
                Standing.times_asked <= place,
            )  # fmt: skip
            ids = db.session.scalars(some.with_for_update(skip_locked=True)).all()
            db.session.execute(sa.update(Standing).where(Standing.id.in_(ids)).values(times_asked=place + 1))


def end_after_changes(*, at: datetime) -> int:
    """After a material change in force, a yes to earlier words counts until the day that was set; some at a time, how many."""
    changes = sa.select(Notice).where(Notice.change == Change.MATERIAL, Notice.in_force_from <= at).order_by(Notice.in_force_from)
    for notice in db.session.scalars(changes):
        later = sa.or_(Standing.expires_on.is_(None), Standing.expires_on > notice.renew_by)
        some = (
            sa.select(Standing.id)
            .where(Standing.purpose == notice.purpose, Standing.given.is_(True), Standing.version < notice.version, later)
            .limit(_AT_ONCE)
        )
        ended = db.session.execute(
            sa.update(Standing)
            .where(Standing.id.in_(some), Standing.version < notice.version, Standing.given.is_(True))
            .values(expires_on=notice.renew_by, times_asked=0)
            .returning(Standing.id)
            .execution_options(synchronize_session=False)
        ).all()
        if ended:
            return len(ended)
    return 0
