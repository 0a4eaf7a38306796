"""What staff are told about sharing: counts and a link, never a name and never a reason."""

from __future__ import annotations

from engage.mail import Email
from engage.sharing.queries.looking import LookAgainFacts
from engage.sharing.queries.overrides import OverrideFacts
from engage.web.filters import counted, day
from engage.web.letters import link, worded


def override(facts: OverrideFacts) -> Email:
    """Something was told that nobody had agreed to."""
    values = {"why and who allowed it": link("sharing.override", override_id=facts.override_id)}
    return worded("sharing/override", to=facts.to, greeting=facts.name, values=values)


def look_again(facts: LookAgainFacts) -> Email:
    """Decisions are to be looked at again (C1)."""
    many = counted(facts.count, "decision")
    if facts.has_run_out:
        was, until = ("was", "it has") if facts.count == 1 else ("were", "they have")
        said = (
            f"{many} about sharing information {was} to be looked at again by {day(facts.by)}, and {until} run out. "
            "Until somebody asks again, only general information may be given."
        )
    else:
        said = f"{many} about sharing information {'is' if facts.count == 1 else 'are'} to be looked at again by {day(facts.by)}."
    values = {"how many to look at again": said, "whom to ask": link("sharing.to_ask")}
    return worded("sharing/look_again", to=facts.to, greeting=facts.name, values=values)
