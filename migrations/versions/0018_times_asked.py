"""How often we asked whether a yes still holds, so that whoever was asked is not looked at again by every tick.

Rows of yesterday begin at none: what was asked is in the outbox, which is seen once, and then they are marked.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018_times_asked"
down_revision = "0017_merging_route"

RUNS_OUT = sa.text("expires_on IS NOT NULL")


def upgrade() -> None:
    op.add_column("consent_standing", sa.Column("times_asked", sa.Integer(), nullable=False, server_default="0"))
    op.drop_index("ix_consent_standing_runs_out", "consent_standing")
    _index(["times_asked", "expires_on", "person_id"])


def downgrade() -> None:
    op.drop_index("ix_consent_standing_runs_out", "consent_standing")
    op.drop_column("consent_standing", "times_asked")
    _index(["expires_on", "person_id"])


def _index(columns: list[str]) -> None:
    op.create_index(
        "ix_consent_standing_runs_out", "consent_standing", columns, sqlite_where=RUNS_OUT, postgresql_where=RUNS_OUT
    )  # fmt: skip
