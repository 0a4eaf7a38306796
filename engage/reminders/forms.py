"""What is asked about a rule, about a quiet day, and for which moment we look ahead."""

from __future__ import annotations

from datetime import datetime, timedelta

from engage import clock
from engage.calendars.rules.times import read_time
from engage.reminders.rules.table import CATCH_UPS, MOST_TIMES, OWNERS, Rule, one_said
from engage.web.fields import Choice, Choices, DateInBoxes, Text
from engage.web.forms import AtMost, Form, Needed

LONGEST_AHEAD = timedelta(days=730)
LATE = {str(days): "1 day" if days == 1 else f"{days} days" for days in CATCH_UPS}


class Change(Form):
    """When, how often and how late a kind of reminder goes, and who looks after it."""

    offsets = Choices("When does it go?", message="Select at least one day")
    most = Choice(
        "How many at most, about the same thing?", choices=[(str(times), str(times)) for times in MOST_TIMES],
        message="Select how many at most",
    )  # fmt: skip
    catch_up = Choice(
        "How late may it still go?", choices=LATE.items(), message="Select how late it may still go",
        hint="When nothing could be sent on its day. After that it is put down as missed.",
    )  # fmt: skip
    owner = Choice(
        "Who looks after this rule?", choices=[(role, role.capitalize()) for role in OWNERS],
        message="Select who looks after this rule",
    )  # fmt: skip

    def about(self, rule: Rule) -> Change:
        """The same form for one rule, as it is in force."""
        self.offsets.choices = [(str(days), one_said(days, rule.unit)) for days in rule.choices]
        if self.offsets.raw_data:
            self.offsets.process_formdata(self.offsets.raw_data)
        if not self.is_submitted():
            self.offsets.data = [str(days) for days in rule.offsets]
            self.most.data, self.catch_up.data, self.owner.data = str(rule.most), str(rule.catch_up), rule.owner
        return self

    def fits(self, rule: Rule) -> bool:
        """Whether the answers fit each other; says beside which one they do not."""
        if int(self.most.data) < len(self.days):
            self.refuse(self.most, "This is fewer than the days you selected")
        return not self.errors

    @property
    def days(self) -> tuple[int, ...]:
        """The days that were ticked."""
        return tuple(sorted(int(days) for days in self.offsets.data))


class Quiet(Form):
    """A day on which no reminder goes to people in the pool."""

    day = DateInBoxes("Which day?", hint="For example, 10 9 2027")
    every_year = Choice(
        "Every year?", choices=[("once", "No, on this day only"), ("yearly", "Yes, on this date every year")],
        message="Select whether it is every year",
    )  # fmt: skip
    words = Text("Why?", [Needed("Enter why we send no reminders on this day"), AtMost(80, "Why")])

    def is_right(self) -> bool:
        """Whether there is a day, and it was sent by a page of ours."""
        right = self.is_sent_and_right()
        if self.is_submitted() and self.day.data is None:
            self.refuse(self.day, "Enter a day, for example 10 9 2027")
        return right and not self.errors


class Moment(Form):
    """From when on we look ahead."""

    day = DateInBoxes("From which day?", hint="For example, 28 3 2027. Leave it as it is to look ahead from now.")
    time = Text("At what time?", width="5", hint="In London, for example 9:00")

    def moment(self, now: datetime) -> datetime | None:
        """The instant that was asked for; says beside which field there is none."""
        wall = read_time(self.time.data or "")
        if self.day.data is None:
            self.refuse(self.day, "Enter a day, for example 28 3 2027")
        if wall is None:
            self.refuse(self.time, "Enter a time, for example 9:00")
        if self.day.data is None or wall is None:
            return None
        at = clock.at(self.day.data, wall)
        if not now - timedelta(days=1) <= at <= now + LONGEST_AHEAD:
            self.refuse(self.day, "Enter a day from today on, at most two years ahead")
            return None
        return at
