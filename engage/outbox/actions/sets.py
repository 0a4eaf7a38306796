"""The steps of a set of news, each within a transaction that the caller ends.

A set is chosen, asked about, written and marked as `sending` in one transaction: whoever stops something is either asked
about before, or waits until the set is marked. Nothing of a message goes on the line before that is on the disk. What may
not go is claimed first and then sent off, as a message that goes alone is.
"""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engage.db import UTCDateTime, among, db, is_sqlite, table
from engage.mail import Fate
from engage.outbox.actions.moves import LET_GO, begin_all, move_all
from engage.outbox.actions.sending import Off, doubt, put_off, ruling
from engage.outbox.actions.writing import Ready, Writer
from engage.outbox.models import Occasion, Outgoing
from engage.outbox.rules import LEASE, ONE_BY_ONE, Category, Claim, Go, Kind, Letter, Reason, State

# of the tables, and put together once: each is asked for every set
_row, _occasion = table(Outgoing).c, table(Occasion).c
_AT = sa.bindparam("now", type_=UTCDateTime())
_DUE = (_row.state == State.QUEUED, _row.category == Category.NEWS, _row.next_at <= _AT)
_FIRST = sa.select(_row.kind).where(*_DUE).order_by(_row.next_at, _row.id).limit(1)
_SOMEBODY_WAITS = (
    sa.select(_row.id).where(_row.state == State.QUEUED, _row.category.in_(ONE_BY_ONE), _row.next_at <= _AT).limit(1)
)
_ABOUT = sa.select(
    _occasion.id, _occasion.about, _occasion.ordinal, _occasion.due_on, _occasion.not_after
).where(among(_occasion.id, "ids"))  # fmt: skip
_CALLED_OFF = (
    sa.select(_occasion.id, _occasion.cancelled_at)
    .where(among(_occasion.id, "ids"))
    .order_by(_occasion.id)
    .with_for_update(read=True)
)
_WORKERS = 8
"""How many workers find something to do in one queue at once, on PostgreSQL."""


def next_news(now: datetime) -> str | None:
    """The kind of the news that is due first."""
    return db.session.scalar(_FIRST, {"now": now})


def somebody_waits(now: datetime) -> bool:
    """Whether anything is due that goes before news."""
    return db.session.scalar(_SOMEBODY_WAITS, {"now": now}) is not None


def choose_set(kind: str, now: datetime, *, most: int) -> list[Claim]:
    """The news of one kind that is due first; never two letters to one person. Nothing of it is changed so far.

    Until the transaction ends no other worker chooses it. The rows themselves are not locked: whoever locks a person and a
    message locks the person first.
    """
    told = {"kind": kind, "now": now, "most": most, "reach": most * _WORKERS}
    rows = db.session.execute(_next(is_sqlite()), told).all()
    token, chosen = uuid.uuid4(), {row.recipient_id: row for row in reversed(rows)}
    if not chosen:
        return []
    found = db.session.execute(_ABOUT, {"ids": list({row.occasion_id for row in chosen.values()})})
    about = {row.id: row for row in found}
    return [_claim(kind, row, about[row.occasion_id], token) for row in reversed(chosen.values())]


def claim_set(kind: str, now: datetime, *, most: int) -> list[Claim]:
    """Take the news of one kind that is due first, for the length of a lease, to be sent one by one."""
    claims = choose_set(kind, now, most=most)
    held = _hold(claims, now)
    return [claim for claim in claims if claim.letter.outgoing_id in held]


def authorise_set(
    claims: Sequence[Claim], kind: Kind[Any], now: datetime, *, writer: Writer
) -> tuple[list[Ready], Counter[State]]:
    """The last word about all of them: those that may go, marked as `sending` and as bytes; and where the others have gone."""
    if kind.bulk is None:
        raise LookupError(f"{kind.name} is not sent in sets")
    answers = kind.bulk.may_go_all([claim.letter for claim in claims], now)
    called_off = _called_off(claims)
    go: list[tuple[Claim, Go]] = []
    off: dict[Off, list[Claim]] = defaultdict(list)
    for claim in claims:
        ruled = ruling(claim, answers[claim.letter.outgoing_id], now, is_called_off=claim.occasion_id in called_off)
        if isinstance(ruled, Go):
            go.append((claim, ruled))
        else:
            off[ruled].append(claim)
    facts = kind.bulk.facts_all([claim.letter for claim, _ in go]) if go else {}
    off[Off(State.SUPPRESSED, Reason.NOTHING_TO_SAY)] += [c for c, _ in go if c.letter.outgoing_id not in facts]
    ready, unwritten = _written(go, facts, writer, now)
    return _begin(ready, now), _send_off(off, unwritten, now)


