"""Consent at a million: who may be written to, what stands for one person, and a withdrawal, against SQL written by hand."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Callable, Iterator
from time import perf_counter
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.consent import actions, queries
from engage.consent.rules import Route
from engage.db import db, expect
from engage.outbox.rules import Channel
from engage.people import queries as people
from tests.benchmarks.measuring import Line, Slice, compare
from tests.benchmarks.places import Place

SOME = 200
_FROM = (
    "FROM consent_standing s JOIN person p ON p.id = s.person_id WHERE s.purpose = 'newsletter' AND s.channel = 'email' "
    "AND s.given = :yes AND (s.expires_on IS NULL OR s.expires_on > :today) AND p.erased_at IS NULL AND p.merged_into IS NULL "
    "AND p.died_on IS NULL AND NOT EXISTS (SELECT 1 FROM consent_break b WHERE b.person_id = s.person_id AND b.ended_at IS NULL)"
)
COUNT, PAGE = f"SELECT count(*) {_FROM}", f"SELECT s.person_id {_FROM} ORDER BY s.person_id LIMIT 500"
STATE = (
    "SELECT s.purpose, s.channel, s.event_id, s.since FROM consent_standing s WHERE s.person_id = :person AND s.given = :yes "
    "AND (s.expires_on IS NULL OR s.expires_on > :today)"
)
# what a withdrawal is made of: the person held, the end of the ledger, one event, what stands, what waits
WITHDRAW = (
    "SELECT ordinal, hash FROM consent_event WHERE person_id = :person ORDER BY ordinal DESC LIMIT 1",
    "INSERT INTO consent_event (id, person_id, ordinal, purpose, channel, action, at, route, notice_id, notice_sha256, batch, "
    "previous_hash, hash, effective_at, hash_version) SELECT :id, person_id, max(ordinal) + 1, 'newsletter', 'email', "
    "'withdrawn', :now, 'web', (SELECT id FROM consent_notice WHERE purpose = 'newsletter' AND version = 1), '', :id, "
    "'', '', :now, 2 FROM consent_event WHERE person_id = :person GROUP BY person_id",
    "UPDATE consent_standing SET given = :no WHERE person_id = :person AND purpose = 'newsletter' AND channel = 'email'",
    "UPDATE outgoing SET state = 'suppressed' WHERE recipient_id = :person AND purpose = 'newsletter' "
    "AND state IN ('planned', 'queued')",
)


def lines(place: Place, *, seconds: float) -> Iterator[Line]:
    """Each question and the one action, raw and ours in turn; what is written is rolled back."""
    with place.app.test_request_context("/", base_url=place.base_url):
        some = queries.audience("newsletter", Channel.EMAIL, most=SOME)
        db.session.rollback()
        parts: tuple[tuple[str, Callable[[UUID], object], Callable[[UUID], object]], ...] = (
            (
                "The audience of a purpose and channel: how many",
                _raw(COUNT),
                lambda _: queries.audience_count("newsletter", Channel.EMAIL),
            ),
            (
                "The audience of a purpose and channel: 500 of them",
                _raw(PAGE),
                lambda _: queries.audience("newsletter", Channel.EMAIL),
            ),
            ("What stands for one person", _raw(STATE), lambda person: queries.permits(person)),
            ("A withdrawal", _raw(*WITHDRAW), _withdraw),
        )
        for words, floor, subject in parts:
            line = Line(words, place.name, "times/s", "reported")
            compare(line, _slice(floor, some), _slice(subject, some), seconds=seconds)
            yield line


def _slice(step: Callable[[UUID], object], persons: list[UUID]) -> Slice:
    turn = itertools.cycle(persons)

    def work(seconds: float) -> float:
        count, began = 0, perf_counter()
        while perf_counter() - began < seconds:
            expect(writes=True)
            step(next(turn))
            db.session.rollback()
            count += 1
        return count / (perf_counter() - began)

    return work


def _raw(*statements: str) -> Callable[[UUID], object]:
    prepared = [sa.text(each) for each in statements]

    def step(person: UUID) -> object:
        sqlite = db.engine.dialect.name == "sqlite"
        new = uuid.uuid4()
        now = clock.now().replace(tzinfo=None)
        values: dict[str, Any] = {
            "today": clock.today().isoformat() if sqlite else clock.today(), "person": person.hex if sqlite else person,
            "id": new.hex if sqlite else new, "now": str(now) if sqlite else now, "no": False,
            "yes": True,
        }  # fmt: skip
        rows: list[Any] = []
        for each in prepared:
            found = db.session.execute(each, {name: values[name] for name in each.compile().params})
            rows = list(found) if isinstance(found, sa.CursorResult) and found.returns_rows else []
        return rows

    return step


def _withdraw(person: UUID) -> object:
    people.hold(person)
    offer = next(each for each in queries.offers() if each.code == "newsletter")
    return actions.stop(actions.Told(person, Route.WEB, clock.now()), offer)
