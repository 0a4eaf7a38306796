"""An address on its way in: the link and code that confirm it, and what the mails about it say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from engage import vault
from engage.db import db
from engage.outbox.rules import Answer, Go, Letter, Reason, Stop
from engage.people import queries as people
from engage.people.models import NewAddress

CONFIRM, CHANGED = "contacts.confirm", "contacts.changed"
LASTS = timedelta(hours=24)
TOLD_WITHIN = timedelta(days=2)
TO_THE_OLD, TO_THE_NEW = 0, 1
_PURPOSE = "confirm a new e-mail address"


def new_address(person_id: UUID, *, now: datetime) -> NewAddress | None:
    """The address somebody has still to confirm."""
    found = db.session.scalar(sa.select(NewAddress).where(NewAddress.person_id == person_id))
    return found if works(found, now=now) else None


def works(found: NewAddress | None, *, now: datetime) -> bool:
    """Whether its link and code can still be used."""
    return found is not None and found.confirmed_at is None and now < found.asked_at + LASTS


def token(address_id: UUID) -> str:
    """The link of the mail about a new address."""
    return vault.sign([address_id.hex], purpose=_PURPOSE)


def code(address_id: UUID) -> str:
    """The six digits of the same mail."""
    return vault.code(address_id.hex, purpose=_PURPOSE)


def behind(link: str, *, now: datetime) -> NewAddress | None:
    """The address behind a link, while it works."""
    payload = vault.read(link, purpose=_PURPOSE)
    found = None if payload is None else db.session.get(NewAddress, UUID(payload[0]), populate_existing=True)
    return found if works(found, now=now) else None


@dataclass(frozen=True)
class NewAddressFacts:
    """What the mail to a new address needs. `is_known`: somebody else confirmed it before."""

    to: str
    token: str
    code: str
    is_known: bool


def confirm_facts(letter: Letter) -> NewAddressFacts | None:
    """The facts of the mail to a new address, read just before it goes."""
    found = db.session.get(NewAddress, letter.about, populate_existing=True)
    if found is None:
        return None
    holder = people.holder_of_email(found.value)
    return NewAddressFacts(found.value, token(found.id), code(found.id), holder not in (None, found.person_id))


def may_confirm(letter: Letter, now: datetime) -> Answer:
    """May the mail to a new address go? It was asked for a moment ago, so it goes at night too."""
    person = people.hold(letter.recipient_id, sharing=True)
    if person is None or person.erased_at is not None or person.merged_into is not None:
        return Stop(Reason.ERASED)
    if person.died_on is not None:
        return Stop(Reason.DIED)
    found = db.session.get(NewAddress, letter.about, populate_existing=True)
    return Go() if works(found, now=now) else Stop(Reason.SUPERSEDED)


@dataclass(frozen=True)
class ChangedFacts:
    """What the mail about a changed address says; nothing in it names the other address."""

    to: str
    greeting: str
    when: datetime
    is_old: bool


def changed_facts(letter: Letter) -> ChangedFacts | None:
    """The facts of the mail to the old or the new address."""
    found = db.session.get(NewAddress, letter.about, populate_existing=True)
    person = None if found is None else people.person(found.person_id)
    if found is None or person is None or found.confirmed_at is None:
        return None
    is_old = letter.ordinal == TO_THE_OLD
    to = found.old_value if is_old else found.value
    return None if to is None else ChangedFacts(to, person.greeting, found.confirmed_at, is_old)


def may_tell(letter: Letter, now: datetime) -> Answer:
    """May both addresses be told? As long as the person is there."""
    person = people.hold(letter.recipient_id, sharing=True)
    if person is None or person.erased_at is not None:
        return Stop(Reason.ERASED)
    return Stop(Reason.DIED) if person.died_on is not None else Go()
