"""How somebody is reached by one channel, and the exact words of a text message to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from engage.by_hand.rules import short_text
from engage.by_hand.views.room import organisation
from engage.contacts.queries.allowed import mind
from engage.mailings.emails import filled
from engage.mailings.rules.words import Words
from engage.message_templates.rules.subjects import given_away
from engage.needs.queries import ToDo
from engage.outbox.rules import Channel
from engage.people.models import ContactPoint
from engage.people.rules import CHANNEL, KIND_WORDS


@dataclass(frozen=True)
class Way:
    """One number, what it is, and what to mind."""

    kind: str
    value: str
    mind: str


def ways(points: Iterable[ContactPoint], channel: Channel) -> list[Way]:
    """How somebody is reached by a channel, in the order we try."""
    return [Way(KIND_WORDS[each.kind], each.value, _only(mind(each))) for each in points if CHANNEL[each.kind] is channel]


def _only(words: str) -> str:
    """What to mind, without the kind that stands beside it."""
    return words.partition(": ")[2]


def short(todo: ToDo, said: Mapping[UUID, Words]) -> str:
    """The exact words of the text message, without what the team wrote where that gives something away."""
    mailing, our = said.get(todo.letter.about), organisation()
    opening = filled(mailing, called=todo.person.greeting).opening if mailing is not None else ""
    return short_text(
        todo.letter.kind, greeting=todo.person.greeting, team=our.team, phone=our.phone,
        opening="" if given_away(opening) else opening,
    )  # fmt: skip
