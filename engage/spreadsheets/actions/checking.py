"""Comparing the rows of a file with the pool, and keeping what was found."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from engage.db import db, table
from engage.spreadsheets.models import SheetRow, Spreadsheet
from engage.spreadsheets.queries.known import World, row_keys
from engage.spreadsheets.rules import Decision, State, Verdict, step
from engage.spreadsheets.rules.judging import Judgement, Known, Seen, judge
from engage.spreadsheets.rules.rows import Said, row_says

_rows = table(SheetRow)
_KEEP = (
    sa.update(_rows)
    .where(_rows.c.id == sa.bindparam("row"))
    .values(
        verdict=sa.bindparam("is_now"), reasons=sa.bindparam("because"), matches=sa.bindparam("may_be"),
        decision=sa.bindparam("decided"), row_key=sa.bindparam("key"),
    )
)  # fmt: skip


@dataclass(frozen=True)
class Item:
    """A row as it was read: what it says or what is wrong with it, and what was found and decided about it before."""

    row_id: UUID
    number: int
    said: Said
    wrong: Sequence[str]
    key: str
    verdict: Verdict | None
    matches: Sequence[UUID]
    decision: Decision | None


def items(rows: Sequence[SheetRow], meanings: Sequence[str], seen: Seen, *, today: date) -> list[Item]:
    """Some rows of a file, read; `seen` remembers those above them."""
    read = []
    for row in rows:
        said, wrong = row_says(json.loads(row.cells or "[]"), meanings, today=today)
        twice = None if wrong else seen.problem(row.number, said)
        read.append((row, said, [*wrong, *([twice] if twice else [])]))
    keys = row_keys(said for _, said, _ in read)
    return [
        Item(row.id, row.number, said, wrong, key, row.verdict, [UUID(each) for each in row.matches], row.decision)
        for (row, said, wrong), key in zip(read, keys, strict=True)
    ]


def readable(every: Sequence[Item]) -> list[Item]:
    """Those with nothing wrong in them."""
    return [item for item in every if not item.wrong]


def judged(every: Sequence[Item], world: World) -> list[Judgement]:
    """What is to become of each row; `world` is what is known about the readable ones, in their order."""
    close = iter(world.close)
    named: dict[UUID, int] = {}
    found = []
    for item in every:
        judgement = _judged(item, next(close) if not item.wrong else (), world)
        if judgement.verdict in (Verdict.HERE, Verdict.FILLS):
            first = named.setdefault(judgement.matches[0], item.number)
            if first != item.number:
                judgement = Judgement(Verdict.REFUSED, (f"The same person stands in row {first}",))
        found.append(judgement)
    return found


def _judged(item: Item, close: Sequence[UUID], world: World) -> Judgement:
    if item.wrong:
        return Judgement(Verdict.REFUSED, item.wrong)
    before = world.came_before.get(item.key)
    return judge(
        item.said,
        known_of(close, world),
        was_erased=any(contact in world.erased for contact in item.said.compared),
        came_before=world.known.get(before) if before is not None else None,
    )


def known_of(person_ids: Sequence[UUID], world: World) -> list[Known]:
    """The facts of some people, without those who have no record any more."""
    return [world.known[who] for who in person_ids if who in world.known]


def keep_judgements(sheet: Spreadsheet, every: Sequence[Item], judgements: Sequence[Judgement]) -> None:
    """Keep what was found, with what was decided about close matches that are still the same; the file is checked."""
    kept = [_kept(*each) for each in zip(every, judgements, strict=True)]
    db.session.connection().execute(_KEEP, kept)
    counts: dict[str, int] = {}
    for each in judgements:
        counts[each.verdict.value] = counts.get(each.verdict.value, 0) + 1
    sheet.counts, sheet.claimed_at, sheet.rows_done = counts, None, sheet.row_count
    if sheet.state is State.CHECKING:
        sheet.state = step(sheet.state, State.CHECKED)


def _kept(item: Item, judgement: Judgement) -> dict[str, object]:
    is_the_same = judgement.verdict is item.verdict and list(judgement.matches) == list(item.matches)
    return {
        "row": item.row_id, "is_now": judgement.verdict, "because": list(judgement.reasons), "key": item.key,
        "may_be": [who.hex for who in judgement.matches], "decided": item.decision if is_the_same else None,
    }  # fmt: skip
