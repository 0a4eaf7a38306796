"""What is asked about messages."""

from __future__ import annotations

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
