"""What staff do with a carer's record: add, change, end, stop, join, forget. Nothing here commits."""

from __future__ import annotations

from engage.carers.actions.adding import NotYourTeam, add, join_team
from engage.carers.actions.changing import (
    HowToReach,
    Tie,
    end_tie,
    go_on,
    rename,
    set_circumstances,
    set_needs,
    set_reach,
    set_tie,
    stop,
)
from engage.carers.actions.forgetting import forget, forget_searches, look_for, set_number
from engage.carers.actions.holding import HeldAlready, MustBeKept, lift_hold, place_hold
from engage.carers.actions.joining import NotAlive, forget_codes, hand_over, join, part
from engage.carers.actions.young import mark_young, not_young

__all__ = [
    "HeldAlready",
    "HowToReach",
    "MustBeKept",
    "NotAlive",
    "NotYourTeam",
    "Tie",
    "add",
    "end_tie",
    "forget",
    "forget_codes",
    "forget_searches",
    "go_on",
    "hand_over",
    "join",
    "join_team",
    "lift_hold",
    "look_for",
    "mark_young",
    "not_young",
    "part",
    "place_hold",
    "rename",
    "set_circumstances",
    "set_needs",
    "set_number",
    "set_reach",
    "set_tie",
    "stop",
]
