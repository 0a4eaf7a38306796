"""Every question on a page stands in docs/questions.md with its reason, and nothing there has lost its field."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.support.installation import TOP
from tests.support.source import text, tree, under

DOCUMENT = TOP / "docs" / "questions.md"
SERVES_THE_FORM = {"csrf_token", "trap"}


def asked() -> set[str]:
    """Every field of every form of every room, as `room.Form.field`."""
    found = set()
    for file in under("engage", ".py"):
        if file.name == "forms.py" and file.parent.name != "web":
            for form in ast.walk(tree(file)):
                if isinstance(form, ast.ClassDef):
                    found |= {f"{file.parent.name}.{form.name}.{name}" for name in _fields(form)}
    return found


def _fields(form: ast.ClassDef) -> Iterator[str]:
    for line in form.body:
        if isinstance(line, ast.Assign) and isinstance(line.value, ast.Call) and isinstance(line.targets[0], ast.Name):
            maker = line.value.func
            kind = maker.attr if isinstance(maker, ast.Attribute) else getattr(maker, "id", "")
            if kind[:1].isupper() and line.targets[0].id not in SERVES_THE_FORM:
                yield line.targets[0].id


def told() -> dict[str, list[str]]:
    """Every line of the document: the field, and what stands beside it."""
    rows = re.findall(r"^\| `([a-z_]+\.[A-Z]\w*\.\w+)` \|(.*)\|$", text(DOCUMENT), re.MULTILINE)
    return {field: [cell.strip() for cell in rest.split("|")] for field, rest in rows}


def test_every_question_is_explained_and_every_explanation_has_its_question() -> None:
    assert sorted(asked() - set(told())) == []
    assert sorted(set(told()) - asked()) == []


def test_every_explanation_is_complete() -> None:
    assert [field for field, cells in told().items() if len(cells) != 4 or not all(cells)] == []
