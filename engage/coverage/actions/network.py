"""Planning a meeting of champions, changing it and calling it off; sharing something, replacing it and taking it away."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from engage import clock
from engage.audit.actions import record
from engage.coverage.models import ChampionMaterial, ChampionMeeting
from engage.coverage.queries import network
from engage.db import db

MEETING, MATERIAL = "champions’ meeting", "champions’ material"


@dataclass(frozen=True)
class Said:
    """What is said about a meeting."""

    held_on: date
    starts: time
    ends: time
    place: str
    link: str
    about: str


@dataclass(frozen=True)
class Thing:
    """What is shared: a link, or a file."""

    title: str
    link: str | None = None
    file_name: str | None = None
    file_kind: str | None = None
    content: bytes | None = None


def plan(said: Said, *, by: UUID) -> ChampionMeeting:
    """Champions meet on a day."""
    now = clock.now()
    made = ChampionMeeting(**vars(said), sequence=0, planned_by=by, changed_at=now, created_at=now)
    db.session.add(made)
    db.session.flush()
    record("planned", kind=MEETING, about=made.id, by=by)
    return made


def change(meeting: ChampionMeeting, said: Said, *, by: UUID) -> None:
    """It is at another time or place."""
    for name, value in vars(said).items():
        setattr(meeting, name, value)
    meeting.sequence, meeting.changed_at = meeting.sequence + 1, clock.now()
    db.session.flush()
    record("changed", kind=MEETING, about=meeting.id, by=by)


def call_off(meeting: ChampionMeeting, *, by: UUID) -> None:
    """It does not take place; a second press changes nothing."""
    if meeting.cancelled_at is not None:
        return
    now = clock.now()
    meeting.cancelled_at, meeting.cancelled_by, meeting.changed_at = now, by, now
    meeting.sequence += 1
    db.session.flush()
    record("called off", kind=MEETING, about=meeting.id, by=by)


def share(thing: Thing, *, by: UUID, material_id: UUID | None = None) -> ChampionMaterial:
    """Share something, or the next version of it."""
    before = network.versions(material_id) if material_id else []
    made = ChampionMaterial(
        material_id=material_id or uuid.uuid4(), version=before[0].version + 1 if before else 1, **vars(thing),
        size=len(thing.content) if thing.content is not None else None, put_by=by, created_at=clock.now(),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    record("shared", kind=MATERIAL, about=made.material_id, by=by, version=made.version)
    return made


def take_away(material_id: UUID, *, by: UUID) -> None:
    """Every version of it is gone from the page, and the files with it; that there was something stays."""
    now = clock.now()
    for version in network.versions(material_id):
        version.removed_at, version.removed_by, version.content = now, by, None
    db.session.flush()
    record("took away", kind=MATERIAL, about=material_id, by=by)
