"""What the carer lead is asked: the words of a message and whom it is for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engage.coverage.rules.messages import LONGEST_BODY, LONGEST_SUBJECT, TO_MANY, WHOM_WORDS, Whom
from engage.web.fields import Choice, LongText, Text
from engage.web.forms import AtMost, Form, Needed

EVERY_SERVICE = "every service"


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
