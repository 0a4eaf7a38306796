"""A rule may ask up to four times before a yes runs out: times of asking are counted from the end, so the last is the fourth.

Rows of yesterday knew two times: the first of them is the third now, the second the fourth.
"""

from __future__ import annotations

from alembic import op

revision = "0029_times_of_asking"
down_revision = "0028_dates_to_keep"


def upgrade() -> None:
    op.execute("UPDATE consent_standing SET times_asked = times_asked + 2 WHERE times_asked > 0")


def downgrade() -> None:
    op.execute("UPDATE consent_standing SET times_asked = CASE WHEN times_asked > 2 THEN times_asked - 2 ELSE 0 END")
