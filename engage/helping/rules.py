"""How somebody told us, what they may answer, how large print can be, and the code that stands on a form on paper."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from engage.consent.rules import Offer, Route
from engage.people.rules import NUMBER_ALPHABET

DRAFT_KEPT = timedelta(days=1)
USUAL_SIZE, LARGE_SIZE = 12, 20
SIZES = (12, 16, 20, 24, 28)
_CODE = re.compile(f"([JCLW])([0-9]+)-?([{NUMBER_ALPHABET}]{{6}})")


class HowTold(StrEnum):
    """How somebody told us, as the team says it."""

    PHONE = "phone"
    PAPER = "paper"
    IN_PERSON = "in-person"
    EASY_READ = "easy-read"
    INTERPRETER = "interpreter"


HOW_WORDS: dict[HowTold, str] = {
    HowTold.PHONE: "By phone",
    HowTold.PAPER: "On a paper form",
    HowTold.IN_PERSON: "In person",
    HowTold.EASY_READ: "On an Easy Read form",
    HowTold.INTERPRETER: "With an interpreter",
}
# an interpreter is there in person or on the line; which of them stands in the evidence
ROUTE: dict[HowTold, Route] = {
    HowTold.PHONE: Route.PHONE,
    HowTold.PAPER: Route.PAPER,
    HowTold.IN_PERSON: Route.IN_PERSON,
    HowTold.EASY_READ: Route.PAPER,
    HowTold.INTERPRETER: Route.IN_PERSON,
}


class Asked(StrEnum):
    """What somebody said about one kind of message, or that nobody asked them."""

    YES = "yes"
    NO = "no"
    NOT_ASKED = "not-asked"


ASKED_WORDS: dict[Asked, str] = {
    Asked.YES: "Yes, they said yes",
    Asked.NO: "No",
    Asked.NOT_ASKED: "Not asked",
}


class PaperForm(StrEnum):
    """A public form as it is printed; the value stands in its address."""

    JOIN = "join"
    CHOICES = "choices"
    LEAVE = "leave"
    WHAT_WE_HOLD = "what-we-hold"


FORM_TITLES: dict[PaperForm, str] = {
    PaperForm.JOIN: "Join the engagement pool",
    PaperForm.CHOICES: "Change what we send you",
    PaperForm.LEAVE: "Leave the engagement pool",
    PaperForm.WHAT_WE_HOLD: "Ask what we hold about you",
}
_LETTER = {PaperForm.JOIN: "J", PaperForm.CHOICES: "C", PaperForm.LEAVE: "L", PaperForm.WHAT_WE_HOLD: "W"}


@dataclass(frozen=True)
class Edition:
    """The words a form is printed with, and the code that stands for them."""

    offers: Sequence[Offer]

    @property
    def version(self) -> int:
        """The highest version among the words."""
        return max((offer.version for offer in self.offers), default=1)

    def code(self, form: PaperForm) -> str:
        """What is printed at the foot of a form, such as "J1-7K2M4Q": the form, the version of its words, a short hash."""
        words = "\0".join([form.value, *(f"{offer.code} {offer.notice_sha256}" for offer in self.offers)])
        digest = int(hashlib.sha256(words.encode()).hexdigest(), 16)
        letters = []
        for _ in range(6):
            digest, place = divmod(digest, len(NUMBER_ALPHABET))
            letters.append(NUMBER_ALPHABET[place])
        return f"{_LETTER[form]}{self.version}-{''.join(letters)}"


def tidy_code(typed: str) -> str:
    """A code as it is printed, however it was typed.

    >>> tidy_code(" j1 7k2m4q "), tidy_code("J12-7K2M4Q"), tidy_code("hello")
    ('J1-7K2M4Q', 'J12-7K2M4Q', '')
    """
    plain = "".join(letter for letter in typed.upper() if letter.isalnum())
    found = _CODE.fullmatch(plain)
    return "" if found is None else f"{found[1]}{found[2]}-{found[3]}"


def size_in_points(asked: str | None) -> int:
    """The size of print somebody asked for; the usual one for anything else."""
    return int(asked) if asked in {str(size) for size in SIZES} else USUAL_SIZE
