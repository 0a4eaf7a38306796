"""What the invented team has done and looked at, as the audit log keeps it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from random import Random

from engage.accounts.rules import Role
from engage.audit.rules import LOOKED
from engage.demo import staff
from engage.demo.bulk import Ids, Load, instant
from engage.demo.people import Someone

_LOOKED_AT_FIRST = 40


class History:
    """Adds audit events about one person after another to a load."""

    def __init__(self, load: Load, rng: Random, now: datetime) -> None:
        self._rows, self._ids, self._now = load.rows, Ids(rng), now
        self._officer, self._lead = staff.id_of(Role.OFFICER).hex, staff.id_of(Role.LEAD).hex

    def add(self, who: Someone) -> None:
        """They joined, were welcomed, left; the team opened their record."""
        self._event(who, "joined", who.joined, None)
        if who.welcomed:
            self._event(who, "welcomed", who.welcomed, self._officer)
        if who.left:
            self._event(who, "left the pool", who.left, None)
        if who.number < _LOOKED_AT_FIRST:
            seen = self._now - timedelta(days=1, minutes=who.number)
            self._event(who, LOOKED, seen, self._lead if who.number % 3 else self._officer, page="person")

    def _event(self, who: Someone, what: str, at: datetime, by: str | None, **detail: str) -> None:
        self._rows["audit_event"].append(
            (self._ids(), instant(at), by, what, "person", who.id, json.dumps(detail) if detail else "{}")
        )
