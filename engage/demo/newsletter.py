"""The newsletter of the invented trust: an optional message, so that there is something to stop. Never in production."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from engage.consent import emails as consent_emails
from engage.consent import queries as consent
from engage.consent.queries import StopLinks
from engage.mail import Email
from engage.outbox.rules import Bulk, Kind, Letter
from engage.people import queries as people
from engage.pool.queries import may_go, may_go_all
from engage.web.letters import write

KIND, PURPOSE = "demo.newsletter", "newsletter"


@dataclass(frozen=True)
class NewsFacts:
    """To whom, and the ways out."""

    to: str
    greeting: str
    links: StopLinks


def facts(letter: Letter) -> NewsFacts | None:
    """What one newsletter needs, read just before it goes."""
    person, reached = people.person(letter.recipient_id), people.reach_by_email(letter.recipient_id, letter.channel)
    if person is None or reached is None:
        return None
    return NewsFacts(*reached, consent.stop_links(person, purpose=PURPOSE, outgoing_id=letter.outgoing_id))


def facts_all(letters: Sequence[Letter]) -> dict[UUID, NewsFacts]:
    """The same for many."""
    reached = people.reach_all_by_email([letter.recipient_id for letter in letters])
    found = {}
    for letter in letters:
        if (them := reached.get(letter.recipient_id)) is not None:
            links = consent.stop_links(them, purpose=PURPOSE, outgoing_id=letter.outgoing_id)
            found[letter.outgoing_id] = NewsFacts(them.to, them.greeting, links)
    return found


def email(told: NewsFacts) -> Email:
    """N1: the newsletter."""
    return write(
        "demo/newsletter", to=told.to, subject="News from the participation team", greeting=told.greeting,
        headers=consent_emails.stop_headers(told.links), token=told.links.choices,
    )  # fmt: skip


NEWSLETTER = Kind(
    KIND, may_go, facts, email, "Newsletter (invented)",
    Bulk(may_go_all, facts_all, ("to", "greeting", "links.choices", "links.one_press")),
)  # fmt: skip
