"""What those who answer requests and look after keeping are told: dates and counts, never names."""

from __future__ import annotations

from engage.mail import Email
from engage.privacy.queries.keeping import ComingFacts
from engage.privacy.queries.looks import LooksFacts
from engage.privacy.queries.requests import DueFacts
from engage.web.letters import write


def request(facts: DueFacts) -> Email:
    """A request waits for an answer."""
    return write("privacy/request", to=facts.to, subject="A request waits for an answer", greeting=facts.name, facts=facts)


def coming(facts: ComingFacts) -> Email:
    """What is let go in the next 30 days."""
    return write("privacy/coming", to=facts.to, subject="What is let go in the next 30 days", greeting=facts.name, facts=facts)


def looks(facts: LooksFacts) -> Email:
    """How many of the staff opened unusually many records."""
    return write("privacy/looks", to=facts.to, subject="Reading that is worth a question", greeting=facts.name, facts=facts)
