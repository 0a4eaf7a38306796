"""How somebody is reached: one form a way, each with what to mind, and with what they want by it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms.validators import StopValidation

from engage.consent.rules import Offer, Route
from engage.people.actions import Reach
from engage.people.models import ContactPoint
from engage.people.rules import CHANNEL, CHECKED_WORDS, NUMBERS, SPOKEN, Kind
from engage.people.rules import Checked as How
from engage.pool.forms import YES_NO, address_in_use, number_in_use
from engage.web import fields
from engage.web.forms import AtMost, Form, Needed

RELAY_PREFIX = "18001"
AT_THE_NEW = "What would you like at this address?"
WHAT_FOR = "What may we use it for?"
AFRESH = "Choose as many as you like, or none. Nothing is carried over from another number or address."
LONGEST_LINE, LONGEST_NAME, LONGEST_HINT = 200, 200, 100
VALUE_WORDS: dict[Kind, tuple[str, str]] = {
    Kind.PHONE: ("Phone number", "Enter a phone number"),
    Kind.LANDLINE: ("Landline number", "Enter a landline number"),
    Kind.TEXT: ("Mobile number for text messages", "Enter a mobile number"),
    Kind.RELAY: ("Number with the prefix for text relay", "Enter a number"),
    Kind.SUPPORTER: ("Their name, and how we reach them", "Enter their name and how we reach them"),
}
TOLD_BY = [(Route.PHONE.value, "By phone"), (Route.PAPER.value, "On paper"), (Route.IN_PERSON.value, "In person")]


class Way(Form):
    """One way to reach somebody. `shaped` leaves only what this way has."""

    value = fields.Text("Number", [AtMost(LONGEST_LINE, "This")])
    address_1 = fields.Text("Address line 1", [Needed("Enter the first line of the address"), AtMost(LONGEST_LINE, "Line 1")],
                            autocomplete="address-line1")  # fmt: skip
    address_2 = fields.Text("Address line 2 (optional)", [AtMost(LONGEST_LINE, "Line 2")], autocomplete="address-line2")
    town = fields.Text("Town or city", [Needed("Enter a town or city"), AtMost(LONGEST_LINE, "Town or city")],
                       autocomplete="address-level2")  # fmt: skip
    postcode = fields.Text("Postcode", [Needed("Enter a postcode"), AtMost(12, "Postcode")], autocomplete="postal-code",
                           width="10")  # fmt: skip
    leave_message = fields.Choice("Can we leave a message?", choices=YES_NO, inline=True,
                                  message="Select yes if we can leave a message")  # fmt: skip
    say_trust = fields.Choice("Can we say we are from the trust?", choices=YES_NO, inline=True,
                              message="Select yes if we can say that we are from the trust")  # fmt: skip
    safe_name = fields.Text(
        "If somebody else answers, whom should we ask for? (optional)", [AtMost(LONGEST_HINT, "This")],
        hint="We then do not say where we call from",
    )  # fmt: skip
    best_times = fields.Text("Best times (optional)", [AtMost(LONGEST_HINT, "Best times")], hint="For example weekday mornings")
    purposes = fields.Choices(WHAT_FOR, hint=AFRESH)
    route = fields.Choice("How did they tell us?", choices=TOLD_BY, message="Select how they told us")

    def validate_value(self, field: fields.Text) -> None:
        if not field.data:
            raise StopValidation(self.missing)
        if self.kind in NUMBERS:
            number_in_use(field.data.removeprefix(RELAY_PREFIX) if self.kind is Kind.RELAY else field.data)

    missing = ""
    kind = Kind.PHONE

    def shaped(self, kind: Kind, *, for_them: bool) -> Way:
        """This form for one kind of way; `for_them`: the team fills it in for somebody."""
        self.kind = kind
        away = {"value"} if kind is Kind.POST else {"address_1", "address_2", "town", "postcode"}
        away |= set() if kind in SPOKEN else {"leave_message", "say_trust", "safe_name"}
        away |= set() if for_them else {"route"}
        for name in away:
            delattr(self, name)
        if kind is not Kind.POST:
            self.value.label.text, self.missing = VALUE_WORDS[kind]
        return self

    @property
    def reach(self) -> Reach:
        """What was typed, as it is kept."""
        said = {name: field.data for name, field in self._fields.items()}
        lines = (said.get("address_1"), said.get("address_2"), said.get("town"), (said.get("postcode") or "").upper())
        return Reach(
            self.kind, "\n".join(filter(None, lines)) if self.kind is Kind.POST else said["value"],
            may_leave_message=said["leave_message"] == "yes" if "leave_message" in said else None,
            may_say_trust=said["say_trust"] == "yes" if "say_trust" in said else None,
            safe_name=said.get("safe_name") or None, best_times=said.get("best_times") or None,
        )  # fmt: skip


def way(kind: Kind, before: ContactPoint | None, offers: Sequence[Offer], *, for_them: bool = False) -> Way:
    """The form for one way, filled in with what is known; what it may be used for is never ticked beforehand."""

    class WithPurposes(Way):
        purposes = fields.Choices(WHAT_FOR, hint=AFRESH, choices=_sent_by(CHANNEL[kind], offers))

    return WithPurposes(data=_known(before) if before is not None else None).shaped(kind, for_them=for_them)


def _sent_by(channel: str, offers: Sequence[Offer]) -> list[tuple[str, str]]:
    return [(offer.code, offer.text) for offer in offers if channel in offer.channels]


def _known(point: ContactPoint) -> dict[str, Any]:
    known: dict[str, Any] = {"value": point.value, "safe_name": point.safe_name, "best_times": point.best_times}
    for name, said in (("leave_message", point.may_leave_message), ("say_trust", point.may_say_trust)):
        known[name] = None if said is None else "yes" if said else "no"
    if point.kind is Kind.POST:
        lines = point.value.split("\n")
        first, *middle, town, postcode = lines if len(lines) >= 3 else [*lines, "", ""][:3]
        known |= {"address_1": first, "address_2": ", ".join(middle), "town": town, "postcode": postcode}
    return known


class Address(Form):
    """Another e-mail address."""

    email = fields.EmailAddress(
        "What is your new e-mail address?", [Needed("Enter an e-mail address"), AtMost(LONGEST_LINE, "E-mail address")],
        autocomplete="email",
    )  # fmt: skip

    def validate_email(self, field: fields.EmailAddress) -> None:
        field.data = address_in_use(field.data)


class Changed(Address):
    """The same, when the team writes it down for somebody."""

    route = fields.Choice("How did they tell us?", choices=TOLD_BY, message="Select how they told us")


class Confirm(Form):
    """What they want at a new address."""

    purposes = fields.Choices(AT_THE_NEW, hint=AFRESH)


class Code(Confirm):
    """The same with the six digits of the mail."""

    code = fields.Digits(
        "Enter the code we sent you", [Needed("Enter the 6-digit code")], autocomplete="one-time-code", width="10"
    )

    def validate_code(self, field: fields.Digits) -> None:
        if not (len(field.data) == 6 and field.data.isdigit()):
            raise StopValidation("Enter the 6-digit code")


def confirm(offers: Sequence[Offer]) -> Confirm:
    """The button behind the link, with the purposes that are sent by e-mail."""

    class WithPurposes(Confirm):
        purposes = fields.Choices(AT_THE_NEW, hint=AFRESH, choices=_sent_by("email", offers))

    return WithPurposes()


def confirm_by_code(offers: Sequence[Offer]) -> Code:
    """The same with the code."""

    class WithPurposes(Code):
        purposes = fields.Choices(AT_THE_NEW, hint=AFRESH, choices=_sent_by("email", offers))

    return WithPurposes()


class Name(Form):
    """Name, and what to call somebody."""

    full_name = fields.Text("Full name", [Needed("Enter your name"), AtMost(LONGEST_NAME, "Your name")], autocomplete="name")
    called = fields.Text(
        "What should we call you? (optional)", [AtMost(LONGEST_NAME, "What we call you")], autocomplete="nickname"
    )
    pronouns = fields.Text("Your pronouns (optional)", [AtMost(50, "Your pronouns")], hint="For example she, he or they")


class Told(Form):
    """How the team was told to take a way out."""

    route = fields.Choice("How did they tell us?", choices=TOLD_BY, message="Select how they told us")


class Checked(Form):
    """How the team knows that a number or address is theirs."""

    how = fields.Choice(
        "How do you know that it is theirs?",
        choices=[(how.value, words.capitalize()) for how, words in CHECKED_WORDS.items() if how is not How.LINK],
        message="Select how you know that it is theirs",
    )  # fmt: skip
