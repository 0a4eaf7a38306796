"""What staff are written about their own account; facts in, e-mail out."""

from __future__ import annotations

from engage.mail import Email
from engage.staff.queries import AccountFacts
from engage.web.filters import day_and_time
from engage.web.letters import link, worded


def invitation(facts: AccountFacts) -> Email:
    """Choose a password: the link works once."""
    values = {"page to choose a password": link("staff.invitation", token=facts.token)}
    return worded("staff/invitation", to=facts.email, greeting=facts.name, values=values)


def new_password(facts: AccountFacts) -> Email:
    """The link somebody asked for."""
    values = {"page to choose a password": link("staff.new_password", token=facts.token)}
    return worded("staff/new_password", to=facts.email, greeting=facts.name, values=values)


def changed(facts: AccountFacts) -> Email:
    """How they sign in was changed (E3)."""
    return worded("staff/changed", to=facts.email, greeting=facts.name, values={"day and time": day_and_time(facts.when)})
