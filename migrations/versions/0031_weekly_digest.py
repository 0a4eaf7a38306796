"""The weekly digest: its items, the digest of each week, and who was sent which item."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031_weekly_digest"
down_revision = "0030_letters_and_calls"


def upgrade() -> None:
    _items()
    _weeks()


def _items() -> None:
    op.create_table(
        "digest_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=True),
        sa.Column("published_by", sa.Uuid(), nullable=True),
        sa.Column("went_at", sa.DateTime(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("state IN ('draft', 'open', 'closed')", name=op.f("ck_digest_item_state")),
        sa.CheckConstraint(
            "(published_at IS NULL) = (published_by IS NULL)", name=op.f("ck_digest_item_published_at_published_by")
        ),
        sa.CheckConstraint("(closed_at IS NULL) = (closed_by IS NULL)", name=op.f("ck_digest_item_closed_at_closed_by")),
        sa.CheckConstraint("(state = 'draft') = (published_at IS NULL)", name=op.f("ck_digest_item_published_when")),
        sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_digest_item_closed_when")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_item")),
    )
    op.create_index("ix_digest_item_created_at", "digest_item", ["created_at", "id"])
    op.create_index("ix_digest_item_state_closes_on", "digest_item", ["state", "closes_on"])


def _weeks() -> None:
    op.create_table(
        "digest_week",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("monday", sa.Date(), nullable=False),
        sa.Column("began_at", sa.DateTime(), nullable=False),
        sa.Column("reached", sa.Uuid(), nullable=True),
        sa.Column("put_count", sa.Integer(), nullable=False),
        sa.Column("put_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_week")),
        sa.UniqueConstraint("monday", name=op.f("uq_digest_week_monday")),
    )
    op.create_table(
        "digest_sent",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("week_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_digest_sent_person_id")),
        sa.ForeignKeyConstraint(["item_id"], ["digest_item.id"], name=op.f("fk_digest_sent_item_id")),
        sa.ForeignKeyConstraint(["week_id"], ["digest_week.id"], name=op.f("fk_digest_sent_week_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_sent")),
        sa.UniqueConstraint("person_id", "item_id", name=op.f("uq_digest_sent_person_id_item_id")),
    )
    op.create_index("ix_digest_sent_item_id", "digest_sent", ["item_id"])
    op.create_index("ix_digest_sent_week_id", "digest_sent", ["week_id", "person_id"])


def downgrade() -> None:
    op.drop_table("digest_sent")
    op.drop_table("digest_week")
    op.drop_table("digest_item")
