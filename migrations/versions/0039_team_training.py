"""What champions have learned, and a file of teams between looking it over and adding them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039_team_training"
down_revision = "0038_words_about_sharing"


def upgrade() -> None:
    op.create_table(
        "team_training",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("course", sa.Text(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("given_by", sa.Text(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.Column("removed_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "course IN ('carer awareness', 'champion induction', 'information sharing')", name=op.f("ck_team_training_course")
        ),
        sa.CheckConstraint("(removed_at IS NULL) = (removed_by IS NULL)", name=op.f("ck_team_training_removed_at_removed_by")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_team_training_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_training")),
    )
    op.create_index("ix_team_training_account_id_course", "team_training", ["account_id", "course"])
    op.create_index("ix_team_training_valid_until", "team_training", ["valid_until"])
    op.create_table(
        "team_file",
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("sheet", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_team_file_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_file")),
        sa.UniqueConstraint("by_id", name=op.f("uq_team_file_by_id")),
    )
    op.create_index("ix_team_file_created_at", "team_file", ["created_at"])


def downgrade() -> None:
    op.drop_table("team_file")
    op.drop_table("team_training")
