"""The address that was in use before, for as long as it must be told that it is not any more."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016_changed_addresses"
down_revision = "0015_names_by_row"


def upgrade() -> None:
    op.add_column("new_address", sa.Column("old_value", sa.LargeBinary(), nullable=True))
    op.add_column("new_address", sa.Column("confirmed_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("new_address", "confirmed_at")
    op.drop_column("new_address", "old_value")
