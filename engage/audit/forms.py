"""What is asked of somebody who takes the record of who did what out as a file."""

from __future__ import annotations

from engage.audit.rules import Reason
from engage.web.fields import Choice, Text
from engage.web.forms import Form, Needed

TOO_MANY = "You have taken out 10 lists in a day. Ask again tomorrow, or ask the person who looks after accounts"


class OneRecord(Form):
    """Whose record."""

    number = Text(
        "Pool number", hint="Like K7Q2-MX4D. It is not written down, and does not stand in the address.", width="10",
        validators=[Needed("Enter a pool number")],
    )  # fmt: skip


class Export(Form):
    """Why the record is taken out."""

    reason = Choice(
        "Why do you need this file?", choices=[(reason.value, words) for reason, words in Reason.words().items()],
        hint="Written down with your name and the time.", message="Select why you need this file",
    )  # fmt: skip
