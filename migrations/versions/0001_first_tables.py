"""The tables of the first journey, as the models stood when it was written."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001_first_tables"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("email_index", sa.Text(), nullable=False),
        sa.Column("email", sa.LargeBinary(), nullable=True),
        sa.Column("name", sa.LargeBinary(), nullable=True),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("second_factor", sa.LargeBinary(), nullable=True),
        sa.Column("last_factor_step", sa.Integer(), nullable=False),
        sa.Column("link_serial", sa.Integer(), nullable=False),
        sa.Column("invited_at", sa.DateTime(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(), nullable=True),
        sa.Column("suspended_at", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(role = 'member') = (person_id IS NOT NULL)", name=op.f("ck_account_members_are_people")),
        sa.CheckConstraint(
            "role = 'member' OR (email IS NOT NULL AND name IS NOT NULL)", name=op.f("ck_account_staff_have_a_name")
        ),
        sa.CheckConstraint(
            "role IN ('member', 'carer champion', 'team manager', 'carer lead', 'participation officer', 'participation lead', 'board reader', 'information governance', 'administrator')",
            name=op.f("ck_account_role"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email_index", name=op.f("uq_account_email_index")),
        sa.UniqueConstraint("person_id", name=op.f("uq_account_person_id")),
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.create_index("ix_account_role_created_at_id", ["role", "created_at", "id"], unique=False)

    op.create_table(
        "account_request",
        sa.Column("wish", sa.Text(), nullable=False),
        sa.Column("email_index", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("wish IN ('sign in', 'new password')", name=op.f("ck_account_request_wish")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_request")),
    )
    with op.batch_alter_table("account_request", schema=None) as batch_op:
        batch_op.create_index("ix_account_request_email_index_asked_at", ["email_index", "asked_at"], unique=False)

    op.create_table(
        "audit_event",
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", sa.Uuid(), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
    )
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.create_index("ix_audit_event_about_at", ["about", "at"], unique=False)
        batch_op.create_index("ix_audit_event_at_id", ["at", "id"], unique=False)
        batch_op.create_index("ix_audit_event_by_at", ["by", "at"], unique=False)
        batch_op.create_index("ix_audit_event_kind_at_id", ["kind", "at", "id"], unique=False)

    op.create_table(
        "consent_purpose",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("essential", sa.Boolean(), nullable=False),
        sa.Column("lawful_basis", sa.Text(), nullable=False),
        sa.Column("expires_after_months", sa.Integer(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_purpose")),
        sa.UniqueConstraint("code", name=op.f("uq_consent_purpose_code")),
    )
    op.create_table(
        "occasion",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("not_after", sa.DateTime(), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occasion")),
        sa.UniqueConstraint("kind", "about", "ordinal", name=op.f("uq_occasion_kind_about_ordinal")),
    )
    with op.batch_alter_table("occasion", schema=None) as batch_op:
        batch_op.create_index("ix_occasion_due_at", ["due_at"], unique=False)

    op.create_table(
        "outbox_breaker",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("faults", sa.Integer(), nullable=False),
        sa.Column("closed_until", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_breaker")),
        sa.UniqueConstraint("name", name=op.f("uq_outbox_breaker_name")),
    )
    op.create_table(
        "person",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("called", sa.Text(), nullable=True),
        sa.Column("search_name", sa.Text(), nullable=False),
        sa.Column("reach_note", sa.LargeBinary(), nullable=True),
        sa.Column("link_serial", sa.Integer(), nullable=False),
        sa.Column("erased_at", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("number", name=op.f("uq_person_number")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index("ix_person_search_name_id", ["search_name", "id"], unique=False)

    op.create_table(
        "pool_draft",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("answers", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pool_draft")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_pool_draft_token_hash")),
    )
    with op.batch_alter_table("pool_draft", schema=None) as batch_op:
        batch_op.create_index("ix_pool_draft_kept_at", ["kept_at"], unique=False)

    op.create_table(
        "reminder_setting",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_setting")),
        sa.UniqueConstraint("kind", name=op.f("uq_reminder_setting_kind")),
    )
    op.create_table(
        "throttle_tally",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("times", sa.JSON(), nullable=False),
        sa.Column("forget_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_throttle_tally")),
        sa.UniqueConstraint("subject", name=op.f("uq_throttle_tally_subject")),
    )
    with op.batch_alter_table("throttle_tally", schema=None) as batch_op:
        batch_op.create_index("ix_throttle_tally_forget_at", ["forget_at"], unique=False)

    op.create_table(
        "timetable_beat",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timetable_beat")),
        sa.UniqueConstraint("name", name=op.f("uq_timetable_beat_name")),
    )
    op.create_table(
        "timetable_run",
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("slot", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.Column("tally", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timetable_run")),
        sa.UniqueConstraint("job", "slot", name=op.f("uq_timetable_run_job_slot")),
    )
    op.create_table(
        "account_recovery_code",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["account.id"], name=op.f("fk_account_recovery_code_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_recovery_code")),
    )
    with op.batch_alter_table("account_recovery_code", schema=None) as batch_op:
        batch_op.create_index("ix_account_recovery_code_user_id", ["user_id"], unique=False)

    op.create_table(
        "account_sign_in",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("kept", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["account.id"], name=op.f("fk_account_sign_in_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_sign_in")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_account_sign_in_token_hash")),
    )
    with op.batch_alter_table("account_sign_in", schema=None) as batch_op:
        batch_op.create_index("ix_account_sign_in_user_id", ["user_id"], unique=False)

    op.create_table(
        "consent_break",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_consent_break_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_break")),
    )
    with op.batch_alter_table("consent_break", schema=None) as batch_op:
        batch_op.create_index("ix_consent_break_until", ["until"], unique=False)
        batch_op.create_index(
            "uq_consent_break_open",
            ["person_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "consent_notice",
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("in_force_from", sa.DateTime(), nullable=False),
        sa.Column("in_force_until", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["purpose"], ["consent_purpose.code"], name=op.f("fk_consent_notice_purpose")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_notice")),
        sa.UniqueConstraint("purpose", "language", "version", name=op.f("uq_consent_notice_purpose_language_version")),
    )
    op.create_table(
        "consent_standing",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("channel IN ('email', 'phone', 'text', 'post')", name=op.f("ck_consent_standing_channel")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_consent_standing_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_standing")),
        sa.UniqueConstraint("person_id", "purpose", "channel", name=op.f("uq_consent_standing_person_id_purpose_channel")),
    )
    with op.batch_alter_table("consent_standing", schema=None) as batch_op:
        batch_op.create_index(
            "ix_consent_standing_purpose_channel_given", ["purpose", "channel", "given", "person_id"], unique=False
        )

    op.create_table(
        "contact_point",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("value_index", sa.Text(), nullable=False),
        sa.Column("may_leave_message", sa.Boolean(), nullable=True),
        sa.Column("may_say_trust", sa.Boolean(), nullable=True),
        sa.Column("verified_at", sa.DateTime(), nullable=True),
        sa.Column("came_back_at", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind IN ('email', 'phone', 'text', 'post')", name=op.f("ck_contact_point_kind")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_contact_point_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_point")),
        sa.UniqueConstraint("person_id", "kind", name=op.f("uq_contact_point_person_id_kind")),
    )
    with op.batch_alter_table("contact_point", schema=None) as batch_op:
        batch_op.create_index(
            "ix_contact_point_came_back",
            ["came_back_at"],
            unique=False,
            sqlite_where=sa.text("came_back_at IS NOT NULL"),
            postgresql_where=sa.text("came_back_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_contact_point_unconfirmed",
            ["created_at", "person_id"],
            unique=False,
            sqlite_where=sa.text("kind = 'email' AND verified_at IS NULL"),
            postgresql_where=sa.text("kind = 'email' AND verified_at IS NULL"),
        )
        batch_op.create_index("ix_contact_point_value_index", ["value_index"], unique=False)

    op.create_table(
        "member",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("applied_at", sa.DateTime(), nullable=False),
        sa.Column("uses_services", sa.Boolean(), nullable=False),
        sa.Column("used_services", sa.Boolean(), nullable=False),
        sa.Column("cares", sa.Boolean(), nullable=False),
        sa.Column("cared", sa.Boolean(), nullable=False),
        sa.Column("interested", sa.Boolean(), nullable=False),
        sa.Column("area", sa.Text(), nullable=True),
        sa.Column("area_key", sa.Text(), nullable=True),
        sa.Column("welcomed_at", sa.DateTime(), nullable=True),
        sa.Column("welcomed_by", sa.Uuid(), nullable=True),
        sa.Column("welcome", sa.Text(), nullable=True),
        sa.Column("needs_confirmed", sa.Boolean(), nullable=False),
        sa.Column("ready_to_be_invited", sa.Boolean(), nullable=False),
        sa.Column("left_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(standing = 'left') = (left_at IS NOT NULL)", name=op.f("ck_member_left_when")),
        sa.CheckConstraint(
            "standing IN ('applied', 'in conversation', 'active', 'not a real contact', 'left')", name=op.f("ck_member_standing")
        ),
        sa.CheckConstraint("welcome IN ('spoke', 'left a message', 'wrote')", name=op.f("ck_member_welcome")),
        sa.CheckConstraint(
            "(welcomed_at IS NULL) = (welcomed_by IS NULL) AND (welcomed_at IS NULL) = (welcome IS NULL)",
            name=op.f("ck_member_welcomed_at_welcomed_by_welcome"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_member_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member")),
        sa.UniqueConstraint("person_id", name=op.f("uq_member_person_id")),
    )
    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.create_index("ix_member_area_key_person_id", ["area_key", "person_id"], unique=False)
        batch_op.create_index("ix_member_standing_applied_at", ["standing", "applied_at", "person_id"], unique=False)
        batch_op.create_index(
            "ix_member_waiting",
            ["applied_at", "person_id"],
            unique=False,
            sqlite_where=sa.text("standing IN ('applied', 'in conversation')"),
            postgresql_where=sa.text("standing IN ('applied', 'in conversation')"),
        )
        batch_op.create_index("ix_member_welcomed_at", ["welcomed_at"], unique=False)

    op.create_table(
        "outgoing",
        sa.Column("occasion_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("recipient_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claim_token", sa.Uuid(), nullable=True),
        sa.Column("lease_until", sa.DateTime(), nullable=True),
        sa.Column("authorised_at", sa.DateTime(), nullable=True),
        sa.Column("consent_event_id", sa.Uuid(), nullable=True),
        sa.Column("wording_version", sa.Text(), nullable=True),
        sa.Column("body_sha256", sa.Text(), nullable=True),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("resend_of", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("category IN ('reminder', 'change', 'security')", name=op.f("ck_outgoing_category")),
        sa.CheckConstraint("channel IN ('email', 'phone', 'text', 'post')", name=op.f("ck_outgoing_channel")),
        sa.CheckConstraint(
            "state IN ('planned', 'queued', 'claimed', 'sending', 'accepted', 'bounced', 'failed', 'expired', 'suppressed', 'cancelled', 'uncertain', 'closed')",
            name=op.f("ck_outgoing_state"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('claimed', 'sending') OR claim_token IS NOT NULL", name=op.f("ck_outgoing_claimed_by_somebody")
        ),
        sa.CheckConstraint("(claim_token IS NULL) = (lease_until IS NULL)", name=op.f("ck_outgoing_claim_token_lease_until")),
        sa.ForeignKeyConstraint(["occasion_id"], ["occasion.id"], name=op.f("fk_outgoing_occasion_id")),
        sa.ForeignKeyConstraint(["resend_of"], ["outgoing.id"], name=op.f("fk_outgoing_resend_of")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing")),
        sa.UniqueConstraint("message_id", name=op.f("uq_outgoing_message_id")),
        sa.UniqueConstraint(
            "occasion_id", "recipient_id", "channel", "turn", name=op.f("uq_outgoing_occasion_id_recipient_id_channel_turn")
        ),
        sa.UniqueConstraint("resend_of", name=op.f("uq_outgoing_resend_of")),
    )
    with op.batch_alter_table("outgoing", schema=None) as batch_op:
        batch_op.create_index("ix_outgoing_kind_state_next_at", ["kind", "state", "next_at", "id"], unique=False)
        batch_op.create_index("ix_outgoing_recipient_id_created_at", ["recipient_id", "created_at"], unique=False)
        batch_op.create_index("ix_outgoing_state_category_next_at", ["state", "category", "next_at", "id"], unique=False)

    op.create_table(
        "staff_kept_form",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("fields", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["account.id"], name=op.f("fk_staff_kept_form_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_kept_form")),
        sa.UniqueConstraint("user_id", name=op.f("uq_staff_kept_form_user_id")),
    )
    with op.batch_alter_table("staff_kept_form", schema=None) as batch_op:
        batch_op.create_index("ix_staff_kept_form_kept_at", ["kept_at"], unique=False)

    op.create_table(
        "consent_event",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("route", sa.Text(), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("notice_sha256", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("batch", sa.Uuid(), nullable=False),
        sa.Column("previous_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "action IN ('given', 'refused', 'withdrawn', 'renewed', 'expired', 'corrected')", name=op.f("ck_consent_event_action")
        ),
        sa.CheckConstraint("channel IN ('email', 'phone', 'text', 'post')", name=op.f("ck_consent_event_channel")),
        sa.CheckConstraint(
            "recorded_by IS NOT NULL OR route IN ('web', 'email link')", name=op.f("ck_consent_event_somebody_recorded_it")
        ),
        sa.CheckConstraint(
            "route IN ('web', 'email link', 'phone', 'paper', 'in person', 'import')", name=op.f("ck_consent_event_route")
        ),
        sa.ForeignKeyConstraint(["notice_id"], ["consent_notice.id"], name=op.f("fk_consent_event_notice_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_consent_event_person_id")),
        sa.ForeignKeyConstraint(["purpose"], ["consent_purpose.code"], name=op.f("fk_consent_event_purpose")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_event")),
        sa.UniqueConstraint("person_id", "ordinal", name=op.f("uq_consent_event_person_id_ordinal")),
    )
    with op.batch_alter_table("consent_event", schema=None) as batch_op:
        batch_op.create_index("ix_consent_event_batch", ["batch"], unique=False)

    op.create_table(
        "outgoing_step",
        sa.Column("outgoing_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "state IN ('planned', 'queued', 'claimed', 'sending', 'accepted', 'bounced', 'failed', 'expired', 'suppressed', 'cancelled', 'uncertain', 'closed')",
            name=op.f("ck_outgoing_step_state"),
        ),
        sa.ForeignKeyConstraint(["outgoing_id"], ["outgoing.id"], name=op.f("fk_outgoing_step_outgoing_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_step")),
        sa.UniqueConstraint("outgoing_id", "number", name=op.f("uq_outgoing_step_outgoing_id_number")),
    )


def downgrade() -> None:
    op.drop_table("outgoing_step")
    with op.batch_alter_table("consent_event", schema=None) as batch_op:
        batch_op.drop_index("ix_consent_event_batch")

    op.drop_table("consent_event")
    with op.batch_alter_table("staff_kept_form", schema=None) as batch_op:
        batch_op.drop_index("ix_staff_kept_form_kept_at")

    op.drop_table("staff_kept_form")
    with op.batch_alter_table("outgoing", schema=None) as batch_op:
        batch_op.drop_index("ix_outgoing_state_category_next_at")
        batch_op.drop_index("ix_outgoing_recipient_id_created_at")
        batch_op.drop_index("ix_outgoing_kind_state_next_at")

    op.drop_table("outgoing")
    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.drop_index("ix_member_welcomed_at")
        batch_op.drop_index(
            "ix_member_waiting",
            sqlite_where=sa.text("standing IN ('applied', 'in conversation')"),
            postgresql_where=sa.text("standing IN ('applied', 'in conversation')"),
        )
        batch_op.drop_index("ix_member_standing_applied_at")
        batch_op.drop_index("ix_member_area_key_person_id")

    op.drop_table("member")
    with op.batch_alter_table("contact_point", schema=None) as batch_op:
        batch_op.drop_index("ix_contact_point_value_index")
        batch_op.drop_index(
            "ix_contact_point_unconfirmed",
            sqlite_where=sa.text("kind = 'email' AND verified_at IS NULL"),
            postgresql_where=sa.text("kind = 'email' AND verified_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_contact_point_came_back",
            sqlite_where=sa.text("came_back_at IS NOT NULL"),
            postgresql_where=sa.text("came_back_at IS NOT NULL"),
        )

    op.drop_table("contact_point")
    with op.batch_alter_table("consent_standing", schema=None) as batch_op:
        batch_op.drop_index("ix_consent_standing_purpose_channel_given")

    op.drop_table("consent_standing")
    op.drop_table("consent_notice")
    with op.batch_alter_table("consent_break", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_consent_break_open", sqlite_where=sa.text("ended_at IS NULL"), postgresql_where=sa.text("ended_at IS NULL")
        )
        batch_op.drop_index("ix_consent_break_until")

    op.drop_table("consent_break")
    with op.batch_alter_table("account_sign_in", schema=None) as batch_op:
        batch_op.drop_index("ix_account_sign_in_user_id")

    op.drop_table("account_sign_in")
    with op.batch_alter_table("account_recovery_code", schema=None) as batch_op:
        batch_op.drop_index("ix_account_recovery_code_user_id")

    op.drop_table("account_recovery_code")
    op.drop_table("timetable_run")
    op.drop_table("timetable_beat")
    with op.batch_alter_table("throttle_tally", schema=None) as batch_op:
        batch_op.drop_index("ix_throttle_tally_forget_at")

    op.drop_table("throttle_tally")
    op.drop_table("reminder_setting")
    with op.batch_alter_table("pool_draft", schema=None) as batch_op:
        batch_op.drop_index("ix_pool_draft_kept_at")

    op.drop_table("pool_draft")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index("ix_person_search_name_id")

    op.drop_table("person")
    op.drop_table("outbox_breaker")
    with op.batch_alter_table("occasion", schema=None) as batch_op:
        batch_op.drop_index("ix_occasion_due_at")

    op.drop_table("occasion")
    op.drop_table("consent_purpose")
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_event_kind_at_id")
        batch_op.drop_index("ix_audit_event_by_at")
        batch_op.drop_index("ix_audit_event_at_id")
        batch_op.drop_index("ix_audit_event_about_at")

    op.drop_table("audit_event")
    with op.batch_alter_table("account_request", schema=None) as batch_op:
        batch_op.drop_index("ix_account_request_email_index_asked_at")

    op.drop_table("account_request")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_index("ix_account_role_created_at_id")

    op.drop_table("account")
