"""Every question we ask has its line in docs/questions.md, and no line is about a question we do not ask."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator

from wtforms.fields.core import UnboundField

from engage.web.forms import Form
from tests.support.installation import TOP
from tests.support.source import under

OF_EVERY_FORM = {"trap"}
# made for each request from the purposes in force
MADE_LATER = {"purposes"}


def asked() -> set[str]:
    for file in under("engage", "forms.py"):
        importlib.import_module(".".join(file.relative_to(TOP).with_suffix("").parts))
    return {name for form in _forms(Form) for name, field in vars(form).items() if isinstance(field, UnboundField)}


def _forms(base: type[Form]) -> Iterator[type[Form]]:
    for form in base.__subclasses__():
        if form.__module__.startswith("engage."):
            yield form
            yield from _forms(form)


def test_every_question_has_its_reason() -> None:
    text = (TOP / "docs/questions.md").read_text(encoding="utf-8")
    explained = {
        name for line in text.splitlines() if line.startswith("| `") for name in re.findall(r"`(\w+)`", line.split("|")[1])
    }
    fields = asked() | MADE_LATER
    assert fields - OF_EVERY_FORM - explained == set()
    assert explained - fields == set()
