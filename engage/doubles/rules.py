"""When two names are alike, what is compared with what, and the reasons in words.

Everybody is never compared with everybody: two records are looked at together when they share an address or number, or
when they live in one area and have a word of their names that sounds alike (a block). A block that is too large is put
in order, and each record is compared with the next few.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from itertools import combinations
from typing import TypeVar

from rapidfuzz.distance import JaroWinkler

from engage.people.rules import NUMBERS, Kind, comparable_name
from engage.pool.rules import area_key

Thing = TypeVar("Thing")

ALIKE = 0.88
LARGEST_BLOCK, NEXT_FEW = 40, 4
SHORTEST_NICKNAME = 3
MOST_FOR_ONE, MOST_PAIRS = 10, 1000
UNDO_DAYS = 30
_POSTCODE = re.compile("[a-z]{1,2}[0-9][a-z0-9]?")
_SILENT = re.compile("(?<=.)[aeiouyhw]")
_TWICE = re.compile(r"(.)\1+")


class Why(StrEnum):
    """Why two records may be one person, the strongest reason first."""

    EMAIL = "email"
    PHONE = "phone"
    POST = "post"
    SAME_NAME = "same-name"
    LIKE_NAME = "like-name"


WHY_WORDS: dict[Why, str] = {
    Why.EMAIL: "the same e-mail address",
    Why.PHONE: "the same phone number",
    Why.POST: "the same postal address",
    Why.SAME_NAME: "the same name, and the area may be the same",
    Why.LIKE_NAME: "a similar name in the same area",
}


def in_words(why: Iterable[Why]) -> str:
    """Reasons as a sentence begins.

    >>> in_words([Why.PHONE, Why.LIKE_NAME])
    'The same phone number and a similar name in the same area'
    """
    said = " and ".join(WHY_WORDS[each] for each in why)
    return said[:1].upper() + said[1:]


_WEIGHT = {Why.EMAIL: 70, Why.PHONE: 60, Why.POST: 55, Why.SAME_NAME: 5, Why.LIKE_NAME: 0}
SHARED_BY: dict[Kind, Why] = {Kind.EMAIL: Why.EMAIL, Kind.POST: Why.POST} | dict.fromkeys(NUMBERS, Why.PHONE)


@dataclass(frozen=True)
class Newcomer:
    """Somebody about to be added: a name, what they are called, how to reach them and their area, as they were typed."""

    name: str
    called: str = ""
    contacts: Sequence[tuple[Kind, str]] = ()
    area: str | None = None

    @property
    def search_name(self) -> str:
        """The name in the one form in which names are compared."""
        return comparable_name(f"{self.name} {self.called}")

    @property
    def area_key(self) -> str | None:
        """The area in the one form in which areas are compared."""
        return area_key(self.area or None)


@dataclass
class Found:
    """What speaks for two records being one person."""

    why: set[Why] = field(default_factory=set)
    likeness: float = 0

    @property
    def weight(self) -> int:
        """How much speaks for it, for the order of a list: a shared address outweighs a name, both outweigh one."""
        return sum(_WEIGHT[why] for why in self.why) + round(self.likeness * 50)

    @property
    def reasons(self) -> tuple[Why, ...]:
        """The reasons, the strongest first."""
        return tuple(why for why in Why if why in self.why)


def likeness(one: str, other: str) -> float:
    """How alike two comparable names are, from 0 to 1.

    Every word of the shorter one must have its like in the longer one; of three words or more, one may be left over.

    >>> likeness("sam okoro", "okoro samuel") > 0, likeness("jon smith", "john smyth") > 0, likeness("sam okoro", "pat okoro")
    (True, True, 0.0)
    """
    if one == other:
        return 1.0 if one else 0.0
    first, second = sorted((_words(one), _words(other)), key=lambda words: (len(words), words))
    short, long = list(first), list(second)
    if len(short) < 2:
        return 0.0
    scores = []
    for word in short:
        best = max(long, key=lambda each: _like(word, each))
        if (score := _like(word, best)) >= ALIKE:
            scores.append(score)
            long.remove(best)
    return sum(scores) / len(short) if len(scores) >= max(2, len(short) - 1) else 0.0


@lru_cache(maxsize=20_000)
def _words(name: str) -> tuple[str, ...]:
    return tuple(sorted(re.findall(r"[^\W_]+", name)))


def _like(one: str, other: str) -> float:
    short, long = sorted((one, other), key=len)
    if len(short) >= SHORTEST_NICKNAME and long.startswith(short):
        return max(0.9, JaroWinkler.similarity(one, other))
    return float(JaroWinkler.similarity(one, other))


@lru_cache(maxsize=20_000)
def sounds(name: str) -> frozenset[str]:
    """What each word of a comparable name comes to without vowels and doubled letters: two spellings come to the same.

    >>> sorted(sounds("jon smyth")) == sorted(sounds("john smith")), sorted(sounds("okorro"))
    (True, ['okr'])
    """
    return frozenset(_TWICE.sub(r"\1", _SILENT.sub("", word))[:4] for word in _words(name))


def may_be_one_area(one: str | None, other: str | None) -> bool:
    """Whether two areas may be one: the same, one not known, or a town beside a postcode.

    >>> may_be_one_area("ashford", None), may_be_one_area("me1", "rochester"), may_be_one_area("me1", "me2")
    (True, True, False)
    """
    if one is None or other is None or one == other:
        return True
    return (_POSTCODE.fullmatch(one) is None) != (_POSTCODE.fullmatch(other) is None)


def together(block: Sequence[Thing]) -> Iterator[tuple[Thing, Thing]]:
    """The pairs of a block that are compared: all of a small one; of a large one, in its order, each with the next few."""
    if len(block) <= LARGEST_BLOCK:
        yield from combinations(block, 2)
        return
    for place, one in enumerate(block):
        for other in block[place + 1 : place + 1 + NEXT_FEW]:
            yield one, other


def by_weight(found: Iterable[tuple[Thing, Found]]) -> list[tuple[Thing, Found]]:
    """What was found, the strongest first."""
    return sorted(found, key=lambda each: (-each[1].weight, str(each[0])))


# Merging


class Item(StrEnum):
    """What is kept of one record or of the other, where they differ; a contact's kind is one more."""

    NAME = "name"
    AREA = "area"
    NOTE = "reach-note"


