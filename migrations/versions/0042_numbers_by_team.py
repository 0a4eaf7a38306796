"""Contacts of a team are counted by its index alone, and those that were taken back are found by an index of their own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0042_numbers_by_team"
down_revision = "0041_kept_for_now"
TEAM, BEFORE = "ix_carer_contact_team_id_happened_at", ["team_id", "happened_at", "id"]
TAKEN_BACK = sa.text("voided_at IS NOT NULL")


def upgrade() -> None:
    op.drop_index(TEAM, table_name="carer_contact")
    op.create_index(TEAM, "carer_contact", [*BEFORE, "voided_at"])
    op.create_index(
        "ix_carer_contact_taken_back", "carer_contact", ["happened_on"], sqlite_where=TAKEN_BACK, postgresql_where=TAKEN_BACK
    )


def downgrade() -> None:
    op.drop_index("ix_carer_contact_taken_back", table_name="carer_contact")
    op.drop_index(TEAM, table_name="carer_contact")
    op.create_index(TEAM, "carer_contact", BEFORE)
