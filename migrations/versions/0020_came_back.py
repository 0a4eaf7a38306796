"""What came back, mail that asks us to stop, and how much mail was read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020_came_back"
down_revision = "0019_news"

KINDS = "kind IN ('email', 'phone', 'landline', 'text', 'post', 'text relay', 'supporter')"
WHYS = (
    "why IN ('no such address', 'full', 'turned away', 'not in time', 'delayed', 'post returned', 'not in use', 'somebody else')"
)
READ = "became IN ('came back', 'noted', 'known already', 'stopped', 'asks to stop', 'set aside')"


def upgrade() -> None:
    op.create_table(
        "came_back",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("point_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("outgoing_id", sa.Uuid(), nullable=True),
        sa.Column("came_on", sa.Date(), nullable=False),
        sa.Column("lasting", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("noted_by", sa.Uuid(), nullable=True),
        sa.Column("taken_back_at", sa.DateTime(), nullable=True),
        sa.Column("taken_back_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(KINDS, name=op.f("ck_came_back_kind")),
        sa.CheckConstraint("lasting IN ('for good', 'for now')", name=op.f("ck_came_back_lasting")),
        sa.CheckConstraint(WHYS, name=op.f("ck_came_back_why")),
        sa.CheckConstraint(
            "(taken_back_at IS NULL) = (taken_back_by IS NULL)", name=op.f("ck_came_back_taken_back_at_taken_back_by")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_came_back_person_id")),
        sa.ForeignKeyConstraint(["outgoing_id"], ["outgoing.id"], name=op.f("fk_came_back_outgoing_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_came_back")),
        sa.UniqueConstraint("outgoing_id", name=op.f("uq_came_back_outgoing_id")),
    )
    op.create_index("ix_came_back_person_id", "came_back", ["person_id"])
    op.create_index("ix_came_back_point_id_came_on", "came_back", ["point_id", "came_on"])
    op.create_index("ix_came_back_created_at", "came_back", ["created_at", "id"])
    op.create_index("ix_came_back_kind_created_at", "came_back", ["kind", "created_at", "id"])
    _make_replies()
    op.create_table(
        "mail_read",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("became", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(READ, name=op.f("ck_mail_read_became")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_read")),
        sa.UniqueConstraint("day", "became", name=op.f("uq_mail_read_day_became")),
    )


def _make_replies() -> None:
    op.create_table(
        "stop_reply",
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("outgoing_id", sa.Uuid(), nullable=True),
        sa.Column("sender", sa.LargeBinary(), nullable=True),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.Column("settled_by", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("outcome IN ('stopped', 'not asked')", name=op.f("ck_stop_reply_outcome")),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (settled_by IS NULL) AND (settled_at IS NULL) = (outcome IS NULL)",
            name=op.f("ck_stop_reply_settled_at_settled_by_outcome"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_stop_reply_person_id")),
        sa.ForeignKeyConstraint(["outgoing_id"], ["outgoing.id"], name=op.f("fk_stop_reply_outgoing_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stop_reply")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_stop_reply_fingerprint")),
    )
    op.create_index("ix_stop_reply_person_id", "stop_reply", ["person_id"])
    op.create_index("ix_stop_reply_settled_at_created_at", "stop_reply", ["settled_at", "created_at", "id"])


def downgrade() -> None:
    for table in ("mail_read", "stop_reply", "came_back"):
        op.drop_table(table)
