"""What more is kept of a carer, codes by which they join their record to the pool, settings, and opening one for a request.

The words in a decision about sharing (who asked, where it stands) may be emptied when a carer is forgotten, and nothing else.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034_carer_details"
down_revision = "0033_told_without_an_agreement"

WHY_ENDED = "'cares no more', 'other team', 'left service', 'carer asked', 'died', 'mistake'"
KEPT = (
    "id", "link_id", "ordinal", "agreed", "topics", "best_interests", "discussed_on", "is_advance", "look_again_on",
    "recorded_by", "recorded_at",
)  # fmt: skip


def upgrade() -> None:
    op.add_column("carer", sa.Column("leave_message", sa.Boolean(), nullable=True))
    op.add_column("carer", sa.Column("young_since", sa.Date(), nullable=True))
    _why_ended()
    _codes()
    _settings()
    _searches()
    _unguard()
    _guard(words_may_go=True)


def _why_ended() -> None:
    """With its CHECK in the column itself: a table made anew would be dropped while decisions and contacts point at it."""
    check = f"CONSTRAINT ck_carer_link_ended_why CHECK (ended_why IN ({WHY_ENDED}))"
    op.execute(f"ALTER TABLE carer_link ADD COLUMN ended_why TEXT {check}")


def _codes() -> None:
    op.create_table(
        "carer_pool_code",
        sa.Column("carer_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["carer_id"], ["carer.id"], name=op.f("fk_carer_pool_code_carer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carer_pool_code")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_carer_pool_code_code_hash")),
    )
    op.create_index("ix_carer_pool_code_carer_id", "carer_pool_code", ["carer_id"])
    op.create_index("ix_carer_pool_code_ends_at", "carer_pool_code", ["ends_at"])


def _settings() -> None:
    op.create_table(
        "carer_setting",
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("in_force_from", sa.DateTime(), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("number BETWEEN 1 AND 1200", name=op.f("ck_carer_setting_number")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carer_setting")),
        sa.UniqueConstraint("what", "version", name=op.f("uq_carer_setting_what_version")),
    )


def _searches() -> None:
    op.create_table(
        "carer_search",
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("searched_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "why IN ('access', 'rectify', 'erase', 'restrict', 'complaint', 'incident')", name=op.f("ck_carer_search_why")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carer_search")),
    )
    op.create_index("ix_carer_search_created_at", "carer_search", ["created_at"])


def downgrade() -> None:
    _unguard()
    _guard(words_may_go=False)
    for table in ("carer_search", "carer_setting", "carer_pool_code"):
        op.drop_table(table)
    op.drop_column("carer_link", "ended_why")  # and its CHECK with it
    op.drop_column("carer", "young_since")
    op.drop_column("carer", "leave_message")


def _unguard() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            op.execute(f"DROP TRIGGER IF EXISTS sharing_preference_no_{verb}")
        return
    op.execute("DROP TRIGGER sharing_preference_added_only ON sharing_preference")
    op.execute("DROP FUNCTION IF EXISTS sharing_preference_stays()")


def _guard(*, words_may_go: bool) -> None:
    if op.get_bind().dialect.name == "sqlite":
        changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in KEPT)
        when = f"WHEN NEW.asked_by IS NOT NULL OR NEW.in_record IS NOT NULL OR {changed} " if words_may_go else ""
        for verb, but in (("UPDATE", when), ("DELETE", "")):
            op.execute(
                f"CREATE TRIGGER sharing_preference_no_{verb.lower()} BEFORE {verb} ON sharing_preference "
                f"{but}BEGIN SELECT RAISE(ABORT, 'sharing_preference is only ever added to'); END"
            )
        return
    if words_may_go:
        same = " AND ".join(f"NEW.{column} IS NOT DISTINCT FROM OLD.{column}" for column in KEPT)
        op.execute(
            "CREATE FUNCTION sharing_preference_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF TG_OP = 'UPDATE' THEN IF NEW.asked_by IS NULL AND NEW.in_record IS NULL AND {same} THEN RETURN NEW; END IF; "
            "END IF; RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME; END $$"
        )
    function = "sharing_preference_stays" if words_may_go else "only_ever_added_to"
    op.execute(
        "CREATE TRIGGER sharing_preference_added_only BEFORE UPDATE OR DELETE ON sharing_preference "
        f"FOR EACH ROW EXECUTE FUNCTION {function}()"
    )
