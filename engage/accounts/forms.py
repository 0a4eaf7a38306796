"""What a member is asked at the door."""

from __future__ import annotations

from email_validator import EmailNotValidError, validate_email
from wtforms.validators import StopValidation

from engage.web import fields
from engage.web.forms import AtMost, Form, Needed

STOPPED = "We have stopped this for 15 minutes. You can call us."
CODE_WRONG = "That code is not right or has run out"
KEEP = [("keep", "Keep me signed in on this device")]


class Address(Form):
    """M11: where to send the link and the code."""

    email = fields.EmailAddress(
        "E-mail address", [Needed("Enter an e-mail address"), AtMost(200, "E-mail address")], autocomplete="email"
    )

    def validate_email(self, field: fields.EmailAddress) -> None:
        try:
            field.data = str(validate_email(field.data, check_deliverability=False, allow_smtputf8=False).ascii_email)
        except EmailNotValidError as error:
            raise StopValidation("Enter an e-mail address in the correct format, like name@example.com") from error


class Code(Form):
    """M12: the six digits of the mail."""

    code = fields.Digits("6-digit code", [Needed("Enter the 6-digit code")], autocomplete="one-time-code", width="10")
    keep = fields.Choices("On this device", choices=KEEP, hint="Only on a device that nobody else uses.")

    def validate_code(self, field: fields.Digits) -> None:
        if not (len(field.data) == 6 and field.data.isdigit()):
            raise StopValidation("Enter the 6-digit code")


class Enter(Form):
    """M13: the button behind a link."""

    keep = fields.Choices("On this device", choices=KEEP, hint="Only on a device that nobody else uses.")