class Side(StrEnum):
    """Of which of the two records something is kept."""

    FIRST = "first"
    SECOND = "second"


class Fate(StrEnum):
    """What a merge does to the rows of a table that belong to a person."""

    JOINED = "joined"
    LEDGER = "ledger"
    WORKED_OUT = "worked out"
    STAYS = "stays"


# every table with a person in it; a test fails while one is missing. Joined: brought together, and put back by an undo.
# Ledger: only ever added to, so it stays with its own record. Worked out: from the ledger, of the record that stays.
# Stays: it says what happened to that record, or is about both.
TABLES: dict[str, Fate] = {
    "access_need": Fate.JOINED,
    "account": Fate.JOINED,
    "came_back": Fate.STAYS,
    "carer_in_pool": Fate.STAYS,
    "consent_break": Fate.JOINED,
    "consent_event": Fate.LEDGER,
    "consent_evidence": Fate.LEDGER,
    "consent_standing": Fate.WORKED_OUT,
    "contact": Fate.JOINED,
    "contact_point": Fate.JOINED,
    "data_request": Fate.JOINED,
    "digest_sent": Fate.STAYS,
    "double_pair": Fate.STAYS,
    "erasure": Fate.STAYS,
    "legal_hold": Fate.JOINED,
    "letter_printed": Fate.STAYS,
    "mailing_named": Fate.STAYS,
    "member": Fate.JOINED,
    "new_address": Fate.JOINED,
    "message_try": Fate.STAYS,
    "outgoing": Fate.STAYS,
    "person": Fate.JOINED,
    "profile": Fate.JOINED,
    "profile_interest": Fate.JOINED,
    "profile_supporter": Fate.JOINED,
    "profile_trusted": Fate.JOINED,
    "profile_written": Fate.JOINED,
    "record_merge": Fate.STAYS,
    "reminder_stop": Fate.JOINED,
    "spreadsheet_row": Fate.STAYS,
    "stop_reply": Fate.STAYS,
}


class NotNow(ValueError):
    """What was asked cannot be done with these records as they are now; says why."""
