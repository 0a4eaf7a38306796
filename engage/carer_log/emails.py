"""What goes to those who answer for promises to carers: how many, never for whom."""

from __future__ import annotations

from engage.carer_log.queries.reminding import Counts, FollowUpFacts
from engage.mail import Email
from engage.web.filters import counted
from engage.web.letters import link, worded


def follow_ups(facts: FollowUpFacts) -> Email:
    """The follow-ups of a day (F1)."""
    counts = facts.counts
    here = link("carer_log.follow_ups") if counts.now else link("carer_log.follow_ups", whose="team")
    values = {"how many follow-ups": _subject(counts), "what waits": " ".join(_sentences(counts)), "the follow-ups": here}
    return worded("carer_log/follow_ups", to=facts.to, greeting=facts.name, values=values)


def _subject(counts: Counts) -> str:
    if counts.now:
        return f"{counted(counts.now, 'follow-up')} today"
    return f"{counted(counts.raised, 'follow-up')} overdue for 7 days"


def _sentences(counts: Counts) -> list[str]:
    found = [
        (counts.today, f"{counted(counts.today, 'is', 'are')} due today."),
        (counts.overdue, f"{counted(counts.overdue, 'was', 'were')} due before today."),
        (counts.soon, f"{counted(counts.soon, 'more is', 'more are')} due by the next working day."),
        (counts.raised, "In a team that you are deputy or manager of, "
                        f"{counted(counts.raised, 'has', 'have')} been overdue for 7 days."),
    ]  # fmt: skip
    return [words for number, words in found if number]
