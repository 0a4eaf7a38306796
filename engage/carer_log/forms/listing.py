"""What is looked for among carers, and why a list is taken out."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from uuid import UUID

from werkzeug.datastructures import MultiDict

from engage.carer_log.queries.listing import TICKS, Looking
from engage.web.fields import Choice
from engage.web.forms import Form

LONGEST_SEARCH = 100


class Reason(StrEnum):
    """Why a list of carers is taken out of the system."""

    CONTACT = "to be in touch"
    MEETING = "for a meeting"
    CHECK = "to check our records"
    ASKED = "information governance asked"


REASON_WORDS: dict[Reason, str] = {
    Reason.CONTACT: "To plan how the team is in touch with its carers",
    Reason.MEETING: "To prepare a meeting of the team",
    Reason.CHECK: "To check that our records are right",
    Reason.ASKED: "Our information governance team asked for it",
}


def looking(asked: MultiDict[str, str], teams: Collection[UUID], *, text: str) -> Looking:
    """What an address or a form asks for, with what was typed; whatever we do not know is left out."""
    chosen = next((team_id for team_id in teams if team_id.hex == asked.get("team")), None)
    typed = " ".join(text.replace("\0", "").split())[:LONGEST_SEARCH]
    return Looking(typed, chosen, *(asked.get(name) == "yes" for name in TICKS))


class ExportCarers(Form):
    """Why a list is taken out."""

    reason = Choice(
        "Why do you need this list?", choices=[(reason.value, words) for reason, words in REASON_WORDS.items()],
        hint="Written down with your name and the time.", message="Select why you need this list",
    )  # fmt: skip
