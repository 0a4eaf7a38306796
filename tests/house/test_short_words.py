"""What may not stand somewhere is asked for by a word long enough not to stand there by chance, in a token or a number."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.support.source import committed, named, text

SHORTEST = 4
"""Letters: three of them meet by chance in one of some thousand tokens, and a test would fail once a week for nothing."""


def test_no_test_asks_whether_two_or_three_letters_are_missing() -> None:
    found = []
    for file in committed():
        if file.suffix == ".py" and named(file).startswith("tests/"):
            found += [f"{named(file)}:{line}: {word!r}" for line, word in too_short(ast.parse(text(file)))]
    assert found == []


def test_they_are_found_where_they_stand_and_where_they_go_round() -> None:
    asked = (
        'assert "Jo" not in page.text\n'
        'for word in ("Ama", "Boateng"):\n    assert word not in page.html\n'
        'assert "Jo" not in names\n'
    )
    assert sorted(too_short(ast.parse(asked))) == [(1, "Jo"), (2, "Ama")]


def too_short(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The line and the word of every short one that a page or letter is said to miss."""
    said = list(missing(tree))
    names = {left.id for left in said if isinstance(left, ast.Name)}
    for node in ast.walk(tree):
        if isinstance(node, ast.For | ast.comprehension) and isinstance(node.target, ast.Name) and node.target.id in names:
            said += [each for each in ast.walk(node.iter) if isinstance(each, ast.Constant)]
    for each in said:
        word = each.value if isinstance(each, ast.Constant) else None
        if isinstance(word, str) and word.isalnum() and len(word) < SHORTEST:
            yield each.lineno, word


def missing(tree: ast.AST) -> Iterator[ast.expr]:
    """What is said not to stand in what belongs to something, or was worked out of it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.NotIn):
            yield from [node.left] if isinstance(node.comparators[0], ast.Attribute | ast.Call) else []
