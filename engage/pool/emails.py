"""Letters to people on their way into the pool and out of it; facts in, e-mail out."""

from __future__ import annotations

from engage.mail import Email
from engage.pool.queries import ConfirmFacts, LeftFacts
from engage.web.letters import write


def confirm(facts: ConfirmFacts) -> Email:
    """E1: please confirm; or, to somebody we know already, where to sign in. Nothing in it was typed by anybody."""
    if facts.is_known:
        return write("pool/known", to=facts.to, subject="You are already in the pool")
    return write(
        "pool/confirm", to=facts.to, subject="Please confirm your e-mail", token=facts.token, code=facts.code,
        is_reminder=facts.is_reminder,
    )  # fmt: skip


def left(facts: LeftFacts) -> Email:
    """E6: the last one."""
    return write("pool/left", to=facts.to, subject="You have left", greeting=facts.greeting, left_at=facts.left_at)
