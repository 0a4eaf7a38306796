"""What publishing, renewal and correction need: terms of a purpose and notices as versions, and a fuller ledger.

A yes knows the day it runs out, an event knows when it was said and what it rests on. Events that are there keep their
hash (version 1). Terms, notices and events are only ever added to.
"""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0014_published_consent"
down_revision = "0013_messages_by_hand"

SPACE = uuid.UUID("6f0f6f0a-5d0e-4f4c-9c47-0d3a1b7c2e10")
LONDON = ZoneInfo("Europe/London")
OLD_ROUTES = "route IN ('web', 'email link', 'phone', 'paper', 'in person', 'import')"
ROUTES = "route IN ('web', 'email link', 'phone', 'paper', 'in person', 'import', 'guardian', 'by itself')"
OLD_RECORDED = "recorded_by IS NOT NULL OR route IN ('web', 'email link')"
RECORDED = "recorded_by IS NOT NULL OR route IN ('web', 'email link', 'by itself')"
NEW = ("consent_terms", "consent_notice")
ALL_CHANNELS = ["email", "phone", "text", "post"]

terms = sa.table(
    "consent_terms",
    sa.column("id", sa.Uuid()), sa.column("purpose"), sa.column("version", sa.Integer()), sa.column("lawful_basis"),
    sa.column("needs_explicit_consent", sa.Boolean()), sa.column("expires_after_months", sa.Integer()),
    sa.column("channels", sa.JSON()), sa.column("in_use", sa.Boolean()), sa.column("in_force_from", sa.DateTime()),
    sa.column("published_at", sa.DateTime()), sa.column("published_by", sa.Uuid()),
)  # fmt: skip


def upgrade() -> None:
    _unguard("consent_event")
    _make_tables()
    _widen_events()
    _fill()
    _require()
    _widen_needs()
    for table in ("consent_event", *NEW):
        _guard(table)


def _widen_needs() -> None:
    """What somebody needs is told by the same routes."""
    with op.batch_alter_table("access_need") as batch:
        for column in ("route", "ended_route"):
            batch.drop_constraint(op.f(f"ck_access_need_{column}"), type_="check")
            batch.create_check_constraint(op.f(f"ck_access_need_{column}"), ROUTES.replace("route", column, 1))


