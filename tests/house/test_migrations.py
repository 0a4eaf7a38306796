"""One line of history, up and down and up again on both databases, and tables that equal the models word for word."""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa
from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import Flask

from engage.db import db
from tests.factories.people import a_person
from tests.support.databases import Maker, migrate, migrate_back
from tests.support.installation import TOP, installed

FOLDER = TOP / "migrations"
NOWHERE = "smtp://127.0.0.1:9"
BY_HAND = {"person_name_parts"}
"""Made by a migration because only one of the databases has it, and named there with the reason."""


def history() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    return ScriptDirectory.from_config(config)


def steps() -> list[str]:
    """Every step, oldest first."""
    return [script.revision for script in history().walk_revisions()][::-1]


def test_there_is_one_line_of_history_and_head_names_its_end() -> None:
    assert [history().get_current_head()] == history().get_heads()
    assert (FOLDER / "HEAD").read_text(encoding="utf-8").strip() == history().get_current_head()


def test_every_step_is_numbered_in_order_and_named_after_its_file() -> None:
    assert [name[:4] for name in steps()] == [f"{number:04}" for number in range(1, len(steps()) + 1)]
    assert {file.stem for file in (FOLDER / "versions").glob("*.py")} == set(steps())


def test_no_step_imports_the_application() -> None:
    files = sorted((FOLDER / "versions").glob("*.py"))
    assert [file.name for file in files if re.search(r"^\s*(?:from|import) engage", file.read_text(), re.MULTILINE)] == []


def test_up_down_and_up_again_gives_the_same_tables(maker: Maker) -> None:
    with maker.bare() as url:
        migrate(url)
        once = shape(url)
        migrate_back(url, to="base")
        assert set(shape(url)) <= {"table alembic_version"}
        migrate(url)
        assert shape(url) == once


def test_every_single_step_can_be_taken_back(maker: Maker) -> None:
    with maker.bare() as url:
        before = []
        for step in steps():
            before.append(shape(url))
            migrate(url, to=step)
        for tables in reversed(before):
            migrate_back(url, to="-1")
            assert {key: value for key, value in shape(url).items() if "alembic" not in key} == {
                key: value for key, value in tables.items() if "alembic" not in key
            }


def test_the_tables_equal_the_models(maker: Maker) -> None:
    with maker.bare() as migrated, maker.bare() as modelled:
        migrate(migrated)
        app = installed(database_url=modelled, smtp_url=NOWHERE)
        with app.app_context():
            db.metadata.create_all(db.engine)
            db.engine.dispose()
        made, meant = models_part(shape(migrated)), shape(modelled)
        assert {key: made.get(key) for key in meant} == meant
        assert sum(len(table["checks"]) for key, table in made.items() if key.startswith("table ")) > 10
        assert set(made) - set(meant) == set()


def test_rows_survive_every_step_that_can_meet_them(app: Flask, database_url: str) -> None:
    person_id = a_person(name="Sam Example")
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    migrate_back(database_url, to="0001_first_tables")
    migrate(database_url)
    with app.app_context():
        found = db.session.execute(sa.text("SELECT full_name FROM person")).scalars().all()
        wordings = db.session.execute(sa.text("SELECT count(*) FROM consent_notice")).scalar_one()
        assert list(found) == ["Sam Example"]
        assert person_id
        assert wordings >= 5


def models_part(tables: dict[str, Any]) -> dict[str, Any]:
    """What the models know of: without the tables and indexes that only one of the databases has."""
    known = {f"table {name}" for name in db.metadata.tables}
    return {key: value for key, value in tables.items() if key in known or (key.startswith("index ") and _is_modelled(key))}


def _is_modelled(key: str) -> bool:
    table, _, name = key.removeprefix("index ").partition(".")
    return table in db.metadata.tables and name not in BY_HAND


def shape(url: str) -> dict[str, Any]:
    """Everything a database holds itself to: columns, keys, CHECKs and indexes by name, in words."""
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        looked = sa.inspect(connection)
        found: dict[str, Any] = {f"table {table}": said for table, said in _tables(looked).items()}
        for (_, table), indexes in looked.get_multi_indexes().items():
            for index in indexes:
                options = {name: str(value) for name, value in index.get("dialect_options", {}).items()}
                found[f"index {table}.{index['name']}"] = (index["column_names"], bool(index["unique"]), options)
    engine.dispose()
    return found


def _tables(looked: sa.Inspector) -> dict[str, Any]:
    """All tables, asked about together: one by one they cost a hundred times as many questions."""
    keys, unique = looked.get_multi_pk_constraint(), looked.get_multi_unique_constraints()
    checks, foreign = looked.get_multi_check_constraints(), looked.get_multi_foreign_keys()
    return {
        at[1]: {
            "columns": sorted((column["name"], str(column["type"]), column["nullable"]) for column in columns),
            "key": keys[at],
            "unique": sorted((str(each["name"]), each["column_names"]) for each in unique[at]),
            "checks": sorted((str(each["name"]), _words(each["sqltext"])) for each in checks[at]),
            "foreign": sorted((str(each["name"]), each["constrained_columns"], each["referred_table"], each["referred_columns"],
                               sorted(each["options"].items())) for each in foreign[at]),
        }
        for at, columns in looked.get_multi_columns().items()
    }  # fmt: skip


def _words(rule: str) -> str:
    return " ".join(rule.split())
