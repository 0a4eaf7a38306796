"""Letters about signing in; facts in, e-mail out."""

from __future__ import annotations

from engage.accounts.queries import SignInFacts
from engage.mail import Email
from engage.web.letters import link, worded


def sign_in(facts: SignInFacts) -> Email:
    """E2: a link and a code, asked for a moment ago."""
    values = {"link to sign in": link("accounts.sign_in_link", token=facts.token), "code": f"{facts.code[:3]} {facts.code[3:]}"}
    return worded("accounts/sign_in", to=facts.to, greeting=facts.greeting, values=values)
