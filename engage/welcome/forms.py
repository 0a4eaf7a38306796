"""What the team is asked: what to look for, how a welcome went, why somebody is set aside, what a file may hold."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from werkzeug.datastructures import MultiDict

from engage.outbox.rules import Channel
from engage.pool.rules import Standing, Tie
from engage.web.fields import Choice, Choices
from engage.web.forms import Form
from engage.welcome.rules import REASON_WORDS, WELCOME_WORDS, WHY_WORDS, Column, Looking

LONGEST_SEARCH = 100

Kind = TypeVar("Kind", bound=StrEnum)


def looking(asked: MultiDict[str, str], purposes: Mapping[str, object], typed: Mapping[str, str]) -> Looking:
    """What an address asks for and what was typed; whatever we do not know is left out."""
    purpose = asked.get("purpose", "")
    return Looking(
        text=" ".join(typed.get("text", "").replace("\0", "").split())[:LONGEST_SEARCH],
        tie=_one_of(Tie, asked.get("tie")),
        area=" ".join(typed.get("area", "").replace("\0", "").split())[:LONGEST_SEARCH],
        standing=_one_of(Standing, asked.get("standing")),
        purpose=purpose if purpose in purposes else "",
        channel=_one_of(Channel, asked.get("channel")),
        on_break=asked.get("on_break") == "yes",
        unconfirmed=asked.get("unconfirmed") == "yes",
        came_back=asked.get("came_back") == "yes",
    )


def _one_of(kind: type[Kind], value: str | None) -> Kind | None:
    return kind(value) if value in {member.value for member in kind} else None


class RecordWelcome(Form):
    """How a welcome went."""

    how = Choice(
        "How did you welcome them?", choices=[(how.value, words) for how, words in WELCOME_WORDS.items()],
        message="Select how you welcomed them",
    )  # fmt: skip
    needs_confirmed = Choice(
        "Did you talk about what they need to take part?", choices=[("yes", "Yes"), ("no", "Not yet")], inline=True,
        hint="For example an interpreter, large print, or somebody with them.",
        message="Select yes if you talked about what they need",
    )  # fmt: skip
    ready = Choice(
        "Are they ready to be invited?", choices=[("yes", "Yes"), ("no", "Not yet")], inline=True,
        hint="This only means: a real person, who has been welcomed. Nobody is refused for who they are.",
        message="Select yes if they are ready to be invited",
    )  # fmt: skip
    write = Choice(
        "Send them a welcome by e-mail?", choices=[("yes", "Yes, with my name as somebody to turn to"), ("no", "No")],
        message="Select yes if we should send them a welcome by e-mail",
    )  # fmt: skip


class SetAside(Form):
    """Why somebody is not a real contact."""

    why = Choice("Why are they not a real contact?", choices=[(why.value, words) for why, words in WHY_WORDS.items()],
                 message="Select why they are not a real contact")  # fmt: skip
    sure = Choices("Are you sure?", choices=[("yes", "Yes. We send them nothing more, and they leave the list")],
                   message="Select that you are sure")  # fmt: skip


class Export(Form):
    """Why a list is taken out, and what it holds."""

    reason = Choice(
        "Why do you need this list?", choices=[(reason.value, words) for reason, words in REASON_WORDS.items()],
        hint="Written down with your name and the time.", message="Select why you need this list",
    )  # fmt: skip
    columns = Choices(
        "What should it hold?", choices=[(column.name, column.value) for column in Column],
        hints={Column.CONTACTS.name: "Only if you will write to or call people. What they said yes to comes with them."},
        message="Select what it should hold",
    )  # fmt: skip

    def chosen(self) -> list[Column]:
        """The columns that were ticked, in their order."""
        return [column for column in Column if column.name in (self.columns.data or [])]
