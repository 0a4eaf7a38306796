"""Placeholders, links, subjects and audiences: tables and properties, without a database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from engage.mailings.rules import Audience, Group, NotAllowedNow, State, areas_typed, counted, read_audience, step
from engage.mailings.rules.subjects import plain
from engage.mailings.rules.words import NAMES, Words, fill, stray, why_not
from engage.message_templates.rules.links import is_good_link
from engage.message_templates.rules.subjects import Sort, given_away, listed, maybe_names

VALUES = {"{called}": "Sam {team}", "{team}": "the team", "{trust}": "the trust"}
OURS = "http://engage.example"


@given(some.text(max_size=60))
def test_nothing_but_the_three_names_is_ever_filled_in(text: str) -> None:
    filled = fill(text, VALUES)
    if not any(name in text for name in NAMES):
        assert filled == text
    assert fill("{called}" + text, VALUES).startswith("Sam {team}")


@pytest.mark.parametrize("text", ["{{7*7}}", "{% for x in y %}", "{called.__class__}", "{0}", "a { b", "}", "{Called}"])
def test_whatever_else_stands_in_braces_is_refused_and_never_worked_out(text: str) -> None:
    assert stray(text) is not None
    assert "cannot be filled in" in (why_not(text) or "")
    assert fill(text, VALUES) == text


@pytest.mark.parametrize(
    ("text", "wrong"),
    [("Dear {called} of {team}, {trust}", False), ("", False), ("See https://a.example", True), ("www.a.example", True),
     ("Call 01632 960 001, or write", False), ("javascript://x", True)],
)  # fmt: skip
def test_a_text_holds_no_link_of_its_own(text: str, wrong: bool) -> None:
    assert (why_not(text) is not None) == wrong


@pytest.mark.parametrize(
    ("link", "good"),
    [("https://trust.example/a?b=c#d", True), (f"{OURS}/join", True), ("http://trust.example", False), ("ftp://a.example", False),
     ("javascript:alert(1)", False), ("https://", False), ("https://me:secret@a.example", False), ("//a.example", False),
     ("https://a.example/b c", False), ("https://engage.example@evil.example", False),
     ("http://engage.example.evil.example", False),
     ("data:text/html,x", False), ("https://[bad", False), ("https://\u0430.example", False), ("", False)],
)  # fmt: skip
def test_a_main_link_is_https_or_a_page_of_ours(link: str, good: bool) -> None:
    assert is_good_link(link, ours=OURS) is good


@pytest.mark.parametrize(
    ("subject", "sorts"),
    [
        ("News from the participation team", []),
        ("The participation team: an invitation", []),
        ("A career in gardening", []),
        ("Meet on 3 March at 10am", []),
        ("Carers’ lunch", [Sort.PEOPLE]),
        ("For CARERS and service users", [Sort.PEOPLE]),
        ("Your care after bipolar disorder", [Sort.HEALTH]),
        ("Self-harm: your views", [Sort.HEALTH]),
        ("Mental health news", [Sort.HEALTH]),
        ("Paid work: £20", [Sort.AMOUNT]),
        ("Expenses of 12.50 pounds", [Sort.AMOUNT]),
        ("A talk by Dr Example", [Sort.NAME]),
        ("Thank you Fatima", [Sort.NAME]),
        ("Patients and depression: £5 with Margaret", [Sort.HEALTH, Sort.PEOPLE, Sort.NAME, Sort.AMOUNT]),
    ],
)
def test_what_a_subject_gives_away(subject: str, sorts: list[Sort]) -> None:
    assert given_away(subject) == sorts


def test_a_name_of_somebody_we_know_is_noticed() -> None:
    assert "ama boateng" in maybe_names("Lunch with Ama Boateng")
    assert maybe_names("lunch with everybody at noon") == []
    assert given_away("Lunch with Ama Boateng", names={"ama boateng"}) == [Sort.NAME]


def test_every_line_of_the_list_gives_something_away_and_the_plain_subjects_do_not() -> None:
    assert all(given_away(words.title()) for words in listed())
    for purpose in ("newsletter", "surveys", None):
        assert given_away(fill(plain(purpose), {"{team}": "Participation team"})) == []


@given(
    some.builds(
        Audience, groups=some.just((Group.CARERS,)) | some.just(()), areas=some.lists(some.text(), max_size=3).map(tuple),
        topics=some.lists(some.uuids(), max_size=3).map(tuple), welcomed=some.booleans(), named=some.booleans(),
    )
)  # fmt: skip
def test_an_audience_is_kept_and_read_again(audience: Audience) -> None:
    assert read_audience(audience.kept()) == audience
    assert audience.in_words({}, people=2)


def test_areas_and_counts() -> None:
    assert areas_typed(" , ") == ()
    count = counted({"": 3, "needs_another_way": 1, "no_consent": 2, "left": 1})
    assert (count.by_email, count.by_hand, sum(count.left_out.values()), count.everybody) == (3, 1, 3, 7)


@pytest.mark.parametrize(("now", "to"), [(State.SENT, State.SENDING), (State.STOPPED, State.SENDING), (State.DRAFT, State.SENT)])
def test_a_mailing_takes_no_step_that_is_not_drawn(now: State, to: State) -> None:
    with pytest.raises(NotAllowedNow):
        step(now, to)


@given(some.text(max_size=20), some.text(max_size=20))
def test_other_words_have_another_fingerprint(one: str, other: str) -> None:
    assert (Words(one, "a", "b").sha256 == Words(other, "a", "b").sha256) == (one == other)
    assert Words("a", "b", "").sha256 != Words("", "a", "b").sha256
