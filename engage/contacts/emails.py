"""Letters about a new e-mail address; facts in, e-mail out."""

from __future__ import annotations

from engage.contacts.queries.reach import ChangedFacts, NewAddressFacts
from engage.mail import Email
from engage.web.filters import day_and_time
from engage.web.letters import link, worded


def confirm(facts: NewAddressFacts) -> Email:
    """E1 to a new address; to one that is in the pool already, that nothing was changed. Nothing in it was typed by anybody."""
    if facts.is_known:
        return worded("contacts/in_use", to=facts.to, values={})
    values = {"link to confirm": link("people.email_link", token=facts.token), "code": f"{facts.code[:3]} {facts.code[3:]}"}
    return worded("contacts/confirm", to=facts.to, values=values)


def changed(facts: ChangedFacts) -> Email:
    """E3, to the old and the new address."""
    name = "contacts/changed_old" if facts.is_old else "contacts/changed"
    return worded(name, to=facts.to, greeting=facts.greeting, values={"day and time": day_and_time(facts.when)})
