"""What is to become of a row, given what is known: somebody new, somebody who is here, a close match, or nobody we can add.

Stricter wins: nobody comes back who was erased or left, nothing that stands is changed, and no no becomes a yes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from engage.outbox.rules import Channel
from engage.people.rules import CHANNEL, NUMBERS, Kind, comparable, comparable_name
from engage.pool.rules import IN_THE_POOL, Standing
from engage.spreadsheets.rules.rows import Said
from engage.spreadsheets.rules.steps import Verdict

ERASED = "erased"
"""A reason that only those who confirm read in words."""
NOT_IN_THE_POOL: dict[Standing | None, str] = {
    Standing.LEFT: "They are known here and have left the pool. They can join again by themselves",
    Standing.NOT_REAL: "They are known here and were set aside as not a real contact",
    None: "They are known here but are not in the pool",
}
DIED = "They are known here, and their record says that they have died"


@dataclass(frozen=True)
class Known:
    """What matters here of somebody who is here already."""

    person_id: UUID
    full_name: str
    called: str | None
    note: str | None
    area: str | None
    standing: Standing | None
    has_died: bool
    is_restricted: bool
    contacts: Mapping[Kind, str] = field(default_factory=dict)
    confirmed: frozenset[Kind] = frozenset()
    answers: Mapping[tuple[str, Channel], bool] = field(default_factory=dict)

    @property
    def why_not(self) -> str | None:
        """Why a file may not touch their record, if it may not."""
        if self.has_died:
            return DIED
        return None if self.standing in IN_THE_POOL else NOT_IN_THE_POOL[self.standing]

    def is_reached_at(self, kind: Kind, value: str) -> bool:
        """Whether this is an address or number of theirs already."""
        alike = NUMBERS if kind in NUMBERS else (kind,)
        return any(comparable(kind, value) == comparable(each, self.contacts[each]) for each in alike if each in self.contacts)

    def is_named(self, name: str) -> bool:
        """Whether this is their name, give or take case, accents and spaces."""
        return comparable_name(self.full_name) == comparable_name(name)


@dataclass(frozen=True)
class Judgement:
    """What was found about a row. `reasons`: why it cannot be added, or what would be filled in."""

    verdict: Verdict
    reasons: Sequence[str] = ()
    matches: Sequence[UUID] = ()


class Seen:
    """The rows of one file so far, so that nobody stands in it twice."""

    def __init__(self) -> None:
        self._people: dict[tuple[str, Kind, str], int] = {}
        self._emails: dict[str, int] = {}

    def problem(self, number: int, said: Said) -> str | None:
        """What is wrong with a row because of those above it; the row is remembered where nothing is."""
        name = comparable_name(said.name)
        keys = [(name, kind, value) for kind, value in said.compared]
        same = next((self._people[key] for key in keys if key in self._people), None)
        if same is not None:
            return f"The same person stands in row {same}"
        emails = [value for _, kind, value in keys if kind is Kind.EMAIL]
        same = next((self._emails[email] for email in emails if email in self._emails), None)
        if same is not None:
            return f"Row {same} has this e-mail address under another name. An address belongs to one person"
        self._people |= dict.fromkeys(keys, number)
        self._emails |= dict.fromkeys(emails, number)
        return None


def judge(said: Said, close: Sequence[Known], *, was_erased: bool, came_before: Known | None) -> Judgement:
    """What is to become of a readable row. `close`: who may be the same, the closest first; `came_before`: whom this very row
    brought here from another file."""
    if was_erased:
        return Judgement(Verdict.REFUSED, (ERASED,))
    if came_before is not None:
        return Judgement(Verdict.HERE, (), (came_before.person_id,))
    same = [known for known in close if known.is_named(said.name) and any(known.is_reached_at(*each) for each in said.compared)]
    if len(same) == 1:
        return _of_somebody_here(said, same[0])
    if close:
        likely = sorted(close, key=lambda known: not known.is_named(said.name))  # a shared telephone says less than a name
        return Judgement(Verdict.CLOSE, (), tuple(known.person_id for known in likely))
    return Judgement(Verdict.NEW)


def _of_somebody_here(said: Said, known: Known) -> Judgement:
    if known.why_not is not None:
        return Judgement(Verdict.REFUSED, (known.why_not,), (known.person_id,))
    filled = () if known.is_restricted else fills(said, known)
    return Judgement(Verdict.FILLS if filled else Verdict.HERE, filled, (known.person_id,))


def fills(said: Said, known: Known) -> tuple[str, ...]:
    """What a row says that the record of somebody does not hold yet, in words."""
    found = []
    if said.called and not known.called:
        found.append("what to call them")
    if said.note and not known.note:
        found.append("what makes it easier to reach them")
    if said.area and not known.area:
        found.append("area")
    found += [WORDS_OF[kind] for kind, _ in new_contacts(said, known)]
    yes, no = decisions(said, known)
    if yes:
        found.append("what they agreed to")
    if no:
        found.append("what they said no to")
    return tuple(found)


WORDS_OF: dict[Kind, str] = {
    Kind.EMAIL: "e-mail address", Kind.PHONE: "phone number", Kind.TEXT: "number for text messages", Kind.POST: "postal address",
}  # fmt: skip


def new_contacts(said: Said, known: Known) -> list[tuple[Kind, str]]:
    """The ways to reach somebody that their record does not hold; another value than ours is left as it is."""
    return [
        (kind, value)
        for kind, value in said.contacts
        if kind not in known.contacts and (kind is Kind.TEXT or not known.is_reached_at(kind, value))
    ]


def channels(said: Said, known: Known | None) -> list[Channel]:
    """The channels for which an answer in a row counts: where the row and the record name the same address or number."""
    found = []
    for kind, value in said.contacts:
        if known is None or kind not in known.contacts or known.is_reached_at(kind, value):
            found.append(CHANNEL[kind])
    return list(dict.fromkeys(found))


def decisions(said: Said, known: Known | None) -> tuple[list[tuple[str, Channel]], list[tuple[str, Channel]]]:
    """What a row adds to the ledger: the yeses, only where nothing was ever answered, and the noes that stop a yes.

    For somebody new a no is kept as a no; for somebody who is here it stops what stands, since the stricter answer wins.
    """
    by, answered = channels(said, known), known.answers if known is not None else {}
    yes = [(purpose, channel) for purpose in said.said_yes for channel in by if (purpose, channel) not in answered]
    refused = [purpose for purpose, was_yes in said.answers.items() if not was_yes]
    no = [(purpose, channel) for purpose in refused for channel in by if answered.get((purpose, channel), known is None)]
    return yes, no
