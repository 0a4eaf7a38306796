"""The words of messages as the organisation changed them: versions, and which of them were published."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026_message_templates"
down_revision = "0025_why_left"

ADDED_ONLY = ("message_template_version", "message_template_publication")


def upgrade() -> None:
    op.create_table(
        "message_template_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_message_template_version"),
        sa.UniqueConstraint("template", "number", name="uq_message_template_version_template_number"),
    )
    op.create_table(
        "message_template_publication",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("published_by", sa.Uuid(), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_message_template_publication"),
        sa.UniqueConstraint("version_id", name="uq_message_template_publication_version_id"),
        sa.ForeignKeyConstraint(
            ["version_id"], ["message_template_version.id"], name="fk_message_template_publication_version_id"
        ),
    )
    for table in ADDED_ONLY:
        _only_added_to(table)


def _only_added_to(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is only ever added to'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {table}_added_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION only_ever_added_to()"
    )


def downgrade() -> None:
    for table in reversed(ADDED_ONLY):
        op.drop_table(table)
