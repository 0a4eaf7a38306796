"""What is filled in is byte for byte what the library builds for the same facts; what may differ is not filled in."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from engage import clock
from engage.jobs import at_work
from engage.mail import LONGEST_LINE, THIS_MESSAGE, Email, Sender
from engage.outbox.actions.writing import Writer
from engage.outbox.rules import Bulk, Channel, Claim, Go, Kind, Letter

pytestmark = pytest.mark.one_database("sqlite")
SENDER = Sender("Participation team", "team@example.org")
IN_ONE_TEST = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@dataclass(frozen=True)
class Links:
    stop: str
    issue: str


@dataclass(frozen=True)
class Facts:
    to: str
    greeting: str
    links: Links
    words: str


def email(facts: Facts) -> Email:
    text = (
        f"{facts.greeting},\n\n{facts.words}\n.{facts.greeting}\n{facts.greeting} - {facts.greeting}\n"
        f"https://example.org/{facts.links.stop}.\n{THIS_MESSAGE}\n"
    )
    return Email(
        facts.to, f"News {facts.links.issue}", text, {"List-Unsubscribe": f"<https://example.org/{facts.links.stop}>"}, "v1"
    )


KIND: Kind[Any] = Kind("test.news", lambda *_: Go(), lambda _: None, email, "News",
                       Bulk(lambda *_: {}, lambda _: {}, ("to", "greeting", "links.stop")))  # fmt: skip
ANY_WORDS = some.text(some.characters(exclude_characters="\r\n", exclude_categories=("Cs",)), max_size=60)
WORDS = ANY_WORDS | some.sampled_from(
    ["Sam", "- Sam", "-", "Sam & Jo", "O'Hara", "<b>Sam</b>", "https://a.example", "http", "mailto", "Ann: tel", "Zoë-", "A. B."]
)
ADDRESSES = some.sampled_from(
    ["a@example.org", "a.b+c@mail.example", "o'hara@example.org", "a..b@example.org", "Zoe@EXAMPLE.org"]
)
FACTS = some.builds(
    Facts, ADDRESSES, WORDS, some.builds(Links, some.text("abcXYZ-_.019", min_size=1, max_size=90), some.sampled_from("12")),
    some.sampled_from(["What changed.", "Was sich ändert.", "long " * 400, "x" * 960, "& " * 300, ""]),
)  # fmt: skip


def a_claim() -> Claim:
    new_id = uuid.uuid4()
    letter = Letter(new_id, KIND.name, uuid.uuid4(), uuid.uuid4(), 0, clock.today(), None, Channel.EMAIL)
    return Claim(letter, uuid.uuid4(), uuid.uuid4(), 0, clock.now(), new_id.hex)


def by_itself(writer: Writer, claim: Claim, facts: Facts) -> bytes:
    return writer._by_itself(claim, facts)[0]


@IN_ONE_TEST
@given(many=some.lists(FACTS, min_size=2, max_size=6))
def test_filled_in_equals_what_the_library_builds(app: Flask, many: list[Facts]) -> None:
    with at_work(app):
        writer = Writer(KIND, SENDER, clock.now())
        for facts in many:
            claim = a_claim()
            ready = writer.write(claim, Go(), facts)
            assert ready.parcel.body == by_itself(writer, claim, facts)
            assert ready.parcel.to == facts.to
            assert max(map(len, ready.parcel.body.split(b"\r\n"))) <= LONGEST_LINE


def test_plain_values_are_filled_in_and_their_text_is_built_once(app: Flask) -> None:
    built: list[Facts] = []

    def counted(facts: Facts) -> Email:
        built.append(facts)
        return email(facts)

    kind = Kind(KIND.name, KIND.may_go, KIND.facts, counted, "News", KIND.bulk)
    with at_work(app):
        writer = Writer(kind, SENDER, clock.now())
        for name in ("Sam", "Ama", "Zoë", "Chloë", "Bo"):
            writer.write(a_claim(), Go(), Facts(f"{name.encode().hex()}@example.org", name, Links("s", "1"), "Words."))
    assert len(built) == 4


@pytest.mark.parametrize("greeting", ["Sam\r\nBcc: all@example.org", "Sam\n", "\rSam"])
def test_a_line_break_in_a_value_is_refused(app: Flask, greeting: str) -> None:
    with at_work(app), pytest.raises(ValueError, match="line break"):
        Writer(KIND, SENDER, clock.now()).write(a_claim(), Go(), Facts("a@example.org", greeting, Links("s", "1"), "Words."))


@pytest.mark.parametrize(
    "text",
    [
        "{0}://a.example",
        "See {0}:b",
        "http{0}x ://a",
        "{0}mailto:a",
        "tel:{0}.",
        "https://a.example/{0}/b",
        "word " * 195 + "{0}",
    ],
)
def test_what_is_filled_in_never_makes_or_ends_a_link(app: Flask, text: str) -> None:
    kind = Kind(KIND.name, KIND.may_go, KIND.facts, lambda facts: Email(facts.to, "News", text.format(facts.greeting)), "News",
                Bulk(lambda *_: {}, lambda _: {}, ("to", "greeting")))  # fmt: skip
    with at_work(app):
        writer = Writer(kind, SENDER, clock.now())
        for name in ("Sam", "https", ".eJ-x", "Sam Jo", "a-", "mailto", "s", "Sam, Jo and everybody else of this house"):
            claim, facts = a_claim(), Facts("a@example.org", name, Links("s", "1"), "")
            assert writer.write(claim, Go(), facts).parcel.body == by_itself(writer, claim, facts)


def test_a_word_no_server_carries_is_cut_so_that_the_message_leaves(app: Flask) -> None:
    for words in ("x" * 1999, "Hello " + "é" * 800):
        with at_work(app):
            facts = Facts("a@example.org", "Sam", Links("s", "1"), words)
            body = Writer(KIND, SENDER, clock.now()).write(a_claim(), Go(), facts).parcel.body
        assert max(map(len, body.split(b"\r\n"))) <= LONGEST_LINE
        text = message_from_bytes(body, policy=default).get_body(("plain",))
        assert text is not None
        assert words.split()[-1] in text.get_content().replace("\r\n", "").replace("\n", "")
