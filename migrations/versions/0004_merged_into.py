"""Two records of one person are joined: one of them lives on in the other."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004_merged_into"
down_revision = "0003_starter_purposes"


def upgrade() -> None:
    op.add_column("person", sa.Column("merged_into", sa.Uuid()))
    is_merged = sa.text("merged_into IS NOT NULL")
    op.create_index("ix_person_merged_into", "person", ["merged_into"], sqlite_where=is_merged, postgresql_where=is_merged)


def downgrade() -> None:
    op.drop_index("ix_person_merged_into", "person")
    op.drop_column("person", "merged_into")
