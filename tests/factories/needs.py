"""What people need."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from engage import clock
from engage.consent.rules import Route
from engage.needs import actions
from engage.needs.actions import Heard
from engage.needs.rules import Said
from engage.people import queries as people
from tests.factories import saves


@saves
def needs_of(
    person_id: UUID, *codes: str, at: datetime | None = None, share: bool = False, route: Route = Route.WEB,
    recorded_by: UUID | None = None, **own_words: str,
) -> None:  # fmt: skip
    """Somebody says what they need: codes of the list, and those with words as `another="..."`."""
    people.hold(person_id)
    said = Said({**dict.fromkeys(codes), **own_words}, share)
    actions.tell(Heard(person_id, route, at or clock.now(), recorded_by), said)
