"""What champions, managers and carer leads are told about teams; no carer is ever named."""

from __future__ import annotations

from engage.mail import Email
from engage.teams.queries.reminding import AppointedFacts, GapFacts, TrainingFacts
from engage.teams.rules import Part
from engage.teams.rules.training import COURSE_WORDS
from engage.web.filters import counted, day
from engage.web.letters import link, worded

_WHAT = {Part.CHAMPION: "carer champion", Part.DEPUTY: "deputy carer champion"}


def appointed(facts: AppointedFacts) -> Email:
    """You are now carer champion (E20): a sign-in link and three things to do."""
    values = {
        "what you are": _WHAT[facts.part], "your team": facts.team,
        "until when": f"until {day(facts.last_day)}" if facts.last_day else "until you or we say otherwise",
        "page to sign in": link("staff.sign_in"), "your teams": link("teams.mine"), "your training": link("teams.training"),
    }  # fmt: skip
    return worded("teams/appointed", to=facts.to, greeting=facts.name, values=values)


def uncovered(facts: GapFacts) -> Email:
    """A team has no carer champion (X1)."""
    values = {
        "the team": facts.gap.name, "since when": day(facts.gap.since),
        "how long": counted(facts.gap.days(facts.today), "day"),
        "the page of the team": link("teams.team", team_id=facts.gap.team_id),
    }  # fmt: skip
    return worded("teams/uncovered", to=facts.to, greeting=facts.name, values=values)


def training(facts: TrainingFacts) -> Email:
    """Training runs out, or has run out (T1)."""
    what = COURSE_WORDS[facts.course].lower()
    said = f"Your training in {what} ran out on {day(facts.last_day)}." if facts.is_over else (
        f"Your training in {what} counts until {day(facts.last_day)}."
    )  # fmt: skip
    values = {"what runs out": said, "your training": link("teams.training")}
    return worded("teams/training", to=facts.to, greeting=facts.name, values=values)
