"""What the team's work sends: a welcome to a person, and to the team that people wait."""

from __future__ import annotations

from engage.mail import Email
from engage.web.letters import write
from engage.welcome.queries.one import WelcomeFacts
from engage.welcome.queries.waiting import WaitingFacts


def welcomed(facts: WelcomeFacts) -> Email:
    """Welcome (E13): who to turn to."""
    return write("welcome/welcomed", to=facts.to, subject="Welcome", greeting=facts.greeting, contact=facts.contact)


def welcomed_easy_read(facts: WelcomeFacts) -> Email:
    """The same in Easy Read."""
    return write("welcome/welcomed_easy_read", to=facts.to, subject="Welcome", greeting=facts.greeting, contact=facts.contact)


def waiting(facts: WaitingFacts) -> Email:
    """People wait for their welcome (W1): how many, never who."""
    return write("welcome/waiting", to=facts.to, subject="People are waiting for a welcome", greeting=facts.name, facts=facts)
