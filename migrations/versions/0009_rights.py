"""Erased people: what is kept of them; requests, holds, erasures, and how long things are kept."""

from __future__ import annotations

import uuid
from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0009_rights"
down_revision = "0008_search_keys_and_chain"

SPACE = uuid.UUID("0b7f9c55-0f0e-4d53-8a55-6f4d9a1d8e31")
FROM = datetime(2026, 1, 1)
REASONS = (
    "erased_reason IN ('they asked us to', 'they never confirmed', 'somebody else had used their address', "
    "'we may keep it no longer')"
)
# what, months, basis
STARTER = (
    ("contact details of people who left", 12, "NHS Records Management Code of Practice: no longer than they are needed"),
    ("records of people who left", 72, "Six years, in which a claim can be made (Limitation Act 1980)"),
    ("words of closed requests", 36, "Three years, in which somebody can ask how we answered"),
)
rule = sa.table(
    "retention_rule",
    sa.column("id", sa.Uuid()), sa.column("what"), sa.column("version", sa.Integer()), sa.column("months", sa.Integer()),
    sa.column("basis"), sa.column("in_force_from", sa.DateTime()),
)  # fmt: skip


def upgrade() -> None:
    _reason_of_erasure()
    _tables()
    for what, months, basis in STARTER:
        op.execute(
            rule.insert().values(
                id=uuid.uuid5(SPACE, f"{what} 1"), what=what, version=1, months=months, basis=basis, in_force_from=FROM
            )
        )


def _reason_of_erasure() -> None:
    """Until now only sign-ups that nobody had confirmed were erased."""
    if op.get_bind().dialect.name == "sqlite":  # in place: a table made anew would lose its triggers
        op.execute(f"ALTER TABLE person ADD COLUMN erased_reason TEXT CONSTRAINT ck_person_erased_reason CHECK ({REASONS})")
    else:
        op.add_column("person", sa.Column("erased_reason", sa.Text(), nullable=True))
        op.create_check_constraint(op.f("ck_person_erased_reason"), "person", REASONS)
    op.execute("UPDATE person SET erased_reason = 'they never confirmed' WHERE erased_at IS NOT NULL")


def downgrade() -> None:
    for table in (
        "data_request_redaction",
        "legal_hold",
        "erasure",
        "disposal",
        "data_request",
        "retention_rule",
        "erased_contact",
    ):
        op.drop_table(table)
    op.execute("ALTER TABLE person DROP COLUMN erased_reason")


