"""The door commits: views, jobs, the console, the demonstration. Half an action cannot be saved."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.support.source import named, tree, under

DOORS = ("engage/jobs/", "engage/cli", "engage/demo")


def _is_door(name: str) -> bool:
    return name.endswith("/views.py") or "/views/" in name or name.startswith(DOORS)


def _calls(file: Path, *names: str) -> list[str]:
    return [
        f"{named(file)}:{node.lineno}"
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in names
    ]


def test_only_doors_commit() -> None:
    assert [line for file in under("engage", ".py") if not _is_door(named(file)) for line in _calls(file, "commit")] == []


def test_no_error_is_swallowed() -> None:
    swallowed = []
    for file in under("engage", ".py"):
        for node in ast.walk(tree(file)):
            if isinstance(node, ast.ExceptHandler) and _is_broad(node.type):
                raises = any(isinstance(inner, ast.Raise) for inner in ast.walk(node))
                swallowed += [] if raises else [f"{named(file)}:{node.lineno}"]
    assert swallowed == []


def _is_broad(caught: ast.expr | None) -> bool:
    return caught is None or (isinstance(caught, ast.Name) and caught.id in {"Exception", "BaseException"})


def test_only_the_clock_reads_the_clock() -> None:
    readers = {"now", "utcnow", "today"}
    found = [line for file in under("engage", ".py") if named(file) != "engage/clock.py" for line in _reads(file, readers)]
    assert found == []


def _reads(file: Path, names: set[str]) -> list[str]:
    return [
        f"{named(file)}:{node.lineno}"
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Attribute) and node.attr in names and isinstance(node.value, ast.Name)
        if node.value.id in {"datetime", "date"}
    ]


def test_no_test_waits_or_pretends() -> None:
    banned = {"unittest.mock", "mock", "pytest_mock"}
    found = []
    for file in under("tests", ".py"):
        for node in ast.walk(tree(file)):
            if isinstance(node, ast.ImportFrom) and (node.module or "") in banned:
                found.append(f"{named(file)}:{node.lineno}")
            if isinstance(node, ast.Import) and any(each.name in banned for each in node.names):
                found.append(f"{named(file)}:{node.lineno}")
    assert found + [line for file in under("tests", ".py") for line in _calls(file, "sleep")] == []
