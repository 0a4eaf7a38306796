"""Letters about a new e-mail address; facts in, e-mail out."""

from __future__ import annotations

from engage.contacts.queries.reach import ChangedFacts, NewAddressFacts
from engage.mail import Email
from engage.web.letters import write


def confirm(facts: NewAddressFacts) -> Email:
    """E1 to a new address; to one that is in the pool already, that nothing was changed. Nothing in it was typed by anybody."""
    if facts.is_known:
        return write("contacts/in_use", to=facts.to, subject="Please confirm your e-mail")
    return write("contacts/confirm", to=facts.to, subject="Please confirm your e-mail", token=facts.token, code=facts.code)


def changed(facts: ChangedFacts) -> Email:
    """E3, to the old and the new address."""
    return write(
        "contacts/changed", to=facts.to, subject="Your sign-in details changed", greeting=facts.greeting, when=facts.when,
        is_old=facts.is_old,
    )  # fmt: skip
