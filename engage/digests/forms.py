"""What whoever writes an item of the digest is asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from wtforms import Field
from wtforms.validators import StopValidation

from engage import clock
from engage.digests.models import Item
from engage.digests.rules import LATEST_CLOSING, LONGEST_ANSWER, LONGEST_LINK, LONGEST_TEXT, LONGEST_TITLE, Words
from engage.mailings.rules import Audience, areas_typed
from engage.message_templates.rules.links import is_good_link
from engage.pool.rules import area_named
from engage.profile.models import Topic
from engage.web.fields import Choices, DateInBoxes, LongText, Text
from engage.web.forms import AtMost, Form, Needed


class NoLink:
    """The text holds no link: it has a field of its own."""

    field_flags: Mapping[str, bool] = {}

    def __call__(self, form: Form, field: Field) -> None:
        text = (field.data or "").casefold()
        if "http://" in text or "https://" in text or "www." in text:
            raise StopValidation("Put the link into “Link to answer”, not into the text")


class Write(Form):
    """One item: what it is, until when, how to answer, and whom it fits."""

    title = Text(
        "Title", [Needed("Enter a title"), AtMost(LONGEST_TITLE, "The title"), NoLink()],
        hint="What people can do, such as “Help us plan the garden”. Name nobody in it.",
    )  # fmt: skip
    text = LongText(
        "What is it about?", [Needed("Enter what it is about"), NoLink()], most=LONGEST_TEXT,
        hint="Two or three plain sentences: what it is, how long it takes, what people get for it.",
    )  # fmt: skip
    closes_on = DateInBoxes("Last day to answer", hint="It leaves the page and the digest after this day. For example, 3 3 2027.")
    answer = Text(
        "How to answer, in words", [AtMost(LONGEST_ANSWER, "How to answer"), NoLink()],
        hint="Such as “Call us on 01632 960 100 and ask for the garden”. This, or a link, or both.",
    )  # fmt: skip
    link = Text(
        "Link to answer", [AtMost(LONGEST_LINK, "The link")], hint="One address that begins with https://",
    )  # fmt: skip
    topics = Choices("Only for people interested in any of these (optional)", choices=())
    areas = Text(
        "Only for people in these towns or postcodes (optional)", [AtMost(200, "The towns and postcodes")],
        hint="Several with commas between them. People who want hidden where they live are left out when you choose by area.",
        width="20",
    )  # fmt: skip

    def __init__(self, *, ours: str, **given: Any) -> None:
        super().__init__(**given)
        self.ours = ours
        self.text.spellcheck = True

    def offer(self, topics: Iterable[Topic]) -> None:
        """The interests there are to choose from now."""
        self.topics.choices = {topic.id.hex: topic.title for topic in topics}
        if self.topics.raw_data:
            self.topics.process_formdata(self.topics.raw_data)

    def validate_closes_on(self, field: DateInBoxes) -> None:
        """A day to come."""
        today = clock.today()
        if field.data is None or not today <= field.data <= today + LATEST_CLOSING:
            raise StopValidation("Enter a day from today on and within a year, such as 3 3 2027")

    def validate_link(self, field: Field) -> None:
        """One that leads somewhere safe; people must be able to answer."""
        if field.data and not is_good_link(field.data, ours=self.ours):
            raise StopValidation("Enter a link that begins with https://, without spaces and without a name or password in it")
        if not field.data and not self.answer.data:
            raise StopValidation("Enter how to answer in words, or a link: nobody could answer otherwise")

    def words(self) -> Words:
        """What was written."""
        if self.closes_on.data is None:
            raise ValueError("an item is written only once it was right")
        return Words(self.title.data, self.text.data, self.closes_on.data, self.answer.data or "", self.link.data or "")

    def audience(self) -> Audience:
        """Whom it fits."""
        return Audience(
            areas=tuple(area_named(area) for area in areas_typed(self.areas.data or "")),
            topics=tuple(UUID(value) for value in self.topics.data or []),
        )


def shown_of(item: Item) -> dict[str, Any]:
    """What the form shows of an item that was written before."""
    audience = item.audience
    return {
        "title": item.title, "text": item.text, "closes_on": item.closes_on, "answer": item.answer, "link": item.link,
        "topics": [topic.hex for topic in audience.topics], "areas": ", ".join(audience.areas),
    }  # fmt: skip
