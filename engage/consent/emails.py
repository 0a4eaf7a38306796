"""Letters about what people chose, and the way out that every optional message carries; facts in, e-mail out."""

from __future__ import annotations

from flask import current_app, url_for

from engage.consent.queries import ChoiceFacts, RenewFacts, StopLinks
from engage.mail import Email
from engage.settings import Settings
from engage.web.filters import day
from engage.web.letters import write


def changed(facts: ChoiceFacts) -> Email:
    """E4: a receipt for what was changed, with what comes now."""
    return write(
        "consent/changed", to=facts.to, subject="You changed what we send you", greeting=facts.greeting, token=facts.token,
        wanted=facts.wanted,
    )  # fmt: skip


def changed_easy_read(facts: ChoiceFacts) -> Email:
    """The same in Easy Read."""
    return write(
        "consent/changed_easy_read", to=facts.to, subject="You changed what we send you", greeting=facts.greeting,
        token=facts.token, wanted=facts.wanted,
    )  # fmt: skip


def break_over(facts: ChoiceFacts) -> Email:
    """E5: the day somebody named has come. Nothing starts by itself."""
    return write("consent/break_over", to=facts.to, subject="Your break is over", greeting=facts.greeting, token=facts.token)


def renew(facts: RenewFacts) -> Email:
    """E14: what somebody said yes to runs out soon; do they still want it? Silence is not a yes."""
    return write(
        "consent/renew", to=facts.to, subject=f"Shall we keep sending this? Please answer by {day(facts.last_day)}",
        greeting=facts.greeting, token=facts.token, wanted=facts.wanted, last_day=facts.last_day,
    )  # fmt: skip


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
