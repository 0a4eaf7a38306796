"""What must be kept of carers for now; and who allowed that something was told can be forgotten with the carer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0041_kept_for_now"
down_revision = "0040_sealed_anew"

OF_WHOM_IS_FORGOTTEN = (
    "link_id IN (SELECT carer_link.id FROM carer_link JOIN carer ON carer.id = carer_link.carer_id"
    " WHERE carer.forgotten_at IS NOT NULL)"
)


def upgrade() -> None:
    op.create_table(
        "carer_hold",
        sa.Column("carer_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("placed_at", sa.DateTime(), nullable=False),
        sa.Column("placed_by", sa.Uuid(), nullable=False),
        sa.Column("lifted_at", sa.DateTime(), nullable=True),
        sa.Column("lifted_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "reason IN ('complaint', 'legal claim', 'inquiry', 'open request')", name=op.f("ck_carer_hold_reason")
        ),
        sa.CheckConstraint("(lifted_at IS NULL) = (lifted_by IS NULL)", name=op.f("ck_carer_hold_lifted_at_lifted_by")),
        sa.ForeignKeyConstraint(["carer_id"], ["carer.id"], name=op.f("fk_carer_hold_carer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carer_hold")),
    )
    op.create_index("ix_carer_hold_carer_id", "carer_hold", ["carer_id"])
    is_open = sa.text("lifted_at IS NULL")
    op.create_index("uq_carer_hold_open", "carer_hold", ["carer_id"], unique=True, sqlite_where=is_open, postgresql_where=is_open)
    _may_be_empty(True)
    op.execute(f"UPDATE sharing_override SET authorised_by = NULL, authorised_as = NULL WHERE {OF_WHOM_IS_FORGOTTEN}")  # noqa: S608


def downgrade() -> None:
    op.execute(
        "DELETE FROM sharing_override WHERE authorised_by IS NULL OR authorised_as IS NULL"
    )  # the step before has no room for them
    _may_be_empty(False)
    op.drop_table("carer_hold")


def _may_be_empty(empty: bool) -> None:
    with op.batch_alter_table("sharing_override") as batch:
        for column in ("authorised_by", "authorised_as"):
            batch.alter_column(column, existing_type=sa.LargeBinary(), nullable=empty)
