"""What somebody has begun to log and not saved."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035_begun_contacts"
down_revision = "0034_carer_details"


def upgrade() -> None:
    op.create_table(
        "carer_log_draft",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("once", sa.Text(), nullable=False),
        sa.Column("fields", sa.LargeBinary(), nullable=False),
        sa.Column("from_phone", sa.Boolean(), nullable=False),
        sa.Column("kept_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["account.id"], name=op.f("fk_carer_log_draft_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carer_log_draft")),
        sa.UniqueConstraint("user_id", "once", name=op.f("uq_carer_log_draft_user_id_once")),
    )
    op.create_index("ix_carer_log_draft_kept_at", "carer_log_draft", ["kept_at"])


def downgrade() -> None:
    op.drop_table("carer_log_draft")
