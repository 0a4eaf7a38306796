"""Letters in batches, every time somebody was tried by hand, and by what instead of e-mail a need says somebody is reached."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030_letters_and_calls"
down_revision = "0029_times_of_asking"

RESULTS = "('told', 'left a message', 'no answer', 'asked us not to', 'not needed')"
WHY_OUT = "('stopped', 'spoiled', 'another way', 'not needed')"


def upgrade() -> None:
    op.add_column("access_need", sa.Column("instead", sa.Text(), nullable=True))
    with op.batch_alter_table("access_need") as batch:
        batch.create_check_constraint(op.f("ck_access_need_instead"), "instead IN ('phone', 'text', 'carer', 'post')")
    _batches()
    _tries()


def _batches() -> None:
    posted = "(posted_on IS NULL) = (posted_at IS NULL) AND (posted_on IS NULL) = (posted_by IS NULL)"
    op.create_table(
        "letter_batch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("posted_on", sa.Date(), nullable=True),
        sa.Column("posted_at", sa.DateTime(), nullable=True),
        sa.Column("posted_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(posted, name=op.f("ck_letter_batch_posted_on_posted_at_posted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_batch")),
        sa.UniqueConstraint("number", name=op.f("uq_letter_batch_number")),
    )
    op.create_index("ix_letter_batch_posted_at", "letter_batch", ["posted_at", "number"])
    out = "(out_at IS NULL) = (out_by IS NULL) AND (out_at IS NULL) = (out_why IS NULL)"
    op.create_table(
        "letter_printed",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("outgoing_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("out_at", sa.DateTime(), nullable=True),
        sa.Column("out_by", sa.Uuid(), nullable=True),
        sa.Column("out_why", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint(f"out_why IN {WHY_OUT}", name=op.f("ck_letter_printed_out_why")),
        sa.CheckConstraint(out, name=op.f("ck_letter_printed_out_at_out_by_out_why")),
        sa.ForeignKeyConstraint(["batch_id"], ["letter_batch.id"], name=op.f("fk_letter_printed_batch_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_letter_printed_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_printed")),
        sa.UniqueConstraint("batch_id", "place", name=op.f("uq_letter_printed_batch_id_place")),
    )
    still_in = sa.text("out_at IS NULL")
    op.create_index(
        "ix_letter_printed_still_in", "letter_printed", ["outgoing_id"], unique=True,
        sqlite_where=still_in, postgresql_where=still_in,
    )  # fmt: skip
    op.create_index("ix_letter_printed_person_id", "letter_printed", ["person_id"])


def _tries() -> None:
    op.create_table(
        "message_try",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("outgoing_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("tried_on", sa.Date(), nullable=False),
        sa.Column("tried_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("once", sa.Text(), nullable=False),
        sa.CheckConstraint("channel IN ('email', 'phone', 'text', 'post')", name=op.f("ck_message_try_channel")),
        sa.CheckConstraint(f"result IN {RESULTS}", name=op.f("ck_message_try_result")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_message_try_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_try")),
        sa.UniqueConstraint("once", name=op.f("uq_message_try_once")),
    )
    op.create_index("ix_message_try_outgoing_id", "message_try", ["outgoing_id"])
    op.create_index("ix_message_try_person_id", "message_try", ["person_id"])


def downgrade() -> None:
    for table in ("message_try", "letter_printed", "letter_batch"):
        op.drop_table(table)
    with op.batch_alter_table("access_need") as batch:
        batch.drop_constraint(op.f("ck_access_need_instead"), type_="check")
        batch.drop_column("instead")
