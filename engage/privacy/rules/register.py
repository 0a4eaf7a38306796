"""The register of every column of every table: `register.txt` read into lines. How to add one stands at its top."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("register.txt")


class Sort(StrEnum):
    """What a column holds."""

    OWNER = "owner"
    PERSONAL = "personal"
    STAFF = "staff"
    KEY = "key"
    BOOKKEEPING = "bookkeeping"


class Fate(StrEnum):
    """What becomes of a column when the person it is about is erased."""

    ROW = "row"
    BLANK = "blank"
    STAYS = "stays"


# why something stays; the last three in the words of the page about erasing
REASONS = {
    "nobody": "It is about nobody.",
    "staff": "It is about somebody who works here.",
    "carer": "It is what a team wrote down about a carer, and kept by rules of its own.",
    "stub": "Your pool number, the day and the reason, so that we can show that we did it.",
    "proof": "What you said yes and no to and which messages we sent, under a number that names nobody, "
    "so that we can show that we kept to your choice.",
    "watch": "Who did what here, in codes and counts.",
    "expires": "What is under a key that nobody can follow back, or sealed, and is forgotten within days.",
    "request": "That you asked us something about your record and when we answered, without your words or ours.",
}


@dataclass(frozen=True)
class Column:
    """One line of the register. `through`: the table that says whose a row is; empty for the person themselves."""

    table: str
    name: str
    sort: Sort
    through: str
    fate: Fate
    reason: str
    heading: str
    label: str

    @property
    def in_download(self) -> bool:
        """Whether its owner is shown it."""
        return bool(self.heading)


def read(line: str) -> Column:
    """One line, such as "member.area | personal | row | Your place in the pool: Area".

    >>> read("account_sign_in.user_id | owner through account | row | ").through
    'account'
    >>> read("member.area | personal | row | Your place in the pool: Area").label
    'Area'
    """
    where, what, fate, shown = (part.strip() for part in line.split("|"))
    table, _, name = where.partition(".")
    sort, _, through = what.partition(" through ")
    outcome, _, reason = fate.partition(" ")
    heading, _, label = shown.partition(": ")
    return Column(table, name, Sort(sort), through, Fate(outcome), reason, heading, label)


@cache
def register() -> tuple[Column, ...]:
    """Every line, in the order of the file."""
    return tuple(read(line) for line in lines())


def lines() -> list[str]:
    """The lines of the file that speak of a column."""
    whole = FILE.read_text(encoding="utf-8").splitlines()
    return [line for line in whole if line.strip() and not line.startswith("#")]


def columns_of(table: str) -> list[Column]:
    """The lines about one table."""
    return [column for column in register() if column.table == table]


def kept_when_erased() -> list[str]:
    """Why anything that is about somebody stays when they are erased: a sentence a reason."""
    owners = {column.table for column in register() if column.sort is Sort.OWNER}
    used = {column.reason for column in register() if column.fate is Fate.STAYS and column.table in owners}
    return [words for reason, words in REASONS.items() if reason in used]
