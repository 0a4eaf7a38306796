"""Pool numbers, kinds of contact point, and how a name or an address is made comparable."""

from __future__ import annotations

import re
import secrets
import unicodedata
from datetime import timedelta
from enum import StrEnum

import phonenumbers

from engage.accounts.rules import EMAIL_INDEX
from engage.outbox.rules import Channel

NUMBER_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_BRITISH = re.compile("[+]44[1-9][0-9]{9}")
"""A number in the very form in which numbers are compared: reading it again would give the same."""
NUMBER_SHAPE = re.compile(f"[{NUMBER_ALPHABET}]{{4}}[- ]?[{NUMBER_ALPHABET}]{{4}}")


class Kind(StrEnum):
    """A kind of contact point; each serves one channel, and somebody has at most one of each kind.

    A mobile that takes calls and texts stands here twice, as phone and as text, because each may be stopped by itself.
    """

    EMAIL = "email"
    PHONE = "phone"
    LANDLINE = "landline"
    TEXT = "text"
    POST = "post"
    RELAY = "text relay"
    SUPPORTER = "supporter"


class ErasedBecause(StrEnum):
    """Why somebody is no longer here; stands on the stub that stays."""

    ASKED = "they asked us to"
    NEVER_CONFIRMED = "they never confirmed"
    NOT_THEM = "somebody else had used their address"
    TIME_OVER = "we may keep it no longer"


JOURNAL_WORDS: dict[ErasedBecause, str] = {
    ErasedBecause.ASKED: "asked",
    ErasedBecause.NEVER_CONFIRMED: "never-confirmed",
    ErasedBecause.NOT_THEM: "not-them",
    ErasedBecause.TIME_OVER: "time-over",
}
"""How the journal of erasures says why: codes, so that these words may change and old journals stay readable."""

NO_EMAIL = "by-hand@people.invalid"
"""Stands for an address in words that are printed or spoken; nothing is ever sent there."""

# kinds whose values are compared as one: a number is the same number whether it is rung or written to
ERASED = "address of somebody who was erased"

CHANNEL: dict[Kind, Channel] = {
    Kind.EMAIL: Channel.EMAIL,
    Kind.PHONE: Channel.PHONE,
    Kind.LANDLINE: Channel.PHONE,
    Kind.TEXT: Channel.TEXT,
    Kind.POST: Channel.POST,
    Kind.RELAY: Channel.PHONE,
    Kind.SUPPORTER: Channel.PHONE,
}
NUMBERS = (Kind.PHONE, Kind.LANDLINE, Kind.TEXT, Kind.RELAY)
SPOKEN = (Kind.PHONE, Kind.LANDLINE, Kind.RELAY, Kind.SUPPORTER)
"""Kinds by which somebody is spoken with, so that a voice may be left where others hear it."""


KIND_WORDS: dict[Kind, str] = {
    Kind.EMAIL: "E-mail",
    Kind.PHONE: "Phone",
    Kind.LANDLINE: "Landline",
    Kind.TEXT: "Text message",
    Kind.POST: "Letter",
    Kind.RELAY: "Text relay",
    Kind.SUPPORTER: "Through somebody who supports them",
}
HIDDEN = "Hidden: ask the participation lead"
OPEN_FOR = timedelta(minutes=15)
"""How long somebody who said why may see what is hidden."""


class Checked(StrEnum):
    """How we know that an address or number is theirs."""

    LINK = "link"
    CALLED = "called"
    ANSWERED = "answered"
    IN_PERSON = "in person"


class WhyRestricted(StrEnum):
    """Why only those who lead see how somebody is reached."""

    AT_RISK = "at risk"
    ASKED = "asked"
    KNOWN_HERE = "known here"


CHECKED_WORDS: dict[Checked, str] = {
    Checked.LINK: "they opened the link or typed the code we sent there",
    Checked.CALLED: "we called and they answered",
    Checked.ANSWERED: "we wrote and they answered",
    Checked.IN_PERSON: "they showed or told us in person",
}
RESTRICTED_WORDS: dict[WhyRestricted, str] = {
    WhyRestricted.AT_RISK: "Somebody may be looking for them, and they would not be safe",
    WhyRestricted.ASKED: "They asked us to",
    WhyRestricted.KNOWN_HERE: "They work here, or are close to somebody who does",
}


# What each blind index is bound to. An e-mail address has the same one here and where people sign in.
CONTEXT: dict[Kind, str] = {
    Kind.EMAIL: EMAIL_INDEX,
    Kind.PHONE: "phone number",
    Kind.LANDLINE: "phone number",
    Kind.TEXT: "phone number",
    Kind.POST: "postal address",
    Kind.RELAY: "phone number",
    Kind.SUPPORTER: "supporter",
}


def looks_like_a_number(text: str) -> bool:
    """Whether somebody searching means a telephone number: six digits or more and no letters."""
    return sum(letter.isdigit() for letter in text) >= 6 and not any(letter.isalpha() for letter in text)


def new_number() -> str:
    """A pool number such as "K7Q2-MX4D": random, easy to read out, without letters that look alike."""
    letters = [secrets.choice(NUMBER_ALPHABET) for _ in range(8)]
    return "".join(letters[:4]) + "-" + "".join(letters[4:])


def comparable_name(text: str) -> str:
    """A name without case, accents and double spaces, for search and sorting."""
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return " ".join(plain.casefold().split())


def comparable(kind: Kind, value: str) -> str:
    """A contact value in the one form under which two spellings of it are the same."""
    if kind is Kind.EMAIL:
        return value.strip().casefold()
    if kind in (Kind.POST, Kind.SUPPORTER):
        return " ".join(value.casefold().split())
    if _BRITISH.fullmatch(value):
        return value
    try:
        return phonenumbers.format_number(phonenumbers.parse(value, "GB"), phonenumbers.PhoneNumberFormat.E164)
    except phonenumbers.NumberParseException:
        return "".join(letter for letter in value if letter.isdigit())


def fingerprinted(value: str, kind: Kind = Kind.EMAIL) -> tuple[str, str]:
    """What the blind index of a contact value is made from, and what it is bound to."""
    return comparable(kind, value), CONTEXT[kind]
