"""Whether the table and what really arrived tell one story: the invariants I1 to I10 of docs/delivery.md."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from uuid import UUID

import sqlalchemy as sa
from flask import Flask

from engage.db import db
from engage.jobs import at_work
from engage.outbox.models import Occasion, Outgoing, Step
from engage.outbox.rules import NEXT, SET, Category, State
from engage.people.models import ContactPoint
from tests.crash.scene import KIND
from tests.crash.sink import Taken

MAY_HAVE_ARRIVED = {State.ACCEPTED, State.UNCERTAIN, State.SENDING, State.CLOSED}
NEVER_ARRIVED = {State.SUPPRESSED, State.CANCELLED, State.EXPIRED, State.FAILED}
GOING = {State.PLANNED, State.QUEUED, State.CLAIMED, State.SENDING}


@dataclass
class Story:
    """What the table says, what the sink took, and what was done to the workers meanwhile.

    receipts: the Message-IDs of what else is sent: to whoever stops something.
    """

    rows: list[Outgoing]
    steps: dict[UUID, list[State]]
    addresses: dict[UUID, str]
    taken: list[Taken]
    expected: int
    hurt: int
    stopped: dict[UUID, datetime] = field(default_factory=dict)
    clocks_differ: bool = False
    receipts: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.arrived = Counter(letter.message_id for letter in self.taken)
        self.came = sum(letter.message_id not in self.receipts for letter in self.taken)
        self.states = Counter(row.state for row in self.rows)
        self.one_by_one = Counter(row.state.value for row in self.rows if row.category is not Category.NEWS)


def read(app: Flask, *, taken: list[Taken], expected: int, hurt: int, stops: Path | None = None) -> Story:
    """Read the table. `hurt`: how many workers were killed or paused, and lines cut."""
    with at_work(app):
        rows = list(
            db.session.scalars(
                sa.select(Outgoing).join(Occasion, Occasion.id == Outgoing.occasion_id).where(Occasion.kind == KIND)
            )
        )
        steps: dict[UUID, list[State]] = {}
        for step in db.session.scalars(sa.select(Step).order_by(Step.outgoing_id, Step.number)):
            steps.setdefault(step.outgoing_id, []).append(step.state)
        others = sa.select(Outgoing.message_id).join(Occasion, Occasion.id == Outgoing.occasion_id).where(Occasion.kind != KIND)
        receipts = set(db.session.scalars(others))
        addresses = {point.person_id: point.value for point in db.session.scalars(sa.select(ContactPoint))}
        db.session.expunge_all()
    stopped = {}
    if stops is not None and stops.exists():
        for line in map(json.loads, stops.read_text().splitlines()):
            stopped[UUID(line["person"])] = datetime.fromisoformat(line["at"])
    return Story(rows, steps, addresses, taken, expected, hurt, stopped, receipts=receipts)


def broken(story: Story) -> list[str]:
    """Every invariant that does not hold, as a sentence; none: the story is whole."""
    return [
        *_one_row_each(story), *_row_against_sink(story), *_uncertain(story), *_after_a_stop(story), *_right_person(story),
        *_along_the_diagram(story),
    ]  # fmt: skip


def _one_row_each(story: Story) -> Iterator[str]:
    keys = Counter((row.occasion_id, row.recipient_id, row.channel, row.turn) for row in story.rows)
    yield from (f"I1: {count} rows for {key}" for key, count in keys.items() if count > 1)
    if len(story.rows) != story.expected:
        yield f"I7: {len(story.rows)} rows for {story.expected} messages"
    left = sum(story.states[state] for state in GOING)
    if left:
        yield f"I7: {left} messages never came to rest: {dict(story.states)}"


def _row_against_sink(story: Story) -> Iterator[str]:
    by_message_id = {row.message_id: row for row in story.rows}
    for message_id, count in story.arrived.items():
        row = by_message_id.get(message_id)
        if count > 1:
            yield f"I2: {message_id} arrived {count} times"
        if message_id in story.receipts:
            continue
        if row is None or row.state not in MAY_HAVE_ARRIVED:
            yield f"I3: {message_id} arrived and its row is {row and row.state}"
    for row in story.rows:
        if row.state is State.ACCEPTED and story.arrived[row.message_id] != 1:
            yield f"I4: {row.message_id} is accepted and arrived {story.arrived[row.message_id]} times"
        if row.state in NEVER_ARRIVED and story.arrived[row.message_id]:
            yield f"I5: {row.message_id} is {row.state} and arrived"


def _uncertain(story: Story) -> Iterator[str]:
    """Whoever held the uncertain ones was killed, paused or cut off, each once, and had one message or one set out."""
    doubtful = [row for row in story.rows if row.state is State.UNCERTAIN]
    held = Counter(row.claim_token for row in doubtful)
    if len(held) > story.hurt:
        yield f"I6: {len(held)} claims ended in doubt after {story.hurt} kills, pauses and cuts"
    for row in doubtful:
        most = SET if row.category is Category.NEWS else 1
        if held[row.claim_token] > most:
            yield f"I6: {row.message_id} is one of {held[row.claim_token]} uncertain ones of one claim"


def _after_a_stop(story: Story) -> Iterator[str]:
    late: Counter[UUID] = Counter()
    by_message_id = {row.message_id: row for row in story.rows}
    for letter in story.taken:
        row = by_message_id.get(letter.message_id)
        if row is not None and row.recipient_id in story.stopped and letter.at > story.stopped[row.recipient_id]:
            late[row.recipient_id] += 1
    for row in story.rows:
        stopped = story.stopped.get(row.recipient_id)
        if stopped and row.authorised_at and row.authorised_at > stopped and not story.clocks_differ:
            yield f"I8: {row.message_id} was let go after its recipient had stopped it"
    yield from (f"I8: {count} messages reached {person} after the stop" for person, count in late.items() if count > 1)


def _right_person(story: Story) -> Iterator[str]:
    by_message_id = {row.message_id: row for row in story.rows}
    for letter in story.taken:
        row = by_message_id.get(letter.message_id)
        if row is None:
            continue
        if letter.to != story.addresses[row.recipient_id] or letter.marks != [f"marker-{row.recipient_id.hex}"]:
            yield f"I9: {letter.message_id} went to {letter.to} with {letter.marks}"


def _along_the_diagram(story: Story) -> Iterator[str]:
    for row in story.rows:
        steps = story.steps.get(row.id, [])
        trail = [State.PLANNED if steps[:1] == [State.QUEUED] else State.QUEUED, *steps]
        if trail[-1] is not row.state:
            yield f"I10: the trail of {row.message_id} ends with {trail[-1]} and it is {row.state}"
        for now, to in pairwise(trail):
            if to not in NEXT[now]:
                yield f"I10: {row.message_id} went from {now} to {to}"
