"""Where a file is on its way into the pool, what was found about each row, and what became of it."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

KEPT = timedelta(days=7)


class State(StrEnum):
    """Where a file is. The worker moves it on from the states in `AtWork`, people from the others."""

    MATCHING = "columns to match"
    CHECKING = "being checked"
    CHECKED = "checked"
    APPROVED = "being added"
    DONE = "added"
    UNDOING = "being undone"
    UNDONE = "undone"
    THROWN_AWAY = "thrown away"


AtWork = (State.CHECKING, State.APPROVED, State.UNDOING)

NEXT: dict[State, frozenset[State]] = {
    State.MATCHING: frozenset({State.CHECKING, State.THROWN_AWAY}),
    State.CHECKING: frozenset({State.CHECKED, State.THROWN_AWAY}),
    State.CHECKED: frozenset({State.MATCHING, State.CHECKING, State.APPROVED, State.THROWN_AWAY}),
    State.APPROVED: frozenset({State.DONE, State.CHECKED}),
    State.DONE: frozenset({State.UNDOING}),
    State.UNDOING: frozenset({State.UNDONE}),
    State.UNDONE: frozenset(),
    State.THROWN_AWAY: frozenset(),
}


class Verdict(StrEnum):
    """What was found about a row when it was compared with the pool."""

    NEW = "new"
    HERE = "already here"
    FILLS = "will be filled in"
    CLOSE = "close match"
    REFUSED = "cannot be added"


class Decision(StrEnum):
    """What somebody decided about a close match."""

    KEEP = "keep"
    USE_NEW = "use new"
    BOTH = "both"


class Outcome(StrEnum):
    """What became of a row."""

    ADDED = "added"
    FILLED = "filled in"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"
    REFUSED = "not added"
    UNDONE = "undone"
    LEFT_AS_IS = "changed since"


class Note(StrEnum):
    """Why a file that was confirmed came back to be looked at again."""

    CHANGED = "something changed"


class NotAllowedNow(ValueError):
    """A step that is not drawn."""


def step(now: State, to: State) -> State:
    """`to`, when a file that is `now` may become it. Raises NotAllowedNow."""
    if to not in NEXT[now]:
        raise NotAllowedNow(f"a file that is {now} cannot become {to}")
    return to
