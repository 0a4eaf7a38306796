"""What the team is asked about a contact, about hiding how somebody is reached, and when somebody has died."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from wtforms import HiddenField
from wtforms.validators import StopValidation

from engage import clock
from engage.contacts.rules import (
    ABOUT_TAKING_PART,
    DESPITE_WORDS,
    FURTHEST_FOLLOW_UP,
    HOW_WORDS,
    LONGEST_NOTE,
    OLDEST_CONTACT,
    OUTCOME_WORDS,
    SOURCE_WORDS,
    WHY_OPEN_WORDS,
    WHY_VOID_WORDS,
)
from engage.people.rules import RESTRICTED_WORDS
from engage.web import fields
from engage.web.forms import Form

STARTED = [("us", "We did"), ("them", "They did")]
WHEN = [("now", "Today"), ("earlier", "On an earlier day")]
FOLLOW_UP = [("0", "No"), ("1", "Tomorrow"), ("7", "In 1 week"), ("14", "In 2 weeks"), ("28", "In 4 weeks")]


class LogContact(Form):
    """One contact with one person."""

    how = fields.Choice("How were you in touch?", choices=[(how.value, words) for how, words in HOW_WORDS.items()],
                        message="Select how you were in touch")  # fmt: skip
    started = fields.Choice("Who started it?", choices=STARTED, inline=True, message="Select who started it")
    purpose = fields.Choice("What was it about?", message="Select what it was about")
    outcome = fields.Choice("What came of it?", choices=[(what.value, words) for what, words in OUTCOME_WORDS.items()],
                            message="Select what came of it")  # fmt: skip
    when = fields.Choice("When was it?", choices=WHEN, message="Select when it was")
    on = fields.DateInBoxes("If it was earlier: which day?", hint="For example 27 3 2027")
    source = fields.Choice("How do you know of it?", choices=[(source.value, words) for source, words in SOURCE_WORDS.items()],
                           message="Select how you know of it")  # fmt: skip
    note = fields.LongText(
        "Note (optional)", most=LONGEST_NOTE,
        hint="We are not a clinical record. Write nothing about health, treatment or other people. "
             "They can read this, and it goes when their record is erased.",
    )  # fmt: skip
    concern = fields.Choices(
        "Are you worried about somebody’s safety?",
        choices=[("yes", "Yes, and I have passed it on as our safeguarding rules say")],
        hint="Writing it here tells nobody. If somebody is in danger now, call 999.",
    )  # fmt: skip
    owner = fields.Maybe("Who looks after it now?", message="Select who looks after it now")
    follow_up = fields.Choice("Be in touch again?", choices=FOLLOW_UP, message="Select whether to be in touch again")
    despite = fields.Maybe("Why were you in touch all the same?", message="Select why you were in touch all the same",
                           choices=[(why.value, words) for why, words in DESPITE_WORDS.items()])  # fmt: skip
    once = HiddenField()

    def __init__(self, purposes: Sequence[tuple[str, str]], colleagues: Sequence[tuple[str, str]], *, once: str) -> None:
        super().__init__(data={"once": once})
        self.purpose.choices = dict([(ABOUT_TAKING_PART, "Taking part, or something they asked us"), *purposes])
        self.owner.choices = dict(colleagues)

    def validate_on(self, field: fields.DateInBoxes) -> None:
        if self.when.data != "earlier":
            return
        if field.data is None:
            raise StopValidation("Enter the day, like 27 3 2027")
        if not clock.today() - OLDEST_CONTACT <= field.data < clock.today():
            raise StopValidation("Enter a day before today and within the last year")

    def validate_owner(self, field: fields.Maybe) -> None:
        if self.concern.data and not field.data:
            raise StopValidation(field.message)

    def validate_once(self, field: HiddenField) -> None:
        if not (field.data and len(field.data) <= 64):
            raise StopValidation("Open this page again")

    @property
    def follow_up_on(self) -> date | None:
        """The day to be in touch again."""
        days = timedelta(days=int(self.follow_up.data))
        return clock.today() + days if timedelta() < days <= FURTHEST_FOLLOW_UP else None


class StrikeOut(Form):
    """Why a contact does not count."""

    why = fields.Choice("Why does it not count?", choices=[(why.value, words) for why, words in WHY_VOID_WORDS.items()],
                        hint="It stays to be read, with your name and the reason.",
                        message="Select why it does not count")  # fmt: skip


class Restrict(Form):
    """Why nobody but those who lead sees how somebody is reached."""

    why = fields.Choice("Why is it hidden?", choices=[(why.value, words) for why, words in RESTRICTED_WORDS.items()],
                        message="Select why it is hidden")  # fmt: skip


class OpenHidden(Form):
    """Why somebody who leads needs to see it."""

    why = fields.Choice("Why do you need to see it?", choices=[(why.value, words) for why, words in WHY_OPEN_WORDS.items()],
                        hint="Kept with your name and the time. They may ask who looked, and why.",
                        message="Select why you need to see it")  # fmt: skip


class Died(Form):
    """That somebody has died."""

    on = fields.DateInBoxes("When did they die?", hint="If you do not know the day, enter the day on which you were told")
    sure = fields.Choices("Are you sure?", choices=[("yes", "Yes. It is this person, and somebody who knows has told us")],
                          message="Select that you are sure")  # fmt: skip

    def validate_on(self, field: fields.DateInBoxes) -> None:
        if field.data is None:
            raise StopValidation("Enter the day, like 27 3 2027")
        if field.data > clock.today():
            raise StopValidation("Enter a day that is not in the future")
