"""What is asked of somebody who takes the record of who did what out as a file."""

from __future__ import annotations

from engage.audit.rules import Reason
from engage.web.fields import Choice
from engage.web.forms import Form

TOO_MANY = "You have taken out 10 lists in a day. Ask again tomorrow, or ask the person who looks after accounts"


class Export(Form):
    """Why the record is taken out."""

    reason = Choice(
        "Why do you need this file?", choices=[(reason.value, words) for reason, words in Reason.words().items()],
        hint="Written down with your name and the time.", message="Select why you need this file",
    )  # fmt: skip
