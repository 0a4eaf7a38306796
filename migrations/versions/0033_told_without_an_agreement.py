"""Where something was told without an agreement, and who decided in the best interests of somebody who could not."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033_told_without_an_agreement"
down_revision = "0032_carers"


def upgrade() -> None:
    op.add_column("sharing_preference", sa.Column("decided_by", sa.LargeBinary(), nullable=True))
    op.create_table(
        "sharing_override",
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("topics", sa.Text(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("authorised_by", sa.LargeBinary(), nullable=False),
        sa.Column("authorised_as", sa.LargeBinary(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("looked_at", sa.DateTime(), nullable=True),
        sa.Column("looked_by", sa.Uuid(), nullable=True),
        sa.Column("look_note", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("why IN ('safeguarding', 'risk to life', 'law')", name=op.f("ck_sharing_override_why")),
        sa.CheckConstraint("(looked_at IS NULL) = (looked_by IS NULL)", name=op.f("ck_sharing_override_looked_at_looked_by")),
        sa.CheckConstraint(
            "look_note IS NULL OR looked_at IS NOT NULL", name=op.f("ck_sharing_override_noted_by_whoever_looked")
        ),
        sa.ForeignKeyConstraint(["link_id"], ["carer_link.id"], name=op.f("fk_sharing_override_link_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sharing_override")),
        sa.UniqueConstraint("contact_id", name=op.f("uq_sharing_override_contact_id")),
    )
    op.create_index("ix_sharing_override_link_id", "sharing_override", ["link_id"])
    op.create_index("ix_sharing_override_made_at", "sharing_override", ["made_at", "id"])


def downgrade() -> None:
    op.drop_table("sharing_override")
    op.drop_column("sharing_preference", "decided_by")
