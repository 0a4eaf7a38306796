"""What is asked about a date to keep."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from wtforms import Field
from wtforms.validators import StopValidation

from engage import clock
from engage.calendars.rules.times import read_time
from engage.mailings.rules.dates import (
    LATEST_DATE,
    LONGEST_ACCESS,
    LONGEST_LINK,
    LONGEST_PLACE,
    LONGEST_PRIVATE,
    LONGEST_TITLE,
    Kept,
    Said,
)
from engage.message_templates.rules.links import is_good_link
from engage.web.fields import DateInBoxes, Text
from engage.web.filters import time as time_in_words
from engage.web.forms import AtMost, Form, Needed

_HOW_TO_WRITE_A_TIME = "Enter a time, such as 10am or 2:30pm"


class Date(Form):
    """One date: what, when, where, and how to join from home."""

    title = Text(
        "What is it?", [Needed("Enter what it is"), AtMost(LONGEST_TITLE, "What it is")],
        hint="In the message and on its page. For example “Planning the garden, first meeting”. Name nobody in it.",
    )  # fmt: skip
    private_title = Text(
        "What should calendars show?", [Needed("Enter what calendars show"), AtMost(LONGEST_PRIVATE, "What calendars show")],
        hint="Others may look into somebody’s calendar: say nothing about health, and name nobody.",
    )  # fmt: skip
    day = DateInBoxes("Which day?", hint="For example, 3 3 2027.")
    starts = Text("From", [Needed("Enter when it starts")], hint="As clocks in London show it, such as 10am.", width="5")
    ends = Text("To", [Needed("Enter when it ends")], hint="Such as 12:30pm.", width="5")
    place = Text(
        "Place (optional)", [AtMost(LONGEST_PLACE, "The place")],
        hint="With the room, and what one sees when one gets there.",
    )  # fmt: skip
    access = Text(
        "Getting in (optional)", [AtMost(LONGEST_ACCESS, "Getting in")],
        hint="Ramps, lifts, parking, the nearest stop, whom to ask for at the door.",
    )  # fmt: skip
    link = Text(
        "Link to join online (optional)", [AtMost(LONGEST_LINK, "The link")], hint="One address that begins with https://",
    )  # fmt: skip
    phone_in = Text(
        "Number to join by phone (optional)", [AtMost(LONGEST_TITLE, "The number")],
        hint="With its code, if there is one.",
    )  # fmt: skip

    def __init__(self, *, ours: str, **given: Any) -> None:
        super().__init__(**given)
        self.ours = ours

    def validate_day(self, field: DateInBoxes) -> None:
        """A day to come."""
        today = clock.today()
        if field.data is None or not today <= field.data <= today + LATEST_DATE:
            raise StopValidation("Enter a day from today on and within three years, such as 3 3 2027")

    def validate_starts(self, field: Field) -> None:
        """A time to come."""
        starts = read_time(field.data or "")
        if starts is None:
            raise StopValidation(_HOW_TO_WRITE_A_TIME)
        if self.day.data is not None and clock.at(self.day.data, starts) <= clock.now():
            raise StopValidation("This time has passed. Enter a later one, or a later day")

    def validate_ends(self, field: Field) -> None:
        """Later than it starts."""
        starts, ends = read_time(self.starts.data or ""), read_time(field.data or "")
        if ends is None:
            raise StopValidation(_HOW_TO_WRITE_A_TIME)
        if starts is not None and ends <= starts:
            raise StopValidation("Enter a time after it starts, on the same day")

    def validate_link(self, field: Field) -> None:
        """One that leads somewhere safe."""
        if field.data and not is_good_link(field.data, ours=self.ours):
            raise StopValidation("Enter a link that begins with https://, without spaces and without a name or password in it")

    def validate_phone_in(self, field: Field) -> None:
        """Somewhere it has to be."""
        if not (self.place.data or self.link.data or field.data):
            raise StopValidation("Enter a place, a link or a number: nobody could come otherwise")

    def said(self) -> Said:
        """What was said."""
        starts, ends = read_time(self.starts.data or ""), read_time(self.ends.data or "")
        if self.day.data is None or starts is None or ends is None:
            raise ValueError("a date is said only once it was right")
        return Said(
            self.title.data, self.private_title.data, self.day.data, starts, ends, self.place.data or "",
            self.access.data or "", self.link.data or "", self.phone_in.data or "",
        )  # fmt: skip


def shown_of(kept: Kept | None, *, team: str) -> dict[str, Any]:
    """What the form shows: the date as it stands or, before there is one, the title that says little."""
    if kept is None:
        return {"private_title": f"{team}: a date to keep"}
    said = kept.said
    return {
        "title": said.title, "private_title": said.private_title, "day": said.day, "place": said.place, "access": said.access,
        "link": said.link, "phone_in": said.phone_in, "starts": time_in_words(clock.at(said.day, said.starts)),
        "ends": time_in_words(clock.at(said.day, said.ends)),
    }  # fmt: skip


def is_over_by(kept: Kept | None, at: datetime) -> bool:
    """Whether the date would be over when the mailing begins, or too soon after for anybody to read it."""
    return kept is not None and kept.is_over(at + timedelta(hours=1))
