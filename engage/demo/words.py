"""The words of messages as the invented team changed them: one published version, and one that is only drafted."""

from __future__ import annotations

from flask import current_app

from engage.accounts.rules import Role
from engage.demo import staff
from engage.mail.templates import Wording, templates
from engage.message_templates import actions
from engage.settings import Settings

WELCOME = Wording(
    "Welcome",
    "Welcome, ((name)), and thank you for joining us.\n\n"
    "((whom to turn to)) is somebody you can turn to. Reply to this e-mail, or call ((phone)) "
    "and ask for ((whom to turn to)).\n\n"
    "You decide what we send you, and you can change it at any time:\n((your page))",
)
REVIEW = Wording(
    "Is this still right?",
    "On ((day they told us)) you told us how we can help you to take part. Things change, so we ask once a year.\n\n"
    "Please look whether it is still right:\n((page with your needs))\n\n"
    "You can also call ((phone)), and we will do it for you.\n\nDo not remind me about this again: ((do not remind me))",
)


def add() -> None:
    """A welcome with the team’s telephone number in it, and a draft of the yearly question about needs."""
    settings: Settings = current_app.extensions["settings"]
    welcome, lead = templates()["welcome/welcomed"], staff.id_of(Role.LEAD)
    number = actions.draft(welcome, WELCOME, by=staff.id_of(Role.OFFICER))
    actions.publish(welcome, number, ours=settings.base_url, by=lead)
    actions.draft(templates()["needs/review"], REVIEW, by=staff.id_of(Role.OFFICER))