def settle(window: Sequence[Ready], fates: Sequence[Fate], now: datetime, *, line_rests_until: datetime | None) -> Counter[State]:
    """Write down what became of a set. What was not begun waits again: nothing of it was sent."""
    by_fate: dict[Fate, list[Ready]] = defaultdict(list)
    for each, fate in zip(window, fates, strict=True):
        by_fate[fate].append(each)
    waits = {} if line_rests_until is None else {"reason": Reason.LINE_DOWN, "next_at": line_rests_until}
    _settle_all(by_fate[Fate.TAKEN], State.ACCEPTED)
    _settle_all(by_fate[Fate.REFUSED], State.FAILED, reason=Reason.REFUSED_BY_SERVER)
    _settle_all(by_fate[Fate.WAITS], State.QUEUED, **waits, **LET_GO)
    for each in by_fate[Fate.PUT_OFF]:
        put_off(each.claim, now, Reason.PUT_OFF_BY_SERVER)
    for each in by_fate[Fate.UNKNOWN]:
        doubt(each.claim, now)
    return Counter(_STATES[fate] for fate in fates)


def _settle_all(some: Sequence[Ready], to: State, **values: Any) -> None:
    if some:
        move_all(to, [each.id for each in some], held_by=some[0].claim.token, **values)


def release(claims: Sequence[Claim]) -> None:
    """Let go of claimed messages that have not begun: they wait, and are asked about again."""
    if claims:
        ids = [claim.letter.outgoing_id for claim in claims]
        move_all(State.QUEUED, ids, held_by=claims[0].token, of=State.CLAIMED, **LET_GO)


_STATES = {
    Fate.TAKEN: State.ACCEPTED, Fate.REFUSED: State.FAILED, Fate.WAITS: State.QUEUED, Fate.PUT_OFF: State.QUEUED,
    Fate.UNKNOWN: State.UNCERTAIN,
}  # fmt: skip


@lru_cache(maxsize=2)
def _next(on_sqlite: bool) -> Any:
    """What is due first. On PostgreSQL another worker’s choice is passed over without a lock on rows; SQLite has one writer."""
    own = (_row.id, _row.recipient_id, _row.purpose, _row.channel, _row.attempts, _row.message_id, _row.occasion_id)
    first = sa.select(*own).where(*_DUE, _row.kind == sa.bindparam("kind")).order_by(_row.next_at, _row.id)
    if on_sqlite:
        return first.limit(sa.bindparam("most"))
    near = first.limit(sa.bindparam("reach")).subquery()
    is_ours = sa.func.pg_try_advisory_xact_lock(sa.func.hashtextextended(sa.cast(near.c.id, sa.Text()), 0))
    return sa.select(near).where(is_ours).limit(sa.bindparam("most"))


def _claim(kind: str, row: Any, about: Any, token: UUID) -> Claim:
    letter = Letter(
        row.id, kind, about.about, row.recipient_id, about.ordinal, about.due_on, row.purpose, row.channel, Category.NEWS
    )  # fmt: skip
    return Claim(letter, row.occasion_id, token, row.attempts, about.not_after, row.message_id)


def _called_off(claims: Iterable[Claim]) -> set[UUID]:
    """Which of their occasions are called off; the others stay as they are until the transaction ends."""
    rows = db.session.execute(_CALLED_OFF, {"ids": list({claim.occasion_id for claim in claims})})
    return {occasion_id for occasion_id, cancelled_at in rows if cancelled_at is not None}


def _begin(ready: Sequence[Ready], now: datetime) -> list[Ready]:
    """Write `sending` for those that may go; the ones that waited until now and are ours."""
    if not ready:
        return []
    rows = [(each.id, each.consent_event_id, each.wording, each.sha256) for each in ready]
    begun = begin_all(rows, held_by=ready[0].claim.token, lease_until=now + LEASE, authorised_at=now)
    return list(ready) if len(begun) == len(ready) else [each for each in ready if each.id in begun]


def _send_off(off: Mapping[Off, Sequence[Claim]], unwritten: Sequence[Claim], now: datetime) -> Counter[State]:
    """Those that do not go now, claimed and sent where they belong; how many went where."""
    held, settled = _hold([*unwritten, *(claim for some in off.values() for claim in some)], now), Counter[State]()
    for where, some in off.items():
        ids = [claim.letter.outgoing_id for claim in some if claim.letter.outgoing_id in held]
        if ids:
            values = {"next_at": where.next_at, **LET_GO} if where.to is State.QUEUED else {}
            move_all(where.to, ids, held_by=some[0].token, of=State.CLAIMED, reason=where.reason, **values)
        settled[where.to] += len(ids)
    for claim in unwritten:
        put_off(claim, now, Reason.NOT_WRITTEN)
    return settled


def _hold(claims: Sequence[Claim], now: datetime) -> set[UUID]:
    """Claim what waits; which it was."""
    if not claims:
        return set()
    ids, token = [claim.letter.outgoing_id for claim in claims], claims[0].token
    held = move_all(State.CLAIMED, ids, held_by=None, of=State.QUEUED, claim_token=token, lease_until=now + LEASE)
    return set(map(UUID, held))


def _written(
    go: Sequence[tuple[Claim, Go]], facts: Mapping[UUID, Any], writer: Writer, now: datetime
) -> tuple[list[Ready], list[Claim]]:
    """Those that could be written, and those that could not."""
    ready, unwritten = [], []
    for claim, answer in go:
        if claim.letter.outgoing_id in facts:
            try:
                ready.append(writer.write(claim, answer, facts[claim.letter.outgoing_id], asked_at=now))
            except ValueError:
                unwritten.append(claim)
    return ready, unwritten
