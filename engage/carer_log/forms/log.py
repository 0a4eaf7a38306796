"""The quick log: one page of ticks, nothing that must be typed for a carer the team knows (journeys.md C10)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from wtforms import HiddenField
from wtforms.validators import StopValidation

from engage import clock
from engage.calendars.rules.times import read_time
from engage.carer_log.actions.following import FURTHEST
from engage.carer_log.queries.writing import Known, Served
from engage.carer_log.rules import (
    ABOUT_WORDS,
    HOW_WORDS,
    LONGEST_QUICK_NOTE,
    OLDEST_CONTACT,
    About,
    How,
    is_showing,
)
from engage.carers.rules import RELATIONSHIP_WORDS
from engage.web import fields
from engage.web.filters import short_day
from engage.web.forms import Form

ANOTHER, NEW, NO_NAME = "another", "new", "no name"
NOON = time(12)
LONGEST_NAME = 100
_DAYS = {"tomorrow": 1, "week": 7, "fortnight": 14}
_ASKED_TO_STOP = "They asked us not to get in touch. Write down what came from them."


class LogContact(Form):
    """One contact with a carer."""

    who = fields.Choice("Who?", message="Select who it was")
    looked_for = fields.Text("Their number, initials or part of their name", width="20")
    name = fields.Text("Name or initials", autocomplete="off", width="20")
    relationship = fields.Maybe("Who they are to the person they care for",
                                 choices=[(each.value, words) for each, words in RELATIONSHIP_WORDS.items()],
                                 message="Select who they are to the person")  # fmt: skip
    reach = fields.Text("How to reach them (optional)", hint="A phone number or an e-mail address", autocomplete="off")
    agreed = fields.Choices("Did they agree?", choices=[("yes", "They agreed that we keep this")],
                            hint="Without this only the count is kept.")  # fmt: skip
    somebody_else = fields.Choices(
        "Is it somebody else?", choices=[("yes", "Yes, somebody else with the same number or address")]
    )
    team = fields.Maybe("Which team?", message="Select which team it was for")
    how = fields.Choice("How?", choices=[(how.value, words) for how, words in HOW_WORDS.items()],
                        message="Select how you were in contact")  # fmt: skip
    about = fields.Choices("About", choices=[(about.value, words) for about, words in ABOUT_WORDS.items()],
                           hint="Tick all that fit. Not needed when nobody answered.")  # fmt: skip
    follow_up = fields.Choice("Follow up?", message="Select whether to follow up")
    follow_up_on = fields.DateInBoxes("Which day?", hint="For example 27 3 2027")
    note = fields.LongText("Note (optional)", most=LONGEST_QUICK_NOTE, rows=2,
                           hint="Do not write clinical details here. Put those in the patient record.")  # fmt: skip
    earlier = fields.Choices("When?", choices=[("yes", "It was earlier")], hint="Leave this empty when it was just now.")
    on = fields.DateInBoxes("Which day was it?", hint="For example 27 3 2027")
    at = fields.Text("At what time? (optional)", hint="For example 14:30", width="5")
    once, clears = HiddenField(), HiddenField()

    def offer(self, carers: Sequence[Known], served: Served) -> None:
        """Put the carers and the days of today on the form; the team is asked for only where there are several."""
        several = len(served.teams) > 1
        self.who.choices = {each.link_id.hex: f"{each.short}, {each.team}" if several else each.short for each in carers}
        self.who.choices |= {ANOTHER: "Another of my carers", NEW: "Someone new", NO_NAME: "No name"}
        self.who.hints = {each.link_id.hex: _ASKED_TO_STOP for each in carers if each.stopped_on}
        self.who.hints[NO_NAME] = "Just a talk. Only the count is kept."
        self._say_who_is_gone()
        self.team.choices = {team_id.hex: name for team_id, name in served.teams} if several else {}
        self.team.data = self.team.data if self.team.data in self.team.values() else None
        today = clock.today()
        words = {"tomorrow": "Tomorrow", "week": "In 1 week", "fortnight": "In 2 weeks"}
        self.follow_up.choices = {"no": "No"} | {
            name: f"{words[name]} ({short_day(today + timedelta(days=days))})" for name, days in _DAYS.items()
        } | {"other": "Another date"}  # fmt: skip

    def _say_who_is_gone(self) -> None:
        """Whoever was chosen before and is not known to these teams any more: their team was left, or their record ended."""
        if self.who.data and self.who.data not in self.who.values():
            gone = "whoever you had chosen is no longer known to a team you serve"
            self.who.message = f"Select who it was: {gone}"
            if not self.is_submitted():
                self.who.hint = f"{gone[0].upper()}{gone[1:]}."

    def validate_looked_for(self, field: fields.Text) -> None:
        if self.who.data == ANOTHER and len(field.data or "") < 2:
            raise StopValidation("Enter their number, their initials or part of their name")
        if len(field.data or "") > LONGEST_NAME:
            raise StopValidation(f"Enter {LONGEST_NAME} characters or fewer")

    def validate_name(self, field: fields.Text) -> None:
        if self.is_added and not field.data:
            raise StopValidation("Enter their name or initials")
        if len(field.data or "") > LONGEST_NAME:
            raise StopValidation(f"Their name must be {LONGEST_NAME} characters or fewer")

    def validate_reach(self, field: fields.Text) -> None:
        if len(field.data or "") > LONGEST_NAME:
            raise StopValidation(f"How to reach them must be {LONGEST_NAME} characters or fewer")

    def validate_agreed(self, field: fields.Choices) -> None:
        """What was typed is never thrown away in silence."""
        if self.who.data == NEW and not field.data and (self.note.data or self.follow_up.data != "no"):
            raise StopValidation("Tick that they agreed, or take out the note and the follow-up: only the count is kept")

    def validate_team(self, field: fields.Maybe) -> None:
        """Only asked of somebody who serves several, where nobody is chosen who belongs to one."""
        if self.who.data in (NEW, NO_NAME) and field.choices and not field.data:
            raise StopValidation(field.message)

    def validate_about(self, field: fields.Choices) -> None:
        if not field.data and self.how.data != How.TRIED:
            raise StopValidation("Select what it was about")

    def validate_follow_up(self, field: fields.Choice) -> None:
        if self.who.data == NO_NAME and field.data != "no":
            raise StopValidation("Select No, or say who it was: without a name there is nobody to follow up")

    def validate_follow_up_on(self, field: fields.DateInBoxes) -> None:
        if self.follow_up.data != "other":
            return
        if field.data is None:
            raise StopValidation("Enter the day, like 27 3 2027")
        if not clock.today() < field.data <= clock.today() + FURTHEST:
            raise StopValidation("Enter a day after today and within a year")

    def validate_note(self, field: fields.LongText) -> None:
        if self.who.data == NO_NAME and field.data:
            raise StopValidation("Take the note out, or say who it was: without a name only the count is kept")

    def validate_on(self, field: fields.DateInBoxes) -> None:
        if not self.was_earlier:
            return
        if field.data is None:
            raise StopValidation("Enter the day it was, like 27 3 2027")
        if not clock.today() - OLDEST_CONTACT <= field.data <= clock.today():
            raise StopValidation("Enter a day of the last 30 days")

    def validate_at(self, field: fields.Text) -> None:
        if not self.was_earlier or not field.data:
            return
        if read_time(field.data) is None:
            raise StopValidation("Enter the time like 14:30, or leave it empty")
        if self.on.data == clock.today() and self.happened_at > clock.now():
            raise StopValidation("Enter a time that is not in the future")

    def validate_once(self, field: HiddenField) -> None:
        if not is_showing(field.data or ""):
            raise StopValidation("Open this page again")

    @property
    def is_added(self) -> bool:
        """Whether somebody new is kept: only with their agreement."""
        return bool(self.who.data == NEW and self.agreed.data)

    @property
    def was_earlier(self) -> bool:
        """Whether it was not just now; a day that was typed says so as well."""
        return bool(self.earlier.data) or self.on.was_typed()

    @property
    def happened_at(self) -> datetime:
        """When it was: now, or the time of an earlier day; the middle of the day when no time was given."""
        if not self.was_earlier or self.on.data is None:
            return clock.now()
        wall = read_time(self.at.data or "")
        return min(clock.at(self.on.data, NOON), clock.now()) if wall is None else clock.at(self.on.data, wall)

    @property
    def promised_for(self) -> date | None:
        """The day to be in touch again."""
        if self.follow_up.data == "other":
            found: date | None = self.follow_up_on.data
            return found
        days = _DAYS.get(self.follow_up.data)
        return clock.today() + timedelta(days=days) if days else None

    @property
    def topics(self) -> tuple[About, ...]:
        """What it was about; nothing when nobody answered."""
        return () if self.how.data == How.TRIED else tuple(About(code) for code in self.about.data)

    @property
    def link_id(self) -> UUID | None:
        """The carer who was chosen among those on the page."""
        return None if self.who.data in (ANOTHER, NEW, NO_NAME) else id_of(self.who.data)


def id_of(typed: str | None) -> UUID | None:
    """An id as a form sends it; None for anything else."""
    try:
        return UUID(hex=typed or "")
    except ValueError:
        return None
