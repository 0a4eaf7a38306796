"""What whoever changes the words of a message is asked."""

from __future__ import annotations

from typing import Any

from wtforms import Field
from wtforms.validators import StopValidation

from engage.mail.templates import Template, Wording
from engage.message_templates.rules import LONGEST_BODY, LONGEST_SUBJECT, wrong_in_body, wrong_in_subject
from engage.web.fields import LongText, Text
from engage.web.forms import AtMost, Form, Needed


class Change(Form):
    """Other words for a message."""

    subject = Text(
        "Subject", [Needed("Enter a subject"), AtMost(LONGEST_SUBJECT, "The subject")],
        hint="Somebody else may see it on a locked screen: say nothing in it about health, and name nobody.",
    )  # fmt: skip
    body = LongText(
        "Text", [Needed("Enter the text")], most=LONGEST_BODY, rows=14,
        hint="Plain paragraphs with an empty line between them. What stands in double brackets is filled in for each person.",
    )  # fmt: skip

    def __init__(self, *, template: Template, ours: str, **given: Any) -> None:
        super().__init__(**given)
        self.template, self.ours = template, ours

    def validate_subject(self, field: Field) -> None:
        """Only what can be filled in."""
        _refuse(wrong_in_subject(self.template, field.data or ""))

    def validate_body(self, field: Field) -> None:
        """Only what can be filled in, and everything that must stay."""
        _refuse(wrong_in_body(self.template, field.data or "", ours=self.ours))

    def wording(self) -> Wording:
        """What was written."""
        return Wording(self.subject.data, self.body.data)


def _refuse(sentence: str | None) -> None:
    if sentence is not None:
        raise StopValidation(sentence)
