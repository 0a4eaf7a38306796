"""Who a carer is to the person they care for, and what makes their situation special (domain.md 3.3 and 11.5)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from enum import StrEnum

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_LONGEST_INITIALS = 3


class Relationship(StrEnum):
    """Who they are to the person they care for."""

    PARTNER = "partner"
    PARENT = "parent"
    ADULT_CHILD = "adult child"
    YOUNG_CARER = "young carer"
    SIBLING = "sibling"
    OTHER_RELATIVE = "other relative"
    FRIEND = "friend"
    NEIGHBOUR = "neighbour"
    NOT_SAID = "not said"


class Circumstance(StrEnum):
    """What makes a carer's situation special."""

    YOUNG_FAMILY = "young family"
    SINGLE_PARENT = "single parent"
    CARES_FOR_PARENTS = "cares for parents"
    OWN_MENTAL_HEALTH = "own mental health"
    OWN_DISABILITY = "own disability"
    LIVES_FAR = "lives far away"
    WORKS = "works"
    BEREAVED = "bereaved"


class Prefers(StrEnum):
    """How a carer wants to be reached."""

    PHONE = "phone"
    TEXT = "text"
    EMAIL = "email"
    POST = "post"
    IN_PERSON = "in person"


class WhyEnded(StrEnum):
    """Why a carer is not known to a team any more because of somebody."""

    CARES_NO_MORE = "cares no more"
    OTHER_TEAM = "other team"
    LEFT_SERVICE = "left service"
    CARER_ASKED = "carer asked"
    DIED = "died"
    MISTAKE = "mistake"


class WhyAsked(StrEnum):
    """Why information governance opens a carer's record."""

    ACCESS = "access"
    RECTIFY = "rectify"
    ERASE = "erase"
    RESTRICT = "restrict"
    COMPLAINT = "complaint"
    INCIDENT = "incident"


RELATIONSHIP_WORDS: dict[Relationship, str] = {
    Relationship.PARTNER: "Husband, wife or partner",
    Relationship.PARENT: "Parent",
    Relationship.ADULT_CHILD: "Son or daughter, 18 or over",
    Relationship.YOUNG_CARER: "Young carer, under 18",
    Relationship.SIBLING: "Brother or sister",
    Relationship.OTHER_RELATIVE: "Another relative",
    Relationship.FRIEND: "Friend",
    Relationship.NEIGHBOUR: "Neighbour",
    Relationship.NOT_SAID: "Not said yet",
}
CIRCUMSTANCE_WORDS: dict[Circumstance, str] = {
    Circumstance.YOUNG_FAMILY: "Has young children",
    Circumstance.SINGLE_PARENT: "Brings up children alone",
    Circumstance.CARES_FOR_PARENTS: "Cares for a parent as well",
    Circumstance.OWN_MENTAL_HEALTH: "Has mental health problems of their own",
    Circumstance.OWN_DISABILITY: "Has a disability or illness of their own",
    Circumstance.LIVES_FAR: "Lives far away",
    Circumstance.WORKS: "Has paid work",
    Circumstance.BEREAVED: "Is bereaved",
}
PREFERS_WORDS: dict[Prefers, str] = {
    Prefers.PHONE: "Phone",
    Prefers.TEXT: "Text message",
    Prefers.EMAIL: "E-mail",
    Prefers.POST: "Letter",
    Prefers.IN_PERSON: "In person",
}
WHY_ENDED_WORDS: dict[WhyEnded, str] = {
    WhyEnded.CARES_NO_MORE: "They do not care for this person any more",
    WhyEnded.OTHER_TEAM: "Another team cares for the person now",
    WhyEnded.LEFT_SERVICE: "The person has left the service",
    WhyEnded.CARER_ASKED: "The carer asked us to",
    WhyEnded.DIED: "The person or the carer has died",
    WhyEnded.MISTAKE: "It was a mistake",
}
WHY_ASKED_WORDS: dict[WhyAsked, str] = {
    WhyAsked.ACCESS: "They want to see what we hold about them",
    WhyAsked.RECTIFY: "They want something put right",
    WhyAsked.ERASE: "They want their record erased",
    WhyAsked.RESTRICT: "They object, or want the use of it limited",
    WhyAsked.COMPLAINT: "A complaint or a legal claim",
    WhyAsked.INCIDENT: "Something may have gone wrong with what we hold",
}


def new_number() -> str:
    """A carer's number, such as "C-7K2M9": random, so that it says nothing about when or how many."""
    return "C-" + "".join(secrets.choice(_ALPHABET) for _ in range(6))


@dataclass(frozen=True)
class Reach:
    """A way to reach a carer as somebody typed it: a phone number or an e-mail address."""

    phone: str | None = None
    email: str | None = None


def read_reach(typed: str) -> Reach:
    """What was typed into one box for "how to reach them".

    >>> read_reach("jo@example.org").email, read_reach("01632 960 123").phone, read_reach(" ") == Reach()
    ('jo@example.org', '01632 960 123', True)
    """
    text = typed.strip()
    return Reach(email=text) if "@" in text else Reach(phone=text or None)


def initials(name: str) -> str:
    """What a list shows of a name on a phone in a corridor.

    >>> initials("Jo van Example"), initials("J"), initials("")
    ('JE', 'J', '')

    A name that was given as initials is shown as it was given.

    >>> initials("RS"), initials("R.S."), initials("Ana")
    ('RS', 'RS', 'A')
    """
    if len(given := name.replace(".", "")) <= _LONGEST_INITIALS and given.isalpha() and given.isupper():
        return given
    words = [word for word in name.split() if word[0].isalnum()]
    ends = words if len(words) < 2 else [words[0], words[-1]]
    return "".join(word[0].upper() for word in ends)
