"""Every template parses, stands in a frame, is used, and speaks as the house speaks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import meta, nodes

from tests.support.checks import FORBIDDEN_WORDS
from tests.support.installation import TOP
from tests.support.source import named, text, under

pytestmark = pytest.mark.one_database("sqlite")
FOLDER = TOP / "templates"
FRAMES = ("layouts/", "macros/")


def templates(ending: str = ".html") -> list[Path]:
    return under("templates", ending)


def name_of(file: Path) -> str:
    return str(file.relative_to(FOLDER))


def test_every_template_parses(app: Flask) -> None:
    for file in [*templates(), *templates(".txt")]:
        app.jinja_env.get_template(name_of(file))


def test_every_page_stands_in_a_frame(app: Flask) -> None:
    loose = []
    for file in templates():
        is_part = file.name.startswith("_") or name_of(file).startswith(FRAMES)
        parsed = app.jinja_env.parse(text(file))
        if not is_part and parsed.find(nodes.Extends) is None:
            loose.append(name_of(file))
    assert loose == []


def test_every_template_is_used(app: Flask) -> None:
    said = "\n".join(text(file) for file in under("engage", ".py"))
    used = set()
    for file in [*templates(), *templates(".txt")]:
        used |= set(meta.find_referenced_templates(app.jinja_env.parse(text(file))))
    assert [name_of(file) for file in templates() if name_of(file) not in used and not _is_named(file, said)] == []


def _is_named(file: Path, said: str) -> bool:
    """Whether the code names a template, in full or as `f"room/{name}.html"` with the name elsewhere."""
    name, folder = name_of(file), file.parent.name
    built = re.search(rf'f"{folder}/\{{\w+\}}\.html"', said) and re.search(rf"\b{file.stem}\b", said)
    return name in said or bool(built)


def test_every_letter_is_used() -> None:
    said = "\n".join(text(file) for file in under("engage", ".py"))
    letters = [name_of(file).removeprefix("emails/").removesuffix(".txt") for file in templates(".txt") if "emails/" in str(file)]
    assert [letter for letter in letters if f'"{letter}"' not in said and not letter.rpartition("/")[2].startswith("_")] == []


def test_no_template_is_trusted_blindly() -> None:
    found = [named(file) for file in templates() if re.search(r"\|\s*safe\b|autoescape false|\bMarkup\(", text(file))]
    assert found == []


def test_no_template_sets_styles_or_handlers_of_its_own() -> None:
    pattern = r"\sstyle=|\son[a-z]+=|<style|javascript:"
    assert [named(file) for file in templates() if re.search(pattern, text(file))] == []


def test_no_template_asks_for_a_role() -> None:
    assert [named(file) for file in templates() if re.search(r"\brole\s*==|Role\.", text(file))] == []


@pytest.mark.parametrize("pattern", FORBIDDEN_WORDS)
def test_no_text_uses_a_word_we_do_not_use(pattern: str) -> None:
    files = [
        *templates(),
        *templates(".txt"),
        *(file for file in under("engage", ".py") if file.name in {"forms.py", "emails.py"}),
    ]
    assert [named(file) for file in files if re.search(pattern, text(file), re.IGNORECASE)] == []


def test_no_text_has_a_straight_quote_or_calls_out() -> None:
    found = []
    for file in [*templates(), *templates(".txt")]:
        told = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "x", text(file), flags=re.DOTALL)
        shown = re.sub(r"<script.*?</script>|<[^>]*>|[\w-]+=\"[^\"]*\"", " ", told, flags=re.DOTALL)
        found += [f"{named(file)}: {line.strip()}" for line in shown.splitlines() if re.search(r"[\"'!]", line)]
    assert found == []
