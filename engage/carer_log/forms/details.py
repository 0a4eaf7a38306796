"""What came of a contact, and why one does not count."""

from __future__ import annotations

from engage.carer_log.rules import LONGEST_NOTE, OUTCOME_WORDS, WHY_VOID_WORDS, Outcome, WhyVoid
from engage.sharing.forms import TellsAboutThePerson
from engage.web import fields
from engage.web.forms import Form

BY_TEAM, BY_CARER = "team", "carer"
MINUTES = {"5": "5 minutes", "15": "15 minutes", "30": "30 minutes", "60": "1 hour", "120": "2 hours or more"}


class AddDetails(TellsAboutThePerson, Form):
    """Everything here may be left out."""

    outcomes = fields.Choices(
        "What was done?", choices=[(each.value, words) for each, words in OUTCOME_WORDS.items()
                                   if each is not Outcome.SPECIFIC_INFORMATION], hint="Tick all that fit.",
    )  # fmt: skip
    started = fields.Maybe("Who started it? (optional)", choices=[(BY_TEAM, "We did"), (BY_CARER, "The carer did")], inline=True)
    minutes = fields.Maybe("How long did it take? (optional)", choices=MINUTES.items())
    note = fields.LongText("Note (optional)", most=LONGEST_NOTE,
                           hint="Do not write clinical details here. Put those in the patient record.")  # fmt: skip


class Void(Form):
    """Why a contact does not count."""

    why = fields.Choice("Why does it not count?",
                        choices=[(why.value, words) for why, words in WHY_VOID_WORDS.items() if why is not WhyVoid.UNDONE],
                        hint="It stays to be read, struck out, with your name and the reason.",
                        message="Select why it does not count")  # fmt: skip
