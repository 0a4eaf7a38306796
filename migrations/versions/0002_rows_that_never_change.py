"""Rows that are only ever added, names that are found by a part of them: what the two databases do themselves."""

from __future__ import annotations

from alembic import op

revision = "0002_rows_that_never_change"
down_revision = "0001_first_tables"

ADDED_ONLY = ("consent_event", "audit_event")


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in ADDED_ONLY:
            for verb in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is only ever added to'); END"
                )
        op.execute("CREATE VIRTUAL TABLE person_name USING fts5(person_id UNINDEXED, name, tokenize = 'trigram')")
        op.execute("INSERT INTO person_name (person_id, name) SELECT id, search_name FROM person")
        op.execute(
            "CREATE TRIGGER person_name_added AFTER INSERT ON person "
            "BEGIN INSERT INTO person_name (rowid, person_id, name) VALUES (NEW.rowid, NEW.id, NEW.search_name); END"
        )
        op.execute(
            "CREATE TRIGGER person_name_changed AFTER UPDATE OF search_name ON person "
            "BEGIN UPDATE person_name SET name = NEW.search_name WHERE person_id = NEW.id; END"
        )
        op.execute(
            "CREATE TRIGGER person_name_gone AFTER DELETE ON person BEGIN DELETE FROM person_name WHERE person_id = OLD.id; END"
        )
        return
    op.execute(
        "CREATE FUNCTION only_ever_added_to() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME; END $$"
    )
    for table in ADDED_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_added_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION only_ever_added_to()"
        )
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.execute("CREATE INDEX person_name_parts ON person USING gin (search_name gin_trgm_ops)")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in ADDED_ONLY:
            for verb in ("update", "delete"):
                op.execute(f"DROP TRIGGER {table}_no_{verb}")
        for trigger in ("added", "changed", "gone"):
            op.execute(f"DROP TRIGGER person_name_{trigger}")
        op.execute("DROP TABLE person_name")
        return
    op.execute("DROP INDEX person_name_parts")
    for table in ADDED_ONLY:
        op.execute(f"DROP TRIGGER {table}_added_only ON {table}")
    op.execute("DROP FUNCTION only_ever_added_to()")
