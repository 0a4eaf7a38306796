"""How often people who left gave which reason in a year: a count, and nothing about who."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025_why_left"
down_revision = "0024_mailings"


def upgrade() -> None:
    op.create_table(
        "why_left",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "reason IN ('no time', 'too much', 'nothing for me', 'not heard', 'hard to take part', 'moved', 'something else')",
            name=op.f("ck_why_left_reason"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_why_left")),
        sa.UniqueConstraint("year", "reason", name=op.f("uq_why_left_year_reason")),
    )


def downgrade() -> None:
    op.drop_table("why_left")
