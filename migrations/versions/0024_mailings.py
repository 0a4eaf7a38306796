"""Writing to many people at once; and of every need whether it means that e-mail is not for them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024_mailings"
down_revision = "0023_reminder_rules"

STATES = "('draft', 'waiting for its time', 'being sent', 'sent', 'stopped')"
ASKED = (
    "(asked_at IS NULL) = (asked_by IS NULL) AND (asked_at IS NULL) = (asked_count IS NULL) "
    "AND (asked_at IS NULL) = (send_at IS NULL) AND (asked_at IS NULL) = (text_id IS NULL)"
)
WENT = "(SELECT state FROM mailing WHERE id = OLD.mailing_id) <> 'draft'"


def upgrade() -> None:
    op.add_column("access_need", sa.Column("about_email", sa.Text(), nullable=True))
    with op.batch_alter_table("access_need") as batch:
        batch.create_check_constraint(
            op.f("ck_access_need_about_email"), "about_email IN ('another way instead', 'e-mail is fine', 'nothing')"
        )
    _mailing()
    _texts()
    op.create_table(
        "mailing_named",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("mailing_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["mailing_id"], ["mailing.id"], name=op.f("fk_mailing_named_mailing_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mailing_named_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailing_named")),
        sa.UniqueConstraint("mailing_id", "person_id", name=op.f("uq_mailing_named_mailing_id_person_id")),
    )
    op.create_index("ix_mailing_named_person_id", "mailing_named", ["person_id"])
    op.create_table(
        "mailing_audience",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.Column("saved_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailing_audience")),
        sa.UniqueConstraint("name", name=op.f("uq_mailing_audience_name")),
    )


def _mailing() -> None:
    op.create_table(
        "mailing",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=True),
        sa.Column("copied_from", sa.Uuid(), nullable=True),
        sa.Column("text_id", sa.Uuid(), nullable=True),
        sa.Column("send_at", sa.DateTime(), nullable=True),
        sa.Column("asked_at", sa.DateTime(), nullable=True),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("asked_count", sa.Integer(), nullable=True),
        sa.Column("began_at", sa.DateTime(), nullable=True),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("reached", sa.Uuid(), nullable=True),
        sa.Column("put_count", sa.Integer(), nullable=False),
        sa.Column("put_at", sa.DateTime(), nullable=True),
        sa.Column("looked_at", sa.DateTime(), nullable=True),
        sa.Column("stopped_at", sa.DateTime(), nullable=True),
        sa.Column("stopped_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(f"state IN {STATES}", name=op.f("ck_mailing_state")),
        sa.CheckConstraint(ASKED, name=op.f("ck_mailing_asked_at_asked_by_asked_count_send_at_text_id")),
        sa.CheckConstraint("(stopped_at IS NULL) = (stopped_by IS NULL)", name=op.f("ck_mailing_stopped_at_stopped_by")),
        sa.CheckConstraint("(state = 'draft') = (asked_at IS NULL)", name=op.f("ck_mailing_asked_when")),
        sa.CheckConstraint("state <> 'stopped' OR stopped_at IS NOT NULL", name=op.f("ck_mailing_stopped_when")),
        sa.ForeignKeyConstraint(["purpose"], ["consent_purpose.code"], name=op.f("fk_mailing_purpose")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailing")),
    )
    op.create_index("ix_mailing_created_at", "mailing", ["created_at", "id"])
    op.create_index("ix_mailing_state_created_at", "mailing", ["state", "created_at", "id"])
    at_work = sa.text("ended_at IS NULL AND state <> 'draft'")
    op.create_index("ix_mailing_at_work", "mailing", ["send_at", "id"], sqlite_where=at_work, postgresql_where=at_work)


def _texts() -> None:
    op.create_table(
        "mailing_text",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("mailing_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("opening", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("link_words", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["mailing_id"], ["mailing.id"], name=op.f("fk_mailing_text_mailing_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailing_text")),
        sa.UniqueConstraint("mailing_id", "number", name=op.f("uq_mailing_text_mailing_id_number")),
    )
    _keep_texts()


def _keep_texts() -> None:
    """No version is ever changed, and none is thrown away once its mailing was told to go."""
    if op.get_bind().dialect.name == "sqlite":
        refuse = "BEGIN SELECT RAISE(ABORT, 'mailing_text is kept as it was sent'); END"
        op.execute(f"CREATE TRIGGER mailing_text_no_update BEFORE UPDATE ON mailing_text {refuse}")
        op.execute(f"CREATE TRIGGER mailing_text_no_delete BEFORE DELETE ON mailing_text WHEN {WENT} {refuse}")
        return
    op.execute(
        "CREATE FUNCTION mailing_text_is_kept() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF TG_OP = 'UPDATE' OR {WENT} THEN "
        "RAISE EXCEPTION 'mailing_text is kept as it was sent'; END IF; RETURN OLD; END $$"
    )
    op.execute(
        "CREATE TRIGGER mailing_text_kept BEFORE UPDATE OR DELETE ON mailing_text "
        "FOR EACH ROW EXECUTE FUNCTION mailing_text_is_kept()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            op.execute(f"DROP TRIGGER mailing_text_no_{verb}")
    else:
        op.execute("DROP TRIGGER mailing_text_kept ON mailing_text")
        op.execute("DROP FUNCTION mailing_text_is_kept()")
    for table in ("mailing_audience", "mailing_named", "mailing_text", "mailing"):
        op.drop_table(table)
    with op.batch_alter_table("access_need") as batch:
        batch.drop_constraint(op.f("ck_access_need_about_email"), type_="check")
        batch.drop_column("about_email")
