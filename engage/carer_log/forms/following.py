"""What is asked about something promised: how it was done, when to try again, to which day it moves, why it is not needed."""

from __future__ import annotations

from datetime import date, timedelta

from wtforms import HiddenField
from wtforms.validators import StopValidation

from engage import clock
from engage.carer_log.actions.following import FURTHEST
from engage.carer_log.rules import HOW_WORDS, WHY_CANCELLED_WORDS, How, is_showing
from engage.web import fields
from engage.web.filters import short_day
from engage.web.forms import Form

KEEP, OTHER = "keep", "other"
_DAYS = {"tomorrow": ("Tomorrow", 1), "week": ("In 1 week", 7), "fortnight": ("In 2 weeks", 14)}


def _offered() -> dict[str, str]:
    """The days to choose from, each with its date."""
    today = clock.today()
    days = {code: f"{words} ({short_day(today + timedelta(days=ahead))})" for code, (words, ahead) in _DAYS.items()}
    return days | {OTHER: "Another date"}


class Move(Form):
    """The day on which to do it instead."""

    when = fields.Choice("When will you do it?", message="Select when you will do it")
    on = fields.DateInBoxes("Which day?", hint="Only for another date. For example 27 3 2027")

    def offer(self) -> None:
        """Put the days of today on the form."""
        self.when.choices = _offered()

    def validate_on(self, field: fields.DateInBoxes) -> None:
        if self.when.data != OTHER:
            return
        if field.data is None:
            raise StopValidation("Enter the day, like 27 3 2027")
        if not clock.today() <= field.data <= clock.today() + FURTHEST:
            raise StopValidation("Enter today or a day within a year")

    @property
    def day(self) -> date | None:
        """The day that was chosen; None when it stays as it is."""
        if self.when.data == OTHER:
            found: date | None = self.on.data
            return found
        known = _DAYS.get(self.when.data or "")
        return clock.today() + timedelta(days=known[1]) if known else None


class OnePress(Form):
    """A form that makes one contact however often it is sent."""

    once = HiddenField()

    def validate_once(self, field: HiddenField) -> None:
        if not is_showing(field.data or ""):
            raise StopValidation("Open this page again")


class Tried(Move, OnePress):
    """Nobody answered: when to try again."""

    when = fields.Choice("When will you try again?", message="Select when you will try again")

    def __init__(self, due_on: date, *, once: str) -> None:
        super().__init__(data={"once": once})
        stays = {KEEP: f"Keep the day as it is ({short_day(due_on)})"} if due_on >= clock.today() else {}
        self.when.choices = {**_offered(), **stays}


class Done(OnePress):
    """How it was done."""

    how = fields.Choice(
        "How did you do it?", choices=[(how.value, words) for how, words in HOW_WORDS.items() if how is not How.TRIED],
        message="Select how you did it",
    )  # fmt: skip

    def __init__(self, *, once: str) -> None:
        super().__init__(data={"once": once})


class NotNeeded(Form):
    """Why it is not to be done any more."""

    why = fields.Choice(
        "Why is it not needed any more?", choices=[(why.value, words) for why, words in WHY_CANCELLED_WORDS.items()],
        message="Select why it is not needed any more",
    )  # fmt: skip
