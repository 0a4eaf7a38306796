"""What people need to take part, messages the team deals with by hand, and monitoring answers in tables of their own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007_needs_and_equality"
down_revision = "0006_profile"

ROUTES = "('web', 'email link', 'phone', 'paper', 'in person', 'import')"


def upgrade() -> None:
    op.create_table(
        "access_need",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.LargeBinary(), nullable=False),
        sa.Column("own_words", sa.LargeBinary(), nullable=True),
        sa.Column("list_version", sa.Text(), nullable=False),
        sa.Column("share_with_host", sa.Boolean(), nullable=False),
        sa.Column("route", sa.Text(), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(), nullable=False),
        sa.Column("review_due", sa.Date(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_route", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(f"route IN {ROUTES}", name=op.f("ck_access_need_route")),
        sa.CheckConstraint(f"ended_route IN {ROUTES}", name=op.f("ck_access_need_ended_route")),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_route IS NULL)", name=op.f("ck_access_need_ended_at_ended_route")),
        sa.CheckConstraint(
            "recorded_by IS NOT NULL OR route IN ('web', 'email link')", name=op.f("ck_access_need_somebody_recorded_it")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_access_need_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_need")),
    )
    op.create_index("ix_access_need_person_id", "access_need", ["person_id"])
    open_ones = sa.text("ended_at IS NULL")
    op.create_index(
        "ix_access_need_review_due", "access_need", ["review_due", "person_id"],
        sqlite_where=open_ones, postgresql_where=open_ones,
    )  # fmt: skip
    op.create_table(
        "message_by_hand",
        sa.Column("outgoing_id", sa.Uuid(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("done_by", sa.Uuid(), nullable=False),
        sa.Column("was_told", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_by_hand")),
        sa.UniqueConstraint("outgoing_id", name=op.f("uq_message_by_hand_outgoing_id")),
    )
    _equality()


def _equality() -> None:
    op.create_table(
        "equality_answer",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("own_words", sa.LargeBinary(), nullable=True),
        sa.Column("list_version", sa.Text(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_equality_answer")),
        sa.UniqueConstraint("key", "question", name=op.f("uq_equality_answer_key_question")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_equality_answer_question_answer", "equality_answer", ["question", "answer"])
    op.create_table(
        "equality_balance",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("notice_version", sa.Integer(), nullable=False),
        sa.Column("notice_sha256", sa.Text(), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_equality_balance")),
        sa.UniqueConstraint("key", name=op.f("uq_equality_balance_key")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    for table in ("equality_balance", "equality_answer", "message_by_hand", "access_need"):
        op.drop_table(table)
