"""What whoever writes to people is asked: whom, about what, in which words, and when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from wtforms import Field
from wtforms.validators import StopValidation

from engage import clock
from engage.consent.rules import Offer
from engage.mailings.models import SavedAudience
from engage.mailings.rules import (
    GROUP_WORDS,
    HOURS,
    LATEST_DAY,
    LONGEST_NAME,
    MOST_NAMED,
    Audience,
    Group,
    areas_typed,
    begins_at,
    words,
)
from engage.mailings.rules.words import CALLED, Words
from engage.message_templates.rules.links import is_good_link
from engage.people.rules import NUMBER_SHAPE
from engage.pool.rules import area_named
from engage.profile.models import Topic
from engage.reminders.rules import held_until
from engage.web.fields import Choice, Choices, DateInBoxes, LongText, Text
from engage.web.forms import AtMost, Form, Needed

EVERYBODY, SOME, NAMED, SAVED = "everybody", "some", "named", "saved:"
NOW, LATER = "now", "later"


class Who(Form):
    """Whom it is for. What narrows it counts only where "some of them" is chosen."""

    who = Choice("Who is it for?", choices=(), message="Select who it is for")
    groups = Choices("Which people", choices=[(group.value, words) for group, words in GROUP_WORDS.items()])
    areas = Text(
        "Town or first part of a postcode", [AtMost(200, "The towns and postcodes")],
        hint="Several with commas between them. People who want hidden where they live are left out when you choose by area.",
        width="20",
    )  # fmt: skip
    topics = Choices("Interested in any of these", choices=())
    welcomed = Choices("Standing", choices=[("yes", "Only people who have been welcomed")])
    numbers = LongText("Pool numbers", most=2000, hint=f"One to a line, at most {MOST_NAMED}. They stand on people’s pages.")

    def offer(self, saved: Sequence[SavedAudience], topics: Iterable[Topic]) -> None:
        """What there is to choose from now."""
        self.who.choices = {
            EVERYBODY: "Everybody in the pool",
            SOME: "Some of them",
            NAMED: "Only people I name",
            **{f"{SAVED}{each.id}": f"Saved: {each.name}" for each in saved},
        }
        self.topics.choices = {topic.id.hex: topic.title for topic in topics}
        if self.topics.raw_data:
            self.topics.process_formdata(self.topics.raw_data)

    def validate_who(self, field: Field) -> None:
        """Some of them: which must be said. What would narrow the list without being asked for is not passed over."""
        narrows = not self.narrowed().is_everybody
        if field.data == SOME and not narrows:
            raise StopValidation("Say what narrows the list, or choose everybody")
        if (narrows and field.data != SOME) or (self.numbers.data and field.data != NAMED):
            raise StopValidation("You also filled in what belongs to another answer. Clear it, or choose that answer")

    def validate_numbers(self, field: Field) -> None:
        """As pool numbers look."""
        if self.who.data != NAMED:
            return
        typed = self.typed_numbers()
        if not typed:
            raise StopValidation("Enter at least one pool number")
        if len(typed) > MOST_NAMED:
            raise StopValidation(f"Enter at most {MOST_NAMED} pool numbers")
        odd = next((each for each in typed if not NUMBER_SHAPE.fullmatch(each)), None)
        if odd is not None:
            raise StopValidation(f"“{odd[:20]}” is not a pool number. They look like ABCD-2345")

    def typed_numbers(self) -> list[str]:
        """The numbers, each once, in the form in which they are kept."""
        parts = (self.numbers.data or "").upper().replace(",", " ").replace(";", " ").split()
        plain = [part.replace("-", "") for part in parts]
        return list(dict.fromkeys(f"{part[:4]}-{part[4:]}" if len(part) == 8 else part for part in plain))

    def narrowed(self) -> Audience:
        """What was chosen under "some of them"."""
        return Audience(
            groups=tuple(Group(value) for value in self.groups.data or []),
            areas=tuple(area_named(area) for area in areas_typed(self.areas.data or "")),
            topics=tuple(UUID(value) for value in self.topics.data or []),
            welcomed=bool(self.welcomed.data),
        )

    def audience(self, saved: Sequence[SavedAudience]) -> Audience:
        """Whom it is for."""
        if self.who.data == SOME:
            return self.narrowed()
        if self.who.data == NAMED:
            return Audience(named=True)
        return next((each.audience for each in saved if f"{SAVED}{each.id}" == self.who.data), Audience())


def who_of(audience: Audience, numbers: Sequence[str]) -> dict[str, Any]:
    """What the form shows of an audience that was chosen before."""
    who = EVERYBODY if audience.is_everybody else NAMED if audience.named else SOME
    return {
        "who": who, "groups": [group.value for group in audience.groups], "areas": ", ".join(audience.areas),
        "topics": [topic.hex for topic in audience.topics], "welcomed": ["yes"] if audience.welcomed else [],
        "numbers": "\n".join(numbers),
    }  # fmt: skip


class About(Form):
    """What it is about, which decides who may get it."""

    about = Choice("What is it about?", choices=(), message="Select what it is about")

    def offer(self, offers: Iterable[Offer]) -> None:
        """What people may say yes to now, in the words they are asked in."""
        offers = list(offers)
        self.about.choices = {offer.code: offer.title for offer in offers}
        self.about.hints = {offer.code: offer.text for offer in offers}


class FillsIn:
    """The text holds no link, and in braces only what is filled in."""

    field_flags: Mapping[str, bool] = {}

    def __call__(self, form: Form, field: Field) -> None:
        wrong = words.why_not(field.data or "")
        if wrong is not None:
            raise StopValidation(wrong)


class Write(Form):
    """What it says."""

    subject = Text(
        "Subject", [Needed("Enter a subject"), AtMost(words.LONGEST_SUBJECT, "The subject"), FillsIn()],
        hint="Somebody else may see it on a locked screen: say nothing in it about health, and name nobody.",
    )  # fmt: skip
    opening = Text(
        "First line", [Needed("Enter a first line"), AtMost(words.LONGEST_OPENING, "The first line"), FillsIn()],
        hint="After “Dear {called}”. Say why you write.",
    )  # fmt: skip
    body = LongText(
        "Text", [Needed("Enter the text"), FillsIn()], most=words.LONGEST_BODY,
        hint="Plain paragraphs with an empty line between them. {called}, {team} and {trust} are filled in.",
    )  # fmt: skip
    link = Text(
        "Main link (optional)", [AtMost(words.LONGEST_LINK, "The link")],
        hint="One address that begins with https://",
    )  # fmt: skip
    link_words = Text(
        "What the link leads to", [AtMost(words.LONGEST_LINK_WORDS, "What the link leads to"), FillsIn()],
        hint="In full words, such as “Read about the new garden”. Only where there is a link.",
    )  # fmt: skip

    def __init__(self, *, ours: str, **given: Any) -> None:
        super().__init__(**given)
        self.ours = ours
        self.body.spellcheck = True

    def validate_subject(self, field: Field) -> None:
        """Nobody is named."""
        if CALLED in (field.data or ""):
            raise StopValidation("Take {called} out of the subject: somebody else may see it on a locked screen")

    def validate_link(self, field: Field) -> None:
        """One that leads somewhere safe."""
        if field.data and not is_good_link(field.data, ours=self.ours):
            raise StopValidation("Enter a link that begins with https://, without spaces and without a name or password in it")

    def validate_link_words(self, field: Field) -> None:
        """A link says where it leads."""
        if self.link.data and not field.data:
            raise StopValidation("Enter what the link leads to")
        if field.data and not self.link.data:
            raise StopValidation("Enter the link too, or leave this empty")

    def words(self) -> Words:
        """What was written."""
        return Words(self.subject.data, self.opening.data, self.body.data, self.link.data or "", self.link_words.data or "")


class Person(Form):
    """Whom to look at it as."""

    number = Text("Pool number", [Needed("Enter a pool number")], width="10")


class Hour(Choice):
    """A full hour in which people may be written to; asked only of those who name a day."""

    def pre_validate(self, form: Any) -> None:
        if form.when.data == LATER:
            super().pre_validate(form)


class When(Form):
    """When it goes."""

    when = Choice("When should it go?", choices=[(NOW, "Now"), (LATER, "On a date")], message="Select when it should go")
    day = DateInBoxes("Which day?", hint="Only if you chose “On a date”. For example, 3 3 2027.")
    hour = Hour(
        "At what time?", choices=[(str(hour), f"{hour % 12 or 12}{'am' if hour < 12 else 'pm'}") for hour in HOURS], inline=True,
        hint="Only if you chose “On a date”. As clocks in London show it.", message="Select a time",
    )  # fmt: skip

    def validate_day(self, field: DateInBoxes) -> None:
        """A day to come."""
        if self.when.data != LATER:
            return
        today = clock.today()
        if field.data is None or not today <= field.data <= today + LATEST_DAY:
            raise StopValidation("Enter a day from today on and within a year, such as 3 3 2027")

    def validate_hour(self, field: Choice) -> None:
        """An hour to come."""
        if self.when.data == LATER and self.day.data is not None and begins_at(self.day.data, int(field.data)) <= clock.now():
            raise StopValidation("This time has passed. Select a later one, or a later day")

    def at(self, now: datetime) -> datetime:
        """The instant it begins: now means as soon as people may be written to."""
        if self.when.data == LATER and self.day.data is not None:
            return begins_at(self.day.data, int(self.hour.data))
        return held_until(now) or now


class Name(Form):
    """Under which name an audience is kept."""

    name = Text(
        "Name of this audience", [Needed("Enter a name"), AtMost(LONGEST_NAME, "The name")],
        hint="For example “Carers in Ashford”. Name nobody in it.",
    )  # fmt: skip
