"""What those who answer requests and look after keeping are told: dates and counts, never names."""

from __future__ import annotations

from engage.mail import Email
from engage.privacy.queries.keeping import ComingFacts
from engage.privacy.queries.looks import LooksFacts
from engage.privacy.queries.requests import DueFacts
from engage.web.filters import day
from engage.web.letters import link, worded


def request(facts: DueFacts) -> Email:
    """A request waits for an answer."""
    values = {
        "day it came": day(facts.received_on), "day it is due": day(facts.due_on),
        "the request": link("privacy.one_request", request_id=facts.request_id),
    }  # fmt: skip
    return worded("privacy/request", to=facts.to, greeting=facts.name, values=values)


def coming(facts: ComingFacts) -> Email:
    """What is let go in the next 30 days."""
    lines = [f"{each.title}: {'more than 1,000' if each.count > 1000 else each.count}" for each in facts.coming]
    values = {"what falls due": "\n".join(lines), "the rules": link("privacy.keeping")}
    return worded("privacy/coming", to=facts.to, greeting=facts.name, values=values)


def looks(facts: LooksFacts) -> Email:
    """How many of the staff opened unusually many records."""
    who = "1 member of staff opened unusually many records"
    if facts.count != 1:
        who = f"{facts.count} members of staff opened unusually many records each"
    said = f"In the last 7 days {who}: {facts.many} people or more, and more than twice as many as usual."
    values = {"how many opened many records": said, "who opened them": link("audit.looks")}
    return worded("privacy/looks", to=facts.to, greeting=facts.name, values=values)
