"""The weekly digest as one person gets it; facts in, e-mail out."""

from __future__ import annotations

from engage.consent.emails import stop_headers
from engage.digests.queries import Facts
from engage.digests.rules import Words
from engage.mail import Email
from engage.web.filters import day
from engage.web.letters import link, worded


def weekly(facts: Facts) -> Email:
    """O1: what is new for them, newest first, and the page with everything."""
    values = {
        "what is new": "\n\n".join(_in_words(item) for item in facts.items), "page with everything": link("ways.ways"),
        "what they said yes to": facts.purpose,
    }  # fmt: skip
    return worded(
        "digests/weekly", to=facts.to, greeting=facts.greeting, values=values, headers=stop_headers(facts.links),
        stop=link("consent.by_link", token=facts.links.choices),
    )  # fmt: skip


def _in_words(item: Words) -> str:
    answer = [f"How to answer: {item.answer}"] if item.answer else []
    online = [f"Answer online: {item.link}"] if item.link else []
    return "\n".join([item.title, item.text, f"Open until {day(item.closes_on)}.", *answer, *online])
