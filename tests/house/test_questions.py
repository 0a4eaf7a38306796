"""Every question on a form stands in docs/questions.md, and no line there has lost its field; hazards are numbered once."""

from __future__ import annotations

import importlib
import pkgutil
import re
from functools import cache

from wtforms.fields.core import UnboundField

import engage
from engage.web.forms import Form
from tests.support.installation import TOP

NOT_A_QUESTION = {"trap", "csrf_token"}


@cache
def forms() -> tuple[type[Form], ...]:
    """Every form class of every room, also those that another form is made from."""
    for module in pkgutil.walk_packages(engage.__path__, "engage."):
        if module.name.rpartition(".")[2] == "forms" or ".forms." in module.name:
            importlib.import_module(module.name)
    found = [Form]
    for form in found:
        found += form.__subclasses__()
    return tuple(found)


def asked() -> dict[str, UnboundField]:
    """Each field as the first column names it: room, form, field."""
    found = {}
    for form in forms():
        for name, value in vars(form).items():
            if isinstance(value, UnboundField) and name not in NOT_A_QUESTION and form.__module__.startswith("engage."):
                found[f"{form.__module__.split('.')[1]}.{form.__name__}.{name}"] = value
    return found


@cache
def source(room: str) -> str:
    """What the forms of a room are written in."""
    files = [path for path in (TOP / "engage" / room).rglob("*.py") if "forms" in str(path)]
    return "".join(path.read_text(encoding="utf-8") for path in files)


def is_written(line: str) -> bool:
    """Whether the room's forms still have such a field, also where it is inherited or made when the page is."""
    room, form, name = line.split(".")
    text = source(room)
    classes = [each for each in forms() if each.__name__ == form and f".{room}." in each.__module__]
    if name == "*":
        return bool(classes)
    return any(hasattr(each, name) for each in classes) or f'"{name}"' in text or f"{name} = " in text


def explained() -> list[str]:
    """The first column of every table; a star stands for the fields that a form shares with another one."""
    return re.findall(
        r"^\| `([a-z_]+\.\w+\.(?:\w+|\*))` \|", (TOP / "docs" / "questions.md").read_text(encoding="utf-8"), flags=re.M
    )


def test_every_question_says_why_it_is_asked() -> None:
    fields, lines = asked(), set(explained())
    assert sorted(name for name in fields if name not in lines and f"{name.rpartition('.')[0]}.*" not in lines) == []


def test_no_line_has_lost_its_field_or_stands_twice() -> None:
    lines = explained()
    assert [line for line in lines if not is_written(line)] == []
    assert sorted({each for each in lines if lines.count(each) > 1}) == []


def test_hazards_are_numbered_once_each() -> None:
    numbers = re.findall(r"^\| H(\d+) \|", (TOP / "docs" / "hazards.md").read_text(encoding="utf-8"), flags=re.M)
    assert len(numbers) > 40
    assert sorted({number for number in numbers if numbers.count(number) > 1}) == []
