"""Adding everybody of a file at once, in the one transaction that also says that it was added: all of them or nobody."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import datetime, time
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.audit import actions as audit
from engage.consent import actions as consent
from engage.consent import queries as consents
from engage.consent.rules import Action, Entry, Offer, Route
from engage.db import db, table
from engage.outbox.rules import Channel
from engage.people.actions import Newcomer, Reach, index_of
from engage.people.queries import erased_before
from engage.pool import actions as pool
from engage.pool.actions import Joining
from engage.spreadsheets.actions.changing import count_as_welcomed, fill_in, replace
from engage.spreadsheets.actions.checking import Item
from engage.spreadsheets.actions.steps import KIND
from engage.spreadsheets.models import SheetRow, Spreadsheet
from engage.spreadsheets.queries.known import World, addresses_since, facts, pieces
from engage.spreadsheets.rules import Decision, Outcome, State, Verdict, step
from engage.spreadsheets.rules.judging import Judgement, Known, decisions
from engage.spreadsheets.rules.rows import Said
from engage.web.filters import day

AT_ONCE = 2000
NOON = time(12)
_rows = table(SheetRow)
_BECAME = (
    sa.update(_rows)
    .where(_rows.c.id == sa.bindparam("row"))
    .values(person_id=sa.bindparam("who"), outcome=sa.bindparam("became"), before=sa.bindparam("was"))
)


def same_as_before(every: Sequence[Item], judgements: Sequence[Judgement]) -> bool:
    """Whether every row is still what it was when somebody looked and confirmed."""
    return all(
        item.verdict is now.verdict and list(item.matches) == list(now.matches)
        for item, now in zip(every, judgements, strict=True)
    )


def is_still_true(world: World, every: Sequence[Item], *, since: datetime) -> bool:
    """Whether what was known when the rows were compared is still so now that nobody else can write."""
    contacts = [contact for item in every if not item.wrong for contact in item.said.compared]
    if facts(set(world.known)) != world.known or erased_before(contacts) != set(world.erased):
        return False
    return addresses_since(since).isdisjoint(index_of(*contact) for contact in contacts)


def add_everybody(sheet: Spreadsheet, every: Sequence[Item], judgements: Sequence[Judgement], world: World) -> None:
    """Add who is new, fill in and replace what was agreed to, and write down what became of each row."""
    if sheet.approved_by is None:
        raise LookupError("nobody confirmed this file")
    at = clock.now()
    adding = _Adding(sheet, at, sheet.approved_by)
    plans = list(zip(every, judgements, strict=True))
    for some in pieces([item for item, now in plans if _is_new(item, now)], AT_ONCE):
        adding.add(some)
    for item, now in plans:
        if not _is_new(item, now):
            adding.settle(item, now, world)
    db.session.flush()
    for rows in pieces(adding.became, AT_ONCE):
        db.session.connection().execute(_BECAME, list(rows))
    sheet.state, sheet.claimed_at, sheet.rows_done = step(sheet.state, State.DONE), None, sheet.row_count
    sheet.counts = sheet.counts | {outcome.value: adding.count(outcome) for outcome in Outcome if adding.count(outcome)}
    audit.record("added", kind=KIND, about=sheet.id, by=sheet.approved_by, sha256=sheet.sha256, **adding.counts())
    sheet.done_at = clock.now()


def _is_new(item: Item, now: Judgement) -> bool:
    return now.verdict is Verdict.NEW or (now.verdict is Verdict.CLOSE and item.decision is Decision.BOTH)


def words_about(sheet: Spreadsheet) -> dict[Outcome, str]:
    """What stands in the timeline of somebody whom a file brought or changed."""
    of = f"a file of {day(sheet.created_at)}"
    return {
        Outcome.ADDED: f"added from {of}", Outcome.FILLED: f"filled in from {of}", Outcome.REPLACED: f"changed to what {of} says",
        Outcome.UNDONE: f"put back as before {of}",
    }  # fmt: skip


class _Adding:
    """One file being added: what became of each of its rows so far."""

    def __init__(self, sheet: Spreadsheet, at: datetime, by: UUID) -> None:
        self.sheet, self.at, self.by = sheet, at, by
        self.became: list[dict[str, Any]] = []
        self._changed: set[UUID] = set()
        self._words = words_about(sheet)
        self._offers = {offer.code: offer for offer in consents.offers(now=at)}
        self._counts: dict[Outcome, int] = {}

    def add(self, some: Sequence[Item]) -> None:
        """People nobody knew: a person, a place in the pool, what they agreed to, and a line in their timeline."""
        joinings = [_joining(item.said) for item in some]
        ids = pool.take_in_many(joinings, (), ats=[self.at] * len(some), route=Route.IMPORT, recorded_by=self.by)
        if self.sheet.welcomed:
            count_as_welcomed(ids)
        told = [self._told(who, item) for who, item in zip(ids, some, strict=True)]
        consent.decide_for_all(told, [self._first_answers(item.said) for item in some])
        audit.record_for_all(self._words[Outcome.ADDED], kind="person", abouts=ids, by=self.by, file=self.sheet.id.hex)
        for who, item in zip(ids, some, strict=True):
            self._note(item, who, Outcome.ADDED)

    def settle(self, item: Item, now: Judgement, world: World) -> None:
        """A row about somebody who is here, or one that cannot be added."""
        known = world.known.get(now.matches[0]) if now.matches else None
        if now.verdict is Verdict.REFUSED or known is None:
            self._note(item, None, Outcome.REFUSED)
            return
        if known.person_id in self._changed:
            self._note(item, known.person_id, Outcome.UNCHANGED)
        elif now.verdict is Verdict.FILLS:
            was = fill_in(known, item.said, at=self.at)
            self._change(item, known, Outcome.FILLED, was)
        elif item.decision is Decision.USE_NEW and known.why_not is None:
            was = replace(known, item.said, at=self.at)
            self._change(item, known, Outcome.REPLACED, was)
        else:
            self._note(item, known.person_id, Outcome.UNCHANGED)

    def _change(self, item: Item, known: Known, outcome: Outcome, was: str) -> None:
        self._changed.add(known.person_id)
        yes, no = decisions(item.said, known)
        consent.decide(self._told(known.person_id, item), _said(self._offers, yes, Action.GIVEN))
        today = dataclasses.replace(self._told(known.person_id, item), effective_at=None)  # a no stops what stands today
        consent.decide(today, _said(self._offers, no, Action.WITHDRAWN))
        audit.record(self._words[outcome], kind="person", about=known.person_id, by=self.by, file=self.sheet.id.hex)
        self._note(item, known.person_id, outcome, was)

    def _first_answers(self, said: Said) -> list[Entry]:
        yes, no = decisions(said, None)
        return [*_said(self._offers, yes, Action.GIVEN), *_said(self._offers, no, Action.REFUSED)]

    def _told(self, who: UUID, item: Item) -> consent.Told:
        """How we were told: the row's own words are kept as evidence, with the day on which it was said."""
        said, row = item.said, f"row {item.number} of the file of {day(self.sheet.created_at)}"
        if not said.has_evidence or said.said_on is None:
            return consent.Told(who, Route.IMPORT, self.at, self.by, evidence=f"From {row}")
        evidence = f"How they told us: {said.how_told}. The words: {said.wording}. From {row}"
        return consent.Told(who, Route.IMPORT, self.at, self.by, min(self.at, clock.at(said.said_on, NOON)), evidence)

    def _note(self, item: Item, who: UUID | None, outcome: Outcome, was: str | None = None) -> None:
        self._counts[outcome] = self._counts.get(outcome, 0) + 1
        self.became.append({"row": item.row_id, "who": who, "became": outcome, "was": was})

    def count(self, outcome: Outcome) -> int:
        """How many rows came to this."""
        return self._counts.get(outcome, 0)

    def counts(self) -> dict[str, int]:
        """The same for all, as codes for the record of who did what."""
        return {outcome.name.lower(): count for outcome, count in self._counts.items()}


def _said(offers: dict[str, Offer], about: Sequence[tuple[str, Channel]], action: Action) -> list[Entry]:
    return [offers[purpose].entry(channel, action) for purpose, channel in about if purpose in offers]


def _joining(said: Said) -> Joining:
    reaches = [Reach(kind, value) for kind, value in said.contacts]
    return Joining(Newcomer(said.name, said.called, said.note, reaches), ties=said.ties, area=said.area)
