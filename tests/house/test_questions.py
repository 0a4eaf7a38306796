"""docs/questions.md names every field of every form, and nothing that is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from wtforms.fields.core import UnboundField

from engage.pool.forms import wishes
from engage.web.forms import Form
from tests.support.installation import TOP

pytestmark = pytest.mark.one_database("sqlite")
NOT_A_QUESTION = frozenset({"trap", "csrf_token", "next"})


def forms(of: type[Form]) -> Iterator[type[Form]]:
    for form in of.__subclasses__():
        yield form
        yield from forms(form)


def asked() -> set[str]:
    """Every field of every form: room, form, field."""
    wishes([])
    return {
        f"{form.__module__.split('.')[1]}.{form.__name__}.{name}"
        for form in forms(Form)
        if form.__module__.startswith("engage.")
        for name in dir(form)
        if isinstance(getattr(form, name), UnboundField) and name not in NOT_A_QUESTION
    }


def written() -> set[str]:
    text = Path(TOP, "docs/questions.md").read_text(encoding="utf-8")
    return set(re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE))


def test_every_field_of_every_form_is_in_the_question_protocol(app: Flask) -> None:
    assert asked() - written() == set()


def test_the_question_protocol_names_no_field_that_is_gone(app: Flask) -> None:
    assert {field for field in written() if "." in field} - asked() == set()


def test_every_filter_of_a_list_is_in_the_question_protocol() -> None:
    named = set()
    for template in Path(TOP, "templates").rglob("*.html"):
        for control in re.findall(r"<(?:input|select|textarea)\b[^>]*>", template.read_text(encoding="utf-8")):
            name = re.search(r'\bname="(\w+)"', control)
            if name and 'type="hidden"' not in control:
                named.add(name[1])
    assert named - NOT_A_QUESTION - written() == set()


def test_every_line_of_the_question_protocol_is_filled_in() -> None:
    lines = Path(TOP, "docs/questions.md").read_text(encoding="utf-8").splitlines()
    empty = [line for line in lines if line.startswith("| `") and any(not cell.strip() for cell in line.strip("|").split("|"))]
    assert empty == []
