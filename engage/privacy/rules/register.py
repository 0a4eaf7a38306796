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


# why something stays, in the words of the page about erasing
REASONS = {
    "nobody": "It is about nobody.",
    "staff": "It is about somebody who works here.",
    "stub": "A stub stays: the number, the date and the reason, so that we can show that we did it.",
    "proof": "It shows what was agreed and what was sent, under an id that names nobody.",
    "watch": "It shows who did what, in codes and counts, and names nobody.",
    "expires": "It is under a key nobody can follow back, and is forgotten within days.",
    "request": "It shows that a request was answered, under an id that names nobody.",
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
