"""What is asked about messages."""

from __future__ import annotations

from datetime import date
from typing import cast

from werkzeug.datastructures import MultiDict
from wtforms import StringField

from engage.consent.rules import BREAK_MONTHS
from engage.web import fields
from engage.web.forms import Form

UNTIL_I_SAY = "until I say"
LENGTHS = [
    *((str(months), "1 month" if months == 1 else f"{months} months") for months in BREAK_MONTHS),
    (UNTIL_I_SAY, "Until I say"),
]


class Choosing(Form):
    """The page with everything we send: which of its buttons was pressed, and for what."""

    press = StringField()

    @property
    def pressed(self) -> tuple[str, str]:
        """The button and what it was about: "stop", "newsletter"."""
        button, _, about = (self.press.data or "").partition(" ")
        return button, about


class Away(Form):
    """M32: how long a break lasts."""

    length = fields.Choice("How long?", choices=LENGTHS, message="Select how long your break is")

    @property
    def months(self) -> int | None:
        """So many months, or None until they say."""
        return None if self.length.data == UNTIL_I_SAY else int(self.length.data)


class OnADay(Form):
    """A day somebody wants to look back to; asked by GET, since it changes nothing."""

    day = fields.DateInBoxes("What had you agreed to on a day?", hint="For example, 3 5 2027")

    class Meta:
        csrf = False

    @classmethod
    def asked(cls, args: MultiDict[str, str]) -> OnADay:
        """The form as an address fills it in."""
        return cls(formdata=args)

    def is_right(self, *, today: date) -> bool:
        """Whether there is such a day and it is not to come."""
        if self.day.data is None:
            self.refuse(self.day, "Enter a day, like 3 5 2027")
        elif self.day.data > today:
            self.refuse(self.day, "The day must be today or in the past")
        return not self.day.errors

    @property
    def the_day(self) -> date:
        """The day, once it is right."""
        return cast(date, self.day.data)
