"""The questions on the way into the pool, one form a page, and the few that follow."""

from __future__ import annotations

from typing import Any

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from markupsafe import Markup
from wtforms.validators import StopValidation

from engage.consent.queries import Reading
from engage.consent.rules import Offer
from engage.people.rules import Kind
from engage.pool.rules import WHY_WORDS, Tie
from engage.web import fields
from engage.web.forms import AtMost, Form, Needed

EMAIL_SHAPE = "Enter an e-mail address in the correct format, like name@example.com"
PHONE_SHAPE = "Enter a phone number, like 01632 960 001 or 07700 900 982"
STOPPED = "We have stopped this for 15 minutes. You can call us."
CODE_WRONG = "That code is not right or has run out"
LONGEST_NAME = 200
LONGEST_LINE = 200

WAYS = [
    (Kind.EMAIL.value, "E-mail"),
    (Kind.PHONE.value, "Phone call"),
    (Kind.TEXT.value, "Text message"),
    (Kind.POST.value, "Letter"),
]
TIES = [
    (Tie.USES.value, "I use the trust’s services"),
    (Tie.USED.value, "I have used them in the past"),
    (Tie.CARES.value, "I care for or support someone who does"),
    (Tie.CARED.value, "I did in the past"),
    (Tie.INTERESTED.value, "Neither, but I am interested"),
]
YES_NO = [("yes", "Yes"), ("no", "No")]


def address_in_use(typed: str) -> str:
    """An e-mail address as it is written to. Raises StopValidation with what to type."""
    try:
        return str(validate_email(typed, check_deliverability=False, allow_smtputf8=False).ascii_email)
    except EmailNotValidError as error:
        raise StopValidation(EMAIL_SHAPE) from error


def number_in_use(typed: str) -> None:
    """Refuse what cannot be a telephone number. Raises StopValidation with what to type."""
    try:
        possible = phonenumbers.is_possible_number(phonenumbers.parse(typed, "GB"))
    except phonenumbers.NumberParseException:
        possible = False
    if not possible:
        raise StopValidation(PHONE_SHAPE)


class Question(Form):
    """A page of the way in; `answers()` is what the draft keeps."""

    def answers(self) -> dict[str, Any]:
        """What was answered, by field."""
        return {field.name: field.data for field in self if field.name not in ("csrf_token", "trap")}


class Age(Question):
    """M2. The age is the organisation's setting."""

    age = fields.Choice(choices=YES_NO, inline=True)

    def __init__(self, youngest: int, **options: Any) -> None:
        super().__init__(**options)
        self.age.label.text = f"Are you {youngest} or over?"
        self.age.message = f"Select yes if you are {youngest} or over"

    @property
    def is_old_enough(self) -> bool:
        return bool(self.age.data == "yes")


class You(Question):
    """M3."""

    ties = fields.Choices(
        "Which of these describes you?",
        hint="Choose all that apply. You can choose more than one.",
        choices=TIES,
        message="Select at least one",
    )


class Name(Question):
    """M4."""

    full_name = fields.Text("Full name", [Needed("Enter your name"), AtMost(LONGEST_NAME, "Your name")], autocomplete="name")
    called = fields.Text(
        "What should we call you? (optional)", [AtMost(LONGEST_NAME, "What we call you")], autocomplete="nickname"
    )


