"""What was decided about sharing never changes, but its words can be sealed anew under another key, and emptied.

The language a carer prefers becomes a sealed column; no version that kept it in clear was ever released.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0040_sealed_anew"
down_revision = "0039_team_training"

WORDS = ("asked_by", "in_record", "decided_by")
KEPT = (
    "id", "link_id", "ordinal", "agreed", "topics", "best_interests", "discussed_on", "is_advance", "look_again_on",
    "recorded_by", "recorded_at",
)  # fmt: skip


def upgrade() -> None:
    _language(sa.LargeBinary())
    columns = ", ".join(KEPT)
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER sharing_preference_no_update")
        op.execute(
            f"CREATE TRIGGER sharing_preference_no_update BEFORE UPDATE OF {columns} ON sharing_preference "
            "BEGIN SELECT RAISE(ABORT, 'sharing_preference is only ever added to'); END"
        )
        return
    op.execute("DROP TRIGGER sharing_preference_added_only ON sharing_preference")
    op.execute(
        f"CREATE TRIGGER sharing_preference_added_only BEFORE UPDATE OF {columns} OR DELETE ON sharing_preference "
        "FOR EACH ROW EXECUTE FUNCTION only_ever_added_to()"
    )
    op.execute("DROP FUNCTION sharing_preference_stays()")


def downgrade() -> None:
    _language(sa.Text())
    if op.get_bind().dialect.name == "sqlite":
        changed = " OR ".join(
            [*(f"NEW.{column} IS NOT NULL" for column in WORDS), *(f"NEW.{column} IS NOT OLD.{column}" for column in KEPT)]
        )
        op.execute("DROP TRIGGER sharing_preference_no_update")
        op.execute(
            f"CREATE TRIGGER sharing_preference_no_update BEFORE UPDATE ON sharing_preference WHEN {changed} "
            "BEGIN SELECT RAISE(ABORT, 'sharing_preference is only ever added to'); END"
        )
        return
    empty = " AND ".join(f"NEW.{column} IS NULL" for column in WORDS)
    same = " AND ".join(f"NEW.{column} IS NOT DISTINCT FROM OLD.{column}" for column in KEPT)
    op.execute(
        "CREATE FUNCTION sharing_preference_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'UPDATE' THEN IF {empty} AND {same} THEN RETURN NEW; END IF; "
        "END IF; RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME; END $$"
    )
    op.execute("DROP TRIGGER sharing_preference_added_only ON sharing_preference")
    op.execute(
        "CREATE TRIGGER sharing_preference_added_only BEFORE UPDATE OR DELETE ON sharing_preference "
        "FOR EACH ROW EXECUTE FUNCTION sharing_preference_stays()"
    )


def _language(kind: sa.types.TypeEngine[object]) -> None:
    op.drop_column("carer", "language")
    op.add_column("carer", sa.Column("language", kind, nullable=True))
