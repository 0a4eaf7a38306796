"""What staff are told about sharing: counts and a link, never a name and never a reason."""

from __future__ import annotations

from engage.mail import Email
from engage.sharing.queries.overrides import OverrideFacts
from engage.web.letters import link, worded


def override(facts: OverrideFacts) -> Email:
    """Something was told that nobody had agreed to."""
    values = {"why and who allowed it": link("sharing.override", override_id=facts.override_id)}
    return worded("sharing/override", to=facts.to, greeting=facts.name, values=values)
