"""What the files of the project may not say: where they were written, or where their packages came from."""

from __future__ import annotations

import re

from tests.support.source import committed, named, text

ELSEWHERE = (
    r"(?<![\w.])/(?:work|root|home|tmp)/\w",
    r"\bregistry\.(?:npmjs|yarnpkg)\b",
    r"\bpypi\.(?:org|python)\b",
    r"\bpythonhosted\b",
    r"--(?:extra-)?index-url",
    r"--find-links",
)
SELF = "tests/house/test_words_of_files.py"


def test_no_file_names_another_place() -> None:
    found = []
    for file in committed():
        for pattern in ELSEWHERE if named(file) != SELF else ():
            found += [f"{named(file)}: {match.group()}" for match in re.finditer(pattern, text(file))]
    assert found == []


def test_nothing_is_left_to_do_later() -> None:
    marks = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b")
    assert [
        named(file) for file in committed() if named(file) != SELF and file.suffix != ".lock" and marks.search(text(file))
    ] == []


def test_no_secret_was_committed() -> None:
    keys = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}\b")
    assert [named(file) for file in committed() if keys.search(text(file))] == []
