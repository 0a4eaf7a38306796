"""Our fields say the same as the design system's components, keep what was typed and refuse in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
from flask import Flask
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from engage.web import design, fields
from engage.web.forms import Form, Needed
from tests.support.installation import BASE_URL

pytestmark = pytest.mark.one_database("sqlite")
HOSTILE = "<script>alert(1)</script> \" ' & {{ 7 * 7 }}"


class Everything(Form):
    """One field of each kind."""

    name = fields.Text("Name", [Needed("Enter a name")], hint="As you like it", autocomplete="name", width="20")
    mail = fields.EmailAddress("E-mail address")
    phone = fields.Phone("Phone")
    code = fields.Digits("Code", width="5")
    password = fields.Password("Password", [Needed("Enter a password")])
    more = fields.LongText("More", most=20, hint="If you like")
    one = fields.Choice("Only one", choices=[("yes", "Yes"), ("no", "No")], inline=True, message="Select yes or no")
    many = fields.Choices("Several", choices=[("a", "A & B"), ("b", "C")], hint="All that apply", hints={"b": "A hint"})
    born = fields.DateInBoxes("When was it?", hint="For example, 27 3 2007")


KINDS = ("name", "mail", "phone", "code", "password", "more", "one", "many", "born")
SENT = {
    "name": HOSTILE,
    "more": "two\nlines",
    "one": "no",
    "many": "b",
    "born[day]": "27",
    "born[month]": "March",
    "born[year]": "2007",
}


@pytest.fixture
def context(app: Flask) -> Iterator[None]:
    """A request that a form may read."""
    with app.test_request_context("/", base_url=BASE_URL):
        yield


def filled(sent: dict[str, Any] | None, *, checked: bool = False) -> Everything:
    form = Everything(formdata=MultiDict(sent) if sent is not None else None, meta={"csrf": False})
    if checked:
        form.validate()
    return form


def same(one: str, other: str) -> bool:
    return [*_outline(html5lib.parseFragment(one, namespaceHTMLElements=False))] == [
        *_outline(html5lib.parseFragment(other, namespaceHTMLElements=False))
    ]


def _outline(element: Element) -> Iterator[object]:
    attributes = {name: sorted(value.split()) if name == "class" else value for name, value in element.attrib.items()}
    yield element.tag, sorted(attributes.items()), (element.text or "").strip()
    for child in element:
        yield from _outline(child)
        yield "after", (child.tail or "").strip()
    yield "end"


@pytest.mark.parametrize("heading", [False, True])
@pytest.mark.parametrize("sent", [None, {}, SENT], ids=["fresh", "refused", "filled in"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_field_is_the_component_of_the_design_system(context: None, kind: str, sent: Any, heading: bool) -> None:
    component, parameters = filled(sent, checked=sent is not None)[kind].drawn(heading=heading)
    assert same(design.render(component, parameters), design.by_the_component(component, parameters))


@pytest.mark.parametrize("kind", ["one", "many"])
def test_what_a_choice_reveals_is_drawn_as_the_component_does(context: None, kind: str) -> None:
    value = {"one": "no", "many": "b"}[kind]
    for sent in (None, {kind: value}):
        component, parameters = filled(sent)[kind].drawn(reveals={value: Markup("<p>More</p>")})
        ours = design.render(component, parameters)
        assert same(ours, design.by_the_component(component, parameters))
        assert "<p>More</p>" in ours


@pytest.mark.parametrize("heading", [False, True])
def test_a_field_drawn_again_is_the_same(context: None, heading: bool) -> None:
    form = filled(None)
    for field in (form[kind] for kind in KINDS):
        assert field.holds_our_words_alone()
        assert [field(heading=heading), field(heading=heading)] == [design.render(*field.drawn(heading=heading))] * 2


def test_nothing_that_came_from_somebody_is_kept_for_the_next_one(context: None) -> None:
    form = filled({**SENT, "born[month]": "no month"})
    form.many.choices = {"a": "Ama Fable"}
    assert [kind for kind in KINDS if not form[kind].holds_our_words_alone()] == ["name", "more", "many", "born"]
    refused = filled({}, checked=True)
    assert [kind for kind in KINDS if not refused[kind].holds_our_words_alone()] == ["name", "password", "one"]


def test_words_and_html_that_read_the_same_are_not_kept_for_each_other(context: None) -> None:
    form, html = filled(None), Markup('<span lang="ur">x</span>')
    for said, stands in ((html, True), (str(html), False), (html, True)):
        form.name.label.text = form.many.hint = said
        assert [html in form.name(), html in form.many()] == [stands, stands]


def test_what_was_typed_comes_back_as_text_and_never_as_markup(context: None) -> None:
    form = filled({"name": HOSTILE, "more": HOSTILE[:20]}, checked=True)
    for field in (form.name, form.more):
        assert "<script" not in field()
        assert "&lt;script&gt;" in field()
    assert "{{ 7 * 7 }}" in form.name()


def test_a_password_is_never_sent_back(context: None) -> None:
    assert "three random words" not in filled({"password": "three random words"}).password()


def test_the_summary_leads_to_the_first_thing_one_can_fill_in(context: None) -> None:
    form = filled({}, checked=True)
    form.refuse(form.born, "Enter a day, a month and a year")
    page = "".join(form[kind]() for kind in KINDS)
    assert [problem["href"] for problem in form.problems()] == ["#name", "#password", "#one", "#born-day"]
    for problem in form.problems():
        target = f'id="{problem["href"][1:]}"'
        assert any(f"<input{rest.partition('>')[0]}".count(target) for rest in page.split("<input")[1:])


def test_text_that_is_too_long_is_refused_beside_its_field(context: None) -> None:
    form = filled({"more": "x" * 21}, checked=True)
    assert form.more.errors == ["More must be 20 characters or fewer"]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (("27", "3", "2007"), date(2007, 3, 27)),
        (("27", "March", "2007"), date(2007, 3, 27)),
        (("27", "mar", "2007"), date(2007, 3, 27)),
        (("31", "2", "2007"), None),
        (("27", "3", "07"), None),
        (("²", "3", "2007"), None),
        (("1e9", "3", "2007"), None),
        (("", "", ""), None),
    ],
)
def test_a_date_is_read_from_its_boxes(context: None, typed: tuple[str, str, str], read: date | None) -> None:
    form = filled(dict(zip(("born[day]", "born[month]", "born[year]"), typed, strict=True)))
    assert form.born.data == read
    assert form.born.was_typed() is any(typed)
    assert all(f'value="{part}"' in form.born() for part in typed)


def test_a_choice_that_was_not_offered_is_refused(context: None) -> None:
    form = filled({"one": "perhaps", "many": ["a", "z"]}, checked=True)
    assert form.one.errors == ["Select yes or no"]
    assert form.many.data == ["a"]


def test_a_code_may_be_typed_with_spaces(context: None) -> None:
    assert filled({"code": " 123 4-56 "}).code.data == "123456"
