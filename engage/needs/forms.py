"""What do you need to take part: asked of the person on their own page, and by the team in a conversation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from wtforms.validators import StopValidation

from engage import clock
from engage.consent.rules import Route
from engage.needs.models import AccessNeed
from engage.needs.rules import ANOTHER, INTERPRETER, LANGUAGE, LONGEST_WORDS, Group, Said, needs
from engage.web import fields
from engage.web.forms import AtMost, Form

LARGE_PRINT, SIZES = "large-print", ("print-20", "print-24", "print-28")
LONGEST_LANGUAGE = 60
NOT_THE_FUTURE = "The day they told us must be today or in the past"
HEARD_BY = [(Route.PHONE.value, "By phone"), (Route.IN_PERSON.value, "In person"), (Route.PAPER.value, "On paper")]


def _asked(group: Group) -> list[tuple[str, str]]:
    return [(need.code, need.words) for need in needs().values() if need.group is group]


def _papers() -> list[tuple[str, str]]:
    first, *others = _asked(Group.PAPERS)
    return [first, (LARGE_PRINT, "Large print"), *others]


def asked_nowhere() -> list[str]:
    """Codes that a person’s own page does not offer; the team may record them."""
    own = {*SIZES, LANGUAGE, ANOTHER}
    return [need.code for need in needs().values() if need.group is None and need.code not in own]


class PrintSize(fields.Choice):
    """How large; asked only of those who ticked large print."""

    def pre_validate(self, form: Form) -> None:
        if LARGE_PRINT in (form.papers.data or []) and self.data not in self.values():
            raise StopValidation(self.message)


class Support(Form):
    """M21. Everything is optional; what is ticked when the button is pressed is what somebody needs."""

    reach = fields.Choices("How should we reach you?", choices=_asked(Group.REACH), hint="Only if e-mail is not right for you.")
    papers = fields.Choices("Letters and papers", choices=_papers())
    print_size = PrintSize(
        "How large?", choices=[("print-20", "20 point"), ("print-24", "24 point"), ("print-28", "28 point")],
        message="Select a size of print",
    )  # fmt: skip
    meeting = fields.Choices("At a meeting or event", choices=_asked(Group.MEETING))
    interpreter = fields.Text("Which language?", [AtMost(LONGEST_LANGUAGE, "The language")], width="20")
    around = fields.Choices("Getting there, and getting away", choices=_asked(Group.AROUND))
    also = fields.Choices("You also told us", choices=[(code, needs()[code].words) for code in asked_nowhere()])
    language = fields.Text(
        "Which language do you prefer? (optional)", [AtMost(LONGEST_LANGUAGE, "The language")],
        hint="If it is not English.", width="20",
    )  # fmt: skip
    another = fields.LongText(
        "Another need (optional)", most=LONGEST_WORDS,
        hint="You do not need to tell us a diagnosis. We do not read this straight away.",
    )  # fmt: skip
    share = fields.Choices(
        "May we tell the host what you need?", choices=[("yes", "Yes, tell the host of a meeting I come to")],
        hint="A host runs a meeting or event. Without your yes we arrange things and do not say for whom.",
    )  # fmt: skip

    def __init__(self, *, also: Iterable[str], **options: Any) -> None:
        super().__init__(**options)
        self.also.choices = {code: needs()[code].words for code in also}

    def validate_interpreter(self, field: fields.Text) -> None:
        if INTERPRETER in (self.meeting.data or []) and not field.data:
            raise StopValidation("Enter the language the interpreter should speak")

    def said(self) -> Said:
        """Everything that was answered."""
        ticked = [code for field in (self.reach, self.papers, self.meeting, self.around, self.also) for code in field.data or []]
        found: dict[str, str | None] = {self.print_size.data if code == LARGE_PRINT else code: None for code in ticked}
        if INTERPRETER in found:
            found[INTERPRETER] = self.interpreter.data
        found |= {code: words for code in (LANGUAGE, ANOTHER) if (words := self[code].data)}
        return Said(found, share_with_host=bool(self.share.data))


class Recorded(Support):
    """The same as somebody told it to a member of the team: with the day and the way they told us."""

    route = fields.Choice("How did they tell us?", choices=HEARD_BY, message="Select how they told us")
    said_on = fields.DateInBoxes("When did they tell us?", hint="For example, 27 3 2026")

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.reach.label.text, self.also.label.text = "How should we reach them?", "Also on the list of the standard"
        self.language.label.text = "Which language do they prefer? (optional)"
        self.share.label.text = "May we tell the host what they need?"
        self.share.choices = {"yes": "Yes, they agreed"}

    def validate_said_on(self, field: fields.DateInBoxes) -> None:
        if not isinstance(field.data, date):
            raise StopValidation("Enter the day they told us, like 27 3 2026")
        if field.data > clock.today():
            raise StopValidation(NOT_THE_FUTURE)


def known(now: Sequence[AccessNeed]) -> Mapping[str, Any]:
    """The form as it is filled in beforehand: with what we know."""
    words = {need.code: need.own_words for need in now}
    size = next((code for code in SIZES if code in words), None)
    ticked = [*words, *([LARGE_PRINT] if size else [])]
    boxes = dict.fromkeys(("reach", "papers", "meeting", "around", "also"), ticked)
    return {
        **boxes, "print_size": size, "interpreter": words.get(INTERPRETER), "language": words.get(LANGUAGE),
        "another": words.get(ANOTHER), "share": ["yes"] if now and all(need.share_with_host for need in now) else [],
    }  # fmt: skip
