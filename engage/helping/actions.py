"""Adding somebody with their word for it, keeping what was typed until it is decided, and noting what was printed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, cast
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.audit.actions import record
from engage.consent import actions as consent
from engage.consent.rules import Action, Entry, Offer
from engage.db import db
from engage.helping.models import Draft
from engage.helping.rules import DRAFT_KEPT, HOW_WORDS, ROUTE, Asked, HowTold
from engage.needs import actions as needs
from engage.needs.rules import Said
from engage.people.rules import CHANNEL, Kind
from engage.pool import actions as pool
from engage.pool import queries as pool_queries
from engage.pool.actions import Joining
from engage.pool.rules import Standing, step

_MIDDAY = time(12)


@dataclass(frozen=True)
class Help:
    """How somebody told us, on which day, who helped them, what shows it, and who writes it down."""

    how: HowTold
    said_on: date
    by: UUID
    helper: str = ""
    note: str = ""
    form_code: str = ""

    @property
    def evidence(self) -> str:
        """What shows that they said it, in a few sentences."""
        parts = [
            HOW_WORDS[self.how],
            f"Helped by: {self.helper}" if self.helper else "",
            f"Form {self.form_code}" if self.form_code else "",
            self.note,
        ]
        return ". ".join(filter(None, parts))

    def said_at(self, now: datetime) -> datetime:
        """When they said it: now where that is today, else the middle of the day."""
        return now if self.said_on == clock.day_of(now) else clock.at(self.said_on, _MIDDAY)


def add(
    joining: Joining, said: Mapping[str, Asked], offers: Sequence[Offer], helped: Help, *, needed: Said, may_send: bool
) -> UUID:
    """Add somebody who told us by another way than the website, with what they said and nothing else.

    Somebody here has spoken with them or read their form, so they are in conversation, and not forgotten unconfirmed.
    """
    now = clock.now()
    person_id = pool.give_a_place(joining, at=now)
    told = consent.Told(
        person_id, ROUTE[helped.how], now, helped.by, effective_at=helped.said_at(now), evidence=helped.evidence
    )  # fmt: skip
    consent.decide(told, _entries(joining, said, offers), is_new=True)
    if needed.needs:
        needs.tell(needs.Heard(person_id, ROUTE[helped.how], now, helped.by, helped.said_on), needed)
    place = pool_queries.member(person_id)
    if place is not None:
        place.standing = step(place.standing, Standing.IN_CONVERSATION)
    record("added with help", kind="person", about=person_id, by=helped.by, how=helped.how.value)
    for reach in joining.newcomer.reaches:
        if may_send and reach.kind is Kind.EMAIL:
            pool.ask_to_confirm(person_id, reach.id, ordinal=0, at=now)
    return person_id


def _entries(joining: Joining, said: Mapping[str, Asked], offers: Sequence[Offer]) -> list[Entry]:
    """A yes or a no for each way they can be reached; what they were not asked is not written down."""
    means = {Asked.YES: Action.GIVEN, Asked.NO: Action.REFUSED}
    channels = sorted({CHANNEL[reach.kind] for reach in joining.newcomer.reaches})
    return [
        offer.entry(channel, means[said[offer.code]])
        for offer in offers
        if said.get(offer.code) in means
        for channel in offer.by(channels)
    ]


def keep(user_id: UUID, fields: Mapping[str, Any]) -> UUID:
    """Keep what somebody typed until they decide about it, sealed, for a day."""
    kept = Draft(user_id=user_id, fields=json.dumps(fields), kept_at=clock.now())
    db.session.add(kept)
    db.session.flush()
    return kept.id


def throw_away(draft: Draft) -> None:
    """What was typed is saved, or not wanted."""
    db.session.delete(draft)


def forget_old_drafts(now: datetime) -> int:
    """Delete what nobody decided about within a day; how many."""
    gone = db.session.execute(sa.delete(Draft).where(Draft.kept_at <= now - DRAFT_KEPT))
    return cast("sa.CursorResult[Any]", gone).rowcount


def printed(person_id: UUID, *, what: str, size: int, by: UUID) -> None:
    """Somebody prints a letter to a person."""
    record("letter printed", kind="person", about=person_id, by=by, letter=what, points=size)
