"""A mail that asks us to stop: with our signature it does, at once; without it, somebody looks at it."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from engage import vault
from engage.bounces import queries
from engage.bounces.models import StopReply
from engage.bounces.rules import MOST_UNKNOWN, Read
from engage.bounces.rules.reports import Written
from engage.consent import actions as consent
from engage.consent import queries as choices
from engage.consent.actions import Told
from engage.consent.rules import Route
from engage.db import db
from engage.people import queries as people
from engage.people.models import Person


def take_request(mail: Written, raw: bytes, at: datetime) -> Read:
    """What becomes of a mail that somebody wrote."""
    if mail.is_automatic:
        return Read.KNOWN
    for token in mail.tokens:
        found = choices.one_press_behind(token)
        if found is not None:
            return _stop(found[0], found[1], at)
    return _wait_for_a_person(mail, raw, at) if mail.asks_to_stop else Read.SET_ASIDE


def _stop(person: Person, purpose: str, at: datetime) -> Read:
    """As by the one press in a message, which holds the same signature."""
    offer = next((offer for offer in choices.offers() if offer.code == purpose), None)
    if offer is None:
        return Read.SET_ASIDE
    people.hold(person.id)
    if not any(code == purpose for code, _ in choices.given(person.id)):
        return Read.KNOWN
    consent.stop(Told(person.id, Route.EMAIL_LINK, at), offer)
    return Read.STOPPED


def _wait_for_a_person(mail: Written, raw: bytes, at: datetime) -> Read:
    """A line on the list; one for each person or unknown address while it is undecided."""
    outgoing = queries.message_behind(mail.ours)
    person = _whose(mail, None if outgoing is None else outgoing.recipient_id)
    fingerprint = _fingerprint(mail, raw)
    if queries.is_known(fingerprint):
        return Read.KNOWN
    if person is not None and queries.waits_for(person.id):
        return Read.KNOWN
    if person is None and (not mail.sender or queries.unknown_waiting() >= MOST_UNKNOWN):
        return Read.SET_ASIDE
    db.session.add(
        StopReply(
            person_id=None if person is None else person.id, outgoing_id=None if outgoing is None else outgoing.id,
            sender=mail.sender if person is None else None, fingerprint=fingerprint, created_at=at,
        )
    )  # fmt: skip
    db.session.flush()
    return Read.ASKED


def _whose(mail: Written, recipient_id: UUID | None) -> Person | None:
    """Whoever had the message it answers, or whose address it claims to come from: for a person to judge, never proof."""
    guess = recipient_id or (people.holder_of_email(mail.sender) if mail.sender else None)
    found = None if guess is None else people.hold(guess)
    found = None if found is None else people.lives_on_in(found)
    return None if found is None or found.erased_at is not None else found


def _fingerprint(mail: Written, raw: bytes) -> str:
    """The same for the same mail, however often it is read; says nothing to whoever has only the database."""
    body = hashlib.sha256(raw.replace(b"\r\n", b"\n").partition(b"\n\n")[2]).hexdigest()
    return vault.mac(f"{mail.id}\0{mail.sender}\0{body}", purpose="mail that asks to stop")
