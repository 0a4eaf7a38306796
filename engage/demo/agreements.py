"""What invented people agreed to, in the words of the ledger: every event chained to the one before it, and what stands now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from engage import clock
from engage.accounts.rules import Role
from engage.consent.queries import offers
from engage.consent.rules import Action, Entry, Route, Written, chained, runs_out_on
from engage.demo import staff
from engage.demo.bulk import Ids, Load, instant
from engage.demo.cases import Gives
from engage.demo.people import Someone
from engage.people.rules import CHANNEL

NEWSLETTER = "newsletter"
SHARE_OF_YES = 0.6
OFFICER = staff.id_of(Role.OFFICER)
WRITTEN_DOWN = (Route.PHONE, Route.PAPER)


@dataclass(frozen=True)
class Agreed:
    """What a message about the newsletter rests on: the event that allows it by e-mail, and whether it still stands."""

    newsletter_event: str | None
    stands: bool


class Agreements:
    """Adds the consent events of one person after another to a load."""

    def __init__(self, load: Load, rng: Random) -> None:
        self._rows, self._rng = load.rows, rng
        self._event_ids, self._standing_ids, self._batches = Ids(rng), Ids(rng), Ids(rng)
        self._entries = _entries()
        self._purposes = list(dict.fromkeys(purpose for purpose, _, _ in self._entries))

    def add(self, who: Someone) -> Agreed:
        """Their answers on the way in, and what they stopped later."""
        ledger = _Ledger(who)
        channels = list(dict.fromkeys(CHANNEL[kind].value for kind in who.ways))
        for purpose in self._purposes:
            says = Action.GIVEN if self._says_yes(who) else Action.REFUSED
            for channel in channels:
                ledger.enter(self._entries[purpose, channel, says], who.joined, who.case.route)
        if who.case.withdrew_newsletter:
            for channel in channels:
                ledger.enter(self._entries[NEWSLETTER, channel, Action.WITHDRAWN], who.now - timedelta(days=3), Route.EMAIL_LINK)
        return self._write(who, ledger)

    def _says_yes(self, who: Someone) -> bool:
        if who.case.gives is Gives.SOME:
            return self._rng.random() < SHARE_OF_YES
        return who.case.gives is Gives.ALL

    def _write(self, who: Someone, ledger: _Ledger) -> Agreed:
        standing: dict[tuple[str, str], tuple[_Line, str, str]] = {}
        allowed, batch, moment, last = None, "", "", None
        for ordinal, line in enumerate(ledger.lines, start=1):
            entry, event_id = line.entry, self._event_ids()
            if line.at is not last:
                batch, moment, last = self._batches(), instant(line.at), line.at
            self._rows["consent_event"].append((
                event_id, who.id, ordinal, entry.purpose, entry.channel, entry.action.value, moment, line.route.value,
                entry.notice_id.hex, entry.notice_sha256, line.by.hex if line.by else None, batch, line.previous, line.hash,
                moment, line.expires_on, line.hash_version,
            ))  # fmt: skip
            standing[entry.purpose, entry.channel] = (line, moment, event_id)
            if entry.purpose == NEWSLETTER and entry.channel == "email" and entry.action is Action.GIVEN:
                allowed = event_id
        for (purpose, channel), (line, since, event_id) in standing.items():
            self._rows["consent_standing"].append((
                self._standing_ids(), who.id, purpose, channel, line.is_yes, since, event_id, line.expires_on,
                line.entry.version,
            ))  # fmt: skip
        newsletter = standing.get((NEWSLETTER, "email"))
        return Agreed(allowed, newsletter is not None and newsletter[0].is_yes)


@dataclass(frozen=True)
class _Line:
    entry: Entry
    at: datetime
    route: Route
    by: UUID | None
    previous: str
    hash: str
    expires_on: str | None
    hash_version: int

    @property
    def is_yes(self) -> bool:
        return self.entry.action is Action.GIVEN


class _Ledger:
    """The chain of one person."""

    def __init__(self, who: Someone) -> None:
        self.person_id: UUID = who.uuid
        self.lines: list[_Line] = []
        self._last = ""

    def enter(self, entry: Entry, at: datetime, route: Route) -> None:
        """Add an event behind the last one."""
        ordinal, by = len(self.lines) + 1, OFFICER if route in WRITTEN_DOWN else None
        until = runs_out_on(entry.action, clock.day_of(at), entry.months)
        written = Written(self.person_id, ordinal, entry, at, route, by, at, until)
        link = chained(self._last, written)
        self.lines.append(
            _Line(entry, at, route, by, self._last, link, until.isoformat() if until else None, written.hash_version)
        )
        self._last = link


def _entries() -> dict[tuple[str, str, Action], Entry]:
    """Every entry that can be made, with the wording in force, made once: purpose, channel, action."""
    return {
        (offer.code, channel.value, action): offer.entry(channel.value, action)
        for offer in offers()
        for channel in CHANNEL.values()
        for action in Action
    }
