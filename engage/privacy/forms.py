"""What people say is wrong, and what those who answer requests write down."""

from __future__ import annotations

from datetime import date
from typing import Any

from wtforms.validators import ValidationError

from engage import clock
from engage.privacy.rules.requests import Came, HoldReason, Identity, Outcome, RequestKind
from engage.privacy.rules.retention import MOST_MONTHS
from engage.web.fields import Choice, Choices, DateInBoxes, Digits, LongText, Text
from engage.web.forms import AtMost, Form, Needed

LONGEST = 1000

KIND_WORDS: dict[RequestKind, str] = {
    RequestKind.ACCESS: "See what we hold",
    RequestKind.RECTIFY: "Have something put right",
    RequestKind.ERASE: "Be erased",
    RequestKind.RESTRICT: "Have its use limited",
    RequestKind.OBJECT: "Object to how we use it",
    RequestKind.PORTABILITY: "Take it elsewhere",
}
CAME_WORDS: dict[Came, str] = {
    Came.WEB: "On this website",
    Came.EMAIL: "By e-mail",
    Came.LETTER: "By letter",
    Came.PHONE: "By phone",
    Came.IN_PERSON: "In person",
}
BY_HAND = [(came.value, words) for came, words in CAME_WORDS.items() if came is not Came.WEB]
CHECKS = [(how.value, how.value.capitalize()) for how in Identity if how is not Identity.SIGNED_IN]
THIRD_PARTY = ("about somebody else", "told us in confidence", "could put somebody at risk")


class PastDay:
    """A day that has come, and not long ago."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence

    def __call__(self, form: Any, field: DateInBoxes) -> None:
        if field.data is None or not date(2020, 1, 1) <= field.data <= clock.today():
            raise ValidationError(self.sentence)


class Wrong(Form):
    """Something we hold is wrong."""

    words = LongText(
        "What is wrong, and what should it say?",
        [Needed("Say what is wrong")],
        most=LONGEST,
        hint="Nobody reads this straight away. If you need help now, use the link at the top of this page.",
    )


class NewRequest(Form):
    """A request that came by letter, phone, e-mail or in person."""

    whose = Text(
        "Pool number or e-mail address", [Needed("Enter a pool number or an e-mail address"), AtMost(254, "It")],
        hint="As the person gave it. You are not shown anything about them yet.",
    )  # fmt: skip
    kind = Choice("What do they ask for?", choices=[(kind.value, words) for kind, words in KIND_WORDS.items()],
                  message="Select what they ask for")  # fmt: skip
    came = Choice("How did it reach us?", choices=BY_HAND, message="Select how it reached us")
    received_on = DateInBoxes("When did it reach us?", [PastDay("Enter the day it reached us, which is not in the future")],
                              hint="The month to answer begins on this day.")  # fmt: skip
    words = LongText("What did they say?", most=LONGEST, hint="Only what is needed to answer. It is kept sealed.")


class CheckIdentity(Form):
    """How we made sure that it is them."""

    how = Choice("How did you make sure that it is them?", choices=CHECKS, message="Select how you made sure")


class MoreTime(Form):
    """Why a request takes longer."""

    reason = LongText("Why does it take longer?", [Needed("Say why it takes longer")], most=LONGEST,
                      hint="You must tell the person this within the first month.")  # fmt: skip


class BlackOut(Form):
    """What is left out of an answer."""

    passage = LongText("Which words?", most=LONGEST,
                       hint="Exactly as they stand there. Leave it empty to leave out all of it.")  # fmt: skip
    reason = Choice("Why?", choices=[(reason, f"It is {reason}" if reason.startswith("about") else f"It {reason}" if
                    reason.startswith("could") else f"Somebody {reason}") for reason in THIRD_PARTY],
                    message="Select why it is left out")  # fmt: skip


class CloseRequest(Form):
    """How a request ended."""

    outcome = Choice("How did it end?", choices=[(outcome.value, outcome.value.capitalize()) for outcome in Outcome],
                     message="Select how it ended")  # fmt: skip
    note = LongText("What did you tell them?", most=LONGEST, hint="The person sees this under What we hold about you.")


class PlaceHold(Form):
    """Whose record must be kept, and why."""

    whose = Text("Pool number or e-mail address",
                 [Needed("Enter a pool number or an e-mail address"), AtMost(254, "It")])  # fmt: skip
    reason = Choice("Why must it be kept?", choices=[(each.value, each.value.capitalize()) for each in HoldReason],
                    message="Select why it must be kept")  # fmt: skip
    note = LongText("Note", most=LONGEST, hint="Where the case is kept. The person sees this under What we hold about them.")


class Keep(Form):
    """How long something is kept from now on."""

    months = Digits("How many months?", [Needed("Enter a number of months")], width="3")
    basis = Text("On what basis?", [Needed("Say on what basis"), AtMost(300, "The basis")],
                 hint="For example the NHS Records Management Code, with its line.")  # fmt: skip

    def validate_months(self, field: Digits) -> None:
        if not (field.data or "").isdecimal() or len(field.data) > 6 or not 1 <= int(field.data) <= MOST_MONTHS:
            raise ValidationError(f"Enter a whole number from 1 to {MOST_MONTHS}")


class PrepareErasure(Form):
    """The team was asked to erase somebody."""

    asked_on = DateInBoxes("When did they ask?", [PastDay("Enter the day they asked, which is not in the future")])
    sure = Choices("Are you sure?", choices=[("yes", "I made sure that it is them, and told them that it cannot be undone")],
                   message="Select that you made sure that it is them")  # fmt: skip
