"""What people are asked about taking part, and what the team keeps as a list."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from wtforms import StringField
from wtforms.validators import StopValidation

from engage import clock
from engage.profile import rules
from engage.profile.models import Topic
from engage.profile.rules import May, Often, Payment, Sort, Told
from engage.web import fields
from engage.web.forms import AtMost, Form, Needed

REMOVE = "remove"
NOT_STRAIGHT_AWAY = "You do not need to tell us a diagnosis. We do not read this straight away."


def _offer(field: fields.Choices, choices: dict[str, str]) -> None:
    """Give a field what it offers now, and let it read once more what was sent: it takes nothing that it does not offer."""
    field.choices = choices
    if field.raw_data:
        field.process_formdata(field.raw_data)


class Interests(Form):
    """M22: what somebody would like to do, and how much time they have."""

    services = fields.Choices("Services")
    places = fields.Choices("Places")
    work = fields.Choices("Types of work")
    not_sure = fields.Choices("Or", choices=[("yes", "I am not sure yet")])
    often = fields.Maybe(
        "How much time do you have? (optional)", choices=[(each.value, words) for each, words in rules.OFTEN_WORDS.items()]
    )

    def offer(self, topics: Iterable[Topic]) -> None:
        """What the team's list offers now."""
        by_sort = {Sort.SERVICE: self.services, Sort.PLACE: self.places, Sort.WORK: self.work}
        for sort, field in by_sort.items():
            _offer(field, {each.id.hex: each.title for each in topics if each.sort is sort})

    @property
    def chosen(self) -> list[UUID]:
        """The lines that were ticked."""
        return [UUID(value) for field in (self.services, self.places, self.work) for value in field.data or []]

    @property
    def how_often(self) -> Often | None:
        return Often(self.often.data) if self.often.data else None


class Experience(Form):
    """M23: what somebody would bring."""

    areas = fields.Choices("Which services do you know?")
    words = fields.LongText(
        "In your own words (optional)", most=rules.LONGEST_EXPERIENCE, hint="What you would like us to know about what you bring."
    )

    def offer(self, topics: Iterable[Topic], *, also: Iterable[str]) -> None:
        """The services of the team's list, and those somebody ticked before they were retired."""
        titles = dict.fromkeys([*(each.title for each in topics), *also])
        _offer(self.areas, {title: title for title in titles})


class HowPaid(Form):
    """M25: how somebody would like to take part."""

    payment = fields.Choice(
        "How would you like to take part?", choices=[(each.value, words) for each, words in rules.PAYMENT_WORDS.items()],
        message="Select how you would like to take part",
    )  # fmt: skip

    @property
    def chosen(self) -> Payment:
        return Payment(self.payment.data)


class Trusting(Form):
    """M26: somebody we may also talk to."""

    name = fields.Text(
        "Their name", [Needed("Enter their name"), AtMost(rules.LONGEST_NAME, "Their name")],
        hint="Please ask them first whether that is all right for them.",
    )  # fmt: skip
    reach = fields.LongText(
        "How can we reach them?", [Needed("Enter how we can reach them")], most=rules.LONGEST_REACH,
        hint="A phone number, an e-mail address or a postal address.",
    )  # fmt: skip
    may = fields.Choices(
        "What may we tell them?", choices=[(each.value, words) for each, words in rules.MAY_WORDS.items()],
        message="Select at least one thing we may tell them",
    )  # fmt: skip

    @property
    def chosen(self) -> list[May]:
        return [May(value) for value in self.may.data or []]


class Recorded(Trusting):
    """The same as somebody told it to a member of the team."""

    read = fields.Choices(
        "Did they say yes to these words?", choices=[("yes", "I read the words to them, and they said yes")],
        message="Select that you read the words to them and they said yes",
    )  # fmt: skip


class Telling(Form):
    """How and when somebody told the team what it writes down for them."""

    told = fields.Choice(
        "How did they tell us?", choices=[(each.value, each.value.capitalize()) for each in Told],
        message="Select how they told us",
    )  # fmt: skip
    said_on = fields.DateInBoxes("When did they tell us?", hint="For example, 27 3 2027")

    def validate_said_on(self, field: fields.DateInBoxes) -> None:
        if not isinstance(field.data, date):
            raise StopValidation("Enter the day they told us, like 27 3 2027")
        if field.data > clock.today():
            raise StopValidation("The day they told us must be today or in the past")


class RecordedInterests(Telling, Interests):
    """What interests somebody, as they told it."""


class RecordedExperience(Telling, Experience):
    """What somebody would bring, as they told it."""


class RecordedPayment(Telling, HowPaid):
    """How somebody would like to take part, as they told it."""


class Emptying(Form):
    """The button that takes answers away again."""

    press = StringField()


class NewTopic(Form):
    """One more line on the team's list."""

    sort = fields.Choice(
        "What is it?", choices=[(each.value, words) for each, words in rules.SORT_WORDS.items()], message="Select what it is"
    )
    title = fields.Text(
        "What should it be called?", [Needed("Enter what it should be called"), AtMost(rules.LONGEST_TITLE, "It")]
    )


class Rename(Form):
    """The same line in other words."""

    title = fields.Text(
        "What should it be called?", [Needed("Enter what it should be called"), AtMost(rules.LONGEST_TITLE, "It")]
    )


class Support(Form):
    """Who of the team somebody can turn to."""

    account = fields.Choice("Who supports them?", message="Select who supports them")
