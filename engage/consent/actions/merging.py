"""Two records of one person become one: the stricter of what they said counts."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engage.consent import queries
from engage.consent.actions.breaks import take_break_over
from engage.consent.actions.deciding import Told, decide, stand_anew
from engage.consent.models import ConsentEvent, Standing
from engage.consent.rules import MEANS_YES, Action, Entry, latest
from engage.db import db
from engage.outbox import actions as outbox
from engage.outbox.rules import Channel, Reason
from engage.people import queries as people
from engage.people.rules import CHANNEL, comparable

Pair = tuple[str, str]
Said = dict[Pair, tuple[ConsentEvent, int]]


def take_stricter(*, into: UUID, of: UUID, told: Told, address_of_other: Collection[Channel] = ()) -> UUID:
    """Write into one record what counts now that another record is the same person; the id of the batch.

    For each purpose and channel: yes only where both say yes, or one says yes about the address that is kept and the other
    was never asked. `address_of_other`: the channels for which the kept address is the other record's; call this before
    addresses are moved. A yes keeps its words, its day and its last day. `told` is about `into`, and says who joined them.
    """
    same = _same_addresses(into, of)
    ours, theirs = _said(into, of)
    entries = []
    for pair in sorted(ours.keys() | theirs.keys()):
        channel = Channel(pair[1])
        kept, other = (theirs, ours) if channel in address_of_other else (ours, theirs)
        yes = _stricter(kept.get(pair), other.get(pair), is_same=channel in same)
        entries += _change(ours.get(pair), theirs.get(pair), yes)
    batch = decide(told, entries)
    for entry in entries:
        if entry.action not in MEANS_YES:
            outbox.suppress_waiting(into, purpose=entry.purpose, channel=Channel(entry.channel), reason=Reason.WITHDRAWN)
    take_break_over(into=into, of=of, at=told.at)
    return batch


def would_stand(*, into: UUID, of: UUID, address_of_other: Collection[Channel] = ()) -> dict[Pair, tuple[bool, bool, bool]]:
    """What one record says, what the other says, and what would count, by purpose and channel; nothing is written."""
    same = _same_addresses(into, of)
    ours, theirs = _said(into, of)
    found = {}
    for pair in sorted(ours.keys() | theirs.keys()):
        channel = Channel(pair[1])
        kept, other = (theirs, ours) if channel in address_of_other else (ours, theirs)
        yes = _stricter(kept.get(pair), other.get(pair), is_same=channel in same)
        found[pair] = (_is_yes(ours.get(pair)), _is_yes(theirs.get(pair)), yes is not None)
    return found


def _is_yes(said: tuple[ConsentEvent, int] | None) -> bool:
    return said is not None and said[0].action in MEANS_YES


def stand_apart(told: Told, batch_id: UUID, *, other: UUID, since: datetime) -> None:
    """Two records are two people after all: what the merge wrote is corrected, and each stands by its own ledger again.

    What was decided since stays: in the record that was kept and, where it was a no, in the other one as well.
    """
    events = queries.batch(batch_id, person_id=told.person_id)
    wrong = [
        Entry(event.purpose, event.channel, Action.CORRECTED, event.notice_id, event.notice_sha256, corrects=event.id)
        for event in events
    ]  # fmt: skip
    later = [
        (event, version)
        for event, version in queries.whole_ledger(told.person_id)
        if event.at >= since and event.batch != batch_id and event.action in (Action.WITHDRAWN, Action.REFUSED)
    ]
    decide(told, wrong)
    theirs = Told(other, told.route, told.at, told.recorded_by, evidence=told.evidence)
    [stands] = _said(other)
    stand_anew(other, stands.keys())
    noes = {(event.purpose, event.channel): _entry(event, version, Action.WITHDRAWN) for event, version in later}
    decide(theirs, [entry for pair, entry in noes.items() if _is_yes(stands.get((pair[0], pair[1])))])


def stand_no_more(person_id: UUID) -> None:
    """Nothing stands for a record that became part of another one; its ledger stays as it is."""
    db.session.execute(sa.delete(Standing).where(Standing.person_id == person_id))


def _stricter(
    kept: tuple[ConsentEvent, int] | None, other: tuple[ConsentEvent, int] | None, *, is_same: bool
) -> tuple[ConsentEvent, int] | None:
    """The yes that counts, if any: where both said yes, the one that runs out first."""
    said = [each for each in (kept, other) if each is not None]
    if any(event.action not in MEANS_YES for event, _ in said):
        return None
    if kept is None and not is_same:
        return None
    return min(said, key=lambda each: (each[0].expires_on is None, each[0].expires_on, each[1]))


def _change(
    ours: tuple[ConsentEvent, int] | None, theirs: tuple[ConsentEvent, int] | None, yes: tuple[ConsentEvent, int] | None
) -> list[Entry]:
    """What must be written into our ledger so that it says the same."""
    if yes is not None:
        event, version = yes
        if ours is not None and event.id == ours[0].id:
            return []
        return [_entry(event, version, Action.GIVEN)]
    if ours is not None and ours[0].action in MEANS_YES:
        return [_entry(*ours, Action.WITHDRAWN)]
    is_no = theirs is not None and theirs[0].action not in MEANS_YES
    return [_entry(*theirs, Action.REFUSED)] if theirs is not None and is_no else []


def _entry(event: ConsentEvent, version: int, action: Action) -> Entry:
    if action is not Action.GIVEN:
        return Entry(event.purpose, event.channel, action, event.notice_id, event.notice_sha256, version)
    return Entry(event.purpose, event.channel, action, event.notice_id, event.notice_sha256, version, until=event.expires_on)


def _said(*person_ids: UUID) -> list[Said]:
    """What stands in the ledger of each of these people, in order."""
    found = []
    ledgers = queries.whole_ledgers(person_ids)
    for person_id in person_ids:
        told = {event.id: (event, version) for event, version in ledgers[person_id]}
        stands = latest(queries.fact_of(event) for event, _ in told.values())
        found.append({pair: told[fact.id] for pair, fact in stands.items()})
    return found


def _same_addresses(one: UUID, other: UUID) -> set[Channel]:
    """The channels for which both records hold the same address or number."""
    points = people.contact_points_of([one, other], hidden_too=True)
    ours, theirs = (
        {(CHANNEL[point.kind], comparable(point.kind, point.value)) for point in points[person_id]} for person_id in (one, other)
    )
    return {channel for channel, _ in ours & theirs}
