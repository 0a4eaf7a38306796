"""The purposes people are asked about when they join, each with its first notice; an organisation publishes its own later."""

from __future__ import annotations

import hashlib
import uuid
from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0003_starter_purposes"
down_revision = "0002_rows_that_never_change"

SPACE = uuid.UUID("6f0f6f0a-5d0e-4f4c-9c47-0d3a1b7c2e10")
FROM = datetime(2026, 1, 1)
# code, title, essential, lawful basis, months until it is asked again, the sentence people are shown
STARTER = (
    ("membership", "Being in the pool", True, "public task", None,
     "Send me what I need as somebody in the engagement pool, such as confirming my details and answers to what I ask."),
    ("opportunities", "Chances to get involved", False, "consent", 24,
     "Tell me about chances to get involved that fit my interests."),
    ("newsletter", "The newsletter", False, "consent", 24,
     "Send me the newsletter, about once a month."),
    ("surveys", "Surveys", False, "consent", 24,
     "Ask me to take part in surveys."),
    ("panels", "Panels and working groups", False, "consent", 24,
     "Ask me to join panels and working groups."),
)  # fmt: skip

purpose = sa.table(
    "consent_purpose",
    sa.column("id", sa.Uuid()), sa.column("code"), sa.column("title"), sa.column("position", sa.Integer()),
    sa.column("essential", sa.Boolean()), sa.column("lawful_basis"), sa.column("expires_after_months", sa.Integer()),
)  # fmt: skip
notice = sa.table(
    "consent_notice",
    sa.column("id", sa.Uuid()), sa.column("purpose"), sa.column("language"), sa.column("version", sa.Integer()),
    sa.column("text"), sa.column("sha256"), sa.column("in_force_from", sa.DateTime()), sa.column("in_force_until", sa.DateTime()),
)  # fmt: skip


def upgrade() -> None:
    for position, (code, title, essential, basis, months, sentence) in enumerate(STARTER):
        op.execute(
            purpose.insert().values(
                id=uuid.uuid5(SPACE, code), code=code, title=title, position=position, essential=essential,
                lawful_basis=basis, expires_after_months=months,
            )
        )  # fmt: skip
        op.execute(
            notice.insert().values(
                id=uuid.uuid5(SPACE, f"{code} en 1"), purpose=code, language="en", version=1, text=sentence,
                sha256=hashlib.sha256(sentence.encode()).hexdigest(), in_force_from=FROM, in_force_until=None,
            )
        )  # fmt: skip


def downgrade() -> None:
    codes = [code for code, *_ in STARTER]
    op.execute(notice.delete().where(notice.c.purpose.in_(codes)))
    op.execute(purpose.delete().where(purpose.c.code.in_(codes)))
