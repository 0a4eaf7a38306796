"""What staff are written about their own account; facts in, e-mail out."""

from __future__ import annotations

from engage.mail import Email
from engage.staff.queries import AccountFacts
from engage.web.letters import write


def invitation(facts: AccountFacts) -> Email:
    """Choose a password: the link works once."""
    return write(
        "staff/invitation", to=facts.email, subject="Your account is ready to be set up", greeting=facts.name, token=facts.token
    )


def new_password(facts: AccountFacts) -> Email:
    """The link somebody asked for."""
    return write("staff/new_password", to=facts.email, subject="Choose a new password", greeting=facts.name, token=facts.token)


def changed(facts: AccountFacts) -> Email:
    """How they sign in was changed (E3)."""
    return write("staff/changed", to=facts.email, subject="Your sign-in details changed", greeting=facts.name, when=facts.when)
