"""What an export holds: people in the order of names, a thousand at a time, so that a file of any size needs little memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.consent.models import Purpose
from engage.consent.models import Standing as Consent
from engage.consent.rules import has_run_out
from engage.db import db
from engage.outbox.rules import Channel
from engage.people.models import ContactPoint
from engage.people.queries import contact_points_of
from engage.people.rules import CHANNEL
from engage.web.filters import day
from engage.welcome.queries.finding import Line, everybody
from engage.welcome.rules import CHANNEL_WORDS, STANDING_WORDS, Column, Looking

AT_ONCE = 1000


def rows(looking: Looking, columns: Sequence[Column]) -> Iterator[list[object]]:
    """Every row of the file. Between two thousands no transaction is open."""
    after: tuple[str, UUID] | None = None
    while lines := everybody(looking, after=after, most=AT_ONCE):
        some = _cells(lines, columns)
        after = (lines[-1].search_name, lines[-1].person_id)
        db.session.rollback()
        yield from some
        if len(lines) < AT_ONCE:
            return


def _cells(lines: Sequence[Line], columns: Sequence[Column]) -> list[list[object]]:
    ids = [line.person_id for line in lines]
    with_contacts = Column.CONTACTS in columns
    said = _said_yes(ids) if with_contacts or Column.SAID_YES in columns else None
    points = contact_points_of(ids) if with_contacts else None
    made = []
    for line in lines:
        cells = [_cell(line, column) for column in columns if column not in (Column.CONTACTS, Column.SAID_YES)]
        if said is not None:
            cells += ["; ".join(said.get(line.person_id, [])) or "Nothing", "Yes" if line.is_on_break else "No"]
        if points is not None:
            cells += _contacts(points[line.person_id])
        made.append(cells)
    return made


def _contacts(points: Sequence[ContactPoint]) -> list[object]:
    """One cell a way; several numbers of one way stand one after the other, and a hidden person's cells are empty."""
    values: dict[Channel, list[str]] = {}
    for point in points:
        if point.came_back_at is None:
            values.setdefault(CHANNEL[point.kind], []).append(point.value)
    return ["; ".join(values.get(channel, [])) for channel in (Channel.EMAIL, Channel.PHONE, Channel.TEXT, Channel.POST)]


def _cell(line: Line, column: Column) -> object:
    return {
        Column.NUMBER: line.number,
        Column.NAME: line.full_name,
        Column.TIES: "; ".join(tie.value for tie in line.ties),
        Column.AREA: "" if line.is_hidden else line.area or "",
        Column.STANDING: STANDING_WORDS[line.standing],
        Column.JOINED: day(line.applied_at),
    }[column]


def _said_yes(ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    today = clock.today()
    found: dict[UUID, list[str]] = {}
    yes = (
        sa.select(Consent.person_id, Purpose.title, Consent.channel, Consent.expires_on)
        .join(Purpose, Purpose.code == Consent.purpose)
        .where(Consent.person_id.in_(ids), Consent.given.is_(True), Purpose.essential.is_(False))
        .order_by(Consent.person_id, Purpose.position, Consent.channel)
    )
    for person_id, title, channel, expires_on in db.session.execute(yes):
        if not has_run_out(expires_on, today):
            found.setdefault(person_id, []).append(f"{title} by {CHANNEL_WORDS[channel]}")
    return found
