"""What the carer lead writes to champions and managers, their meetings, and the materials they share."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036_champions_network"
down_revision = "0035_begun_contacts"


def upgrade() -> None:
    op.create_table(
        "champion_message",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("whom", sa.Text(), nullable=False),
        sa.Column("care_group", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("sent_by", sa.Uuid(), nullable=True),
        sa.Column("sent_to", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "whom IN ('champions', 'deputies', 'champions and deputies', 'managers', 'training out', 'manager of a team')",
            name=op.f("ck_champion_message_whom"),
        ),
        sa.CheckConstraint(
            "(whom = 'manager of a team') = (team_id IS NOT NULL)", name=op.f("ck_champion_message_of_which_team")
        ),
        sa.CheckConstraint(
            "(sent_at IS NULL) = (sent_by IS NULL) AND (sent_at IS NULL) = (sent_to IS NULL)",
            name=op.f("ck_champion_message_sent_at_sent_by_sent_to"),
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_champion_message_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_champion_message")),
    )
    op.create_index("ix_champion_message_created_at", "champion_message", ["created_at", "id"])
    op.create_index("ix_champion_message_team_id", "champion_message", ["team_id"])
    op.create_table(
        "champion_meeting",
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("planned_by", sa.Uuid(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(), nullable=True),
        sa.Column("cancelled_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("ends > starts", name=op.f("ck_champion_meeting_ends_after_it_starts")),
        sa.CheckConstraint("place <> '' OR link <> ''", name=op.f("ck_champion_meeting_is_somewhere")),
        sa.CheckConstraint(
            "(cancelled_at IS NULL) = (cancelled_by IS NULL)", name=op.f("ck_champion_meeting_cancelled_at_cancelled_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_champion_meeting")),
    )
    op.create_index("ix_champion_meeting_held_on", "champion_meeting", ["held_on", "id"])
    op.create_table(
        "champion_material",
        sa.Column("material_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("file_name", sa.Text(), nullable=True),
        sa.Column("file_kind", sa.Text(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("put_by", sa.Uuid(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.Column("removed_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(link IS NULL) <> (file_name IS NULL)", name=op.f("ck_champion_material_link_or_file")),
        sa.CheckConstraint(
            "(file_name IS NULL) = (file_kind IS NULL) AND (file_name IS NULL) = (size IS NULL)",
            name=op.f("ck_champion_material_file_name_file_kind_size"),
        ),
        sa.CheckConstraint(
            "(removed_at IS NULL) = (removed_by IS NULL)", name=op.f("ck_champion_material_removed_at_removed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_champion_material")),
        sa.UniqueConstraint("material_id", "version", name=op.f("uq_champion_material_material_id_version")),
    )
    op.create_index("ix_carer_contact_happened_on", "carer_contact", ["happened_on", "how", "team_id", "voided_at", "minutes"])
    op.create_index(
        "ix_carer_contact_item_happened_on", "carer_contact_item", ["is_outcome", "happened_on", "code", "contact_id"]
    )


def downgrade() -> None:
    op.drop_index("ix_carer_contact_item_happened_on", "carer_contact_item")
    op.drop_index("ix_carer_contact_happened_on", "carer_contact")
    for table in ("champion_material", "champion_meeting", "champion_message"):
        op.drop_table(table)
