"""What is asked about messages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import cast

from wtforms import StringField

from engage.consent.rules import BREAK_MONTHS, Basis, Change, Route
from engage.consent.rules.wording import LONGEST_ALSO, LONGEST_WORDING
from engage.outbox.rules import Channel
from engage.web import fields
from engage.web.forms import AtMost, Form, LookingBack, Needed

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


class OnADay(LookingBack):
    """A day on which somebody wants to know what was agreed."""

    day = fields.DateInBoxes("What had you agreed to on a day?", hint=LookingBack.LIKE)


# Whoever publishes

BASIS_WORDS = {
    Basis.CONSENT: "Consent",
    Basis.PUBLIC_TASK: "Public task",
    Basis.LEGAL_OBLIGATION: "Legal obligation",
    Basis.CONTRACT: "Contract",
}
WAY_WORDS = {Channel.EMAIL: "E-mail", Channel.PHONE: "Phone", Channel.TEXT: "Text message", Channel.POST: "Letter"}
NEVER = "never"
LASTS = [("12", "12 months"), ("24", "24 months"), ("36", "36 months"), (NEVER, "It does not run out")]
CHANGES = [(Change.MINOR.value, "Minor: what people agreed to stays the same"),
           (Change.MATERIAL.value, "Material: people are asked again")]  # fmt: skip
CHANGE_HINTS = {
    Change.MINOR.value: "A clearer word, a spelling. Every yes stays.",
    Change.MATERIAL.value: "More, less or something else is sent, or by somebody else. We ask again, as the reminder rule says; "
    "a yes that is not said again by the day below runs out.",
}


class Wording(Form):
    """The words people are to be shown."""

    text = fields.LongText("The words people say yes to", [Needed("Enter the words people say yes to")],
                           most=LONGEST_WORDING,
                           hint="Whole sentences: “Send me the newsletter, about once a month.”")  # fmt: skip


class AlsoIn(Form):
    """The same words in Easy Read or another language."""

    variant = fields.Choice("What are you adding?", message="Select Easy Read or a language")
    text = fields.LongText("The words people say yes to", [Needed("Enter the words people say yes to")],
                           most=LONGEST_ALSO, hint="They say the same as the English words, no more and no less.")  # fmt: skip
    checked = fields.Choices("Was it checked?", choices=[("yes", "Somebody who reads it every day says it is right")],
                             message="Have it checked before you publish it")  # fmt: skip


class Publishing(Form):
    """How a new wording is published: what it does to a yes, from which day, and by when people say yes again."""

    change = fields.Choice("What does the change do?", choices=CHANGES, hints=CHANGE_HINTS, message="Select what the change does")
    from_day = fields.DateInBoxes("In force from", hint="Today or a day to come, like 3 5 2027")
    renew_by = fields.DateInBoxes(
        "For a material change: a yes not said again runs out on", hint="At least 28 days after the words are in force"
    )

    @property
    def first_day(self) -> date:
        """The day it is in force from, once it is there."""
        return cast(date, self.from_day.data)

    def wants(self, *, is_first: bool) -> Change:
        return Change.FIRST if is_first else Change(self.change.data)

    def has_days(self, *, is_first: bool) -> bool:
        """Whether the days that are needed were given."""
        if self.from_day.data is None:
            self.refuse(self.from_day, "Enter the day it is in force from, like 3 5 2027")
        if not is_first and self.change.data == Change.MATERIAL.value and self.renew_by.data is None:
            self.refuse(self.renew_by, "Enter the day on which a yes that is not said again runs out")
        return not self.problems()


class Holds(Form):
    """What holds for a purpose."""

    basis = fields.Choice("Lawful basis", choices=[(basis.value, words) for basis, words in BASIS_WORDS.items()],
                          hint="Whatever it is, nobody who was not asked is written to, and everybody can stop it.",
                          message="Select a lawful basis")  # fmt: skip
    explicit = fields.Choice("Is it about health, or anything else that needs explicit consent?",
                             choices=[("yes", "Yes"), ("no", "No")], message="Select yes or no")  # fmt: skip
    lasts = fields.Choice("How long does a yes last?", choices=LASTS, message="Select how long a yes lasts")
    channels = fields.Choices("By which ways?", choices=[(way.value, words) for way, words in WAY_WORDS.items()],
                              message="Select at least one way")  # fmt: skip

    @property
    def months(self) -> int | None:
        """So many months, or None where it does not run out."""
        return None if self.lasts.data == NEVER else int(self.lasts.data)


class NewPurpose(Holds):
    """Something new that people may be asked about."""

    title = fields.Text("What is it called?", [Needed("Enter what it is called"), AtMost(60, "What it is called")],
                        hint="A few words, as the heading above it: “Stories and images”")  # fmt: skip


# The participation team

STARTS, STOPS = "yes", "no"
TOLD_BY = [(Route.PHONE.value, "By phone"), (Route.PAPER.value, "On paper"), (Route.IN_PERSON.value, "In person"),
           (Route.GUARDIAN.value, "By a parent or guardian")]  # fmt: skip


class Heard(Form):
    """What somebody said about messages, by phone, on paper or in person."""

    about = fields.Choice("What is it about?", message="Select what it is about")
    said = fields.Choice("What did they say?", choices=[(STARTS, "Yes, start"), (STOPS, "No, stop")], inline=True,
                         message="Select what they said")  # fmt: skip
    channels = fields.Choices("By which ways?", hint="For a no, leave all empty to stop every way.")
    route = fields.Choice("How did they tell us?", choices=TOLD_BY, message="Select how they told us")
    said_on = fields.DateInBoxes("When did they say it?", hint="For example, 3 5 2027")
    evidence = fields.LongText("What shows it?", most=500,
                               hint="For a yes: a line about the call, or where the form is. Nothing about health.")  # fmt: skip

    def offering(self, titles: dict[str, str], ways: Iterable[Channel]) -> None:
        """Ask about these purposes and these ways."""
        self.about.choices = titles
        self.channels.choices = {way.value: WAY_WORDS[way] for way in ways}
        if self.channels.raw_data is not None:
            self.channels.process_formdata(self.channels.raw_data)

    def is_whole(self, *, today: date) -> bool:
        """Whether the day is there and not to come, and a yes says by which ways and has something that shows it."""
        if self.said_on.data is None:
            self.refuse(self.said_on, "Enter the day they said it, like 3 5 2027")
        elif self.said_on.data > today:
            self.refuse(self.said_on, "The day must be today or in the past")
        if not self.channels.choices:
            self.refuse(self.about, "We have no way to reach them, so there is nothing to write down here")
        elif self.said.data == STARTS and not self.channels.data:
            self.refuse(self.channels, "Select at least one way")
        if self.said.data == STARTS and not self.evidence.data:
            self.refuse(self.evidence, "Enter a line about the call, or where the form is kept")
        return not self.problems()

    @property
    def ways(self) -> list[Channel]:
        """The ways they spoke of; a no that names none is about all (domain 11.7: stopping is never harder than starting)."""
        named = self.channels.data or [] if self.said.data == STARTS else self.channels.data or list(self.channels.choices)
        return [Channel(way) for way in named]

    @property
    def day(self) -> date:
        """The day they said it, once it is right."""
        return cast(date, self.said_on.data)


class Correcting(Form):
    """Why something that the team wrote down is taken out."""

    evidence = fields.LongText("What was wrong?", [Needed("Enter what was wrong")], most=500,
                               hint="For example: it was written on the wrong person’s record.")  # fmt: skip
