"""How a contact was made, what came of it, and why one was made that nobody had agreed to."""

from __future__ import annotations

from enum import StrEnum

ABOUT_TAKING_PART = "membership"
LONGEST_NOTE = 500


class How(StrEnum):
    """The way a contact took."""

    PHONE = "phone"
    TEXT = "text"
    EMAIL = "email"
    POST = "post"
    IN_PERSON = "in person"
    VIDEO = "video"


class Outcome(StrEnum):
    """What came of it."""

    REACHED = "reached"
    LEFT_MESSAGE = "left a message"
    NO_ANSWER = "no answer"
    SENT = "sent"


class Source(StrEnum):
    """Where what is written down comes from."""

    TYPED = "typed"
    PAPER = "paper"


class Despite(StrEnum):
    """Why somebody was contacted although they had not agreed to it."""

    ANSWER = "answer"
    ASKED = "asked"
    SAFETY = "safety"
    LAW = "law"
    MISTAKE = "mistake"


class WhyVoid(StrEnum):
    """Why a contact in the log is not counted any more."""

    SOMEBODY_ELSE = "somebody else"
    TWICE = "twice"
    NOT_RIGHT = "not right"
