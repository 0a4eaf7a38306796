"""Letters about signing in; facts in, e-mail out."""

from __future__ import annotations

from engage.accounts.queries import SignInFacts
from engage.mail import Email
from engage.web.letters import write


def sign_in(facts: SignInFacts) -> Email:
    """E2: a link and a code, asked for a moment ago."""
    return write(
        "accounts/sign_in", to=facts.to, subject="Your sign-in link and code", greeting=facts.greeting, token=facts.token,
        code=facts.code,
    )  # fmt: skip
