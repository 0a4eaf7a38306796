"""What the team wrote down for somebody who phones: which part, how and when they said it, and who wrote it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021_profile_written"
down_revision = "0020_came_back"


def upgrade() -> None:
    op.create_table(
        "profile_written",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("part IN ('interests', 'experience', 'payment')", name=op.f("ck_profile_written_part")),
        sa.CheckConstraint("told IN ('by phone', 'in person', 'on paper')", name=op.f("ck_profile_written_told")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_profile_written_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_written")),
        sa.UniqueConstraint("person_id", "part", name=op.f("uq_profile_written_person_id_part")),
    )


def downgrade() -> None:
    op.drop_table("profile_written")