class Contact(Question):
    """M5. A field counts only where its way was ticked."""

    channels = fields.Choices(
        "How can we reach you?",
        hint="Choose one or more. We only use these for the things you say yes to.",
        choices=WAYS,
        message="Select at least one way to reach you",
    )
    email = fields.EmailAddress("E-mail address", [AtMost(LONGEST_LINE, "E-mail address")], autocomplete="email")
    phone = fields.Phone("Phone number", [AtMost(LONGEST_LINE, "Phone number")], autocomplete="tel", width="20")
    leave_message = fields.Maybe("Can we leave a message?", choices=YES_NO, inline=True)
    say_trust = fields.Maybe("Can we say we are from the trust?", choices=YES_NO, inline=True)
    text = fields.Phone(
        "Mobile number for text messages", [AtMost(LONGEST_LINE, "Mobile number")], autocomplete="tel", width="20"
    )
    address_1 = fields.Text("Address line 1", [AtMost(LONGEST_LINE, "Address line 1")], autocomplete="address-line1")
    address_2 = fields.Text("Address line 2 (optional)", [AtMost(LONGEST_LINE, "Address line 2")], autocomplete="address-line2")
    town = fields.Text("Town or city", [AtMost(LONGEST_LINE, "Town or city")], autocomplete="address-level2")
    postcode = fields.Text("Postcode", [AtMost(12, "Postcode")], autocomplete="postal-code", width="10")
    reach_note = fields.LongText(
        "Is there anything that makes it easier? (optional)",
        hint="For example best times, text relay, or someone who speaks for you. We do not read this straight away.",
        most=250,
    )

    def validate_email(self, field: fields.EmailAddress) -> None:
        if self._is_ticked(Kind.EMAIL):
            field.data = address_in_use(field.data)

    def validate_phone(self, field: fields.Phone) -> None:
        if self._is_ticked(Kind.PHONE):
            number_in_use(field.data)

    def validate_text(self, field: fields.Phone) -> None:
        if self._is_ticked(Kind.TEXT):
            number_in_use(field.data)

    def validate_address_1(self, field: fields.Text) -> None:
        if self._is_ticked(Kind.POST) and not field.data:
            raise StopValidation("Enter the first line of your address")

    def validate_town(self, field: fields.Text) -> None:
        if self._is_ticked(Kind.POST) and not field.data:
            raise StopValidation("Enter a town or city")

    def validate_postcode(self, field: fields.Text) -> None:
        if self._is_ticked(Kind.POST) and not field.data:
            raise StopValidation("Enter a postcode")

    def _is_ticked(self, kind: Kind) -> bool:
        return kind.value in (self.channels.data or [])


class Area(Question):
    """M6."""

    area = fields.Text("Town, or the first part of your postcode", [AtMost(100, "Town or postcode")], width="20")
    area_unsaid = fields.Choices("Or", choices=[("unsaid", "I would rather not say")])

    def validate_area(self, field: fields.Text) -> None:
        if not field.data and not self.area_unsaid.data:
            raise StopValidation("Enter a town or the first part of your postcode, or select that you would rather not say")


def wishes(reading: Reading) -> type[Question]:
    """M7: a box for each purpose, in the words of the notice in force as they asked to read them, none of them ticked."""

    class Wishes(Question):
        purposes = fields.Choices(
            "What would you like from us?",
            hint="Choose as many as you like, or none.",
            choices=[(offer.code, _in_its_language(offer)) for offer in reading.offers],
        )

        def answers(self) -> dict[str, Any]:
            """What was ticked, and which words stood beside it."""
            return super().answers() | {"read": reading.shown.key}

    return Wishes


def _in_its_language(offer: Offer) -> str:
    """The words of a purpose, marked for whatever reads them out."""
    if offer.language == "en":
        return offer.text
    return Markup('<span lang="{}" dir="{}">{}</span>').format(offer.language, offer.direction, offer.text)


class WhyLeft(Form):
    """M36: the one question to whoever left, and need not answer."""

    why = fields.Choice(
        "What is the main reason?", choices=[(why.value, words) for why, words in WHY_WORDS.items()],
        message="Select a reason, or that you would rather not say",
    )  # fmt: skip


class Code(Form):
    """Six digits from an e-mail."""

    code = fields.Digits(
        "Enter the code we sent you", [Needed("Enter the 6-digit code")], autocomplete="one-time-code", width="10"
    )

    def validate_code(self, field: fields.Digits) -> None:
        if not (len(field.data) == 6 and field.data.isdigit()):
            raise StopValidation("Enter the 6-digit code")


class Address(Form):
    """Another e-mail address in the place of the one that was given."""

    email = fields.EmailAddress(
        "What is your e-mail address?", [Needed("Enter an e-mail address"), AtMost(LONGEST_LINE, "E-mail address")],
        autocomplete="email",
    )  # fmt: skip

    def validate_email(self, field: fields.EmailAddress) -> None:
        field.data = address_in_use(field.data)
