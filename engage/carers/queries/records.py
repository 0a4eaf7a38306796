"""A carer's record for information governance: looking for it because of a request, and everything this room holds."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from engage.carers.models import Carer, CarerInPool, CarerLink, Search
from engage.carers.rules import CIRCUMSTANCE_WORDS, PREFERS_WORDS, RELATIONSHIP_WORDS, Circumstance
from engage.carers.rules.needs import in_words
from engage.carers.rules.roof import Fact, Item, Section
from engage.db import db
from engage.people.rules import comparable_name
from engage.teams.models import Team
from engage.web.filters import day

OPEN_FOR = timedelta(hours=12)
MOST = 25
AT_ONCE = 500


def search(search_id: UUID, *, by: UUID, now: datetime) -> Search | None:
    """What somebody looked for themselves, until some hours have passed."""
    found = db.session.get(Search, search_id)
    return None if found is None or found.searched_by != by or found.created_at < now - OPEN_FOR else found


def found_by(words: str) -> list[Carer]:
    """Carers of all teams by number or by every word of a name; one more than are shown, if there are more."""
    chosen = sa.select(Carer).where(Carer.forgotten_at.is_(None)).order_by(Carer.search_name, Carer.id).limit(MOST + 1)
    named = sa.and_(*(Carer.search_name.contains(word, autoescape=True) for word in comparable_name(words).split()))
    return list(db.session.scalars(chosen.where(sa.or_(Carer.number == words.upper().replace(" ", ""), named))))


def teams_of(carer_ids: list[UUID]) -> dict[UUID, list[str]]:
    """The names of the teams that know each of several carers."""
    rows = db.session.execute(
        sa.select(CarerLink.carer_id, Team.name)
        .join(Team, Team.id == CarerLink.team_id)
        .where(CarerLink.carer_id.in_(carer_ids))
        .distinct()
        .order_by(Team.name)
    )
    found: dict[UUID, list[str]] = {}
    for carer_id, name in rows:
        found.setdefault(carer_id, []).append(name)
    return found


def held(carer: Carer) -> list[Section]:
    """What this room holds about a carer."""
    return [
        Section("Who they are", [Item("who", _facts(_who(carer)))]),
        Section("How we reach them", [Item("reach", [*_facts(_reach(carer)), *_note(carer)])]),
        Section("Whom they care for", [_tie(link, team) for link, team in _ties(carer.id)]),
        Section("The engagement pool", _joined(carer.id)),
    ]


def _facts(said: list[tuple[str, str | None]]) -> list[Fact]:
    return [Fact(label, value) for label, value in said if value]


def _who(carer: Carer) -> list[tuple[str, str | None]]:
    special = [CIRCUMSTANCE_WORDS[each] for each in Circumstance if each.value in (carer.circumstances or "").split(",")]
    return [
        ("Name", carer.name), ("Number", carer.number), ("Found to be a carer on", day(carer.identified_on)),
        ("Agreed that we keep this on", day(carer.agreed_on)), ("Language", carer.language),
        ("What they need", ", ".join(in_words(carer.needs))), ("Their situation", ", ".join(special)),
        ("Young carer", "Yes" if carer.is_young else None),
        ("Wants no contact since", day(carer.stopped_on) if carer.stopped_on else None),
    ]  # fmt: skip


def _reach(carer: Carer) -> list[tuple[str, str | None]]:
    message = {True: "Yes", False: "No", None: None}[carer.leave_message]
    return [
        ("Phone", carer.phone), ("E-mail", carer.email), ("Address", carer.address), ("A message may be left", message),
        ("They prefer", PREFERS_WORDS[carer.prefers] if carer.prefers else None),
    ]  # fmt: skip


def _note(carer: Carer) -> list[Fact]:
    return [Fact("To mind", carer.reach_note, is_about_others=True)] if carer.reach_note else []


def _ties(carer_id: UUID) -> list[tuple[CarerLink, Team]]:
    rows = db.session.execute(
        sa.select(CarerLink, Team)
        .join(Team, Team.id == CarerLink.team_id)
        .where(CarerLink.carer_id == carer_id)
        .order_by(CarerLink.since, CarerLink.id)
    )
    return [(link, team) for link, team in rows]


def _tie(link: CarerLink, team: Team) -> Item:
    lives = {True: "Yes", False: "No", None: None}[link.lives_with]
    about = [("Reference of the person they care for", link.cared_for), ("They live together", lives)]
    until = day(link.ended_on) if link.ended_on else None
    own = [("Team", team.name), ("They are", RELATIONSHIP_WORDS[link.relationship]), ("Since", day(link.since)), ("Until", until)]
    return Item(link.id.hex, [*_facts(own), *(Fact(label, value, is_about_others=True) for label, value in about if value)])


def _joined(carer_id: UUID) -> list[Item]:
    at = db.session.scalar(sa.select(CarerInPool.joined_at).where(CarerInPool.carer_id == carer_id))
    return [Item("pool", [Fact("Joined their two records on", day(at))])] if at else []


# What is forgotten at night


def identified_until(latest: date, *, after: UUID | None) -> list[tuple[UUID, date]]:
    """Some of those found to be carers by a day, each with that day, in the order of their ids."""
    chosen = sa.select(Carer.id, Carer.identified_on).where(Carer.forgotten_at.is_(None), Carer.identified_on <= latest)
    chosen = chosen if after is None else chosen.where(Carer.id > after)
    return [(row.id, row.identified_on) for row in db.session.execute(chosen.order_by(Carer.id).limit(AT_ONCE))]
