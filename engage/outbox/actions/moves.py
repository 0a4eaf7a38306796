"""The one door through which a message changes its state: along the diagram only, with the step written beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.db import Code, UTCDateTime, among, as_rows, db, is_sqlite, table, time_as_id
from engage.outbox.models import Outgoing, Step
from engage.outbox.rules import NEXT, SETTLED, Reason, State

_OUTGOING, _STEP = table(Outgoing), table(Step)
KEPT = ("id", "consent_event_id", "wording_version", "body_sha256")
"""What the row of each message of a set keeps: the permission it rests on, its wording and a digest of what was said."""
LET_GO: dict[str, Any] = {"claim_token": None, "lease_until": None}


def before(to: State) -> list[State]:
    """The states from which the diagram leads to `to`."""
    return [state for state, onward in NEXT.items() if to in onward]


def move(to: State, *where: sa.ColumnElement[bool], reason: Reason | None = None, **values: Any) -> list[UUID]:
    """Bring the messages that meet every condition, and stand where the diagram allows it, to `to`; which they were."""
    now = clock.now()
    moving = sa.update(_OUTGOING).where(_OUTGOING.c.state.in_(before(to)), *where)
    moving = moving.values({**values, **_always(to, reason, now), "steps": _OUTGOING.c.steps + 1})
    return [UUID(each) for each in _moved(_telling(moving, on_sqlite=is_sqlite()), {}, to, reason, now)]


def move_all(
    to: State, ids: Iterable[UUID], *, held_by: UUID | None, of: State | None = None, reason: Reason | None = None, **values: Any
) -> list[str]:
    """The same for many by their ids, held by one token (None: waiting, and held by nobody); which they were, as text.

    The statement is put together once for each shape: a set is moved some fifteen times, and putting together takes longer
    than what the database does for fifty rows.
    """
    now = clock.now()
    told = {**values, **_always(to, reason, now)}
    moving = _moving(is_sqlite(), to, tuple(told), of, is_held=held_by is not None)
    return _moved(moving, {"ids": list(ids), "token": held_by, **_named(told)}, to, reason, now)


def begin_all(rows: Sequence[tuple[Any, ...]], *, held_by: UUID, **values: Any) -> set[UUID]:
    """Bring waiting messages to `sending`, from now on held by a token, with what the row of each keeps (KEPT) in the same
    statement; which they were. Their recipients and what they are about are locked, and were asked about.
    """
    now = clock.now()
    told = {"claim_token": held_by, **values, **_always(State.SENDING, None, now)}
    moving = _beginning(is_sqlite(), tuple(told))
    return set(map(UUID, _moved(moving, {"rows": rows, **_named(told)}, State.SENDING, None, now)))


def _always(to: State, reason: Reason | None, now: datetime) -> dict[str, Any]:
    """What every change of state writes."""
    settled = {"settled_at": now, **LET_GO} if to in SETTLED else {}
    return {"state": to, "reason": reason, **settled}


@lru_cache(maxsize=64)
def _moving(on_sqlite: bool, to: State, names: tuple[str, ...], of: State | None, *, is_held: bool) -> Any:
    held = (_OUTGOING.c.claim_token == sa.bindparam("token", type_=sa.Uuid()),) if is_held else ()
    states = before(to) if of is None else [of]
    moving = _update(names).where(among(_OUTGOING.c.id, "ids"), _OUTGOING.c.state.in_(states), *held)
    return _telling(moving, on_sqlite=on_sqlite)


@lru_cache(maxsize=4)
def _beginning(on_sqlite: bool, names: tuple[str, ...]) -> Any:
    rows = as_rows(_OUTGOING, KEPT)
    kept = {name: rows[name] for name in KEPT[1:]}
    moving = _update(names).values(kept).where(rows["id"] == _OUTGOING.c.id, _OUTGOING.c.state == State.QUEUED)
    return _telling(moving, on_sqlite=on_sqlite)


def _update(names: Iterable[str]) -> sa.Update:
    told = {name: sa.bindparam(f"new_{name}", type_=_OUTGOING.c[name].type) for name in names}
    return sa.update(_OUTGOING).values({**told, "steps": _OUTGOING.c.steps + 1})


def _named(values: dict[str, Any]) -> dict[str, Any]:
    return {f"new_{name}": value for name, value in values.items()}


def _moved(moving: Any, told: dict[str, Any], to: State, reason: Reason | None, now: datetime) -> list[str]:
    """Make the change, and write a step for each, from the row that was just changed; their ids as text.

    As text they go straight into the second statement: an object for each of 250 ids, three times, is for nobody.
    """
    connection, step = db.session.connection(), {"at": now, "to": to, "why": reason, "begins": f"{time_as_id():012x}"}
    if not is_sqlite():
        return list(connection.execute(moving, {**told, **step}).scalars().all())
    ids = list(connection.execute(moving, told).scalars().all())
    if ids:
        connection.execute(_stepping(), {"ids": ids, **step})
    return ids


def _telling(moving: sa.Update, *, on_sqlite: bool) -> Any:
    """A change that says which rows it met. PostgreSQL writes their steps in the same statement, which spares a journey to
    another process and another look for every row; SQLite cannot.
    """
    if on_sqlite:
        return moving.returning(sa.type_coerce(_OUTGOING.c.id, sa.Text()))
    moved = moving.returning(_OUTGOING.c.id, _OUTGOING.c.steps).cte("moved")
    return _steps_of(sa.select(*_step(moved.c, on_sqlite=False))).returning(sa.cast(_STEP.c.outgoing_id, sa.Text()))


@cache
def _stepping() -> Any:
    return _steps_of(sa.select(*_step(_OUTGOING.c, on_sqlite=True)).where(among(_OUTGOING.c.id, "ids")))


def _step(of: Any, *, on_sqlite: bool) -> Iterable[sa.ColumnElement[Any]]:
    """The step of each message that these columns are of."""
    return (
        _an_id(on_sqlite=on_sqlite), of.id, of.steps, sa.bindparam("at", type_=UTCDateTime()),
        sa.bindparam("to", type_=Code(State)), sa.bindparam("why", type_=Code(Reason)),
    )  # fmt: skip


def _steps_of(found: sa.Select[Any]) -> sa.Insert:
    columns = ("id", "outgoing_id", "number", "at", "state", "reason")
    return sa.insert(_STEP).from_select(columns, found, include_defaults=False)


def _an_id(*, on_sqlite: bool) -> sa.ColumnElement[UUID]:
    """An id for each row, drawn by the database: the time first, as in `ids_in_order`, so that steps lie together."""
    begins = sa.bindparam("begins", type_=sa.Text())
    if on_sqlite:
        drawn = sa.literal_column("'7' || substr(lower(hex(randomblob(10))), 2)", sa.Text())
        return sa.type_coerce(begins + drawn, sa.Uuid())
    chance = sa.func.substr(sa.func.replace(sa.cast(sa.func.gen_random_uuid(), sa.Text()), "-", ""), 14)
    return sa.cast(begins + "7" + chance, sa.Uuid())
