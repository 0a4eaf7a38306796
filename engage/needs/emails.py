"""Asking whether what somebody needs is still right; and giving them a letter in the format they need."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engage.mail import Email
from engage.needs.queries import InFormat, ReviewFacts
from engage.web.filters import day
from engage.web.letters import enough, link, worded


def review(facts: ReviewFacts) -> Email:
    """A year has passed. It does not say what they need: somebody else may see the e-mail."""
    values = {"day they told us": day(facts.said_on), "page with your needs": link("needs.support"), "do not remind me": enough()}
    return worded("needs/review", to=facts.to, greeting=facts.greeting, values=values)


def in_their_format(told: InFormat, *, usual: Callable[[Any], Email], easy_read: Callable[[Any], Email]) -> Email:
    """A letter as it is usually written, or in Easy Read for those who asked for that."""
    return (easy_read if told.easy_read else usual)(told.facts)
