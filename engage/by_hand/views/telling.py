"""How somebody is reached by one channel."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engage.contacts.queries.allowed import mind
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
