"""Teams and their champions, carers, what may be shared with them, and the log of contacts with what was promised."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032_carers"
down_revision = "0031_weekly_digest"

RELATIONSHIPS = (
    "('partner', 'parent', 'adult child', 'young carer', 'sibling', 'other relative', 'friend', 'neighbour', 'not said')"
)
TO_DO = sa.text("done_at IS NULL AND cancelled_at IS NULL")
TABLES = (
    "team", "team_appointment", "carer", "carer_in_pool", "carer_link", "sharing_preference",
    "carer_contact", "carer_contact_item", "carer_follow_up",
)  # fmt: skip


def upgrade() -> None:
    _teams()
    _carers()
    _sharing()
    _log()
    _follow_ups()


def _teams() -> None:
    op.create_table(
        "team",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("care_group", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=True),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("manager_id", sa.Uuid(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("successor_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind IN ('ward', 'crisis', 'community', 'liaison', 'specialist')", name=op.f("ck_team_kind")),
        sa.CheckConstraint("stage IN (1, 2, 3)", name=op.f("ck_team_stage")),
        sa.ForeignKeyConstraint(["manager_id"], ["account.id"], name=op.f("fk_team_manager_id")),
        sa.ForeignKeyConstraint(["successor_id"], ["team.id"], name=op.f("fk_team_successor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("name_key", name=op.f("uq_team_name_key")),
    )
    op.create_index("ix_team_manager_id", "team", ["manager_id"])
    op.create_table(
        "team_appointment",
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("hours_a_month", sa.Integer(), nullable=True),
        sa.Column("appointed_by", sa.Uuid(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name=op.f("ck_team_appointment_ended_at_ended_by")),
        sa.CheckConstraint("last_day IS NULL OR last_day >= starts_on", name=op.f("ck_team_appointment_ends_after_it_starts")),
        sa.CheckConstraint("part IN ('champion', 'deputy')", name=op.f("ck_team_appointment_part")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_team_appointment_account_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_team_appointment_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_appointment")),
    )
    op.create_index("ix_team_appointment_account_id_team_id", "team_appointment", ["account_id", "team_id"])
    op.create_index("ix_team_appointment_team_id_starts_on", "team_appointment", ["team_id", "starts_on"])


def _carers() -> None:
    op.create_table(
        "carer",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("search_name", sa.Text(), nullable=False),
        sa.Column("is_young", sa.Boolean(), nullable=False),
        sa.Column("circumstances", sa.LargeBinary(), nullable=True),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("email", sa.LargeBinary(), nullable=True),
        sa.Column("address", sa.LargeBinary(), nullable=True),
        sa.Column("reach_note", sa.LargeBinary(), nullable=True),
        sa.Column("prefers", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("needs", sa.LargeBinary(), nullable=True),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("identified_on", sa.Date(), nullable=False),
        sa.Column("identified_by", sa.Uuid(), nullable=False),
        sa.Column("stopped_on", sa.Date(), nullable=True),
        sa.Column("forgotten_at", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("prefers IN ('phone', 'text', 'email', 'post', 'in person')", name=op.f("ck_carer_prefers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carer")),
        sa.UniqueConstraint("number", name=op.f("uq_carer_number")),
    )
    op.create_index("ix_carer_search_name_id", "carer", ["search_name", "id"])
    op.create_table(
        "carer_in_pool",
        sa.Column("carer_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("joined_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["carer_id"], ["carer.id"], name=op.f("fk_carer_in_pool_carer_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_carer_in_pool_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carer_in_pool")),
        sa.UniqueConstraint("carer_id", name=op.f("uq_carer_in_pool_carer_id")),
        sa.UniqueConstraint("person_id", name=op.f("uq_carer_in_pool_person_id")),
    )
    op.create_table(
        "carer_link",
        sa.Column("carer_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("relationship", sa.Text(), nullable=False),
        sa.Column("lives_with", sa.Boolean(), nullable=True),
        sa.Column("cared_for", sa.LargeBinary(), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("ended_on IS NULL OR ended_on >= since", name=op.f("ck_carer_link_ends_after_it_began")),
        sa.CheckConstraint(f"relationship IN {RELATIONSHIPS}", name=op.f("ck_carer_link_relationship")),
        sa.ForeignKeyConstraint(["carer_id"], ["carer.id"], name=op.f("fk_carer_link_carer_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_carer_link_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carer_link")),
    )
    op.create_index("ix_carer_link_carer_id", "carer_link", ["carer_id"])
    op.create_index("ix_carer_link_team_id_ended_on", "carer_link", ["team_id", "ended_on"])


def _sharing() -> None:
    op.create_table(
        "sharing_preference",
        sa.Column("link_id", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("agreed", sa.Text(), nullable=False),
        sa.Column("topics", sa.Text(), nullable=False),
        sa.Column("best_interests", sa.Boolean(), nullable=False),
        sa.Column("discussed_on", sa.Date(), nullable=True),
        sa.Column("asked_by", sa.LargeBinary(), nullable=True),
        sa.Column("in_record", sa.LargeBinary(), nullable=True),
        sa.Column("is_advance", sa.Boolean(), nullable=False),
        sa.Column("look_again_on", sa.Date(), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "agreed IN ('full', 'limited', 'nothing', 'could not decide', 'not asked')", name=op.f("ck_sharing_preference_agreed")
        ),
        sa.CheckConstraint(
            "agreed = 'could not decide' OR NOT best_interests", name=op.f("ck_sharing_preference_only_for_those_who_could_not")
        ),
        sa.CheckConstraint("(agreed = 'limited') = (topics <> '')", name=op.f("ck_sharing_preference_some_things_are_named")),
        sa.ForeignKeyConstraint(["link_id"], ["carer_link.id"], name=op.f("fk_sharing_preference_link_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sharing_preference")),
        sa.UniqueConstraint("link_id", "ordinal", name=op.f("uq_sharing_preference_link_id_ordinal")),
    )
    op.create_index("ix_sharing_preference_look_again_on", "sharing_preference", ["look_again_on", "link_id"])
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER sharing_preference_no_{verb.lower()} BEFORE {verb} ON sharing_preference "
                "BEGIN SELECT RAISE(ABORT, 'sharing_preference is only ever added to'); END"
            )
        return
    op.execute(
        "CREATE TRIGGER sharing_preference_added_only BEFORE UPDATE OR DELETE ON sharing_preference "
        "FOR EACH ROW EXECUTE FUNCTION only_ever_added_to()"
    )


def _log() -> None:
    op.create_table(
        "carer_contact",
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=True),
        sa.Column("carer_id", sa.Uuid(), nullable=True),
        sa.Column("happened_at", sa.DateTime(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("by_carer", sa.Boolean(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("once", sa.Text(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("voided_by", sa.Uuid(), nullable=True),
        sa.Column("voided_why", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "how IN ('phone', 'in person', 'video', 'text or e-mail', 'letter', 'group', 'tried')",
            name=op.f("ck_carer_contact_how"),
        ),
        sa.CheckConstraint("(link_id IS NULL) = (carer_id IS NULL)", name=op.f("ck_carer_contact_link_id_carer_id")),
        sa.CheckConstraint(
            "(voided_at IS NULL) = (voided_by IS NULL) AND (voided_at IS NULL) = (voided_why IS NULL)",
            name=op.f("ck_carer_contact_voided_at_voided_by_voided_why"),
        ),
        sa.CheckConstraint(
            "voided_why IN ('undone', 'somebody else', 'twice', 'not right', 'clinical details')",
            name=op.f("ck_carer_contact_voided_why"),
        ),
        sa.ForeignKeyConstraint(["carer_id"], ["carer.id"], name=op.f("fk_carer_contact_carer_id")),
        sa.ForeignKeyConstraint(["link_id"], ["carer_link.id"], name=op.f("fk_carer_contact_link_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_carer_contact_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carer_contact")),
        sa.UniqueConstraint("once", name=op.f("uq_carer_contact_once")),
    )
    op.create_index("ix_carer_contact_link_id_happened_at", "carer_contact", ["link_id", "happened_at", "id"])
    op.create_index("ix_carer_contact_recorded_by_happened_at", "carer_contact", ["recorded_by", "happened_at"])
    op.create_index("ix_carer_contact_team_id_happened_at", "carer_contact", ["team_id", "happened_at", "id"])
    op.create_table(
        "carer_contact_item",
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("carer_id", sa.Uuid(), nullable=True),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("is_outcome", sa.Boolean(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["carer_contact.id"], name=op.f("fk_carer_contact_item_contact_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carer_contact_item")),
        sa.UniqueConstraint("contact_id", "is_outcome", "code", name=op.f("uq_carer_contact_item_contact_id_is_outcome_code")),
    )
    op.create_index("ix_carer_contact_item_carer_id_code", "carer_contact_item", ["carer_id", "code", "happened_on"])


def _follow_ups() -> None:
    op.create_table(
        "carer_follow_up",
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=False),
        sa.Column("made_by_contact_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("times_moved", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.Column("cleared_by_contact_id", sa.Uuid(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(), nullable=True),
        sa.Column("cancelled_by", sa.Uuid(), nullable=True),
        sa.Column("cancelled_why", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(cancelled_at IS NULL) = (cancelled_by IS NULL) AND (cancelled_at IS NULL) = (cancelled_why IS NULL)",
            name=op.f("ck_carer_follow_up_cancelled_at_cancelled_by_cancelled_why"),
        ),
        sa.CheckConstraint(
            "cancelled_why IN ('not wanted', 'done elsewhere', 'not reached', 'carer left', 'mistake')",
            name=op.f("ck_carer_follow_up_cancelled_why"),
        ),
        sa.CheckConstraint(
            "(done_at IS NULL) = (cleared_by_contact_id IS NULL)", name=op.f("ck_carer_follow_up_done_at_cleared_by_contact_id")
        ),
        sa.ForeignKeyConstraint(
            ["cleared_by_contact_id"], ["carer_contact.id"], name=op.f("fk_carer_follow_up_cleared_by_contact_id")
        ),
        sa.ForeignKeyConstraint(["link_id"], ["carer_link.id"], name=op.f("fk_carer_follow_up_link_id")),
        sa.ForeignKeyConstraint(["made_by_contact_id"], ["carer_contact.id"], name=op.f("fk_carer_follow_up_made_by_contact_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["account.id"], name=op.f("fk_carer_follow_up_owner_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_carer_follow_up_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carer_follow_up")),
    )
    op.create_index("ix_carer_follow_up_cleared_by_contact_id", "carer_follow_up", ["cleared_by_contact_id"])
    op.create_index("ix_carer_follow_up_link_id", "carer_follow_up", ["link_id"])
    op.create_index("ix_carer_follow_up_made_by_contact_id", "carer_follow_up", ["made_by_contact_id"])
    op.create_index(
        "ix_carer_follow_up_to_do", "carer_follow_up", ["team_id", "due_on", "id"], sqlite_where=TO_DO, postgresql_where=TO_DO
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
