"""Taking a merge back: what it changed is as it was, what was changed since stays as it is."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from engage import clock
from engage.audit.actions import record
from engage.consent import actions as consent
from engage.consent.rules import Route
from engage.db import changed_rows, db
from engage.doubles import queries
from engage.doubles.models import Merge
from engage.doubles.queries.rows import Values
from engage.doubles.rules import NotNow
from engage.equality import actions as equality
from engage.people.queries import hold

TOO_LATE = "A merge can be taken back for 30 days, and only once"
SINCE = "Something was recorded since that fits neither record alone. Change the records by hand"
ERASED = "One of the two records was erased or merged again since"


def take_back(merge: Merge, *, by: UUID) -> None:
    """Two records were two people after all. Raises NotNow when it is too late or what was recorded since is in the way."""
    now = clock.now()
    if merge.before is None or merge.undone_at is not None or merge.undo_until is None or now >= merge.undo_until:
        raise NotNow(TOO_LATE)
    held = {each: hold(each) for each in sorted((merge.kept_id, merge.gone_id), key=lambda each: each.hex)}
    kept, gone = held[merge.kept_id], held[merge.gone_id]
    if kept is None or gone is None or kept.erased_at or kept.merged_into or gone.merged_into != kept.id:
        raise NotNow(ERASED)
    parts = queries.unpacked(merge.before)
    _put_back(parts["before"], parts["after"], queries.rows_of([kept.id, gone.id]))
    db.session.expire_all()
    if parts.get("answers moved"):
        equality.put_back(of=merge.gone_id, into=merge.kept_id)
    told = consent.Told(merge.kept_id, Route.MERGE, now, by, evidence="A merge with another record was taken back")
    since = merge.confirmed_at or now
    consent.stand_apart(told, parts["batch"], other=merge.gone_id, since=since)
    merge.undone_at, merge.undone_by, merge.before = now, by, None
    for each in (merge.kept_id, merge.gone_id):
        record("merge taken back", kind="person", about=each, by=by)


def _put_back(before: queries.Rows, after: queries.Rows, now: queries.Rows) -> None:
    """Take out what the merge added, change what it changed and is unchanged since, bring back what it took out."""
    try:
        with db.session.begin_nested():
            for table, _ in queries.joined():
                was, became, current = (each.get(table.name, {}) for each in (before, after, now))
                _take_out(table, [UUID(key) for key in became if key not in was])
                _set_aside(table, was, became, current)
                for key in was.keys() & became.keys() & current.keys():
                    _change_back(table, was[key], became[key], current[key])
                for key in was.keys() - became.keys():
                    db.session.execute(sa.insert(table).values(was[key]))
    except IntegrityError as error:
        raise NotNow(SINCE) from error


def _take_out(table: sa.Table, ids: list[UUID]) -> None:
    if ids:
        db.session.execute(sa.delete(table).where(table.c.id.in_(ids)))


def _set_aside(table: sa.Table, was: dict[str, Values], became: dict[str, Values], current: dict[str, Values]) -> None:
    """Two accounts that change owners would be in each other's way: they step aside first."""
    if table.name != "account":
        return
    for key, values in was.items():
        if key in became and key in current and values["person_id"] != became[key]["person_id"]:
            db.session.execute(sa.update(table).where(table.c.id == values["id"]).values(person_id=values["id"]))


def _change_back(table: sa.Table, was: Values, became: Values, current: Values) -> None:
    """Column by column: what the merge changed and nobody changed since."""
    changed: dict[str, Any] = {
        name: value for name, value in was.items() if value != became[name] and current[name] == became[name]
    }  # fmt: skip
    if changed:
        db.session.execute(sa.update(table).where(table.c.id == was["id"]).values(changed))


def forget_old(now: datetime) -> int:
    """Forget what both records were, once a merge can no longer be taken back; how many."""
    old = sa.update(Merge).where(Merge.undo_until <= now, Merge.before.is_not(None)).values(before=None)
    return changed_rows(old)
