"""What this room writes: to the carer lead, that there is a young carer."""

from __future__ import annotations

from engage.carers.queries.young import YoungFacts
from engage.mail import Email
from engage.web.letters import link, worded


def young(facts: YoungFacts) -> Email:
    """There is a young carer: no name, only where to look."""
    values = {"the record": link("carer_log.person", number=facts.number)}
    return worded("carers/young", to=facts.to, greeting=facts.name, values=values)
