"""What was searched for, kept out of addresses; which keys are in use; the chain of the record of who did what."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008_search_keys_and_chain"
down_revision = "0007_needs_and_equality"


def upgrade() -> None:
    op.create_table(
        "welcome_kept_search",
        sa.Column("sign_in_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sign_in_id"], ["account_sign_in.id"], name=op.f("fk_welcome_kept_search_sign_in_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_welcome_kept_search")),
    )
    with op.batch_alter_table("welcome_kept_search", schema=None) as batch_op:
        batch_op.create_index("ix_welcome_kept_search_sign_in_id", ["sign_in_id"], unique=False)
        batch_op.create_index("ix_welcome_kept_search_kept_at", ["kept_at"], unique=False)
    op.create_table(
        "vault_check",
        sa.Column("key_name", sa.Text(), nullable=False),
        sa.Column("proof", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vault_check")),
        sa.UniqueConstraint("key_name", name=op.f("uq_vault_check_key_name")),
    )
    op.create_table(
        "audit_link",
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_link")),
        sa.UniqueConstraint("ordinal", name=op.f("uq_audit_link_ordinal")),
    )
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_link_no_{verb.lower()} BEFORE {verb} ON audit_link "
                "BEGIN SELECT RAISE(ABORT, 'audit_link is only ever added to'); END"
            )
        return
    op.execute(
        "CREATE TRIGGER audit_link_added_only BEFORE UPDATE OR DELETE ON audit_link "
        "FOR EACH ROW EXECUTE FUNCTION only_ever_added_to()"
    )


def downgrade() -> None:
    op.drop_table("audit_link")
    op.drop_table("vault_check")
    with op.batch_alter_table("welcome_kept_search", schema=None) as batch_op:
        batch_op.drop_index("ix_welcome_kept_search_kept_at")
        batch_op.drop_index("ix_welcome_kept_search_sign_in_id")
    op.drop_table("welcome_kept_search")
