"""One mail that came in: a report moves the message it is about, a signed request stops, anything else waits for a person."""

from __future__ import annotations

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from engage import clock
from engage.bounces import queries
from engage.bounces.actions.asking import take_request
from engage.bounces.actions.noting import News, note
from engage.bounces.models import MailRead
from engage.bounces.rules import MESSAGE_BECAUSE, Read
from engage.bounces.rules.reports import GoodNews, Report, Written, read
from engage.db import db, is_sqlite, table
from engage.outbox import actions as outbox
from engage.outbox.rules import State
from engage.people import queries as people
from engage.people.rules import Kind


class NotYet(Exception):
    """The message it is about is still in our hands; a moment later what became of it is written down."""


def take_in(raw: bytes, *, at: datetime) -> Read:
    """Do what one mail says, as far as we can tell that it is true; what became of it. Raises NotYet.

    A mail that is taken in twice changes nothing the second time.
    """
    mail = read(raw)
    if isinstance(mail, Report):
        became = _report(mail, at)
    elif isinstance(mail, Written):
        became = take_request(mail, raw, at)
    else:
        became = Read.KNOWN if isinstance(mail, GoodNews) else Read.SET_ASIDE
    _count(became, clock.day_of(at))
    return became


def _report(report: Report, at: datetime) -> Read:
    """Only a report that holds the Message-ID of a message of ours is believed: nobody can make one up."""
    outgoing = queries.message_behind(report.ours)
    if outgoing is None:
        return Read.SET_ASIDE
    held = people.hold(outgoing.recipient_id)
    db.session.refresh(outgoing)
    if outgoing.state in (State.CLAIMED, State.SENDING):
        raise NotYet
    if outgoing.state not in (State.ACCEPTED, State.BOUNCED, State.UNCERTAIN, State.CLOSED):
        return Read.SET_ASIDE
    is_news = report.is_final and outbox.came_back(outgoing.id, reason=MESSAGE_BECAUSE[report.why])
    person = None if held is None else people.lives_on_in(held)
    if person is not None and person.erased_at is None:
        news = News(report.lasting, report.why, clock.day_of(at), outgoing.id, report.status)
        people.hold(person.id)
        is_news |= note(person, Kind.EMAIL, queries.point_named(person.id, report.named), news, at=at)
    return Read.KNOWN if not is_news else Read.CAME_BACK if report.is_final else Read.NOTED


def _count(became: Read, day: date) -> None:
    insert = (sqlite if is_sqlite() else postgresql).insert(table(MailRead))
    one = insert.values(id=uuid.uuid4(), day=day, became=became, count=1)
    more = {"count": table(MailRead).c.count + sa.literal(1)}
    db.session.execute(one.on_conflict_do_update(index_elements=["day", "became"], set_=more))
