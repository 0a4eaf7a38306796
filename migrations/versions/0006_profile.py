"""What people say about taking part, whom else we may talk to, who supports them; a first list of interests."""

from __future__ import annotations

import uuid
from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0006_profile"
down_revision = "0005_contact_records"

SPACE = uuid.UUID("0d0d6c0e-5c55-4b7b-9a43-6f8b6a2d7f31")
FROM = datetime(2026, 1, 1)
WORD = "profile_trusted_word"
STARTER = (
    ("service", "Community teams"), ("service", "Crisis and urgent care"), ("service", "Hospital wards"),
    ("service", "Older people’s services"), ("service", "Talking therapies"), ("service", "Support for carers"),
    ("place", "Near where I live"), ("place", "Online"), ("place", "By phone"),
    ("work", "Reading leaflets"), ("work", "Interviews of staff"), ("work", "Panels"), ("work", "Training"),
    ("work", "Research"), ("work", "Artwork"), ("work", "One-off phone calls"),
)  # fmt: skip


def upgrade() -> None:
    topic = op.create_table(
        "profile_topic",
        sa.Column("sort", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("retired_at", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("sort IN ('service', 'place', 'work')", name=op.f("ck_profile_topic_sort")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_topic")),
        sa.UniqueConstraint("sort", "title", name=op.f("uq_profile_topic_sort_title")),
    )
    op.create_table(
        "profile",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("often", sa.Text(), nullable=True),
        sa.Column("is_not_sure", sa.Boolean(), nullable=False),
        sa.Column("experience", sa.LargeBinary(), nullable=True),
        sa.Column("payment", sa.Text(), nullable=True),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("often IN ('now and then', 'monthly', 'more')", name=op.f("ck_profile_often")),
        sa.CheckConstraint("payment IN ('expenses', 'payment', 'nothing', 'not sure')", name=op.f("ck_profile_payment")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_profile_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile")),
        sa.UniqueConstraint("person_id", name=op.f("uq_profile_person_id")),
    )
    op.create_table(
        "profile_interest",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("topic_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_profile_interest_person_id")),
        sa.ForeignKeyConstraint(["topic_id"], ["profile_topic.id"], name=op.f("fk_profile_interest_topic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_interest")),
        sa.UniqueConstraint("person_id", "topic_id", name=op.f("uq_profile_interest_person_id_topic_id")),
    )
    op.create_index("ix_profile_interest_topic_id", "profile_interest", ["topic_id", "person_id"])
    _trusted_and_supporter()
    _keep_words()
    op.bulk_insert(
        topic,
        [
            {"id": uuid.uuid5(SPACE, f"{sort} {title}"), "sort": sort, "title": title, "retired_at": None, "created_at": FROM}
            for sort, title in STARTER
        ],
    )


def _trusted_and_supporter() -> None:
    op.create_table(
        "profile_trusted",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("reach", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_profile_trusted_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_trusted")),
    )
    op.create_index("ix_profile_trusted_person_id", "profile_trusted", ["person_id"])
    op.create_table(
        WORD,
        sa.Column("trusted_id", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("may", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("wording_sha256", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("word IN ('given', 'withdrawn')", name=op.f("ck_profile_trusted_word_word")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_trusted_word")),
        sa.UniqueConstraint("trusted_id", "ordinal", name=op.f("uq_profile_trusted_word_trusted_id_ordinal")),
    )
    op.create_table(
        "profile_supporter",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("assigned_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_profile_supporter_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_supporter")),
    )
    is_open = sa.text("until_on IS NULL")
    op.create_index(
        "uq_profile_supporter_open", "profile_supporter", ["person_id"], unique=True,
        sqlite_where=is_open, postgresql_where=is_open,
    )  # fmt: skip
    op.create_index("ix_profile_supporter_person_id", "profile_supporter", ["person_id"])


def _keep_words() -> None:
    """What was said about talking to somebody else is only ever added to."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {WORD}_no_{verb.lower()} BEFORE {verb} ON {WORD} "
                f"BEGIN SELECT RAISE(ABORT, '{WORD} is only ever added to'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {WORD}_added_only BEFORE UPDATE OR DELETE ON {WORD} FOR EACH ROW EXECUTE FUNCTION only_ever_added_to()"
    )


def downgrade() -> None:
    for table in ("profile_supporter", WORD, "profile_trusted", "profile_interest", "profile", "profile_topic"):
        op.drop_table(table)
