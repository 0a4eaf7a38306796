"""What somebody on the team says came back, and when."""

from __future__ import annotations

from datetime import date

from wtforms.validators import StopValidation

from engage import clock
from engage.bounces.rules import MAY_BE_SAID, WHY_WORDS, Why
from engage.people.rules import Kind
from engage.web import fields
from engage.web.forms import Form


class CameBack(Form):
    """That a message, a letter or a call did not reach somebody."""

    why = fields.Choice("What did you learn?", message="Select what you learned")
    came_on = fields.DateInBoxes("When did it come back?", hint="For example, 27 3 2026")

    def validate_came_on(self, field: fields.DateInBoxes) -> None:
        if not isinstance(field.data, date):
            raise StopValidation("Enter the day it came back, like 27 3 2026")
        if field.data > clock.today():
            raise StopValidation("The day it came back must be today or in the past")

    @property
    def told(self) -> tuple[date, Why]:
        """The day, and what is known of it."""
        return self.came_on.data or clock.today(), Why(self.why.data)


def came_back(kind: Kind) -> CameBack:
    """The form for an address or a number of this kind, filled in with today."""
    form = CameBack(data={"came_on": clock.today()})
    form.why.choices = {why.value: WHY_WORDS[why] for why in MAY_BE_SAID[kind]}
    return form