def _tables() -> None:
    op.create_table(
        "erased_contact",
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erased_contact")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_erased_contact_fingerprint")),
    )
    op.create_table(
        "retention_rule",
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("in_force_from", sa.DateTime(), nullable=False),
        sa.Column("published_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("months BETWEEN 1 AND 1200", name=op.f("ck_retention_rule_months")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_rule")),
        sa.UniqueConstraint("what", "version", name=op.f("uq_retention_rule_what_version")),
    )
    op.create_table(
        "data_request",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("came", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("identity", sa.Text(), nullable=True),
        sa.Column("identity_at", sa.DateTime(), nullable=True),
        sa.Column("identity_by", sa.Uuid(), nullable=True),
        sa.Column("extended_at", sa.DateTime(), nullable=True),
        sa.Column("extended_by", sa.Uuid(), nullable=True),
        sa.Column("extension_reason", sa.LargeBinary(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("outcome_note", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("came IN ('web', 'email', 'letter', 'phone', 'in person')", name=op.f("ck_data_request_came")),
        sa.CheckConstraint(
            "identity IN ('signed in', 'wrote from the address we hold', "
            "'rung back on the number we hold', 'showed a document', 'known in person')",
            name=op.f("ck_data_request_identity"),
        ),
        sa.CheckConstraint(
            "kind IN ('access', 'rectify', 'erase', 'restrict', 'object', 'portability')", name=op.f("ck_data_request_kind")
        ),
        sa.CheckConstraint(
            "outcome IN ('done', 'partly done', 'refused', 'withdrawn', 'identity not shown')",
            name=op.f("ck_data_request_outcome"),
        ),
        sa.CheckConstraint("recorded_by IS NOT NULL OR came = 'web'", name=op.f("ck_data_request_somebody_recorded_it")),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (closed_by IS NULL) AND (closed_at IS NULL) = (outcome IS NULL)",
            name=op.f("ck_data_request_closed_at_closed_by_outcome"),
        ),
        sa.CheckConstraint("(extended_at IS NULL) = (extended_by IS NULL)", name=op.f("ck_data_request_extended_at_extended_by")),
        sa.CheckConstraint(
            "(identity IS NULL) = (identity_at IS NULL) AND (identity IS NULL) = (identity_by IS NULL)",
            name=op.f("ck_data_request_identity_identity_at_identity_by"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_data_request_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_request")),
    )
    with op.batch_alter_table("data_request", schema=None) as batch_op:
        batch_op.create_index("ix_data_request_closed_at_due_on", ["closed_at", "due_on", "id"], unique=False)
        batch_op.create_index("ix_data_request_person_id", ["person_id"], unique=False)

    op.create_table(
        "disposal",
        sa.Column("rule_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["rule_id"], ["retention_rule.id"], name=op.f("fk_disposal_rule_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disposal")),
        sa.UniqueConstraint("rule_id", "day", name=op.f("uq_disposal_rule_id_day")),
    )
    with op.batch_alter_table("disposal", schema=None) as batch_op:
        batch_op.create_index("ix_disposal_day", ["day"], unique=False)

    op.create_table(
        "erasure",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("prepared_at", sa.DateTime(), nullable=False),
        sa.Column("prepared_by", sa.Uuid(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(state = 'prepared') = (decided_at IS NULL)", name=op.f("ck_erasure_decided_when")),
        sa.CheckConstraint(
            "decided_by IS NULL OR state <> 'done' OR decided_by <> prepared_by", name=op.f("ck_erasure_two_people")
        ),
        sa.CheckConstraint("state IN ('prepared', 'done', 'turned down')", name=op.f("ck_erasure_state")),
        sa.CheckConstraint("(decided_at IS NULL) = (decided_by IS NULL)", name=op.f("ck_erasure_decided_at_decided_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_erasure_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
    )
    with op.batch_alter_table("erasure", schema=None) as batch_op:
        batch_op.create_index("ix_erasure_person_id", ["person_id"], unique=False)
        batch_op.create_index("ix_erasure_state_prepared_at", ["state", "prepared_at", "id"], unique=False)

    op.create_table(
        "legal_hold",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("placed_at", sa.DateTime(), nullable=False),
        sa.Column("placed_by", sa.Uuid(), nullable=False),
        sa.Column("lifted_at", sa.DateTime(), nullable=True),
        sa.Column("lifted_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "reason IN ('complaint', 'legal claim', 'inquiry', 'open request')", name=op.f("ck_legal_hold_reason")
        ),
        sa.CheckConstraint("(lifted_at IS NULL) = (lifted_by IS NULL)", name=op.f("ck_legal_hold_lifted_at_lifted_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_legal_hold_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_hold")),
    )
    with op.batch_alter_table("legal_hold", schema=None) as batch_op:
        batch_op.create_index(
            "uq_legal_hold_open",
            ["person_id"],
            unique=True,
            sqlite_where=sa.text("lifted_at IS NULL"),
            postgresql_where=sa.text("lifted_at IS NULL"),
        )

    op.create_table(
        "data_request_redaction",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("passage", sa.LargeBinary(), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("marked_at", sa.DateTime(), nullable=False),
        sa.Column("marked_by", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["data_request.id"], name=op.f("fk_data_request_redaction_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_request_redaction")),
    )
    with op.batch_alter_table("data_request_redaction", schema=None) as batch_op:
        batch_op.create_index("ix_data_request_redaction_request_id", ["request_id"], unique=False)
