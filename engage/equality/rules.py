"""The questions as data, the words of the second yes, and how counts of people are shown so that nobody can be found in them."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

UNSAID = "prefer-not-to-say"
UNSAID_WORDS = "Prefer not to say"
HIDDEN = "*"
STEP = 5
SMALLEST_FLOOR = 5
LONGEST_WORDS = 100
_LIST = Path(__file__).with_name("census-2021.toml")

BALANCE_VERSION = 1
BALANCE_QUESTION = "May we use your answers to help choose balanced groups?"
BALANCE_WORDS = (
    "When more people want to join a panel than there are places, we draw lots. With your yes, the draw looks at your answers "
    "so that the group is as mixed as the people it speaks for. Nobody sees your answers, and nobody is told why somebody was "
    "drawn. Without a yes you are in the draw like everybody else, and your answers are not looked at."
)
"""Never changed: other words get the next version."""


def balance_hash() -> str:
    """The SHA-256 of exactly what is asked: the question and the words under it."""
    return hashlib.sha256(f"{BALANCE_QUESTION}\n{BALANCE_WORDS}".encode()).hexdigest()


@dataclass(frozen=True)
class Question:
    """One question. `after`: asked only of those who gave this answer to another. `own_words`: the answer that asks for some."""

    code: str
    title: str
    census: str
    choices: tuple[tuple[str, str], ...]
    hint: str = ""
    after: tuple[str, str] | None = None
    own_words: tuple[str, str] | None = None

    @property
    def words(self) -> dict[str, str]:
        """Every answer in words."""
        return {**dict(self.choices), UNSAID: UNSAID_WORDS}


@dataclass(frozen=True)
class Questions:
    """The questions of one version, with where their categories come from."""

    version: str
    source: str
    by_code: Mapping[str, Question]


@cache
def questions() -> Questions:
    """The questions in force."""
    told = tomllib.loads(_LIST.read_text(encoding="utf-8"))
    return Questions(told["version"], told["source"], {each["code"]: _question(each) for each in told["question"]})


def _question(told: Mapping[str, Any]) -> Question:
    lists: dict[str, Any] = {key: tuple(map(_tupled, value)) if isinstance(value, list) else value for key, value in told.items()}
    return Question(**lists)


def _tupled(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def asked(answers: Mapping[str, str]) -> list[Question]:
    """The questions that somebody with these answers is asked, in order."""
    every = questions().by_code.values()
    return [each for each in every if each.after is None or answers.get(each.after[0]) == each.after[1]]


def next_after(code: str, answers: Mapping[str, str]) -> Question | None:
    """The question that follows one, for somebody with these answers; None after the last."""
    order = [each.code for each in asked(answers)]
    onward = order[order.index(code) + 1 :] if code in order else []
    return questions().by_code[onward[0]] if onward else None


# How counts are shown. This is the one place that decides it.


@dataclass(frozen=True)
class Shown:
    """Counts as anybody may see them: each category in words, and how many people answered at all."""

    cells: tuple[tuple[str, str], ...]
    total: str


def shown(counts: Sequence[tuple[str, int]], *, floor: int) -> Shown:
    """Counts of people made safe to show: small ones hidden, others to the nearest five, the total rounded for itself.

    Where what is shown would leave only one possible size for something hidden, the total is hidden too.
    Raises ValueError for a floor below five.

    >>> shown([("Female", 12), ("Male", 7), ("Prefer not to say", 0)], floor=8)
    Shown(cells=(('Female', '10'), ('Male', '*'), ('Prefer not to say', '0')), total='20')
    """
    if floor < SMALLEST_FLOOR:
        raise ValueError(f"numbers below {SMALLEST_FLOOR} are never shown")
    cells = [(words, _safe(count, floor)) for words, count in counts]
    total = _safe(sum(count for _, count in counts), floor)
    return Shown(tuple(cells), HIDDEN if _gives_away([cell for _, cell in cells], total, floor) else total)


def _safe(count: int, floor: int) -> str:
    if count == 0:
        return "0"
    return HIDDEN if count < floor else str((count + STEP // 2) // STEP * STEP)


def _gives_away(cells: Sequence[str], total: str, floor: int) -> bool:
    """Whether a hidden number can be worked out: the others as small or large as they can be, taken from the total."""
    hidden = cells.count(HIDDEN)
    if not hidden or total == HIDDEN:
        return False
    known = [_between(cell, floor) for cell in cells if cell != HIDDEN]
    lowest, highest = _between(total, floor)
    left = (lowest - sum(high for _, high in known), highest - sum(low for low, _ in known))
    others = hidden - 1
    return min(floor - 1, left[1] - others) - max(1, left[0] - (floor - 1) * others) < 1


def _between(cell: str, floor: int) -> tuple[int, int]:
    """The smallest and largest number that is shown like this."""
    number = int(cell)
    return (0, 0) if number == 0 else (max(floor, number - STEP // 2), number + STEP // 2)
