"""Letters about what people chose, and the way out that every optional message carries; facts in, e-mail out."""

from __future__ import annotations

from collections.abc import Sequence

from flask import current_app, url_for

from engage.consent.queries import ChoiceFacts, RenewFacts, StopLinks
from engage.mail import Email
from engage.settings import Settings
from engage.web.filters import day
from engage.web.letters import enough, link, worded

NOTHING_COMES = "Nothing comes now but what you need as somebody in the pool."
SAID_NO_TO_EVERYTHING = "You said no to everything.\n\nWe only write if we need to."


def changed(facts: ChoiceFacts) -> Email:
    """E4: a receipt for what was changed, with what comes now."""
    now = f"This comes now:\n{_lines(facts.wanted)}"
    return _about_choices(
        "consent/changed", facts, {"what comes now": now if facts.wanted else NOTHING_COMES}
    )  # fmt: skip


def changed_easy_read(facts: ChoiceFacts) -> Email:
    """The same in Easy Read."""
    said = f"This is what you said yes to:\n{_lines(facts.wanted)}" if facts.wanted else SAID_NO_TO_EVERYTHING
    return _about_choices("consent/changed_easy_read", facts, {"what you said yes to": said})


def break_over(facts: ChoiceFacts) -> Email:
    """E5: the day somebody named has come. Nothing starts by itself."""
    return _about_choices("consent/break_over", facts, {"a longer break": link("consent.break_by_link", token=facts.token)})


def _about_choices(name: str, facts: ChoiceFacts, values: dict[str, str]) -> Email:
    choices = link("consent.by_link", token=facts.token)
    return worded(name, to=facts.to, greeting=facts.greeting, values={"your choices": choices, **values})


def _lines(wanted: Sequence[str]) -> str:
    return "\n".join(f"- {sentence}" for sentence in wanted)


def renew(facts: RenewFacts) -> Email:
    """E14: what somebody said yes to runs out soon; do they still want it? Silence is not a yes."""
    values = {
        "what you said yes to": _lines(facts.wanted), "last day": day(facts.last_day), "do not remind me": enough(),
        "page to answer": link("consent.renew_by_link", token=facts.token),
    }  # fmt: skip
    return worded("consent/renew", to=facts.to, greeting=facts.greeting, values=values)


def stop_headers(links: StopLinks) -> dict[str, str]:
    """The headers of an optional message: mail programs show a button that stops it with one press (RFC 8058).

    Where there is a mailbox for it, older programs write a mail with the same signature instead.
    """
    ways = [url_for("consent.one_press", token=links.one_press, _external=True)]
    settings: Settings = current_app.extensions["settings"]
    if settings.bounce_address:
        ways.append(f"mailto:{settings.bounce_address}?subject=stop%20{links.one_press}")
    return {
        "List-Unsubscribe": ", ".join(f"<{way}>" for way in ways),
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
