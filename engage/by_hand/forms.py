"""What came of trying somebody, why a letter is taken out, when a batch was posted, and why its labels leave as a file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from wtforms import HiddenField
from wtforms.validators import StopValidation

from engage import clock
from engage.by_hand.rules import CAN_BE_CHOSEN, WHY_OUT_WORDS, Result
from engage.web import fields
from engage.web.forms import Form
from engage.welcome.rules import REASON_WORDS

OLDEST = timedelta(days=365)


def right_day(day: object) -> None:
    """A day on which something was done: today or before, within a year. Raises StopValidation."""
    if not isinstance(day, date):
        raise StopValidation("Enter the day, like 27 3 2026")
    if day > clock.today():
        raise StopValidation("The day must be today or in the past")
    if day < clock.today() - OLDEST:
        raise StopValidation("Enter a day within the last year")


class Tried(Form):
    """What came of one call, text message or letter."""

    result = fields.Choice("What came of it?", message="Select what came of it")
    done_on = fields.DateInBoxes("When?", hint="For example, 27 3 2026")
    once = HiddenField()

    def __init__(self, results: Mapping[Result, str], *, once: str) -> None:
        super().__init__(data={"done_on": clock.today(), "once": once})
        self.result.choices = {result.value: words for result, words in results.items()}

    def validate_done_on(self, field: fields.DateInBoxes) -> None:
        right_day(field.data)

    @property
    def day(self) -> date:
        """The day it was done."""
        return self.done_on.data or clock.today()

    def validate_once(self, field: HiddenField) -> None:
        if not (field.data and len(field.data) <= 64):
            raise StopValidation("Open this page again")


class TakeOut(Form):
    """Why one letter leaves its batch."""

    why = fields.Choice(
        "Why do you take it out?", choices=[(why.value, WHY_OUT_WORDS[why]) for why in CAN_BE_CHOSEN],
        message="Select why you take it out",
    )  # fmt: skip


class Posted(Form):
    """When the letters of a batch were posted."""

    when = fields.Choice(
        "When were they posted?", choices=[("today", "Today"), ("yesterday", "Yesterday"), ("earlier", "On an earlier day")],
        message="Select when they were posted",
    )  # fmt: skip
    on = fields.DateInBoxes("If it was earlier: which day?", hint="For example, 27 3 2026")

    def validate_on(self, field: fields.DateInBoxes) -> None:
        if self.when.data == "earlier":
            right_day(field.data)

    def is_after(self, made_on: date) -> bool:
        """Whether the letters were posted after they were printed; says so beside the day where they were not."""
        if self.day >= made_on:
            return True
        self.refuse(self.on if self.when.data == "earlier" else self.when, "The day must be the day of printing or later")
        return False

    @property
    def day(self) -> date:
        """The day on which they were posted."""
        days = {"today": clock.today(), "yesterday": clock.today() - timedelta(days=1)}
        return days.get(self.when.data) or self.on.data or clock.today()


class Labels(Form):
    """Why addresses leave the system."""

    reason = fields.Choice(
        "Why do you need this file?", choices=[(reason.value, words) for reason, words in REASON_WORDS.items()],
        hint="Written down with your name and the time.", message="Select why you need this file",
    )  # fmt: skip
