"""Every address that carries a token is named where operators are told not to log it, and the example there keeps it out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule, UnicodeConverter

from tests.support.installation import TOP
from tests.support.routes import rules

pytestmark = pytest.mark.one_database("sqlite")
TOKEN = "a-token"
# text in an address that is the name of a page, a purpose, a rule or a template, or the number of a record: it opens nothing
NAMES = {"what", "which", "code", "purpose", "address", "kind", "table", "number"}


@pytest.fixture(scope="module")
def told() -> str:
    words = (Path(TOP) / "docs" / "operations.md").read_text(encoding="utf-8")
    return words.partition("## What a proxy in front must not write down")[2].partition("\n## ")[0]


def texts_in(rule: Rule) -> set[str]:
    return {name for name, converter in rule._converters.items() if type(converter) is UnicodeConverter}


def with_tokens(app: Flask) -> list[Rule]:
    return [rule for rule in rules(app) if "token" in rule.arguments]


def logged(told: str, path: str) -> str:
    """What nginx would log, told what stands in the example."""
    for pattern, value in re.findall(r'^    "~(\S+)" "([^"]+)";$', told, re.MULTILINE):
        if found := re.search(pattern.replace("(?<", "(?P<"), path):
            return found.expand(re.sub(r"\$(\w+)", r"\\g<\1>", value))
    return path


def test_text_in_an_address_is_a_token_or_a_name_that_opens_nothing(app: Flask) -> None:
    new = {name for rule in rules(app) for name in texts_in(rule)} - NAMES - {"token"}
    assert not new, f"{new}: call it token, or say here that it opens nothing"


def test_every_address_with_a_token_is_named_to_operators(app: Flask, told: str) -> None:
    assert len(with_tokens(app)) > 10
    for rule in with_tokens(app):
        head, mark, _ = rule.rule.partition("<token>")
        assert f"`{rule.rule}`" in told or f"`{head}{mark}` and what follows" in told, f"name {rule.rule} in docs/operations.md"


def test_the_example_logs_no_token_and_every_other_page(app: Flask, told: str) -> None:
    for rule in with_tokens(app):
        path = re.sub(r"<[^>]+>", "other", rule.rule.replace("<token>", TOKEN))
        assert logged(told, path).endswith("(token)"), path
        assert TOKEN not in logged(told, f"{path}?next=1"), path
    for path in ("/", "/join/age", "/team/people", "/staff/new-password", "/me/data"):
        assert logged(told, f"{path}?after=something") == path
