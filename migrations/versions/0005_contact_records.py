"""More ways to reach somebody and how safe each is, people whose details are hidden or who died, and the log of contacts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005_contact_records"
down_revision = "0004_merged_into"

KINDS = "kind IN ('email', 'phone', 'landline', 'text', 'post', 'text relay', 'supporter')"
KINDS_BEFORE = "kind IN ('email', 'phone', 'text', 'post')"
CHECKED = "verified_how IN ('link', 'called', 'answered', 'in person')"
RESTRICTED = "restricted_why IN ('at risk', 'asked', 'known here')"
ON_PERSON = (
    ("pronouns", sa.LargeBinary()), ("died_on", sa.Date()), ("restricted_at", sa.DateTime()), ("restricted_by", sa.Uuid()),
)  # fmt: skip


def upgrade() -> None:
    _grow_person()
    _grow_contact_point()
    op.create_table(
        "new_address",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("value_index", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_new_address_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_new_address"),
        sa.UniqueConstraint("person_id", name="uq_new_address_person_id"),
    )
    op.create_index("ix_new_address_asked_at", "new_address", ["asked_at"])
    _make_contact()


def _grow_person() -> None:
    """Without making the table anew: its names are watched by triggers, and others point at it."""
    for name, kind in ON_PERSON:
        op.add_column("person", sa.Column(name, kind, nullable=True))
    if _is_sqlite():
        op.execute(f"ALTER TABLE person ADD COLUMN restricted_why TEXT CONSTRAINT ck_person_restricted_why CHECK ({RESTRICTED})")
        return
    op.add_column("person", sa.Column("restricted_why", sa.Text(), nullable=True))
    op.create_check_constraint(op.f("ck_person_restricted_why"), "person", RESTRICTED)


def _grow_contact_point() -> None:
    for name in ("safe_name", "best_times"):
        op.add_column("contact_point", sa.Column(name, sa.LargeBinary(), nullable=True))
    op.add_column("contact_point", sa.Column("is_primary", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("contact_point", sa.Column("verified_how", sa.Text(), nullable=True))
    op.add_column("contact_point", sa.Column("verified_by", sa.Uuid(), nullable=True))
    op.execute("UPDATE contact_point SET verified_how = 'link' WHERE verified_at IS NOT NULL")
    _hold_to(KINDS, CHECKED)
    op.create_index(
        "ix_contact_point_primary", "contact_point", ["person_id"], unique=True,
        sqlite_where=sa.text("is_primary"), postgresql_where=sa.text("is_primary"),
    )  # fmt: skip


def _hold_to(kinds: str, checked: str | None) -> None:
    """Other CHECKs on the ways to reach people; SQLite makes the table anew for that, and copies every row."""
    with op.batch_alter_table("contact_point") as batch:
        batch.drop_constraint(op.f("ck_contact_point_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_contact_point_kind"), kinds)
        if checked:
            batch.create_check_constraint(op.f("ck_contact_point_verified_how"), checked)
        else:
            batch.drop_constraint(op.f("ck_contact_point_verified_how"), type_="check")


def _make_contact() -> None:
    op.create_table(
        "contact",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("happened_at", sa.DateTime(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("incoming", sa.Boolean(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("permitted", sa.JSON(), nullable=False),
        sa.Column("despite", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("concern_owner", sa.Uuid(), nullable=True),
        sa.Column("concern_at", sa.DateTime(), nullable=True),
        sa.Column("follow_up_on", sa.Date(), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("once", sa.Text(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("voided_by", sa.Uuid(), nullable=True),
        sa.Column("voided_why", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        *_rules_of_contact(),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_contact_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_contact"),
        sa.UniqueConstraint("once", name="uq_contact_once"),
    )
    op.create_index("ix_contact_person_id_happened_at", "contact", ["person_id", "happened_at", "id"])


def _rules_of_contact() -> list[sa.CheckConstraint]:
    rules = {
        "how": "how IN ('phone', 'text', 'email', 'post', 'in person', 'video')",
        "outcome": "outcome IN ('reached', 'left a message', 'no answer', 'sent')",
        "source": "source IN ('typed', 'paper')",
        "despite": "despite IN ('answer', 'asked', 'safety', 'law', 'mistake')",
        "voided_why": "voided_why IN ('somebody else', 'twice', 'not right')",
        "concern_owner_concern_at": "(concern_owner IS NULL) = (concern_at IS NULL)",
        "voided_at_voided_by_voided_why":
            "(voided_at IS NULL) = (voided_by IS NULL) AND (voided_at IS NULL) = (voided_why IS NULL)",
    }  # fmt: skip
    return [sa.CheckConstraint(rule, name=op.f(f"ck_contact_{name}")) for name, rule in rules.items()]


def downgrade() -> None:
    op.drop_index("ix_contact_person_id_happened_at", "contact")
    op.drop_table("contact")
    op.drop_index("ix_new_address_asked_at", "new_address")
    op.drop_table("new_address")
    op.drop_index("ix_contact_point_primary", "contact_point")
    op.execute("DELETE FROM contact_point WHERE NOT (kind IN ('email', 'phone', 'text', 'post'))")
    _hold_to(KINDS_BEFORE, None)
    for name in ("safe_name", "best_times", "is_primary", "verified_how", "verified_by"):
        op.drop_column("contact_point", name)
    if not _is_sqlite():
        op.drop_constraint(op.f("ck_person_restricted_why"), "person", type_="check")
    for name in ("restricted_why", *(name for name, _ in ON_PERSON)):
        op.drop_column("person", name)


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
