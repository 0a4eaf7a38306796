"""A mailing as one person gets it, and the test that whoever wrote it sends to themselves; facts in, e-mail out."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from flask import current_app

from engage.consent.emails import stop_headers
from engage.mail import Email
from engage.mailings.queries.one import Facts
from engage.mailings.rules.words import CALLED, TEAM, TRUST, Words
from engage.settings import Settings
from engage.web.letters import write


def message(facts: Facts) -> Email:
    """N1 and every other mailing: an optional message, with the ways out."""
    if facts.links is None:
        raise ValueError("a message to many carries the way to stop it")
    return _write("mailings/message", facts, headers=stop_headers(facts.links), token=facts.links.choices)


def test(facts: Facts) -> Email:
    """The same words to whoever wrote them, said to be a test."""
    return _write("mailings/test", facts, headers=None, token="")


def filled(words: Words, *, called: str) -> Words:
    """The words with the names filled in."""
    organisation = cast(Settings, current_app.extensions["settings"]).organisation
    return words.filled({CALLED: called, TEAM: organisation.team, TRUST: organisation.name})


def _write(name: str, facts: Facts, *, headers: dict[str, str] | None, token: str) -> Email:
    words = filled(facts.words, called=facts.greeting)
    email = write(
        name, to=facts.to, subject=words.subject, headers=headers, greeting=facts.greeting, words=words, purpose=facts.purpose,
        token=token,
    )  # fmt: skip
    return replace(email, wording=f"{email.wording} {facts.wording}")
