"""The base of every form: CSRF, trimmed text, errors in the order of the page."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self, cast

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Field, StringField
from wtforms.validators import StopValidation

from engage.web.fields import DateInBoxes


class Form(FlaskForm):
    """A page's question or questions. `is_sent_and_right()` is the only door to its answers."""

    trap = StringField("Leave this empty")

    def is_sent_and_right(self) -> bool:
        """Whether the form was posted, by a page of ours, with nothing to mend."""
        return bool(self.validate_on_submit())

    @property
    def is_from_a_machine(self) -> bool:
        """Whether the field that people do not see was filled in."""
        return bool(self.trap.data)

    def refuse(self, field: Field, sentence: str) -> None:
        """Put what the world answered beside the field it belongs to."""
        field.errors = [*field.errors, sentence]

    def problems(self) -> list[dict[str, str]]:
        """The error summary: one link a field, in the order of the page, with the words that stand beside it."""
        return [{"href": f"#{_first_id(field)}", "text": str(field.errors[0])} for field in self if field.errors]


def _first_id(field: Field) -> str:
    return str(getattr(field, "first_id", field.id))


class Press(Form):
    """A form with nothing but its button."""


class LookingBack(Form):
    """A day somebody wants to look back to; asked by GET, since it changes nothing. The question itself is the room's."""

    LIKE: ClassVar[str] = "For example, 3 5 2027"
    day: DateInBoxes

    class Meta:
        csrf = False

    @classmethod
    def asked(cls, args: MultiDict[str, str]) -> Self:
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


class Needed:
    """The field must not be empty; says what to do."""

    field_flags: ClassVar[dict[str, bool]] = {}

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence

    def __call__(self, form: Form, field: Field) -> None:
        if not field.data:
            raise StopValidation(self.sentence)


class AtMost:
    """The text must not be longer than so many characters."""

    field_flags: ClassVar[dict[str, bool]] = {}

    def __init__(self, most: int, what: str) -> None:
        self.most, self.what = most, what

    def __call__(self, form: Form, field: Field) -> None:
        if len(field.data or "") > self.most:
            raise StopValidation(f"{self.what} must be {self.most} characters or fewer")
