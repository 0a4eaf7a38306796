"""Invented contacts with the invented carers, what each was about, and what was promised and done."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from engage import clock, vault
from engage.carer_log.rules import About, How, Outcome, WhyCancelled, WhyVoid
from engage.demo import staff
from engage.demo.bulk import Ids, Load, instant
from engage.demo.carers import Known
from engage.demo.teams import Served

_HOW = {How.PHONE: 9, How.IN_PERSON: 7, How.VIDEO: 1, How.WRITTEN: 3, How.LETTER: 1, How.GROUP: 1, How.TRIED: 3}
_ABOUT = {
    About.SERVICE: 6, About.LISTENING: 9, About.ASSESSMENT: 3, About.SHARING: 2, About.CARE_PLAN: 3, About.WORRY: 1,
    About.OTHER: 1,
}  # fmt: skip
_CAME_OF_IT = (
    Outcome.GENERAL_INFORMATION, Outcome.INFORMATION_PACK, Outcome.ASSESSMENT_OFFERED, Outcome.VIEWS_SOUGHT, Outcome.SIGNPOSTED,
    Outcome.APPOINTMENT_HELD, Outcome.GROUP_OFFERED,
)  # fmt: skip
_OFFERED_FIRST = (Outcome.INFORMATION_PACK, Outcome.APPOINTMENT_OFFERED, Outcome.ASSESSMENT_OFFERED)
"""What comes of the first talk with a carer; with every fifth it is forgotten, and so it is overdue."""
_NOTES = ("Would like to hear about the carers’ group.", "Prefers a call after work.", "Asked how visiting works.")
_DUE = (-9, -3, 0, 0, 1, 3, 10, 25)
"""In how many days something promised is due, one after another."""


class Log:
    """Adds contacts with their items and follow-ups to a load."""

    def __init__(self, load: Load, rng: Random, now: datetime, *, days: int, notes: bool) -> None:
        self._rows, self._rng, self._now, self._days, self._notes = load.rows, rng, now, days, notes
        self._ids = {table: Ids(rng) for table in ("carer_contact", "carer_contact_item", "carer_follow_up")}
        self._how, self._about = (list(_HOW), list(_HOW.values())), (list(_ABOUT), list(_ABOUT.values()))
        self._contacts, self._promises = 0, 0
        self._voids = iter(WhyVoid)
        self._offered: set[str] = set()

    def add(self, known: Known, contacts: int) -> None:
        """So many contacts with this carer; every fifth of them promises something that the next one does, or nobody yet."""
        longest = min(self._days, max(1, (clock.day_of(self._now) - known.since).days))
        ago = sorted((self._rng.uniform(0.1, longest) for _ in range(contacts)), reverse=True)
        promised: tuple[str, datetime] | None = None
        for place, days in enumerate(ago):
            at = _at_work(self._now - timedelta(days=days))
            contact = self.contact(known.team, at, known)
            if promised is not None:
                self._promise(known, promised, done=(contact, at))
            promised = (contact, at) if self._contacts % 5 == 0 or (place == contacts - 1 and self._contacts % 3 == 0) else None
        if promised is not None and not known.ended:
            self._promise(known, promised)

    def in_passing(self, team: Served, contacts: int) -> None:
        """So many talks with somebody who gave no name."""
        for _ in range(contacts):
            self.contact(team, _at_work(self._now - timedelta(days=self._rng.uniform(0.1, self._days))), None)

    def contact(self, team: Served, at: datetime, known: Known | None) -> str:
        """One contact of the team’s champion."""
        rng, contact = self._rng, self._ids["carer_contact"]()
        self._contacts += 1
        how: How = rng.choices(*self._how)[0]
        day, moment = clock.day_of(at).isoformat(), instant(at)
        why = next(self._voids, None) if self._contacts % 11 == 10 else None
        with_note = self._notes and known is not None and self._contacts % 6 == 0
        note = vault.seal(rng.choice(_NOTES), context="carer_contact.note") if with_note else None
        self._rows["carer_contact"].append((
            contact, team.id, known.link if known else None, known.carer if known else None, moment, day, how.value,
            rng.choice((None, True, False)) and how is not How.TRIED,
            None if how is How.TRIED else rng.choice((None, 5, 15, 30, 60)), note, team.champion,
            moment, f"invented {self._contacts}", *((moment, team.champion, why.value) if why else (None, None, None)),
        ))  # fmt: skip
        for is_outcome, code in [] if how is How.TRIED else self._what(known):
            self._rows["carer_contact_item"].append(
                (self._ids["carer_contact_item"](), contact, known.carer if known else None, day, is_outcome, code)
            )
        return contact

    def _what(self, known: Known | None) -> list[tuple[bool, str]]:
        rng = self._rng
        about = {rng.choices(*self._about)[0], rng.choices(*self._about)[0]}
        came = [rng.choice(_CAME_OF_IT)] if known and rng.random() < 0.3 else []
        if known and known.carer not in self._offered:
            self._offered.add(known.carer)
            came = list(_OFFERED_FIRST) if len(self._offered) % 5 else came
        return [(False, topic.value) for topic in sorted(about)] + [(True, outcome.value) for outcome in came]

    def _promise(self, known: Known, made: tuple[str, datetime], done: tuple[str, datetime] | None = None) -> None:
        contact, at = made
        place, self._promises = self._promises, self._promises + 1
        today = clock.day_of(self._now)
        promised = clock.day_of(at)
        by_then = timedelta(days=_DUE[place % len(_DUE)])
        due = promised + timedelta(days=7) if done else max(promised + timedelta(days=1), today + by_then)
        cancelled = done is None and place % 9 == 8
        moved = 1 if place % 7 == 3 else 0
        owner = staff.GONE.hex if place == 4 else known.team.champion
        self._rows["carer_follow_up"].append((
            self._ids["carer_follow_up"](), known.team.id, known.link, contact, owner, promised.isoformat(),
            (due + timedelta(days=2 * moved)).isoformat(), moved, *((instant(done[1]), done[0]) if done else (None, None)),
            *((instant(self._now), owner, WhyCancelled.DONE_ELSEWHERE.value) if cancelled else (None, None, None)),
        ))  # fmt: skip


def _at_work(at: datetime) -> datetime:
    """The same day in working hours, or the Friday before a weekend."""
    at -= timedelta(days=max(0, at.weekday() - 4))
    return at.replace(hour=9 + at.minute % 8)
