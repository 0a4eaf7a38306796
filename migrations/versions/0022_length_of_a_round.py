"""How long the last round of the worker took, beside when it ended."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022_length_of_a_round"
down_revision = "0021_profile_written"


def upgrade() -> None:
    op.add_column("timetable_beat", sa.Column("took_ms", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("timetable_beat", "took_ms")
