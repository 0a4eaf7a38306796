"""When a carer is forgotten, the words about who decided what may be shared are emptied too, and nothing else is changed."""

from __future__ import annotations

from alembic import op

revision = "0038_words_about_sharing"
down_revision = "0037_last_reached"

KEPT = (
    "id", "link_id", "ordinal", "agreed", "topics", "best_interests", "discussed_on", "is_advance", "look_again_on",
    "recorded_by", "recorded_at",
)  # fmt: skip


def upgrade() -> None:
    _guard(("asked_by", "in_record", "decided_by"))


def downgrade() -> None:
    _guard(("asked_by", "in_record"))


def _guard(may_go: tuple[str, ...]) -> None:
    if op.get_bind().dialect.name == "sqlite":
        stays = [f"NEW.{column} IS NOT OLD.{column}" for column in KEPT]
        changed = " OR ".join([*(f"NEW.{column} IS NOT NULL" for column in may_go), *stays])
        op.execute("DROP TRIGGER IF EXISTS sharing_preference_no_update")
        op.execute(
            f"CREATE TRIGGER sharing_preference_no_update BEFORE UPDATE ON sharing_preference WHEN {changed} "
            "BEGIN SELECT RAISE(ABORT, 'sharing_preference is only ever added to'); END"
        )
        return
    empty = " AND ".join(f"NEW.{column} IS NULL" for column in may_go)
    same = " AND ".join(f"NEW.{column} IS NOT DISTINCT FROM OLD.{column}" for column in KEPT)
    op.execute(
        "CREATE OR REPLACE FUNCTION sharing_preference_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'UPDATE' THEN IF {empty} AND {same} THEN RETURN NEW; END IF; "
        "END IF; RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME; END $$"
    )
