"""Why nothing is sent to somebody, whatever it is: what their record says, and what their address says."""

from __future__ import annotations

from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from engage.outbox.rules import Reason
from engage.people import queries as people


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


def why_no_address(person_id: UUID) -> Reason | None:
    """Because there is no address that they confirmed and that works."""
    return why_not_there(people.email(person_id))


def why_not_there(point: Address | None) -> Reason | None:
    """The same for an address that was read already."""
    if point is None:
        return Reason.NO_ADDRESS
    if point.verified_at is None:
        return Reason.UNVERIFIED
    return Reason.CAME_BACK if point.came_back_at is not None else None
