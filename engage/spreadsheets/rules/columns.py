"""What the columns of a file mean: guessed from their headings, then said by somebody."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from engage.consent.rules import Offer

LEAVE_OUT = ""
ABOUT = "yes to "
"""A column that holds somebody's answer about a purpose is called this and the purpose's code."""


class Column(StrEnum):
    """What a column may hold, in the order of the template."""

    NAME = "name"
    FIRST_NAME = "first name"
    LAST_NAME = "last name"
    CALLED = "called"
    EMAIL = "email"
    PHONE = "phone"
    TEXT = "text"
    ADDRESS_1 = "address 1"
    ADDRESS_2 = "address 2"
    TOWN = "town"
    POSTCODE = "postcode"
    AREA = "area"
    TIES = "ties"
    NOTE = "note"
    SAID_ON = "said on"
    HOW_TOLD = "how told"
    WORDING = "wording"


WORDS: dict[Column, str] = {
    Column.NAME: "Full name",
    Column.FIRST_NAME: "First name",
    Column.LAST_NAME: "Last name",
    Column.CALLED: "What to call them",
    Column.EMAIL: "E-mail address",
    Column.PHONE: "Phone number",
    Column.TEXT: "Mobile number for text messages",
    Column.ADDRESS_1: "Address line 1",
    Column.ADDRESS_2: "Address line 2",
    Column.TOWN: "Town of the address",
    Column.POSTCODE: "Postcode",
    Column.AREA: "Town or area, without an address",
    Column.TIES: "How they are tied to our services",
    Column.NOTE: "What makes it easier to reach them",
    Column.SAID_ON: "Date they agreed",
    Column.HOW_TOLD: "How they told you",
    Column.WORDING: "Words they agreed to",
}
_ALSO: dict[Column, str] = {
    Column.NAME: "name|full name|person|member|contact name|participant",
    Column.FIRST_NAME: "first name|forename|given name|first",
    Column.LAST_NAME: "last name|surname|family name|last",
    Column.CALLED: "known as|preferred name|call them|nickname|what to call them",
    Column.EMAIL: "e mail|email|e mail address|email address|mail",
    Column.PHONE: "phone|telephone|phone number|telephone number|tel|landline|home phone|contact number",
    Column.TEXT: "mobile|mobile number|mobile phone|text|cell|mobile number for text messages",
    Column.ADDRESS_1: "address|address line 1|address 1|street",
    Column.ADDRESS_2: "address line 2|address 2",
    Column.TOWN: "town or city|post town|city|town of the address",
    Column.POSTCODE: "postcode|post code",
    Column.AREA: "area|town|locality|district|town or area without an address",
    Column.TIES: "tie|ties|type|role|service user or carer|how they are tied to our services",
    Column.NOTE: "note|notes|comments|best times|what makes it easier to reach them",
    Column.SAID_ON: "consent date|date of consent|date agreed|date they agreed|agreed on",
    Column.HOW_TOLD: "how told|how they told you|consent method|method|how agreed",
    Column.WORDING: "wording|words they agreed to|consent wording|statement",
}
_MEANS = {each: column for column, words in _ALSO.items() for each in words.split("|")}
EVIDENCE = (Column.SAID_ON, Column.HOW_TOLD, Column.WORDING)
WAYS = (Column.EMAIL, Column.PHONE, Column.TEXT, Column.ADDRESS_1)


def about(purpose: str) -> str:
    """The name of the column with the answers about a purpose."""
    return ABOUT + purpose


def choices(offers: Iterable[Offer]) -> dict[str, str]:
    """Everything a column may be said to hold, with its words."""
    known = {column.value: WORDS[column] for column in Column}
    answers = {about(offer.code): f"Yes or no to: {offer.title}" for offer in offers}
    return {LEAVE_OUT: "Leave out", **known, **answers}


def guessed(headings: Sequence[str], offers: Iterable[Offer]) -> list[str]:
    """What each column seems to hold; nothing is guessed twice."""
    purposes = {_plain(words): about(offer.code) for offer in offers for words in (offer.code, offer.title)}
    taken: set[str] = set()
    meanings = []
    for heading in headings:
        plain = _plain(heading)
        meaning = purposes.get(plain) or str(_MEANS.get(plain, LEAVE_OUT))
        meanings.append(LEAVE_OUT if meaning in taken else meaning)
        taken.add(meaning)
    return meanings


def _plain(heading: str) -> str:
    words = re.sub(r"[\W_]+", " ", heading.casefold()).split()
    return " ".join(words[1:] if words[:1] == ["the"] else words)


def problems(meanings: Sequence[str], words: Mapping[str, str]) -> list[tuple[int, str]]:
    """What is wrong with what the columns were said to hold, each with the place of the column beside which it stands."""
    held = [meaning for meaning in meanings if meaning]
    found = []
    if Column.NAME not in held and not {Column.FIRST_NAME, Column.LAST_NAME} <= set(held):
        found.append((0, "Your file has no column for a name. Choose the column that holds it"))
    if not set(WAYS) & set(held):
        found.append((0, "Your file has no column for a way to reach people. Choose one for e-mail, phone or address"))
    double = next((place for place, meaning in enumerate(meanings) if meaning and meaning in meanings[:place]), None)
    if double is not None:
        found.append((double, f"Two columns are said to hold “{words[meanings[double]]}”. Leave one of them out"))
    return found


def answers(meanings: Iterable[str]) -> list[str]:
    """The purposes about which the file holds answers."""
    return [meaning.removeprefix(ABOUT) for meaning in meanings if meaning.startswith(ABOUT)]


def missing_evidence(meanings: Sequence[str]) -> list[Column]:
    """The columns without which no yes in a file counts."""
    return [column for column in EVIDENCE if column not in meanings]
