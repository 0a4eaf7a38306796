"""What the team is asked when somebody joins with their help: the questions of joining, and how they told us."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from wtforms.validators import StopValidation

from engage import clock
from engage.consent.rules import Offer
from engage.helping.rules import ASKED_WORDS, HOW_WORDS, SIZES, USUAL_SIZE, Asked
from engage.needs.forms import Support, asked_nowhere
from engage.people.rules import Kind
from engage.pool import forms as joining
from engage.pool.forms import LONGEST_LINE, LONGEST_NAME, YES_NO
from engage.pool.rules import Tie
from engage.web import fields
from engage.web.forms import AtMost, Form, Needed

_WISH = "wish_"
TIES = [
    (Tie.USES.value, "Uses the trust’s services"),
    (Tie.USED.value, "Used them in the past"),
    (Tie.CARES.value, "Cares for or supports someone who does"),
    (Tie.CARED.value, "Did in the past"),
    (Tie.INTERESTED.value, "Neither, but is interested"),
]
_LAST = ("reach", "papers", "print_size", "meeting", "interpreter", "around", "also", "language", "another", "share")


class Adding(joining.Contact, joining.Area, Support):
    """T5. What is asked about messages comes from the words in force, what is asked about needs from that room."""

    offers: Sequence[Offer] = ()
    youngest = 16

    how = fields.Choice(
        "How did they tell you?", choices=[(how.value, words) for how, words in HOW_WORDS.items()],
        message="Select how they told you",
    )  # fmt: skip
    said_on = fields.DateInBoxes("What day did they tell you?", hint="For example, 27 3 2027")
    helper = fields.Text(
        "Who helped them? (optional)", [AtMost(LONGEST_NAME, "Who helped them")],
        hint="For example an interpreter, a relative or a nurse.",
    )  # fmt: skip
    note = fields.Text(
        "What shows it? (optional)", [AtMost(LONGEST_LINE, "What shows it")],
        hint="Where the form is kept, or a note of the call.",
    )  # fmt: skip
    age = fields.Choice(choices=YES_NO, inline=True)
    full_name = fields.Text("Full name", [Needed("Enter their name"), AtMost(LONGEST_NAME, "Their name")])
    called = fields.Text("What should we call them? (optional)", [AtMost(LONGEST_NAME, "What we call them")])
    ties = fields.Choices(
        "Which of these describes them?", hint="Select all that apply.", choices=TIES, message="Select at least one"
    )
    channels = fields.Choices(
        "How can we reach them?", hint="Select one or more.", choices=joining.WAYS,
        message="Select at least one way to reach them",
    )  # fmt: skip
    email = fields.EmailAddress("E-mail address", [AtMost(LONGEST_LINE, "E-mail address")])
    phone = fields.Phone("Phone number", [AtMost(LONGEST_LINE, "Phone number")], width="20")
    leave_message = fields.Maybe("Can we leave a message?", choices=YES_NO, inline=True)
    say_trust = fields.Maybe("Can we say we are from the trust?", choices=YES_NO, inline=True)
    text = fields.Phone("Mobile number for text messages", [AtMost(LONGEST_LINE, "Mobile number")], width="20")
    address_1 = fields.Text("Address line 1", [AtMost(LONGEST_LINE, "Address line 1")])
    address_2 = fields.Text("Address line 2 (optional)", [AtMost(LONGEST_LINE, "Address line 2")])
    town = fields.Text("Town or city", [AtMost(LONGEST_LINE, "Town or city")])
    postcode = fields.Text("Postcode", [AtMost(12, "Postcode")], width="10")
    reach_note = fields.LongText(
        "Is there anything that makes it easier? (optional)", hint="For example best times, or someone who speaks for them.",
        most=250,
    )  # fmt: skip
    area = fields.Text("Town, or the first part of their postcode", [AtMost(100, "Town or postcode")], width="20")
    area_unsaid = fields.Choices("Or", choices=[("unsaid", "They would rather not say")])
    form_code = fields.Text(
        "Form code (optional)", [AtMost(20, "Form code")], width="10",
        hint="Printed at the foot of a paper form, such as J1-7K2M4Q. The words beside the answers become those of that form.",
    )  # fmt: skip

    def __init__(self, **options: object) -> None:
        super().__init__(also=asked_nowhere(), **options)
        self.age.label.text = f"Are they {self.youngest} or over?"
        self.age.message = f"Select yes if they are {self.youngest} or over"
        self.reach.label.text, self.reach.hint = "How should we reach them?", "Only if e-mail is not right for them."
        self.also.label.text, self.language.label.text = (
            "Also on the list of the standard",
            "Which language do they prefer? (optional)",
        )
        self.share.label.text, self.share.choices = "May we tell the host what they need?", {"yes": "Yes, they agreed"}

    def validate_age(self, field: fields.Choice) -> None:
        if field.data == "no":
            raise StopValidation(
                f"People must be {self.youngest} or over to be in the pool. Tell them whom else they can turn to"
            )

    def validate_said_on(self, field: fields.DateInBoxes) -> None:
        if field.data is None:
            raise StopValidation(
                "Enter the day they told you, like 27 3 2027" if field.was_typed() else "Enter the day they told you"
            )
        if field.data > clock.today():
            raise StopValidation("The day they told you must be today or in the past")

    def validate_area(self, field: fields.Text) -> None:
        if not field.data and not self.area_unsaid.data:
            raise StopValidation("Enter a town or the first part of their postcode, or select that they would rather not say")

    def validate_address_1(self, field: fields.Text) -> None:
        if self._is_ticked(Kind.POST) and not field.data:
            raise StopValidation("Enter the first line of their address")

    @property
    def wishes(self) -> Iterator[tuple[Offer, fields.Choice]]:
        """Each kind of message with its words and its question."""
        return ((offer, self[f"{_WISH}{offer.code}"]) for offer in self.offers)

    @property
    def answered(self) -> dict[str, Asked]:
        """What they said to each kind of message, by purpose."""
        return {offer.code: Asked(field.data) for offer, field in self.wishes}

    @property
    def told_on(self) -> date:
        """The day they told us, once the form is right."""
        day: date | None = self.said_on.data
        if day is None:
            raise ValueError("the form was not right")
        return day

    def ask_again(self) -> None:
        """The words have changed: what was answered to others counts no more."""
        for _, field in self.wishes:
            field.data = None

    def problems(self) -> list[dict[str, str]]:
        """In the order of the page, and one line for the kinds of message, however many have no answer."""
        found: dict[str, dict[str, str]] = {}
        for field in sorted(self, key=lambda field: field.name in _LAST):
            if field.errors:
                words = str(field.errors[0])
                found.setdefault(words, {"href": f"#{getattr(field, 'first_id', field.id)}", "text": words})
        return list(found.values())

    def kept(self) -> dict[str, object]:
        """What was typed, to be kept until it is decided."""
        plain = {field.name: field.data for field in self if field.name not in ("csrf_token", "trap", "said_on")}
        return plain | {"said_on": self.said_on.data.isoformat() if self.said_on.data else None}


def adding(offers: Sequence[Offer], *, youngest: int) -> type[Adding]:
    """The page for these words: a question for each kind of message, none answered beforehand."""
    answers = [(asked.value, words) for asked, words in ASKED_WORDS.items()]
    wishes = {
        f"{_WISH}{offer.code}": fields.Choice(
            offer.title, hint=f"The words: “{offer.text}”", choices=answers, message="Select an answer for each kind of message"
        )
        for offer in offers
    }
    return type("AddingForThese", (Adding,), {"offers": tuple(offers), "youngest": youngest, **wishes})


class Sure(Form):
    """Somebody with this address asked to be erased: it takes their own word to come back."""

    sure = fields.Choices(
        "Did they ask to come back?", choices=[("yes", "Yes, they asked us themselves to be added again")],
        message="Select that they asked us themselves",
    )  # fmt: skip


class Printing(Form):
    """The size of a letter's print."""

    size = fields.Choice(
        "What size of print?",
        choices=[(str(size), f"{size} point" + (" (usual)" if size == USUAL_SIZE else "")) for size in SIZES],
        message="Select a size of print",
    )
