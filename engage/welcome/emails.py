"""What the team's work sends: a welcome to a person, and to the team that people wait."""

from __future__ import annotations

from engage.mail import Email
from engage.web.letters import link, our_organisation, worded
from engage.welcome.queries.one import WelcomeFacts
from engage.welcome.queries.waiting import WaitingFacts


def welcomed(facts: WelcomeFacts) -> Email:
    """Welcome (E13): who to turn to."""
    return _welcome("welcome/welcomed", facts)


def welcomed_easy_read(facts: WelcomeFacts) -> Email:
    """The same in Easy Read."""
    return _welcome("welcome/welcomed_easy_read", facts)


def _welcome(name: str, facts: WelcomeFacts) -> Email:
    values = {"whom to turn to": facts.contact, "your page": link("home.me")}
    return worded(name, to=facts.to, greeting=facts.greeting, values=values)


def waiting(facts: WaitingFacts) -> Email:
    """People wait for their welcome (W1): how many, never who."""
    many = "More than 1,000" if facts.count > 1000 else str(facts.count)
    who = "1 person has" if facts.count == 1 else f"{many} people have"
    values = {
        "how many have waited": f"{who} waited {facts.days} working days or more for a welcome.",
        "days promised": str(our_organisation().welcome_working_days), "who is waiting": link("pool_team.waiting"),
    }  # fmt: skip
    return worded("welcome/waiting", to=facts.to, greeting=facts.name, values=values)
