"""Contacts in numbers as they are shown: exact to those who serve the teams they are about, safe to everybody else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from engage.carer_log.queries.numbers import Span
from engage.equality.rules import HIDDEN, shown
from engage.web.filters import counted

MONTHS = 12
TOO_FEW = "There are too few to say anything more."
NONE_YET = "None in this time."
NOT_SHOWN = "Not shown"
IN_ALL = "In all"
EXACT = (
    "These are exact numbers. They are for your team alone: please do not pass them on, because a small number can point to "
    "somebody."
)


@dataclass(frozen=True)
class Line:
    """One row: what, how many, and which share of all of them, in words."""

    words: str
    count: str
    share: str


@dataclass(frozen=True)
class Table:
    """Numbers of one kind with the sentence that says what matters in them, and how they are meant."""

    title: str
    heading: str
    sentence: str
    lines: tuple[Line, ...]
    total: str
    definition: str


def whole_months(today: date, *, with_this: bool) -> list[Span]:
    """The last twelve months that are over, the newest last; `with_this`: and this one so far."""
    firsts = [today.replace(day=1)]
    for _ in range(MONTHS):
        firsts.insert(0, (firsts[0] - timedelta(days=1)).replace(day=1))
    spans = [Span(first, until) for first, until in pairwise(firsts)]
    return [*spans, Span(firsts[-1], today + timedelta(days=1))] if with_this else spans


def table(title: str, heading: str, counts: Sequence[tuple[str, int]], definition: str, *, floor: int | None) -> Table:
    """The table of some counts; `floor`: below it nothing is shown to those outside the team; None: exact.

    >>> made = table("How", "Way", [("Phone", 12), ("Letter", 3)], "", floor=8)
    >>> made.sentence, made.lines[1], made.total
    ('Most often: Phone, about 10.', Line(words='Letter', count='*', share=''), '15')
    """
    if floor is None:
        cells, total = tuple((words, str(count)) for words, count in counts), str(sum(count for _, count in counts))
    else:
        safe = shown(counts, floor=floor)
        cells, total = safe.cells, safe.total
    lines = tuple(Line(words, cell, _share(cell, total)) for words, cell in cells)
    return Table(title, heading, _most(lines, exact=floor is None), lines, total, definition)


def alike(tables: Sequence[Table]) -> list[Table]:
    """Tables that count the same contacts: where one may not show how many there are in all, none does."""
    if all(each.total != HIDDEN for each in tables):
        return list(tables)
    return [_without_total(each) for each in tables]


def _without_total(one: Table) -> Table:
    return replace(one, total=HIDDEN, lines=tuple(replace(line, share="") for line in one.lines))


def _share(cell: str, total: str) -> str:
    """A share of rounded numbers, in whole per cent; nothing where one of them is hidden."""
    if HIDDEN in (cell, total):
        return ""
    return "0%" if cell == "0" else f"{min(100, round(100 * int(cell) / max(1, int(total))))}%"


def _most(lines: Sequence[Line], *, exact: bool) -> str:
    known = [(int(line.count), line.words) for line in lines if line.count not in (HIDDEN, "0")]
    if not known:
        return TOO_FEW if any(line.count == HIDDEN for line in lines) else NONE_YET
    most = max(number for number, _ in known)
    first = [words for number, words in known if number == most]
    about = "" if exact else "about "
    return f"Most often: {' and '.join(first)}, {about}{most}{' each' if len(first) > 1 else ''}."


def as_rows(tables: Sequence[Table]) -> list[tuple[str, ...]]:
    """The same tables as rows of one file: what is not shown on the page is not in it either."""
    lines = [(one.title, each) for one in tables if one.lines for each in (*one.lines, _in_all(one))]
    return [(title, line.words, line.count, line.share or NOT_SHOWN) for title, line in lines]


def _in_all(one: Table) -> Line:
    return Line(IN_ALL, one.total, "" if one.total == HIDDEN else "100%")


def how_to_read(floor: int | None) -> str:
    """What stands above the numbers; `floor`: for those outside the team."""
    if floor is None:
        return EXACT
    return (
        f"A star (*) stands for fewer than {floor}, or for a number that would give such a one away. Other numbers are "
        "rounded to the nearest 5, and shares come from the rounded numbers."
    )


def time_in_words(minutes: int, contacts: int, *, floor: int | None) -> str:
    """How much time was given. Outside the team in whole hours, and only where it was written down often enough.

    >>> time_in_words(95, 3, floor=None)
    '1 hour 35 minutes, written down with 3 contacts.'
    >>> time_in_words(95, 3, floor=8)
    'There are too few to say anything more.'
    >>> time_in_words(2996, 52, floor=8)
    'About 50 hours, written down with about 50 contacts.'
    """
    if not contacts:
        return "No time was written down."
    hours, rest = divmod(minutes, 60)
    if floor is None:
        words = [counted(hours, "hour")] if hours else []
        words += [counted(rest, "minute")] if rest or not hours else []
        return f"{' '.join(words)}, written down with {counted(contacts, 'contact')}."
    many = shown([("", contacts)], floor=floor).total
    return (
        TOO_FEW if many == HIDDEN else f"About {counted(round(minutes / 60), 'hour')}, written down with about {many} contacts."
    )
