"""Every kind of thing an event is about can be chosen where one looks for events."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from engage.audit.rules import KINDS
from tests.support.source import tree, under

WRITES = {"record", "record_for_all", "record_reading", "record_readings"}


def test_every_kind_of_event_can_be_chosen() -> None:
    used = {kind for file in under("engage", ".py") for kind in kinds_in(tree(file))}
    assert {"person", "carer follow-up"} <= used
    assert used - set(KINDS) == set(), "add it to KINDS in engage/audit/rules.py"


def kinds_in(module: ast.Module) -> Iterator[str]:
    """What the events that a module writes down are about: the word itself, or the name the module gives it."""
    named = dict(pair for line in module.body if isinstance(line, ast.Assign) for pair in words_given(line))
    for call in ast.walk(module):
        if isinstance(call, ast.Call) and ast.unparse(call.func).rpartition(".")[2] in WRITES:
            yield from (word for each in call.keywords if each.arg == "kind" and (word := word_of(each.value, named)))


def words_given(line: ast.Assign) -> Iterator[tuple[str, str]]:
    """The names that an assignment gives to words: `KIND = "team"`, or several at once."""
    to, what = line.targets[0], line.value
    pairs = [(to, what)]
    if isinstance(to, ast.Tuple) and isinstance(what, ast.Tuple):
        pairs = list(zip(to.elts, what.elts, strict=True))
    for name, word in pairs:
        if isinstance(name, ast.Name) and isinstance(word, ast.Constant) and isinstance(word.value, str):
            yield name.id, word.value


def word_of(value: ast.expr, named: dict[str, str]) -> str | None:
    """The word a call is given, when it stands there or has a name in the module."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return value.value
    return named.get(value.id) if isinstance(value, ast.Name) else None
