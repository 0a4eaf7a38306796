"""Filling in, what may stand in a text, what to think about, and the files: tables and properties, without a database."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as some

from engage.jobs import KINDS
from engage.mail.templates import Class, Sort, Template, Wording, fill, fill_line, placeholders_in, templates
from engage.message_templates.rules import allowed, behind, fits, made_from, slug, warnings, wrong_in_body, wrong_in_subject
from engage.message_templates.rules.comparing import paragraphs
from engage.outbox.rules import Kind
from engage.web.letters import framed
from tests.support.checks import FORBIDDEN_WORDS
from tests.support.installation import TOP
from tests.support.source import text

OURS, SAM = "https://engage.example", "sam@people.example"
EVERY = templates()
FREE = [template for template in EVERY.values() if not template.fixed]
RENEW, OVER = EVERY["consent/renew"], EVERY["consent/break_over"]
WRITTEN_EACH_TIME = {"mailings.message", "mailings.test", "message_templates.test", "demo.newsletter"}
TRICKS = some.sampled_from(["((a))", "((name))", "{{7*7}}", "{% raw %}", "((", "\\1", "\\g<0>", "%s", "\r\n.\r\n"])
by_name = pytest.mark.parametrize("template", EVERY.values(), ids=list(EVERY))


@given(some.dictionaries(some.sampled_from(["a", "b c", "name"]), some.text() | TRICKS), some.text() | TRICKS)
def test_each_value_is_filled_in_once_and_never_looked_at_again(values: dict[str, str], rest: str) -> None:
    rest = rest.replace("(", "").replace(")", "")
    text = rest.join(f"(({name}))" for name in values)
    assert fill(text, values) == rest.join(values.values())


@given(some.text(max_size=30), some.sampled_from(["\r", "\n", "\r\n", "\v", "\x85", "\u2028"]), some.text(max_size=30))
def test_no_value_breaks_the_line_of_a_subject(before: str, end: str, after: str) -> None:
    with pytest.raises(ValueError, match="line break"):
        fill_line("News: ((a))", {"a": f"{before}{end}{after}"})


@given(some.text(alphabet="({[%]})a ", max_size=30))
def test_what_is_kept_can_always_be_filled_in(text: str) -> None:
    wording = Wording(text or "a", f"{text}\n\n((your choices)) ((a longer break))")
    if fits(OVER, wording, ours=OURS):
        values = {each.name: "x" for each in allowed(OVER)}
        assert "((" not in fill(wording.subject, values)
        assert "((" not in fill(wording.body, values)


@pytest.mark.parametrize(
    ("text", "said"),
    [("((naem))", "“((naem))” cannot"), ("((Name))", "cannot"), ("((name)", "“((name)” cannot"), ("( (name))", "“))” cannot"),
     ("((name)) ((", "cannot"), ("((last\nday))", "cannot"), ("((name.__class__))", "cannot"), ("{{ name }} {% if %}", None),
     ("(name) by ((name)) at ((phone))", None), ("See https://trust.example/a", None), ("See http://trust.example", "begin with"),
     ("www.trust.example", "begin with"), ("javascript:alert(1)", "begin with")],
)  # fmt: skip
def test_only_what_can_be_filled_in_stands_in_double_brackets(text: str, said: str | None) -> None:
    found = wrong_in_body(RENEW, f"{text} {RENEW.wording.body}", ours=OURS)
    assert (found is None) if said is None else (said in (found or ""))


def test_what_must_stay_cannot_be_taken_out() -> None:
    for template in FREE:
        for each in template.placeholders:
            without = template.wording.body.replace(each.mark, "")
            assert (wrong_in_body(template, without, ours=OURS) is not None) == bool(each.needed), (template.name, each.name)


@pytest.mark.parametrize(
    ("subject", "said"),
    [("Please answer by ((last day))", None), ("((page to answer))", "is a link"), ("((what you said yes to))", "several lines"),
     ("One\ntwo", "one line"), ("((nobody))", "cannot be filled in"), ("Hello ((name))", None)],
)  # fmt: skip
def test_a_subject_holds_no_link_and_one_line(subject: str, said: str | None) -> None:
    found = wrong_in_subject(RENEW, subject)
    assert (found is None) if said is None else (said in (found or ""))


@pytest.mark.parametrize(
    ("wording", "said"),
    [(Wording("Your depression group", OVER.wording.body), "says something about health"),
     (Wording("Over, ((name))", OVER.wording.body), "names a person"),
     (Wording("For carers", OVER.wording.body), "what kind of person"),
     (Wording("Your break is over and there is a great deal that we would like to tell you", OVER.wording.body), "characters"),
     (Wording("Over", "See https://a.example and https://b.example, ((your choices))"), "3 links"),
     (Wording("Over", "Nothing starts again."), "no link"), (Wording("Over", "CALL US NOW ((your choices))"), "like shouting"),
     (Wording("Over", "Start again! ((your choices))"), "exclamation mark"),
     (Wording("Over", "Click here: ((your choices))"), "“click here”"),
     (Wording("Over", "and so " * 20 + "on. ((your choices))"), "One sentence has")],
)  # fmt: skip
def test_what_to_think_about_is_said(wording: Wording, said: str) -> None:
    assert any(said in sentence for sentence in warnings.about(OVER, wording))


def test_a_name_that_we_know_in_a_subject_is_said() -> None:
    found = warnings.about_subject(OVER, "Lunch with Ama Boateng", names=["ama boateng"])
    assert any("names a person" in sentence for sentence in found)


@by_name
def test_the_words_it_comes_with_are_good_enough_to_leave_alone(template: Template) -> None:
    assert wrong_in_subject(template, template.wording.subject) is None
    assert wrong_in_body(template, template.wording.body, ours=OURS) is None
    assert warnings.about(template, template.wording) == []
    told = f"{template.title}\n{template.when}\n{template.to}\n{template.why}\n{template.fixed}\n{template.wording.body}"
    assert not re.search(r"[\"'!]|" + "|".join(FORBIDDEN_WORDS), told, re.IGNORECASE)


@by_name
def test_a_file_says_everything_about_its_message(template: Template) -> None:
    said = f"{template.wording.subject}{template.wording.body}{template.why}"
    assert {each.name for each in template.placeholders} <= set(placeholders_in(said)), "it fills in what does not stand there"
    assert template.group in {"member", "staff"}
    assert template.kind in KINDS
    assert behind(slug(template)) is template
    assert f'"{template.name}"' in text(TOP / "engage" / template.name.partition("/")[0] / "emails.py"), "nobody writes it"
    for each in template.placeholders:
        assert len(each.examples) >= 1, each.name
        assert all(example.startswith("/") for example in each.examples) == (each.sort is Sort.LINK), each.name


def test_every_kind_of_message_has_a_file_with_its_words() -> None:
    named: dict[str, Kind[object]] = KINDS
    without = set(named) - {template.kind for template in EVERY.values()} - WRITTEN_EACH_TIME
    assert without == set(), "write templates/emails/<room>/<name>.toml for it (docs/decisions/0031)"


@pytest.mark.parametrize("wording", [None, "", "mailings/message 0123456789ab text 1 0123456789abcdef", "gone/away 0123456789ab"])
def test_what_is_written_anew_each_time_was_made_from_no_version(wording: str | None) -> None:
    assert made_from(wording) is None


def test_an_optional_message_always_carries_the_way_to_stop_it(app: Flask) -> None:
    optional = replace(OVER, what=Class.OPTIONAL)
    values = {each.name: "x" for each in optional.placeholders}
    with app.test_request_context("/"):
        email = framed(
            optional, OVER.wording, "1", to="sam@people.example", values=values, greeting="Sam", stop="https://a.example/c"
        )
        assert email.text.endswith("You do not need to sign in:\nhttps://a.example/c\n")
        with pytest.raises(ValueError, match="the way to stop it"):
            framed(optional, OVER.wording, "1", to=SAM, values=values, greeting="Sam")


def test_two_versions_are_compared_word_by_word() -> None:
    parts = paragraphs("One.\n\nTwo is here.\n\nThree.", "One.\n\nTwo was here.\n\nThree.\n\nFour.")
    said = [[(piece.kind, piece.words) for piece in part] for part in parts]
    assert said[1][1:3] == [("removed", "is"), ("added", "was")]
    assert said[-1] == [("added", "Four.")]
