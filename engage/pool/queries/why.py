"""Why nothing is sent to somebody, whatever it is: what their record says, and what their address says."""

from __future__ import annotations

from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from engage.consent import queries as consent
from engage.outbox.rules import Answer, Channel, Go, Letter, Reason, Stop
from engage.people import queries as people
from engage.people.rules import CHANNEL


class Record(Protocol):
    """As much of a person as this asks about."""

    @property
    def erased_at(self) -> datetime | None: ...
    @property
    def merged_into(self) -> UUID | None: ...
    @property
    def died_on(self) -> date | None: ...


class Address(Protocol):
    """As much of an address as this asks about."""

    @property
    def verified_at(self) -> datetime | None: ...
    @property
    def came_back_at(self) -> datetime | None: ...


def why_no_record(person: Record | None) -> Reason | None:
    """Because the record is no more, or the person has died."""
    if person is None or person.erased_at is not None:
        return Reason.ERASED
    if person.merged_into is not None:
        return Reason.MERGED
    return Reason.DIED if person.died_on is not None else None


def why_no_way(person_id: UUID, channel: Channel) -> Reason | None:
    """Because they gave us no way to reach them by a channel, or something came back from each."""
    points = [point for point in people.contact_points(person_id) if CHANNEL[point.kind] is channel]
    if not points:
        return Reason.NO_ADDRESS
    return Reason.CAME_BACK if all(point.came_back_at is not None for point in points) else None


def may_go_by_hand(letter: Letter, now: datetime) -> Answer:
    """For what does not go by e-mail: what they decided, then whether there is a way. Somebody is at work, so it is not held."""
    answer = consent.letter_may_go(letter, now)
    why_not = why_no_way(letter.recipient_id, letter.channel) if isinstance(answer, Go) else None
    return answer if why_not is None else Stop(why_not)


def why_not_there(point: Address | None) -> Reason | None:
    """Because there is no address that they confirmed and that works."""
    if point is None:
        return Reason.NO_ADDRESS
    if point.verified_at is None:
        return Reason.UNVERIFIED
    return Reason.CAME_BACK if point.came_back_at is not None else None
