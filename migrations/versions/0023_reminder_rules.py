"""What this organisation changed about its reminders, as versions; what people asked not to be reminded of; quiet days.

A kind of reminder that was switched off becomes the first version of its rule, with everything else as it comes.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0023_reminder_rules"
down_revision = "0022_length_of_a_round"

setting = sa.table("reminder_setting", sa.column("id", sa.Uuid()), sa.column("kind"), sa.column("is_on", sa.Boolean()))
rule = sa.table(
    "reminder_rule",
    sa.column("id", sa.Uuid()), sa.column("kind"), sa.column("version", sa.Integer()), sa.column("is_on", sa.Boolean()),
    sa.column("created_at", sa.DateTime()),
)  # fmt: skip


def upgrade() -> None:
    _tables()
    # a step knows nothing of the product, whose clock it would ask; the database keeps instants in UTC without saying so
    now = datetime.now(UTC).replace(tzinfo=None)
    switched = op.get_bind().execute(sa.select(setting).where(setting.c.is_on.is_(False))).all()
    for row in switched:
        op.execute(rule.insert().values(id=uuid.uuid4(), kind=row.kind, version=1, is_on=False, created_at=now))
    op.drop_table("reminder_setting")
    _guard()


def downgrade() -> None:
    op.create_table(
        "reminder_setting",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_setting")),
        sa.UniqueConstraint("kind", name=op.f("uq_reminder_setting_kind")),
    )
    rows = op.get_bind().execute(sa.select(rule.c.kind, rule.c.is_on).order_by(rule.c.version)).all()
    for kind, is_on in {row.kind: row.is_on for row in rows}.items():
        op.execute(setting.insert().values(id=uuid.uuid4(), kind=kind, is_on=is_on))
    _unguard()
    for table in ("reminder_rule", "reminder_stop", "quiet_day"):
        op.drop_table(table)


def _tables() -> None:
    op.create_table(
        "reminder_rule",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("offsets", sa.Text(), nullable=True),
        sa.Column("most", sa.Integer(), nullable=True),
        sa.Column("catch_up", sa.Integer(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("most BETWEEN 1 AND 9", name=op.f("ck_reminder_rule_most")),
        sa.CheckConstraint("catch_up BETWEEN 1 AND 14", name=op.f("ck_reminder_rule_catch_up")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_rule")),
        sa.UniqueConstraint("kind", "version", name=op.f("uq_reminder_rule_kind_version")),
    )
    op.create_table(
        "reminder_stop",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reminder_stop_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_stop")),
        sa.UniqueConstraint("person_id", "kind", "about", "due_on", name=op.f("uq_reminder_stop_person_id_kind_about_due_on")),
    )
    op.create_table(
        "quiet_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("every_year", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiet_day")),
        sa.UniqueConstraint("day", name=op.f("uq_quiet_day_day")),
    )


def _guard() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER reminder_rule_no_{verb.lower()} BEFORE {verb} ON reminder_rule "
                "BEGIN SELECT RAISE(ABORT, 'reminder_rule is only ever added to'); END"
            )
        return
    op.execute(
        "CREATE TRIGGER reminder_rule_added_only BEFORE UPDATE OR DELETE ON reminder_rule "
        "FOR EACH ROW EXECUTE FUNCTION only_ever_added_to()"
    )


def _unguard() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            op.execute(f"DROP TRIGGER reminder_rule_no_{verb}")
        return
    op.execute("DROP TRIGGER reminder_rule_added_only ON reminder_rule")
