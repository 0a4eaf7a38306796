"""The exact words of a text message, as they stand on the list and as they go by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from engage.by_hand.rules import short_text
from engage.mailings.emails import filled
from engage.mailings.rules.words import Words
from engage.message_templates.rules.subjects import given_away
from engage.needs.queries import ToDo
from engage.web.letters import our_organisation


def short(todo: ToDo, said: Mapping[UUID, Words]) -> str:
    """The exact words of the text message, without what the team wrote where that gives something away."""
    mailing, our = said.get(todo.letter.about), our_organisation()
    opening = filled(mailing, called=todo.person.greeting).opening if mailing is not None else ""
    return short_text(
        todo.letter.kind, greeting=todo.person.greeting, team=our.team, phone=our.phone,
        opening="" if given_away(opening) else opening,
    )  # fmt: skip
