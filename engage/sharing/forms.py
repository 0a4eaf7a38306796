"""What is asked about sharing: a decision, what was told in a contact and why without an agreement, and a day to look back to."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, cast

from wtforms.validators import StopValidation

from engage import clock
from engage.carers.rules.reference import holds_nhs_number
from engage.consent.rules import months_later
from engage.sharing.actions import Allowed, Decision
from engage.sharing.rules import (
    AGREED_WORDS,
    FURTHEST_LOOK,
    LONGEST_LOOK_NOTE,
    LONGEST_NAME,
    LONGEST_PLACE,
    LONGEST_REASON,
    OLDEST_TALK,
    OVERRIDE_WORDS,
    TOPIC_WORDS,
    Agreed,
    Override,
    Topic,
    Verdict,
    usual_months,
)
from engage.web import fields
from engage.web.forms import AtMost, Form, LookingBack

NO_CLINICAL_DETAILS = "Do not write clinical details here. Put those in the patient record."
NO_NHS_NUMBER = "Take the NHS number out: a reference or a name of a form is enough"
TOPICS = [(topic.value, words) for topic, words in TOPIC_WORDS.items()]
AGAIN = [
    ("usual", "At the usual time: in 6 months if they agreed to everything, otherwise in 3 months"),
    ("on", "On another date"),
    ("never", "No date, where they agreed to share"),
]
# of these a date to look again is needed
NEEDS_A_DATE = (Agreed.NOTHING, Agreed.COULD_NOT_DECIDE)


class NoNhsNumber:
    """No NHS number may stand in the text."""

    field_flags: ClassVar[dict[str, bool]] = {}

    def __call__(self, form: Form, field: fields.Text) -> None:
        if holds_nhs_number(field.data or ""):
            raise StopValidation(NO_NHS_NUMBER)


class TellsAboutThePerson:
    """For a form that writes down a contact: what was told about the person, and the override without an agreement.

    Mix it into a `Form`. Where `told` is answered, ask `actions.permit(link_id, form.topics_told, ..., override=form.override)`;
    on NotAgreed call `form.refuse_telling(verdict)` and show the page again with `refused=verdict` for `sharing/_gate.html`.
    """

    told = fields.Choices(
        "What did you tell the carer about the person?", choices=TOPICS,
        hint="Only if you shared something about the person they care for. General information is not meant.",
    )  # fmt: skip
    override_why = fields.Maybe("Why did it have to be shared without an agreement?",
                         choices=[(why.value, words) for why, words in OVERRIDE_WORDS.items()],
                         message="Select why it had to be shared")  # fmt: skip
    override_reason = fields.LongText("What happened?", [NoNhsNumber()], most=LONGEST_REASON, hint=NO_CLINICAL_DETAILS)
    override_name = fields.Text("Name of who allowed it", [AtMost(LONGEST_NAME, "The name"), NoNhsNumber()])
    override_role = fields.Text("Their role", [AtMost(LONGEST_NAME, "The role"), NoNhsNumber()],
                                hint="For example, ward manager on duty")  # fmt: skip

    def validate_override_reason(self, field: fields.LongText) -> None:
        self._needed(field, "Enter what happened")

    def validate_override_name(self, field: fields.Text) -> None:
        self._needed(field, "Enter the name of who allowed it")

    def validate_override_role(self, field: fields.Text) -> None:
        self._needed(field, "Enter the role of who allowed it")

    def _needed(self, field: fields.Text | fields.LongText, sentence: str) -> None:
        if self.override_why.data and not field.data:
            raise StopValidation(sentence)

    @property
    def topics_told(self) -> tuple[Topic, ...]:
        """What was ticked."""
        return tuple(Topic(code) for code in self.told.data or ())

    @property
    def override(self) -> Allowed | None:
        """The override, where one was given; read it once the form is right."""
        if not self.override_why.data:
            return None
        return Allowed(
            Override(self.override_why.data), self.override_reason.data, self.override_name.data, self.override_role.data
        )

    def refuse_telling(self, verdict: Verdict) -> None:
        """Say beside the question why this may not be told."""
        cast(Form, self).refuse(self.told, f"{verdict.why}. Give general information only")


class Record(Form):
    """What the person who is cared for decided about one carer."""

    agreed = fields.Choice("What they decided",
                           choices=[(agreed.value, words) for agreed, words in AGREED_WORDS.items()],
                           message="Select what they agreed")  # fmt: skip
    topics = fields.Choices("If they agreed to some things: which?", choices=TOPICS)
    best = fields.Choices("If they could not decide",
                          choices=[("yes", "It was decided in their best interests that information may be shared")])  # fmt: skip
    decided_by = fields.Text("Who decided that?", [AtMost(LONGEST_NAME, "Who decided"), NoNhsNumber()],
                             hint="Name and role of the member of staff")  # fmt: skip
    on = fields.DateInBoxes("When were they asked?", hint="For example, 27 3 2027")
    asked_by = fields.Text("Who asked them?", [AtMost(LONGEST_NAME, "Who asked"), NoNhsNumber()],
                           hint="Name and role of the member of staff")  # fmt: skip
    in_record = fields.Text(
        "Where is it in the patient record? (optional)", [AtMost(LONGEST_PLACE, "Where it is"), NoNhsNumber()],
        hint="For example, consent form of 3 March. " + NO_CLINICAL_DETAILS,
    )  # fmt: skip
    advance = fields.Choices("Advance statement", choices=[("yes", "This stands in an advance statement")])
    again = fields.Choice("Look again", choices=AGAIN, message="Select when to look again")
    again_on = fields.DateInBoxes("If on another date: which day?", hint="For example, 27 6 2027")

    @property
    def what(self) -> Agreed | None:
        """What was selected, if anything."""
        return Agreed(self.agreed.data) if self.agreed.data in set(Agreed) else None

    def validate_topics(self, field: fields.Choices) -> None:
        if self.what is Agreed.LIMITED and not field.data:
            raise StopValidation("Select which things they agreed to")

    def validate_decided_by(self, field: fields.Text) -> None:
        if self.what is Agreed.COULD_NOT_DECIDE and self.best.data and not field.data:
            raise StopValidation("Enter who decided")

    def validate_on(self, field: fields.DateInBoxes) -> None:
        if self.what in (None, Agreed.NOT_ASKED) and not field.was_typed():
            return
        if field.data is None:
            raise StopValidation("Enter the date they were asked")
        if not clock.today() - OLDEST_TALK <= field.data <= clock.today():
            raise StopValidation("The date they were asked must be today or in the last 5 years")

    def validate_asked_by(self, field: fields.Text) -> None:
        if self.what not in (None, Agreed.NOT_ASKED) and not field.data:
            raise StopValidation("Enter who asked them")

    def validate_again(self, field: fields.Choice) -> None:
        if field.data == "never" and self.what in NEEDS_A_DATE:
            raise StopValidation("Select when to look again: without an agreement a date is needed")

    def validate_again_on(self, field: fields.DateInBoxes) -> None:
        if self.again.data != "on":
            return
        if field.data is None:
            raise StopValidation("Enter the date to look again")
        if not clock.today() < field.data <= clock.today() + FURTHEST_LOOK:
            raise StopValidation("The date to look again must be after today and within a year")

    @property
    def decision(self) -> Decision:
        """The answers, once they are right."""
        agreed = Agreed(self.agreed.data)
        asked = agreed is not Agreed.NOT_ASKED
        best = agreed is Agreed.COULD_NOT_DECIDE and bool(self.best.data)
        return Decision(
            agreed, tuple(Topic(code) for code in self.topics.data) if agreed is Agreed.LIMITED else (),
            discussed_on=self.on.data if asked else None, asked_by=self.asked_by.data if asked else "",
            in_record=self.in_record.data, decided_by=self.decided_by.data if best else "",
            is_advance=asked and bool(self.advance.data), look_again_on=self._look_again_on(agreed),
        )  # fmt: skip

    def _look_again_on(self, agreed: Agreed) -> date | None:
        if self.again.data == "on":
            return cast(date, self.again_on.data)
        months = usual_months(agreed)
        return months_later(clock.today(), months) if months and self.again.data == "usual" else None


class Look(Form):
    """That somebody who oversees sharing looked at an override."""

    note = fields.LongText("Note (optional)", [NoNhsNumber()], most=LONGEST_LOOK_NOTE, hint=NO_CLINICAL_DETAILS)


class OnADay(LookingBack):
    """A day on which somebody wants to know what was agreed."""

    day = fields.DateInBoxes("What held on a day?", hint=LookingBack.LIKE)