def _make_tables() -> None:
    op.create_table(
        "consent_terms",
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("lawful_basis", sa.Text(), nullable=False),
        sa.Column("needs_explicit_consent", sa.Boolean(), nullable=False),
        sa.Column("expires_after_months", sa.Integer(), nullable=True),
        sa.Column("channels", sa.JSON(), nullable=False),
        sa.Column("in_use", sa.Boolean(), nullable=False),
        sa.Column("in_force_from", sa.DateTime(), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=False),
        sa.Column("published_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("expires_after_months > 0", name=op.f("ck_consent_terms_lasts")),
        sa.CheckConstraint(
            "lawful_basis IN ('consent', 'public task', 'legal obligation', 'contract')",
            name=op.f("ck_consent_terms_lawful_basis"),
        ),
        sa.ForeignKeyConstraint(["purpose"], ["consent_purpose.code"], name=op.f("fk_consent_terms_purpose")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_terms")),
        sa.UniqueConstraint("purpose", "version", name=op.f("uq_consent_terms_purpose_version")),
    )
    op.create_table(
        "consent_evidence",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("batch", sa.Uuid(), nullable=False),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_consent_evidence_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_evidence")),
        sa.UniqueConstraint("batch", name=op.f("uq_consent_evidence_batch")),
    )
    op.create_index("ix_consent_evidence_person_id", "consent_evidence", ["person_id"])
    op.create_table(
        "consent_draft",
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["purpose"], ["consent_purpose.code"], name=op.f("fk_consent_draft_purpose")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_draft")),
        sa.UniqueConstraint("purpose", name=op.f("uq_consent_draft_purpose")),
    )


def _widen_events() -> None:
    # SQLite makes a table anew to change it, which it refuses while another table points there
    with op.batch_alter_table("consent_event") as batch:
        batch.drop_constraint(op.f("fk_consent_event_notice_id"), type_="foreignkey")
        batch.add_column(sa.Column("effective_at", sa.DateTime(), nullable=True))
        batch.add_column(sa.Column("expires_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("evidence_digest", sa.Text(), nullable=True))
        batch.add_column(sa.Column("corrects", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("hash_version", sa.Integer(), nullable=True))
    with op.batch_alter_table("consent_standing") as batch:
        batch.add_column(sa.Column("expires_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("version", sa.Integer(), nullable=True))
    with op.batch_alter_table("consent_notice") as batch:
        batch.add_column(sa.Column("format", sa.Text(), nullable=True))
        batch.add_column(sa.Column("change", sa.Text(), nullable=True))
        batch.add_column(sa.Column("renew_by", sa.Date(), nullable=True))
        batch.add_column(sa.Column("published_at", sa.DateTime(), nullable=True))
        batch.add_column(sa.Column("published_by", sa.Uuid(), nullable=True))


def _fill() -> None:
    op.execute("UPDATE consent_event SET effective_at = at, hash_version = 1")
    op.execute("UPDATE consent_notice SET format = 'standard', change = 'first', published_at = in_force_from")
    bind = op.get_bind()
    purposes = bind.execute(sa.text("SELECT code, lawful_basis, expires_after_months FROM consent_purpose")).all()
    first = bind.execute(sa.text("SELECT purpose, min(in_force_from) FROM consent_notice GROUP BY purpose")).all()
    since = {code: _instant(at) for code, at in first}
    for code, basis, months in purposes:
        op.execute(terms.insert().values(_first_terms(code, basis, months, since.get(code, datetime(2026, 1, 1)))))
    for months in {months for _, _, months in purposes if months}:
        _say_when_they_run_out(months, [code for code, _, lasts in purposes if lasts == months])
    op.execute(
        "UPDATE consent_standing SET "
        "expires_on = (SELECT e.expires_on FROM consent_event AS e WHERE e.id = consent_standing.event_id), "
        "version = (SELECT n.version FROM consent_event AS e JOIN consent_notice AS n ON n.id = e.notice_id "
        "WHERE e.id = consent_standing.event_id)"
    )
    op.execute("UPDATE consent_standing SET version = 1 WHERE version IS NULL")


def _first_terms(code: str, basis: str, months: int | None, since: datetime) -> dict[str, Any]:
    return {
        "id": uuid.uuid5(SPACE, f"{code} terms 1"), "purpose": code, "version": 1, "lawful_basis": basis,
        "needs_explicit_consent": False, "expires_after_months": months, "channels": ALL_CHANNELS, "in_use": True,
        "in_force_from": since, "published_at": since, "published_by": None,
    }  # fmt: skip


def _say_when_they_run_out(months: int, codes: list[str]) -> None:
    """A yes runs out so many months after the London day on which it was said: one statement a day that has any."""
    event = sa.table("consent_event", sa.column("at", sa.DateTime()), sa.column("purpose"), sa.column("action"),
                     sa.column("expires_on", sa.Date()))  # fmt: skip
    yes = sa.and_(event.c.purpose.in_(codes), event.c.action.in_(["given", "renewed"]))
    bind = op.get_bind()
    first, last = bind.execute(sa.select(sa.func.min(event.c.at), sa.func.max(event.c.at)).where(yes)).one()
    if first is None:
        return
    op.create_index("ix_consent_event_filling", "consent_event", ["at"])
    day = _london_day(first)
    while day <= _london_day(last):
        within = sa.and_(event.c.at >= _midnight(day), event.c.at < _midnight(day + timedelta(days=1)))
        bind.execute(sa.update(event).where(yes, within).values(expires_on=_months_later(day, months)))
        day += timedelta(days=1)
    op.drop_index("ix_consent_event_filling", "consent_event")


def _instant(at: Any) -> datetime:
    return datetime.fromisoformat(at) if isinstance(at, str) else at


def _london_day(at: Any) -> date:
    return _instant(at).replace(tzinfo=UTC).astimezone(LONDON).date()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=LONDON).astimezone(UTC).replace(tzinfo=None)


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    after = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), after - timedelta(days=1))


def _require() -> None:
    _require_of_notices()
    with op.batch_alter_table("consent_event") as batch:
        batch.alter_column("effective_at", nullable=False)
        batch.alter_column("hash_version", nullable=False)
        batch.create_foreign_key(op.f("fk_consent_event_notice_id"), "consent_notice", ["notice_id"], ["id"])
        batch.drop_constraint(op.f("ck_consent_event_route"), type_="check")
        batch.create_check_constraint(op.f("ck_consent_event_route"), ROUTES)
        batch.drop_constraint(op.f("ck_consent_event_somebody_recorded_it"), type_="check")
        batch.create_check_constraint(op.f("ck_consent_event_somebody_recorded_it"), RECORDED)
        batch.create_check_constraint(op.f("ck_consent_event_not_before_it_was_said"), "effective_at <= at")
        batch.create_check_constraint(
            op.f("ck_consent_event_corrects_something"), "(action = 'corrected') = (corrects IS NOT NULL)"
        )
        batch.create_check_constraint(op.f("ck_consent_event_by_itself"), "route <> 'by itself' OR action = 'expired'")
    with op.batch_alter_table("consent_standing") as batch:
        batch.alter_column("version", nullable=False)
    runs_out = sa.text("expires_on IS NOT NULL")
    op.create_index(
        "ix_consent_standing_runs_out",
        "consent_standing",
        ["expires_on", "person_id"],
        sqlite_where=runs_out,
        postgresql_where=runs_out,
    )
    op.drop_column("consent_purpose", "lawful_basis")
    op.drop_column("consent_purpose", "expires_after_months")


def _require_of_notices() -> None:
    with op.batch_alter_table("consent_notice") as batch:
        batch.alter_column("format", nullable=False)
        batch.alter_column("change", nullable=False)
        batch.alter_column("published_at", nullable=False)
        batch.drop_column("in_force_until")
        batch.create_check_constraint(op.f("ck_consent_notice_format"), "format IN ('standard', 'easy read')")
        batch.create_check_constraint(op.f("ck_consent_notice_change"), "change IN ('first', 'material', 'minor')")
        batch.create_check_constraint(op.f("ck_consent_notice_asked_again"), "(change = 'material') = (renew_by IS NOT NULL)")
        batch.drop_constraint(op.f("uq_consent_notice_purpose_language_version"), type_="unique")
        batch.create_unique_constraint(
            op.f("uq_consent_notice_purpose_language_format_version"), ["purpose", "language", "format", "version"]
        )


def downgrade() -> None:
    for table in ("consent_event", *NEW):
        _unguard(table)
    op.add_column("consent_purpose", sa.Column("lawful_basis", sa.Text(), nullable=False, server_default="consent"))
    op.add_column("consent_purpose", sa.Column("expires_after_months", sa.Integer(), nullable=True))
    of_first = "WHERE t.purpose = consent_purpose.code AND t.version = 1"
    for column in ("lawful_basis", "expires_after_months"):
        op.execute(f"UPDATE consent_purpose SET {column} = (SELECT t.{column} FROM consent_terms AS t {of_first})")  # noqa: S608
    with op.batch_alter_table("access_need") as batch:
        for column in ("route", "ended_route"):
            batch.drop_constraint(op.f(f"ck_access_need_{column}"), type_="check")
            batch.create_check_constraint(op.f(f"ck_access_need_{column}"), OLD_ROUTES.replace("route", column, 1))
    _narrow_events()
    _narrow_notices()
    with op.batch_alter_table("consent_event") as batch:
        batch.create_foreign_key(op.f("fk_consent_event_notice_id"), "consent_notice", ["notice_id"], ["id"])
    for table in ("consent_draft", "consent_evidence", "consent_terms"):
        op.drop_table(table)
    _guard("consent_event")


def _narrow_notices() -> None:
    with op.batch_alter_table("consent_notice") as batch:
        for name in ("format", "change", "asked_again"):
            batch.drop_constraint(op.f(f"ck_consent_notice_{name}"), type_="check")
        batch.drop_constraint(op.f("uq_consent_notice_purpose_language_format_version"), type_="unique")
        batch.create_unique_constraint(op.f("uq_consent_notice_purpose_language_version"), ["purpose", "language", "version"])
        batch.add_column(sa.Column("in_force_until", sa.DateTime(), nullable=True))
        for column in ("format", "change", "renew_by", "published_at", "published_by"):
            batch.drop_column(column)


def _narrow_events() -> None:
    op.drop_index("ix_consent_standing_runs_out", "consent_standing")
    with op.batch_alter_table("consent_standing") as batch:
        batch.drop_column("version")
        batch.drop_column("expires_on")
    with op.batch_alter_table("consent_event") as batch:
        batch.drop_constraint(op.f("fk_consent_event_notice_id"), type_="foreignkey")
        for name in ("not_before_it_was_said", "corrects_something", "by_itself", "route", "somebody_recorded_it"):
            batch.drop_constraint(op.f(f"ck_consent_event_{name}"), type_="check")
        batch.create_check_constraint(op.f("ck_consent_event_route"), OLD_ROUTES)
        batch.create_check_constraint(op.f("ck_consent_event_somebody_recorded_it"), OLD_RECORDED)
        for column in ("effective_at", "expires_on", "evidence_digest", "corrects", "hash_version"):
            batch.drop_column(column)


def _guard(table: str) -> None:
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


def _unguard(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            op.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}")
        return
    op.execute(f"DROP TRIGGER {table}_added_only ON {table}")
