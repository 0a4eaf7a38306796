"""Every column of every table is in the register, says what becomes of it, and says so without contradicting itself."""

from __future__ import annotations

import importlib
import pkgutil

import pytest
import sqlalchemy as sa

import engage
from engage.db import db
from engage.privacy.rules import register
from engage.privacy.rules.register import Column, Fate, Sort

for module in pkgutil.walk_packages(engage.__path__, "engage."):
    if module.name.endswith(".models"):
        importlib.import_module(module.name)
LINES = register.register()
TABLES = db.metadata.tables
HOW = "add, for each, a line to engage/privacy/rules/register.txt (its top says how)"


def columns() -> dict[str, sa.Column[object]]:
    return {f"{table.name}.{column.name}": column for table in TABLES.values() for column in table.columns}


def named(line: Column) -> str:
    return f"{line.table}.{line.name}"


def test_every_column_is_in_the_register_and_nothing_else() -> None:
    listed = {named(line) for line in LINES}
    assert sorted(columns().keys() - listed) == [], HOW
    assert sorted(listed - columns().keys()) == [], "these columns are gone: take their lines out"


def test_the_lines_stand_in_the_order_of_the_alphabet_once_each() -> None:
    written = [line.partition(" ")[0] for line in register.lines()]
    assert written == sorted(set(written))


def test_a_row_goes_whole_or_stays() -> None:
    by_table = {name: {line.fate for line in LINES if line.table == name} for name in TABLES}
    assert [name for name, fates in by_table.items() if Fate.ROW in fates and fates != {Fate.ROW}] == []
    assert [name for name, fates in by_table.items() if fates & {Fate.ROW, Fate.BLANK} and not has_owner(name)] == []


def has_owner(table: str) -> bool:
    return any(line.sort is Sort.OWNER for line in register.columns_of(table))


def test_what_stays_says_why_in_words_the_register_knows() -> None:
    assert [named(line) for line in LINES if line.fate is Fate.STAYS and line.reason not in register.REASONS] == []
    assert [named(line) for line in LINES if line.fate is not Fate.STAYS and line.reason] == []


def test_whoever_a_row_belongs_to_is_found_along_columns_that_exist() -> None:
    through = {line.through for line in LINES if line.through} - {"the equality key"}
    assert sorted(table for table in through if not has_owner(table)) == []


def test_what_may_be_emptied_can_be() -> None:
    blanked = {named(line): columns()[named(line)] for line in LINES if line.fate is Fate.BLANK}
    assert [name for name, column in blanked.items() if not column.nullable and not isinstance(column.type, sa.Text)] == []
    assert [name for name, column in blanked.items() if column.primary_key or column.foreign_keys] == []


def test_what_is_shown_has_a_heading_and_a_label_and_what_is_not_personal_is_not_shown() -> None:
    assert [named(line) for line in LINES if bool(line.heading) != bool(line.label)] == []
    assert [named(line) for line in LINES if line.in_download and line.sort is not Sort.PERSONAL] == []


@pytest.mark.parametrize("sealed", [name for name, column in sorted(columns().items()) if hasattr(column.type, "context")])
def test_what_is_sealed_is_about_somebody(sealed: str) -> None:
    [line] = [line for line in LINES if named(line) == sealed]
    assert line.sort in (Sort.PERSONAL, Sort.STAFF)
    assert line.fate is not Fate.STAYS or line.reason in ("expires", "carer")
