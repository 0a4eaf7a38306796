"""Asking whether what somebody needs is still right; and giving them a letter in the format they need."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engage.mail import Email
from engage.needs.queries import InFormat, ReviewFacts
from engage.web.letters import write


def review(facts: ReviewFacts) -> Email:
    """A year has passed. It does not say what they need: somebody else may see the e-mail."""
    return write("needs/review", to=facts.to, subject="Is this still right?", greeting=facts.greeting, said_on=facts.said_on)


def in_their_format(told: InFormat, *, usual: Callable[[Any], Email], easy_read: Callable[[Any], Email]) -> Email:
    """A letter as it is usually written, or in Easy Read for those who asked for that."""
    return (easy_read if told.easy_read else usual)(told.facts)
