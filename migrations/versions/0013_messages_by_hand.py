"""What the team brings by phone or post is found along an index of its own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013_messages_by_hand"
down_revision = "0012_older_keys"


def upgrade() -> None:
    another_way = sa.text("reason = 'needs_another_way'")
    op.create_index(
        "ix_outgoing_needs_another_way", "outgoing", ["next_at", "id"],
        sqlite_where=another_way, postgresql_where=another_way,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_outgoing_needs_another_way", table_name="outgoing")
