"""A carer's record for information governance: looking for it because of a request, and everything this room holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from engage.carers.models import Carer, CarerHold, CarerInPool, CarerLink, Search
from engage.carers.queries.holds import HELD
from engage.carers.rules import CIRCUMSTANCE_WORDS, PREFERS_WORDS, RELATIONSHIP_WORDS, WHY_ENDED_WORDS, Circumstance
from engage.carers.rules.keeping import WHY_HELD_WORDS
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
    return list(
        db.session.scalars(sa.select(Carer).where(_found_by(words)).order_by(Carer.search_name, Carer.id).limit(MOST + 1))
    )


def _found_by(words: str) -> sa.ColumnElement[bool]:
    """What holds no letter and no digit finds nobody: looking for somebody is not looking through everybody."""
    if not any(sign.isalnum() for sign in words):
        return sa.false()
    named = sa.and_(*(Carer.search_name.contains(word, autoescape=True) for word in comparable_name(words).split()))
    return sa.and_(Carer.forgotten_at.is_(None), sa.or_(Carer.number == _as_number(words), named))


def fits(words: str, carer: Carer) -> bool:
    """Whether these words find a carer, as above."""
    return _as_number(words) == carer.number or all(word in carer.search_name for word in comparable_name(words).split())


def _as_number(words: str) -> str:
    return words.upper().replace(" ", "")


@dataclass(frozen=True)
class Opened:
    """One of those who were found: since when their two records are joined, and what must or had to be kept, oldest first."""

    carer: Carer
    joined_at: datetime | None
    holds: Sequence[CarerHold]

    @property
    def hold(self) -> CarerHold | None:
        """What must be kept now."""
        return next((each for each in self.holds if each.lifted_at is None), None)


def opened(words: str, number: str) -> Opened | None:
    """One carer whom these words find, in one statement."""
    rows = db.session.execute(
        sa.select(Carer, CarerInPool.joined_at, CarerHold)
        .outerjoin(CarerInPool, CarerInPool.carer_id == Carer.id)
        .outerjoin(CarerHold, CarerHold.carer_id == Carer.id)
        .where(_found_by(words), Carer.number == number)
        .order_by(CarerHold.placed_at, CarerHold.id)
    ).all()
    return Opened(rows[0].Carer, rows[0].joined_at, [row.CarerHold for row in rows if row.CarerHold]) if rows else None


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


def held(it: Opened) -> list[Section]:
    """What this room holds about a carer."""
    carer = it.carer
    return [
        Section("Name and situation", [Item("who", _facts(_who(carer)))]),
        Section("Ways to get in touch", [Item("reach", [*_facts(_reach(carer)), *_note(carer)])]),
        Section("Teams, and the person cared for", [_tie(link, team) for link, team in _ties(carer.id)]),
        Section("The engagement pool", _joined(it.joined_at)),
        Section("Legal holds", [_hold(each) for each in it.holds]),
    ]


def _facts(said: list[tuple[str, str | None]]) -> list[Fact]:
    return [Fact(label, value) for label, value in said if value]


def _who(carer: Carer) -> list[tuple[str, str | None]]:
    special = [CIRCUMSTANCE_WORDS[each] for each in Circumstance if each.value in (carer.circumstances or "").split(",")]
    return [
        ("Name", carer.name), ("Number", carer.number), ("Known as a carer since", day(carer.identified_on)),
        ("Agreed that we keep this", day(carer.agreed_on)), ("Language", carer.language),
        ("Needs", ", ".join(in_words(carer.needs))), ("Situation", ", ".join(special)),
        ("Young carer", _young(carer)),
        ("No contact wanted since", day(carer.stopped_on) if carer.stopped_on else None),
    ]  # fmt: skip


def _young(carer: Carer) -> str | None:
    since = f", written down on {day(carer.young_since)}" if carer.young_since else ""
    return f"Yes{since}" if carer.is_young else None


def _reach(carer: Carer) -> list[tuple[str, str | None]]:
    message = {True: "Yes", False: "No", None: None}[carer.leave_message]
    return [
        ("Phone", carer.phone), ("E-mail", carer.email), ("Address", carer.address), ("A message may be left", message),
        ("Preferred way", PREFERS_WORDS[carer.prefers] if carer.prefers else None),
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
    about = [("Reference of the person cared for", link.cared_for), ("Live together", lives)]
    own = [
        ("Team", team.name), ("Relationship", RELATIONSHIP_WORDS[link.relationship]), ("Since", day(link.since)),
        ("Until", day(link.ended_on) if link.ended_on else None),
        ("Why it ended", WHY_ENDED_WORDS[link.ended_why] if link.ended_why else None),
    ]  # fmt: skip
    return Item(link.id.hex, [*_facts(own), *(Fact(label, value, is_about_others=True) for label, value in about if value)])


def _joined(at: datetime | None) -> list[Item]:
    return [Item("pool", [Fact("Two records joined on", day(at))])] if at else []


def _hold(placed: CarerHold) -> Item:
    said = [
        ("Why", WHY_HELD_WORDS[placed.reason]), ("From", day(placed.placed_at)),
        ("Until", day(placed.lifted_at) if placed.lifted_at else None), ("Note", placed.note),
    ]  # fmt: skip
    return Item(placed.id.hex, _facts(said))


# What is forgotten at night


def identified_until(latest: date, *, after: UUID | None) -> list[tuple[UUID, date]]:
    """Some of those found to be carers by a day, each with that day, in the order of their ids; who must be kept is left out."""
    chosen = sa.select(Carer.id, Carer.identified_on).where(
        Carer.forgotten_at.is_(None), Carer.identified_on <= latest, Carer.id.not_in(HELD)
    )
    chosen = chosen if after is None else chosen.where(Carer.id > after)
    return [(row.id, row.identified_on) for row in db.session.execute(chosen.order_by(Carer.id).limit(AT_ONCE))]
