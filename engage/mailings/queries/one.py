"""What one message of a mailing needs, read just before it goes; and whether a test may go to whoever asked for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engage.accounts import queries as accounts
from engage.consent import queries as consent
from engage.consent.models import Purpose
from engage.consent.queries import StopLinks
from engage.db import db
from engage.mailings.models import DateToKeep, Mailing, Text
from engage.mailings.queries import dates, lists
from engage.mailings.rules.dates import Kept
from engage.mailings.rules.words import Words
from engage.outbox.rules import Answer, Go, Letter, Reason, Stop
from engage.people import queries as people
from engage.policy import Permission

OWN = ("to", "greeting", "links.choices", "links.one_press")
"""What of the facts differs from person to person; the rest of a mailing is the same for everybody."""


@dataclass(frozen=True)
class Facts:
    """What a message of a mailing says, to whom, and the ways out. `purpose`: what they said yes to.

    A test has no ways out: nobody said yes to it. `date`: the one to keep that goes with it, as it stands now.
    """

    to: str
    greeting: str
    words: Words
    wording: str
    purpose: str
    links: StopLinks | None = None
    date: Kept | None = None


def facts(letter: Letter) -> Facts | None:
    """The facts of one message: its words as they were when it was told to go."""
    person, reached = people.person(letter.recipient_id), people.reach_by_email(letter.recipient_id, letter.channel)
    row = db.session.execute(
        sa.select(Text, Purpose.title, DateToKeep)
        .join(Mailing, Mailing.text_id == Text.id)
        .join(Purpose, Purpose.code == Mailing.purpose)
        .outerjoin(DateToKeep, dates.IS_NEWEST)
        .where(Mailing.id == letter.about)
    ).first()
    if person is None or reached is None or row is None or letter.purpose is None:
        return None
    text, title, its_date = row
    links = consent.stop_links(person, purpose=letter.purpose, outgoing_id=letter.outgoing_id)
    return Facts(*reached, text.words, text.wording, title, links, None if its_date is None else its_date.kept)


def texts_of(mailing_ids: Iterable[UUID]) -> dict[UUID, Words]:
    """What several mailings say, by their ids; nothing of other kinds of message."""
    rows = db.session.execute(
        sa.select(Mailing.id, Text).join(Text, Text.id == Mailing.text_id).where(Mailing.id.in_(set(mailing_ids)))
    )
    return {mailing_id: text.words for mailing_id, text in rows}


def facts_all(letters: Sequence[Letter]) -> dict[UUID, Facts]:
    """The same for many, by the ids of the messages: the words are read once for each mailing."""
    reached = people.reach_all_by_email([letter.recipient_id for letter in letters])
    rows = db.session.execute(
        sa.select(Mailing.id, Text, Purpose.title, DateToKeep)
        .join(Text, Mailing.text_id == Text.id)
        .join(Purpose, Purpose.code == Mailing.purpose)
        .outerjoin(DateToKeep, dates.IS_NEWEST)
        .where(Mailing.id.in_({letter.about for letter in letters}))
    ).all()
    said = {row[0]: (row[1].words, row[1].wording, row[2]) for row in rows}
    kept = {row[0]: row[3].kept for row in rows if row[3] is not None}
    found = {}
    for letter in letters:
        them = reached.get(letter.recipient_id)
        if them is not None and letter.about in said and letter.purpose is not None:
            links = consent.stop_links(them, purpose=letter.purpose, outgoing_id=letter.outgoing_id)
            found[letter.outgoing_id] = Facts(them.to, them.greeting, *said[letter.about], links, kept.get(letter.about))
    return found


def test_facts(letter: Letter) -> Facts | None:
    """The facts of a test: it is about one version of the words."""
    user, text = accounts.user(letter.recipient_id), db.session.get(Text, letter.about)
    mailing = None if text is None else lists.one(text.mailing_id)
    if user is None or user.email is None or text is None or mailing is None:
        return None
    return Facts(user.email, user.name or "", text.words, text.wording, title_of(mailing.purpose), date=dates.newest(mailing.id))


def may_test(letter: Letter, now: datetime) -> Answer:
    """May a test go? To whoever may write to people, whatever the hour: they wait for it."""
    user = accounts.user(letter.recipient_id)
    if user is None or user.suspended_at is not None or not accounts.may(user, Permission.MESSAGES_WRITE):
        return Stop(Reason.SUSPENDED)
    return Go()


def title_of(purpose: str | None) -> str:
    """What people said yes to, in the words they know it by; nothing before a purpose is chosen."""
    found = db.session.scalar(sa.select(Purpose.title).where(Purpose.code == purpose)) if purpose else None
    return found or ""
