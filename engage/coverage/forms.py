"""What the carer lead is asked: the words of a message and whom it is for, a meeting, and something to share."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from wtforms import Field
from wtforms.validators import StopValidation

from engage import clock
from engage.calendars.rules.times import read_time
from engage.coverage.actions.network import Said, Thing
from engage.coverage.models import ChampionMeeting
from engage.coverage.rules.materials import LARGEST_FILE, LONGEST_LINK, LONGEST_TITLE, WHICH, NotThisFile, kind_of, safe_name
from engage.coverage.rules.messages import LONGEST_BODY, LONGEST_SUBJECT, TO_MANY, WHOM_WORDS, Whom
from engage.message_templates.rules.links import is_good_link
from engage.web.fields import Choice, DateInBoxes, File, LongText, Text
from engage.web.filters import time as time_in_words
from engage.web.forms import AtMost, Form, Needed

EVERY_SERVICE = "every service"
LATEST = timedelta(days=3 * 366)
_A_TIME = "Enter a time, such as 10am or 2:30pm"
_A_LINK = "Enter a link that begins with https://, without spaces and without a name or password in it"


class Words(Form):
    """A message to one manager."""

    subject = Text(
        "Subject", [Needed("Enter a subject"), AtMost(LONGEST_SUBJECT, "The subject")],
        hint="Somebody else may see it on a locked screen: name nobody.",
    )  # fmt: skip
    body = LongText(
        "Text", [Needed("Enter the text")], most=LONGEST_BODY, rows=12,
        hint="It begins with “Dear” and their name, and ends with yours. Do not name carers or the people they care for.",
    )  # fmt: skip


class ToMany(Words):
    """A message to many of the staff."""

    whom = Choice(
        "Who is it for?", choices=[(whom.value, WHOM_WORDS[whom]) for whom in TO_MANY], message="Select who it is for"
    )  # fmt: skip
    service = Choice("Of which service?", message="Select a service, or every service")

    def __init__(self, *, services: Iterable[str], **given: Any) -> None:
        super().__init__(**given)
        self.service.choices = {EVERY_SERVICE: "Every service", **{each: each for each in services}}

    def said(self) -> dict[str, Any]:
        """Whom it is for, as the action wants it."""
        group = self.service.data
        return {"whom": Whom(self.whom.data), "care_group": "" if group == EVERY_SERVICE else group}


class Meeting(Form):
    """When and where champions meet."""

    day = DateInBoxes("Which day?", hint="For example, 3 3 2027.")
    starts = Text("From", [Needed("Enter when it starts")], hint="As clocks in London show it, such as 10am.", width="5")
    ends = Text("To", [Needed("Enter when it ends")], hint="Such as 12:30pm.", width="5")
    place = Text("Place (optional)", [AtMost(300, "The place")], hint="With the room.")
    link = Text(
        "Link to join online (optional)", [AtMost(LONGEST_LINK, "The link")],
        hint="It stands on the page of the network alone, for those who are signed in. It is in no mail and no calendar.",
    )  # fmt: skip
    about = LongText("What is it about? (optional)", most=1000, rows=4, hint="Name no carers.")

    def __init__(self, *, ours: str, **given: Any) -> None:
        super().__init__(**given)
        self.ours = ours

    def validate_day(self, field: DateInBoxes) -> None:
        """A day to come."""
        today = clock.today()
        if field.data is None or not today <= field.data <= today + LATEST:
            raise StopValidation("Enter a day from today on and within three years, such as 3 3 2027")

    def validate_starts(self, field: Field) -> None:
        """A time."""
        if read_time(field.data or "") is None:
            raise StopValidation(_A_TIME)

    def validate_ends(self, field: Field) -> None:
        """Later than it starts."""
        starts, ends = read_time(self.starts.data or ""), read_time(field.data or "")
        if ends is None:
            raise StopValidation(_A_TIME)
        if starts is not None and ends <= starts:
            raise StopValidation("Enter a time after it starts, on the same day")

    def validate_link(self, field: Field) -> None:
        """Somewhere it has to be, and a link leads somewhere safe."""
        if field.data and not is_good_link(field.data, ours=self.ours):
            raise StopValidation(_A_LINK)
        if not field.data and not self.place.data:
            raise StopValidation("Enter a place or a link: nobody could come otherwise")

    def said(self) -> Said:
        """What was said, once it was right."""
        starts, ends = read_time(self.starts.data or ""), read_time(self.ends.data or "")
        if self.day.data is None or starts is None or ends is None:
            raise ValueError("a meeting is said only once it was right")
        return Said(self.day.data, starts, ends, self.place.data or "", self.link.data or "", self.about.data or "")


def shown_of(meeting: ChampionMeeting) -> dict[str, Any]:
    """What the form shows of a meeting as it stands."""
    return {
        "day": meeting.held_on, "starts": time_in_words(clock.at(meeting.held_on, meeting.starts)), "link": meeting.link,
        "ends": time_in_words(clock.at(meeting.held_on, meeting.ends)), "place": meeting.place, "about": meeting.about,
    }  # fmt: skip


class Share(Form):
    """Something to share: a link or a file."""

    title = Text("What is it called?", [Needed("Enter what it is called"), AtMost(LONGEST_TITLE, "What it is called")])
    link = Text("Link (optional)", [AtMost(LONGEST_LINK, "The link")], hint="One address that begins with https://")
    file = File("File (optional)", hint=f"{WHICH}. Nothing about carers or the people they care for.")

    def __init__(self, *, ours: str, **given: Any) -> None:
        super().__init__(**given)
        self.ours = ours

    def validate_link(self, field: Field) -> None:
        """One that leads somewhere safe."""
        if field.data and not is_good_link(field.data, ours=self.ours):
            raise StopValidation(_A_LINK)

    def validate_file(self, field: File) -> None:
        """Either a link or a file."""
        if bool(field.data) == bool(self.link.data):
            raise StopValidation("Choose a file or enter a link, one of the two")

    def thing(self) -> Thing:
        """What was given. Raises NotThisFile."""
        if self.link.data:
            return Thing(self.title.data, link=self.link.data)
        name, content = self.file.data.filename or "", self.file.data.read(LARGEST_FILE + 1)
        return Thing(self.title.data, file_name=safe_name(name), file_kind=kind_of(name, content), content=content)


__all__ = ["EVERY_SERVICE", "Meeting", "NotThisFile", "Share", "ToMany", "Words", "shown_of"]
