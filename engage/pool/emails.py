"""Letters to people on their way into the pool and out of it; facts in, e-mail out."""

from __future__ import annotations

from engage.mail import Email
from engage.pool.queries import ConfirmFacts, LeftFacts
from engage.web.filters import day
from engage.web.letters import enough, link, worded


def confirm(facts: ConfirmFacts) -> Email:
    """E1: please confirm; or, to somebody we know already, where to sign in. Nothing in it was typed by anybody."""
    if facts.is_known:
        return worded("pool/known", to=facts.to, values={"page to sign in": link("accounts.sign_in")})
    values = {"link to confirm": link("pool.confirm", token=facts.token)}
    if facts.is_reminder:
        return worded("pool/confirm_again", to=facts.to, values={**values, "do not remind me": enough()})
    return worded("pool/confirm", to=facts.to, values={**values, "code": f"{facts.code[:3]} {facts.code[3:]}"})


def left(facts: LeftFacts) -> Email:
    """E6: the last one."""
    values = {"page to sign in": link("accounts.sign_in"), "day they left": day(facts.left_at)}
    return worded("pool/left", to=facts.to, greeting=facts.greeting, values=values)
