"""What a person can fill in about themselves, in the order of their own page, and how each part stands."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum


class Stands(StrEnum):
    """How one part stands. Nothing here is needed to be in the pool."""

    DONE = "Completed"
    OPEN = "Incomplete"
    ANY_TIME = "Any time"


@dataclass(frozen=True)
class Task:
    """One part of somebody's profile: what it asks, where it is, and under which name its answer is known to be there.

    `filled_by` is None where this page does not look whether there is an answer.
    """

    title: str
    endpoint: str
    filled_by: str | None = None
    hint: str = ""

    def stands(self, filled: Collection[str]) -> Stands:
        """How it stands, when these parts are filled in."""
        if self.filled_by is None:
            return Stands.ANY_TIME
        return Stands.DONE if self.filled_by in filled else Stands.OPEN


TASKS = (
    Task("What do you need to take part", "needs.support", "needs"),
    Task("What are you interested in", "profile.interests", "interests"),
    Task("What experience would you bring", "profile.experience", "experience", "Optional"),
    Task("Equality questions", "equality.start", None, "Optional. Only you see your answers"),
    Task("Expenses and payment", "profile.payment", "payment"),
    Task("Someone we may also talk to", "profile.trusted", "trusted", "Optional"),
    Task("How to reach you", "people.reach", "reach"),
    Task("What we hold about you", "privacy.held", None, "See it, or download it"),
)
# these come first under "Do next", while they are open
ASKED_FIRST = ("reach", "needs", "interests")


def tasks(is_there: Callable[[str], bool]) -> list[Task]:
    """The parts that have a page."""
    return [task for task in TASKS if is_there(task.endpoint)]


def next_task(tasks: Collection[Task], filled: Collection[str]) -> Task | None:
    """What somebody may want to do first: the first part that is open and that is not merely optional."""
    for name in ASKED_FIRST:
        for task in tasks:
            if task.filled_by == name and name not in filled:
                return task
    return None
