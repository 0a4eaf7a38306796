"""The coded list of needs, what some of them change about how we reach somebody, and when we ask again.

The list is `list.csv`: codes of the Accessible Information Standard with their SNOMED CT concept, and local ones without.
A code is never given another meaning; a new list gets a new version, which is kept beside every need.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from engage.outbox.rules import Channel
from engage.people.rules import Kind

LIST_VERSION = "1"
REVIEW_AFTER_MONTHS = 12
LONGEST_WORDS = 500
USUAL_PRINT = 12
_LIST = Path(__file__).with_name("list.csv")

LANGUAGE, INTERPRETER, ANOTHER = "language", "interpreter", "another"
IN_OWN_WORDS = frozenset({LANGUAGE, INTERPRETER, ANOTHER})
"""Needs that say nothing without the words somebody gave."""


class Effect(StrEnum):
    """What a need changes about how we write to somebody."""

    BY_PHONE = "by phone"
    BY_LETTER = "by letter"
    BY_TEXT = "by text message"
    BY_RELAY = "by text relay"
    THROUGH_CARER = "through their carer"
    BY_EMAIL = "by e-mail"
    EASY_READ = "easy read"
    PRINT_20 = "20 point"
    PRINT_24 = "24 point"
    PRINT_28 = "28 point"


class Instead(StrEnum):
    """By what instead of e-mail, kept beside a need in plain words, so that lists are made of many people at once."""

    PHONE = "phone"
    TEXT = "text"
    CARER = "carer"
    POST = "post"


class AboutEmail(StrEnum):
    """What a need says about e-mail; kept beside it in plain words, so that many people are asked about in one statement."""

    INSTEAD = "another way instead"
    FINE = "e-mail is fine"
    NOTHING = "nothing"


class Group(StrEnum):
    """What a page asks for together."""

    REACH = "reach"
    PAPERS = "papers"
    MEETING = "meeting"
    AROUND = "around"


class Category(StrEnum):
    """The categories of the standard; the last one is ours."""

    COMMUNICATION_SUPPORT = "001"
    PROFESSIONAL = "002"
    CONTACT_METHOD = "003"
    FORMAT = "004"
    LANGUAGE = "006"
    BESPOKE = "011"
    LOCAL = "local"


CATEGORY_WORDS: dict[Category, str] = {
    Category.COMMUNICATION_SUPPORT: "Support with communication",
    Category.PROFESSIONAL: "A professional who helps to communicate",
    Category.CONTACT_METHOD: "A way to be contacted",
    Category.FORMAT: "A format for information",
    Category.LANGUAGE: "Language",
    Category.BESPOKE: "Something else",
    Category.LOCAL: "Taking part",
}
WAY_WORDS: dict[Effect, str] = {
    Effect.BY_PHONE: "by phone",
    Effect.BY_RELAY: "by text relay",
    Effect.BY_TEXT: "by text message",
    Effect.THROUGH_CARER: "through their carer",
    Effect.BY_LETTER: "by letter",
}
# which consent a message needs that is brought this way
WAY_CHANNEL: dict[Effect, Channel] = {
    Effect.BY_PHONE: Channel.PHONE,
    Effect.BY_RELAY: Channel.PHONE,
    Effect.BY_TEXT: Channel.TEXT,
    Effect.THROUGH_CARER: Channel.PHONE,
    Effect.BY_LETTER: Channel.POST,
}
PRINT: dict[Effect, int] = {Effect.PRINT_20: 20, Effect.PRINT_24: 24, Effect.PRINT_28: 28}
INSTEAD: dict[Effect, Instead] = {
    Effect.BY_PHONE: Instead.PHONE,
    Effect.BY_RELAY: Instead.PHONE,
    Effect.BY_TEXT: Instead.TEXT,
    Effect.THROUGH_CARER: Instead.CARER,
    Effect.BY_LETTER: Instead.POST,
}
INSTEAD_KINDS: dict[Instead, tuple[Kind, ...]] = {
    Instead.PHONE: (Kind.PHONE, Kind.LANDLINE, Kind.RELAY),
    Instead.TEXT: (Kind.TEXT,),
    Instead.CARER: (Kind.SUPPORTER,),
    Instead.POST: (Kind.POST,),
}
INSTEAD_CHANNEL: dict[Instead, Channel] = {
    Instead.PHONE: Channel.PHONE,
    Instead.TEXT: Channel.TEXT,
    Instead.CARER: Channel.PHONE,
    Instead.POST: Channel.POST,
}
WITHOUT_EMAIL = (Channel.POST, Channel.PHONE, Channel.TEXT)
"""In which order we try to reach somebody who has no e-mail address and asked for nothing."""

# in the order in which we try them when somebody named several, here and in `Instead`
OTHER_WAYS = (Effect.BY_PHONE, Effect.BY_RELAY, Effect.BY_TEXT, Effect.THROUGH_CARER, Effect.BY_LETTER)


BY_KIND: dict[Kind, Effect] = {
    Kind.PHONE: Effect.BY_PHONE,
    Kind.LANDLINE: Effect.BY_PHONE,
    Kind.RELAY: Effect.BY_RELAY,
    Kind.TEXT: Effect.BY_TEXT,
    Kind.SUPPORTER: Effect.THROUGH_CARER,
    Kind.POST: Effect.BY_LETTER,
}


@dataclass(frozen=True)
class Need:
    """One entry of the list. `group`: asked on the person's own page; `flag`: the short words at the top of the team's pages."""

    code: str
    category: Category
    snomed: str | None
    group: Group | None
    effect: Effect | None
    words: str
    flag: str


@cache
def needs() -> Mapping[str, Need]:
    """The list, by code, in its order."""
    with _LIST.open(encoding="utf-8", newline="") as file:
        return {row["code"]: _need(row) for row in csv.DictReader(file)}


def _need(row: Mapping[str, str]) -> Need:
    return Need(
        code=row["code"],
        category=Category(row["category"]),
        snomed=row["snomed"] or None,
        group=Group(row["group"]) if row["group"] else None,
        effect=Effect(row["effect"]) if row["effect"] else None,
        words=row["words"],
        flag=row["flag"],
    )


def place(code: str) -> int:
    """Where a need stands in the list."""
    return list(needs()).index(code)


def flag_of(code: str, own_words: str | None) -> str:
    """The short words for one need: "Large print (24 point)", "Interpreter: Punjabi"."""
    flag = needs()[code].flag
    if code == ANOTHER or not own_words:
        return flag if code != ANOTHER else f"{flag}: see what they need"
    return f"{flag} {own_words}" if code == LANGUAGE else f"{flag}: {own_words}"


def another_way(codes: Iterable[str]) -> Effect | None:
    """How somebody wants to be reached when e-mail is not for them; None when e-mail is fine."""
    wanted = effects(codes)
    if Effect.BY_EMAIL in wanted:
        return None
    return next((way for way in OTHER_WAYS if way in wanted), None)


def way_by(kinds: Iterable[Kind]) -> Effect | None:
    """How somebody is reached who asked for no way but has no e-mail address, by what we know of them."""
    known = {BY_KIND[kind] for kind in kinds if kind in BY_KIND}
    return next((way for way in OTHER_WAYS if way in known), None)


def about_email(code: str) -> AboutEmail:
    """What one need says about e-mail.

    >>> [about_email(code).value for code in ("by-phone", "breaks")]
    ['another way instead', 'nothing']
    """
    effect = needs()[code].effect
    if effect in OTHER_WAYS:
        return AboutEmail.INSTEAD
    return AboutEmail.FINE if effect is Effect.BY_EMAIL else AboutEmail.NOTHING


def instead(code: str) -> Instead | None:
    """By what instead of e-mail, where one need says so.

    >>> instead("by-relay"), instead("breaks")
    (<Instead.PHONE: 'phone'>, None)
    """
    effect = needs()[code].effect
    return None if effect is None else INSTEAD.get(effect)


def print_size(codes: Iterable[str]) -> int:
    """In how many points a letter to them is printed."""
    return max([size for effect, size in PRINT.items() if effect in effects(codes)], default=USUAL_PRINT)


def effects(codes: Iterable[str]) -> frozenset[Effect]:
    """What these needs change."""
    return frozenset(effect for code in codes if (effect := needs()[code].effect) is not None)


@dataclass(frozen=True)
class Flags:
    """What stands at the top of every page on which somebody is contacted, when we ask them again, and how not by e-mail."""

    words: tuple[str, ...] = ()
    review_on: date | None = None
    is_overdue: bool = False
    another_way: Effect | None = None

    @property
    def in_short(self) -> str:
        """The same for a cell of a list."""
        return ", ".join((*self.words, *(["review overdue"] if self.is_overdue else [])))


@dataclass(frozen=True)
class Formats:
    """How to send something to somebody: `another_way` instead of e-mail, Easy Read, and the size of print."""

    another_way: Effect | None = None
    easy_read: bool = False
    print_size: int = USUAL_PRINT


@dataclass(frozen=True)
class Said:
    """Everything somebody needs, by code, each with their own words where it has any; and whether a host may know."""

    needs: Mapping[str, str | None] = field(default_factory=dict)
    share_with_host: bool = False


def without_links(text: str, *, signed: str) -> list[list[str]]:
    """The paragraphs of an e-mail that make sense on paper or by phone, as lines: none with a link, which leads nowhere there.

    A link in a message may also let whoever holds it act for the person, so no page shows one to somebody else. Who
    `signed` the e-mail is left out too: a letter begins with that.

    >>> text = "Dear Sam\\n\\nThis comes\\nnow:\\n- News.\\n\\nLook here:\\nhttps://engage.example/c/abc\\n\\nTeam\\n01632 960 1"
    >>> without_links(text, signed="Team")
    [['Dear Sam'], ['This comes now:', '- News.']]
    """
    parts = [part.strip() for part in text.split("\n\n")]
    return [_lines(part) for part in parts if part and "://" not in part and part.partition("\n")[0] != signed]


def _lines(paragraph: str) -> list[str]:
    """A paragraph with its wrapped lines put together; points of a list stay lines of their own."""
    lines: list[str] = []
    for line in paragraph.split("\n"):
        if lines and not line.startswith("- "):
            lines[-1] += f" {line}"
        else:
            lines.append(line)
    return lines
