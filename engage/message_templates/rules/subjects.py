"""What a subject gives away on a locked screen: words to think about, from a list that anybody can read and add to.

Nothing is refused: whoever writes is told what it is, and offered a plain subject.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection
from enum import StrEnum
from functools import cache
from itertools import pairwise
from pathlib import Path

from engage.people.rules import comparable_name

_LIST = Path(__file__).with_name("subjects.csv")
_AMOUNT = re.compile(r"[£€$]\s?\d|\b\d[\d,.]*\s?(?:pounds?|pence|GBP|p)\b", re.IGNORECASE)
_TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof)\.?\s+[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


class Sort(StrEnum):
    """What a word in a subject gives away."""

    HEALTH = "health"
    PEOPLE = "people"
    NAME = "name"
    AMOUNT = "amount"


SORT_WORDS: dict[Sort, str] = {
    Sort.HEALTH: "says something about health",
    Sort.PEOPLE: "says what kind of person it is for",
    Sort.NAME: "names a person",
    Sort.AMOUNT: "names an amount",
}


@cache
def listed() -> dict[str, Sort]:
    """The list: words and phrases in small letters, each with what it gives away."""
    with _LIST.open(encoding="utf-8", newline="") as file:
        return {row["words"]: Sort(row["sort"]) for row in csv.DictReader(file)}


@cache
def _pattern() -> re.Pattern[str]:
    phrases = sorted(listed(), key=len, reverse=True)
    return re.compile(r"\b(" + "|".join(re.escape(phrase).replace(r"\ ", r"[\s-]+") for phrase in phrases) + r")(s|es|’s|'s)?\b")


def given_away(subject: str, *, names: Collection[str] = ()) -> list[Sort]:
    """What a subject gives away, each sort once, in their order; `names`: comparable names of people that stand in it.

    >>> [sort.value for sort in given_away("For carers: £20 for your bus")]
    ['people', 'amount']
    >>> given_away("News from the participation team"), given_away("A career in gardening")
    ([], [])
    """
    plain = " ".join(subject.casefold().split())
    found = {listed()[re.sub(r"[\s-]+", " ", each[0])] for each in _pattern().findall(plain)}
    if _AMOUNT.search(subject):
        found.add(Sort.AMOUNT)
    if names or _TITLE.search(subject):
        found.add(Sort.NAME)
    return [sort for sort in Sort if sort in found]


def maybe_names(subject: str) -> list[str]:
    """Two or three words in a row that begin with capital letters, as a name would be compared.

    >>> maybe_names("Lunch with Ama Boateng on Friday")
    ['ama boateng']
    """
    words = list(_WORD.finditer(subject))
    found: list[str] = []
    for size in (2, 3):
        for start in range(len(words) - size + 1):
            some = words[start : start + size]
            together = all(not subject[one.end() : other.start()].strip() for one, other in pairwise(some))
            if together and all(word[0][0].isupper() for word in some):
                found.append(comparable_name(" ".join(word[0] for word in some)))
    return found
