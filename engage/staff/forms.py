"""What staff are asked when they sign in and when they look after an account."""

from __future__ import annotations

from typing import ClassVar

from email_validator import EmailNotValidError, validate_email
from wtforms import Field
from wtforms.validators import StopValidation

from engage.accounts.rules import STAFF_ROLES
from engage.web.fields import Choice, Digits, EmailAddress, Password, Text
from engage.web.forms import AtMost, Form, Needed

NOT_AN_ADDRESS = "Enter an e-mail address in the correct format, like name@example.com"
HOW_LONG = "12 characters or more. Three words that have nothing to do with each other work well. You can paste it."


class WellFormed:
    """The text must look like an e-mail address; nothing is looked up."""

    field_flags: ClassVar[dict[str, bool]] = {}

    def __call__(self, form: Form, field: Field) -> None:
        try:
            validate_email(field.data, check_deliverability=False)
        except EmailNotValidError as error:
            raise StopValidation(NOT_AN_ADDRESS) from error


class SignIn(Form):
    """The first half: address and password."""

    email = EmailAddress(
        "E-mail address", [Needed("Enter your e-mail address"), AtMost(254, "E-mail address")], autocomplete="username"
    )
    password = Password("Password", [Needed("Enter your password"), AtMost(1000, "Password")])


class Code(Form):
    """The second half: what the authenticator app shows."""

    code = Digits(
        "6-digit code", [Needed("Enter the 6-digit code"), AtMost(20, "Code")], autocomplete="one-time-code", width="5",
        hint="The code your authenticator app shows now. It changes every 30 seconds.",
    )  # fmt: skip


class Recovery(Form):
    """The second half, for somebody without their second factor."""

    recovery = Text(
        "Recovery code", [Needed("Enter a recovery code"), AtMost(40, "Recovery code")], width="20", autocomplete="off",
        hint="One of the ten codes you were given. Each works once.",
    )  # fmt: skip


class Address(Form):
    """Where to send a link for a new password."""

    email = EmailAddress(
        "E-mail address", [Needed("Enter your e-mail address"), AtMost(254, "E-mail address")], autocomplete="username"
    )


class ChoosePassword(Form):
    """A password that is chosen for the first time, or anew through a mailed link."""

    new_password = Password("New password", [Needed("Enter a new password")], autocomplete="new-password", hint=HOW_LONG)


class ChangePassword(Form):
    """Another password, by somebody who is signed in and says the old one."""

    password = Password("Your password now", [Needed("Enter the password you have now"), AtMost(1000, "Password")])
    new_password = Password("New password", [Needed("Enter a new password")], autocomplete="new-password", hint=HOW_LONG)


class ReplaceFactor(Form):
    """Another authenticator app: a code from the old one and one from the new one."""

    code = Digits("Code from the app you use now", [Needed("Enter the code from the app you use now"), AtMost(20, "Code")],
                  autocomplete="one-time-code", width="5")  # fmt: skip
    new_code = Digits("Code from the new app", [Needed("Enter the code from the new app"), AtMost(20, "Code")],
                      autocomplete="off", width="5")  # fmt: skip


class Invite(Form):
    """Somebody who is to have an account."""

    name = Text("Full name", [Needed("Enter their name"), AtMost(200, "Full name")], autocomplete="off")
    email = EmailAddress(
        "E-mail address", [Needed("Enter their e-mail address"), AtMost(254, "E-mail address"), WellFormed()],
        autocomplete="off", hint="Their own work address. We send the invitation there.",
    )  # fmt: skip
    role = Choice("Role", choices=[(role.value, role.value.capitalize()) for role in STAFF_ROLES], message="Select a role")


class ChangeRole(Form):
    """Another role for somebody."""

    role = Choice("Role", choices=[(role.value, role.value.capitalize()) for role in STAFF_ROLES], message="Select a role")
