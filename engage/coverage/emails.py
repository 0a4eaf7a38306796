"""What the carer lead writes to champions, deputies and managers, as each of them gets it."""

from __future__ import annotations

from engage.coverage.queries.messages import Facts
from engage.mail import Email
from engage.web.letters import link, worded


def message(facts: Facts) -> Email:
    """One message to one of the staff."""
    return _written("coverage/message", facts)


def test(facts: Facts) -> Email:
    """The same words to whoever wrote them, said to be a test."""
    return _written("coverage/test", facts)


def _written(name: str, facts: Facts) -> Email:
    values = {
        "subject": facts.subject, "what was written": facts.body, "who wrote": facts.writer,
        "the network": link("coverage.network"),
    }  # fmt: skip
    return worded(name, to=facts.to, greeting=facts.greeting, values=values)
