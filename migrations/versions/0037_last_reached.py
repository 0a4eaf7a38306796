"""When each carer was last reached, found by an index that holds nothing but contacts that count."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037_last_reached"
down_revision = "0036_champions_network"
REACHED = sa.text("voided_at IS NULL AND how <> 'tried'")


def upgrade() -> None:
    op.create_index(
        "ix_carer_contact_reached", "carer_contact", ["link_id", "happened_at"], sqlite_where=REACHED, postgresql_where=REACHED
    )


def downgrade() -> None:
    op.drop_index("ix_carer_contact_reached", table_name="carer_contact")
