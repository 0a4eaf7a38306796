"""A request for a link finds its account also while that is still kept under an older key."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012_older_keys"
down_revision = "0011_spreadsheets"


def upgrade() -> None:
    with op.batch_alter_table("account_request", schema=None) as batch_op:
        batch_op.add_column(sa.Column("older_indexes", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("account_request", schema=None) as batch_op:
        batch_op.drop_column("older_indexes")
