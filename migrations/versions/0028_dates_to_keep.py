"""A date to keep that goes with a mailing, every version of it, and whether people are still to be told of a change."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028_dates_to_keep"
down_revision = "0027_calendar_feeds"

WENT = "(SELECT state FROM mailing WHERE id = OLD.mailing_id) <> 'draft'"


def upgrade() -> None:
    op.add_column("mailing", sa.Column("date_waits", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "mailing_date",
        sa.Column("mailing_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("private_title", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("access", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("phone_in", sa.Text(), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("ends > starts", name=op.f("ck_mailing_date_ends_later")),
        sa.ForeignKeyConstraint(["mailing_id"], ["mailing.id"], name=op.f("fk_mailing_date_mailing_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailing_date")),
        sa.UniqueConstraint("mailing_id", "sequence", name=op.f("uq_mailing_date_mailing_id_sequence")),
    )
    _keep_versions()


def _keep_versions() -> None:
    """No version is ever changed, and none is taken out once its mailing was told to go."""
    if op.get_bind().dialect.name == "sqlite":
        refuse = "BEGIN SELECT RAISE(ABORT, 'mailing_date is kept as it was sent'); END"
        op.execute(f"CREATE TRIGGER mailing_date_no_update BEFORE UPDATE ON mailing_date {refuse}")
        op.execute(f"CREATE TRIGGER mailing_date_no_delete BEFORE DELETE ON mailing_date WHEN {WENT} {refuse}")
        return
    op.execute(
        "CREATE FUNCTION mailing_date_is_kept() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF TG_OP = 'UPDATE' OR {WENT} THEN "
        "RAISE EXCEPTION 'mailing_date is kept as it was sent'; END IF; RETURN OLD; END $$"
    )
    op.execute(
        "CREATE TRIGGER mailing_date_kept BEFORE UPDATE OR DELETE ON mailing_date "
        "FOR EACH ROW EXECUTE FUNCTION mailing_date_is_kept()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            op.execute(f"DROP TRIGGER mailing_date_no_{verb}")
    else:
        op.execute("DROP TRIGGER mailing_date_kept ON mailing_date")
        op.execute("DROP FUNCTION mailing_date_is_kept()")
    op.drop_table("mailing_date")
    op.drop_column("mailing", "date_waits")
