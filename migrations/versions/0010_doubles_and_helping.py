"""Pairs of records that may be one person, merges, and what the team typed for somebody and has not saved yet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010_doubles_and_helping"
down_revision = "0009_rights"


def upgrade() -> None:
    op.create_table(
        "double_pair",
        sa.Column("first_id", sa.Uuid(), nullable=False),
        sa.Column("second_id", sa.Uuid(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("found_at", sa.DateTime(), nullable=False),
        sa.Column("not_same_at", sa.DateTime(), nullable=True),
        sa.Column("not_same_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_double_pair_in_order")),
        sa.CheckConstraint("(not_same_at IS NULL) = (not_same_by IS NULL)", name=op.f("ck_double_pair_not_same_at_not_same_by")),
        sa.ForeignKeyConstraint(["first_id"], ["person.id"], name=op.f("fk_double_pair_first_id")),
        sa.ForeignKeyConstraint(["second_id"], ["person.id"], name=op.f("fk_double_pair_second_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_double_pair")),
        sa.UniqueConstraint("first_id", "second_id", name=op.f("uq_double_pair_first_id_second_id")),
    )
    op.create_index("ix_double_pair_second_id", "double_pair", ["second_id"])
    op.create_index("ix_double_pair_not_same_at_weight", "double_pair", ["not_same_at", "weight", "id"])
    _make_merge()
    op.create_table(
        "helping_draft",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("fields", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["account.id"], name=op.f("fk_helping_draft_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_helping_draft")),
    )
    op.create_index("ix_helping_draft_user_id_kept_at", "helping_draft", ["user_id", "kept_at"])
    op.create_index("ix_helping_draft_kept_at", "helping_draft", ["kept_at"])


def _make_merge() -> None:
    op.create_table(
        "record_merge",
        sa.Column("kept_id", sa.Uuid(), nullable=False),
        sa.Column("gone_id", sa.Uuid(), nullable=False),
        sa.Column("choices", sa.LargeBinary(), nullable=False),
        sa.Column("prepared_at", sa.DateTime(), nullable=False),
        sa.Column("prepared_by", sa.Uuid(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("before", sa.LargeBinary(), nullable=True),
        sa.Column("undo_until", sa.DateTime(), nullable=True),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.Column("undone_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(confirmed_at IS NULL) = (confirmed_by IS NULL)", name=op.f("ck_record_merge_confirmed_at_confirmed_by")
        ),
        sa.CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name=op.f("ck_record_merge_undone_at_undone_by")),
        sa.ForeignKeyConstraint(["kept_id"], ["person.id"], name=op.f("fk_record_merge_kept_id")),
        sa.ForeignKeyConstraint(["gone_id"], ["person.id"], name=op.f("fk_record_merge_gone_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_merge")),
    )
    op.create_index("ix_record_merge_kept_id", "record_merge", ["kept_id"])
    op.create_index("ix_record_merge_undo_until", "record_merge", ["undo_until"])
    is_done = sa.text("undone_at IS NULL")
    op.create_index(
        "uq_record_merge_gone", "record_merge", ["gone_id"], unique=True, sqlite_where=is_done, postgresql_where=is_done
    )


def downgrade() -> None:
    for table in ("helping_draft", "record_merge", "double_pair"):
        op.drop_table(table)
