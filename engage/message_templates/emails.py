"""The test that somebody sends to themselves: the words with example values, said to be a test."""

from __future__ import annotations

from typing import cast

from flask import current_app

from engage.mail import Email
from engage.mail.templates import Class, Template, Wording
from engage.message_templates.queries import TrialFacts
from engage.settings import Settings
from engage.web.letters import example_values, framed, organisation_values

A_TEST = "This is a test. Only you get it. What is filled in is made up, and its links lead nowhere."
EXAMPLE = "Sam"


def test(facts: TrialFacts) -> Email:
    """The words as somebody would get them, to whoever wants to see them arrive."""
    return _example(facts.template, facts.wording, 1, to=facts.to, version=facts.version, greeting=facts.name, before=A_TEST)


def preview(template: Template, wording: Wording, example: int) -> Email:
    """The words as somebody called Sam would get them, with the examples of this number."""
    return _example(template, wording, example, to="sam@example.org", version="", greeting=EXAMPLE, before="").naming("example")


def examples_of(template: Template) -> dict[str, str]:
    """What each thing that can be filled in becomes, for example."""
    return {"name": EXAMPLE, **organisation_values(), **example_values(template, 1, base_url=_base_url())}


def _base_url() -> str:
    return cast(Settings, current_app.extensions["settings"]).base_url


def _example(
    template: Template, wording: Wording, example: int, *, to: str, version: str, greeting: str, before: str
) -> Email:  # fmt: skip
    base_url = _base_url()
    stop = f"{base_url}/c/example" if template.what is Class.OPTIONAL else ""
    values = example_values(template, example, base_url=base_url)
    return framed(template, wording, version, to=to, values=values, greeting=greeting, stop=stop, before=before)
