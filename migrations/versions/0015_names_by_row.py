"""Names on SQLite are changed and taken out where they stand, without looking through the names of everybody.

The index of names is filled under the row number of the person. That number may change when the database is compacted; where
it no longer leads to the same person, the name is looked for as before.
"""

from __future__ import annotations

from alembic import op

revision = "0015_names_by_row"
down_revision = "0014_published_consent"

WHERE_IT_STANDS = "EXISTS (SELECT 1 FROM person_name WHERE rowid = OLD.rowid AND person_id = OLD.id)"
DOINGS = {
    "changed": ("AFTER UPDATE OF search_name ON person", "UPDATE person_name SET name = NEW.search_name"),
    "gone": ("AFTER DELETE ON person", "DELETE FROM person_name"),
}


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    for name, (when, what) in DOINGS.items():
        op.execute(f"DROP TRIGGER person_name_{name}")
        op.execute(f"CREATE TRIGGER person_name_{name} {when} WHEN {WHERE_IT_STANDS} BEGIN {what} WHERE rowid = OLD.rowid; END")
        op.execute(
            f"CREATE TRIGGER person_name_{name}_elsewhere {when} WHEN NOT {WHERE_IT_STANDS} "
            f"BEGIN {what} WHERE person_id = OLD.id; END"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    for name, (when, what) in DOINGS.items():
        op.execute(f"DROP TRIGGER person_name_{name}_elsewhere")
        op.execute(f"DROP TRIGGER person_name_{name}")
        op.execute(f"CREATE TRIGGER person_name_{name} {when} BEGIN {what} WHERE person_id = OLD.id; END")
