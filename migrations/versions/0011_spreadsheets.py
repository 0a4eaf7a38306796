"""Files that are on their way into the pool, and their rows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011_spreadsheets"
down_revision = "0010_doubles_and_helping"

AT_WORK = "state IN ('being checked', 'being added', 'being undone')"
STATES = (
    "state IN ('columns to match', 'being checked', 'checked', 'being added', 'added', 'being undone', 'undone', 'thrown away')"
)
VERDICTS = "verdict IN ('new', 'already here', 'will be filled in', 'close match', 'cannot be added')"
OUTCOMES = "outcome IN ('added', 'filled in', 'replaced', 'unchanged', 'not added', 'undone', 'changed since')"


def upgrade() -> None:
    _make_imports()
    _make_rows()


def _make_imports() -> None:
    op.create_table(
        "spreadsheet_import",
        sa.Column("uploaded_by", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("headings", sa.LargeBinary(), nullable=True),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("welcomed", sa.Boolean(), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("rows_done", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(), nullable=True),
        sa.Column("asked_at", sa.DateTime(), nullable=True),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("approved_at", sa.DateTime(), nullable=True),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.Column("undone_by", sa.Uuid(), nullable=True),
        sa.Column("forgotten_at", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(STATES, name=op.f("ck_spreadsheet_import_state")),
        sa.CheckConstraint("note IN ('something changed')", name=op.f("ck_spreadsheet_import_note")),
        *(
            sa.CheckConstraint(
                f"({which}_at IS NULL) = ({which}_by IS NULL)", name=op.f(f"ck_spreadsheet_import_{which}_at_{which}_by")
            )
            for which in ("asked", "approved", "undone")
        ),
        sa.CheckConstraint("rows_done >= 0 AND rows_done <= row_count", name=op.f("ck_spreadsheet_import_rows_done")),
        sa.PrimaryKeyConstraint("id", name="pk_spreadsheet_import"),
    )
    op.create_index("ix_spreadsheet_import_sha256", "spreadsheet_import", ["sha256"])
    op.create_index("ix_spreadsheet_import_created_at", "spreadsheet_import", ["created_at", "id"])
    op.create_index(
        "ix_spreadsheet_import_at_work", "spreadsheet_import", ["created_at", "state"],
        sqlite_where=sa.text(AT_WORK), postgresql_where=sa.text(AT_WORK),
    )  # fmt: skip


def _make_rows() -> None:
    op.create_table(
        "spreadsheet_row",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("cells", sa.LargeBinary(), nullable=True),
        sa.Column("row_key", sa.Text(), nullable=True),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("matches", sa.JSON(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("before", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(VERDICTS, name=op.f("ck_spreadsheet_row_verdict")),
        sa.CheckConstraint("decision IN ('keep', 'use new', 'both')", name=op.f("ck_spreadsheet_row_decision")),
        sa.CheckConstraint(OUTCOMES, name=op.f("ck_spreadsheet_row_outcome")),
        sa.ForeignKeyConstraint(["import_id"], ["spreadsheet_import.id"], name="fk_spreadsheet_row_import_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_spreadsheet_row_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_spreadsheet_row"),
        sa.UniqueConstraint("import_id", "number", name="uq_spreadsheet_row_import_id_number"),
    )
    op.create_index("ix_spreadsheet_row_verdict", "spreadsheet_row", ["import_id", "verdict", "number"])
    op.create_index("ix_spreadsheet_row_outcome", "spreadsheet_row", ["import_id", "outcome", "number"])
    op.create_index("ix_spreadsheet_row_row_key", "spreadsheet_row", ["row_key"])
    op.create_index("ix_spreadsheet_row_person_id", "spreadsheet_row", ["person_id"])


def downgrade() -> None:
    op.drop_table("spreadsheet_row")
    op.drop_table("spreadsheet_import")
