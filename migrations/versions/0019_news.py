"""Letters to many are a category of message of their own: news, which waits until everything else has gone.

On SQLite the words of the rule are changed in place, in the way its manual gives for a change that touches no row: the
table cannot be made anew while the steps of its messages lean on it. Going back, news are reminders: sent once too.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019_news"
down_revision = "0018_times_asked"

OLD = "category IN ('reminder', 'change', 'security')"
NEW = "category IN ('reminder', 'change', 'security', 'news')"
NAME = "ck_outgoing_category"


def upgrade() -> None:
    _say(OLD, NEW)


def downgrade() -> None:
    op.execute("UPDATE outgoing SET category = 'reminder' WHERE category = 'news'")
    _say(NEW, OLD)


def _say(before: str, after: str) -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f(NAME), "outgoing", type_="check")
        op.create_check_constraint(op.f(NAME), "outgoing", after)
        return
    version = op.get_bind().exec_driver_sql("PRAGMA schema_version").scalar_one()
    op.execute("PRAGMA writable_schema = ON")
    changed = op.get_bind().execute(
        sa.text(
            "UPDATE sqlite_master SET sql = replace(sql, :before, :after) "
            "WHERE type = 'table' AND name = 'outgoing' AND instr(sql, :before) > 0"
        ),
        {"before": before, "after": after},
    )
    op.execute(f"PRAGMA schema_version = {version + 1}")
    op.execute("PRAGMA writable_schema = RESET")
    if changed.rowcount != 1:
        raise RuntimeError("the table of messages was not found")
