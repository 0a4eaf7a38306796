"""What staff write down about a carer, and what a carer enters who joins their record to the pool."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms.validators import StopValidation

from engage.carers.rules import (
    CIRCUMSTANCE_WORDS,
    PREFERS_WORDS,
    RELATIONSHIP_WORDS,
    WHY_ASKED_WORDS,
    WHY_ENDED_WORDS,
    Circumstance,
    Prefers,
    Relationship,
    wrong_with,
)
from engage.carers.rules.keeping import WHY_HELD_WORDS
from engage.carers.rules.reference import LONGEST_REFERENCE
from engage.needs.forms import LARGE_PRINT, SIZES, PrintSize
from engage.needs.rules import ANOTHER, INTERPRETER, needs
from engage.web import fields
from engage.web.forms import AtMost, Form, Needed

LONGEST_NAME, LONGEST_LINE, LONGEST_WORDS, LONGEST_ADDRESS, LONGEST_HOLD_NOTE = 120, 120, 250, 300, 500
_PAPERS = ("easy-read", "audio", "braille-2", "papers-by-post", "time-to-read")
_TALKING = (
    "bsl", INTERPRETER, "lipspeaker", "speech-to-text", "note-taker", "deafblind-guide", "hearing-loop", "step-free",
    "quiet-space", "breaks",
)  # fmt: skip
_YES_OR_NO = [("yes", "Yes"), ("no", "No"), ("not said", "Not said")]


def _said(answer: str | None) -> bool | None:
    return {"yes": True, "no": False}.get(answer or "")


def _told(said: bool | None) -> str:
    return {True: "yes", False: "no", None: "not said"}[said]


class Name(Form):
    """A name, or initials if they like that better."""

    name = fields.Text(
        "Name or initials", [Needed("Enter a name or initials"), AtMost(LONGEST_NAME, "The name")],
        hint="As they want to be called. Initials are enough.",
    )  # fmt: skip


class Reach(Form):
    """Every way to reach them; all of it is optional."""

    phone = fields.Phone("Phone number (optional)", [AtMost(LONGEST_LINE, "The phone number")], width="20")
    email = fields.EmailAddress("E-mail address (optional)", [AtMost(LONGEST_LINE, "The e-mail address")])
    address = fields.LongText("Address (optional)", most=LONGEST_ADDRESS, hint="Only if they want letters.")
    prefers = fields.Choice(
        "How do they want to be reached?", message="Select how they want to be reached",
        choices=[*((way.value, PREFERS_WORDS[way]) for way in Prefers), ("not said", "Not said")],
    )  # fmt: skip
    message = fields.Choice(
        "Is it safe to leave a message?", choices=_YES_OR_NO, message="Select whether it is safe to leave a message",
        hint="Somebody else may hear or read it. “Not said” means: leave none.",
    )  # fmt: skip
    note = fields.LongText(
        "Anything to mind (optional)", most=LONGEST_WORDS,
        hint="Such as: do not call before 4. Do not write clinical details here. Put those in the patient record.",
    )  # fmt: skip

    def validate_email(self, field: fields.EmailAddress) -> None:
        if field.data and ("@" not in field.data or " " in field.data):
            raise StopValidation("Enter an e-mail address like name@example.org")

    def chosen(self) -> tuple[Prefers | None, bool | None]:
        """How they want to be reached, and whether a message may be left."""
        return (None if self.prefers.data == "not said" else Prefers(self.prefers.data)), _said(self.message.data)


class Needs(Form):
    """What they need to read, hear and come to us; everything is optional."""

    papers = fields.Choices(
        "Letters and papers",
        choices=[(LARGE_PRINT, "Large print"), *((code, needs()[code].words) for code in _PAPERS)],
    )  # fmt: skip
    print_size = PrintSize(
        "How large?", choices=[(size, needs()[size].effect or size) for size in SIZES], message="Select a size of print"
    )
    talking = fields.Choices("When we talk or meet", choices=[(code, needs()[code].words) for code in _TALKING])
    interpreter = fields.Text("Which language?", [AtMost(LONGEST_LINE, "The language")], width="20")
    language = fields.Text(
        "Which language do they prefer? (optional)", [AtMost(LONGEST_LINE, "The language")], hint="If it is not English.",
        width="20",
    )  # fmt: skip
    another = fields.LongText(
        "Another need (optional)", most=LONGEST_WORDS, hint="What helps, never a diagnosis."
    )  # fmt: skip

    def validate_interpreter(self, field: fields.Text) -> None:
        if INTERPRETER in (self.talking.data or []) and not field.data:
            raise StopValidation("Enter the language the interpreter should speak")

    def said(self) -> dict[str, str | None]:
        """Every need that was ticked or written, by code."""
        ticked = [*(self.papers.data or []), *(self.talking.data or [])]
        found: dict[str, str | None] = {self.print_size.data if code == LARGE_PRINT else code: None for code in ticked}
        if INTERPRETER in found:
            found[INTERPRETER] = self.interpreter.data
        return found | ({ANOTHER: self.another.data} if self.another.data else {})


def known_needs(now: Mapping[str, str | None], language: str | None) -> dict[str, Any]:
    """The form of needs as it is filled in beforehand."""
    size = next((code for code in SIZES if code in now), None)
    ticked = [*now, *([LARGE_PRINT] if size else [])]
    return {
        "papers": ticked, "talking": ticked, "print_size": size, "interpreter": now.get(INTERPRETER), "language": language,
        "another": now.get(ANOTHER),
    }  # fmt: skip


class Circumstances(Form):
    """What makes their situation special (domain.md 3.3); everything is optional."""

    special = fields.Choices(
        "Does any of this fit?", choices=[(each.value, CIRCUMSTANCE_WORDS[each]) for each in Circumstance],
        hint="Only what they told you and agreed to have written down.",
    )  # fmt: skip
    young = fields.Choices(
        "Are they a young carer?", choices=[("yes", "They are under 18")],
        hint="The carer lead is told the same day, without a name.",
    )  # fmt: skip


class Tie(Form):
    """Who they are to the person they care for."""

    relationship = fields.Choice(
        "Who are they to the person they care for?", message="Select who they are to the person they care for",
        choices=[(each.value, RELATIONSHIP_WORDS[each]) for each in Relationship],
    )  # fmt: skip
    lives_with = fields.Choice("Do they live together?", choices=_YES_OR_NO, message="Select whether they live together")
    cared_for = fields.Text(
        "Reference of the person they care for (optional)", [AtMost(LONGEST_REFERENCE, "The reference")], width="20",
        hint="The trust’s own reference, such as R-20417: it stands at the top of the person’s page in the patient record. "
        "Never a name, an NHS number or a date of birth.",
    )  # fmt: skip

    def validate_cared_for(self, field: fields.Text) -> None:
        wrong = wrong_with(field.data) if field.data else None
        if wrong:
            raise StopValidation(wrong)

    def lives(self) -> bool | None:
        """Whether they live together, if that was said."""
        return _said(self.lives_with.data)


class AnotherTie(Tie):
    """Somebody else they care for, or another team of one's own."""

    team = fields.Choice("Which of your teams?", message="Select a team")

    def __init__(self, *, teams: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(**options)
        self.team.choices = dict(teams)


class EndTie(Form):
    """Why a carer is not known to a team any more because of somebody."""

    why = fields.Choice(
        "Why does it end?", message="Select why it ends",
        choices=[(each, words) for each, words in WHY_ENDED_WORDS.items()],
    )  # fmt: skip


def known_reach(prefers: Prefers | None, leave_message: bool | None) -> dict[str, str]:
    """What of the form on reaching somebody is chosen beforehand."""
    return {"prefers": prefers.value if prefers else "not said", "message": _told(leave_message)}


def known_tie(relationship: Relationship, lives_with: bool | None, cared_for: str | None) -> dict[str, str]:
    """The form on whom somebody cares for, as it is filled in beforehand."""
    return {"relationship": relationship.value, "lives_with": _told(lives_with), "cared_for": cared_for or ""}


class PoolCode(Form):
    """The code that a carer was given by their team."""

    code = fields.Text(
        "Enter the code from your team", [Needed("Enter the code from your team"), AtMost(40, "The code")], width="20",
        hint="Nine letters and digits, such as K7Q-MX4-D9P. It works once, for 7 days.",
    )  # fmt: skip


class LookFor(Form):
    """Information governance looks for the record of a carer."""

    words = fields.Text(
        "Name or number of the carer", [Needed("Enter a name or a number"), AtMost(LONGEST_NAME, "The name")],
        hint="A number looks like C-7K2M9X. Parts of a name are enough.",
    )  # fmt: skip
    why = fields.Choice(
        "Why do you open it?", message="Select why you open it",
        choices=[(each, words) for each, words in WHY_ASKED_WORDS.items()],
    )  # fmt: skip


class Erase(Form):
    """A carer asked to be erased."""

    sure = fields.Choices(
        "Are you sure?", choices=[("yes", "I made sure that it is them, and told them that it cannot be undone")],
        message="Select that you made sure that it is them",
    )  # fmt: skip


class Hold(Form):
    """Why a carer's record must be kept for now."""

    reason = fields.Choice("Why must it be kept?", choices=[(each, words) for each, words in WHY_HELD_WORDS.items()],
                           message="Select why it must be kept")  # fmt: skip
    note = fields.LongText(
        "Note (optional)", most=LONGEST_HOLD_NOTE,
        hint="Where the case is kept. It stands in what the carer is given when they ask what we hold.",
    )  # fmt: skip


class Number(Form):
    """How many days or months something takes."""

    number = fields.Digits("How many?", [Needed("Enter a whole number")], width="4")

    def __init__(self, *, unit: str, most: int, **options: Any) -> None:
        super().__init__(**options)
        self.unit, self.most = unit, most
        self.number.label.text = f"How many {unit}s?"

    def validate_number(self, field: fields.Digits) -> None:
        if not (field.data or "").isdecimal() or len(field.data) > 6 or not 1 <= int(field.data) <= self.most:
            raise StopValidation(f"Enter a whole number of {self.unit}s from 1 to {self.most}")
