"""Passing a limit is a question, not a waiver: split by what a person does."""

from __future__ import annotations

import ast

from tests.support.source import named, text, tree, under

FUNCTION, MODULE, TEMPLATE = 30, 300, 120


def test_no_module_is_too_long() -> None:
    files = [*under("engage", ".py"), *under("tests", ".py"), *under("tools", ".py")]
    assert [f"{named(file)}: {len(text(file).splitlines())}" for file in files if len(text(file).splitlines()) > MODULE] == []


def test_no_function_is_too_long() -> None:
    long = []
    for file in under("engage", ".py"):
        for node in ast.walk(tree(file)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                long += [f"{named(file)}: {node.name} has {lines} lines"] if lines > FUNCTION else []
    assert long == []


def test_no_template_is_too_long() -> None:
    files = [*under("templates", ".html"), *under("templates", ".txt")]
    assert [named(file) for file in files if len(text(file).splitlines()) > TEMPLATE] == []
