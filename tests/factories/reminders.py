"""Reminders that are about nothing: what a room would wire, with a rule of their own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from engage.outbox.rules import Due
from engage.reminders.rules import Reminder
from engage.reminders.rules.table import Class, Rule, Unit
from tests.factories.outbox import KIND


def a_rule(**fields: Any) -> Rule:
    """A rule: on the day, as often as one likes, two days late at most, unless the test says otherwise."""
    plain: dict[str, Any] = {
        "kind": KIND, "subject": "Nothing", "anchor": "the day", "unit": Unit.DAYS, "offsets": (0,), "choices": (),
        "audience": "Somebody", "sort": Class.SERVICE, "purpose": None, "most": 9, "apart": 0, "stops": "Never", "catch_up": 2,
        "quiet_hours": True, "working_days": False, "quiet_days": False, "can_stop": True, "by_hand": True,
        "owner": "participation lead", "template": "needs/review",
    }  # fmt: skip
    return Rule(**plain | fields)


def a_reminder(due: Callable[[datetime, datetime, tuple[int, ...]], list[Due]], **rule: Any) -> Reminder:
    """A reminder with such a rule."""
    return Reminder(KIND, due, rule=a_rule(**rule))
